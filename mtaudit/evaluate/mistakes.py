"""The worst mistakes of a run: what was missed and what was called wrong, for the people who mend rules."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mtaudit.core import Span
from mtaudit.evaluate.cases import Case, meant_for, said, usable

AROUND = 40  # characters of context on either side


@dataclass(frozen=True, slots=True)
class Mistake:
    """A mark that nothing found, or a finding that credits no mark.

    `span` counts in the record's text. `text` and the words around it are shown and never stored: gold may be under
    embargo. `weight` ranks: characters missed, or the confidence of the false finding.
    """

    gold: str
    family: str
    what: str
    record: str
    span: Span
    weight: float
    code: str = ""
    before: str = ""
    text: str = ""
    after: str = ""


def mistakes(gold: str, cases: Sequence[Case], families: Sequence[str], most: int) -> Iterator[Mistake]:
    """The `most` worst misses and false alarms of each family that the gold judges or that must stay silent on it."""
    for family in families:
        own = usable(cases, family)
        missed = [mistake for case in own for mistake in _missed(gold, case, family)]
        false = [mistake for case in own for mistake in _false(gold, case, family)]
        for found in (missed, false):
            yield from sorted(found, key=lambda one: (-one.weight, one.record, one.span))[:most]


def _missed(gold: str, case: Case, family: str) -> Iterator[Mistake]:
    """Marks that are this family's own to find and that no finding of any family touches."""
    for mark in meant_for(case, family):
        if len(mark.families) <= 2 and not any(flag.span.overlaps(mark.span) for flag in case.flags):
            yield _mistake(gold, case, family, "missed", mark.span, float(len(mark.span)), "")


def _false(gold: str, case: Case, family: str) -> Iterator[Mistake]:
    for flag in said(case, family):
        if not case.marked.credited(flag.span):
            yield _mistake(gold, case, family, "false", flag.span, flag.confidence, flag.code)


def _mistake(gold: str, case: Case, family: str, what: str, span: Span, weight: float, code: str) -> Mistake:
    text, start = case.document.document.text, case.record.span.start
    return Mistake(
        gold,
        family,
        what,
        case.record.id,
        Span(max(0, span.start - start), max(0, span.end - start)),
        round(weight, 4),
        code,
        text[max(start, span.start - AROUND) : span.start],
        span.of(text),
        text[span.end : min(case.record.span.end, span.end + AROUND)],
    )
