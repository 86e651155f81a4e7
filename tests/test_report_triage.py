"""Triage in the page, in headless Chromium: decide, undo, keep, hand out, take in; without a server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mtaudit.core import AuditedDocument, Report, Suppression
from mtaudit.evaluate.gold import load_gold
from mtaudit.report.html import render
from mtaudit.report.site import site
from mtaudit.suppress import load_suppressions
from tests.browser import Visit, served
from tests.test_report_samples import GERMAN, GREEK, RUSSIAN, SAMPLE_RULES, SPANISH, built

NO_STORAGE = (
    "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('no', 'SecurityError'); }});"
)


def report() -> Report:
    """A held article, one to fix in three places, one with a suppressed finding, a clean one."""
    russian = built(RUSSIAN)
    first, *others = russian.findings
    word = Suppression("Quoted as it was sent", "Maria", "2027-01-31", "house.json")
    russian = replace(russian, findings=(replace(first, suppression=word), *others))
    return Report((built(GREEK), built(GERMAN), russian, built(SPANISH)), "signature of triage")


@pytest.fixture(params=["single", "pages"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The list of a report, from a server: pages from a disk lose in Chromium, now and then, what they keep, when one
    gives way to another (docs/report.md).
    """
    for name, text in site(report(), layout=request.param, rules=SAMPLE_RULES):
        path = tmp_path / "report" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    with served(tmp_path / "report") as origin:
        yield f"{origin}/index.html"


@pytest.fixture
def visit(browser: Any, address: str) -> Iterator[Visit]:
    visit = Visit(browser, address, origin=address.removesuffix("index.html"))
    yield visit
    visit.leave()


def enter(visit: Visit, title: str) -> None:
    visit.page.click(f".articles a >> text={title}")
    visit.wait_for_article()


def home(visit: Visit) -> None:
    visit.page.keyboard.press("Escape")
    visit.page.keyboard.press("o")
    visit.wait("document.querySelector('#overview.open')")


def dismiss(visit: Visit, reason: str) -> None:
    visit.page.keyboard.press("d")
    visit.page.keyboard.type(reason)
    visit.page.keyboard.press("Enter")


def german() -> AuditedDocument:
    return report().documents[1]


def exported(visit: Visit) -> list[dict[str, str]]:
    visit.page.click("#progress")
    path = visit.download("[data-act=suppressions]")
    visit.page.keyboard.press("Escape")
    tree = json.loads(path.read_text(encoding="utf-8"))
    assert tree["version"] == 1
    load_suppressions([path])  # raises where `mtaudit check` could not read it
    return list(tree["suppressions"])


def test_two_keys_work_off_an_article_and_the_verdict_follows(visit: Visit) -> None:
    page = visit.page
    enter(visit, "Saxony wants")
    badge = ".view.open .about .badge"
    assert page.inner_text(badge).endswith("Fix 2 places")
    page.keyboard.press("j")
    first = visit.active()
    dismiss(visit, "It is right as it stands")
    assert visit.active() not in ("", first), "the next finding is up"
    assert page.inner_text(badge).endswith("Fix 1 place")
    assert page.inner_text(".view.open .bar .left") == "2 to decide"
    folded = page.locator(f"[id='{first}']")
    assert "Dismissed: It is right as it stands" in folded.inner_text()
    assert not folded.locator(".msg >> visible=true").count(), "a dismissed finding is folded"
    page.keyboard.press("a")
    page.keyboard.press("a")
    assert page.inner_text(".view.open .bar .left") == "all decided"
    home(visit)
    assert page.inner_text("#progress").startswith("Triage 3/")
    row = page.locator(".articles tr", has_text="Saxony wants")
    assert row.locator(".badge").inner_text().endswith("Fix 1 place")
    assert row.locator(".decided").inner_text() == "3 of 3 decided"
    page.select_option("[name=triage]", "done")
    assert page.locator(".articles tbody tr", has_text="Saxony wants").count() == 1
    assert not page.locator(".articles tbody tr", has_text="Ferry link").count()


def test_an_article_goes_out_once_everything_is_dismissed_and_undo_brings_it_back(visit: Visit) -> None:
    enter(visit, "Saxony wants")
    visit.page.keyboard.press("j")
    for _ in german().findings:
        dismiss(visit, "House style")
    badge = ".view.open .about .badge"
    assert visit.page.inner_text(badge).endswith("Publish")
    assert "3 of 3 findings dismissed" in visit.page.inner_text(".view.open .revised")
    visit.page.keyboard.press("u")
    visit.page.keyboard.press("u")
    assert visit.page.inner_text(badge).endswith("Fix 1 place")
    visit.page.click("#toast button") if visit.shown("#toast button") else visit.page.keyboard.press("u")
    assert visit.page.inner_text(badge).endswith("Fix 2 places")
    assert not visit.shown(".view.open .card .st")


def test_a_held_article_stays_held_while_its_reason_stands(visit: Visit) -> None:
    enter(visit, "Ferry link")
    page = visit.page
    card = page.locator(".view.open .card[data-holds]")
    for other in page.locator(".view.open .card:not([data-holds]):not(.c0)").all():
        other.locator(".hd").click()
        dismiss(visit, "House style")
    assert page.inner_text(".view.open .about .badge").endswith("Hold")
    card.locator(".hd").click()
    dismiss(visit, "A quotation")
    assert page.inner_text(".view.open .about .badge").endswith("Publish")


def test_from_a_disk_too_what_is_decided_is_kept(browser: Any, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    page.write_text(render(report(), rules=SAMPLE_RULES), encoding="utf-8")
    visit = Visit(browser, page.as_uri())
    enter(visit, "Saxony wants")
    visit.page.keyboard.press("j")
    dismiss(visit, "House style")
    assert visit.page.evaluate("Object.values(localStorage).join('').includes('House style')")
    visit.leave()


def test_decisions_outlive_a_reload_and_are_exported(visit: Visit) -> None:
    page = visit.page
    page.keyboard.press("t")
    page.fill("[name=author]", "Maria Iliadou")
    page.keyboard.press("Escape")
    enter(visit, "Saxony wants")
    page.keyboard.press("j")
    page.keyboard.press("m")
    page.fill(".decide textarea", "Ask the desk")
    page.click("[data-form=memo] button >> nth=0")
    dismiss(visit, "House style")
    page.keyboard.press("a")
    page.reload()
    visit.wait("document.querySelector('article.view.open .card.off')")
    assert "Ask the desk" in page.inner_text(".view.open .card.off")
    entries = {entry["fingerprint"]: entry for entry in exported(visit)}
    first, second, _ = german().findings
    assert set(entries) == {first.fingerprint, second.fingerprint}
    entry = entries[first.fingerprint]
    assert (entry["decision"], entry["reason"], entry["note"]) == ("dismissed", "House style", "Ask the desk")
    assert (entry["code"], entry["document"], entry["quote"]) == (first.code, "saxony-rail", first.quote)
    assert entry["author"] == "Maria Iliadou" and len(entry["created"]) == len("2027-01-31")
    assert entries[second.fingerprint]["decision"] == "accepted"


def test_gold_holds_what_was_accepted_in_code_points(visit: Visit, tmp_path: Path) -> None:
    page = visit.page
    enter(visit, "Saxony wants")
    page.keyboard.press("j")
    page.keyboard.press("a")
    page.keyboard.press("t")
    page.click("[data-act=gold]")
    assert "No article is decided in full yet. 1 article is not decided in full" in page.inner_text("#told")
    page.keyboard.press("Escape")
    dismiss(visit, "House style")
    page.keyboard.press("a")
    page.keyboard.press("t")
    path = tmp_path / "gold.jsonl"
    path.write_bytes(visit.download("[data-act=gold]").read_bytes())
    (gold,) = load_gold(path)
    assert not gold.errors
    ((document, record),) = gold.records
    assert document.document.text == german().document.text
    first, _, third = german().findings
    assert [(mark.span, mark.severity) for mark in record.spans] == [(f.span, f.severity) for f in (first, third)]
    assert [mark.families for mark in record.spans] == [{"NUM"}, {"TYP"}]


def test_an_exported_file_comes_back_in_another_browser(browser: Any, visit: Visit, address: str) -> None:
    enter(visit, "Saxony wants")
    visit.page.keyboard.press("j")
    dismiss(visit, "House style")
    before = exported(visit)
    other = Visit(browser, address, origin=address.removesuffix("index.html"))
    tree = {"version": 1, "suppressions": [*before, {**before[0], "document": "elsewhere", "fingerprint": "0" * 16}]}
    payload = {"name": "theirs.json", "mimeType": "application/json", "buffer": json.dumps(tree).encode()}
    other.page.click("#progress")
    other.page.set_input_files("[name=import]", payload)
    other.wait("document.querySelector('#told').textContent.startsWith('2 decisions imported')")
    other.page.keyboard.press("Escape")
    enter(other, "Saxony wants")
    assert other.shown(".view.open .card.off") == 1
    assert other.page.inner_text(".view.open .about .badge").endswith("Fix 1 place")
    assert [entry["document"] for entry in exported(other)] == ["elsewhere", "saxony-rail"], "foreign entries stay"
    other.leave()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("{", "was not imported"),
        ('{"version": 2, "suppressions": []}', "it is no suppression file of version 1"),
        ('{"version": 1, "suppressions": [{"fingerprint": "x"}]}', "entry 1 has no fingerprint of 16 hex digits"),
    ],
)
def test_a_wrong_file_is_refused_in_words(browser: Any, tmp_path: Path, text: str, told: str) -> None:
    visit = opened(browser, tmp_path)
    visit.page.keyboard.press("t")
    file = {"name": "wrong.json", "mimeType": "application/json", "buffer": text.encode()}
    visit.page.set_input_files("[name=import]", file)
    visit.wait("told => document.querySelector('#told').textContent.includes(told)", told)
    visit.leave()


def opened(browser: Any, folder: Path, script: str = "") -> Visit:
    path = folder / "report.html"
    path.write_text(render(report(), rules=SAMPLE_RULES), encoding="utf-8")
    return Visit(browser, path.as_uri(), script=script)


def test_a_browser_without_storage_says_so_and_still_works(browser: Any, tmp_path: Path) -> None:
    visit = opened(browser, tmp_path, NO_STORAGE)
    enter(visit, "Saxony wants")
    visit.page.keyboard.press("j")
    dismiss(visit, "House style")
    assert visit.page.inner_text(".view.open .about .badge").endswith("Fix 1 place")
    visit.page.keyboard.press("t")
    assert "keeps nothing for this page. Export before you close" in visit.page.inner_text("#kept")
    visit.page.keyboard.press("Escape")
    assert len(exported(visit)) == 1
    visit.leave()


def test_a_dismissal_needs_a_reason_and_escape_takes_it_back(browser: Any, tmp_path: Path) -> None:
    visit = opened(browser, tmp_path)
    enter(visit, "Saxony wants")
    visit.page.keyboard.press("j")
    dismiss(visit, " ")
    assert not visit.shown(".card.off") and visit.page.evaluate("document.activeElement.name") == "reason"
    visit.page.keyboard.press("Escape")
    assert not visit.shown(".decide form") and visit.active()
    visit.leave()


def test_a_suppressed_finding_is_folded_and_counts_for_nothing(browser: Any, tmp_path: Path) -> None:
    visit = opened(browser, tmp_path)
    assert "1 suppressed" in visit.page.inner_text(".facts")
    enter(visit, "Fire in Perm")
    card = visit.page.locator(".view.open .card[data-suppressed]")
    assert "Suppressed by Maria: Quoted as it was sent (until 2027-01-31, house.json)" in card.inner_text()
    assert not card.locator(".msg >> visible=true").count()
    assert visit.page.inner_text(".view.open .bar .left") == "3 to decide"
    card.locator(".hd").click()
    assert card.locator(".msg >> visible=true").count() and not card.locator(".decide").count()
    visit.leave()
