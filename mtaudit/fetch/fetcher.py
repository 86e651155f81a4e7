"""HTTP as a good guest: robots.txt, a rate for each host, patience with busy servers, and limits on all of it."""

from __future__ import annotations

import http
import ssl
import time
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import version

import httpcore
import httpx

from mtaudit.errors import ReadError
from mtaudit.fetch.page import Limits, Page, Pages
from mtaudit.fetch.robots import Robots
from mtaudit.fetch.wire import Deadline, GuardedBackend, Refused

AGENT = "mtaudit"
BUSY = frozenset((429, 500, 502, 503, 504))
REDIRECTS = frozenset((301, 302, 303, 307, 308))
GIVE_UP, LEFT_ALONE = 3, 60.0  # requests in vain, seconds
LONGEST_WAIT = 60.0  # seconds that a server may ask us to wait before we say so instead


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    headers: httpx.Headers
    body: bytes


class _Trouble(Exception):
    """What went wrong with one request, and whether it may go better the next time."""

    def __init__(self, message: str, hint: str = "", *, again: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.again = again


class Fetcher:
    """Fetches pages one after the other, with kept connections. Close it at the end."""

    def __init__(
        self, limits: Limits, *, pages: Pages | None = None, pause: Callable[[float], None] | None = None
    ) -> None:
        self._limits = limits
        self._pages = pages
        self._pause = pause or time.sleep
        self._deadline = Deadline()
        backend = GuardedBackend(self._deadline, allow_private=limits.allow_private)
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(), network_backend=backend, max_connections=8
        )
        self._free_at: dict[str, float] = {}  # monotonic time from which on a host may be asked again
        self._silent: dict[str, tuple[int, float]] = {}  # requests in vain, and until when a host is left alone
        self._robots = Robots(AGENT, self._robots_text)
        about = f" (+{limits.contact})" if limits.contact else ""
        self._agent = f"{AGENT}/{version('mtaudit')}{about}"

    def close(self) -> None:
        """End all connections."""
        self._pool.close()

    def get(self, url: str) -> Page:
        """The page at `url`, `unchanged` where the server says that the kept one still holds. Raises ReadError."""
        known = self._pages.page(url) if self._pages else None
        asked = {"Accept-Encoding": "gzip", "Accept": "*/*"}
        if known is not None:
            asked |= {"If-None-Match": known.etag} if known.etag else {}
            asked |= {"If-Modified-Since": known.modified} if known.modified else {}
        address, answer = self._followed(url, asked, robots=self._limits.robots)
        if answer.status == 304 and known is not None:
            return replace(known, unchanged=True)
        if answer.status != 200:
            raise ReadError(f"the server answers {_status(answer.status)}", place=url)
        headers = answer.headers
        kept = {"etag": headers.get("etag", ""), "modified": headers.get("last-modified", "")}
        page = Page(str(address), headers.get("content-type", ""), answer.body, **kept)
        if self._pages is not None and any(kept.values()):
            self._pages.keep_page(url, page)
        return page

    def post(self, url: str, body: bytes) -> None:
        """Send JSON. Redirects are not followed. Raises ReadError where the answer is not 2xx."""
        try:
            target = _checked(httpx.URL(url))
            answer = self._patiently("POST", target, {"Content-Type": "application/json"}, body)
        except (_Trouble, httpx.InvalidURL) as error:
            raise ReadError(str(error), getattr(error, "hint", ""), place=url) from None
        if not 200 <= answer.status < 300:
            raise ReadError(f"the server answers {_status(answer.status)}", place=url)

    def _followed(self, url: str, headers: Mapping[str, str], *, robots: bool) -> tuple[httpx.URL, _Answer]:
        """The answer at the end of all redirects, and its URL; each step is checked like the first."""
        try:
            at = _checked(httpx.URL(url))
            for _ in range(self._limits.redirects + 1):
                if robots and (refusal := self._robots.refusal(at)):
                    hint = "leave it out; for a site of your own: [feed] robots = false"
                    raise _Trouble(refusal, hint)
                answer = self._patiently("GET", at, headers)
                if answer.status not in REDIRECTS or "location" not in answer.headers:
                    return at, answer
                at = _checked(at.join(answer.headers["location"]))
        except (_Trouble, httpx.InvalidURL) as error:
            raise ReadError(str(error), getattr(error, "hint", ""), place=url) from None
        raise ReadError(f"more than {self._limits.redirects} redirects", place=url)

    def _robots_text(self, url: httpx.URL) -> str | None:
        """The text of a robots.txt; None where the server cannot say. Raises _Trouble where it cannot be reached."""
        try:
            _, answer = self._followed(str(url), {"Accept-Encoding": "gzip"}, robots=False)
        except ReadError as error:
            raise _Trouble(error.message, error.hint) from None
        if answer.status >= 500:
            return None
        return answer.body.decode("utf-8", "replace") if answer.status == 200 else ""

    def _patiently(self, method: str, url: httpx.URL, headers: Mapping[str, str], body: bytes = b"") -> _Answer:
        """One request, repeated while the server is busy or the connection breaks.

        A host that did not answer GIVE_UP requests in a row is left alone for a while: a feed has many pages of it.
        """
        host = url.netloc.decode()
        failed, until = self._silent.get(host, (0, 0.0))
        if failed >= GIVE_UP and time.monotonic() < until:
            raise _Trouble(f"not tried: {host} did not answer {failed} requests in a row")
        try:
            answer = self._attempts(method, url, headers, body)
        except _Trouble as trouble:
            if trouble.again:
                self._silent[host] = (failed + 1, time.monotonic() + LEFT_ALONE)
            raise
        self._silent.pop(host, None)
        return answer

    def _attempts(self, method: str, url: httpx.URL, headers: Mapping[str, str], body: bytes) -> _Answer:
        for attempt in range(self._limits.retries + 1):
            last = attempt == self._limits.retries
            wait = 2.0**attempt
            self._wait_for_turn(url)
            try:
                answer = self._once(method, url, headers, body)
            except _Trouble as trouble:
                if last or not trouble.again:
                    raise
            else:
                if last or answer.status not in BUSY:
                    return answer
                wait = max(wait, _retry_after(answer.headers))
                if wait > LONGEST_WAIT:
                    raise _Trouble(f"the server answers {_status(answer.status)}, try again in {wait:.0f} s")
            self._pause(wait)
        raise AssertionError("the last attempt returns or raises")

    def _wait_for_turn(self, url: httpx.URL) -> None:
        now = time.monotonic()
        free_at = self._free_at.get(url.netloc.decode(), now)
        if free_at > now:
            self._pause(free_at - now)
        between = max(1 / self._limits.rate if self._limits.rate > 0 else 0.0, self._robots.delay(url))
        self._free_at[url.netloc.decode()] = max(now, free_at) + between

    def _once(self, method: str, url: httpx.URL, headers: Mapping[str, str], body: bytes) -> _Answer:
        self._deadline.begin(self._limits.seconds)
        sent = {"Host": url.netloc.decode(), "User-Agent": self._agent, **headers}
        if method == "POST":
            sent["Content-Length"] = str(len(body))
        pairs = [(name.encode(), value.encode("latin-1", "replace")) for name, value in sent.items()]
        target = httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path)
        try:
            with self._pool.stream(method, target, headers=pairs, content=body or None) as response:
                found = httpx.Headers(response.headers)
                return _Answer(response.status, found, self._body(response, found))
        except Refused as refused:
            hint = "--allow-private lets it"
            raise _Trouble(f"{url.host} is an address of a private network ({refused})", hint) from None
        except httpcore.TimeoutException:
            raise _Trouble(f"took longer than {self._limits.seconds:g} s", again=True) from None
        except (httpcore.NetworkError, httpcore.ProtocolError, ssl.SSLError, OSError) as error:
            unknown = "no such host" in str(error)
            raise _Trouble(f"cannot be fetched: {_one_line(error)}", again=not unknown) from None

    def _body(self, response: httpcore.Response, headers: httpx.Headers) -> bytes:
        """The body, unpacked as it comes, so that a small one that unpacks to gigabytes is noticed in time."""
        packing = headers.get("content-encoding", "identity").strip().lower()
        if packing not in ("identity", "gzip", "x-gzip", ""):
            raise _Trouble(f"comes packed as {packing}, which was not asked for")
        unpack = zlib.decompressobj(wbits=31) if "gzip" in packing else None
        most, body, came = self._limits.max_bytes, bytearray(), False
        for chunk in response.iter_stream():
            came = came or bool(chunk)
            room = most + 1 - len(body)
            try:
                body += unpack.decompress(chunk, room) if unpack else chunk
            except zlib.error:
                raise _Trouble("comes as damaged gzip data", again=True) from None
            if len(body) > most:
                raise _Trouble(f"is longer than {most:,} bytes", "raise feed.max_bytes")
        if unpack and came and not unpack.eof:
            raise _Trouble("ended too early", again=True)
        return bytes(body)


def _checked(url: httpx.URL) -> httpx.URL:
    """The URL without its fragment. Raises _Trouble where it is none that we fetch."""
    if url.scheme not in ("http", "https"):
        raise _Trouble(f"leads to {url.scheme or 'nowhere'}:, which is neither http nor https")
    if not url.host:
        raise _Trouble("names no host")
    if url.userinfo:
        raise _Trouble("holds a name and password, which reports would show", "leave them out")
    return url.copy_with(fragment=None)


def _retry_after(headers: httpx.Headers) -> float:
    """Seconds that the server asks us to wait, as a number or as a date; 0 where it does not say."""
    said = headers.get("retry-after", "").strip()
    if said.isdecimal():
        return float(said)
    with suppress(ValueError, TypeError):
        return max(0.0, (parsedate_to_datetime(said).astimezone(UTC) - datetime.now(UTC)).total_seconds())
    return 0.0


def _status(code: int) -> str:
    with suppress(ValueError):
        return f"{code} {http.HTTPStatus(code).phrase}"
    return str(code)


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
