"""Repetition beyond the rules' own examples: sources, evidence, runs, near misses."""

from __future__ import annotations

from mtaudit.config import Config, RulesConfig
from mtaudit.core import Document, Finding, Part, Segment, Severity, Span
from mtaudit.engine import audit
from tests.conftest import document_of


def found(document: Document, *codes: str) -> list[Finding]:
    report = audit([document], Config(rules=RulesConfig(select=codes)))
    assert not report.documents[0].skips
    return list(report.findings)


def units(*pairs: tuple[str, str], lang: str = "en", part: Part = Part.BODY) -> Document:
    """A document of (translation, source) units, as the bitext readers make them."""
    segments, start = [], 0
    for number, (text, source) in enumerate(pairs, start=1):
        span = Span(start, start + len(text))
        segments.append(Segment(text, span, part, lang, source, line=number, key=str(number)))
        start = span.end + 1
    return Document("d", "\n".join(text for text, _ in pairs), lang=lang, segments=tuple(segments))


def quotes(document: Document, *codes: str) -> list[str]:
    return [finding.quote for finding in found(document, *codes)]


def test_a_run_of_one_word_is_one_finding() -> None:
    (finding,) = found(document_of("It was the the the the end.", "en"), "REP101")
    assert finding.quote == "the the the the"
    assert finding.suggestions == ("the",)


def test_function_words_are_surer_than_content_words() -> None:
    function, content = found(document_of("He saw the the house house.", "en"), "REP101")
    assert function.confidence > content.confidence


def test_words_apart_are_no_pair() -> None:
    for text in ("the, the", "the the-one", "the\nthe", "the. The", "the’ the", "well-the the", "the (the"):
        assert not quotes(document_of(f"He saw {text} again.", "en"), "REP101"), text


def test_unknown_languages_are_left_alone() -> None:
    assert not quotes(document_of("Anak anak bermain di di taman.", "id"), "REP101")


def test_a_source_that_doubles_excuses_the_pair() -> None:
    assert quotes(units(("He ran into into it.", "Er lief hinein.")), "REP101") == ["into into"]
    assert not quotes(units(("He ran into into it.", "Er lief immer immer hinein.")), "REP101")


def test_repeated_sentence_is_major_where_the_source_says_something_else() -> None:
    text = "The talks ended late on Monday."
    (without,) = found(units((text, ""), ("Nobody came at all.", ""), (text, "")), "REP102")
    assert without.severity is Severity.MINOR
    assert without.evidence[0].kind == "first" and without.evidence[0].value == 1
    (lost,) = found(units((text, "Die Gespräche endeten."), (text, "Niemand weiß, wie es jetzt weitergeht.")), "REP102")
    assert lost.severity is Severity.MAJOR
    same = "Die Gespräche endeten spät am Montag."
    assert not quotes(units((text, same), (text, same)), "REP102")


def test_titles_and_captions_may_repeat() -> None:
    text = "The talks ended late on Monday."
    assert not quotes(units((text, ""), (text, ""), part=Part.CAPTION), "REP102", "REP104")
    assert not quotes(units((text, ""), (text, ""), part=Part.TITLE), "REP102", "REP104")


def test_each_repetition_is_found_once_and_points_to_the_first() -> None:
    text = "The talks ended late on Monday."
    findings = found(units((text, ""), (text, ""), (text, "")), "REP102")
    assert [finding.evidence[0].value for finding in findings] == [1, 1]


def test_near_repetition_is_neutral_and_not_said_twice() -> None:
    first = "Dozens of people were killed and hundreds injured in a rocket attack this morning."
    document = document_of(
        f"The city was hit.\n{first}\n{first}\nDozens of people were killed and hundreds were injured.", "en"
    )
    findings = found(document, "REP102", "REP104")
    assert [(finding.code, finding.severity) for finding in findings] == [
        ("REP102", Severity.MINOR),
        ("REP104", Severity.NEUTRAL),
    ]


def test_near_sentences_with_other_numbers_are_other_news() -> None:
    document = document_of(
        "Results came.\nThe party won 40 of the seats in 1990.\nThe party won 90 of the seats in 2010.", "en"
    )
    assert not quotes(document, "REP104")


def test_names_alone_are_no_shared_passage() -> None:
    name = "the Minister of Foreign Affairs of the Republic of North Macedonia"
    document = document_of(f"News.\nOn Monday {name} met nobody.\nIn the evening it rained, said {name}.", "en")
    assert not quotes(document, "REP104")


def test_loops_near_each_other_are_one_finding() -> None:
    text = "He saw of the city of the city of the city and in the town in the town in the town again."
    assert quotes(document_of(text, "en"), "REP103") == [
        "of the city of the city of the city and in the town in the town in the town"
    ]


def test_loop_counts_its_rounds() -> None:
    (finding,) = found(
        document_of("He said at the end of the at the end of the at the end of the year.", "en"), "REP103"
    )
    assert "3 times" in finding.message
    assert finding.suggestions == ("at the end of the",)


def test_chants_in_the_source_are_no_loops() -> None:
    text = "They cried no more war, no more war, no more war again."
    assert quotes(document_of(text, "en"), "REP103")
    assert not quotes(units((text, "Sie riefen nie wieder Krieg, nie wieder Krieg, nie wieder Krieg.")), "REP103")


def test_long_texts_stay_fast() -> None:
    sentences = [f"Sentence {number} tells of event {number * 7} in the town of the year." for number in range(400)]
    assert quotes(document_of("\n".join(sentences), "en"), "REP103") == []
    assert len(quotes(document_of("up there " * 2000, "en"), "REP103")) == 1
