"""Takes the pictures of docs/ from a report of corpora/ in one page: python bench/screenshots.py reports/index.html"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

DOCS = Path(__file__).parents[1] / "docs"
WIDTH, HEIGHT = 1240, 1000
ARTICLE = "Tour des Trois-Vallons"  # has findings of all kinds, close together


def main(report: str) -> None:
    """Write index.png, article.png, triage.png and dark.png."""
    address = Path(report).resolve().as_uri()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        for scheme in ("light", "dark"):
            context = browser.new_context(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme=scheme)
            page = context.new_page()
            page.goto(address)
            if scheme == "light":
                page.set_viewport_size({"width": WIDTH, "height": 1560})
                shoot(page, "index")
                page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
            page.click(f".articles a >> text={ARTICLE}")
            page.keyboard.press("j")
            page.evaluate("scrollTo(0, 0)")
            shoot(page, "article" if scheme == "light" else "dark")
            if scheme == "light":
                page.keyboard.press("a")
                page.keyboard.press("d")
                page.keyboard.type("It is right as it stands")
                page.keyboard.press("Enter")
                page.keyboard.press("d")
                page.keyboard.type("House style")
                shoot(page, "triage")
        browser.close()


def shoot(page: Any, name: str) -> None:
    """One picture, once the page has settled."""
    page.mouse.move(0, 0)
    page.wait_for_timeout(300)
    page.screenshot(path=DOCS / f"{name}.png")


if __name__ == "__main__":
    main(sys.argv[1])
