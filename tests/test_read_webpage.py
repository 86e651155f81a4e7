"""Reading pages: every line of the article is kept, the site around it is not."""

from __future__ import annotations

import html
import os
from pathlib import Path

import pytest

from mtaudit.core import Document, InputError, Part
from mtaudit.read import read

# An invented article of the seed's shape: signature of a tweet, subheading, bracket, leftover of the site.
INVENTED = """\
The harbour of Velden stays closed for a third day, the port authority said on Monday.
Ships wait in the roads, and the stevedores were sent home.
Nobody knows when the cranes will move again. We wait.
– Мирослава Гай (@m_hai) May 6, 2024
The company that runs the terminal did not answer questions.
“We have asked for help,” said the harbour master [ο λιμενάρχης] “and none has come.
Empty shelves
Shops in the town report that flour is running short.
Follow Velden.example on Google News
and be the first to know all the news"""

HEAD = """<!DOCTYPE html>
<html lang="en-GB"><head><meta charset="utf-8"><title>Harbour closed - The Example</title>
<meta property="og:title" content="Harbour closed"><link rel="canonical" href="https://example.org/harbour">
<meta property="article:published_time" content="2024-05-06T10:00:00+02:00"></head><body>
<header><a href="/">The Example</a></header>
<nav><ul><li><a href="/world">World</a></li><li><a href="/sport">Sport</a></li></ul></nav>
"""
SHARE = '<div class="share-bar"><span>Share this story</span><a href="#">Facebook</a></div>'
RELATED = (
    '<section class="related"><h3>Related stories</h3><ul>'
    '<li><a href="/1">A long story about another harbour that also stays closed</a></li></ul></section>'
)
FOOT = "<footer><p>Copyright The Example, all rights reserved to the publisher.</p></footer></body></html>"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def page_of(lines: list[str], *, container: str) -> str:
    """A news page whose article holds the lines, a tweet and its signature as Twitter embeds them."""
    blocks = [f"<h1>Harbour closed</h1>{SHARE}"]
    for line in lines:
        text = html.escape(line)
        if "(@" in line:
            name, _, date = text.removeprefix("– ").partition(") ")
            tweet = blocks.pop().removeprefix("<p>").removesuffix("</p>")
            blocks.append(
                '<div class="social-embed"><blockquote class="twitter-tweet">'
                f'<p lang="uk" dir="ltr">{tweet}</p>&ndash; {name})\n'
                f'<a href="https://twitter.com/x/status/1">{date}</a></blockquote></div>'
                '<script async src="https://platform.twitter.com/widgets.js"></script>'
            )
        elif line.startswith("and be"):
            blocks.append(blocks.pop().removesuffix("</p>") + f"<br>\n{text}</p>")
        elif len(line) < 20:
            blocks.append(f"<h3>{text}</h3>")
        else:
            blocks.append(f"<p>{text}</p>")
    return HEAD + container.format("\n".join(blocks)) + RELATED + FOOT


def read_page(page: str) -> Document:
    Path("a.html").write_text(page, encoding="utf-8")
    result = read(["a.html"])
    assert not result.errors
    return result.documents[0]


def lines_of(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


CONTAINERS = [
    "<article>{}</article>",
    '<main><div class="article-body">{}</div></main>',
    '<div class="wrap"><div id="story">{}</div></div>',
    '<form id="aspnetForm"><div class="content">{}</div></form>',
]


@pytest.mark.parametrize("container", CONTAINERS)
def test_a_page_yields_the_lines_of_its_article(container: str) -> None:
    article = INVENTED
    document = read_page(page_of(lines_of(article), container=container))
    assert document.text == "Harbour closed\n\n" + article


@pytest.mark.skipif("MTAUDIT_SEED" not in os.environ and "CI" not in os.environ, reason="MTAUDIT_SEED is not set")
@pytest.mark.parametrize("container", CONTAINERS)
def test_the_seed_as_a_page_yields_the_lines_of_the_seed(container: str) -> None:
    seed = lines_of(Path(os.environ["MTAUDIT_SEED"]).read_text(encoding="utf-8"))
    document = read_page(page_of(seed, container=container))
    assert document.text.split("\n") == ["Harbour closed", "", *seed]


def test_metadata_lines_and_parts() -> None:
    document = read_page(page_of(lines_of(INVENTED), container="<article>{}</article>"))
    assert (document.title, document.lang, document.url) == ("Harbour closed", "en", "https://example.org/harbour")
    assert document.meta["published"] == "2024-05-06"
    page = Path("a.html").read_text(encoding="utf-8").split("\n")
    for each in document.segments:
        assert html.escape(each.text)[:20].removeprefix("– ") in page[each.line - 1] + page[each.line]
    parts = {each.text: each.part for each in document.segments}
    assert parts["Harbour closed"] is Part.TITLE
    assert parts["Empty shelves"] is Part.HEADING
    assert parts["Follow Velden.example on Google News"] is Part.BODY


def test_captions_lists_and_quotations_are_kept() -> None:
    document = read_page(
        "<html><body><article><h1>Harbour closed</h1><p>The harbour of Velden stays closed for a third day.</p>"
        "<figure><img src='a.jpg'><figcaption>Photo: A. Berg</figcaption></figure>"
        "<ul><li>Ships wait in the <a href='/r'>roads</a></li><li>Shops are empty</li></ul>"
        "<blockquote><p>We have asked for help.</p><cite>The harbour master</cite></blockquote>"
        "<p>A&nbsp;line<br>and <b>an</b>other<!-- not this --> one.</p></article></body></html>"
    )
    assert lines_of(document.text) == [
        "Harbour closed",
        "The harbour of Velden stays closed for a third day.",
        "Photo: A. Berg",
        "Ships wait in the roads",
        "Shops are empty",
        "We have asked for help.",
        "The harbour master",
        "A\N{NO-BREAK SPACE}line",
        "and another one.",
    ]
    assert [each.part for each in document.segments][2] is Part.CAPTION


def test_hidden_text_and_scripts_are_no_text() -> None:
    document = read_page(
        "<p>The harbour is closed.</p><p style='display: none'>Hidden.</p><p hidden>Hidden.</p>"
        "<script>var a = '<p>Hidden.</p>'</script><style>p {}</style><template><p>Hidden.</p></template>"
    )
    assert document.text == "The harbour is closed."


@pytest.mark.parametrize(
    "page", ["<html></html>", "<!-- -->", "<p> </p>", "<script>1</script>", "<" * 50, "<div>" * 9999]
)
def test_a_page_without_text_is_an_error(page: str) -> None:
    Path("a.html").write_text(page, encoding="utf-8")
    result = read(["a.html"])
    if result.documents:
        assert result.documents[0].text.strip()
    else:
        hint = "is it HTML, and does its text not come by script?"
        assert result.errors == (InputError("a.html", "no article text found in the page", hint),)


def test_reading_says_nothing_on_standard_error(capfd: pytest.CaptureFixture[str]) -> None:
    for page in ("<html></html>", "x", "<p>The harbour is closed.</p>", "<!-- -->"):
        Path("a.html").write_text(page, encoding="utf-8")
        read(["a.html"])
    assert capfd.readouterr() == ("", "")
