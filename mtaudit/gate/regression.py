"""This run against earlier ones: worse only where a bootstrap interval over its articles says so."""

from __future__ import annotations

from collections.abc import Sequence

from mtaudit.core import Finding, PastRun, Report, Severity
from mtaudit.report.verdict import Outcome, judge

LEAST_RUNS = 3  # fewer say nothing of how far runs differ by themselves
LEAST_ARTICLES = 5  # articles drawn again from fewer give an interval that is too narrow
DRAWS = 1000
SEED = 0
LEVEL = 0.95


def regressions(report: Report, history: Sequence[PastRun], wanted: int) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What got worse, in words, and notes. Only runs with the same signature can be compared.

    Worse means: the whole interval of this run's mean score lies below the mean of the last `wanted` runs, or that of
    its major findings per 1,000 words above it. `wanted` 0 compares nothing.
    """
    if wanted <= 0:
        return (), ()
    like = [run for run in history if run.signature == report.signature and run.articles and run.words][-wanted:]
    if len(like) < min(LEAST_RUNS, wanted):
        of = f"{len(like)} of {min(LEAST_RUNS, wanted)}"
        return (), (f"not enough runs to compare with: {of} with the same rules and models",)
    rows = [
        (one.score.value, sum(_is_grave(found) for found in one.findings), one.score.words)
        for one in report.documents
        if judge(one).outcome is not Outcome.NOT_AUDITED
    ]
    if len(rows) < LEAST_ARTICLES:
        return (), (f"not enough articles to compare with earlier runs: {len(rows)} of {LEAST_ARTICLES}",)
    (low, high), (least, most) = _intervals(rows)
    articles, words = sum(run.articles for run in like), sum(run.words for run in like)
    score = sum(run.score * run.articles for run in like) / articles
    rate = 1000 * sum(run.major + run.critical for run in like) / words
    worse = []
    if high < score:
        worse.append(f"mean score {low:.1f} to {high:.1f} (95 %), {score:.1f} in the last {len(like)} runs")
    if least > rate:
        shown = f"{least:.2f} to {most:.2f} (95 %), {rate:.2f} in the last {len(like)} runs"
        worse.append(f"major findings per 1,000 words {shown}")
    return tuple(worse), ()


def _is_grave(finding: Finding) -> bool:
    return finding.weighs and finding.severity.rank >= Severity.MAJOR.rank


def _intervals(rows: Sequence[tuple[float, int, int]]) -> tuple[tuple[float, float], tuple[float, float]]:
    """Intervals of the mean score and of major findings per 1,000 words: whole articles drawn again, percentiles."""
    import numpy as np

    table = np.array(rows, dtype=float)
    draws = np.random.default_rng(SEED).integers(0, len(table), (DRAWS, len(table)))
    scores = table[draws, 0].mean(axis=1)
    words = table[draws, 2].sum(axis=1)
    rates = 1000 * table[draws, 1].sum(axis=1) / np.maximum(words, 1)
    ends = [(1 - LEVEL) / 2, (1 + LEVEL) / 2]
    (low, high), (least, most) = np.quantile(scores, ends), np.quantile(rates, ends)
    return (float(low), float(high)), (float(least), float(most))
