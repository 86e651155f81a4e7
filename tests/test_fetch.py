"""Fetching: limits, politeness, and the addresses that are refused."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler

import pytest

from mtaudit.errors import ReadError
from mtaudit.fetch import Limits, PagesInMemory, is_url, open_fetcher
from mtaudit.fetch.page import Page
from tests.conftest import need
from tests.site import Site, answer, packed, serving, tagged

need("httpx")

LOCAL = Limits(rate=0, seconds=5, max_bytes=100_000, allow_private=True)


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as site:
        yield site


class Fetching:
    """A fetcher that never really waits, and remembers how long it would have."""

    def __init__(self, limits: Limits = LOCAL, pages: PagesInMemory | None = None) -> None:
        self.waited: list[float] = []
        self.get = open_fetcher(limits, pages=pages, pause=self.waited.append).get


def failure(url: str, limits: Limits = LOCAL) -> ReadError:
    with pytest.raises(ReadError) as caught:
        Fetching(limits).get(url)
    assert "\n" not in str(caught.value)
    return caught.value


def test_a_page_comes_with_its_type_and_address(site: Site) -> None:
    site.pages["/a"] = answer(b"hello", "text/plain")
    page = Fetching().get(f"{site.base}/a#part")
    assert (page.body, page.type, page.address) == (b"hello", "text/plain", f"{site.base}/a")
    assert site.headers[-1]["User-Agent"].startswith("mtaudit/")


def test_the_user_agent_names_the_contact(site: Site) -> None:
    site.pages["/a"] = answer(b"x")
    Fetching(replace(LOCAL, contact="desk@example.org")).get(f"{site.base}/a")
    assert site.headers[-1]["User-Agent"].endswith("(+desk@example.org)")


def test_what_has_not_changed_is_not_sent_again(site: Site) -> None:
    texts = [b"one"]
    site.pages["/a"] = tagged(lambda: texts[-1])
    fetching = Fetching(pages=PagesInMemory())
    first, second = (fetching.get(f"{site.base}/a") for _ in range(2))
    texts.append(b"two")
    third = fetching.get(f"{site.base}/a")
    assert site.statuses("/a") == [200, 304, 200]
    assert (first.unchanged, second.unchanged, third.unchanged) == (False, True, False)
    assert (second.body, third.body) == (b"one", b"two")


def test_last_modified_serves_where_there_is_no_etag(site: Site) -> None:
    stamp = "Tue, 24 Nov 2026 10:00:00 GMT"

    def handle(request: BaseHTTPRequestHandler):
        known = request.headers.get("If-Modified-Since") == stamp
        return (304, {}, b"") if known else (200, {"Last-Modified": stamp}, b"x")

    site.pages["/a"] = handle
    fetching = Fetching(pages=PagesInMemory())
    assert [fetching.get(f"{site.base}/a").body for _ in range(2)] == [b"x", b"x"]
    assert site.statuses("/a") == [200, 304]


def test_pages_in_memory_have_a_limit() -> None:
    pages = PagesInMemory(most=10)
    for name in "abc":
        pages.keep_page(name, Page("", "", b"12345", etag=name))
        pages.keep_page(name, Page("", "", b"12345", etag=name))
    assert [name for name in "abc" if pages.page(name)] == ["b", "c"]


@pytest.mark.parametrize(
    ("status", "said"), [(404, "404 Not Found"), (403, "403 Forbidden"), (500, "500 Internal"), (799, "799")]
)
def test_other_answers_are_errors(site: Site, status: int, said: str) -> None:
    site.pages["/a"] = answer(b"", status=status)
    assert f"the server answers {said}" in failure(f"{site.base}/a").message


def test_robots_are_asked_once_and_obeyed(site: Site) -> None:
    site.pages["/robots.txt"] = answer(
        b"User-agent: *\nDisallow: /\n\n"
        b"User-agent: mtaudit\nDisallow: /private*\nAllow: /private/open\nCrawl-delay: 3\n"
    )
    site.pages["*"] = answer(b"x")
    fetching = Fetching()
    assert fetching.get(f"{site.base}/a").body == fetching.get(f"{site.base}/private/open").body == b"x"
    with pytest.raises(ReadError, match=r"robots\.txt does not let mtaudit read it") as caught:
        fetching.get(f"{site.base}/private/x")
    assert "robots = false" in caught.value.hint
    assert site.statuses("/robots.txt") == [200] and not site.statuses("/private/x")
    assert fetching.waited and max(fetching.waited) == pytest.approx(3, abs=0.5)
    assert Fetching(replace(LOCAL, robots=False)).get(f"{site.base}/private/x").body == b"x"


def test_a_robots_txt_that_cannot_be_had_forbids_all(site: Site) -> None:
    site.pages |= {"/robots.txt": answer(b"", status=503), "/a": answer(b"x")}
    assert "RFC 9309" in failure(f"{site.base}/a", replace(LOCAL, retries=0)).message
    assert not site.statuses("/a")


def test_a_host_is_not_asked_more_often_than_the_rate_says(site: Site) -> None:
    site.pages["*"] = answer(b"x")
    fetching = Fetching(replace(LOCAL, rate=0.5, robots=False))
    for name in "abc":
        fetching.get(f"{site.base}/{name}")
    assert len(fetching.waited) == 2 and fetching.waited[0] == pytest.approx(2, abs=0.5)


def test_busy_servers_are_asked_again(site: Site) -> None:
    answers = [answer(b"", status=503), answer(b"", status=429, Retry_After="7"), answer(b"x")]
    site.pages["/a"] = lambda request: answers.pop(0)(request)
    fetching = Fetching(replace(LOCAL, robots=False))
    assert fetching.get(f"{site.base}/a").body == b"x"
    assert fetching.waited == [1.0, 7.0]


def test_retry_after_may_be_a_date_and_too_far_away(site: Site) -> None:
    when = format_datetime(datetime.now(UTC) + timedelta(hours=2), usegmt=True)
    site.pages["/a"] = answer(b"", status=503, Retry_After=when)
    assert "try again in 7" in failure(f"{site.base}/a", replace(LOCAL, robots=False)).message
    assert site.statuses("/a") == [503]


def test_redirects_are_followed_and_counted(site: Site) -> None:
    for n in range(9):
        site.pages[f"/{n}"] = answer(b"", status=302, Location=f"/{n + 1}")
    site.pages["/9"] = answer(b"end")
    assert Fetching().get(f"{site.base}/5").address == f"{site.base}/9"
    assert failure(f"{site.base}/0").message == "more than 5 redirects"


@pytest.mark.parametrize("to", ["file:///etc/hostname", "ftp://127.0.0.1/x", "gopher://127.0.0.1/", "http:///x"])
def test_redirects_elsewhere_are_refused(site: Site, to: str) -> None:
    site.pages["/a"] = answer(b"", status=302, Location=to)
    assert failure(f"{site.base}/a").message


@pytest.mark.parametrize(
    "address",
    (
        "127.0.0.1 10.1.2.3 192.168.0.1 169.254.169.254 100.64.0.1 0.0.0.0 224.0.0.1 [::1] [fe80::1] [fd00::1] [::] "
        "[::ffff:127.0.0.1] [64:ff9b::7f00:1] [2002:7f00:1::]"
    ).split(),
)
def test_private_addresses_are_refused(address: str) -> None:
    error = failure(f"http://{address}/", replace(LOCAL, allow_private=False))
    assert "address of a private network" in error.message and "--allow-private" in error.hint


@pytest.mark.parametrize("host", ["localhost", "2130706433", "0x7f.1", "LOCALHOST."])
def test_other_names_of_this_machine_are_refused_too(host: str) -> None:
    message = failure(f"http://{host}/", replace(LOCAL, allow_private=False, retries=0)).message
    assert "private network" in message or "no such host" in message


def test_a_redirect_into_the_own_network_is_refused(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first host counts as public here; the second is what it is."""
    monkeypatch.setattr("mtaudit.fetch.wire.is_public", lambda address: address == "127.0.0.1")
    site.pages["/a"] = answer(b"", status=302, Location="http://127.0.0.2/secret")
    error = failure(f"{site.base}/a", replace(LOCAL, allow_private=False, robots=False))
    assert "127.0.0.2" in error.message and "private network" in error.message


def test_the_address_that_was_checked_is_the_one_connected_to(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that resolves to a public address when it is checked and to ours a moment later."""
    asked: list[str] = []
    connected: list[object] = []

    def resolve(host: str, port: int, *_: object, **__: object):
        asked.append(host)
        address = "93.184.216.34" if len(asked) == 1 else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    def connect(address: tuple[str, int], *_: object, **__: object):
        connected.append(address[0])
        raise OSError("not today")

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    monkeypatch.setattr(socket, "create_connection", connect)
    failure("http://rebinding.example/", replace(LOCAL, allow_private=False, robots=False, retries=0))
    assert connected == ["93.184.216.34"] and asked == ["rebinding.example"]


def test_one_private_address_among_public_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)) for address in ("93.184.216.34", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)
    assert "10.0.0.1" in failure("http://both.example/", replace(LOCAL, allow_private=False)).message


def test_a_long_body_is_left_where_it_passes_the_limit(site: Site) -> None:
    site.pages["/a"] = answer(b"x" * 100_001)
    error = failure(f"{site.base}/a")
    assert (error.message, error.hint) == ("is longer than 100,000 bytes", "raise feed.max_bytes")
    site.pages["/b"] = answer(b"x" * 100_000)
    assert len(Fetching().get(f"{site.base}/b").body) == 100_000


def test_a_gzip_bomb_is_left_where_it_passes_the_limit(site: Site) -> None:
    site.pages |= {"/bomb": packed(bytes(50_000_000)), "/fine": packed(b"packed")}
    assert failure(f"{site.base}/bomb").message == "is longer than 100,000 bytes"
    assert Fetching().get(f"{site.base}/fine").body == b"packed"


@pytest.mark.parametrize("body", [b"not gzip at all", b"\x1f\x8b\x08\x00cut"])
def test_damaged_gzip_is_told(site: Site, body: bytes) -> None:
    site.pages["/a"] = answer(body, Content_Encoding="gzip")
    assert failure(f"{site.base}/a", replace(LOCAL, retries=0)).message in (
        "comes as damaged gzip data",
        "ended too early",
    )


def test_an_encoding_that_was_not_asked_for_is_refused(site: Site) -> None:
    site.pages["/a"] = answer(b"x", Content_Encoding="br")
    assert "packed as br" in failure(f"{site.base}/a").message


@pytest.mark.parametrize("when", ["never", "headers", "body"])
def test_a_slow_server_cannot_hold_us(site: Site, when: str) -> None:
    def drip(request: BaseHTTPRequestHandler) -> None:
        head = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n"
        request.wfile.write({"never": b"", "headers": head, "body": head + b"\r\n"}[when])
        for _ in range(40):  # far longer than the limit, a byte at a time
            if when != "never":
                request.wfile.write(b"X")
                request.wfile.flush()
            time.sleep(0.05)

    site.pages["/a"] = drip
    limits = replace(LOCAL, seconds=0.3, retries=0, robots=False)
    began = time.monotonic()
    assert failure(f"{site.base}/a", limits).message == "took longer than 0.3 s"
    assert time.monotonic() - began < 1.9  # the server would have taken 2 s


def test_a_dead_host_is_soon_left_alone() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{free.getsockname()[1]}"
    fetching = Fetching()
    said = []
    for n in range(5):
        with pytest.raises(ReadError) as caught:
            fetching.get(f"{base}/{n}")
        said.append(caught.value.message)
    assert "refused" in said[0] and said[4].startswith("not tried: 127.0.0.1:")
    assert len(fetching.waited) == 3 * LOCAL.retries


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://user:secret@127.0.0.1/", "holds a name and password"),
        ("http://", "names no host"),
        ("http://[::1", ""),
        ("http://nowhere.invalid/", "no such host"),
    ],
)
def test_addresses_that_make_no_sense(url: str, said: str) -> None:
    assert said in failure(url, replace(LOCAL, retries=0)).message


def test_what_is_an_address() -> None:
    assert is_url("http://x") and is_url("HTTPS://x")
    assert not is_url("article.txt") and not is_url("file:///etc/passwd") and not is_url("httpx/readme.txt")
