"""What the page shows of one article: verdict, text in marked pieces, a card for each finding."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import urlsplit

from mtaudit.core import AuditedDocument, Evidence, Finding, Part, Severity
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

EVIDENCE_BAR = 60  # width of the bar of the strongest alternative
QUOTE_LENGTH = 240  # characters of a quote on its card; the whole of it stands marked in the text

_UNFIT = re.compile("[^A-Za-z0-9._-]")

_KINDS = {"alternative": "Reads better", "source": "Source", "name": "Name"}
_PLACES = {Part.TITLE: "headline", Part.LEAD: "lead", Part.CAPTION: "caption", Part.HEADING: "heading"}


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of evidence. `value` is worded, `bar` its length in SVG units (0: no bar)."""

    kind: str
    text: str
    value: str
    bar: float


@dataclass(frozen=True, slots=True)
class Card:
    """One finding as the margin shows it. `anchor` is unique on the page: the finding's fingerprint."""

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
    facts: tuple[Fact, ...]


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
        facts=_facts(finding.evidence),
    )


def _facts(evidence: Sequence[Evidence]) -> tuple[Fact, ...]:
    values = [item.value for item in evidence if item.value is not None and math.isfinite(item.value)]
    most = max([value for value in values if value > 0], default=0.0)
    facts = []
    for item in evidence:
        kind = _KINDS.get(item.kind, plain(item.kind).replace("-", " ").replace("_", " ").capitalize())
        value, bar = "", 0.0
        if item.value is not None and math.isfinite(item.value):
            value = f"{item.value:.4g}"
            if item.kind == "alternative":
                value = f"{item.value:+.1f} nats"
                bar = round(EVIDENCE_BAR * max(item.value, 0) / most, 1) if most else 0.0
        facts.append(Fact(kind, item.text, value, bar))
    return tuple(facts)


def _link(url: str) -> str:
    """`url` where a browser may be sent to it, else nothing: an article names its own address and may lie."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.netloc else ""
