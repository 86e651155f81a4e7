"""The figures of a whole run, which the JSON and HTML reports share."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mtaudit.core import AuditedDocument, Report, Severity, Skip
from mtaudit.report.verdict import Outcome, Verdict, headline, judge
from mtaudit.report.wording import plural

BINS = 10  # score classes of ten points; 100 stands alone, so that a flawless article is never mixed with a good one


@dataclass(frozen=True, slots=True)
class SkipGroup:
    """Checks that did not run for one reason. `documents` are indices into the report; () means the whole run."""

    reason: str
    codes: tuple[str, ...]
    documents: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts over a report. `distribution` has BINS classes from 0 and one more for exactly 100.

    Findings are counted without the suppressed ones, whose number is `suppressed`.
    """

    headline: str
    verdicts: tuple[Verdict, ...]
    by_outcome: Mapping[Outcome, int]
    words: int
    by_severity: Mapping[Severity, int]
    by_category: Mapping[str, int]
    by_code: Mapping[str, int]
    mean: float | None
    median: float | None
    distribution: tuple[int, ...]
    skips: tuple[SkipGroup, ...]
    suppressed: int = 0


def summarise(report: Report) -> Summary:
    """Count everything once."""
    verdicts = tuple(judge(audited) for audited in report.documents)
    findings = [finding for finding in report.findings if finding.suppression is None]
    severities = Counter(finding.severity for finding in findings)
    values = [
        audited.score.value
        for audited, verdict in zip(report.documents, verdicts, strict=True)
        if verdict.outcome is not Outcome.NOT_AUDITED
    ]
    outcomes = Counter(verdict.outcome for verdict in verdicts)
    return Summary(
        headline=headline(verdicts, report),
        verdicts=verdicts,
        by_outcome={outcome: outcomes[outcome] for outcome in Outcome},
        words=sum(audited.score.words for audited in report.documents),
        by_severity={severity: severities[severity] for severity in Severity},
        by_category=_sorted_counts(finding.category.value for finding in findings),
        by_code=_sorted_counts(finding.code for finding in findings),
        mean=honest(statistics.fmean(values)) if values else None,
        median=honest(statistics.median(values)) if values else None,
        distribution=distribution(values),
        skips=group_skips(report.documents, report.skips),
        suppressed=len(report.findings) - len(findings),
    )


def shortfalls(report: Report) -> tuple[str, ...]:
    """What the report lacks, in words: inputs that could not be read, articles that were not audited."""
    unread, lost = sum(not error.lost for error in report.errors), sum(error.lost for error in report.errors)
    return (
        *((f"{plural(unread, 'input')} could not be read",) if unread else ()),
        *((f"{plural(lost, 'article')} {'was' if lost == 1 else 'were'} not audited",) if lost else ()),
    )


def honest(value: float) -> float:
    """`value` to one decimal, 100 only where it is 100 and 0 only where it is 0."""
    if value >= 100 or value <= 0:
        return 100.0 if value >= 100 else 0.0
    return min(max(round(value, 1), 0.1), 99.9)


def distribution(values: Iterable[float]) -> tuple[int, ...]:
    """Number of scores in each class of ten points, and last the number that are exactly 100."""
    counts = [0] * (BINS + 1)
    for value in values:
        counts[BINS if value >= 100 else int(max(value, 0) * BINS // 100)] += 1
    return tuple(counts)


def group_skips(documents: Sequence[AuditedDocument], whole_run: Sequence[Skip] = ()) -> tuple[SkipGroup, ...]:
    """Skips by reason, the one that concerns most articles first."""
    codes: dict[str, set[str]] = defaultdict(set)
    indices: dict[str, set[int]] = defaultdict(set)
    for skip in whole_run:
        codes[skip.reason].add(skip.code)
    for index, audited in enumerate(documents):
        for skip in audited.skips:
            codes[skip.reason].add(skip.code)
            indices[skip.reason].add(index)
    groups = [
        SkipGroup(reason, tuple(sorted(found)), tuple(sorted(indices[reason]))) for reason, found in codes.items()
    ]
    return tuple(sorted(groups, key=lambda group: (bool(group.documents), -len(group.documents), group.reason)))


def _sorted_counts(names: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(names).items()))
