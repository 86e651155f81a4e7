"""Findings against marked spans: by finding, by character, by word, and beside chance."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from mtaudit.core import Severity, Span
from mtaudit.evaluate.gold import GoldSpan
from mtaudit.evaluate.prediction import Flag

SLACK = 4  # words by which a finding may exceed the span that it credits, so that marking whole sentences earns nothing
_WORD = re.compile(r"\S+")
_HALF_CREDIT = 0.5  # of a character whose span has the other severity. Source: Blain et al. 2023, WMT QE task 2


def word_spans(text: str) -> list[Span]:
    """Spans of the whitespace-separated tokens of `text`."""
    return [Span(*match.span()) for match in _WORD.finditer(text)]


@dataclass(frozen=True, slots=True)
class Marked:
    """The text of one record with what people marked in it; spans count in the same text as `words`."""

    words: tuple[Span, ...]
    gold: tuple[GoldSpan, ...]

    def size(self, span: Span) -> int:
        """Number of words that a span touches."""
        return len(self.touched(span))

    def touched(self, span: Span) -> range:
        """Indices of the words that a span touches. Words do not overlap and are in order."""
        first = bisect_right(self.words, span.start, key=lambda word: word.end)
        return range(first, max(first, bisect_left(self.words, span.end, key=lambda word: word.start)))

    def credited(self, span: Span) -> list[int]:
        """Indices of the marks that a finding of this span may credit: overlapped, and at most SLACK words shorter."""
        size = self.size(span)
        return [
            index
            for index, mark in enumerate(self.gold)
            if mark.span.overlaps(span) and size <= self.size(mark.span) + SLACK
        ]

    def chance(self, size: int) -> float:
        """Share of the windows of `size` words that credit a mark."""
        size = max(1, min(size, len(self.words)))
        windows = [
            Span(self.words[first].start, self.words[first + size - 1].end)
            for first in range(len(self.words) - size + 1)
        ]
        return sum(bool(self.credited(window)) for window in windows) / len(windows) if windows else 0.0


def matched(credits: Sequence[Sequence[int]], marks: int) -> int:
    """The most marks that findings can credit when each finding credits one: a bipartite matching, by scipy.

    `credits` holds for each finding the marks that it may credit.
    """
    if not any(credits) or not marks:
        return 0
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import maximum_bipartite_matching

    links = np.zeros((len(credits), marks), np.int8)
    for row, own in enumerate(credits):
        links[row, list(own)] = 1
    return int((maximum_bipartite_matching(csr_array(links), perm_type="column") >= 0).sum())


def weighty(flags: Iterable[Flag]) -> Iterator[Flag]:
    """Flags of more than neutral severity."""
    return (flag for flag in flags if flag.severity is not Severity.NEUTRAL)


def severe(severity: str) -> bool | None:
    """True for major and critical, False for minor; None where the gold does not say."""
    if severity in (Severity.MAJOR, Severity.CRITICAL):
        return True
    return False if severity == Severity.MINOR else None


def painted(spans: Iterable[Span], record: Span) -> np.ndarray:
    """One flag a character of the record: covered by a span or not."""
    canvas = np.zeros(len(record), bool)
    for span in spans:
        canvas[max(0, span.start - record.start) : max(0, span.end - record.start)] = True
    return canvas


def credit(flags: Sequence[Flag], gold: Sequence[GoldSpan], record: Span) -> float:
    """Characters that flags and marks share, those of another severity for half.

    Where several cover a character, the gravest counts.
    """
    found = painted((flag.span for flag in flags), record)
    marked = painted((mark.span for mark in gold), record)
    found_severe = painted((flag.span for flag in flags if severe(flag.severity)), record)
    marked_severe = painted((mark.span for mark in gold if severe(mark.severity)), record)
    silent = painted((mark.span for mark in gold if severe(mark.severity) is None), record)
    both = found & marked
    same = both & ((found_severe == marked_severe) | silent)
    return float(same.sum() + _HALF_CREDIT * (both & ~same).sum())
