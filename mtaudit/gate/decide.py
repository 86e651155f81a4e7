"""Whether a report passes: single findings, budgets, what had to run, and comparison with earlier runs."""

from __future__ import annotations

import statistics
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from mtaudit.config import GateConfig
from mtaudit.core import AuditedDocument, Finding, PastRun, Report, Severity
from mtaudit.gate.baseline import Baseline, compare
from mtaudit.gate.policy import Group, Policy
from mtaudit.gate.regression import regressions
from mtaudit.judgement import Failure, Judgement, State
from mtaudit.report.summary import honest, shortfalls
from mtaudit.report.verdict import Outcome, judge
from mtaudit.report.wording import plural, score_text

NAMED = 3  # rules, articles or reasons that the last line names before it only counts them


def decide(
    report: Report,
    config: GateConfig,
    *,
    baseline: Baseline | None = None,
    history: Sequence[PastRun] = (),
    allow_skips: bool = False,
) -> Judgement:
    """The judgement of a run. A suppressed, neutral or known finding never fails it. Raises ConfigError."""
    policy = Policy(config)
    states, absent = compare(report, baseline)
    groups = [_Counted(group, policy, states) for group in policy.groups(report.documents)]
    failures = [failure for group in groups for failure in group.failures()]
    failures += _over_limit(policy, [finding for group in groups for finding in group.findings])
    worse, notes = regressions(report, history, config.regression_runs)
    troubles = [*shortfalls(report), *([] if allow_skips else _not_run(report, policy))]
    return Judgement(
        failures=(*failures, *map(Failure, worse)),
        troubles=tuple(troubles),
        notes=notes,
        passed=_passed(report, baseline),
        states=states if baseline is not None else None,
        absent=absent,
    )


class _Counted:
    """The findings of a group of articles that count and are new, against the group's budgets."""

    def __init__(self, group: Group, policy: Policy, states: Mapping[str, State]) -> None:
        self.group = group
        self.policy = policy
        self.where = f" in {group.name}" if group.name else ""
        self.findings = [
            finding
            for audited in group.documents
            for finding in audited.findings
            if finding.weighs and states[finding.fingerprint] is State.NEW
        ]

    def failures(self) -> Iterator[Failure]:
        """Why this group of articles fails."""
        alone = [found for found in self.findings if self.policy.fails_alone(found, self.group.fail_on)]
        if alone:
            yield Failure(f"{_tally(alone)}{self.where}", tuple(alone))
        yield from self._graver()
        yield from self._scores()

    def _graver(self) -> Iterator[Failure]:
        budgets = self.group.budgets
        grave = [
            found
            for found in self.findings
            if found.severity.rank >= Severity.MAJOR.rank and self.policy.gates(found.code)
        ]
        critical = [found for found in grave if found.severity is Severity.CRITICAL]
        if budgets.max_critical is not None and len(critical) > budgets.max_critical:
            reason = f"{plural(len(critical), 'critical finding')}{self.where}, {budgets.max_critical} allowed"
            yield Failure(reason, tuple(critical))
        most, words = budgets.max_major_per_1000_words, sum(one.score.words for one in self.group.documents)
        if most is not None and grave and 1000 * len(grave) > most * words:
            rate = 1000 * len(grave) / words if words else float(len(grave))
            reason = f"{rate:.2f} major findings per 1,000 words{self.where}, {most:g} allowed"
            yield Failure(reason, tuple(grave))

    def _scores(self) -> Iterator[Failure]:
        budgets = self.group.budgets
        scored = [audited for audited in self.group.documents if judge(audited).outcome is not Outcome.NOT_AUDITED]
        if budgets.min_score is not None:
            low = [audited for audited in scored if audited.score.value < budgets.min_score]
            if low:
                worst = min(low, key=lambda audited: audited.score.value)
                shown = f"{worst.document.id} has {score_text(worst.score.value)}"
                yield Failure(f"{plural(len(low), 'article')}{self.where} under score {budgets.min_score:g} ({shown})")
        if budgets.min_mean_score is not None and scored:
            mean = statistics.fmean(audited.score.value for audited in scored)
            if mean < budgets.min_mean_score:
                shown = score_text(honest(mean))
                yield Failure(f"mean score {shown}{self.where} under {budgets.min_mean_score:g}")


def _over_limit(policy: Policy, findings: Iterable[Finding]) -> Iterator[Failure]:
    by_code: dict[str, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_code[finding.code].append(finding)
    for code, found in sorted(by_code.items()):
        own = policy.rules.get(code)
        if own is not None and own.max is not None and len(found) > own.max:
            yield Failure(f"{plural(len(found), 'finding')} of {code}, {own.max} allowed", tuple(found))


def _tally(findings: Sequence[Finding]) -> str:
    """`2 major findings (UNT101 2) in 1 article`."""
    by_severity = Counter(finding.severity for finding in findings)
    by_code = Counter(finding.code for finding in findings)
    worst_first = sorted(by_severity, key=lambda severity: -severity.rank)
    counted = [f"{by_severity[severity]:,} {severity.value}" for severity in worst_first]
    noun = "finding" if len(findings) == 1 else "findings"
    codes = ", ".join(f"{code} {number:,}" for code, number in by_code.most_common(NAMED))
    more = f" and {plural(len(by_code) - NAMED, 'more rule')}" if len(by_code) > NAMED else ""
    articles = plural(len({finding.document_id for finding in findings}), "article")
    return f"{' and '.join(counted)} {noun} ({codes}{more}) in {articles}"


def _not_run(report: Report, policy: Policy) -> Iterator[str]:
    """What had to run and did not: required rules, and articles that hardly any rule could judge."""
    off = {skip.code: skip.reason for skip in report.skips}
    for name, codes in policy.required.items():
        if all(code in off for code in codes):
            yield f"required {name} could not run: {off[codes[0]]}"
            continue
        missing = [skip for audited in report.documents for skip in audited.skips if skip.code in codes]
        if missing:
            articles = plural(len({skip.document_id for skip in missing}), "article")
            reasons = Counter(skip.reason for skip in missing)
            first = reasons.most_common(1)[0][0]
            yield f"required {name} could not run on {articles}: {first}"
    unknown = [one for one in report.documents if judge(one).outcome is Outcome.NOT_AUDITED]
    if unknown:
        yield f"{plural(len(unknown), 'article')} could not be audited ({_named(unknown)})"


def _named(documents: Sequence[AuditedDocument]) -> str:
    names = [audited.document.id for audited in documents]
    return ", ".join(names[:NAMED]) + (", ..." if len(names) > NAMED else "")


def _passed(report: Report, baseline: Baseline | None) -> str:
    findings = [finding for finding in report.findings if finding.weighs]
    suppressed = sum(finding.suppression is not None for finding in report.findings)
    parts = [f"{plural(len(report.documents), 'article')}, nothing that fails the gate"]
    if findings:
        by_severity = Counter(finding.severity for finding in findings)
        kinds = [f"{by_severity[level]:,} {level.value}" for level in reversed(Severity) if by_severity[level]]
        parts.append(f"{' and '.join(kinds)} {'finding' if len(findings) == 1 else 'findings'}")
    if suppressed:
        parts.append(f"{suppressed:,} suppressed")
    skipped = {skip.code for audited in report.documents for skip in audited.skips}
    if skipped:
        parts.append(f"{plural(len(skipped), 'check')} did not run")
    return ", ".join(parts) + (", against the baseline" if baseline is not None else "")
