"""The report as JSON: a numbered format for machines, described in docs/report.md and docs/report.schema.json."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from typing import Any

from mtaudit.core import AuditedDocument, Finding, Report, Score, Skip, Suppression
from mtaudit.judgement import Judgement
from mtaudit.report.summary import Summary, summarise
from mtaudit.report.verdict import Verdict

# 1: first format.
FORMAT_VERSION = 1

_SURROGATE = re.compile("[\\ud800-\\udfff]")


def render(report: Report, judgement: Judgement | None = None) -> str:
    """The report as JSON text: the same report gives the same bytes. `judgement` is the gate's, of `mtaudit check`.

    Offsets are half-open code points of the document's `text`. Lone surrogates are written as escapes.
    """
    summary = summarise(report)
    tree = {
        "format": FORMAT_VERSION,
        "signature": report.signature,
        "summary": _summary(report, summary),
        "documents": [
            document_tree(audited, verdict, judgement)
            for audited, verdict in zip(report.documents, summary.verdicts, strict=True)
        ],
        "skips": _skips(report.skips),
        "errors": [{"place": error.place, "message": error.message, "hint": error.hint} for error in report.errors],
        "warnings": list(report.warnings),
        "gate": _gate(judgement) if judgement else None,
    }
    return dumps(tree, indent=1) + "\n"


def dumps(tree: Any, indent: int | None = None) -> str:
    """JSON text that every encoding can write: lone surrogates as escapes."""
    text = json.dumps(tree, ensure_ascii=False, allow_nan=False, indent=indent)
    return _SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _gate(judgement: Judgement) -> dict[str, Any]:
    return {
        "result": judgement.result,
        "line": judgement.line,
        "failures": [
            {"reason": failure.reason, "findings": [finding.fingerprint for finding in failure.findings]}
            for failure in judgement.failures
        ],
        "troubles": list(judgement.troubles),
        "notes": list(judgement.notes),
        "absent": [
            {
                "fingerprint": known.fingerprint,
                "code": known.code,
                "severity": known.severity.value,
                "document": known.document_id,
            }
            for known in judgement.absent
        ],
    }


def _summary(report: Report, summary: Summary) -> dict[str, Any]:
    return {
        "headline": summary.headline,
        "documents": len(report.documents),
        "words": summary.words,
        "verdicts": {outcome.value: count for outcome, count in summary.by_outcome.items()},
        "findings": {
            "total": len(report.findings) - summary.suppressed,
            "suppressed": summary.suppressed,
            "by_severity": {severity.value: count for severity, count in summary.by_severity.items()},
            "by_category": dict(summary.by_category),
            "by_code": dict(summary.by_code),
        },
        "score": {"mean": summary.mean, "median": summary.median, "distribution": list(summary.distribution)},
        "skips": [
            {"reason": group.reason, "codes": list(group.codes), "documents": len(group.documents)}
            for group in summary.skips
        ],
        "errors": len(report.errors),
        "warnings": len(report.warnings),
    }


def document_tree(audited: AuditedDocument, verdict: Verdict, judgement: Judgement | None) -> dict[str, Any]:
    """One article of the report."""
    document = audited.document
    return {
        "id": document.id,
        "path": document.path,
        "url": document.url,
        "title": document.title,
        "lang": document.lang,
        "lang_detected": document.lang_detected,
        "source_lang": document.source_lang,
        "system": document.system,
        "verdict": {
            "outcome": verdict.outcome.value,
            "places": verdict.places,
            "reason": verdict.reason,
            "urgent": [finding.fingerprint for finding in verdict.urgent],
        },
        "score": {**_score(audited.score), "signature": audited.score.signature},
        "findings": [_finding(finding, judgement) for finding in sorted(audited.findings, key=reading_order)],
        "skips": _skips(audited.skips),
        "segments": [
            {
                "start": segment.span.start,
                "end": segment.span.end,
                "part": segment.part.value,
                "key": segment.key,
                "line": segment.line,
                "score": _score(score),
            }
            for segment, score in zip(document.segments, audited.segment_scores, strict=True)
        ],
        "text": document.text,
    }


def _finding(finding: Finding, judgement: Judgement | None) -> dict[str, Any]:
    state = judgement.state(finding) if judgement else None
    return {
        "code": finding.code,
        "category": finding.category.value,
        "severity": finding.severity.value,
        "start": finding.span.start,
        "end": finding.span.end,
        "quote": finding.quote,
        "message": finding.message,
        "confidence": _number(finding.confidence),
        "suggestions": list(finding.suggestions),
        "evidence": [{"kind": item.kind, "text": item.text, "value": _number(item.value)} for item in finding.evidence],
        "fingerprint": finding.fingerprint,
        "suppression": _suppression(finding.suppression) if finding.suppression else None,
        "baseline": state.value if state else None,
    }


def _suppression(suppression: Suppression) -> dict[str, str]:
    return {
        "reason": suppression.reason,
        "author": suppression.author,
        "expires": suppression.expires,
        "origin": suppression.origin,
    }


def _score(score: Score) -> dict[str, Any]:
    return {
        "value": _number(score.value),
        "penalty": _number(score.penalty),
        "words": score.words,
        "by_category": {category: _number(score.by_category[category]) for category in sorted(score.by_category)},
        "p_major": _number(score.p_major),
    }


def _skips(skips: Sequence[Skip]) -> list[dict[str, str]]:
    return [{"code": code, "reason": reason} for code, reason in sorted({(skip.code, skip.reason) for skip in skips})]


def _number(value: float | None) -> float | None:
    """JSON knows neither NaN nor infinity."""
    return None if value is None or not math.isfinite(value) else value


def reading_order(finding: Finding) -> tuple[int, int, int, str, str]:
    """Where a finding stands among those of its article, the graver first where they share a span."""
    return finding.span.start, finding.span.end, -finding.severity.rank, finding.code, finding.fingerprint
