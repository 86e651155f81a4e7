"""The chart of likelier wordings: odds in plain words, bars, what stands on the card."""

from __future__ import annotations

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtaudit.core import Category, Evidence, Report, Severity
from mtaudit.report.alternatives import FULL, LEAST, chart
from mtaudit.report.html import render
from mtaudit.report.wording import likelier
from tests.test_report_samples import SAMPLE_RULES, Mark, Story, built

LONG = "a memorandum of understanding on the gradual and verifiable withdrawal of all heavy weapons"
ATTACK = "<b onclick=x>&quot;\N{RIGHT-TO-LEFT OVERRIDE}"


def odd(quote: str, *gains: tuple[str, float | None], suggestions: tuple[str, ...] | None = None) -> Mark:
    """A mark as the garbled-wording rule makes it: each alternative is a suggestion and a piece of evidence."""
    evidence = tuple(Evidence("alternative", text, gain) for text, gain in gains)
    texts = tuple(text for text, _ in gains) if suggestions is None else suggestions
    return Mark(quote, "GAR101", Category.AWKWARD, Severity.MINOR, f"“{quote}” is odd here", 0.57, texts, evidence)


def story(*marks: Mark, lang: str = "en") -> Story:
    """An article that holds the quotes of the marks, each in a sentence of its own."""
    return Story("talks", (("Delegations meet again",), *((f"It is {mark.quote} now.",) for mark in marks)), lang, "",
                 (), marks)  # fmt: skip


TRIVIAL = odd("trivial", ("ongoing", 13.9), ("on", 12.1), ("in", 6.0))
STORY = story(
    TRIVIAL,
    odd("in a hurry", ("soon", 8.8)),
    odd("loose"),
    odd("an agreement about the slow taking away of every weapon of great weight from the line", (LONG, 18.7)),
    odd("think note", ("take", 11.2), ("make", 5.1), suggestions=("take note", "make note")),
)
RTL = story(odd("سفينة متخصصة", ("باخرة", 9.3), ("السفينة الكبيرة", 5.2)), lang="ar")


def card(mark: Mark) -> str:
    """The HTML of the card of a mark."""
    html = render(Report((built(story(mark)),), "s"), rules=SAMPLE_RULES)
    found = re.search(r'<li class="card.*?<p class="ft">', html, re.DOTALL)
    assert found
    return found[0]


@pytest.mark.parametrize(
    ("ratio", "words"),
    [
        (0.5, "less likely"), (0.9, "about as likely"), (1, "about as likely"), (1.5, "a little likelier"),
        (2, "about twice as likely"), (2.6, "about 3 times likelier"), (9.4, "about 9 times likelier"),
        (9.6, "about 10 times likelier"), (12, "about 10 times likelier"), (14, "about 15 times likelier"),
        (18, "about 20 times likelier"), (25.5, "about 30 times likelier"), (403, "about 400 times likelier"),
        (1480, "about 1,500 times likelier"), (96_000, "about 100,000 times likelier"),
        (949_000, "about 900,000 times likelier"), (951_000, "about a million times likelier"),
        (1_000_001, "over a million times likelier"), (1e30, "over a million times likelier"),
    ],
)  # fmt: skip
def test_odds_in_plain_words(ratio: float, words: str) -> None:
    assert likelier(math.log(ratio)) == words


def test_odds_of_what_is_no_number() -> None:
    assert likelier(math.nan) == ""
    assert likelier(math.inf) == "over a million times likelier"
    assert likelier(-math.inf) == "less likely"
    assert likelier(1e308) == "over a million times likelier"


def number(words: str) -> float:
    """What the words say, as a number."""
    told = {"less": 0.5, "about as likely": 1, "a little": 1.5, "about twice": 2, "about a m": 1e6, "over a m": 1.1e6}
    known = [value for start, value in told.items() if words.startswith(start)]
    return known[0] if known else float(words.split()[1].replace(",", ""))


@given(st.floats(-5, 800), st.floats(0, 5))
def test_more_gain_never_reads_as_less(gain: float, more: float) -> None:
    assert number(likelier(gain)) <= number(likelier(gain + more))


@given(st.floats(math.log(2.5), math.log(9.5e5)))
def test_words_stay_near_the_number(gain: float) -> None:
    assert number(likelier(gain)) == pytest.approx(math.exp(gain), rel=0.26)


def test_bars_are_as_long_as_the_gain_on_one_scale() -> None:
    (finding,) = built(story(odd("so", ("a", FULL / 2), ("b", FULL / 3), ("c", 0.0), ("d", -3), ("e", 99)))).findings
    drawn = chart(finding)
    assert drawn and [row.bar for row in drawn.rows] == [50, 33.3, LEAST, LEAST, 100]
    assert (drawn.own.text, drawn.own.bar) == ("so", LEAST)
    assert math.exp(FULL / 3) == pytest.approx(1000), "a tick stands at each third"


def test_the_card_shows_each_wording_with_its_odds() -> None:
    html = card(TRIVIAL)
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
    odds = ("as it stands", "over a million times likelier", "about 200,000 times likelier", "about 400 times likelier")
    for wording, words in zip(("trivial", "ongoing", "on", "in"), odds, strict=True):
        assert f" {wording} {words}" in text
    assert html.count('data-act="copy"') == 3, "each suggestion stands there once"
    assert "nats" not in html and '<ul class="sg"' not in html
    assert html.count("<svg") == html.count('aria-hidden="true" focusable') == 4, "words say what the bars show"
    assert not re.search(r"\sstyle=", html), "the page's policy forbids it"


@pytest.mark.parametrize("mark", [odd("loose"), odd("loose", ("lasting", None)), odd("loose", ("lasting", math.nan))])
def test_no_chart_where_nothing_was_measured(mark: Mark) -> None:
    html = card(mark)
    assert 'class="alt"' not in html
    assert ("lasting" in html) is bool(mark.evidence)


def test_one_alternative() -> None:
    assert card(odd("in a hurry", ("soon", 8.8))).count("<svg") == 2


def test_a_wider_finding_shows_its_whole_suggestions() -> None:
    html = card(odd("think note", ("take", 11.2), ("make", 5.1), suggestions=("take note", "make note")))
    assert '<bdi lang="en">take note</bdi>' in html and '<bdi lang="en">take</bdi>' not in html


def test_suggestions_that_are_other_words_keep_their_list() -> None:
    html = card(odd("think note", ("take", 11.2), suggestions=("take heed", "bear in mind")))
    assert html.index('<ul class="sg"') < html.index('class="alt"')
    assert html.count('data-act="copy"') == 2
    assert '<bdi lang="en">take</bdi>' in html


def test_hostile_wordings_stay_text() -> None:
    html = card(odd(ATTACK, (ATTACK, 9.0), suggestions=()))
    assert "<b onclick" not in html and "\N{RIGHT-TO-LEFT OVERRIDE}" not in html
    assert html.count("&lt;b onclick=x&gt;") >= 2


def test_other_evidence_keeps_its_table() -> None:
    mark = Mark("so", "NAM101", Category.INCONSISTENCY, Severity.MINOR, "", 0.9, (), (Evidence("name", "Ann", 0.25),))
    assert "<td" in card(mark) and "0.25" in card(mark)


def test_the_place_to_start_names_the_odds() -> None:
    html = render(Report((built(STORY),), "s"), rules=SAMPLE_RULES)
    start = html[html.index('class="fixes"') : html.index("</section>", html.index('class="fixes"'))]
    assert "Suggested: <bdi>ongoing</bdi> (over a million times likelier)" in start


def test_the_chart_leads_to_how_to_read_it() -> None:
    html = render(Report((built(STORY),), "s"), rules=SAMPLE_RULES)
    assert html.count('href="#rule-GAR101"') == 4 and html.count('id="rule-GAR101"') == 1
    assert "<p>How to read it: as the samples have it.</p>" in html
    silent = [rule for rule in SAMPLE_RULES if not rule.reading]
    assert 'href="#rule-' not in render(Report((built(STORY),), "s"), rules=silent)
