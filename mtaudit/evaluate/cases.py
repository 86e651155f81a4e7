"""Records beside what a system says of them, and what a single one adds to a figure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from mtaudit.core import Severity, Span
from mtaudit.evaluate.gold import GoldDocument, GoldRecord, GoldSpan
from mtaudit.evaluate.own import heavy_families
from mtaudit.evaluate.prediction import Flag, Prediction
from mtaudit.evaluate.spans import Marked, credit, matched, painted, weighty, word_spans
from mtaudit.text import count_words

ALL = "all"


@dataclass(frozen=True)
class Case:
    """One record with what a system says of it; spans count in the document's text."""

    document: GoldDocument
    record: GoldRecord
    flags: tuple[Flag, ...]
    prediction: Prediction
    score: float | None

    @property
    def cluster(self) -> str:
        """What is resampled as one."""
        return self.document.cluster

    @cached_property
    def size(self) -> int:
        """Number of words by UAX #29, as rates count them."""
        return count_words(self.document.text_of(self.record))

    @cached_property
    def marked(self) -> Marked:
        """The record with its marks; gold may say of a mark that it is none ("neutral")."""
        return Marked(self.words, tuple(m for m in self.record.spans if m.severity != Severity.NEUTRAL))

    @cached_property
    def words(self) -> tuple[Span, ...]:
        """The whitespace-separated tokens of the record."""
        record = self.record.span
        return tuple(span.shift(record.start) for span in word_spans(record.of(self.document.document.text)))


def cases_of(documents: Sequence[GoldDocument], predictions: Sequence[Prediction]) -> list[Case]:
    """Every record beside its part of the prediction for its document."""
    cases = []
    for document, prediction in zip(documents, predictions, strict=True):
        for index, record in enumerate(document.records):
            own = tuple(flag for flag in prediction.flags if _belongs(flag.span, record.span))
            score = prediction.scores[index] if prediction.scores else None
            cases.append(Case(document, record, own, prediction, score))
    return cases


def _belongs(flag: Span, record: Span) -> bool:
    return record.start <= flag.start < max(record.end, record.start + 1)


def usable(cases: Iterable[Case], family: str) -> list[Case]:
    """The cases in which a family ran. `all` and the model-bound families need everything to have run."""
    heavy = family == ALL or family in heavy_families()
    return [case for case in cases if (case.prediction.complete or not heavy) and family not in case.prediction.missing]


def said(case: Case, family: str) -> list[Flag]:
    """The weighty flags of a family, or of a single rule."""
    return [flag for flag in weighty(case.flags) if family in (ALL, flag.family, flag.code)]


def meant_for(case: Case, family: str) -> list[GoldSpan]:
    """The marks that a family should find."""
    return [mark for mark in case.marked.gold if family == ALL or family in mark.families]


def counts(case: Case, family: str) -> dict[str, Sequence[float]]:
    """What one record adds to the figures of a family.

    A finding is right where it credits any mark, whatever annotators called it; recall is of the marks that the family
    is there for, and counts neutral findings, which explain a mark.
    """
    marks = case.marked.gold
    own = meant_for(case, family)
    flags = said(case, family)
    explained = [flag for flag in case.flags if family in (ALL, flag.family, flag.code)]
    everything, wanted = case.marked, Marked(case.words, tuple(own))
    right = sum(bool(everything.credited(flag.span)) for flag in flags)
    found = matched([wanted.credited(flag.span) for flag in explained], len(own))
    sizes = [everything.size(flag.span) for flag in flags]
    record = case.record.span
    painted_flags = painted((flag.span for flag in flags), record)
    painted_explained = painted((flag.span for flag in explained), record)
    painted_marks = painted((mark.span for mark in marks), record)
    painted_own = painted((mark.span for mark in own), record)
    covered = float(painted_flags.sum())
    return {
        "findings": (right, len(flags)),
        "chance": (sum(everything.chance(size) for size in sizes), len(flags)),
        "marks": (found, len(own)),
        "characters": (float((painted_flags & painted_marks).sum()), covered),
        "marked": (float((painted_explained & painted_own).sum()), float(painted_own.sum())),
        "credit": (credit(flags, marks, record), covered),
        "marked credit": (credit(explained, own, record), float(painted_own.sum())),
        "sizes": sizes,
    }


def slices_of(cases: Iterable[Case]) -> list[str]:
    """The slices that tell something: those of a name with more than one value."""
    found = sorted({part for case in cases for part in case.record.slices})
    names = [part.partition("=")[0] for part in found]
    return [part for part, name in zip(found, names, strict=True) if names.count(name) > 1 or name == "strong"]


def touched(case: Case, spans: Iterable[Span]) -> np.ndarray:
    """One flag a word of the record: whether a span touches it."""
    marked = case.marked
    flags = np.zeros(len(case.words), bool)
    for span in spans:
        own = marked.touched(span)
        flags[own.start : own.stop] = True
    return flags


def positives(case: Case) -> np.ndarray:
    """One flag a word: positive if any of its characters lies in a mark."""
    return touched(case, (mark.span for mark in case.marked.gold))


def confusion(found: np.ndarray, positive: np.ndarray) -> tuple[float, float, float, float]:
    """True positives, false positives, false negatives, true negatives."""
    return (
        float((found & positive).sum()),
        float((found & ~positive).sum()),
        float((~found & positive).sum()),
        float((~found & ~positive).sum()),
    )


def word_risks(case: Case, family: str) -> np.ndarray:
    """The probability of each word: the highest of the family's risks and findings that touch it, else 0."""
    marked = case.marked
    found = np.zeros(len(case.words))
    risks = [
        (risk.span, risk.probability)
        for name, own in case.prediction.risks.items()
        if family in (ALL, name) or name == ALL
        for risk in own
    ]
    for span, probability in (*risks, *((flag.span, flag.confidence) for flag in said(case, family))):
        own_words = marked.touched(span) if span.overlaps(case.record.span) else range(0)
        for index in own_words:
            found[index] = max(found[index], probability)
    return found
