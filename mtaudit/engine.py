"""Runs the rules over documents, locates what they hit, contains their crashes, and scores the result."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from mtaudit.config import Config
from mtaudit.core import AuditedDocument, Document, Finding, Hit, InputError, Report, Severity, Skip, Span, fingerprint
from mtaudit.detect.registry import selected
from mtaudit.detect.rule import Context, Rule
from mtaudit.models import Models, Unavailable
from mtaudit.score import score_document, score_segments, signature
from mtaudit.text import words

Progress = Callable[[Document], None]

# Where two findings share a place, the surer family tells the editor what is wrong and the other keeps silent.
YIELDS_TO = {"GAR": ("UNT", "ENC", "BOI", "REP"), "TYP": ("ENC",), "REP": ("UNT", "BOI")}


def audit(
    documents: Iterable[Document],
    config: Config | None = None,
    *,
    models: Models | None = None,
    progress: Progress | None = None,
    errors: Sequence[InputError] = (),
    warnings: Sequence[str] = (),
) -> Report:
    """Audit documents and return the report, documents in input order.

    `progress` is called after each document. A rule that crashes on a document becomes a Skip of that document;
    nothing that the other rules found is lost.
    """
    config = config or Config()
    models = models or Models(config)
    rules = selected(config.rules)
    documents = tuple(documents)
    batch_findings, batch_skips = _run_batch_rules(rules, documents, config, models)
    audited = []
    for index, document in enumerate(documents):
        audited.append(_audit_document(rules, document, config, models, batch_findings[index], batch_skips[index]))
        if progress:
            progress(document)
    return Report(tuple(audited), signature(config, rules, models), (), tuple(errors), tuple(warnings))


def _audit_document(
    rules: Sequence[Rule],
    document: Document,
    config: Config,
    models: Models,
    findings: list[Finding],
    skips: list[Skip],
) -> AuditedDocument:
    context = Context(document, config, models)
    for rule in rules:
        if rule.scope == "batch":
            continue
        missing = _missing(rule, document, models)
        if missing:
            skips.append(Skip(rule.code, document.id, missing))
            continue
        try:
            findings.extend(_locate(rule, document, _hits(rule, context)))
        except Exception as error:  # noqa: BLE001 - a rule must never take the batch down with it
            skips.append(Skip(rule.code, document.id, _crash(rule, error)))
    kept = tuple(_settle(findings))
    segment_scores = score_segments(document, kept, config)
    return AuditedDocument(document, kept, score_document(document, kept, config), segment_scores, tuple(skips))


def _run_batch_rules(
    rules: Sequence[Rule], documents: Sequence[Document], config: Config, models: Models
) -> tuple[dict[int, list[Finding]], dict[int, list[Skip]]]:
    findings: dict[int, list[Finding]] = defaultdict(list)
    skips: dict[int, list[Skip]] = defaultdict(list)
    for rule in rules:
        if rule.scope != "batch" or not documents:
            continue
        hits: dict[int, list[Hit]] = defaultdict(list)
        try:
            for index, hit in rule.find(documents, Context(documents[0], config, models)):
                hits[index].append(hit)
            for index in sorted(hits):
                findings[index].extend(_locate(rule, documents[index], hits[index]))
        except Exception as error:  # noqa: BLE001
            for index, document in enumerate(documents):
                skips[index].append(Skip(rule.code, document.id, _crash(rule, error)))
    return findings, skips


def _crash(rule: Rule, error: Exception) -> str:
    return f"rule {rule.name} crashed: {type(error).__name__}: {error}; please report it"


def _missing(rule: Rule, document: Document, models: Models) -> str:
    """Why `rule` cannot run on `document`; "" where it can."""
    if "source" in rule.needs and not any(segment.source for segment in document.segments):
        return "no source text"
    if "language" in rule.needs and not document.lang:
        return "target language unknown"
    if "fluency" in rule.needs:
        fluency = models.fluency(document.lang)
        if isinstance(fluency, Unavailable):
            return fluency.reason
    return ""


def _hits(rule: Rule, context: Context) -> Iterator[Hit]:
    """Hits of a segment or document rule, in offsets of the document's text."""
    document = context.document
    if rule.scope == "document":
        yield from rule.find(document, context)
        return
    for segment in document.segments:
        if "source" in rule.needs and not segment.source:
            continue
        for hit in rule.find(segment, context):
            if hit.span.end > len(segment.text):
                raise ValueError(f"{rule.code} hit {hit.span} lies outside its segment")
            yield replace(hit, span=hit.span.shift(segment.span.start))


def _locate(rule: Rule, document: Document, hits: Iterable[Hit]) -> list[Finding]:
    """Turn hits into findings: quote, segment, severity, fingerprint."""
    findings = []
    seen: dict[tuple[str, str, str], int] = defaultdict(int)
    for hit in sorted(hits, key=_place):
        quote = hit.span.of(document.text)
        if hit.span.end > len(document.text) or not quote:
            raise ValueError(f"{rule.code} hit {hit.span} lies outside its text")
        before, after = _neighbours(document.text, hit.span)
        ordinal = seen[quote, before, after]
        seen[quote, before, after] += 1
        findings.append(
            Finding(
                code=rule.code,
                category=rule.category,
                severity=hit.severity or rule.severity,
                document_id=document.id,
                segment=_segment_of(document, hit.span),
                span=hit.span,
                quote=quote,
                message=hit.message,
                confidence=round(hit.confidence, 4),
                suggestions=hit.suggestions,
                evidence=hit.evidence,
                fingerprint=fingerprint(rule.code, document.id, quote, before, after, ordinal),
            )
        )
    return findings


def _place(hit: Any) -> tuple[int, int, str]:
    return hit.span.start, hit.span.end, hit.message


def _neighbours(text: str, span: Span) -> tuple[str, str]:
    """The word before and the word after a span."""
    left = list(words(text[max(0, span.start - 40) : span.start]))
    right = next(words(text[span.end : span.end + 40]), None)
    before = left[-1].of(text[max(0, span.start - 40) : span.start]) if left else ""
    return before, right.of(text[span.end : span.end + 40]) if right else ""


def _segment_of(document: Document, span: Span) -> int:
    """Index of the segment that holds the start of `span`; -1 where it lies between segments."""
    for index, segment in enumerate(document.segments):
        if segment.span.start <= span.start < segment.span.end:
            return index
    return -1


def _settle(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Findings in reading order, without those that a surer family explains at the same place."""
    findings = sorted(findings, key=lambda found: (found.span, -found.severity.rank, found.code))
    for finding in findings:
        surer = YIELDS_TO.get(finding.code[:3], ())
        if not any(other.code[:3] in surer and other.span.overlaps(finding.span) for other in findings):
            yield finding


def gating(findings: Iterable[Finding]) -> list[Finding]:
    """Findings that count: everything but neutral."""
    return [finding for finding in findings if finding.severity is not Severity.NEUTRAL]
