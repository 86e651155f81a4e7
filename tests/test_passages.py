"""The passages of garbled news that we wrote: their form, and that they give nothing of the self-test away."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from mtaudit.core import Span
from tests.test_calques import FUNCTION_WORDS, TEST, stem

sys.path.insert(0, str(Path(__file__).parents[1] / "bench" / "train"))
from passages import load_passages


def stems(wording: str) -> set[str]:
    words = re.findall(r"[a-z]+(?:'[a-z]+)?", wording.lower())
    return {stem(word) for word in words if word not in FUNCTION_WORDS}


def test_there_are_enough_of_many_languages() -> None:
    passages = load_passages()
    assert len(passages) > 1500
    assert len({passage.lang for passage in passages}) >= 20
    assert sum(len(passage.spans) for passage in passages) > 2500
    clean = sum(not passage.spans for passage in passages)
    assert clean > len(passages) / 6, "a detector must learn from fluent copy too"
    assert 0.1 < sum(passage.held_out for passage in passages) / len(passages) < 0.3


def test_no_wrong_wording_gives_a_test_calque_away() -> None:
    kept = {word for calque in TEST for word in stems(calque.wrong)}
    given_away = [wrong for passage in load_passages() for wrong, _ in passage.replaced if stems(wrong) & kept]
    assert not given_away


def test_marks_lie_where_the_wrong_words_stand() -> None:
    for passage in load_passages():
        wrong = [wrong for wrong, _ in passage.replaced if wrong]
        assert [span.of(passage.wrong) for span in passage.spans] == wrong
        assert not set("[]|") & set(passage.wrong + passage.right)
        assert all(wrong != right for wrong, right in passage.replaced)


def test_a_passage_is_read_in_both_versions(tmp_path: Path) -> None:
    table = tmp_path / "passages.tsv"
    table.write_text("el\tweather\tIt [[weakens|eases]] [[the|]] soon[[|er]].\n", encoding="utf-8")
    (passage,) = load_passages(table)
    assert passage.wrong == "It weakens the soon."
    assert passage.right == "It eases  sooner."
    assert passage.spans == (Span(3, 10), Span(11, 14))


@pytest.mark.parametrize("line", ["el\tweather", "el\tweather\tIt [[weakens]] soon.", "el\tweather\ta|b"])
def test_a_bad_row_is_named(tmp_path: Path, line: str) -> None:
    table = tmp_path / "passages.tsv"
    table.write_text(f"el\tx\tfine\n{line}\n", encoding="utf-8")
    with pytest.raises(ValueError, match=":2:"):
        load_passages(table)
