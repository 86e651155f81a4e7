"""Typography beyond the rules' own examples: conventions of languages, paragraphs, sources, strange input."""

from __future__ import annotations

import pytest

from mtaudit.config import Config, RulesConfig
from mtaudit.core import Category, Document, Finding, Segment, Span
from mtaudit.engine import audit
from tests.conftest import document_of


def found(document: Document, *codes: str) -> list[Finding]:
    report = audit([document], Config(rules=RulesConfig(select=codes)))
    assert not report.documents[0].skips
    return list(report.findings)


def quotes(text: str, code: str, lang: str = "en", source: str = "") -> list[str]:
    return [finding.quote for finding in found(document_of(text, lang, source=source), code)]


# A news text of our own with the three ways in which engines lose quotation marks.
ARTICLE = """The adviser said in a post: “The city has been hit by rockets. Dozens are dead.
According to reports, residential areas were bombed.
People in the city speak of fighter jets.
The papers speak of the dead.
The news is confirmed by the ministry.
“The city was just bombed. “Dozens of people were killed,” he said in a post.
“Officials allow themselves threats, so I order the staff “to move the forces,” the president said.
“They have never seen this,” he said, and “that is all.”"""


def test_the_three_ways_to_lose_a_mark() -> None:
    assert quotes(ARTICLE, "TYP101") == ["“The", "“Dozens", "“to"]


def test_evidence_names_the_mark_that_is_still_open() -> None:
    findings = found(document_of(ARTICLE, "en"), "TYP101")
    assert [item.text for finding in findings for item in finding.evidence] == ["“The", "“Officials"]
    assert {finding.category for finding in findings} == {Category.PUNCTUATION}


CONVENTIONS = {
    "en": [
        "“a b”",
        '"a b"',
        "‘a b’",
        "“a ‘b’ c”",
        '"a", "b" and "c"',
        '("a b")',
        '—"a b"—',
        '"a b"-style',
        "rock ’n’ roll",
    ],
    "de": ["„a b“", "»a b«", "„a »b« c“", '"a b"', "„a b”", "‚a b‘"],
    "fr": ["« a b »", "«a b»", "“a b”", "« a “b” c »", "l’eau d’“ici”"],
    "es": ["«a b»", "“a b”", "«a “b” c»", "¿“a b”?", "«¿a b?»"],
    "ru": ["«a b»", "«a „b“ c»", "“a b”", '"a b"'],
    "pl": ["„a b”", "„a «b» c”"],
    "cs": ["„a b“", "»a b«"],
    "sv": ["”a b”", "»a b»"],
    "fi": ["”a b”"],
    "da": ["»a b«", "„a b”"],
    "el": ["«a b»", "«a “b” c»"],
    "ja": ["「a b」", "「a『b』c」", "“a b”"],
    "zh": ["“a b”", "「a b」", "”a b”", "《a》“b”"],
    "ar": ['"a b"', "«a b»"],
    "he": ['צה"ל', '"a b"', 'ארה"ב אמרה "a b"'],
}
BALANCED = [(lang, text) for lang, texts in CONVENTIONS.items() for text in texts]


@pytest.mark.parametrize(("lang", "text"), BALANCED)
def test_conventions_are_known(lang: str, text: str) -> None:
    for article in (f"Word {text} word.", text, f"Word: {text}\nNext {text}."):
        assert quotes(article, "TYP101", lang) == [], article


@pytest.mark.parametrize(
    ("lang", "text", "wanted"),
    [
        ("de", "Er sagte „wir kommen und ging.", "„wir"),
        ("de", "Er sagte wir kommen“ und ging.", "kommen“"),
        ("fr", "Il a dit « nous arrivons et partit.", "« nous"),
        ("fr", "Il a dit nous arrivons » et partit.", "arrivons »"),
        ("ru", "Он сказал «мы идём и ушёл.", "«мы"),
        ("pl", "Powiedział: „idziemy i wyszedł.", "„idziemy"),
        ("ja", "彼は行く」と言った。", "く」"),
        ("en", 'He said "we are coming and left.', '"we'),
        ("en", 'He said we are coming" and left.', 'coming"'),
    ],
)
def test_loose_marks_of_many_languages(lang: str, text: str, wanted: str) -> None:
    (quote,) = quotes(text, "TYP101", lang)
    assert quote.endswith(wanted) or quote == wanted


def test_a_quotation_over_several_paragraphs() -> None:
    opened_again = "“We came.\n\n“We saw.\n\n“We won,” he said."
    assert quotes(opened_again, "TYP101") == []
    assert quotes(opened_again.replace("”", ""), "TYP101") == ["“We"]
    assert quotes("“We came.\nWe saw.\nWe won,” he said.", "TYP101") == []


def test_a_quotation_does_not_stay_open_for_ever() -> None:
    text = "“We came.\n" + "Nothing happened here.\n" * 6 + "It was over,” he said."
    assert quotes(text, "TYP101") == ["“We", "over,”"]


def test_wrapped_text_is_read_by_paragraphs() -> None:
    quoted = "“" + "\n".join(["we came to the town and saw what was left of"] * 9) + "\nit,” he said."
    text = f"A heading of the text that is long\n\n{quoted}\n\nThe end came later and\nnobody knew of it."
    assert quotes(text, "TYP101") == []


def test_measures_and_apostrophes_are_no_quotation_marks() -> None:
    text = "The 6'2\" man of the '90s bought a 19\" screen, 5'10\" high, from O’Neill’s ‘n’ Sons in Hawai‘i."
    assert quotes(text, "TYP101") == []


def test_a_source_with_the_same_flaw_excuses_the_segment() -> None:
    assert quotes("He left,” she said.", "TYP101", source="Он ушёл, сказала она.") == ["left,”"]
    assert quotes("He left,” she said.", "TYP101", source="Он ушёл», сказала она.") == []
    assert quotes("He left) again.", "TYP102", source="Он ушёл) снова.") == []


def test_the_source_of_another_segment_excuses_nothing() -> None:
    first, second = "He left,” she said.", "It rained."
    segments = (
        Segment(first, Span(0, len(first)), source="Он ушёл.", key="1"),
        Segment(second, Span(len(first) + 1, len(first) + 1 + len(second)), source="Дождь».", key="2"),
    )
    document = Document("d", f"{first}\n{second}", lang="en", segments=segments)
    assert [finding.quote for finding in found(document, "TYP101")] == ["left,”"]


@pytest.mark.parametrize(
    "text",
    [
        "a) one b) two",
        "(i) one, (ii) two",
        "i) one ii) two",
        "see [1] and (2)",
        "ha :) or :-( and ;-)",
        "one :)",
        "(a [b] c)",
    ],
)
def test_brackets_that_are_right(text: str) -> None:
    assert quotes(f"It is {text}.", "TYP102") == []


def test_capitals_that_are_right() -> None:
    for text in (
        "The White House said This Is Us was cancelled.",
        "He works at the WHO in the US and at IT firms.",
        "It was over – There is no doubt about it.",
        "He asked: Where is she now?",
        "“We go,” he said. “They stay.”",
        "Read Where the Wild Things Are today.",
        "a) There is time b) There is none",
    ):
        assert quotes(text, "TYP103") == [], text
    assert quotes("LA CASA DE PAPEL Y LOS DEMÁS", "TYP103", "es") == []
    assert quotes("Ich weiß, dass Sie und Ihre Frau kommen.", "TYP103", "de") == []


def test_capital_suggests_the_small_letter() -> None:
    (finding,) = found(document_of("They met while There was still a war going on.", "en"), "TYP103")
    assert (finding.quote, finding.suggestions) == ("There", ("there",))


def test_lower_case_starts_that_are_right() -> None:
    for text in (
        "It was written by bell hooks and others. iPads sold well.",
        "The bill passed (see below). It is law now.",
        "Go to the portal. www.example.org tells more.",
        "They asked: what now?\nand nobody knew the answer to that.",
        "The list is\n- one thing that matters\n- another thing that matters.",
    ):
        assert quotes(text, "TYP104") == [], text
    assert quotes("هذا نص. وهذا آخر.", "TYP104", "ar") == []


def test_french_spaces() -> None:
    assert quotes("Est-ce vrai ? Oui : bien sûr ! Voilà ; fini.", "TYP105", "fr") == []
    assert quotes("Il est venu , dit-on, et reparti.", "TYP105", "fr") == [" ,"]


def test_tokenised_text_is_not_reported() -> None:
    assert quotes("One third of the homes , he said , have been lost ( at least ) .", "TYP105") == []
    assert quotes("He came from St. Petersburg , it is said .", "TYP105") == []


def test_one_finding_a_line_is_enough() -> None:
    assert len(quotes("He came , saw , and won, we hear, at last.\nHe left , too, it seems.", "TYP105")) == 2


def test_hosts_and_brands_need_no_space() -> None:
    assert quotes("Yandex.Direct, example.com, Node.js and BFM.TV grew by 3,5 to 1.000,50.", "TYP105") == []
