"""Findings against marked spans, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtaudit.core import Severity, Span
from mtaudit.evaluate.gold import GoldSpan
from mtaudit.evaluate.kinds import EVERY_FAMILY, families_of, judged_families
from mtaudit.evaluate.prediction import Flag
from mtaudit.evaluate.spans import Marked, credit, matched, painted, word_spans

TEXT = "one two three four five six seven eight nine ten"
WORDS = tuple(word_spans(TEXT))


def mark(first: str, last: str = "", severity: str = "major") -> GoldSpan:
    start = TEXT.index(first)
    return GoldSpan(Span(start, TEXT.index(last or first) + len(last or first)), severity, EVERY_FAMILY)


def span(first: str, last: str = "") -> Span:
    return mark(first, last).span


def test_a_finding_may_be_four_words_longer_and_no_more() -> None:
    marked = Marked(WORDS, (mark("three"),))
    assert marked.credited(span("three")) == [0]
    assert marked.credited(span("one", "five")) == [0]  # five words for one: four more
    assert marked.credited(span("one", "six")) == []
    assert marked.credited(Span(0, len(TEXT))) == [], "marking the whole sentence earns nothing"
    assert marked.credited(span("four")) == []


def test_a_finding_inside_a_long_mark_credits_it() -> None:
    marked = Marked(WORDS, (mark("two", "nine"),))
    assert marked.credited(span("five")) == [0]


def test_one_finding_credits_one_mark() -> None:
    marked = Marked(WORDS, (mark("two"), mark("four")))
    both = marked.credited(span("two", "four"))
    assert both == [0, 1]
    assert matched([both], 2) == 1
    assert matched([both, marked.credited(span("two"))], 2) == 2  # the second takes "two", so the first gets "four"
    assert matched([marked.credited(span("two"))] * 3, 2) == 1
    assert matched([], 2) == matched([[]], 0) == 0


def test_chance_is_the_share_of_windows_that_would_be_right() -> None:
    marked = Marked(WORDS, (mark("one"),))
    assert marked.chance(1) == pytest.approx(1 / 10)
    assert marked.chance(2) == pytest.approx(1 / 9)
    assert marked.chance(6) == 0.0  # too long for a mark of one word
    assert Marked((), ()).chance(3) == 0.0
    assert Marked(WORDS, (mark("one", "ten"),)).chance(3) == 1.0


def test_size_counts_touched_words() -> None:
    marked = Marked(WORDS, ())
    assert marked.size(span("two", "four")) == 3
    assert marked.size(Span(TEXT.index("two") + 2, TEXT.index("three") + 1)) == 2
    assert marked.size(Span(3, 4)) == 0  # the space between two words


@given(st.text(alphabet="ab \n\t", max_size=30), st.data())
def test_touched_words_are_those_that_overlap(text: str, data: st.DataObject) -> None:
    words = tuple(word_spans(text))
    start = data.draw(st.integers(0, len(text)))
    chosen = Span(start, data.draw(st.integers(start, len(text))))
    expected = [index for index, word in enumerate(words) if word.overlaps(chosen)]
    assert list(Marked(words, ()).touched(chosen)) == expected


def test_half_credit_for_the_other_severity() -> None:
    record = Span(0, len(TEXT))
    flags = [Flag(span("two"), "GAR", Severity.MINOR), Flag(span("four"), "GAR", Severity.MAJOR)]
    gold = [mark("two", severity="major"), mark("four", severity="major"), mark("six", severity="minor")]
    assert credit(flags, gold, record) == 0.5 * 3 + 4
    assert credit(flags, [mark("two", severity="edit")], record) == 3  # people did not say how grave it is
    assert credit([Flag(span("two"), "UNT", Severity.CRITICAL)], gold, record) == 3  # critical is as severe as major


def test_painted_counts_from_the_record() -> None:
    assert painted([Span(12, 14), Span(13, 15)], Span(10, 16)).tolist() == [False, False, True, True, True, False]
    assert not painted([Span(0, 5)], Span(10, 16)).any()
    assert painted([Span(8, 30)], Span(10, 12)).dtype == np.bool_


@pytest.mark.parametrize(
    ("record", "families"),
    [
        ({"kind": "number"}, {"NUM"}),
        ({"category": "Accuracy/Untranslated text"}, {"UNT", "ENC"}),
        ({"category": "untranslated/synthetic-word", "kind": "untranslated"}, {"UNT", "ENC"}),
        ({"family": "BOI", "kind": "boilerplate of the source site"}, {"BOI"}),
        ({"kind": "style"}, {"GAR"}),
        ({"kind": "word_order"}, {"GAR"}),
        ({"category": "Fluency/Punctuation"}, {"TYP"}),
        ({"category": "foreign-script"}, {"UNT", "ENC"}),
        ({"kind": "names"}, {"NAM"}),
        ({"severity": "major"}, EVERY_FAMILY),
        ({"kind": "wrong in a way nobody named"}, EVERY_FAMILY),
    ],
)
def test_families_of_a_mark(record: dict[str, str], families: set[str]) -> None:
    assert families_of(record) == families


def test_gold_of_untranslated_text_judges_nothing_else() -> None:
    untranslated = {"category": "untranslated"}
    assert judged_families([untranslated]) == {"UNT"}
    assert judged_families([untranslated, {"severity": "minor"}]) == EVERY_FAMILY
    assert judged_families([]) == frozenset()
