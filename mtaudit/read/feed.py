"""Feeds (RSS, Atom, JSON Feed) to their items."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from mtaudit.errors import ReadError
from mtaudit.fetch import EXTRA

_NO_FEED = "name a feed in RSS, Atom or JSON Feed; pages and other files by their own names"


@dataclass(frozen=True, slots=True)
class Entry:
    """An item of a feed. `id` is its guid, else its link; what the feed does not say is "".

    `html` or `text` is what it holds of the article; `alternates` are its addresses in other languages.
    """

    id: str
    link: str = ""
    title: str = ""
    html: str = ""
    text: str = ""
    lang: str = ""
    published: str = ""
    author: str = ""
    alternates: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed's items in its order; `warning` says what was wrong with it."""

    entries: tuple[Entry, ...]
    warning: str = ""


def parse_feed(data: bytes, place: str, content_type: str = "") -> Feed:
    """Take a feed apart; `place` is its address or path. Raises ReadError where it is none."""
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _parse_json(data, place)
    try:
        import feedparser
    except ImportError:
        raise ReadError("reading feeds needs the extra `feed`", EXTRA, place=place) from None
    headers = {"content-type": content_type or "application/xml", "content-location": place}
    # Given bytes and not a name, feedparser fetches nothing. Its cleaning would change the text.
    parsed = feedparser.parse(io.BytesIO(data), response_headers=headers, sanitize_html=False)
    broken = "" if _is_harmless(parsed) else " ".join(str(parsed.get("bozo_exception", "")).split())
    if not parsed.entries and (broken or not parsed.get("version")):
        raise ReadError(f"is no feed{': ' + broken if broken else ''}", _NO_FEED, place=place)
    lang = parsed.feed.get("language", "")
    entries = tuple(_entry(item, lang, place) for item in parsed.entries)
    return Feed(entries, f"{place}: not well-formed, read as far as possible ({broken})" if broken else "")


def _is_harmless(parsed: Any) -> bool:
    """True where the feed is sound, or only its declared encoding or type was wrong, which feedparser mends."""
    name = type(parsed.get("bozo_exception")).__name__
    return not parsed.bozo or name in ("CharacterEncodingOverride", "NonXMLContentType")


def _entry(item: Any, lang: str, place: str) -> Entry:
    contents = [*item.get("content", ()), item.get("summary_detail", {})]
    content: Any = next((found for found in contents if found.get("value", "").strip()), {})
    plain = content.get("type") == "text/plain" and "<" not in content["value"]
    title = item.get("title_detail", {})
    links = [link for link in item.get("links", ()) if link.get("rel") == "alternate" and link.get("href")]
    link = next((link["href"] for link in links if not link.get("hreflang")), item.get("link", ""))
    return Entry(
        id=_identity(item.get("id") or link, item, place),
        link=link,
        title=_shown(title.get("value", ""), is_html=title.get("type") != "text/plain"),
        html="" if plain else content.get("value", ""),
        text=content.get("value", "") if plain else "",
        lang=content.get("language") or title.get("language") or lang,
        published=item.get("published") or item.get("updated") or "",
        author=item.get("author", ""),
        alternates={link["hreflang"]: link["href"] for link in links if link.get("hreflang")},
    )


def _parse_json(data: bytes, place: str) -> Feed:
    try:
        tree = json.loads(data.decode("utf-8-sig"))
    except ValueError as error:
        raise ReadError(f"is not valid JSON: {error}", _NO_FEED, place=place) from None
    if not isinstance(tree, dict) or "jsonfeed.org" not in str(tree.get("version")):
        raise ReadError("is no JSON Feed: its version does not name jsonfeed.org", _NO_FEED, place=place)
    items = [item for item in _list(tree.get("items")) if isinstance(item, dict)]
    return Feed(tuple(_json_entry(item, _text(tree.get("language")), place) for item in items))


def _json_entry(item: Mapping[str, Any], lang: str, place: str) -> Entry:
    link = _text(item.get("url")) or _text(item.get("external_url"))
    authors = [*_list(item.get("authors")), item.get("author")]
    html = _text(item.get("content_html"))
    return Entry(
        id=_identity(_text(item.get("id")) or link, item, place),
        link=link,
        title=_shown(_text(item.get("title")), is_html=False),
        html=html,
        text="" if html else _text(item.get("content_text")) or _text(item.get("summary")),
        lang=_text(item.get("language")) or lang,
        published=_text(item.get("date_published")),
        author=next((_text(author.get("name")) for author in authors if isinstance(author, dict)), ""),
    )


def _identity(said: Any, item: Any, place: str) -> str:
    """The guid or link of an item; where it has neither, a name made of what it holds."""
    made = sha256(repr(sorted(map(str, item.items()))).encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return _text(said) or f"{place}#{made}"


def _text(value: Any) -> str:
    """A JSON string or number as text, anything else as nothing."""
    return str(value).strip() if isinstance(value, (str, int)) and not isinstance(value, bool) else ""


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _shown(title: str, *, is_html: bool) -> str:
    """A title on one line, without the markup that some feeds put there."""
    if is_html and "<" in title:
        from lxml import html  # type: ignore[import-untyped, unused-ignore]

        title = html.fromstring(f"<div>{title}</div>").text_content()
    return " ".join(title.split())
