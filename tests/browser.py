"""Headless Chromium for the tests of pages: a visit that hears every console message, error and request."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HOW = "needs Chromium: apt-get install chromium, and pip install playwright axe-playwright-python"

IN_VIEW = """element => {
    const box = element.getBoundingClientRect();
    const visible = getComputedStyle(element).visibility !== "hidden" && box.height > 0;
    return visible && box.top < innerHeight && box.bottom > 0;
}"""


@contextmanager
def chromium() -> Iterator[Any]:
    """A browser. Where there is none, the test fails in CI, which installs it, and is skipped elsewhere."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        sync_playwright = None
    if sync_playwright is None or not CHROMIUM.exists():
        if os.environ.get("CI"):
            pytest.fail(HOW)
        pytest.skip(HOW)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield browser
        browser.close()


class _Silent(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        """A test has nothing to log."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a folder on a server of this machine."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Silent, directory=str(folder))) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class Visit:
    """A page with what its console said. Only requests below `origin` are expected."""

    def __init__(self, browser: Any, address: str, *, script: str = "", origin: str = "file:", **options: Any) -> None:
        self.context = browser.new_context(**{"viewport": {"width": 1400, "height": 900}, **options})
        if script:
            self.context.add_init_script(script)
        self.page = self.context.new_page()
        self.origin = origin
        self.said: list[str] = []
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("request", lambda request: self._request(request.url))
        self.page.goto(address)

    def _request(self, url: str) -> None:
        if not url.startswith((self.origin, "blob:")):
            self.said.append(f"request to {url}")

    def wait(self, condition: str, argument: str = "") -> None:
        """Until `condition` holds; Playwright's own wait would need the eval that the page's policy forbids."""
        for _ in range(200):
            # While the page gives way to another there is nothing to ask.
            with suppress(Exception):
                if self.page.evaluate(condition, argument):
                    return
            self.page.wait_for_timeout(20)
        pytest.fail(f"never came true: {condition} {argument}")

    def wait_for_article(self) -> None:
        """Until an article is open and its page listens: keys that come before its script are lost."""
        self.wait("document.readyState === 'complete' && document.querySelector('article.view.open')")

    def shown(self, selector: str) -> int:
        return int(self.page.locator(selector).locator("visible=true").count())

    def active(self) -> str:
        return str(self.page.evaluate("document.querySelector('.card.on')?.id ?? ''"))

    def download(self, selector: str) -> Path:
        """The file that a click hands out."""
        with self.page.expect_download() as download:
            self.page.click(selector)
        return Path(download.value.path())

    def leave(self) -> None:
        """Close the page, which must have kept silent."""
        assert not self.said, self.said
        self.context.close()
