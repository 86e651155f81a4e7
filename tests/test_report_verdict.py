"""Verdicts: when an article goes out, is mended or held, and how that is said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mtaudit.core import Category, InputError, Report, Severity, Skip
from mtaudit.report.summary import distribution, group_skips, honest, summarise
from mtaudit.report.verdict import Outcome, headline, judge, places, urgent
from mtaudit.report.wording import pair_of, percent, score_text, title_of
from tests.test_report_samples import STORIES, Mark, Story, built, sample_report

LINE = "The ferry left the harbour at noon and nobody on board knew that it was the last one of the year."
BASE = Story("base", (("Ferry leaves",), (LINE,), *((LINE,),) * 8), "en", "el")


def mark(
    quote: str, severity: Severity, confidence: float = 0.9, category: Category = Category.FLUENCY, nth: int = 0
) -> Mark:
    return Mark(quote, "GAR101", category, severity, "why", confidence, nth=nth)


def minors(count: int) -> tuple[Mark, ...]:
    return tuple(mark("harbour", Severity.MINOR, nth=nth) for nth in range(count))


@pytest.mark.parametrize(
    ("marks", "outcome", "count", "reason"),
    [
        ((), Outcome.PUBLISH, 0, "Nothing to fix was found."),
        (minors(1), Outcome.PUBLISH, 0, "Only 1 minor error."),
        (minors(9), Outcome.FIX, 9, "9 minor errors."),
        ((mark("harbour", Severity.NEUTRAL),), Outcome.PUBLISH, 0, "Nothing to fix was found."),
        ((mark("harbour", Severity.MAJOR), *minors(2)[1:]), Outcome.FIX, 1, "1 major error; 1 minor one."),
        ((mark("Ferry", Severity.MAJOR),), Outcome.FIX, 1, "1 major error, in the headline."),
        ((mark("noon", Severity.CRITICAL),), Outcome.HOLD, 1, "1 critical error."),
        ((mark("noon", Severity.CRITICAL, 0.3),), Outcome.FIX, 1, "1 critical error, not certain."),
        (
            (mark(LINE, Severity.CRITICAL, category=Category.NON_TRANSLATION),),
            Outcome.HOLD,
            1,
            "1 sentence left untranslated.",
        ),
        (
            tuple(mark(word, Severity.MAJOR, nth=nth) for word in ("noon", "board") for nth in range(4)),
            Outcome.HOLD,
            8,
            "Too much to mend, 8 places, score 16.2.",
        ),
    ],
)
def test_verdict(marks: tuple[Mark, ...], outcome: Outcome, count: int, reason: str) -> None:
    verdict = judge(built(replace(BASE, marks=marks)))
    assert (verdict.outcome, verdict.places, verdict.reason) == (outcome, count, reason)


def test_a_short_text_is_not_held_for_one_error_nor_kept_back_for_one_minor() -> None:
    short = Story("short", (("Ferry leaves the harbour",),), "en")
    assert judge(built(replace(short, marks=(mark("Ferry", Severity.MAJOR),)))).outcome is Outcome.FIX
    assert judge(built(replace(short, marks=(mark("Ferry", Severity.MINOR),)))).outcome is Outcome.PUBLISH


def test_silence_about_an_unknown_language_or_an_empty_text_is_not_a_pass() -> None:
    assert judge(built(replace(BASE, lang=""))).outcome is Outcome.NOT_AUDITED
    assert judge(built(Story("empty", (), "en"))).outcome is Outcome.NOT_AUDITED
    grave = replace(BASE, lang="", marks=(mark("noon", Severity.CRITICAL),))
    assert judge(built(grave)).outcome is Outcome.HOLD


def test_publish_says_how_much_did_not_run() -> None:
    skipped = replace(BASE, skips=(Skip("GAR101", "base", "no model"), Skip("GAR101", "base", "again")))
    assert judge(built(skipped)).reason == "Nothing to fix was found; 1 check did not run."


def test_urgent_takes_sentences_first_then_severity_then_headline_and_no_place_twice() -> None:
    marks = (
        mark("Ferry", Severity.MINOR),
        mark("harbour", Severity.MAJOR, nth=3),
        mark("leaves", Severity.MAJOR, 0.5),
        mark("the harbour at", Severity.MINOR, nth=3),
        mark(LINE, Severity.CRITICAL, category=Category.NON_TRANSLATION, nth=7),
        mark("noon", Severity.NEUTRAL),
    )
    assert [found.quote for found in urgent(built(replace(BASE, marks=marks)))] == [LINE, "leaves", "harbour"]


def test_overlapping_findings_are_one_place() -> None:
    audited = built(replace(BASE, marks=(mark("the harbour", Severity.MAJOR), mark("harbour at", Severity.MAJOR))))
    assert places(audited.findings) == 1


def test_headlines() -> None:
    report = sample_report()
    assert summarise(report).headline == (
        "2 of 8 articles can go out; 3 need fixes; 2 should be held; 1 could not be audited."
    )
    good, bad = built(BASE), built(replace(BASE, marks=(mark("noon", Severity.CRITICAL),)))
    fix = built(replace(BASE, marks=(mark("noon", Severity.MAJOR),)))
    said = (
        ((good,), "The article can go out."),
        ((fix,), "The article needs a fix in 1 place."),
        ((bad,), "The article should be held."),
        ((good, good), "Both articles can go out."),
        ((bad, bad, bad), "All 3 articles should be held."),
        ((fix, bad), "Neither article can go out as it is; 1 needs fixes; 1 should be held."),
        ((fix, fix, bad), "None of 3 articles can go out as it is; 2 need fixes; 1 should be held."),
        ((), "There was no article to audit."),
    )
    for documents, words in said:
        assert headline([judge(audited) for audited in documents], Report(documents, "")) == words
    assert headline([], Report((), "", errors=(InputError("a", "b"),))) == "No article could be read."


def test_rounding_never_lies() -> None:
    said = ["100", "99.9", "99.9", "0.1", "0", "41.0"]
    assert [score_text(value) for value in (100, 99.97, 99.94, 0.02, 0, 41)] == said
    assert [percent(value) for value in (1, 0.9999, 0.87, 0.0001, 0)] == ["100%", ">99%", "87%", "<1%", "0%"]
    assert [honest(value) for value in (100, 99.99, 0.01, 0)] == [100.0, 99.9, 0.1, 0.0]
    assert distribution([0, 9.9, 10, 99.9, 100]) == (2, 1, 0, 0, 0, 0, 0, 0, 0, 1, 1)


def test_skips_are_grouped_by_reason_the_widest_first() -> None:
    documents = [built(story) for story in STORIES]
    groups = group_skips(documents, (Skip("REP301", "", "rule crashed"),))
    assert [(group.reason, len(group.documents)) for group in groups] == [
        ("rule crashed", 0),
        ("no source text", 5),
        ("no fluency model reads this language", 2),
        ("target language unknown", 1),
    ]


def test_names_of_documents() -> None:
    document = built(BASE).document
    assert pair_of(document) == "Greek → English"
    assert pair_of(replace(document, lang_detected=True, source_lang="")) == "English?"
    assert pair_of(replace(document, lang="")) == "Greek → unknown"
    assert title_of(replace(document, title="", text="", segments=())) == "base"
    assert len(title_of(replace(document, title="word " * 90))) <= 90
