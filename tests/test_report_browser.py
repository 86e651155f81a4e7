"""The HTML report in headless Chromium: no console error, every link finds its place, keys, filters, themes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from mtaudit.core import Report, Severity
from mtaudit.report.html import render
from tests.browser import IN_VIEW, Visit, served
from tests.test_report_alternatives import RTL, STORY
from tests.test_report_html import hostile_report
from tests.test_report_samples import SAMPLE_RULES, Story, built, sample_report

ARTICLES = 30


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    return written(sample_report(ARTICLES), tmp_path_factory.mktemp("report") / "report.html")


def written(report: Report, path: Path) -> str:
    path.write_text(render(report, rules=SAMPLE_RULES), encoding="utf-8")
    return path.as_uri()


@pytest.fixture
def visit(browser: Any, address: str) -> Iterator[Visit]:
    visit = Visit(browser, address)
    yield visit
    visit.leave()


@pytest.mark.parametrize(("width", "height"), [(1400, 900), (1000, 700), (390, 844)])
def test_every_finding_jumps_to_its_place(browser: Any, address: str, width: int, height: int) -> None:
    visit = Visit(browser, address, viewport={"width": width, "height": height})
    for finding in sample_report(ARTICLES).findings:
        visit.page.evaluate("hash => { location.hash = hash; }", f"f-{finding.fingerprint}")
        visit.wait("id => document.getElementById(id).classList.contains('on')", f"f-{finding.fingerprint}")
        card = visit.page.locator(f"[id='f-{finding.fingerprint}']")
        assert card.evaluate(IN_VIEW), finding
        if width > 1120:
            assert visit.page.locator(f"[id='t-{finding.fingerprint}']").evaluate(IN_VIEW), finding
        assert visit.page.evaluate("document.activeElement.id") == f"f-{finding.fingerprint}"
    visit.leave()


def test_a_permalink_works_on_load_even_to_a_neutral_finding(browser: Any, address: str) -> None:
    for severity in Severity:
        found = next(finding for finding in sample_report(ARTICLES).findings if finding.severity is severity)
        visit = Visit(browser, f"{address}#f-{found.fingerprint}")
        assert visit.active() == f"f-{found.fingerprint}"
        assert visit.page.locator(f"[id='t-{found.fingerprint}']").evaluate(IN_VIEW)
        assert visit.said == []
        visit.context.close()


def test_a_mark_leads_to_its_card_and_overlapping_ones_take_turns(visit: Visit) -> None:
    visit.page.click("text=Ferry link to islands >> nth=0")
    visit.wait("!document.querySelector('#overview.open')")
    mark = visit.page.locator(".view.open .m", has_text="the the").first
    mark.click()
    first = visit.active()
    mark.click()
    assert first and visit.active() not in ("", first)
    visit.page.locator(".view.open .card.c3").click()
    assert visit.page.locator(".view.open .m.on").count()


def test_keys_walk_through_findings_and_articles(visit: Visit) -> None:
    page = visit.page
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert page.evaluate("document.activeElement.closest('tr').dataset.rank") == "0"
    page.keyboard.press("Enter")
    visit.wait("!document.querySelector('#overview.open')")
    seen = []
    for key in "jnnk":
        page.keyboard.press(key)
        seen.append(visit.active())
    assert len(set(seen)) == 3 and seen[1] == seen[3]
    page.keyboard.press("Escape")
    assert visit.active() == ""
    first = page.evaluate("document.querySelector('.view.open').id")
    page.keyboard.press("]")
    visit.wait("id => document.querySelector('.view.open').id !== id", first)
    page.keyboard.press("[")
    visit.wait("id => document.querySelector('.view.open').id === id", first)
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("o")
    visit.wait("document.querySelector('#overview.open')")


def test_switches_show_the_source_and_what_is_explained(visit: Visit) -> None:
    visit.page.click("text=Ferry link to islands >> nth=0")
    visit.wait("!document.querySelector('#overview.open')")
    assert not visit.shown(".view.open .src") and not visit.shown(".view.open .card.c0")
    visit.page.click(".view.open [data-act=src]")
    visit.page.click(".view.open [data-act=neu]")
    assert visit.shown(".view.open .src") == 5 and visit.shown(".view.open .card.c0") == 1
    boxes = [card.bounding_box() for card in visit.page.locator(".view.open .card").all()]
    for above, below in pairwise(boxes):
        assert above["y"] + above["height"] <= below["y"], "cards overlap"


def test_the_list_filters_sorts_and_unfolds(visit: Visit) -> None:
    page, rows = visit.page, ".articles tr[data-view]"
    scores = "rows => rows.map(row => +row.dataset.score)"
    dirty = visit.shown(rows)
    page.click("[data-act=fold]")
    assert visit.shown(rows) == ARTICLES > dirty
    page.click("[data-act=fold]")
    assert visit.shown(rows) == dirty
    page.click(".pill[data-verdict=publish]")
    assert page.locator(".filters output").inner_text() == f"{visit.shown(rows)} of {ARTICLES} shown"
    assert set(page.locator(rows).evaluate_all("rows => rows.map(row => row.dataset.verdict)")) == {"publish"}
    page.click(".pill[data-verdict='']")
    for name, value in (
        ("family", "UNT"),
        ("severity", "critical"),
        ("engine", "engine-a"),
        ("pair", "Greek → English"),
    ):
        page.select_option(f"[name={name}]", value)
        assert 0 < visit.shown(rows) < dirty, name
        page.select_option(f"[name={name}]", "")
    page.fill("[name=search]", "MINISTER GIANNIS")
    assert visit.shown(rows) == 4
    page.fill("[name=search]", "")
    page.focus("[data-sort=score]")
    page.keyboard.press("Enter")
    found = page.locator(rows).evaluate_all(scores)
    assert found == sorted(found) and len(found) == dirty
    page.keyboard.press("Enter")
    assert page.locator(rows).evaluate_all(scores) == sorted(found, reverse=True)
    assert page.locator("th[aria-sort=descending]").inner_text().startswith("Score")


def test_a_verdict_leads_to_its_articles(visit: Visit) -> None:
    visit.page.click(".legend .hold")
    rows = visit.page.locator(".articles tr[data-view]")
    assert set(rows.evaluate_all("rows => rows.map(row => row.dataset.verdict)")) == {"hold"}
    assert visit.page.evaluate("document.activeElement.id") == "list"


def test_a_sentence_and_its_source_light_up_together(visit: Visit) -> None:
    visit.page.click("text=Ferry link to islands >> nth=0")
    visit.wait("!document.querySelector('#overview.open')")
    visit.page.click(".view.open [data-act=src]")
    visit.page.hover(".view.open .tx >> text=Ferries to Crete")
    assert "Κρήτη" in visit.page.locator(".view.open .src .lit").inner_text()
    visit.page.hover(".view.open .src >> text=Το σωματείο")
    assert "the main demand" in "".join(visit.page.locator(".view.open .tx .lit").all_inner_texts())
    visit.page.keyboard.press("j")
    assert visit.shown(".view.open .src .lit") == 1


def test_all_corrections_are_copied_as_text(visit: Visit) -> None:
    visit.page.click("text=Ferry link to islands >> nth=0")
    visit.wait("!document.querySelector('#overview.open')")
    visit.page.evaluate(
        "Object.defineProperty(navigator, 'clipboard', {value: {writeText: async (x) => { window.got = x; }}})"
    )
    visit.page.click(".view.open [data-act=corrections]")
    visit.wait("window.got")
    lines = visit.page.evaluate("window.got").splitlines()
    assert lines[0].endswith("Ferry link to islands resumes after three-day strike")
    assert "“the the” → “the”: “the” stands twice in a row." in lines
    assert not any("Καθημερινή" in line for line in lines), "what is explained is not to be mended"


def test_back_returns_to_the_same_place_in_the_list(visit: Visit) -> None:
    visit.page.locator(".articles th a >> visible=true").last.click()
    visit.wait("!document.querySelector('#overview.open') && scrollY === 0")
    visit.page.go_back()
    visit.wait("document.querySelector('#overview.open') && scrollY > 0")


@pytest.mark.parametrize(("scheme", "dark"), [("light", False), ("dark", True)])
def test_the_theme_follows_the_system_and_the_button(browser: Any, tmp_path: Path, scheme: str, dark: bool) -> None:
    written(sample_report(4), tmp_path / "report.html")
    is_dark = "getComputedStyle(document.documentElement).backgroundColor === 'rgb(23, 24, 26)'"
    with served(tmp_path) as origin:  # from a disk Chromium may forget the choice at the reload (docs/report.md)
        visit = Visit(browser, f"{origin}/report.html", origin=origin, color_scheme=scheme)
        assert visit.page.evaluate(is_dark) is dark
        visit.page.click("[data-act=theme]")
        assert visit.page.evaluate(is_dark) is not dark
        visit.page.reload()
        assert visit.page.evaluate(is_dark) is not dark
        visit.leave()


@pytest.mark.parametrize("width", [320, 390, 768, 1120, 1400])
def test_nothing_is_wider_than_the_window(browser: Any, address: str, width: int) -> None:
    visit = Visit(browser, address, viewport={"width": width, "height": 800})
    widest = "document.documentElement.scrollWidth"
    assert visit.page.evaluate(widest) <= width
    for link in visit.page.locator(".articles th a").evaluate_all("links => links.slice(0, 8).map(link => link.hash)"):
        visit.page.evaluate("hash => { location.hash = hash; }", link)
        visit.wait("hash => '#' + document.querySelector('.view.open').id === hash", link)
        assert visit.page.evaluate(widest) <= width, link
    visit.context.close()


@pytest.mark.parametrize("width", [320, 1400])
@pytest.mark.parametrize("story", [STORY, RTL], ids=["en", "ar"])
def test_likelier_wordings_are_a_bar_chart(browser: Any, tmp_path: Path, story: Story, width: int) -> None:
    address = written(Report((built(story),), "s"), tmp_path / "chart.html")
    for finding in built(story).findings:
        viewport = {"width": width, "height": 900}
        visit = Visit(browser, f"{address}#f-{finding.fingerprint}", viewport=viewport, color_scheme="dark")
        bars = visit.page.locator(".card.on .alt .part >> visible=true")
        lengths = bars.evaluate_all("bars => bars.map(bar => bar.getBoundingClientRect().width)")
        assert len(lengths) == len(finding.evidence) and lengths == sorted(lengths, reverse=True)
        assert visit.page.evaluate("document.documentElement.scrollWidth") <= width
        assert visit.said == []
        visit.context.close()


def test_how_to_read_the_chart_is_a_click_away_and_back(browser: Any, tmp_path: Path) -> None:
    address = written(Report((built(STORY), built(RTL)), "s"), tmp_path / "chart.html")
    visit = Visit(browser, f"{address}#f-{built(STORY).findings[0].fingerprint}")
    first = visit.active()
    visit.page.click(".card.on .alt a")
    visit.wait("document.activeElement.id === 'rule-GAR101'")
    assert visit.page.locator("text=How to read it: as the samples").is_visible()
    assert visit.page.locator("article.view.open").count() == 1, "the article stays open"
    visit.page.go_back()
    visit.wait("id => document.querySelector('.card.on')?.id === id && document.activeElement.id === id", first)
    visit.page.evaluate(
        "Object.defineProperty(navigator, 'clipboard', {value: {writeText: async (x) => { window.got = x; }}})"
    )
    visit.page.click(".card.on .alt .copy >> nth=0")
    visit.wait("window.got === 'ongoing'")
    visit.leave()


def test_a_folded_card_shows_the_likeliest_wording_alone(browser: Any, tmp_path: Path) -> None:
    visit = Visit(browser, written(Report((built(STORY),), "s"), tmp_path / "chart.html"))
    visit.page.evaluate("hash => { location.hash = hash; }", f"f-{built(STORY).findings[0].fingerprint}")
    visit.wait("document.querySelector('.card.on')")
    card = visit.page.locator(".card").last
    (row,) = card.locator("li >> visible=true").all_inner_texts()
    assert row.split() == "take note about 70,000 times likelier Copy".split()
    assert not card.locator("svg >> visible=true").count()
    visit.page.emulate_media(media="print")
    assert card.locator("li >> visible=true").count() == card.locator("svg >> visible=true").count() == 3
    assert not card.locator("a >> visible=true").count()
    visit.context.close()


def test_hostile_articles_run_nothing(browser: Any, tmp_path: Path) -> None:
    visit = Visit(browser, written(hostile_report(), tmp_path / "hostile.html"))
    visit.page.locator(".articles th a").first.click()
    visit.wait("!document.querySelector('#overview.open')")
    visit.page.keyboard.press("j")
    assert visit.active()
    assert visit.page.evaluate("window.hacked") is None
    visit.leave()


def test_without_script_everything_is_on_the_page(browser: Any, address: str) -> None:
    visit = Visit(browser, address, java_script_enabled=False)
    assert visit.page.locator("article.view >> visible=true").count() == ARTICLES
    assert visit.shown("#clean tr") and not visit.shown(".filters")
    visit.context.close()


def test_print_shows_cards_in_full_and_no_controls(visit: Visit) -> None:
    visit.page.click("text=Ferry link to islands >> nth=0")
    visit.wait("!document.querySelector('#overview.open')")
    visit.page.emulate_media(media="print")
    assert visit.shown(".view.open .card .ft") == 7
    assert not visit.shown("button")
    assert visit.page.locator(".view.open .card").first.evaluate("card => getComputedStyle(card).position") == "static"
