"""Words that were spelled out in Latin letters and not translated: "Ministerstvo oborony"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

import regex
from anyascii import anyascii

from mtaudit.core import Category, Evidence, Hit, Segment, Severity, Span
from mtaudit.detect.language.lexicon import load_lexicon
from mtaudit.detect.language.runs import Word, words_of
from mtaudit.detect.language.source import source_language
from mtaudit.detect.rule import Context, Example, Rule, rule
from mtaudit.text import language_name, scripts_of

# Scripts that are spelled out letter by letter, vowels included; Arabic and Hebrew write too few of them.
SPELLED = frozenset(("Cyrl", "Grek", "Geor", "Armn"))
# A target word that the target language lists at all (1 in 100 million) may be a loanword: perestroika, souvlaki.
LISTED = 1e-8
# Letters of a word that stands alone; two in a row need fewer. Shorter ones meet by chance.
ALONE, IN_A_ROW = 7, 5
DAILY = 1e-6  # share of running words of the source language from which on a word is known without a source

# Romanisations differ in these; both sides are folded before they are compared.
_FOLDS = (
    ("shch", "s"), ("sch", "s"), ("tch", "c"), ("zh", "z"), ("kh", "h"), ("ts", "c"), ("tz", "c"), ("ch", "c"),
    ("sh", "s"), ("ph", "f"), ("ou", "u"), ("th", "t"), ("dj", "j"), ("w", "v"), ("y", "i"), ("j", "i"), ("x", "ks"),
)  # fmt: skip
_LATIN = regex.compile(r"[\p{Latin}\p{M}'’-]+")
_NOT_LETTER = regex.compile(r"[^a-z]")


@dataclass(frozen=True, slots=True)
class Spelled:
    """A target word that spells a word of the source."""

    index: int
    word: Word
    original: str


@rule(
    code="UNT204",
    name="transliterated-words",
    category=Category.UNTRANSLATED,
    needs=("language",),
    severity=Severity.MAJOR,
    examples=(
        Example(
            "en",
            "The [[ministerstvo oborony]] denied it on Monday.",
            source="Министерство обороны отрицало это в понедельник.",
        ),
        Example("de", "Der [[prezydent]] unterschrieb es.", source="Президент підписав його, сказав президент."),
        Example("en", "The rally was held by the [[epitropi]].", source="Η συγκέντρωση έγινε από την επιτροπή."),
        Example("en", "The ministry of defence denied it.", source="Министерство обороны отрицало это."),
        Example("en", "The slogan was “обращения” in Russian.", source="Лозунг был «обращения» по-русски."),
        Example("en", "He spoke of perestroika and glasnost.", source="Он говорил о перестройке, гласности."),
        Example("en", "Volodymyr Zelensky met Dmytro Kuleba.", source="Володимир Зеленський зустрів Дмитра Кулебу."),
    ),
)
def transliterated_words(segment: Segment, context: Context) -> Iterator[Hit]:
    """Words of the source were spelled out in Latin letters where they should have been translated.

    Why it matters: the reader meets a word that is in no dictionary and cannot guess what it says.

    Silent on: names (words that the source writes with a capital), words that the target language lists, single short
    words; sources in Latin letters, and in scripts that write few vowels.

    Source: letter-by-letter romanisation by the anyascii package; word frequencies of wordfreq 3.1.
    """
    source_lang = source_language(context.document, context.models.language)
    if not scripts_of(source_lang) & SPELLED or "Latn" not in scripts_of(segment.lang):
        return
    for group in _rows(list(_spelled(segment, source_lang))):
        letters = min(len(one.word.lower) for one in group)
        if letters < (IN_A_ROW if len(group) > 1 else ALONE):
            continue
        span = Span(group[0].word.span.start, group[-1].word.span.end)
        original = " ".join(one.original for one in group)
        message = f"{language_name(source_lang)} words spelled in Latin letters and not translated (“{original}”)."
        yield Hit(span, message, confidence=0.9, evidence=(Evidence("source", original),))


def _spelled(segment: Segment, source_lang: str) -> Iterator[Spelled]:
    target = load_lexicon(segment.lang, full=True)
    if target is None:
        return
    known = _known(segment.source) if segment.source else _daily(source_lang)
    for index, word in enumerate(words_of(segment.text)):
        latin = _LATIN.fullmatch(word.lower) is not None
        if latin and len(word.lower) >= IN_A_ROW and not word.capital and target.frequency(word.lower) < LISTED:
            original = known.get(fold(word.lower))
            if original:
                yield Spelled(index, word, original)


def _rows(found: Sequence[Spelled]) -> Iterator[list[Spelled]]:
    """Words side by side."""
    for _, group in groupby(enumerate(found), key=lambda item: item[1].index - item[0]):
        yield [one for _, one in group]


@lru_cache(maxsize=256)
def _known(source: str) -> dict[str, str]:
    """Folded spelling to source word, of the words that the source writes small: names are right as they are."""
    small = (word for word in words_of(source) if not word.capital or _opens(source, word.span))
    return {fold(word.lower): word.lower for word in small if not _LATIN.search(word.lower)}


def _opens(text: str, span: Span) -> bool:
    """True for the first word of a sentence, whose capital says nothing."""
    before = text[: span.start].rstrip()
    return not before or before[-1] in ".!?…:\n"


@lru_cache(maxsize=8)
def _daily(lang: str) -> dict[str, str]:
    """Folded spelling to word, of the daily words of a language."""
    lexicon = load_lexicon(lang)
    if lexicon is None:
        return {}
    daily = (word for word, share in lexicon.frequencies.items() if share >= DAILY and len(word) >= IN_A_ROW)
    return {fold(word): word for word in daily}


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """A word in plain Latin letters, romanisations made alike: "Харьков", "Kharkov" and "Harkov" -> "harkov"."""
    plain = _NOT_LETTER.sub("", anyascii(word).lower())
    for spelling, letter in _FOLDS:
        plain = plain.replace(spelling, letter)
    return "".join(letter for letter, _ in groupby(plain))


RULES: tuple[Rule, ...] = (transliterated_words,)
