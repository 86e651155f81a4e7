"""The rules of grammar beyond their own examples: near misses, parts, quotations, offsets, the grammar checker."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mtaudit.config import Config, RulesConfig
from mtaudit.core import Document, Finding, Part, Segment, Span
from mtaudit.detect.garbled.grammar import RULES
from mtaudit.detect.garbled.grammar.patterns import finished_sentences, quotations
from mtaudit.detect.garbled.grammar.words import PLURAL, SINGULAR, THIRD_PERSON, past_of
from mtaudit.engine import audit
from mtaudit.evaluate.own import missing_families
from mtaudit.models import Models, Unavailable
from tests.conftest import document_of, need

OWN = tuple(rule.code for rule in RULES if not rule.needs)
MODELS = Models(Config())


def found(document: Document, *codes: str) -> list[Finding]:
    report = audit([document], Config(rules=RulesConfig(select=codes or OWN)), models=MODELS)
    assert not report.documents[0].skips
    return list(report.findings)


def quotes(text: str, *codes: str) -> list[str]:
    return [finding.quote for finding in found(document_of(text, "en"), *codes)]


WRONG = [
    ("GAR201", "He met a Iranian envoy on Monday.", "a Iranian", "an Iranian"),
    ("GAR201", "A opponent of the law spoke.", "A opponent", "An opponent"),
    ("GAR201", "It was a honest answer.", "a honest", "an honest"),
    ("GAR201", "She wore an uniform at the ceremony.", "an uniform", "a uniform"),
    ("GAR201", "They bought an house near Kyiv.", "an house", "a house"),
    ("GAR201", "The company raised an 50 million fund.", "an 50", "a 50"),
    ("GAR202", "The ministers agreed on the.", "the", None),
    ("GAR202", "Among the guests were actors, singers, or.", "or", None),
    ("GAR202", "He called on a the council to act.", "a the", "the"),
    ("GAR203", "Several soldier were wounded.", "Several soldier", "Several soldiers"),
    ("GAR203", "About 300 person died in the attack.", "300 person", "300 people"),
    ("GAR203", "It is one of the largest city in the world.", "the largest city", "the largest cities"),
    ("GAR203", "Dozens of child were taken away.", "Dozens of child", "Dozens of children"),
    ("GAR203", "They signed a contracts in May.", "a contracts", "contracts"),
    ("GAR203", "He came two year ago.", "two year", "two years"),
    ("GAR204", "They was not ready for talks.", "They was", "They were"),
    ("GAR204", "It are the largest tanks in the army.", "It are", "It is"),
    ("GAR204", "He said that the missiles was old.", "the missiles was", "the missiles were"),
    ("GAR204", "Nobody have seen it.", "Nobody have", "Nobody has"),
    ("GAR204", "A man who have lost everything spoke.", "man who have", "man who has"),
    ("GAR205", "They didn’t came to the meeting.", "didn’t came", "didn’t come"),
    ("GAR205", "The president has went to Brussels.", "has went", "has gone"),
    ("GAR205", "Zelensky will took part in the talks.", "will took", "will take"),
    ("GAR205", "He was able to gave an answer.", "to gave", "to give"),
    ("GAR206", "The river is more deeper than before.", "more deeper", "deeper"),
    ("GAR206", "It was the most biggest of all.", "most biggest", "biggest"),
    ("GAR207", "The envoy has met them yesterday.", "has met them yesterday", None),
    ("GAR207", "He has died in 1998.", "has died in 1998", None),
    ("GAR207", "The law will be signed two days ago.", "will be signed two days ago", None),
    ("GAR208", "Was founded by monks in the Middle Ages.", "Was founded", None),
    ("GAR208", "The deal, because through its allies, was stopped.", "because through", None),
    ("GAR209", "Though it rained all day, but the match went on.", "but", None),
    ("GAR209", "Because the road was closed, so we took the train.", "so", None),
    ("GAR210", "The pass allows to visit all museums.", "allows to visit", None),
    ("GAR210", "It consists from three parts.", "consists from", "consists of"),
    ("GAR210", "Most of people left.", "Most of people", "Most people"),
    ("GAR212", "They spoke to refugees which had fled.", "refugees which", "refugees who"),
    ("GAR212", "He described themselves as a patriot.", "themselves", "himself"),
]


@pytest.mark.parametrize(("code", "text", "quote", "mended"), WRONG, ids=lambda value: str(value)[:40])
def test_found_and_mended(code: str, text: str, quote: str, mended: str | None) -> None:
    (finding,) = found(document_of(text, "en"))
    assert (finding.code, finding.quote) == (code, quote)
    if mended:
        assert finding.suggestions[0] == mended


RIGHT = [
    "If it were up to him, he would have it done; it is as it were.",
    "The committee recommends that he have a say, and that it be done.",
    "Neither did he have a choice, nor does she.",
    "The people they have helped are grateful, and what he had became clear.",
    "Those who could left; those who would not stayed.",
    "The man he went to has a will of his own, and his will was done.",
    "What you don’t need isn’t there; they need not succeed.",
    "There are a number of reasons, a few days and a dozen of them left.",
    "There is a man and a woman; there were a bed, a table and a chair in it.",
    "He is one of those people who have no car.",
    "These country roads, several city halls and two day tickets are old.",
    "A two-year term, a 20-minute walk, a million-dollar house and a sports car.",
    "The United States is a country; the Times has reported it.",
    "The mayor, the police and the minister have met.",
    "The police are here, the team have won, and the government are divided.",
    "He has lived in Kyiv since 2005 and has written about the war of 1992.",
    "He has read last year’s report, and it has grown since two years ago.",
    "She will tell us what happened yesterday, and she was to come tomorrow.",
    "Next week the products launched in May will be sold.",
    "Although old, but not yet broken, it works.".replace("but ", ""),
    "While through the valley the train ran fast, the road was slow.",
    "Because of the rain, so much of it, the match was stopped.",
    "It was recommended to leave, and they allow him to stay.",
    "What he suggested to all of them was discussed about noon.",
    "He asked the man which way to go; she left the soldiers, which was wrong.",
    "She said he had hurt himself; the woman he loved herself agreed.",
    "A one-off, a European, a UN unit, a US user, an MP, an hour, an heir, an honest man.",
    "He got an A in section 2 (a) and took vitamin A in a and b.",
    "It is not mine but yours, and it is not theirs.",
    "The house that they looked into was the one he spoke of.",
    "More smaller firms and no more better ones.",
    "Half of the country was dark, much of the city has no power.",
    "Day one of the trial and chapter two of the book were long.",
    "Each of them has a car, and every other day he walks.",
]


@pytest.mark.parametrize("text", RIGHT, ids=lambda text: text[:40])
def test_right_english_is_left_alone(text: str) -> None:
    assert quotes(text) == []


def test_people_may_speak_as_they_do() -> None:
    for text in ("“They was here,” he said.", 'He said: "They was here and he have gone."', "They was here,” he said."):
        assert quotes(text) == [], text
    assert quotes("“It was a offer,” he said.", "GAR201") == [
        "a offer"
    ]  # an article is the engine's, not the speaker's


def test_headlines_captions_and_unfinished_lines_are_left_alone() -> None:
    text = "They was not ready for a opponent"
    assert quotes(text) == []
    segment = Segment(text + ".", Span(0, len(text) + 1))
    for part in Part:
        document = Document("d", segment.text, lang="en", segments=(replace(segment, part=part),))
        assert bool(found(document)) == (part in (Part.LEAD, Part.BODY)), part


@pytest.mark.parametrize("lang", ["de", "fr", "ru", "", "xx"])
def test_other_languages_are_left_alone(lang: str) -> None:
    assert found(document_of("They was here for a opponent. It allows to see.", lang)) == []


PERSON = "The talks failed.\nThe minister Ana Reyes arrived at noon.\n"


def test_it_for_a_person_names_the_pronoun() -> None:
    (finding,) = found(document_of(PERSON + "Reyes told her deputies to wait. It ordered a new round.", "en"), "GAR211")
    assert (finding.quote, finding.suggestions) == ("It", ("She",))
    assert finding.evidence[0].text == "Reyes"


@pytest.mark.parametrize(
    "after",
    [
        "Reyes told her deputies about the army. It ordered a new round.",  # the army may have
        "Reyes told France about her plan. It ordered a new round.",
        "Reyes told her deputies to wait. It was a long day.",  # no deed of a person
        "Reyes told her deputies to wait. “It ordered a new round,” he said.",
        "Reyes told her deputies to wait. It covered two pages.",
        "Hungary told her deputies to wait. It ordered a new round.",  # no title makes Hungary a person
        "Reyes told her deputies to wait.\nNew round\nIt ordered a new round.",  # a heading stands between
    ],
)
def test_it_may_be_something_else(after: str) -> None:
    assert found(document_of(PERSON + after, "en"), "GAR211") == []


def test_words_are_built_right() -> None:
    assert [PLURAL[word] for word in ("city", "day", "man", "child", "church", "policeman")] == [
        *("cities", "days", "men", "children", "churches", "policemen")
    ]
    assert SINGULAR["wives"] == "wife" and THIRD_PERSON["goes"] == "go" and THIRD_PERSON["says"] == "say"
    assert [past_of(verb) for verb in ("stop", "use", "carry", "stay", "kill")] == [
        *("stopped", "used", "carried", "stayed", "killed")
    ]


def test_quotations() -> None:
    def texts(text: str) -> list[str]:
        return [span.of(text) for span in quotations(text)]

    assert texts("He said “no” and «yes».") == ["“no”", "«yes»"]
    assert texts("it goes on,” he said.") == ["it goes on,”"]
    assert texts('He said "no way') == ['"no way']
    assert texts("no marks") == []


ERRORS = st.sampled_from([text for _, text, _, _ in WRONG])
PADDING = st.sampled_from(
    ["", "😀 ", "𝒜𝒜 𝒜. ", "Καλημέρα. ", "He left.\n", "\N{ZERO WIDTH SPACE}", "He said “no”. ", "e\u0301. "]
)


@given(before=st.lists(PADDING, max_size=4).map("".join), error=ERRORS, after=PADDING)
def test_offsets_are_code_points_of_the_text(before: str, error: str, after: str) -> None:
    text = f"{before}{error} {after}"
    for finding in found(document_of(text, "en")):
        assert finding.span.of(text) == finding.quote
        assert finding.message and all(suggestion != finding.quote for suggestion in finding.suggestions)
    wanted = [quote for _, whole, quote, _ in WRONG if whole == error]
    if before.endswith("\n") or not before:
        assert wanted[0] in [finding.quote for finding in found(document_of(text, "en"))]


@given(text=st.text(alphabet="aAnthe wsi.,“”\"I'’\n", max_size=120))
def test_sentences_lie_in_their_segment(text: str) -> None:
    segment = Segment(text, Span(0, len(text)))
    for sentence in finished_sentences(segment):
        assert 0 <= sentence.start < sentence.end <= len(text)


def test_long_sentences_stay_fast() -> None:
    for piece in (
        "if it allows to be ",
        "although a, ",
        "will has the ",
        "more than one of the most ",
        "“a ",
        "he and ",
        "the ",
    ):
        assert isinstance(quotes(piece * 2000 + "."), list)
        assert isinstance(quotes(piece * (1150 // len(piece)) + "."), list)


# The grammar checker.


def test_the_checker_finds_and_mends() -> None:
    need("harper")
    (finding,) = found(document_of("😀 Talks were held yesterday night in 𝒜 Geneva.", "en"), "GAR220")
    assert (finding.quote, finding.suggestions) == ("yesterday night", ("last night",))
    assert "`" not in finding.message


def test_the_checker_leaves_spelling_style_and_quotations_alone() -> None:
    need("harper")
    for text in (
        "Podolyak, Herashenko and Shoigu realy spoke , then left...",
        "“It was yesterday night,” he said.",
        "Talks were held yesterday night",  # no sentence
        "\ud800 lone \ud800.",
    ):
        assert quotes(text, "GAR220") == [], text


def test_the_checker_is_silent_where_a_rule_of_ours_spoke() -> None:
    need("harper")
    checker = MODELS.grammar("en")
    assert not isinstance(checker, Unavailable)
    text = "They left despite of the rain."
    assert [lint.span.of(text) for lint in checker.check(text)] == ["despite of"]
    assert [finding.code for finding in found(document_of(text, "en"), "GAR2")] == ["GAR210"]


@given(text=st.lists(st.one_of(PADDING, st.text(max_size=20), ERRORS), max_size=6).map("".join))
def test_the_checker_counts_in_code_points(text: str) -> None:
    need("harper")
    checker = MODELS.grammar("en")
    assert not isinstance(checker, Unavailable)
    for lint in checker.check(text):
        assert 0 <= lint.span.start <= lint.span.end <= len(text)


def test_without_the_checker_english_articles_say_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "harper", None)
    config = Config(rules=RulesConfig(select=("GAR2",)))
    english, german = document_of("They was here.", "en"), document_of("Er war hier.", "de", id="de")
    report = audit([english, german], config, models=Models(config))
    assert [finding.code for finding in report.findings] == ["GAR204"]
    (skip,) = report.documents[0].skips
    assert (skip.code, skip.reason) == ("GAR220", "no grammar checker is installed: pip install 'mtaudit[grammar]'")
    assert report.documents[1].skips == ()
    assert missing_families(report.documents[0].skips) == frozenset()
