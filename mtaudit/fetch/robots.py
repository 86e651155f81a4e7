"""What a site's robots.txt lets us read, and how often (RFC 9309; Crawl-delay as most sites mean it)."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import httpx
from protego import Protego

KEPT_SECONDS = 3600.0  # RFC 9309 allows a day; a monitor should see a change sooner
MOST_CHARACTERS = 512_000  # RFC 9309, 2.5: at least 500 KiB must be read
LONGEST_DELAY = 30.0  # seconds between requests that a robots.txt may ask for; more would end no run


@dataclass(frozen=True, slots=True)
class _Rules:
    parsed: Any  # None forbids all
    until: float


class Robots:
    """The rules of the hosts that were asked; `read` gives the text of a robots.txt, None where it forbids all."""

    def __init__(self, agent: str, read: Callable[[httpx.URL], str | None]) -> None:
        self._agent = agent
        self._read = read
        self._rules: dict[str, _Rules] = {}

    def refusal(self, url: httpx.URL) -> str:
        """Why the site does not let us read this page; "" where it does."""
        parsed = self._of(url).parsed
        if parsed is None:
            return "its robots.txt cannot be had at the moment, which forbids all (RFC 9309, 2.3.1.4)"
        return "" if parsed.can_fetch(str(url), self._agent) else f"its robots.txt does not let {self._agent} read it"

    def delay(self, url: httpx.URL) -> float:
        """Seconds between two requests that the site asks for, as far as it was asked before."""
        known = self._rules.get(_origin(url))
        wanted = known.parsed.crawl_delay(self._agent) if known and known.parsed is not None else None
        return min(float(wanted or 0.0), LONGEST_DELAY)

    def _of(self, url: httpx.URL) -> _Rules:
        known = self._rules.get(_origin(url))
        if known is None or known.until < time.monotonic():
            text = self._read(url.copy_with(raw_path=b"/robots.txt"))
            parsed = None if text is None else Protego.parse(text[:MOST_CHARACTERS])
            known = self._rules[_origin(url)] = _Rules(parsed, time.monotonic() + KEPT_SECONDS)
        return known


def _origin(url: httpx.URL) -> str:
    return f"{url.scheme}://{url.netloc.decode()}"
