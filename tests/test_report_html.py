"""The HTML report without a browser: its golden file, hostile articles, links, contrast, size."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtaudit.core import Category, Evidence, Finding, InputError, Report, Severity, Skip, Span
from mtaudit.report.html import render
from mtaudit.report.pieces import cut
from tests.test_report_samples import GREEK, SAMPLE_RULES, SPANISH, STORIES, Mark, Story, built, sample_report

HERE = Path(__file__).parent
TEMPLATES = HERE.parent / "mtaudit" / "report" / "templates"
RLO, ZWSP = "\N{RIGHT-TO-LEFT OVERRIDE}", "\N{ZERO WIDTH SPACE}"
ATTACK = (
    "<script>window.hacked=1</script></script><img src=x onerror=window.hacked=1>\"'><svg/onload=window.hacked=1>"
    f"{{{{7*7}}}}<a href=javascript:window.hacked=1>x</a><!--{RLO}evil{ZWSP}\x00\udce9"
)


class Page(HTMLParser):
    """Elements and attributes as a browser's parser meets them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))

    def all(self, name: str) -> list[str]:
        return [attributes[name] for _, attributes in self.tags if name in attributes]


def page(report: Report) -> str:
    return render(report, rules=SAMPLE_RULES)


def normalised(html: str) -> str:
    """The page without what has its own tests: style, script and their hashes."""
    html = re.sub(r"(<(style|script)>).*?(</\2>)", r"\1\3", html, flags=re.DOTALL)
    return re.sub(r"sha256-[\w+/=]+", "sha256", html)


def hostile_report() -> Report:
    paragraphs = ((f"Title {ATTACK}",), (f"Body {ATTACK} end.",))
    story = Story(ATTACK[:-1], paragraphs, ATTACK, ATTACK, (ATTACK,), system=ATTACK)
    audited = built(replace(story, marks=(Mark(ATTACK[:-1], "UNT101", Category.OTHER, Severity.MAJOR, "why"),)))
    finding = replace(
        audited.findings[0], code=ATTACK, message=ATTACK, suggestions=(ATTACK,), fingerprint=ATTACK,
        evidence=(Evidence(ATTACK, ATTACK, 1.0), Evidence("alternative", ATTACK, float("nan"))),
    )  # fmt: skip
    document = replace(audited.document, url="javascript:window.hacked=1", path=ATTACK)
    audited = replace(audited, document=document, findings=(finding,), skips=(Skip(ATTACK, ATTACK, ATTACK),))
    return Report((audited, built(GREEK)), ATTACK, (), (InputError(ATTACK, ATTACK, ATTACK),), (ATTACK,))


def test_golden_file() -> None:
    path = HERE / "gold" / "report.html"
    text = normalised(page(Report(tuple(built(story) for story in (GREEK, SPANISH)), "signature")))
    if os.environ.get("UPDATE_GOLD"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    assert text == path.read_text(encoding="utf-8"), "run again with UPDATE_GOLD=1 if the change is meant"


def test_hostile_text_stays_text() -> None:
    html = page(hostile_report())
    seen = Page(html)
    assert [attributes.get("type", "") for tag, attributes in seen.tags if tag == "script"].count("") == 2
    assert not [tag for tag, _ in seen.tags if tag in ("img", "iframe", "object", "base")]
    assert not [name for _, attributes in seen.tags for name in attributes if name.startswith("on") or name == "style"]
    assert not [link for link in seen.all("href") if not link.startswith(("#", "https://example.org/"))]
    assert not seen.all("src")
    assert "{{7*7}}" in html
    assert not re.search(f"[{RLO}{ZWSP}\\x00]", html)
    html.encode()


def test_nothing_is_fetched_and_only_own_bytes_run() -> None:
    html = page(sample_report())
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
    assert policy
    assert policy[1].startswith("default-src &#39;none&#39;")
    assert "unsafe" not in policy[1]
    assert "connect-src" not in policy[1], "only mtaudit serve lets a page send anything"
    assert not re.search(r"url\(|@import|<link|XMLHttpRequest|innerHTML|insertAdjacentHTML|document\.write", html)


@pytest.mark.parametrize("count", [0, 1, 8, 20])
def test_ids_are_unique_and_every_link_has_its_place(count: int) -> None:
    report = sample_report(count)
    seen = Page(page(report))
    ids = seen.all("id")
    assert len(ids) == len(set(ids))
    links = {link[1:] for link in seen.all("href") if link.startswith("#")} - ({"list"} if not count else set())
    assert links <= set(ids)
    for finding in report.findings:
        assert {f"f-{finding.fingerprint}", f"t-{finding.fingerprint}"} <= set(ids)
    for name in ("aria-labelledby", "aria-controls"):
        assert set(seen.all(name)) <= set(ids)


def test_twins_get_their_own_ids() -> None:
    twin = built(GREEK)
    ids = Page(page(Report((twin, twin), "s"))).all("id")
    assert len(ids) == len(set(ids))


def test_the_verdict_comes_first_and_clean_articles_are_folded() -> None:
    html = page(sample_report())
    order = [html.index(words) for words in ("2 of 8 articles can go out", "What did not run, and why", "Scores</h2>")]
    assert order == sorted(order)
    assert "Show 1 article with nothing to fix" in html
    assert html.index("Ferry link to islands") < html.index("Saxony wants") < html.index('id="clean"')


def test_what_did_not_run_is_in_plain_sight() -> None:
    html = page(sample_report())
    shown = re.sub(r"<[^>]+>", "", html[html.index('class="unrun') : html.index("</section>", html.index('"unrun'))])
    for words in ("articles/broken.xliff:12", "export the file with its targets", "number-not-in-source (NUM201)"):
        assert words in shown
    assert "most checks could not run" in shown
    assert "Every check ran on every article." in page(Report((built(replace(SPANISH, skips=())),), "s"))


def test_invisible_characters_are_named() -> None:
    story = Story("seen", (("Zero",), (f"a{ZWSP}b",)), "en")
    assert 'a<span class="ch">U+200B</span>b' in page(Report((built(story),), "s"))


def finding(start: int, end: int, text: str, severity: Severity = Severity.MINOR) -> Finding:
    quote = text[start:end]
    return Finding("GAR101", Category.FLUENCY, severity, "d", -1, Span(start, end), quote, "", 1.0)


def test_nested_and_crossing_findings_are_cut_into_pieces() -> None:
    text = "abcdefgh\nij"
    spans = [(0, 5), (2, 7), (3, 4), (6, 10)]
    rows = cut(text, (), [finding(*span, text) for span in spans])
    assert [(piece.text, piece.numbers, piece.first, piece.last) for piece in rows[0].pieces] == [
        ("ab", (0,), (0,), ()),
        ("c", (0, 1), (1,), ()),
        ("d", (2, 0, 1), (2,), (2,)),
        ("e", (0, 1), (), (0,)),
        ("fg"[:1], (1,), (), ()),
        ("g", (3, 1), (3,), (1,)),
        ("h", (3,), (), ()),
    ]
    assert [(piece.text, piece.numbers, piece.last) for piece in rows[1].pieces] == [("i", (3,), (3,)), ("j", (), ())]
    assert (rows[0].starts, rows[1].starts) == ((0, 1, 2, 3), ())


def test_a_finding_of_nothing_but_line_breaks_has_a_place() -> None:
    text = "a\n\n\nb"
    rows = cut(text, (), [finding(1, 4, text), finding(4, 5, text)])
    assert [(row.starts, row.hidden) for row in rows] == [((), ()), ((0, 1), (0,))]
    rows = cut("a\n\n", (), [finding(1, 3, "a\n\n")])
    assert [(row.starts, row.hidden) for row in rows] == [((0,), (0,))]


@given(st.text("ab \n\r", max_size=30), st.lists(st.tuples(st.integers(0, 29), st.integers(1, 30)), max_size=6))
def test_pieces_lose_and_double_nothing(text: str, pairs: list[tuple[int, int]]) -> None:
    spans = sorted({(start, min(end, len(text))) for start, end in pairs if start < min(end, len(text))})
    findings = [finding(*span, text) for span in spans]
    rows = cut(text, (), findings)
    kept = "\n".join("".join(piece.text for piece in row.pieces) for row in rows)
    assert kept.split() == text.split()
    if rows:
        assert sorted(number for row in rows for number in row.starts) == list(range(len(findings)))
    for number, found in enumerate(findings):
        marked = "".join(piece.text for row in rows for piece in row.pieces if number in piece.numbers)
        assert marked == re.sub(r"[\n\r]", "", found.quote)


def test_three_hundred_articles_stay_under_six_megabytes() -> None:
    longer = [
        replace(story, paragraphs=story.paragraphs + ((" ".join(story.paragraphs[1]),) * 3,) * 8) for story in STORIES
    ]
    report = Report(tuple(built(replace(longer[n % 8], id=f"{n}-{longer[n % 8].id}")) for n in range(300)), "s")
    assert len(page(report).encode()) < 6_000_000


def luminance(colour: str) -> float:
    channels = [int(colour[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light.css", "dark.css"])
def test_contrast_is_wcag_aa(theme: str) -> None:
    colours = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", (TEMPLATES / theme).read_text(encoding="utf-8")))
    grounds = ("paper", "sheet", "soft")
    pairs = [(ink, ground) for ink in ("ink", "muted", "accent", "critical", "major", "minor", "neutral", "go")
             for ground in grounds]  # fmt: skip
    for kind in ("critical", "major", "minor", "neutral", "go"):
        pairs += [(kind, f"{kind}-bg"), ("ink", f"{kind}-bg")]
    for ink, ground in pairs:
        assert contrast(colours[ink], colours[ground]) >= 4.5, (ink, ground)
    for mark in ("bar", "focus"):  # graphics and focus rings: 3 to 1
        assert contrast(colours[mark], colours["paper"]) >= 3, mark
