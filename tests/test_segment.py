"""Segmentation: golden cases for each language, and what must hold for any text."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from mtaudit.core import Part
from mtaudit.segment import segment, sentences
from tests.strategies import LANGUAGES, languages, texts

CASES = Path(__file__).parent / "cases"


def cases(name: str) -> list[Any]:
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    return [
        pytest.param(case, id=f"{case['lang']}-{number}", marks=known_failure(case))
        for number, case in enumerate(map(json.loads, lines), start=1)
    ]


def known_failure(case: dict[str, Any]) -> tuple[pytest.MarkDecorator, ...]:
    return (pytest.mark.xfail(reason=case["known_failure"]),) if "known_failure" in case else ()


@pytest.mark.parametrize("case", cases("segment.jsonl"))
def test_golden_sentences(case: dict[str, Any]) -> None:
    assert [span.of(case["text"]) for span in sentences(case["text"], case["lang"])] == case["sentences"]


def test_every_language_has_golden_cases() -> None:
    languages_seen = [json.loads(line)["lang"] for line in (CASES / "segment.jsonl").open(encoding="utf-8")]
    assert all(languages_seen.count(lang) >= 5 for lang in LANGUAGES)


@pytest.mark.parametrize("case", cases("segment-parts.jsonl"))
def test_golden_parts(case: dict[str, Any]) -> None:
    found = segment(case["text"], case["lang"], title=case["title"])
    assert [str(each.part) for each in found] == case["parts"]


@settings(max_examples=300, deadline=None)
@given(texts, languages)
def test_sentences_cover_all_but_white_space(text: str, lang: str) -> None:
    position = 0
    for span in sentences(text, lang):
        assert position <= span.start < span.end
        assert not text[position : span.start].strip()
        assert span.of(text) == span.of(text).strip()
        assert not set(span.of(text)) & set("\n\r\f\N{LINE SEPARATOR}")
        position = span.end
    assert not text[position:].strip()


@settings(max_examples=200, deadline=None)
@given(texts, languages)
def test_segments_are_exact(text: str, lang: str) -> None:
    found = segment(text, lang, line=7)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for each in found:
        assert each.span.of(text) == each.text
        assert each.text.splitlines()[0] in lines[each.line - 7]
    assert [each.key for each in found] == [f"s{number}" for number in range(1, len(found) + 1)]
    assert found == segment(text, lang, line=7)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_count_once(end: str) -> None:
    found = segment(f"One.{end}{end}Two.{end}Three.", "en")
    assert [each.line for each in found] == [1, 3, 4]


def test_a_long_line_is_cut_in_time() -> None:
    assert len(sentences("He left. She stayed (here). " * 2000, "en")) == 4000
    assert len(sentences("– (@a" * 20_000, "en")) == 1


@pytest.mark.skipif("MTAUDIT_SEED" not in os.environ and "CI" not in os.environ, reason="MTAUDIT_SEED is not set")
def test_seed_is_cut_as_a_person_would() -> None:
    text = Path(os.environ["MTAUDIT_SEED"]).read_text(encoding="utf-8")
    found = segment(text, "en")
    assert [each.line for each in found] == [
        1, 1, 2, 3, 3, 4, 5, 6, 7, 7, 8, 8, 9, 10, 11, 12, 13, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22,
    ]  # fmt: skip
    assert [each.line for each in found if each.part is Part.HEADING] == [14]
    assert [each.line for each in found if each.part is Part.LEAD] == [1, 1]
