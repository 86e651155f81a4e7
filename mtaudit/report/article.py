"""What the page shows of one article: verdict, text in marked pieces, a card for each finding."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import urlsplit

from mtaudit.core import AuditedDocument, Evidence, Finding, Part, Severity
from mtaudit.report.alternatives import Chart, chart, gain_of
from mtaudit.report.charts import Bar, strip
from mtaudit.report.pieces import Row, cut
from mtaudit.report.summary import SkipGroup, group_skips
from mtaudit.report.verdict import Outcome, Verdict
from mtaudit.report.wording import (
    CATEGORIES,
    SEVERITIES,
    pair_of,
    percent,
    plain,
    score_text,
    seen,
    shortened,
    title_of,
)

QUOTE_LENGTH = 240  # characters of a quote on its card; the whole of it stands marked in the text

_UNFIT = re.compile("[^A-Za-z0-9._-]")

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

    `chart` holds the likelier wordings that were measured, `facts` the evidence besides.
    """

    number: int
    anchor: str
    severity: Severity
    code: str
    name: str
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
    """One article, ready for its template. `cards` run in reading order."""

    anchor: str
    index: int
    title: str
    path: str
    url: str
    system: str
    pair: str
    lang: str
    source_lang: str
    verdict: Verdict
    score: str
    score_value: float
    p_major: str
    words: int
    counts: Mapping[Severity, int]
    families: tuple[str, ...]
    rows: tuple[Row, ...]
    cards: tuple[Card, ...]
    fixes: tuple[Card, ...]
    strip: tuple[Bar, ...]
    skips: tuple[SkipGroup, ...]
    has_source: bool
    source_text: str

    @property
    def clean(self) -> bool:
        """Nothing to look at: published, and no finding but neutral ones."""
        counting = sum(count for severity, count in self.counts.items() if severity is not Severity.NEUTRAL)
        return self.verdict.outcome is Outcome.PUBLISH and not counting


class Anchors:
    """Hands out ids that no two things on the page share."""

    def __init__(self) -> None:
        self._taken: Counter[str] = Counter()

    def new(self, name: str) -> str:
        """`name` without what an address cannot hold, with a number behind it from the second time on."""
        name = _UNFIT.sub("", name)
        self._taken[name] += 1
        return name if self._taken[name] == 1 else f"{name}-{self._taken[name]}"


def view_article(
    audited: AuditedDocument, verdict: Verdict, index: int, names: Mapping[str, str], anchors: Anchors
) -> ArticleView:
    """Prepare one article. `names` gives the rule names by code, `index` its place in the report."""
    document = audited.document
    findings = sorted(audited.findings, key=lambda found: (found.span, -found.severity.rank, found.code))
    cards = tuple(_card(number, found, audited, names, anchors) for number, found in enumerate(findings))
    rows = cut(document.text, document.segments, findings)
    by_finding = {id(found): card for found, card in zip(findings, cards, strict=True)}
    tally = Counter(found.severity for found in findings)
    counting = {found.code[:3] for found in findings if found.severity is not Severity.NEUTRAL}
    has_source = any(row.source for row in rows)
    return ArticleView(
        anchor=anchors.new(f"a-{sha256(document.id.encode('utf-8', 'surrogatepass')).hexdigest()[:10]}"),
        index=index,
        title=plain(title_of(document)),
        path=document.path,
        url=_link(document.url),
        system=document.system,
        pair=plain(pair_of(document)),
        lang=_UNFIT.sub("", document.lang),
        source_lang=_UNFIT.sub("", document.source_lang),
        verdict=verdict,
        score=score_text(audited.score.value),
        score_value=audited.score.value,
        p_major=percent(audited.score.p_major),
        words=audited.score.words,
        counts={severity: tally[severity] for severity in SEVERITIES},
        families=tuple(sorted(plain(family) for family in counting)),
        rows=rows,
        cards=cards,
        fixes=tuple(by_finding[id(found)] for found in verdict.urgent),
        strip=strip(audited, findings),
        skips=group_skips([audited]),
        has_source=has_source,
        source_text="" if has_source else document.source_text,
    )


def _card(number: int, finding: Finding, audited: AuditedDocument, names: Mapping[str, str], anchors: Anchors) -> Card:
    segments = audited.document.segments
    part = segments[finding.segment].part if 0 <= finding.segment < len(segments) else Part.BODY
    return Card(
        number=number,
        anchor=anchors.new(finding.fingerprint or f"{finding.code}-{finding.span.start}"),
        severity=finding.severity,
        code=plain(finding.code),
        name=names.get(finding.code, ""),
        category=CATEGORIES[finding.category],
        quote=shortened(finding.quote, QUOTE_LENGTH),
        message=finding.message,
        confidence=percent(finding.confidence),
        place=_PLACES.get(part, ""),
        suggestions=tuple(seen(suggestion) for suggestion in finding.suggestions),
        chart=chart(finding),
        facts=tuple(_fact(item) for item in finding.evidence if gain_of(item) is None),
    )


def _fact(item: Evidence) -> Fact:
    kind = _KINDS.get(item.kind, plain(item.kind).replace("-", " ").replace("_", " ").capitalize())
    known = item.value is not None and math.isfinite(item.value)
    return Fact(kind, item.text, f"{item.value:.4g}" if known else "")


def _link(url: str) -> str:
    """`url` where a browser may be sent to it, else nothing: an article names its own address and may lie."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.netloc else ""
