"""The findings of a report as the formats for machines list them: each with its article, its place and its standing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mtaudit.core import AuditedDocument, Finding, Report, Severity
from mtaudit.detect.rule import Rule
from mtaudit.judgement import Judgement, State
from mtaudit.report.json import reading_order
from mtaudit.report.place import Place, place_of
from mtaudit.report.wording import encodable, plain


@dataclass(frozen=True, slots=True)
class Listed:
    """A finding that is not neutral. `fails` says that the gate fails because of it, `state` where it stands against
    the baseline (None = there is none).
    """

    audited: AuditedDocument
    finding: Finding
    place: Place
    fails: bool
    state: State | None

    @property
    def level(self) -> str:
        """As CI servers call it: error where the gate fails because of it, warning for what else is major and new."""
        if self.fails:
            return "error"
        grave = self.finding.severity.rank >= Severity.MAJOR.rank
        return "warning" if grave and self.state is not State.UNCHANGED else "note"


def listed(report: Report, judgement: Judgement) -> Iterator[Listed]:
    """All findings but the neutral ones, in reading order, suppressed ones among them."""
    for audited in report.documents:
        yield from listed_of(audited, judgement)


def listed_of(audited: AuditedDocument, judgement: Judgement) -> Iterator[Listed]:
    """The findings of one article."""
    for finding in sorted(audited.findings, key=reading_order):
        if finding.severity is not Severity.NEUTRAL:
            fails = finding.fingerprint in judgement.failing
            yield Listed(audited, finding, place_of(audited, finding), fails, judgement.state(finding))


def gravest_first(entries: Iterable[Listed]) -> list[Listed]:
    """What fails the gate first, what is suppressed last; then by severity, surest first; else in the order given."""

    def order(one: Listed) -> tuple[bool, bool, int, float]:
        suppressed = one.finding.suppression is not None
        return not one.fails, suppressed, -one.finding.severity.rank, -one.finding.confidence

    return sorted(entries, key=order)


def rules_by_code() -> dict[str, Rule]:
    """All rules of mtaudit."""
    from mtaudit.detect.registry import RULES  # brings every detector with it

    return {rule.code: rule for rule in RULES}


def said(finding: Finding, *, suggestions: bool = True) -> str:
    """What is wrong, as one sentence that stands alone: quote, message, what to put."""
    message = f"“{finding.quote}”: {finding.message}"
    if suggestions and finding.suggestions:
        message = f"{message.rstrip('.')}. Suggestion: {' / '.join(finding.suggestions)}"
    return safe(" ".join(message.split()))


def one_line(text: str) -> str:
    """Text that is safe and keeps to its line: a file's name may hold a line break."""
    return safe(" ".join(text.splitlines()))


def safe(text: str) -> str:
    """Text of an article that steers no terminal and that every encoding can write."""
    return encodable(plain(text))
