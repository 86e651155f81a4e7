"""The baseline: fingerprints of findings that are known, so that only new ones fail the gate. It keeps no text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mtaudit.core import AuditedDocument, Finding, Report, Severity
from mtaudit.errors import ConfigError
from mtaudit.judgement import Known, State

VERSION = 1
_HINT = "write it with --update-baseline"


@dataclass(frozen=True, slots=True)
class Baseline:
    """Known findings, sorted by article and code."""

    known: tuple[Known, ...] = ()

    @property
    def fingerprints(self) -> frozenset[str]:
        """Of all known findings."""
        return frozenset(entry.fingerprint for entry in self.known)


def load_baseline(path: Path) -> Baseline:
    """Read a baseline. Raises ConfigError where it is missing or no baseline."""
    try:
        tree = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"baseline: {error.strerror or error}", _HINT, place=str(path)) from None
    except ValueError as error:
        raise ConfigError(f"not valid JSON: {error}", _HINT, place=str(path)) from None
    if not isinstance(tree, Mapping) or tree.get("version") != VERSION or not isinstance(tree.get("findings"), list):
        raise ConfigError("not a baseline of this version of mtaudit", _HINT, place=str(path))
    try:
        return Baseline(tuple(_known(entry) for entry in tree["findings"]))
    except (KeyError, TypeError, ValueError) as error:
        raise ConfigError(f"a finding in it cannot be read: {error}", _HINT, place=str(path)) from None


def _known(entry: Mapping[str, Any]) -> Known:
    fingerprint, code, document = (str(entry[name]) for name in ("fingerprint", "code", "document"))
    return Known(fingerprint, code, document, Severity(entry["severity"]))


def dump_baseline(baseline: Baseline) -> str:
    """The text of a baseline file: one finding a line, so that a change reads well in a diff."""
    lines = [
        json.dumps(
            {
                "fingerprint": known.fingerprint,
                "code": known.code,
                "severity": known.severity.value,
                "document": known.document_id,
            },
            ensure_ascii=True,
        )
        for known in sorted(baseline.known, key=lambda known: (known.document_id, known.code, known.fingerprint))
    ]
    body = "\n  " + ",\n  ".join(lines) + "\n " if lines else ""
    return f'{{\n "version": {VERSION},\n "findings": [{body}]\n}}\n'


def compare(report: Report, baseline: Baseline | None) -> tuple[dict[str, State], tuple[Known, ...]]:
    """The state of every finding that counts, and the known ones of these articles that are gone.

    Where a rule did not run on an article, what is known of it there is not gone. Without a baseline all are new.
    """
    states = states_of(report.findings, baseline)
    seen = {finding.fingerprint for finding in report.findings}
    absent = tuple(entry for entry in _judged(report, baseline) if entry.fingerprint not in seen)
    return states, absent


def states_of(findings: Iterable[Finding], baseline: Baseline | None) -> dict[str, State]:
    """The state of each finding that counts, by fingerprint. Without a baseline all are new."""
    known = baseline.fingerprints if baseline else frozenset()
    return {
        finding.fingerprint: State.UNCHANGED if finding.fingerprint in known else State.NEW
        for finding in findings
        if finding.weighs
    }


def updated(report: Report, baseline: Baseline | None) -> tuple[Baseline, tuple[Finding, ...]]:
    """The baseline after this run, and the new findings of major or critical severity that it would swallow."""
    states, absent = compare(report, baseline)
    gone = {entry.fingerprint for entry in absent}
    counted = [finding for finding in report.findings if finding.weighs]
    now = {finding.fingerprint: _as_known(finding) for finding in counted}
    kept = [entry for entry in (baseline.known if baseline else ()) if entry.fingerprint not in gone]
    entries = {**{entry.fingerprint: entry for entry in kept}, **now}
    grave = tuple(
        finding
        for finding in counted
        if finding.severity.rank >= Severity.MAJOR.rank and states[finding.fingerprint] is State.NEW
    )
    return Baseline(tuple(entries.values())), grave


def _as_known(finding: Finding) -> Known:
    return Known(finding.fingerprint, finding.code, finding.document_id, finding.severity)


def _judged(report: Report, baseline: Baseline | None) -> Iterator[Known]:
    """The known findings whose article is in the report and whose rule ran on it."""
    documents = {audited.document.id: _skipped(audited) for audited in report.documents}
    off = {skip.code for skip in report.skips}
    for entry in baseline.known if baseline else ():
        skipped = documents.get(entry.document_id)
        if skipped is not None and entry.code not in skipped and entry.code not in off:
            yield entry


def _skipped(audited: AuditedDocument) -> frozenset[str]:
    return frozenset(skip.code for skip in audited.skips)
