"""Feeds and pages of the web as inputs: which text is taken, what is no article, and where its source stands."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from mtaudit.config import FeedConfig, ReadConfig
from mtaudit.core import Document
from mtaudit.errors import ConfigError, ReadError
from mtaudit.fetch import Limits, open_fetcher
from mtaudit.read import ReadResult, Web, read
from mtaudit.read.consent import why_no_article
from mtaudit.read.feed import parse_feed
from mtaudit.read.source import check_template, from_alternates, from_template
from tests.conftest import need
from tests.site import Site, answer, body_of, items, page, rss, serving

need("httpx")
need("feedparser")

LONG = [paragraph for n in range(3) for paragraph in body_of(n)]  # over 150 words
XML, JSON = "application/rss+xml", "application/feed+json"


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


def reading(path: str, *, source: str = "", target: str = "", **feed: object) -> ReadResult:
    fetch = open_fetcher(Limits(rate=0, seconds=5, retries=0, allow_private=True), pause=lambda _: None).get
    return read([path], ReadConfig(source=source, target=target), web=Web(fetch, FeedConfig(**feed)))  # type: ignore[arg-type]


def only(result: ReadResult) -> Document:
    assert not result.errors
    (document,) = result.documents
    return document


def test_a_page(site: Site) -> None:
    site.pages["/a"] = answer(page("Plan approved", LONG))
    document = only(reading(f"{site.base}/a"))
    assert document.text == "\n".join(["Plan approved", "", *LONG])
    assert (document.id, document.url, document.path) == (f"{site.base}/a", f"{site.base}/a", "")
    assert (document.lang, document.title) == ("en", "Plan approved")
    assert [found.line for found in document.segments][:2] == [1, 3]


def test_the_server_s_charset_wins_over_the_page_s(site: Site) -> None:
    text = page("Überblick", ["Die Brücke über den Fluß wird erneuert."] * 12, lang="de").decode().encode("cp1252")
    site.pages["/a"] = answer(text, "text/html; charset=ISO-8859-1")
    assert "Brücke über den Fluß" in only(reading(f"{site.base}/a")).text


@pytest.mark.parametrize(
    ("body", "kind", "said"),
    [
        (page("Short", ["Too few words."]), "text/html", "not audited: it has only 4 words, fewer than 40"),
        (b"<html></html>", "text/html", "not audited: no article text found"),
        (b"\x89PNG", "image/png", "is image/png, neither a page nor a feed"),
    ],
)
def test_what_is_no_article_is_an_error_where_it_was_named(site: Site, body: bytes, kind: str, said: str) -> None:
    site.pages["/a"] = answer(body, kind)
    (error,) = reading(f"{site.base}/a").errors
    assert error.message.startswith(said) and error.place == f"{site.base}/a"


WALL = [
    "We value your privacy. We and our partners store and access information on a device.",
    "You can accept all, reject all or manage options at any time with the button below.",
    "Some of our partners may process your personal data on the basis of legitimate interest, which you can object to.",
]


def test_a_consent_wall_is_no_article(site: Site) -> None:
    site.pages["/a"] = answer(page("Before you continue", WALL))
    (error,) = reading(f"{site.base}/a").errors
    assert error.message == "not audited: a page that asks for consent stands before it"


def test_a_redirect_to_a_consent_page_is_no_article_either() -> None:
    text = "\n".join(LONG[:6]) + "\nAccept all"
    assert why_no_article(text, "https://consent.example.org/v2?continue=x")
    assert not why_no_article(text, "https://example.org/v2")


def test_an_article_about_consent_walls_is_one() -> None:
    text = 'The court said that buttons which read "Accept all" must stand beside "Reject all".\n' + "\n".join(LONG)
    assert not why_no_article(text, "https://example.org/court")
    assert not why_no_article("\n".join([*LONG, *LONG, *LONG, *WALL]), "https://example.org/x")


def test_items_with_their_whole_text_need_no_page(site: Site) -> None:
    entries = items(3, site.base)
    for entry in entries:
        entry.paragraphs = [*entry.paragraphs, *LONG]
    site.pages["/feed"] = answer(rss(entries), XML)
    result = reading(f"{site.base}/feed")
    assert [document.id for document in result.documents] == ["guid-0", "guid-1", "guid-2"]
    first = result.documents[0]
    assert first.text == "\n".join(["Plan 0 approved", "", *body_of(0), *LONG])
    assert (first.url, first.lang, first.title) == (f"{site.base}/en/0", "en", "Plan 0 approved")
    assert {path for path, _ in site.asked} == {"/robots.txt", "/feed"}


def test_teasers_are_read_on_their_pages(site: Site) -> None:
    entries = items(2, site.base)
    site.pages["/feed"] = answer(rss(entries, full=False), XML)
    for entry in entries:
        site.pages[entry.link.removeprefix(site.base)] = answer(page(entry.title, entry.paragraphs))
    result = reading(f"{site.base}/feed")
    assert [document.id for document in result.documents] == ["guid-0", "guid-1"]
    assert body_of(1)[2] in result.documents[1].text


@pytest.mark.parametrize(
    ("content", "where"), [("item", "In the feed."), ("page", "On the page."), ("auto", "On the page.")]
)
def test_which_content(site: Site, content: str, where: str) -> None:
    (entry,) = items(1, site.base)
    entry.paragraphs = [*body_of(0), "In the feed."]
    site.pages |= {
        "/feed": answer(rss([entry]), XML),
        "/en/0": answer(page(entry.title, [*body_of(0), "On the page."])),
    }
    assert only(reading(f"{site.base}/feed", content=content)).text.endswith(where)


def test_short_items_are_not_taken_for_clean_articles(site: Site) -> None:
    entries = items(3, site.base)
    site.pages["/feed"] = answer(rss([entries[0]], full=False), XML)
    result = reading(f"{site.base}/feed", content="item")
    assert not result.documents
    assert "guid-0" not in result.warnings[0] and "fewer than 40" in result.warnings[0]
    assert result.errors[0].message == "none of its 1 items could be audited"
    site.pages |= {"/feed": answer(rss(entries[:2], full=False), XML), "/en/0": answer(page("Wall", WALL))}
    site.pages["/en/1"] = answer(page("Plan", LONG))
    result = reading(f"{site.base}/feed")
    assert [document.id for document in result.documents] == ["guid-1"] and not result.errors
    assert result.warnings == (f"{site.base}/en/0: not audited: a page that asks for consent stands before it",)


@pytest.mark.parametrize(("missing", "errors"), [(1, 0), (2, 2)])
def test_a_few_pages_that_do_not_come_are_a_warning(site: Site, missing: int, errors: int) -> None:
    entries = items(20, site.base)
    site.pages |= {"/feed": answer(rss(entries), XML), "*": answer(page("Plan", LONG))}
    site.pages |= {f"/en/{n}": answer(b"", status=404) for n in range(missing)}
    result = reading(f"{site.base}/feed", content="page")
    assert len(result.documents) == 20 - missing
    assert (len(result.errors), len(result.warnings)) == (errors, missing - errors)
    said = [error.message for error in result.errors] or list(result.warnings)
    assert all("the server answers 404" in line for line in said)


ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>T</title><id>urn:f</id>
<entry><id>urn:1</id><title type="html">A &lt;b&gt;bold&lt;/b&gt; plan</title>
<published>2026-11-24T10:00:00Z</published>
<link rel="alternate" href="https://example.org/en/1"/>
<link rel="alternate" hreflang="el" href="https://example.org/el/1"/>
<author><name>Ann Lee</name></author>
<content type="html">&lt;p&gt;One.&lt;/p&gt;&lt;script&gt;no()&lt;/script&gt;
&lt;p&gt;Two &amp;amp; three.&lt;/p&gt;</content></entry></feed>"""


def test_atom() -> None:
    (entry,) = parse_feed(ATOM.encode(), "https://example.org/feed").entries
    assert (entry.id, entry.link, entry.title, entry.lang) == ("urn:1", "https://example.org/en/1", "A bold plan", "en")
    assert entry.author == "Ann Lee" and entry.published.startswith("2026-11-24")
    assert entry.alternates == {"el": "https://example.org/el/1"}


def json_feed(*entries: dict[str, object]) -> bytes:
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "language": "en", "items": entries}).encode()


def test_json_feed(site: Site) -> None:
    html = "".join(f"<p>{paragraph}</p>" for paragraph in LONG)
    site.pages["/feed"] = answer(
        json_feed(
            {"id": 7, "url": "https://example.org/7", "title": "Seven", "content_html": html},
            {"id": "8", "title": "Eight", "content_text": "\n".join(LONG)},
            {"id": "9", "title": "Nine", "content_text": None},
        ),
        JSON,
    )
    result = reading(f"{site.base}/feed")
    assert [document.id for document in result.documents] == ["7", "8"]
    assert result.documents[0].text == "Seven\n\n" + "\n".join(LONG)
    assert result.documents[1].text == "Eight\n\n" + "\n".join(LONG)
    assert result.warnings == ("9: not audited: the item has neither text nor link",)


@pytest.mark.parametrize("name", ["feed.xml", "feed.rss", "feed.json", "nameless"])
def test_local_feeds(tmp_path: Path, name: str) -> None:
    entries = items(1)
    content = (
        json_feed({"id": "guid-0", "content_text": "\n".join(body_of(0))}) if name.endswith("json") else rss(entries)
    )
    (tmp_path / name).write_bytes(content)
    assert only(reading(str(tmp_path / name), content="item")).id == "guid-0"


def test_folders_are_not_searched_for_feeds(tmp_path: Path) -> None:
    (tmp_path / "sitemap.xml").write_bytes(b"<urlset/>")
    (tmp_path / "a.txt").write_text("An article.")
    assert only(reading(str(tmp_path))).text == "An article."


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xml", b"<urlset><url/></urlset>", "is no feed"),
        ("a.xml", b"<rss><channel><item><title>x", "is no feed|none of its"),
        ("a.xml", b"", "is no feed"),
        ("a.json", b'{"a": ', "is not valid JSON"),
        ("a.json", b'{"version": "1", "items": []}', "no JSON Feed"),
    ],
)
def test_what_is_no_feed(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    (error,) = reading(str(tmp_path / name), content="item").errors
    assert any(part in error.message for part in said.split("|"))


def test_malformed_xml_is_read_as_far_as_possible(site: Site) -> None:
    text = rss(items(2)).replace(b"<title>Invented</title>", b"<title>Inv & ented</title>")
    site.pages["/feed"] = answer(text, XML)
    result = reading(f"{site.base}/feed", content="item")
    assert len(result.documents) == 2
    assert any("not well-formed" in warning for warning in result.warnings)


def test_links_that_lead_elsewhere_are_never_followed_nor_shown(site: Site) -> None:
    (entry,) = items(1)
    entry.link = "javascript:alert(1)"
    site.pages["/feed"] = answer(rss([entry]), XML)
    assert only(reading(f"{site.base}/feed", content="item")).url == ""
    entry.link = "file:///etc/passwd"
    (error,) = reading(f"{site.base}/feed", content="page").errors
    assert "neither http nor https" in error.message


def test_a_source_file_does_not_go_with_an_address(site: Site) -> None:
    site.pages["/a"] = answer(page("Plan approved", LONG))
    fetch = open_fetcher(Limits(rate=0, allow_private=True)).get
    found = read([f"{site.base}/a"], source_path="source.txt", web=Web(fetch, FeedConfig()))
    assert found.documents and found.errors[0].message == "goes with a file, not with an address"


def test_a_feed_without_items_is_a_warning(site: Site) -> None:
    site.pages["/feed"] = answer(rss([]), XML)
    result = reading(f"{site.base}/feed")
    assert result.warnings == (f"{site.base}/feed: holds no item",) and not result.errors


def test_a_feed_fetches_nothing_by_itself(tmp_path: Path) -> None:
    entity = b"<?xml version='1.0'?><!DOCTYPE r [<!ENTITY x SYSTEM 'file:///etc/hostname'>]>"
    (tmp_path / "a.xml").write_bytes(entity + rss(items(1)).replace(b"Plan 0", b"&x; Plan 0").partition(b"?>")[2])

    def never(url: str):
        raise AssertionError(url)

    found = read([str(tmp_path / "a.xml")], web=Web(never, FeedConfig(content="item")))
    assert all(Path("/etc/hostname").read_text().strip() not in document.text for document in found.documents)


GREEK = ["Το δημοτικό συμβούλιο ενέκρινε το σχέδιο ύστερα από συζήτηση που κράτησε δύο ώρες."] * 5


def sourced(site: Site, head: str) -> None:
    site.pages |= {
        "/en/0": answer(page("Plan approved", LONG[:5], head=head)),
        "/el/0": answer(page("Το σχέδιο εγκρίθηκε", GREEK, lang="el")),
        "/robots.txt": answer(b"", status=404),
    }


ALTERNATES = "<link rel='alternate' hreflang='{}' href='/{}/0'>"


def test_the_source_is_found_through_hreflang(site: Site) -> None:
    links = "".join(ALTERNATES.format(lang, lang) for lang in ("en", "el-GR", "de")).replace("/el-GR/", "/el/")
    sourced(site, links + ALTERNATES.format("x-default", "en"))
    document = only(reading(f"{site.base}/en/0", source="el"))
    assert document.source_text == "\n".join(["Το σχέδιο εγκρίθηκε", "", *GREEK])
    assert document.source_lang == "el"
    assert [found.source for found in document.segments][:1] == ["Το σχέδιο εγκρίθηκε"]


def test_hreflang_alone_takes_a_single_other_language(site: Site) -> None:
    sourced(site, ALTERNATES.format("el", "el") + ALTERNATES.format("en", "en"))
    assert only(reading(f"{site.base}/en/0")).source_text == ""  # not asked for
    assert only(reading(f"{site.base}/en/0", source_url="hreflang")).source_lang == "el"
    assert only(reading(f"{site.base}/en/0", source="el", source_url="none")).source_text == ""


def test_the_source_is_found_through_a_template(site: Site) -> None:
    sourced(site, "")
    document = only(reading(f"{site.base}/en/0", source="el", source_url="http://{host}/{lang}/{slug}"))
    assert document.source_text.endswith(GREEK[0])


def test_a_source_that_does_not_come_is_a_warning(site: Site) -> None:
    sourced(site, ALTERNATES.format("el", "gone"))
    result = reading(f"{site.base}/en/0", source="el")
    assert only(result).source_text == ""
    assert result.warnings == (
        f"{site.base}/en/0: audited without its source {site.base}/gone/0: the server answers 404 Not Found",
    )


def test_templates() -> None:
    url = "https://news.example.org/en/2026/11/plan-approved.html?x=1"
    assert from_template("{scheme}://{host}/{lang}/{rest}", url, "", "el") == (
        "https://news.example.org/el/2026/11/plan-approved.html"
    )
    assert from_template("https://el.example.org/{path}?id={id}", url, "a/b c", "el") == (
        "https://el.example.org/en/2026/11/plan-approved.html?id=a%2Fb%20c"
    )
    assert from_template("https://x/{slug}", "https://x/2026/plan/", "", "") == "https://x/plan"
    for wrong, said in (("https://x/{slgu}", "unknown placeholder {slgu}"), ("{path}", "is no address")):
        with pytest.raises(ConfigError, match=said) as caught:
            check_template(wrong)
        assert caught.value.hint
    for right in ("", "none", "hreflang", "{scheme}://{host}/x"):
        check_template(right)


def test_alternates() -> None:
    links = {"en-GB": "/en/1", "el": "/el/1", "ru": "https://ru.example.org/1", "x-default": "/de/1"}
    base = "https://example.org/en/1"
    assert from_alternates(links, base, "en", "ru") == ("ru", "https://ru.example.org/1")
    assert from_alternates(links, base, "en", "fr") == from_alternates(links, base, "en", "") == ("", "")
    assert from_alternates({"el": "/el/1", "en": "/en/1"}, base, "en", "") == ("el", "https://example.org/el/1")


def test_wrong_settings_are_told() -> None:
    fetch: Callable[[str], object] = lambda url: None  # noqa: E731
    with pytest.raises(ConfigError, match="--feed-content"):
        Web(fetch, FeedConfig(content="all"))  # type: ignore[arg-type]


def test_without_a_web_nothing_is_fetched() -> None:
    (error,) = read(["https://example.org/"]).errors
    assert error.place == "https://example.org/"


def test_without_the_extra_the_error_names_it(monkeypatch: pytest.MonkeyPatch) -> None:
    import builtins
    import sys

    real = builtins.__import__

    def without(name: str, *rest: object):
        if name.split(".")[0] in ("httpx", "httpcore", "feedparser"):
            raise ImportError(name)
        return real(name, *rest)  # type: ignore[arg-type]

    for module in [name for name in sys.modules if name.startswith("mtaudit.fetch.")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ReadError, match="extra `feed`") as caught:
        open_fetcher(Limits())
    assert caught.value.hint == "pip install 'mtaudit[feed]'"
    with pytest.raises(ReadError, match="extra `feed`"):
        parse_feed(rss([]), "feed.xml")
