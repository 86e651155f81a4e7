"""The report as SARIF 2.1.0, for code scanning and editors. Columns count code points.

Source: OASIS SARIF 2.1.0; GitHub's limits from "SARIF support for code scanning".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from mtaudit.core import Finding, Report, Severity
from mtaudit.detect.rule import Rule
from mtaudit.detect.tiers import GATING
from mtaudit.judgement import Judgement, Known, State
from mtaudit.report.json import dumps
from mtaudit.report.listed import Listed, gravest_first, listed, rules_by_code, safe, said
from mtaudit.report.summary import group_skips
from mtaudit.report.wording import plural

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MOST_RESULTS = 5000  # GitHub shows no more of a run, those of the highest level
MOST_TAGS = 10
_PRECISION = {"precision": "very-high", "silence on clean text": "high"}
_LEVELS = {Severity.CRITICAL: "error", Severity.MAJOR: "error", Severity.MINOR: "warning", Severity.NEUTRAL: "none"}
_ABSOLUTE = re.compile(r"/|[A-Za-z][A-Za-z0-9+.-]*:")


def render(report: Report, judgement: Judgement, *, most: int = MOST_RESULTS) -> str:
    """The report as a SARIF log of one run with at most `most` results, the least grave left out first."""
    entries = list(listed(report, judgement))
    gravest = {id(entry) for entry in gravest_first(entries)[:most]}
    chosen = [entry for entry in entries if id(entry) in gravest]
    absent = judgement.absent[: most - len(chosen)]
    codes = sorted({one.finding.code for one in chosen} | {known.code for known in absent})
    index = {code: number for number, code in enumerate(codes)}
    left_out = len(entries) + len(judgement.absent) - len(chosen) - len(absent)
    run = {
        "tool": {"driver": _driver(report, codes)},
        "columnKind": "unicodeCodePoints",
        "invocations": [_invocation(report, judgement, left_out, most)],
        "results": [
            *(_result(entry, index, judgement) for entry in chosen),
            *(_absent(known, index) for known in absent),
        ],
        "properties": {"signature": report.signature},
    }
    return dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1) + "\n"


def _driver(report: Report, codes: Sequence[str]) -> dict[str, Any]:
    rules = rules_by_code()
    version = report.signature.partition("|")[0].partition(":")[2]
    described = [_rule(rules[code]) if code in rules else {"id": code} for code in codes]
    return {"name": "mtaudit", **({"version": version} if version else {}), "rules": described}


def _rule(rule: Rule) -> dict[str, Any]:
    reading = "\n\n".join(rule.paragraphs)
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": rule.summary},
        "help": {"text": reading, "markdown": reading},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        "properties": {
            "tags": ["translation", rule.category.value][:MOST_TAGS],
            "precision": _PRECISION.get(GATING.get(rule.code, ""), "medium"),
            "problem.severity": {"error": "error", "warning": "warning"}.get(_LEVELS[rule.severity], "recommendation"),
        },
    }


def _result(entry: Listed, index: dict[str, int], judgement: Judgement) -> dict[str, Any]:
    finding = entry.finding
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index[finding.code],
        "level": entry.level,
        "message": {"text": said(finding)},
        "locations": [_location(entry)],
        "partialFingerprints": _fingerprints(finding.fingerprint),
        "properties": {
            "severity": finding.severity.value,
            "confidence": finding.confidence,
            "start": finding.span.start,
            "end": finding.span.end,
        },
    }
    if judgement.states is not None:
        # A suppressed finding is in no baseline; SARIF wants a state of all results or of none.
        result["baselineState"] = (entry.state or State.UNCHANGED).value
    result["suppressions"] = [_suppression(finding)] if finding.suppression else []
    return result


def _fingerprints(fingerprint: str) -> dict[str, str]:
    """Our own, also under the name by which GitHub knows a result again."""
    return {"mtauditFingerprint/v1": fingerprint, "primaryLocationLineHash": f"{fingerprint}:1"}


def _location(entry: Listed) -> dict[str, Any]:
    place = entry.place
    region: dict[str, Any] = {"startLine": place.line, "snippet": {"text": safe(entry.finding.quote)}}
    if place.column:
        region["startColumn"] = place.column
    if place.end_line != place.line:
        region["endLine"] = place.end_line
    if place.column and place.end_column:
        region["endColumn"] = place.end_column
    return {
        "physicalLocation": {"artifactLocation": _artifact(place.path), "region": region},
        "logicalLocations": [{"fullyQualifiedName": safe(entry.audited.document.id), "kind": "document"}],
    }


def _artifact(path: str) -> dict[str, str]:
    kept = "/:@!$&'()*+,;=?#[]%-._~" if "://" in path else "/@!$&'()*+,;=-._~"
    uri = quote(path.encode("utf-8", "replace"), safe=kept)
    return {"uri": uri} if _ABSOLUTE.match(path) else {"uri": uri, "uriBaseId": "%SRCROOT%"}


def _suppression(finding: Finding) -> dict[str, Any]:
    own = finding.suppression
    assert own is not None
    said_by = {name: safe(value) for name, value in (("author", own.author), ("expires", own.expires)) if value}
    return {
        "kind": "inSource" if own.origin == "inline" else "external",
        "status": "accepted",
        "justification": safe(own.reason),
        **({"properties": said_by} if said_by else {}),
    }


def _absent(known: Known, index: dict[str, int]) -> dict[str, Any]:
    """A finding of the baseline that is gone: its rule has run and passes."""
    return {
        "ruleId": known.code,
        "ruleIndex": index[known.code],
        "kind": "pass",
        "level": "none",
        "message": {"text": "No longer found."},
        "locations": [{"logicalLocations": [{"fullyQualifiedName": safe(known.document_id), "kind": "document"}]}],
        "partialFingerprints": _fingerprints(known.fingerprint),
        "baselineState": "absent",
        "suppressions": [],
    }


def _invocation(report: Report, judgement: Judgement, left_out: int, most: int) -> dict[str, Any]:
    return {
        "executionSuccessful": judgement.exit_code != 2,
        "exitCode": judgement.exit_code,
        "exitCodeDescription": safe(judgement.line),
        "toolExecutionNotifications": [
            {"level": level, "message": {"text": safe(text)}}
            for level, text in _notifications(report, judgement, left_out, most)
        ],
    }


def _notifications(report: Report, judgement: Judgement, left_out: int, most: int) -> Iterator[tuple[str, str]]:
    for error in report.errors:
        yield "error", f"{error.place}: {error.message}"
    for warning in report.warnings:
        yield "warning", warning
    if left_out:
        yield "warning", f"{plural(left_out, 'result')} left out, the least grave ones: no more than {most:,} are shown"
    for group in group_skips(report.documents):
        yield (
            "note",
            f"not checked in {plural(len(group.documents), 'article')}: {', '.join(group.codes)}: {group.reason}",
        )
    for note in judgement.notes:
        yield "note", note
