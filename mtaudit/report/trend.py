"""How this run compares with earlier ones: two plots, of scores and of grave errors, and the figures behind them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from mtaudit.core import PastRun, Report, Severity
from mtaudit.report.summary import Summary
from mtaudit.report.wording import score_text

MOST_RUNS = 30  # a month of daily runs; more would not be told apart in the plot
WIDTH, HEIGHT = 600, 90
MARGIN = 8  # so that the first and last point are not cut off
STEP = 10  # the axis of scores begins at a multiple of it, so that small differences show and stay comparable

THIS_RUN = "this run"


@dataclass(frozen=True, slots=True)
class TrendPoint:
    """One run: figures as text, and its place in both plots. `changed` says that its settings differ from the run
    before, so that its figures do not strictly compare.
    """

    label: str
    articles: int
    score: str
    critical: int
    major: int
    minor: int
    rate: str
    x: float
    y: float
    bar: float
    changed: bool


@dataclass(frozen=True, slots=True)
class Trend:
    """Runs from the oldest to this one. `low` and `high` are the ends of the axis of scores."""

    points: tuple[TrendPoint, ...]
    low: int
    high: int
    line: str
    bar_width: float
    words: str


def view_trend(report: Report, summary: Summary, history: Sequence[PastRun]) -> Trend | None:
    """The trend up to this run; None where there is no earlier run or nothing to compare."""
    if not history or summary.mean is None:
        return None
    severities = summary.by_severity
    now = PastRun(
        THIS_RUN,
        report.signature,
        len(report.documents),
        summary.words,
        summary.mean,
        *(severities[severity] for severity in (Severity.CRITICAL, Severity.MAJOR, Severity.MINOR)),
    )
    runs = (*history[-(MOST_RUNS - 1) :], now)
    low = max(min(math.floor((min(run.score for run in runs) - 1) / STEP) * STEP, 100 - STEP), 0)
    most = max(max(_rate(run) for run in runs), 1.0)
    gap = (WIDTH - 2 * MARGIN) / (len(runs) - 1)
    points = tuple(
        TrendPoint(
            label=run.started[:10] if run is not now else THIS_RUN,
            articles=run.articles,
            score=score_text(run.score),
            critical=run.critical,
            major=run.major,
            minor=run.minor,
            rate=f"{_rate(run):.1f}",
            x=round(MARGIN + gap * index, 1),
            y=round(HEIGHT * (1 - (run.score - low) / (100 - low)), 1),
            bar=round(HEIGHT * _rate(run) / most, 1),
            changed=index > 0 and run.signature != runs[index - 1].signature,
        )
        for index, run in enumerate(runs)
    )
    line = " ".join(f"{point.x:g},{point.y:g}" for point in points)
    return Trend(points, low, 100, line, round(min(gap * 0.6, 16), 1), _words(now, runs[-2]))


def _rate(run: PastRun) -> float:
    """Critical and major errors in 1,000 words."""
    return 1000 * (run.critical + run.major) / run.words if run.words else 0.0


def _words(now: PastRun, before: PastRun) -> str:
    """What changed since the run before, in a sentence."""
    difference = round(now.score - before.score, 1)
    direction = "higher than" if difference > 0 else "lower than"
    moved = f"{abs(difference):g} points {direction}" if difference else "the same as"
    note = "" if now.signature == before.signature else ", which had other rules or settings"
    return f"The mean score is {moved} in the run before{note}."
