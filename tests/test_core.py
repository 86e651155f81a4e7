"""The core types keep their invariants."""

from __future__ import annotations

import dataclasses

import pytest

from mtaudit.core import Document, Finding, Hit, Segment, Severity, Skip, Span, fingerprint


def test_a_span_refuses_to_run_backwards() -> None:
    with pytest.raises(ValueError, match=r"5\.\.3"):
        Span(5, 3)
    with pytest.raises(ValueError, match=r"-1\.\.3"):
        Span(-1, 3)


def test_spans_that_only_touch_do_not_overlap() -> None:
    assert Span(0, 3).overlaps(Span(2, 5))
    assert not Span(0, 3).overlaps(Span(3, 5))
    assert Span(0, 5).covers(Span(0, 5))
    assert not Span(1, 5).covers(Span(0, 5))


def test_a_segment_must_lie_in_its_document() -> None:
    with pytest.raises(ValueError, match="does not lie in the text"):
        Document("a", "One two.", segments=(Segment("two", Span(0, 3)),))


def test_confidence_is_a_probability() -> None:
    with pytest.raises(ValueError, match=r"1\.5"):
        Hit(Span(0, 1), "message", confidence=1.5)


def test_severities_are_ordered() -> None:
    assert sorted(Severity, key=lambda severity: severity.rank) == ["neutral", "minor", "major", "critical"]


@pytest.mark.parametrize("kind", [Span, Segment, Document, Hit, Finding, Skip])
def test_core_types_are_frozen(kind: type) -> None:
    assert kind.__dataclass_params__.frozen  # type: ignore[attr-defined]
    assert dataclasses.is_dataclass(kind)


def test_a_fingerprint_knows_its_words_neighbours_and_order() -> None:
    base = fingerprint("REP101", "a", "the the", "to", "market", 0)
    assert base == fingerprint("REP101", "a", "the the", "to", "market", 0)
    changed = [
        fingerprint("REP102", "a", "the the", "to", "market", 0),
        fingerprint("REP101", "b", "the the", "to", "market", 0),
        fingerprint("REP101", "a", "the the", "at", "market", 0),
        fingerprint("REP101", "a", "the the", "to", "market", 1),
    ]
    assert len({base, *changed}) == 5
