"""What the list of articles shows of one article, and where its page stands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import urlsplit

from anyascii import anyascii

from mtaudit.core import AuditedDocument, Document, Severity
from mtaudit.report.charts import Bar, strip
from mtaudit.report.json import reading_order
from mtaudit.report.verdict import Outcome, Verdict
from mtaudit.report.wording import SEVERITIES, pair_of, percent, plain, score_text, title_of

SLUG_LENGTH = 24  # characters of a title in the name of its page: enough to know it; the index holds 10,000 of them

_UNFIT = re.compile("[^A-Za-z0-9._-]")
_GAP = re.compile("[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """One article in the list. `anchor` names it on every page, `file` is the name of its own page, `index` its place
    in the report. `counts` leaves out suppressed findings, of which there are `suppressed`.
    """

    anchor: str
    file: str
    index: int
    id: str
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
    suppressed: int
    families: tuple[str, ...]
    strip: tuple[Bar, ...]

    @property
    def outcome(self) -> str:
        """The verdict in one word, as style sheets and scripts know it."""
        return self.verdict.outcome.value

    @property
    def open(self) -> int:
        """Number of findings that an editor decides on: those that count."""
        return sum(count for severity, count in self.counts.items() if severity is not Severity.NEUTRAL)

    @property
    def clean(self) -> bool:
        """Nothing to look at: published, and no finding but neutral and suppressed ones."""
        return self.verdict.outcome is Outcome.PUBLISH and not self.open


class Anchors:
    """Hands out ids that no two things on the page share."""

    def __init__(self) -> None:
        self._taken: Counter[str] = Counter()

    def new(self, name: str) -> str:
        """`name` without what an address cannot hold, with a number behind it from the second time on."""
        name = unfit(name)
        self._taken[name] += 1
        return name if self._taken[name] == 1 else f"{name}-{self._taken[name]}"


def unfit(name: str) -> str:
    """`name` without the characters that ids, addresses and language tags cannot hold."""
    return _UNFIT.sub("", name)


def view_entry(audited: AuditedDocument, verdict: Verdict, index: int, anchors: Anchors, digits: int = 3) -> Entry:
    """Prepare the line of one article. The number in the name of its page has at least `digits` digits."""
    document = audited.document
    findings = sorted(audited.findings, key=reading_order)
    live = [found for found in findings if found.suppression is None]
    tally = Counter(found.severity for found in live)
    counting = {found.code[:3] for found in findings if found.weighs}
    title = plain(title_of(document))
    return Entry(
        anchor=anchors.new(f"a-{sha256(document.id.encode('utf-8', 'surrogatepass')).hexdigest()[:10]}"),
        file=f"{index + 1:0{digits}}-{_slug(document)}.html",
        index=index,
        id=document.id,
        title=title,
        path=document.path,
        url=_link(document.url),
        system=document.system,
        pair=plain(pair_of(document)),
        lang=unfit(document.lang),
        source_lang=unfit(document.source_lang),
        verdict=verdict,
        score=score_text(audited.score.value),
        score_value=audited.score.value,
        p_major=percent(audited.score.p_major),
        words=audited.score.words,
        counts={severity: tally[severity] for severity in SEVERITIES},
        suppressed=len(findings) - len(live),
        families=tuple(sorted(plain(family) for family in counting)),
        strip=strip(audited, findings),
    )


def _slug(document: Document) -> str:
    """The title in the letters that every file system and address knows; `article` where it has none of them."""
    words = _GAP.sub("-", anyascii(title_of(document)).lower()).strip("-")
    return words[:SLUG_LENGTH].rsplit("-", 1)[0] if len(words) > SLUG_LENGTH else words or "article"


def _link(url: str) -> str:
    """`url` where a browser may be sent to it, else nothing: an article names its own address and may lie."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return url if parts.scheme in ("http", "https") and parts.netloc else ""
