"""From hits to findings: quote, segment, severity, fingerprint, and which of two at one place speaks."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

from mtaudit.core import Document, Finding, Hit, Segment, Span, fingerprint
from mtaudit.detect.rule import Rule
from mtaudit.text import words

# Where two findings share a place, the surer family tells the editor what is wrong and the other keeps silent.
YIELDS_TO = {"GAR": ("UNT", "ENC", "BOI", "REP"), "TYP": ("ENC",), "REP": ("UNT", "BOI")}

REACH = 40  # characters beside a span in which its neighbour words are looked for


def locate(rule: Rule, document: Document, hits: Iterable[Hit]) -> list[Finding]:
    """Turn hits, in offsets of the document's text, into findings. Raises ValueError for one outside the text."""
    ordered = sorted(hits, key=lambda hit: (hit.span.start, hit.span.end, hit.message))
    owners = owners_of(document.segments, len(document.text)) if ordered else array("i")
    seen: dict[tuple[str, str, str], int] = defaultdict(int)
    findings = []
    for hit in ordered:
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
                segment=owners[hit.span.start],
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


def owners_of(segments: Sequence[Segment], length: int) -> array[int]:
    """For each character of a text the index of the first segment that holds it; -1 between segments."""
    owners = array("i", [-1]) * length
    for index in range(len(segments) - 1, -1, -1):
        span = segments[index].span
        owners[span.start : span.end] = array("i", [index]) * len(span)
    return owners


def _neighbours(text: str, span: Span) -> tuple[str, str]:
    """The word before and the word after a span."""
    before, after = text[max(0, span.start - REACH) : span.start], text[span.end : span.end + REACH]
    left, right = list(words(before)), next(words(after), None)
    return left[-1].of(before) if left else "", right.of(after) if right else ""


def settle(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Findings in reading order, without those that a surer family explains at the same place."""
    ordered = sorted(findings, key=lambda found: (found.span, -found.severity.rank, found.code))
    families: dict[str, list[Span]] = defaultdict(list)
    for finding in ordered:
        families[finding.code[:3]].append(finding.span)
    covers = {family: _Cover(spans) for family, spans in families.items()}
    for finding in ordered:
        surer = YIELDS_TO.get(finding.code[:3], ())
        if not any(family in covers and covers[family].touches(finding.span) for family in surer):
            yield finding


class _Cover:
    """Spans in reading order, ready to be asked whether one of them overlaps another span."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._starts = [span.start for span in spans]
        self._furthest = list(accumulate((span.end for span in spans), max))

    def touches(self, span: Span) -> bool:
        """True where one of the spans overlaps `span`: of those that start before its end, one ends after its start."""
        before = bisect_left(self._starts, span.end)
        return before > 0 and self._furthest[before - 1] > span.start
