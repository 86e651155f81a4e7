"""The report of a large run: its files, its index of 10,000 articles, hostile articles, accessibility."""

from __future__ import annotations

import json
import re
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from mtaudit.cli.pages import write_pages
from mtaudit.core import AuditedDocument, Document, PastRun, Report, Score, Suppression
from mtaudit.report.assets import script, styles
from mtaudit.report.html import prepare, render
from mtaudit.report.site import DATA, INDEX, SCRIPT, STYLE, chosen, data, index_page, site
from tests.browser import Visit
from tests.conftest import need
from tests.test_report_html import ATTACK, RLO, ZWSP, Page, hostile_report
from tests.test_report_samples import GERMAN, GREEK, SAMPLE_RULES, STORIES, built, sample_report

MANY = 10_000
HISTORY = tuple(
    PastRun(f"2026-11-{day:02d}T06:00:00Z", "old" if day < 12 else "s", 16, 4_000, 70 + day / 2, 3, 40 - day, 20)
    for day in range(8, 20)
)


def files(report: Report, **options: Any) -> dict[str, str]:
    return dict(site(report, layout="pages", rules=SAMPLE_RULES, **options))


def written(folder: Path, texts: dict[str, str]) -> str:
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return (folder / INDEX).as_uri()


def many() -> Report:
    """10,000 articles, each with its own title and id; the findings are those of eight stories in turn."""
    made = [built(story) for story in STORIES]
    documents = []
    for number in range(MANY):
        audited = made[number % len(made)]
        title = f"{audited.document.title} ({number})"
        document = replace(audited.document, id=f"article-{number:05d}", title=title, path="drops/today.jsonl")
        documents.append(replace(audited, document=document))
    return Report(tuple(documents), "signature")


def test_small_runs_are_one_file_and_large_ones_many() -> None:
    assert chosen("auto", sample_report(16)) == "single"
    assert chosen("auto", sample_report(61)) == "pages"
    long = Document("long", "word " * 100_000, "en")
    score = Score(100.0, 0.0, 100_000, {}, 0.0, "s")
    assert chosen("auto", Report((AuditedDocument(long, (), score, ()),), "s")) == "pages"
    assert [name for name, _ in site(sample_report(3), rules=SAMPLE_RULES)] == [INDEX]
    assert [name for name, _ in site(sample_report(3), layout="single", rules=SAMPLE_RULES)] == [INDEX]


def test_the_index_comes_last_and_every_link_has_its_page() -> None:
    texts = files(sample_report(20))
    assert list(texts)[-2:] == [DATA, INDEX]
    pages = {name for name in texts if name.startswith("articles/")}
    assert len(pages) == 20
    links = {link for link in Page(texts[INDEX]).all("href") if link.startswith("articles/")}
    assert links <= pages
    for name in pages:
        links = {link for link in Page(texts[name]).all("href") if link.endswith(".html")}
        assert {f"articles/{link}" if "/" not in link else link.removeprefix("../") for link in links} <= set(texts)
        ids = Page(texts[name]).all("id")
        assert len(ids) == len(set(ids))
        assert {link[1:] for link in Page(texts[name]).all("href") if link.startswith("#")} <= set(ids)


def test_the_same_report_gives_the_same_files() -> None:
    assert files(sample_report(12), history=HISTORY) == files(sample_report(12), history=HISTORY)


def test_only_own_files_are_admitted() -> None:
    for name, text in files(sample_report(8)).items():
        if name.endswith(".html"):
            policy = re.search(r'Content-Security-Policy" content="([^"]+)"', text)
            assert policy and policy[1].replace("&#39;", "'").startswith("default-src 'none'; style-src 'self'; ")
            assert "unsafe" not in policy[1] and "connect-src" not in policy[1]
            assert not re.search(r"\shref=\"(?!articles/|assets/|\.\./|#|https://example|index|\d{3}-)", text), name


def test_hostile_text_stays_text_in_data_and_pages() -> None:
    texts = files(hostile_report())
    table = texts[DATA]
    assert "</script" not in table.lower() and "<" not in table
    parsed = json.loads(table.removeprefix("var mtauditArticles = ").rstrip(";\n"))
    assert any("<script>window.hacked" in str(row[0]) for row in parsed["rows"])
    for name, text in texts.items():
        assert not re.search(f"[{RLO}{ZWSP}\\x00]", text), name
        text.encode()
    (page, _) = (texts[name] for name in texts if name.startswith("articles/"))
    assert not [tag for tag, _ in Page(page).tags if tag in ("img", "iframe", "object", "base")]


def test_a_record_in_the_page_is_the_text_to_the_last_character() -> None:
    for name, text in files(hostile_report()).items():
        for found in re.findall(r'<script type="application/json" class="record">(.*?)</script>', text):
            record = json.loads(found)
            assert record["mt"] in {one.document.text for one in hostile_report().documents}, name


def test_pages_of_an_earlier_run_do_not_stay(tmp_path: Path) -> None:
    write_pages(tmp_path, sample_report(12), "pages")
    theirs = [tmp_path / "articles" / "001-mine.html", tmp_path / "articles" / "note.txt", tmp_path / "keep.js"]
    for path in theirs:
        path.write_text("<p>mine", encoding="utf-8")
    write_pages(tmp_path, sample_report(3), "pages")
    assert len(list((tmp_path / "articles").glob("*.html"))) == 3 + 1
    write_pages(tmp_path, sample_report(3), "single")
    left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file()}
    assert left == {INDEX, "articles/001-mine.html", "articles/note.txt", "keep.js"}
    (tmp_path / DATA).write_text("var mine = 1;", encoding="utf-8")
    write_pages(tmp_path, sample_report(3), "single")
    assert (tmp_path / DATA).exists(), "a data.js of somebody else is left alone"


def test_the_trend_says_what_changed_and_has_its_figures_in_a_table() -> None:
    html = render(sample_report(), rules=SAMPLE_RULES, history=HISTORY)
    assert "in the run before" in html and html.count("<circle") == len(HISTORY) + 1
    section = html[html.index('class="trend"') : html.index("</section>", html.index('class="trend"'))]
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>', section)
    assert rows == [run.started[:10] for run in HISTORY] + ["this run"]
    assert section.count('class="changed"') == 2, "the settings changed twice"
    assert 'class="trend"' not in render(sample_report(), rules=SAMPLE_RULES)


def test_engines_stand_side_by_side_and_meet_on_the_same_articles() -> None:
    documents = []
    for system in ("swift", "slow"):
        for story in (GREEK, GERMAN):
            audited = built(replace(story, id=f"{story.id}/{system}", system=system))
            document = replace(audited.document, meta={"doc": story.id})
            score = replace(audited.score, value=90.0 if system == "slow" else audited.score.value)
            documents.append(replace(audited, document=document, score=score))
    html = render(Report(tuple(documents), "s"), rules=SAMPLE_RULES)
    section = html[html.index('id="systems"') : html.index("</section>", html.index('id="systems"'))]
    assert section.index("<bdi>slow</bdi>") < section.index("<bdi>swift</bdi>")
    assert "2 articles that both translated: slow scores higher in 2, swift in 0" in section
    assert 'id="systems"' not in render(Report((built(GREEK),), "s"), rules=SAMPLE_RULES)


def test_ten_thousand_articles_have_a_small_index_that_opens(
    browser: Any, tmp_path: Path, record_property: Any
) -> None:
    run = prepare(many(), rules=SAMPLE_RULES, history=(), digits=5)
    texts = {STYLE: styles(), SCRIPT: script(), DATA: data(run.overview.ranked), INDEX: index_page(run)}
    size = len(texts[INDEX].encode()) + len(texts[DATA].encode())
    record_property("index_bytes", size)
    assert size < 2_000_000
    address = written(tmp_path, texts)
    started = time.perf_counter()
    visit = Visit(browser, address)
    visit.wait("document.querySelector('.pages nav span').textContent.includes('1 to 100 of')")
    record_property("seconds_to_usable", round(time.perf_counter() - started, 2))
    rows = ".articles tbody tr"
    assert visit.page.locator(rows).count() == 100
    visit.page.click("[data-act=forth]")
    assert visit.page.inner_text(".pages nav span").startswith("101 to 200")
    visit.page.fill("[name=search]", "(9999)")
    assert visit.page.locator(rows).count() == 1
    assert visit.page.inner_text(".filters output") == "1 of 10,000 shown"
    visit.page.fill("[name=search]", "")
    visit.page.click("[data-sort=title]")
    titles = visit.page.locator(f"{rows} a").all_inner_texts()
    assert titles == visit.page.evaluate("titles => [...titles].sort((a, b) => a.localeCompare(b))", titles)
    visit.page.select_option("[name=family]", "BOI")
    assert visit.page.locator(rows).count() == 100
    visit.leave()


def test_the_pages_work_together_from_a_disk(browser: Any, tmp_path: Path) -> None:
    visit = Visit(browser, written(tmp_path, files(sample_report(20), history=HISTORY)))
    page = visit.page
    titles = page.locator(".articles th a").all_inner_texts()
    page.click(".articles th a >> nth=0")
    visit.wait_for_article()
    assert page.title().endswith("– mtaudit") and titles[0] in page.title()
    page.keyboard.press("j")
    fingerprint = visit.active()
    page.goto(page.url.split("#")[0] + f"#{fingerprint}")
    visit.wait("id => document.activeElement.id === id", fingerprint)
    page.keyboard.press("]")
    visit.wait("document.querySelector('article.view.open .trail span').textContent === '2 of 20'")
    page.keyboard.press("[")
    visit.wait("document.querySelector('article.view.open .trail span').textContent === '1 of 20'")
    page.keyboard.press("o")
    visit.wait("document.querySelector('#overview.open')")
    page.go_back()
    visit.wait_for_article()
    visit.leave()


def test_hostile_articles_run_nothing_in_pages(browser: Any, tmp_path: Path) -> None:
    visit = Visit(browser, written(tmp_path, files(hostile_report())))
    assert ATTACK[:8] in visit.page.inner_text(".articles")
    for title in visit.page.locator(".articles th a").evaluate_all("links => links.map(link => link.href)"):
        visit.page.goto(title)
        visit.wait_for_article()
        visit.page.keyboard.press("j")
        visit.page.keyboard.press("a")
        visit.page.click(".view.open [data-act=corrections]")
        assert visit.page.evaluate("window.hacked") is None
    visit.page.keyboard.press("o")
    visit.wait("document.querySelector('#overview.open')")
    assert visit.page.evaluate("window.hacked") is None
    visit.leave()


def test_without_script_the_index_still_lists_and_links(browser: Any, tmp_path: Path) -> None:
    visit = Visit(browser, written(tmp_path, files(sample_report(20))), java_script_enabled=False)
    assert visit.shown(".articles tbody tr") == 20
    visit.page.click(".articles th a >> nth=0")
    assert visit.shown("article.view .card") and not visit.shown("button")
    visit.leave()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_serious_is_wrong_for_assistive_technology(browser: Any, tmp_path: Path, scheme: str) -> None:
    need("axe_playwright_python")
    from axe_playwright_python.sync_playwright import Axe

    word = Suppression("House style", "Maria", "2027-01-31", "house.json")
    documents = list(sample_report(12).documents)
    first, *others = documents[1].findings
    documents[1] = replace(documents[1], findings=(replace(first, suppression=word), *others))
    report = replace(sample_report(12), documents=tuple(documents))
    # Without the policy, which keeps axe itself out.
    visit = Visit(browser, written(tmp_path, files(report, history=HISTORY)), color_scheme=scheme, bypass_csp=True)

    options = {"preload": False, "resultTypes": ["violations"]}  # axe would fetch style sheets, which no disk allows

    def check(where: str) -> None:
        found = Axe().run(visit.page, options=options).response["violations"]
        grave = [one for one in found if one["impact"] in ("serious", "critical")]
        assert [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in grave] == [], where

    check("index")
    visit.page.keyboard.press("t")
    check("desk of triage")
    visit.page.keyboard.press("Escape")
    for title in ("Ferry link", "Saxony wants", "Fire in Perm"):
        visit.page.goto((tmp_path / INDEX).as_uri())
        visit.page.click(f".articles th a >> text={title} >> nth=0")
        visit.wait_for_article()
        check(title)
        visit.page.keyboard.press("s")
        visit.page.keyboard.press("j")
        visit.page.keyboard.press("a")
        visit.page.keyboard.press("d")
        check(f"{title}, in triage")
        if visit.shown("[data-form=dismiss]"):  # else there was one finding, which is accepted
            visit.page.keyboard.type("House style")
            visit.page.keyboard.press("Enter")
            check(f"{title}, dismissed")
    visit.page.keyboard.press("?")
    check("help")
    visit.leave()


def test_styles_are_shared_by_all_pages() -> None:
    texts = files(sample_report(8))
    assert len(texts[STYLE]) > 10_000
    assert max(len(text) for name, text in texts.items() if name.startswith("articles/")) < 40_000
