"""What the page shows of the whole run: verdict, plots, what did not run, the list of articles."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mtaudit.core import PastRun, Report, Severity
from mtaudit.report.charts import Bar, histogram, stack
from mtaudit.report.entry import Entry
from mtaudit.report.summary import SkipGroup, Summary, honest, shortfalls
from mtaudit.report.systems import Systems, view_systems
from mtaudit.report.trend import Trend, view_trend
from mtaudit.report.verdict import Outcome
from mtaudit.report.wording import CATEGORIES, FAMILIES, language, plain, plural, score_text

BAR_WIDTH = 120  # of the stacked bars beside a row of figures
NAMED = 3  # articles that a skip names before it only counts them

OUTCOMES = {
    Outcome.HOLD: "Hold",
    Outcome.FIX: "Fix",
    Outcome.NOT_AUDITED: "Not audited",
    Outcome.PUBLISH: "Publish",
}


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """Findings of one category, with their stacked bar. `counts` holds critical, major and minor."""

    name: str
    counts: tuple[int, int, int]
    total: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class LanguageRow:
    """Articles out of one source language, with the stacked bar of their verdicts."""

    name: str
    articles: int
    median: str
    counts: Mapping[Outcome, int]
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class SkipRow:
    """A reason why checks did not run: which checks (none: the audit as a whole), on what."""

    reason: str
    checks: tuple[tuple[str, str], ...]
    scope: str
    articles: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """The whole run, ready for its template. `ranked` holds the articles worst first."""

    headline: str
    facts: tuple[str, ...]
    verdict_bars: tuple[Bar, ...]
    outcomes: tuple[tuple[Outcome, str, int], ...]
    histogram: tuple[Bar, ...]
    histogram_words: str
    median: str
    mean: str
    categories: tuple[CategoryRow, ...]
    languages: tuple[LanguageRow, ...]
    systems: Systems | None
    trend: Trend | None
    families: tuple[tuple[str, str, int], ...]
    pairs: tuple[str, ...]
    engines: tuple[str, ...]
    unaudited: tuple[SkipRow, ...]
    skips: tuple[SkipRow, ...]
    ranked: tuple[Entry, ...]


def view_overview(
    report: Report,
    summary: Summary,
    articles: Sequence[Entry],
    names: Mapping[str, str],
    history: Sequence[PastRun] = (),
) -> Overview:
    """Prepare the overview. `names` gives the rule names by code, `history` earlier runs, oldest first."""
    outcomes = tuple((outcome, OUTCOMES[outcome], count) for outcome, count in summary.by_outcome.items())
    families = Counter(family for article in articles for family in article.families)
    return Overview(
        headline=summary.headline,
        facts=_facts(report, summary, articles),
        verdict_bars=stack([(outcome.value, label, count) for outcome, label, count in outcomes], 1000, 10),
        outcomes=outcomes,
        histogram=histogram(summary.distribution),
        histogram_words=_histogram_words(summary),
        median="–" if summary.median is None else score_text(summary.median),
        mean="–" if summary.mean is None else score_text(summary.mean),
        categories=_categories(report),
        languages=_languages(articles),
        systems=view_systems(report.documents, articles),
        trend=view_trend(report, summary, history),
        families=tuple((family, FAMILIES.get(family, family), count) for family, count in sorted(families.items())),
        pairs=tuple(sorted({article.pair for article in articles})),
        engines=tuple(sorted({plain(article.system) for article in articles if article.system})),
        unaudited=_unaudited(articles),
        skips=tuple(_skip(group, articles, names) for group in summary.skips),
        ranked=tuple(sorted(articles, key=worst_first)),
    )


def worst_first(article: Entry) -> tuple[int, float, int]:
    """Sorting key: hold before fix before publish, then by score."""
    return article.verdict.outcome.rank, article.score_value, article.index


def _facts(report: Report, summary: Summary, articles: Sequence[Entry]) -> tuple[str, ...]:
    counting = sum(article.open for article in articles)
    facts = [plural(summary.words, "word"), plural(counting, "finding")]
    if summary.suppressed:
        facts.append(f"{summary.suppressed:,} suppressed")
    if pairs := {article.pair for article in articles}:
        facts.append(next(iter(pairs)) if len(pairs) == 1 else plural(len(pairs), "language pair"))
    return (*facts, *shortfalls(report))


def _histogram_words(summary: Summary) -> str:
    parts = [f"{bar.count} at {bar.label}" for bar in histogram(summary.distribution) if bar.count]
    return "Articles by score: " + (", ".join(parts) or "none") + "."


def _categories(report: Report) -> tuple[CategoryRow, ...]:
    order = (Severity.CRITICAL, Severity.MAJOR, Severity.MINOR)
    tallies: dict[str, Counter[Severity]] = defaultdict(Counter)
    for finding in report.findings:
        if finding.weighs:
            tallies[CATEGORIES[finding.category]][finding.severity] += 1
    most = max((tally.total() for tally in tallies.values()), default=1)
    rows = []
    for name, tally in sorted(tallies.items(), key=lambda item: (-item[1].total(), item[0])):
        parts = [(severity.value, severity.value, tally[severity]) for severity in order]
        bars = stack(parts, BAR_WIDTH, 10, most=most)
        counts = (tally[order[0]], tally[order[1]], tally[order[2]])
        rows.append(CategoryRow(name, counts, tally.total(), bars))
    return tuple(rows)


def _languages(articles: Sequence[Entry]) -> tuple[LanguageRow, ...]:
    """Rows by source language; none where no article names one."""
    groups: dict[str, list[Entry]] = defaultdict(list)
    for article in articles:
        groups[language(article.source_lang)].append(article)
    if not any(article.source_lang for article in articles):
        return ()
    rows = []
    for name, members in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])):
        counts = Counter(article.verdict.outcome for article in members)
        bars = stack([(outcome.value, OUTCOMES[outcome], counts[outcome]) for outcome in Outcome], BAR_WIDTH, 10)
        audited = [article.score_value for article in members if article.verdict.outcome is not Outcome.NOT_AUDITED]
        median = score_text(honest(statistics.median(audited))) if audited else "–"
        rows.append(LanguageRow(name, len(members), median, counts, bars))
    return tuple(rows)


def _unaudited(articles: Sequence[Entry]) -> tuple[SkipRow, ...]:
    """Articles whose verdict is that they were not audited, by reason, most articles first."""
    groups: dict[str, list[Entry]] = defaultdict(list)
    for article in articles:
        if article.verdict.outcome is Outcome.NOT_AUDITED:
            groups[article.verdict.reason].append(article)
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(
        SkipRow(reason, (), plural(len(hit), "article"), tuple(hit) if len(hit) <= NAMED else ())
        for reason, hit in ordered
    )


def _skip(group: SkipGroup, articles: Sequence[Entry], names: Mapping[str, str]) -> SkipRow:
    hit = tuple(articles[index] for index in group.documents)
    checks = tuple((code, names.get(code, "")) for code in group.codes)
    if not hit:
        return SkipRow(group.reason, checks, "the whole run", ())
    if len(hit) == len(articles):
        scope = "the article" if len(hit) == 1 else f"all {len(hit):,} articles"
        return SkipRow(group.reason, checks, scope, ())
    return SkipRow(group.reason, checks, plural(len(hit), "article"), hit if len(hit) <= NAMED else ())
