"""Language identifiers and language rules."""

from __future__ import annotations

import pytest

from mtaudit.config import Config
from mtaudit.core import Document, Segment, Severity, Span
from mtaudit.detect import language
from mtaudit.detect.language.lexicon import load_lexicon
from mtaudit.detect.language.source import source_language
from mtaudit.detect.rule import Context
from mtaudit.models import Models
from mtaudit.models.language import Langdetect, detect, load_identifier, to_iso
from mtaudit.segment import segment

CONFIG = Config()
MODELS = Models(CONFIG)


def found(text: str, lang: str = "en", source_lang: str = "", source: str = "") -> list[tuple[str, str]]:
    """(code, quote) of all language rules but the neutral one, in the order of the rules."""
    segment = Segment(text, Span(0, len(text)), lang=lang, source=source)
    context = Context(Document("d", text, lang=lang, source_lang=source_lang, segments=(segment,)), CONFIG, MODELS)
    rules = [rule for rule in language.RULES if rule.severity is not Severity.NEUTRAL]
    return [(rule.code, hit.span.of(text)) for rule in rules for hit in rule.find(segment, context)]


@pytest.mark.parametrize("identifier", [load_identifier(), Langdetect()], ids=lambda one: one.name)
def test_identifiers(identifier: Langdetect) -> None:
    german = "Der Minister hat am Montag gesagt, dass die Gespräche weitergehen."
    assert identifier.identify(german).lang == "de"
    assert identifier.identify(german).reliable
    assert identifier.identify(german, ("en", "fr")).lang in ("en", "fr", "")
    assert identifier.identify(german).lang == "de"  # a closed set leaves no trace
    assert identifier.identify("").lang == "" and not identifier.identify("123 !").reliable


def test_document_language_outvotes_a_paragraph() -> None:
    text = "The talks went on for hours, and no one left.\nΤο μέτρο ισχύει.\nThe minister did not answer any questions."
    assert detect(text, load_identifier()).lang == "en"
    assert detect("", load_identifier()).lang == ""


@pytest.mark.parametrize(("code", "iso"), [("zh-cn", "zh"), ("fil", "tl"), ("nb", "no"), ("und", ""), ("pt_BR", "pt")])
def test_to_iso(code: str, iso: str) -> None:
    assert to_iso(code) == iso


def test_lexicon() -> None:
    english, german = load_lexicon("en", full=True), load_lexicon("de")
    assert english and german and load_lexicon("et") is None
    assert german.log_probability("wurde") - english.log_probability("wurde") > 4
    assert german.log_probability("schmerzlichster") > english.log_probability("schmerzlichster")  # in no list
    assert english.frequency("the") > 0.01 and english.frequency("qqqzx") == 0


@pytest.mark.parametrize(
    ("text", "lang", "source", "expected"),
    [
        (
            "Doch ohne einen Rahmen bleiben die Firmen ratlos.",
            "en",
            "",
            [("UNT201", "Doch ohne einen Rahmen bleiben die Firmen ratlos.")],
        ),
        ("He said [isso que nos mantém] what keeps us here.", "en", "", [("UNT202", "[isso que nos mantém]")]),
        (
            "They said that auf uns Wartenden auf uns wartet.",
            "en",
            "de",
            [("UNT202", "auf uns Wartenden auf uns wartet.")],
        ),
        ("She led six periodistas at the police.", "en", "es", [("UNT203", "periodistas")]),
        (
            "Він сказав: «Это наша земля и мы её никому не отдадим», — пише газета.",
            "uk",
            "",
            [("UNT202", "Это наша земля и мы её никому не отдадим")],
        ),
        (
            "Minister powiedział that the talks would go on w poniedziałek.",
            "pl",
            "",
            [("UNT202", "that the talks would go on")],
        ),
        (
            "Pingutused ei ole veel lõppenud ja töö jätkub homme.",
            "en",
            "",
            [("UNT201", "Pingutused ei ole veel lõppenud ja töö jätkub homme.")],
        ),
    ],
)
def test_found(text: str, lang: str, source: str, expected: list[tuple[str, str]]) -> None:
    assert found(text, lang, source) == expected


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("The team of Borussia Mönchengladbach beat Atlético de Madrid in the Coupe de France.", "en"),
        ("The Bundesverfassungsgericht in Karlsruhe rejected Alternative für Deutschland.", "en"),
        ("He ordered spaghetti alla puttanesca, crème brûlée and a café au lait.", "en"),
        ("Habeas corpus, pro bono, quid pro quo and et cetera are Latin.", "en"),
        ("The central Andes belong to the so-called 'Andes de tipo andino'.", "en"),
        ("President Daniel arap Moi and Muhammad bin Salman met in al-Ula.", "en"),
        ("BMI was adequate (< 25kg/m2) or low (p < 0.001, d = 0.12).", "en"),
        ("Das Meeting mit dem Team war ein Flop, sagte der Chef.", "de"),
        ("Statsministeren sa at regjeringen vil arbeide videre med saken.", "no"),
        ("Predsjednik je rekao da će vlada nastaviti raditi na tom pitanju.", "hr"),
        ("Predseda vlády povedal, že vláda bude pokračovať v rokovaniach.", "sk"),
        ("O presidente disse que a reunião foi boa e que o governo vai trabalhar.", "pt"),
        ("Menteri mengatakan bahwa perundingan akan dilanjutkan minggu depan.", "id"),
        ("Valitsus otsustas jätkata läbirääkimisi järgmisel nädalal.", "et"),
        ("", "en"),
        ("!!! 123 ???", "en"),
    ],
)
def test_silent(text: str, lang: str) -> None:
    assert found(text, lang) == []


def test_a_third_language_needs_more() -> None:
    text = "Where can you buy forms for baking paska in town?"
    assert found(text, "en", "uk") == []


@pytest.mark.parametrize(
    ("text", "source", "quote"),
    [
        (
            "The mayor opened the Stadtfest am Samstag with a speech.",
            "Der Bürgermeister eröffnete das Stadtfest am Samstag.",
            "am",
        ),
        ("They waited die ganze long night.", "Sie warteten die ganze lange Nacht.", "die ganze"),
        ("He praised the gute Stimmung in the hall.", "Er lobte die gute Stimmung im Saal.", "gute"),
    ],
)
def test_words_copied_from_the_source_are_proof(text: str, source: str, quote: str) -> None:
    quotes = [found_quote for _, found_quote in found(text, "en", "de", source)]
    assert any(quote in one for one in quotes), quotes


@pytest.mark.parametrize(
    ("text", "source"),
    [
        (
            "The police service of Paris has a hotel in the centre.",
            "Le service de police de Paris a un hotel au centre.",
        ),
        ("It grew by 3 percent per capita, an ad hoc figure.", "Il a crû de 3 % per capita, un chiffre ad hoc."),
        ("The minister met Emmanuel Macron in Le Havre.", "Le ministre a rencontré Emmanuel Macron au Havre."),
        ("The dose was 1.65 mg/kg/d (1.49–2.04 mg/kg/d).", "La dose était de 1,65 mg/kg/j (1,49–2,04 mg/kg/j)."),
    ],
)
def test_words_that_both_languages_share_are_no_proof(text: str, source: str) -> None:
    assert found(text, "en", "fr", source) == []


def test_an_abbreviation_of_three_letters_is_no_word() -> None:
    assert found("The news agency dpa reported it.", "en", "de", "Das meldete die Agentur dpa.") == []
    assert found("They fought nur for their town.", "en", "de", "Sie kämpften nur dafür.") == [("UNT203", "nur")]


def test_the_source_language_is_inferred_from_leftovers() -> None:
    clear = "Doch ohne einen rechtlichen Rahmen bleiben die Firmen vorerst ratlos."
    text = f"The city council met on Monday.\n{clear}\nThey waited wieder in the hall."
    cut = segment(text, "en")

    def quotes(document: Document) -> list[str]:
        context = Context(document, CONFIG, MODELS)
        return [hit.span.of(part.text) for part in cut for rule in language.RULES for hit in rule.find(part, context)]

    assert quotes(Document("d", text, lang="en", segments=cut)) == [clear, "wieder"]
    alone = text.replace(f"{clear}\n", "")
    cut = segment(alone, "en")
    assert quotes(Document("d", alone, lang="en", segments=cut)) == [], "one word may be a name or a coinage"


def test_the_source_text_tells_its_language() -> None:
    german = "Der Stadtrat tagte am Montag. Sie warteten wieder im Saal."
    identifier = MODELS.language
    assert source_language(Document("d", "They waited.", lang="en", source_text=german), identifier) == "de"
    assert (
        source_language(Document("d", "They waited.", lang="en", source_lang="nl", source_text=german), identifier)
        == "nl"
    )
    assert source_language(Document("d", "They waited.", lang="en"), identifier) == ""
