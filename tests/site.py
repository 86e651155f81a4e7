"""A web site of a test's own on the loopback, and feeds of invented articles."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from hashlib import sha256
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Answer = tuple[int, dict[str, str], bytes]
Handler = Callable[[BaseHTTPRequestHandler], Answer | None]  # None = it has written the answer itself

PLACES = ("Norwick", "Easterly", "Port Hale", "Millbrook", "Sandby", "Upper Venn", "Corran", "Stoke Lacy")
THINGS = ("bridge", "harbour", "library", "school", "market hall", "ferry line", "water works", "tram depot")


def body_of(number: int) -> list[str]:
    """The paragraphs of an invented article of about 60 words; no two numbers give the same."""
    place, thing = PLACES[number % 8], THINGS[number // 8 % 8]
    return [
        f"The town council of {place} has approved plan {number} for the {thing} after a debate that lasted two hours.",
        f"Work is expected to begin in spring and to cost about {number + 3} million crowns, most of it for the roof.",
        f"Residents of {place} had asked for this since a storm damaged the {thing} in winter {number % 9 + 2010}.",
    ]


@dataclass
class Item:
    """An item of a feed, whose paragraphs a test may change."""

    id: str
    link: str
    title: str
    paragraphs: list[str]


def items(count: int, base: str = "http://127.0.0.1") -> list[Item]:
    return [Item(f"guid-{n}", f"{base}/en/{n}", f"Plan {n} approved", body_of(n)) for n in range(count)]


def rss(entries: Sequence[Item], *, full: bool = True) -> bytes:
    """A feed in RSS with the whole text of each item, or with its first sentence only."""

    def content(item: Item) -> str:
        shown = item.paragraphs if full else item.paragraphs[:1]
        return escape("".join(f"<p>{escape(paragraph)}</p>" for paragraph in shown))

    parts = [
        f"<item><guid isPermaLink='false'>{item.id}</guid><link>{item.link}</link><title>{escape(item.title)}</title>"
        f"<description>{content(item)}</description></item>"
        for item in entries
    ]
    head = "<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>Invented</title>"
    return f"{head}<language>en</language>{''.join(parts)}</channel></rss>".encode()


def page(title: str, paragraphs: Sequence[str], *, lang: str = "en", head: str = "") -> bytes:
    text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in paragraphs)
    return (
        f"<!doctype html><html lang='{lang}'><head><meta charset='utf-8'><title>{escape(title)}</title>{head}</head>"
        f"<body><nav><a href='/'>Home</a></nav><article><h1>{escape(title)}</h1>{text}</article></body></html>"
    ).encode()


def answer(body: bytes, kind: str = "text/html; charset=utf-8", status: int = 200, **headers: str) -> Handler:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda _: (status, {"Content-Type": kind, **named}, body)


def tagged(body: Callable[[], bytes], kind: str = "text/html; charset=utf-8") -> Handler:
    """A handler with an ETag, which answers 304 to who has that version."""

    def handle(request: BaseHTTPRequestHandler) -> Answer:
        content = body()
        etag = f'"{sha256(content).hexdigest()[:12]}"'
        if request.headers.get("If-None-Match") == etag:
            return 304, {"ETag": etag}, b""
        return 200, {"Content-Type": kind, "ETag": etag}, content

    return handle


def packed(body: bytes) -> Handler:
    return answer(gzip.compress(body), Content_Encoding="gzip")


@dataclass
class Site:
    """`pages` by path, "*" for all others; `asked` is the log of (path, status)."""

    base: str
    pages: dict[str, Handler] = field(default_factory=dict)
    asked: list[tuple[str, int]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    posted: list[bytes] = field(default_factory=list)

    def statuses(self, path: str) -> list[int]:
        return [status for asked, status in self.asked if asked == path]


@contextmanager
def serving() -> Iterator[Site]:
    site = Site("")

    class Server(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            site.headers.append(dict(self.headers))
            handler = site.pages.get(self.path) or site.pages.get("*") or answer(b"", status=404)
            made = handler(self)
            if made is None:
                site.asked.append((self.path, 0))
                self.close_connection = True
                return
            status, headers, body = made
            site.asked.append((self.path, status))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            site.posted.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.do_GET()

        def log_message(self, *_: object) -> None: ...

        def handle(self) -> None:
            with suppress(ConnectionError, TimeoutError):
                super().handle()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    site.base = f"http://127.0.0.1:{server.server_port}"
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()
