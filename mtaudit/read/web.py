"""Addresses to Documents: a feed's items, or the article of a page, each with its source where that can be found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from mtaudit.config import FeedConfig
from mtaudit.core import Document, InputError
from mtaudit.errors import ConfigError, ReadError
from mtaudit.fetch import Fetch, Page, is_url
from mtaudit.read.collect import is_feed
from mtaudit.read.compose import Facts, from_text
from mtaudit.read.consent import LEAST_WORDS, why_no_article
from mtaudit.read.encoding import codec_of, declared_charset, decode
from mtaudit.read.feed import Entry, parse_feed
from mtaudit.read.languages import Languages, normal
from mtaudit.read.pairs import attach
from mtaudit.read.source import HREFLANG, NONE, check_template, from_alternates, from_template
from mtaudit.read.webpage import alternates, read_fragment, read_page
from mtaudit.text import count_words

CONTENTS = ("auto", "item", "page")
FULL_TEXT = 150  # words from which on an item is the article and no teaser
_TEXTUAL = ("text/", "application/xhtml", "application/xml", "application/json", "+xml", "+json")

_FEEDS = ("rss+xml", "atom+xml", "feed+json")


class _NotAudited(Exception):
    """What came is no article. It is told, and never taken for a clean one."""


@dataclass(frozen=True, slots=True)
class Web:
    """How addresses are read. Raises ConfigError where a setting makes no sense."""

    fetch: Fetch
    config: FeedConfig

    def __post_init__(self) -> None:
        if self.config.content not in CONTENTS:
            raise ConfigError(f"--feed-content: {self.config.content!r} is none of {', '.join(CONTENTS)}")
        check_template(self.config.source_url)


def read_url(url: str, web: Web, languages: Languages) -> Iterator[Document | InputError | str]:
    """What stands at an address. Raises ReadError where it cannot be fetched."""
    page = web.fetch(url)
    if not any(kind in page.type.lower() for kind in _TEXTUAL) and page.type:
        raise ReadError(f"is {page.type.partition(';')[0]}, neither a page nor a feed", place=url)
    if is_feed(page.body[:1024]) or any(kind in page.type.lower() for kind in _FEEDS):
        yield from read_feed(page.body, url, web, languages, page.type)
        return
    reader = _Reader(web, languages)
    try:
        yield reader.article(page, Facts(id=url, url=url))
    except (_NotAudited, ReadError) as error:
        why = error.message if isinstance(error, ReadError) else str(error)
        raise ReadError(f"not audited: {why}", place=url) from None
    yield from reader.notes


def read_feed(
    data: bytes, place: str, web: Web, languages: Languages, content_type: str = ""
) -> Iterator[Document | InputError | str]:
    """The items of a feed. Those that cannot be fetched are errors, or warnings where they are few."""
    feed = parse_feed(data, place, content_type)
    if feed.warning:
        yield feed.warning
    if not feed.entries:
        yield f"{place}: holds no item"
        return
    reader = _Reader(web, languages)
    failed: list[ReadError] = []
    audited = 0
    for entry in feed.entries:
        try:
            yield reader.entry(entry)
            audited += 1
        except _NotAudited as why:
            yield f"{entry.link or entry.id}: not audited: {why}"
        except ReadError as error:
            failed.append(error)
    yield from reader.notes
    if failed and len(failed) <= web.config.tolerate * len(feed.entries):
        yield from (f"{error.place}: not audited: {error.message}" for error in failed)
    else:
        yield from (InputError(error.place, error.message, error.hint) for error in failed)
    if not audited and not failed:
        yield InputError(place, f"none of its {len(feed.entries)} items could be audited", "see the warnings")


class _Reader:
    """Reads articles, and gathers what is to be said of them together in `notes`."""

    def __init__(self, web: Web, languages: Languages) -> None:
        self.notes: list[str] = []
        self._web = web
        self._languages = languages
        self._wanted = normal(languages.config.source)

    def entry(self, entry: Entry) -> Document:
        """The article of an item: its own text, or that of its page. Raises ReadError, _NotAudited."""
        content = self._web.config.content
        own = self._own(entry) if content != "page" else None
        words = count_words(own.text) if own else 0
        if own and (content == "item" or words >= FULL_TEXT or not entry.link):
            if words < LEAST_WORDS:
                raise _NotAudited(f"the item has only {words} words, fewer than {LEAST_WORDS}")
            return self._with_source(own, entry.link, entry.alternates)
        if content == "item" or not entry.link:
            raise _NotAudited("the item holds no text" if content == "item" else "the item has neither text nor link")
        return self.article(self._web.fetch(entry.link), _facts(entry), entry)

    def article(self, page: Page, facts: Facts, entry: Entry | None = None) -> Document:
        """The article of a page. Raises _NotAudited where it holds none."""
        text = _decoded(page, facts.url)
        document = replace(_renumbered(self._parsed(text, page, facts)), id=facts.id, url=facts.url)
        if why := why_no_article(document.text, page.address):
            raise _NotAudited(why)
        links = {**alternates(text), **(entry.alternates if entry else {})}
        return self._with_source(document, page.address, links)

    def _parsed(self, text: str, page: Page, facts: Facts) -> Document:
        try:
            if page.type.startswith("text/plain"):
                return from_text(text, facts, self._languages, line_of=lambda line: line)
            return read_page(text, facts, self._languages)
        except ReadError as error:
            raise _NotAudited(error.message) from None

    def _own(self, entry: Entry) -> Document | None:
        """The article as it stands in the feed."""
        try:
            if entry.html:
                return read_fragment(entry.html, _facts(entry), self._languages)
            return from_text(entry.text, _facts(entry), self._languages, line_of=lambda line: line)
        except ReadError:
            return None

    def _with_source(self, document: Document, base: str, links: Mapping[str, str]) -> Document:
        """The document with the text of its source page, where that is named and can be had."""
        lang, address = self._source(document, base, links)
        if not address:
            return document
        try:
            page = self._web.fetch(address)
            facts = Facts(id=address, url=address, lang=lang)
            source = read_page(_decoded(page, address), facts, Languages(replace(self._languages.config, target="")))
            if why := why_no_article(source.text, page.address):
                raise ReadError(why)
        except ReadError as error:
            self.notes.append(f"{document.url or document.id}: audited without its source {address}: {error.message}")
            return document
        known = document.source_lang or lang or normal(source.lang)
        return attach(replace(document, source_lang=known), source.text, "")

    def _source(self, document: Document, base: str, links: Mapping[str, str]) -> tuple[str, str]:
        """(language, address) of the source; an address "" = none is known."""
        template = self._web.config.source_url
        if template == NONE or (not template and not self._wanted):
            return "", ""
        if template and template != HREFLANG:
            url = document.url or base
            return self._wanted, from_template(template, url, document.id, self._wanted) if url else ""
        return from_alternates(links, base, document.lang, self._wanted)


def _facts(entry: Entry) -> Facts:
    meta = {"published": entry.published, "author": entry.author}
    known = {name: value for name, value in meta.items() if value}
    url = entry.link if is_url(entry.link) else ""  # a feed may name anything, and reports make it a link
    return Facts(id=entry.id, title=entry.title, lang=entry.lang, url=url, meta=known)


def _decoded(page: Page, place: str) -> str:
    """The text of a page, in the encoding that its server or the page itself names."""
    _, _, told = page.type.lower().partition("charset=")
    told = codec_of(told.split(";")[0].strip(" \"'"))
    return decode(page.body, place, declared=told or declared_charset(page.body)).text


def _renumbered(document: Document) -> Document:
    """Lines counted in the text of the article: in the page they move with every advertisement above it."""
    segments = tuple(
        replace(found, line=document.text.count("\n", 0, found.span.start) + 1) for found in document.segments
    )
    return replace(document, segments=segments)
