"""Geometry of the report's plots in SVG units; the templates draw them, each beside its figures in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from mtaudit.core import AuditedDocument, Finding, Severity

STRIP_WIDTH = 600
STRIP_HEIGHT = 24
STRIP_LEAST = 6  # height of the smallest loss, so that a flawed sentence is never invisible

PLOT_HEIGHT = 72
COLUMN = 22  # width of one class of the histogram
GAP = 4


@dataclass(frozen=True, slots=True)
class Bar:
    """One rectangle: place and size in SVG units, a class that names its colour, what it stands for."""

    x: float
    y: float
    width: float
    height: float
    kind: str
    label: str = ""
    count: int = 0
    target: int = -1


def stack(counts: Sequence[tuple[str, str, int]], width: int, height: int, *, most: int = 0) -> tuple[Bar, ...]:
    """A stacked bar of (kind, label, count); `most` is the count that fills `width`, else their sum does."""
    whole = max(most or sum(count for _, _, count in counts), 1)
    bars, x = [], 0.0
    for kind, label, count in counts:
        if count:
            size = round(width * count / whole, 2)
            bars.append(Bar(round(x, 2), 0, size, height, kind, label, count))
            x += size
    return tuple(bars)


def histogram(counts: Sequence[int]) -> tuple[Bar, ...]:
    """Columns of the score distribution; the last, exactly 100, stands apart."""
    most = max([*counts, 1])
    bars = []
    for index, count in enumerate(counts):
        height = max(round(PLOT_HEIGHT * count / most, 1), 2 if count else 0)
        last = index == len(counts) - 1
        label = "exactly 100" if last else f"{index * 10} to under {index * 10 + 10}"
        x = index * (COLUMN + GAP) + (GAP if last else 0)
        bars.append(Bar(x, PLOT_HEIGHT - height, COLUMN, height, "full" if last else "part", label, count))
    return tuple(bars)


def strip(audited: AuditedDocument, findings: Sequence[Finding]) -> tuple[Bar, ...]:
    """Where an article is hurt: one bar a damaged segment, as wide as its text, as high as the points it lost.

    Neighbours alike are joined. `target` is the index in `findings` of the segment's gravest finding.
    """
    worst: dict[int, int] = {}
    for number, finding in enumerate(findings):
        if finding.severity is Severity.NEUTRAL or finding.suppression or finding.segment < 0:
            continue
        if finding.severity.rank > (findings[worst[finding.segment]].severity.rank if finding.segment in worst else 0):
            worst[finding.segment] = number
    total = sum(len(segment.text) for segment in audited.document.segments) or 1
    bars: list[Bar] = []
    done = 0
    for index, segment in enumerate(audited.document.segments):
        x, done = done, done + len(segment.text)
        if index not in worst:
            continue
        lost = 100 - audited.segment_scores[index].value
        height = max(round(STRIP_HEIGHT * lost / 100), STRIP_LEAST)
        left, right = round(STRIP_WIDTH * x / total), round(STRIP_WIDTH * done / total)
        severity = findings[worst[index]].severity
        _join(bars, Bar(left, STRIP_HEIGHT - height, max(right - left, 2), height, severity, target=worst[index]))
    return tuple(bars)


def _join(bars: list[Bar], bar: Bar) -> None:
    last = bars[-1] if bars else None
    if last and (last.kind, last.height) == (bar.kind, bar.height) and last.x + last.width >= bar.x - 1:
        bars[-1] = Bar(last.x, last.y, bar.x + bar.width - last.x, last.height, last.kind, target=last.target)
    else:
        bars.append(bar)
