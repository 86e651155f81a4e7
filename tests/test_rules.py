"""Every rule's own examples, what the registry promises, and what must hold over any text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtaudit.config import Config, ModelsConfig, RulesConfig
from mtaudit.core import Category, Document, Finding, Hit, Report, Segment, Severity
from mtaudit.detect.registry import RULES
from mtaudit.detect.rule import CODE, HEADINGS, NAME, READING, Context, Example, Rule, rule
from mtaudit.engine import audit
from mtaudit.models import Models, Unavailable
from tests.conftest import document_of, documents_of, need

FAMILIES = ("UNT", "ENC", "GAR", "ADQ", "NAM", "NUM", "REP", "TYP", "BOI", "TRM")
EXAMPLES = [
    pytest.param(rule, example, id=f"{rule.code}-{index}")
    for rule in RULES
    for index, example in enumerate(rule.examples)
]
LANGUAGES = ("", "en", "de", "fr", "es", "ru", "zh", "ar", "el", "xx")


@cache
def models() -> Models:
    """The models of the machine, loaded once for all tests."""
    return Models(Config(models=ModelsConfig(offline=True)))


def run(rule: Rule, *documents: Document) -> Report:
    config = Config(models=ModelsConfig(offline=True), rules=RulesConfig(select=(rule.code,)))
    return audit(documents, config, models=models())


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_example(rule: Rule, example: Example) -> None:
    documents, spans = documents_of(example)
    if "grammar" in rule.needs:
        need("harper")
    if example.model:
        model = models().fluency(example.lang)
        assert not isinstance(model, Unavailable), f"the embedded model must be installed: {model.reason}"
    report = run(rule, *documents)
    crashed = [skip.reason for audited in report.documents for skip in audited.skips if "crashed" in skip.reason]
    assert not crashed
    for audited, wanted in zip(report.documents, spans, strict=True):
        found = {finding.span: finding for finding in audited.findings}
        assert [span.of(audited.document.text) for span in found] == [span.of(audited.document.text) for span in wanted]
        assert list(found) == list(wanted)
        if example.severity:
            assert {finding.severity for finding in found.values()} <= {example.severity}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_declaration(rule: Rule) -> None:
    assert CODE.fullmatch(rule.code) and NAME.fullmatch(rule.name)
    assert rule.family in FAMILIES
    assert any(example.spans for example in rule.examples), "no example that must be found"
    assert any(not example.spans for example in rule.examples), "no example that must stay silent"
    places = [rule.doc.find(heading) for heading in HEADINGS]
    assert -1 not in places and places == sorted(places), "headings are missing or out of order"
    asides = [place for heading in READING if (place := rule.doc.find(heading)) >= 0]
    assert asides == sorted(asides) and all(place < rule.doc.find("Silent on:") for place in asides)
    assert rule.summary.endswith(".") and len(rule.summary) < 250


def test_a_rule_may_say_how_to_read_what_it_found() -> None:
    @rule(
        code="XYZ101", name="some-defect", category=Category.OTHER, severity=Severity.MINOR,
        examples=(Example("en", "[[a]]"), Example("en", "b")),
    )  # fmt: skip
    def find(segment: Segment, context: Context) -> Iterator[Hit]:
        """A defect.

        Why it matters: it does.

        How to read it: the number
        says how often.

        What to do: look.

        Silent on: the rest.

        Source: none.
        """
        yield from ()

    assert find.summary == "A defect."
    assert find.reading == ("How to read it: the number says how often.", "What to do: look.")
    assert [paragraph.split(":")[0] for paragraph in find.paragraphs[-2:]] == ["Silent on", "Source"]
    assert all(one.reading == () or one.reading[0].startswith(READING[0]) for one in RULES)


def test_codes_and_names_are_unique() -> None:
    assert len({rule.code for rule in RULES}) == len({rule.name for rule in RULES}) == len(RULES)
    assert [rule.code for rule in RULES] == sorted(rule.code for rule in RULES)


def test_examples_speak_several_languages() -> None:
    assert len({example.lang for rule in RULES for example in rule.examples}) >= 6


def test_neutral_codes_are_neutral() -> None:
    wrong = [rule.code for rule in RULES if re.match(r"UNT8", rule.code) and rule.severity is not Severity.NEUTRAL]
    assert not wrong


PIECES = st.sampled_from(
    [
        *("the", "The", "a", " ", " ", "\n", ".", ",", " ,", "“", "”", '"', "„", "«", "»", "(", ")", "’", "-", "–"),
        *("Ukraine", "Καθημερινή", "των", "Михайло", "тест", "тест", "北京", "日本", "🙂", "👩\N{ZERO WIDTH JOINER}👧"),
        *("\N{ZERO WIDTH SPACE}", "\N{SOFT HYPHEN}", "\N{RIGHT-TO-LEFT MARK}", "مرحبا", "é", "\n\n"),
        *("&amp;", "<b>", "Ã©", "\ufffd", "\x00", "\r\n", "1,000", "@x_y", "https://a.example/b", "Read also: ", "["),
        *(
            "Follow us on Facebook",
            "\N{LINE SEPARATOR}",
            "\t",
            "ﬁ",
            "𝒜",
            "\f",
            "Photo: AP",
            "»",
            "「",
            "」",
            "]",
            "e\N{COMBINING ACUTE ACCENT}",
        ),
    ]
)
TEXTS = st.one_of(
    st.text(max_size=200), st.lists(PIECES, max_size=60).map("".join), st.lists(PIECES, max_size=40).map(" ".join)
)
HEAVY = tuple(rule.code for rule in RULES if "fluency" in rule.needs)  # too slow here; they have tests of their own
LIGHT = Config(models=ModelsConfig(offline=True), rules=RulesConfig(ignore=HEAVY))


def findings(report: Report) -> list[Finding]:
    skips = [skip for audited in report.documents for skip in audited.skips if "crashed" in skip.reason]
    assert not skips, skips
    return list(report.findings)


@given(text=TEXTS, lang=st.sampled_from(LANGUAGES), source=TEXTS)
def test_any_text(text: str, lang: str, source: str) -> None:
    document = document_of(text, lang, source=source if len(source) % 2 else "")
    found = findings(audit([document], LIGHT, models=models()))
    again = findings(audit([document], LIGHT, models=models()))
    assert found == again
    for finding in found:
        assert 0 <= finding.span.start < finding.span.end <= len(text)
        assert finding.span.of(text) == finding.quote
        assert 0 <= finding.confidence <= 1
        assert finding.message and "\n" not in finding.message


@given(texts=st.lists(TEXTS, min_size=1, max_size=3))
def test_documents_do_not_depend_on_each_other(texts: list[str]) -> None:
    documents = [document_of(text, "en", id=f"d{index}") for index, text in enumerate(texts)]
    config = Config(models=ModelsConfig(offline=True), rules=RulesConfig(ignore=(*HEAVY, "BOI102")))
    together = audit(documents, config, models=models())
    for document, audited in zip(documents, together.documents, strict=True):
        assert audit([document], config, models=models()).documents == (audited,)


STRANGE = ["", " ", "\n", "\f", "𝒜", "\x00", "“", "((((((", "the " * 2000, "“a " * 500, "(" * 3000, "a\n" * 2000]


@pytest.mark.parametrize("text", STRANGE)
def test_strange_texts(text: str) -> None:
    findings(audit([document_of(text, "en")], LIGHT, models=models()))
