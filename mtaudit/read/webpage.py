"""HTML pages: trafilatura finds the article and its metadata, our own walk over the page keeps every line of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from mtaudit.core import Document, Ignore, Span
from mtaudit.errors import ReadError
from mtaudit.read.compose import Facts, from_text
from mtaudit.read.languages import Languages
from mtaudit.read.notes import covers_all, note_of

# HTML's own white space; a no-break space is a character of the text.
_SPACE = re.compile(r"[ \t\n\r\f]+")

_BLOCK_NAMES = (
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol p pre section summary table tbody td "
    "tfoot th thead tr ul"
)
_NEVER_SHOWN = (
    "script style noscript template svg math iframe object embed audio video canvas button select option textarea "
    "input nav head title"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_NEVER = frozenset(_NEVER_SHOWN.split())
# Around an article these hold the site, and some sites' pages are one form; inside one they are furniture.
_AROUND = frozenset(("footer", "header", "aside", "form"))
_CONTAINERS = frozenset(("div", "section", "ul", "ol", "aside", "span", "header", "footer", "figure", "table"))
_HOLDERS = frozenset(("article", "body", "div", "html", "main", "section", "td"))
_PROSE = frozenset(("p", "blockquote", "figcaption", "h1", "h2", "h3", "h4", "h5", "h6"))
_HEADLINE = frozenset(("h1", "h2", "p"))
_CHROME = re.compile(
    r"(?:^|[\s_-])(?:share|sharing|social|related|recommend\w*|newsletter|subscri\w+|comments?|disqus|breadcrumbs?|navbar|"
    r"nav|menu|sidebar|promo|advert\w*|ads?|cookies?|paywall|popup|modal|toolbar|widget|tags?|sr-only|"
    r"screen-reader-text|visually-hidden)(?:$|[\s_-])",
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)

CORE_SHARE = 0.9  # the smallest element with so much of trafilatura's text is the article; the rest are stray lines
TITLE_WITHIN = 5  # what stands above the headline among so many first lines is a section name or a breadcrumb
LINK_SHARE = 0.8  # a list item or bare container whose text is links to this share is navigation, not article


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the page: its text, the line of the input it starts on, the elements around it from the root down."""

    text: str
    number: int
    path: tuple[Any, ...]
    linked: float  # share of its characters that are links, 0–1
    comments: tuple[Any, ...] = ()  # in it, or since the line before


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says of itself; "" where it says nothing."""

    title: str = ""
    url: str = ""
    published: str = ""
    author: str = ""
    site: str = ""


def read_page(page: str, facts: Facts, languages: Languages) -> Document:
    """The article of an HTML page: title, blank line, one line for each block. Raises ReadError where there is none."""
    root = _parsed(page)
    extracted, metadata = _extracted(page)
    lines = _article(root, extracted) if root is not None else []
    if root is None or not lines:
        hint = "is it HTML, and does its text not come by script?"
        raise ReadError("no article text found in the page", hint)
    title, lines = _headed(root, metadata.title, lines)
    meta = {"published": metadata.published, "author": metadata.author, "site": metadata.site}
    facts = replace(
        facts,
        title=title.text,
        lang=root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or facts.lang,
        url=metadata.url or facts.url,
        meta={**facts.meta, **{name: value for name, value in meta.items() if value}},
    )
    if title.text:
        lines = [title, replace(title, text="", comments=()), *lines]
    numbers = [line.number for line in lines]
    text = "\n".join(line.text for line in lines)
    document = from_text(text, facts, languages, line_of=lambda line: numbers[line - 1])
    return replace(document, ignores=tuple(_ignores(root, lines, len(document.text))))


def _ignores(root: Any, lines: list[Line], length: int) -> Iterator[Ignore]:
    """The notes of a page. One that stands before no line of the article covers nothing, which is told later."""
    spans, start = {}, 0
    for line in lines:
        spans.update({comment: Span(start, start + len(line.text)) for comment in line.comments})
        start += len(line.text) + 1
    for comment in root.xpath("//comment()"):
        if note := note_of(comment.text or ""):
            span = Span(0, length) if covers_all(note) else spans.get(comment, Span(0, 0))
            yield Ignore(span, note, comment.sourceline or 1)


def _parsed(page: str) -> Any:
    """The root element; None where the page holds nothing."""
    from lxml import etree, html  # type: ignore[import-untyped, unused-ignore]

    try:
        # Given bytes, lxml takes no offence at an XML declaration that names an encoding.
        return html.document_fromstring(page.encode(), parser=html.HTMLParser(encoding="utf-8", huge_tree=True))
    except (etree.LxmlError, ValueError):
        return None


def _extracted(page: str) -> tuple[str, Metadata]:
    """What trafilatura takes for the article, and its metadata; nothing where it fails."""
    from trafilatura import bare_extraction

    # The extensive search guesses dates from the text and compares them with today's.
    dates = {"original_date": True, "extensive_search": False}
    try:
        found = bare_extraction(
            page, favor_recall=True, include_comments=False, with_metadata=True, date_extraction_params=dates
        )
    except Exception:  # noqa: BLE001 - hostile pages break it in many ways, and the walk does without it
        found = None
    if found is None or isinstance(found, dict):
        return "", Metadata()
    metadata = Metadata(found.title or "", found.url or "", found.date or "", found.author or "", found.sitename or "")
    return found.raw_text or "", metadata


def _article(root: Any, extracted: str) -> list[Line]:
    """The lines of the article: those of its main element without the site's furniture, and what trafilatura took."""
    lines = list(_lines(root))
    wanted = {_key(line) for line in extracted.splitlines()} - {""}
    core = _core(root, [line for line in lines if _key(line.text) in wanted])
    return [line for line in lines if _key(line.text) in wanted or _belongs(line, core)]


def _key(text: str) -> str:
    """The letters and digits of a line, by which it is known again whatever was done to spaces and bullets."""
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def _lines(root: Any) -> Iterator[Line]:
    """All visible lines of the page in order: a block element or <br> ends a line."""
    from lxml import etree  # type: ignore[import-untyped, unused-ignore]

    line = _Pieces()
    path: list[Any] = []
    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        hidden = event != "end" and _is_hidden(element)
        breaks = isinstance(element.tag, str) and (element.tag in _BLOCKS or element.tag == "br")
        if event == "start":
            if breaks:
                yield from line.taken()
            path.append(element)
            if hidden:
                walk.skip_subtree()
            else:
                line.add(element.text, path)
            continue
        if event == "comment":
            line.comments.append(element)
        if event == "end":
            if breaks:
                yield from line.taken()
            path.pop()
        if path:
            line.add(element.tail, path)
    yield from line.taken()


class _Pieces:
    """The pieces of text of the line that is being read."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.path: tuple[Any, ...] = ()
        self.linked = 0
        self.comments: list[Any] = []

    def add(self, text: str | None, path: list[Any]) -> None:
        """Take in a piece of text that stands inside the elements of `path`."""
        if not text:
            return
        if not self.path and text.strip():
            self.path = tuple(path)
        self.pieces.append(text)
        if any(element.tag == "a" for element in path[-3:]):
            self.linked += len(text)

    def taken(self) -> Iterator[Line]:
        """The line, if it holds any text; what follows begins a new one."""
        text = _SPACE.sub(" ", "".join(self.pieces)).strip()
        if text and self.path:
            linked = min(1.0, self.linked / len(text))
            yield Line(text, self.path[-1].sourceline or 1, self.path, linked, tuple(self.comments))
            self.comments = []
        self.pieces, self.path, self.linked = [], (), 0


def _is_hidden(element: Any) -> bool:
    if not isinstance(element.tag, str):
        return True
    hidden = element.get("hidden") is not None or element.get("aria-hidden") == "true"
    return element.tag in _NEVER or hidden or bool(_HIDDEN.search(element.get("style") or ""))


def _core(root: Any, matched: list[Line]) -> Any:
    """The element that holds the article."""
    if not matched:
        named = root.xpath("//*[@itemprop='articleBody']") or root.xpath("//article") or root.xpath("//main")
        return max(named, key=lambda element: len(element.text_content()), default=root)
    weights: Counter[Any] = Counter()
    for line in matched:
        for element in line.path:
            weights[element] += len(line.text)
    enough = CORE_SHARE * sum(len(line.text) for line in matched)
    core = max((element for element in weights if weights[element] >= enough), key=_depth)
    while core.tag not in _HOLDERS and core.getparent() is not None:
        core = core.getparent()
    return next(core.iterancestors("article"), core)


def _depth(element: Any) -> int:
    return sum(1 for _ in element.iterancestors())


def _belongs(line: Line, core: Any) -> bool:
    """True where a line stands in the main element and not in a piece of the site's furniture there."""
    if core not in line.path:
        return False
    inner = line.path[line.path.index(core) + 1 :]
    block = next((element.tag for element in reversed(inner) if element.tag in _BLOCKS), "div")
    if any(element.tag in _AROUND for element in inner) and not (block in _HEADLINE and inner[0].tag == "header"):
        return False
    quoted = any(element.tag == "blockquote" for element in inner)  # a tweet, in whatever wrapper it came
    if not quoted and any(element.tag in _CONTAINERS and _CHROME.search(_names(element)) for element in inner):
        return False
    return line.linked < LINK_SHARE or block in _PROSE


def _names(element: Any) -> str:
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _headed(root: Any, title: str, lines: list[Line]) -> tuple[Line, list[Line]]:
    """The title as the page shows it, and the lines below it. The title is empty where there is none."""
    headings = [line for line in _lines(root) if any(element.tag == "h1" for element in line.path)]
    wanted = _key(title)
    shown = next((line for line in headings if _is_title(_key(line.text), wanted)), None)
    if shown is None and not wanted and len(headings) == 1:
        shown = headings[0]
    if shown is None:
        shown = Line(" ".join(title.split()), lines[0].number, (), 0.0)
    for index, line in enumerate(lines[:TITLE_WITHIN]):
        if line.text == shown.text:
            return line, lines[index + 1 :]
    return shown, lines


def _is_title(heading: str, title: str) -> bool:
    """True where a heading is the page's title, which may have the site's name added or be cut short."""
    return bool(heading) and bool(title) and (title.startswith(heading) or heading.startswith(title))
