"""Script rules: spans, reasons and severities."""

from __future__ import annotations

import pytest

from mtaudit.config import Config
from mtaudit.core import Document, Hit, Segment, Severity, Span
from mtaudit.detect import script
from mtaudit.detect.rule import Context
from mtaudit.detect.script.spellings import other_spelling
from mtaudit.models import Models
from mtaudit.segment import segment

CONFIG = Config()
MODELS = Models(CONFIG)


def found(text: str, lang: str = "en", *, cut: bool = False, source: str = "") -> list[tuple[str, str, Severity]]:
    """(code, quote, severity) of all script rules; `cut` True lets the segmenter cut the text first."""
    segments = segment(text, lang) if cut else (Segment(text, Span(0, len(text)), lang=lang),)
    context = Context(Document("d", text, lang=lang, source_lang=source, segments=segments), CONFIG, MODELS)
    hits: list[tuple[Hit, str, str, Severity]] = []
    for part in segments:
        for rule in script.RULES:
            hits += [
                (h, rule.code, h.span.of(part.text), h.severity or rule.severity) for h in rule.find(part, context)
            ]
    return [(code, quote, severity) for _, code, quote, severity in hits]


MAJOR, MINOR, CRITICAL, NEUTRAL = Severity.MAJOR, Severity.MINOR, Severity.CRITICAL, Severity.NEUTRAL


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the Staff [των Ενόπλων Δυνάμεων] “to go", ("UNT102", "[των Ενόπλων Δυνάμεων]", MAJOR)),
        ("Prices rose (κατά 5 % φέτος) this year", ("UNT102", "(κατά 5 % φέτος)", MAJOR)),
        ("Prime Minister (πρωθυπουργός) Mitsotakis left", ("UNT102", "(πρωθυπουργός)", MINOR)),
        ("I will go [從北約的總部] to Kyiv", ("UNT102", "[從北約的總部]", MAJOR)),
        ("a talk in 2022 έως το 2023 και μετά in town", ("UNT101", "έως το 2023 και μετά", MAJOR)),
        ("He said that она придёт, когда сможет.", ("UNT101", "она придёт, когда сможет.", MAJOR)),
        ("He met Андрій Єрмак on Monday", ("UNT101", "Андрій Єрмак", MAJOR)),
        ("The paper ran “ціна перемоги” on page one", ("UNT101", "ціна перемоги", MAJOR)),
        (
            "Το «Face the Nation» του CBS μίλησε με την Thomas.",
            ("UNT103", "Το «Face the Nation» του CBS μίλησε με την Thomas.", CRITICAL),
        ),
        (
            "和許多人一樣，Pedro Sánchez在Évole節目中表示。",
            ("UNT103", "和許多人一樣，Pedro Sánchez在Évole節目中表示。", CRITICAL),
        ),
        ("— Володимир Зеленський (@ZelenskyyUa) March 1, 2022", ("UNT104", "Володимир Зеленський", MINOR)),
        ("- Володимир Зеленський", ("UNT104", "Володимир Зеленський", MAJOR)),
        ("By Νίκος Παπαδόπουλος and Maria Smith", ("UNT104", "Νίκος Παπαδόπουλος", MAJOR)),
        ("See https://пример.рф/новости now", ("UNT801", "пример.рф/новости", NEUTRAL)),
        ("The daily Ethnos (Έθνος) said", ("UNT803", "(Έθνος)", NEUTRAL)),
        ("Haaretz (הארץ) said so", ("UNT803", "(הארץ)", NEUTRAL)),
        ("They chanted “Слава Україні”, or “Glory to Ukraine”.", ("UNT802", "Слава Україні", NEUTRAL)),
        ("a 5 kΩ resistor", ("UNT804", "Ω", NEUTRAL)),
    ],
)
def test_reason(text: str, expected: tuple[str, str, Severity]) -> None:
    assert found(text) == [expected]


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Президент Joe Biden выступил на Fox News Sunday.", "ru"),
        ("В альбом «On a Wing and a Prayer» (1992) включены песни.", "ru"),
        ("Он купил iPhone 15 Pro Max за 100 USD.", "ru"),
        ("美国有线电视新闻网（CNN）的节目 State of the Union 播出。", "zh"),
        ("首相は10日、Twitterで「make sense」と述べた。", "ja"),
        ("Beograd je lep. Београд је леп.", "sr"),
        ("中美 관계 개선", "ko"),
        ("Nothing foreign here, just ½ µ and ™.", "en"),
        ("Слава", "xx"),
    ],
)
def test_silent(text: str, lang: str) -> None:
    assert [item for item in found(text, lang) if item[2] is not NEUTRAL] == []


def test_latin_text_in_other_scripts() -> None:
    text = "Ο υπουργός μίλησε χθες. The minister did not answer further questions."
    assert found(text, "el") == [("UNT103", "The minister did not answer further questions.", CRITICAL)]
    text = "他说 this is a very important day for all of us 然后离开了。"
    assert found(text, "zh") == [("UNT101", "this is a very important day for all of us", MAJOR)]


def test_a_single_latin_word_counts_where_the_source_is_known() -> None:
    text = "Ο δήμαρχος μίλησε für για μία ώρα."
    assert found(text, "el") == []
    assert found(text, "el", source="de") == [("UNT101", "für", MAJOR)]
    assert found("Η ταχύτητα ήταν 90 Stunden (für) και «für».", "el", source="de") == []


def test_the_rest_of_the_line_explains() -> None:
    text = "“Слава Україні!” (“Glory to Ukraine!”), they shouted."
    assert [code for code, _, _ in found(text, cut=True)] == ["UNT802"]
    text = "They met.\n– Михайло Подоляк (@Podolyak_M) February 28, 2022\nThey left."
    assert found(text, cut=True) == [("UNT104", "Михайло Подоляк", MINOR)]


def test_lines_are_not_joined() -> None:
    text = "– Михайло Подоляк\n– Андрій Єрмак"
    assert [quote for _, quote, _ in found(text)] == ["Михайло Подоляк", "Андрій Єрмак"]


@pytest.mark.parametrize(
    ("text", "name", "other"),
    [
        ("Mr Pontoliak spoke. “We wait,” Pontoliak said.", "Михайло Подоляк", "Pontoliak"),
        ("Mr Podolyak spoke on Monday.", "Михайло Подоляк", ""),  # another romanisation of the same name
        ("Podoliak’s office denied it, Pontoliak said.", "Михайло Подоляк", ""),  # spelled right elsewhere
        ("The Polish minister spoke in Poltava.", "Михайло Подоляк", ""),
        ("Mitsotakis met Mitsotaqis.", "Κυριάκος Μητσοτάκης", ""),
        ("He met Mitsotaqis on Monday.", "Κυριάκος Μητσοτάκης", "Mitsotaqis"),
        ("Ли said so. Lee agreed.", "Ли", ""),  # too short to tell
    ],
)
def test_a_name_that_the_article_spells_otherwise(text: str, name: str, other: str) -> None:
    assert other_spelling(text, name) == other


def test_a_signature_says_where_the_article_disagrees() -> None:
    text = "Mr Pontoliak spoke on Monday.\n– Михайло Подоляк (@Podolyak_M) February 28, 2022"
    segments = segment(text, "en")
    context = Context(Document("d", text, lang="en", segments=segments), CONFIG, MODELS)
    rule = next(rule for rule in script.RULES if rule.code == "UNT104")
    (hit,) = [hit for part in segments for hit in rule.find(part, context)]
    assert "“Pontoliak”" in hit.message
