"""Pages of the web, fetched politely and within limits. What it needs comes with the extra `feed`."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from mtaudit.errors import ReadError
from mtaudit.fetch.page import Limits, Page, Pages, PagesInMemory

if TYPE_CHECKING:
    from mtaudit.fetch.fetcher import Fetcher

__all__ = ["EXTRA", "Fetch", "Limits", "Page", "Pages", "PagesInMemory", "is_url", "open_fetcher"]

Fetch = Callable[[str], Page]
EXTRA = "pip install 'mtaudit[feed]'"


def is_url(path: str) -> bool:
    """True for an input that is to be fetched and not opened."""
    return path.lower().startswith(("http://", "https://"))


def open_fetcher(
    limits: Limits, *, pages: Pages | None = None, pause: Callable[[float], None] | None = None
) -> Fetcher:
    """A Fetcher; `pages` holds what was fetched before, `pause` waits so many seconds.

    Raises ReadError where the extra is not installed.
    """
    try:
        from mtaudit.fetch.fetcher import Fetcher
    except ImportError:
        raise ReadError("reading from the web needs the extra `feed`", EXTRA) from None
    return Fetcher(limits, pages=pages, pause=pause)
