"""What the page shows of one article: verdict, text in marked pieces, a card for each finding."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass

from mtaudit.core import AuditedDocument, Category, Evidence, Finding, Part, Severity, Suppression
from mtaudit.report.alternatives import Chart, chart, gain_of
from mtaudit.report.entry import Anchors, Entry, unfit
from mtaudit.report.json import reading_order
from mtaudit.report.pieces import Row, cut
from mtaudit.report.summary import SkipGroup, group_skips
from mtaudit.report.verdict import HOLD_CONFIDENCE, Verdict
from mtaudit.report.wording import CATEGORIES, percent, plain, seen, shortened

QUOTE_LENGTH = 240  # characters of a quote on its card; the whole of it stands marked in the text

_KINDS = {"alternative": "Reads better", "source": "Source", "name": "Name"}
_PLACES = {Part.TITLE: "headline", Part.LEAD: "lead", Part.CAPTION: "caption", Part.HEADING: "heading"}


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of evidence. `value` is its number as text, "" where it has none."""

    kind: str
    text: str
    value: str


@dataclass(frozen=True, slots=True)
class Card:
    """One finding as the margin shows it. `anchor` is unique on the page: the finding's fingerprint.

    `chart` holds the likelier wordings that were measured, `facts` the evidence besides. `start` and `end` are code
    points of the article's text. `holds` says that this finding alone holds the article back.
    """

    number: int
    anchor: str
    fingerprint: str
    start: int
    end: int
    segment: int
    severity: Severity
    holds: bool
    suppression: Suppression | None
    code: str
    name: str
    mqm: str
    category: str
    quote: str
    message: str
    confidence: str
    place: str
    suggestions: tuple[str, ...]
    chart: Chart | None
    facts: tuple[Fact, ...]

    @property
    def listed(self) -> tuple[str, ...]:
        """The suggestions that the chart does not hold already."""
        return () if self.chart and self.chart.suggests else self.suggestions

    @property
    def first_odds(self) -> str:
        """How much likelier the first suggestion is, in plain words; "" where that was not measured."""
        return self.chart.rows[0].odds if self.chart and self.chart.suggests else ""


@dataclass(frozen=True, slots=True)
class ArticleView:
    """One article, ready for its template. `cards` run in reading order, `record` is its text as gold, in JSON."""

    entry: Entry
    rows: tuple[Row, ...]
    cards: tuple[Card, ...]
    fixes: tuple[Card, ...]
    skips: tuple[SkipGroup, ...]
    has_source: bool
    source_text: str
    record: str

    @property
    def verdict(self) -> Verdict:
        """The judgement, as in the list of articles."""
        return self.entry.verdict


def view_article(audited: AuditedDocument, entry: Entry, names: Mapping[str, str], anchors: Anchors) -> ArticleView:
    """Prepare one article. `names` gives the rule names by code; `anchors` are those of the page it stands on."""
    document = audited.document
    findings = sorted(audited.findings, key=reading_order)
    cards = tuple(_card(number, found, audited, names, anchors) for number, found in enumerate(findings))
    rows = cut(document.text, document.segments, findings)
    by_finding = {id(found): card for found, card in zip(findings, cards, strict=True)}
    has_source = any(row.sources for row in rows)
    return ArticleView(
        entry=entry,
        rows=rows,
        cards=cards,
        fixes=tuple(by_finding[id(found)] for found in entry.verdict.urgent),
        skips=group_skips([audited]),
        has_source=has_source,
        source_text="" if has_source else document.source_text,
        record=_record(audited),
    )


def _record(audited: AuditedDocument) -> str:
    """The article as a record of gold that has no spans yet; triage in the page adds those an editor accepts."""
    document = audited.document
    fields = {
        "id": document.id,
        "mt": document.text,
        "src": document.source_text,
        "src_lang": document.source_lang,
        "tgt_lang": document.lang,
        "system": document.system,
    }
    return json.dumps({name: value for name, value in fields.items() if value}, ensure_ascii=False)


def _card(number: int, finding: Finding, audited: AuditedDocument, names: Mapping[str, str], anchors: Anchors) -> Card:
    segments = audited.document.segments
    part = segments[finding.segment].part if 0 <= finding.segment < len(segments) else Part.BODY
    return Card(
        number=number,
        anchor=anchors.new(finding.fingerprint or f"{finding.code}-{finding.span.start}"),
        fingerprint=unfit(finding.fingerprint),
        start=finding.span.start,
        end=finding.span.end,
        segment=finding.segment,
        severity=finding.severity,
        holds=_holds(finding),
        suppression=finding.suppression,
        code=plain(finding.code),
        name=names.get(finding.code, ""),
        mqm=finding.category.value,
        category=CATEGORIES[finding.category],
        quote=shortened(finding.quote, QUOTE_LENGTH),
        message=finding.message,
        confidence=percent(finding.confidence),
        place=_PLACES.get(part, ""),
        suggestions=tuple(seen(suggestion) for suggestion in finding.suggestions),
        chart=chart(finding),
        facts=tuple(_fact(item) for item in finding.evidence if gain_of(item) is None),
    )


def _holds(finding: Finding) -> bool:
    """True for what keeps an article back however little else is wrong, as `judge` has it."""
    if finding.category is Category.NON_TRANSLATION:
        return finding.severity is not Severity.NEUTRAL
    return finding.severity is Severity.CRITICAL and finding.confidence >= HOLD_CONFIDENCE


def _fact(item: Evidence) -> Fact:
    kind = _KINDS.get(item.kind, plain(item.kind).replace("-", " ").replace("_", " ").capitalize())
    known = item.value is not None and math.isfinite(item.value)
    return Fact(kind, item.text, f"{item.value:.4g}" if known else "")
