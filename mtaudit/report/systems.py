"""Translation engines side by side: the scores of each, and who does better on the articles that two translated."""

from __future__ import annotations

import itertools
import statistics
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mtaudit.core import AuditedDocument, Severity
from mtaudit.report.entry import Entry
from mtaudit.report.summary import honest
from mtaudit.report.verdict import Outcome
from mtaudit.report.wording import plain, plural, score_text

UNNAMED = "engine not named"
MOST_DUELS = 6  # all pairs of four engines; beyond that a list of pairs tells nobody anything
ALIKE = 0.05  # scores are shown to one decimal: what is nearer than that is alike


@dataclass(frozen=True, slots=True)
class SystemRow:
    """The articles of one engine. `low` to `high` are the quartiles and `middle` the median of its scores, 0–100."""

    name: str
    articles: int
    publish: int
    median: str
    mean: str
    grave: str
    low: float
    middle: float
    high: float


@dataclass(frozen=True, slots=True)
class Systems:
    """The engines of a run, best median first, and what comparing them on the same articles says."""

    rows: tuple[SystemRow, ...]
    duels: tuple[str, ...]


def view_systems(documents: Sequence[AuditedDocument], entries: Sequence[Entry]) -> Systems | None:
    """The comparison; None where the run holds fewer than two engines."""
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.verdict.outcome is not Outcome.NOT_AUDITED:
            groups[plain(entry.system) or UNNAMED].append(entry)
    if len(groups) < 2:
        return None
    rows = [_row(name, members) for name, members in groups.items()]
    return Systems(tuple(sorted(rows, key=lambda row: (-row.middle, row.name))), _duels(documents, entries))


def _row(name: str, members: Sequence[Entry]) -> SystemRow:
    scores = [entry.score_value for entry in members]
    low, middle, high = statistics.quantiles(scores, n=4, method="inclusive") if len(scores) > 1 else scores * 3
    words = sum(entry.words for entry in members)
    grave = sum(entry.counts[Severity.CRITICAL] + entry.counts[Severity.MAJOR] for entry in members)
    return SystemRow(
        name=name,
        articles=len(members),
        publish=sum(entry.verdict.outcome is Outcome.PUBLISH for entry in members),
        median=score_text(honest(middle)),
        mean=score_text(honest(statistics.fmean(scores))),
        grave=f"{1000 * grave / words:.1f}" if words else "–",
        low=round(low, 1),
        middle=round(middle, 1),
        high=round(high, 1),
    )


def _duels(documents: Sequence[AuditedDocument], entries: Sequence[Entry]) -> tuple[str, ...]:
    """A sentence for each two engines that translated the same articles, which `doc` names."""
    scores: dict[str, dict[str, float]] = defaultdict(dict)
    for audited, entry in zip(documents, entries, strict=True):
        doc = audited.document.meta.get("doc", "")
        if doc and entry.system and entry.verdict.outcome is not Outcome.NOT_AUDITED:
            scores[plain(entry.system)][doc] = entry.score_value
    pairs = itertools.combinations(sorted(scores), 2)
    said = (_duel(one, other, scores[one], scores[other]) for one, other in pairs)
    return tuple(sentence for sentence in said if sentence)[:MOST_DUELS]


def _duel(one: str, other: str, first: Mapping[str, float], second: Mapping[str, float]) -> str:
    differences = [first[doc] - second[doc] for doc in sorted(first.keys() & second.keys())]
    if not differences:
        return ""
    wins = sum(difference > ALIKE for difference in differences)
    losses = sum(difference < -ALIKE for difference in differences)
    mean = statistics.fmean(differences)
    ahead = f"on average {one if mean > 0 else other} is {abs(mean):.1f} points ahead"
    return (
        f"{plural(len(differences), 'article')} that both translated: {one} scores higher in {wins}, {other} in "
        f"{losses}; {ahead if abs(mean) >= ALIKE else 'on average they are alike'}."
    )
