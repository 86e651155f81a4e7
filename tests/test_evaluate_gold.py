"""Gold as it is read: articles out of records, marks, clean text, and what cannot be used."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mtaudit.core import Span
from mtaudit.errors import ReadError
from mtaudit.evaluate.gold import GoldSet, load_gold, sample

CORPORA = Path(__file__).parents[1] / "corpora"


def gold_of(tmp_path: Path, *records: Any, name: str = "gold.jsonl") -> GoldSet:
    path = tmp_path / name
    path.write_text("\n".join(r if isinstance(r, str) else json.dumps(r) for r in records), encoding="utf-8")
    (gold,) = load_gold(path)
    return gold


def record(mt: str, **more: Any) -> dict[str, Any]:
    return {"id": "r", "src_lang": "ru", "tgt_lang": "en", "src": "да", "mt": mt, **more}


def test_records_of_an_article_and_system_become_one_document(tmp_path: Path) -> None:
    gold = gold_of(
        tmp_path,
        record("First.", doc="d", system="A", src="1", spans=[{"start": 0, "end": 5, "severity": "major"}]),
        record("Premier.", doc="d", system="B", src="1"),
        record("Zweiter Satz.", doc="d", system="A", src="2", spans=[{"start": 8, "end": 12, "severity": "minor"}]),
    )
    first, second = gold.documents
    assert first.document.text == "First.\nZweiter Satz."
    assert [first.text_of(one) for one in first.records] == ["First.", "Zweiter Satz."]
    assert [mark.span.of(first.document.text) for one in first.records for mark in one.spans] == ["First", "Satz"]
    assert [segment.source for segment in first.document.segments] == ["1", "2"]
    assert first.cluster == second.cluster == "d", "the systems' versions of an article are drawn together"


def test_a_segment_that_two_people_judged_makes_two_copies_of_its_article(tmp_path: Path) -> None:
    gold = gold_of(
        tmp_path,
        record("One.", doc="d", system="A", seg=1, spans=[{"start": 0, "end": 3}]),
        record("One.", doc="d", system="A", seg=1),
        record("Two.", doc="d", system="A", seg=2),
    )
    assert [document.document.text for document in gold.documents] == ["One.\nTwo.", "One."]


def test_segments_stand_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    spans = [{"start": 0, "end": 3}]
    gold = gold_of(tmp_path, record("Two.", doc="d", seg=2, spans=spans), record("One.", doc="d", seg="1"))
    (document,) = gold.documents
    assert document.document.text == "One.\nTwo."
    assert document.records[1].spans[0].span == Span(5, 8)


def test_records_without_an_article_stand_alone_and_share_a_cluster_with_their_source(tmp_path: Path) -> None:
    gold = gold_of(tmp_path, record("Yes.", score=1.0), record("Yeah.", score=2), record("No.", src="нет", score=0))
    assert len(gold.documents) == 3
    clusters = [document.cluster for document in gold.documents]
    assert clusters[0] == clusters[1] != clusters[2]


def test_clean_text_is_text_without_source_score_and_marks(tmp_path: Path) -> None:
    gold = gold_of(tmp_path, {"id": "1", "tgt_lang": "en", "mt": "All is well.", "spans": []})
    assert [one.clean for _, one in gold.records] == [True]
    assert not gold.judged
    gold = gold_of(tmp_path, record("All is well.", spans=[]))
    assert [one.clean for _, one in gold.records] == [False], (
        "a translation that nobody marked is not known to be clean"
    )


def test_controls_beside_marked_records_are_clean(tmp_path: Path) -> None:
    marks = [{"start": 0, "end": 2, "category": "untranslated"}]
    gold = gold_of(tmp_path, record("да, well.", spans=marks, kind="short"), record("Yes, well.", kind="clean"))
    assert [one.clean for _, one in gold.records] == [False, True]
    assert gold.judged == {"UNT"}
    gold = gold_of(tmp_path, record("a", label="clean"), record("b", label="omission"))
    assert not any(one.clean for _, one in gold.records), "a label of its own judges the translation, not the wording"


def test_articles_in_segments_are_gold_too(tmp_path: Path) -> None:
    segments = [{"mt": "One.", "src": "1", "score": 3}, {"mt": "Two.", "src": "2", "score": 4}]
    gold = gold_of(tmp_path, {"id": "a", "tgt_lang": "en", "segments": segments})
    assert [one.score for _, one in gold.records] == [3.0, 4.0]
    assert [document.document.text for document in gold.documents] == ["One.\nTwo."]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{", "not valid JSON"),
        ("[1]", "must be a JSON object"),
        ('{"id": "x"}', "no mt"),
        ('{"mt": "abc", "spans": [{"start": 1, "end": 9}]}', "within mt"),
        ('{"mt": "abc", "spans": [{"start": 2, "end": 1}]}', "within mt"),
        ('{"mt": "abc", "spans": [7]}', "within mt"),
        ('{"mt": "abc", "spans": {"start": 1}}', "spans must be a list"),
        ('{"mt": "abc", "spans": [{"start": 1, "end": 2, "severity": "huge"}]}', "unknown severity 'huge'"),
        ('{"mt": "abc", "score": "good"}', "score must be a number"),
        ('{"mt": "abc", "score": true}', "score must be a number"),
        ('{"mt": ""}', "holds no text"),
    ],
)
def test_a_record_that_cannot_be_used_is_named_and_the_others_stay(tmp_path: Path, line: str, message: str) -> None:
    gold = gold_of(tmp_path, record("Fine.", score=1), line)
    assert len(gold.documents) == 1
    (error,) = gold.errors
    assert error.place.endswith("gold.jsonl:2")
    assert message in error.message


def test_what_holds_no_gold_is_said(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match="no such file"):
        load_gold(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(ReadError, match="holds no gold"):
        load_gold(tmp_path / "empty")


def test_our_corpora_are_gold() -> None:
    (gold,) = load_gold(CORPORA)
    assert len(gold.documents) == 16
    assert not gold.natural, "we wrote these errors"
    assert sum(one.clean for _, one in gold.records) == 4
    marks = [mark for _, one in gold.records for mark in one.spans]
    assert len(marks) > 150
    assert {"GAR"} in [mark.families for mark in marks]


def test_a_mark_beside_its_quote_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.en.txt").write_text("A headline\n\nSome text.\n", encoding="utf-8")
    mark = {"start": 0, "end": 3, "quote": "headline", "severity": "minor", "category": "other"}
    (tmp_path / "a.marks.json").write_text(json.dumps({"marks": [mark]}), encoding="utf-8")
    (gold,) = load_gold(tmp_path)
    assert not gold.documents
    assert "0..3 is not 'headline'" in gold.errors[0].message


def test_samples_are_whole_documents_seeded_and_nested(tmp_path: Path) -> None:
    gold = gold_of(tmp_path, *(record("word " * 9 + "end.", src=str(index), score=index) for index in range(50)))
    small, large = sample(gold, 95, 0), sample(gold, 200, 0)
    assert len(small) == 10
    assert small < large, "what is judged with everything is part of what is judged lightly"
    assert small == sample(gold, 95, 0)
    assert small != sample(gold, 95, 1)
    assert len(sample(gold, 10**9, 0)) == 50


def test_planted_and_tokenised_sets_are_known(tmp_path: Path) -> None:
    marks = [{"start": 0, "end": 2, "severity": "edit"}]
    gold = gold_of(tmp_path, record("So so .", spans=marks, origin="post-editing (tokenised)"))
    assert gold.natural
    assert "TYP" not in gold.judged
    assert not gold_of(tmp_path, record("So so.", spans=marks, origin="UD PUD, planted")).natural
