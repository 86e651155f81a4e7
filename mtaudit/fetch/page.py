"""What is fetched, within which limits, and where it is kept meanwhile."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it came. `address` is where the last redirect led, `type` its Content-Type, `body` unpacked.

    `etag` and `modified` are what its server calls this version; `unchanged` = the server said that we have it.
    """

    address: str
    type: str
    body: bytes
    etag: str = ""
    modified: str = ""
    unchanged: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may take, and how polite it is; FeedConfig has the meaning of each."""

    rate: float = 2.0
    seconds: float = 30.0
    max_bytes: int = 10_000_000
    redirects: int = 5
    retries: int = 2
    robots: bool = True
    allow_private: bool = False
    contact: str = ""


class Pages(Protocol):
    """Where pages are kept, so that a server need not send again what has not changed."""

    def page(self, url: str) -> Page | None:
        """The page that was fetched last from this URL."""
        ...

    def keep_page(self, url: str, page: Page) -> None:
        """Keep it, or not."""
        ...


class PagesInMemory:
    """The pages used last, up to `most` bytes in all."""

    def __init__(self, most: int = 64_000_000) -> None:
        self._most = most
        self._size = 0
        self._pages: OrderedDict[str, Page] = OrderedDict()

    def page(self, url: str) -> Page | None:
        """The page that was fetched last from this URL, if it is still here."""
        if url in self._pages:
            self._pages.move_to_end(url)
        return self._pages.get(url)

    def keep_page(self, url: str, page: Page) -> None:
        """Keep it; those that were not used for longest make room."""
        if (old := self._pages.pop(url, None)) is not None:
            self._size -= len(old.body)
        self._pages[url] = page
        self._size += len(page.body)
        while self._size > self._most:
            self._size -= len(self._pages.popitem(last=False)[1].body)
