"""What the gate says of a run: the types that mtaudit.gate fills and that reports print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from mtaudit.core import Finding, Severity


class State(StrEnum):
    """A finding against the baseline."""

    NEW = "new"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class Known:
    """A finding that a baseline holds. It keeps no text."""

    fingerprint: str
    code: str
    document_id: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class Failure:
    """One reason why the gate failed, in words, and the findings behind it (none for a score)."""

    reason: str
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether a run passes. `troubles` say why it could not be decided in full, `notes` what is good to know.

    `states` holds the findings that count by fingerprint, and is None where there is no baseline; `absent` are known
    findings of these articles that are no longer there. `passed` says in words what passed.
    """

    failures: tuple[Failure, ...] = ()
    troubles: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    passed: str = ""
    states: Mapping[str, State] | None = None
    absent: tuple[Known, ...] = ()
    failing: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        found = (finding.fingerprint for failure in self.failures for finding in failure.findings)
        object.__setattr__(self, "failing", frozenset(found))

    @property
    def exit_code(self) -> int:
        """0 passed, 1 failed, 2 not decided in full."""
        return 1 if self.failures else 2 if self.troubles else 0

    @property
    def result(self) -> str:
        """The exit code in a word."""
        return ("passed", "failed", "incomplete")[self.exit_code]

    @property
    def line(self) -> str:
        """The one line that says how it went and why."""
        reasons = [failure.reason for failure in self.failures] or [self.passed]
        return f"check {self.result}: {'; '.join([*reasons, *self.troubles])}"

    def state(self, finding: Finding) -> State | None:
        """The finding against the baseline; None where there is none or the finding does not count."""
        return self.states.get(finding.fingerprint) if self.states is not None else None
