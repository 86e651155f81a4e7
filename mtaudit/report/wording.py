"""Words and numbers as an editor reads them: names of languages, families and severities; rounding that never lies."""

from __future__ import annotations

import math
import re
from typing import Final

from mtaudit.core import Category, Document, Severity

FAMILIES: Final = {
    "UNT": "Untranslated text",
    "ENC": "Encoding and markup",
    "GAR": "Garbled phrasing",
    "ADQ": "Adequacy",
    "NAM": "Names",
    "NUM": "Numbers and dates",
    "REP": "Repetition",
    "TYP": "Typography",
    "BOI": "Site boilerplate",
    "TRM": "House terms",
}

CATEGORIES: Final = {
    Category.UNTRANSLATED: "Untranslated",
    Category.MISTRANSLATION: "Mistranslation",
    Category.OMISSION: "Omission",
    Category.ADDITION: "Addition",
    Category.NON_TRANSLATION: "Untranslated sentence",
    Category.FLUENCY: "Fluency",
    Category.PUNCTUATION: "Punctuation",
    Category.SPELLING: "Spelling",
    Category.GRAMMAR: "Grammar",
    Category.INCONSISTENCY: "Inconsistency",
    Category.ENCODING: "Encoding",
    Category.AWKWARD: "Awkward style",
    Category.TERMINOLOGY: "Terminology",
    Category.LOCALE: "Locale convention",
    Category.OTHER: "Other",
}

SEVERITIES: Final = (Severity.CRITICAL, Severity.MAJOR, Severity.MINOR, Severity.NEUTRAL)

# English names of the languages that news is most often translated from and into; any other shows its code.
LANGUAGES: Final = {
    "am": "Amharic", "ar": "Arabic", "az": "Azerbaijani", "be": "Belarusian", "bg": "Bulgarian", "bn": "Bengali",
    "bs": "Bosnian", "ca": "Catalan", "cs": "Czech", "da": "Danish", "de": "German", "el": "Greek", "en": "English",
    "es": "Spanish", "et": "Estonian", "fa": "Persian", "fi": "Finnish", "fr": "French", "gu": "Gujarati",
    "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "hy": "Armenian", "id": "Indonesian",
    "is": "Icelandic", "it": "Italian", "ja": "Japanese", "ka": "Georgian", "kk": "Kazakh", "ko": "Korean",
    "lt": "Lithuanian", "lv": "Latvian", "mk": "Macedonian", "ml": "Malayalam", "mr": "Marathi", "ms": "Malay",
    "nl": "Dutch", "no": "Norwegian", "pa": "Punjabi", "pl": "Polish", "ps": "Pashto", "pt": "Portuguese",
    "ro": "Romanian", "ru": "Russian", "sk": "Slovak", "sl": "Slovenian", "sq": "Albanian", "sr": "Serbian",
    "sv": "Swedish", "sw": "Swahili", "ta": "Tamil", "te": "Telugu", "th": "Thai", "tr": "Turkish", "uk": "Ukrainian",
    "ur": "Urdu", "uz": "Uzbek", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip

TITLE_LENGTH = 90  # characters of a text that stand for its missing title: one line of the list of articles

WORD_LENGTH = 16  # characters that a cut may give up to end after a word

MILLION = 1_000_000  # beyond a million times likelier, more is no better reason to change a word

# Below what ratio a difference is told in words; a number would claim more than a model's odds can bear.
_LITTLE: Final = (
    (0.8, "less likely"),
    (1.25, "about as likely"),
    (1.75, "a little likelier"),
    (2.5, "about twice as likely"),
)

# Characters that cannot be seen or that reorder the line they stand in: controls, soft hyphen, zero-width space,
# word joiner, byte-order mark, bidirectional embeddings, overrides and isolates, object replacement, tag characters.
# Joiners and the plain direction marks stay: Persian, Hindi and Arabic are written with them.
_UNSEEN = re.compile(
    "[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x9f\\u00ad\\u200b\\u2028-\\u202e\\u2060-\\u2069\\ufeff\\ufff9-\\ufffc"
    "\\U000e0000-\\U000e007f]"
)
_SURROGATE = re.compile("[\\ud800-\\udfff]")


def plural(count: int, noun: str, nouns: str = "") -> str:
    """`1 article`, `1,204 articles`."""
    return f"{count:,} {noun if count == 1 else nouns or noun + 's'}"


def language(code: str) -> str:
    """The English name of an ISO 639-1 code, the code itself where we hold no name."""
    return LANGUAGES.get(code, code) or "Unknown"


def score_text(value: float) -> str:
    """A score to one decimal; `100` only where it is 100, `0` only where it is 0."""
    if value >= 100:
        return "100"
    if value <= 0:
        return "0"
    return f"{min(max(value, 0.1), 99.9):.1f}"


def percent(share: float) -> str:
    """A share of 0–1 in per cent; `100%` and `0%` only where that is the truth."""
    if share >= 1 or share <= 0:
        return "100%" if share >= 1 else "0%"
    if share > 0.99:
        return ">99%"
    return "<1%" if share < 0.01 else f"{share:.0%}"


def likelier(gain: float) -> str:
    """How much likelier something is that gained `gain` nats, in plain words: `about 400 times likelier`.

    Rounded to one figure, or 15, 150, ...: a model's odds are no exacter. "" where `gain` is not a number.
    """
    if math.isnan(gain):
        return ""
    if gain >= math.log(MILLION):
        return "over a million times likelier"
    ratio = math.exp(gain)
    for limit, words in _LITTLE:
        if ratio < limit:
            return words
    power = 10 ** math.floor(math.log10(ratio))
    figure = ratio / power
    rounded = round((math.floor(2 * figure + 0.5) / 2 if figure < 1.75 else math.floor(figure + 0.5)) * power)
    return f"about {'a million' if rounded == MILLION else format(rounded, ',')} times likelier"


def title_of(document: Document) -> str:
    """The document's title, else the beginning of its text, else its id."""
    line = document.title.strip() or next((line.strip() for line in document.text.splitlines() if line.strip()), "")
    line = " ".join(line.split())
    return shortened(line, TITLE_LENGTH) or document.id


def shortened(text: str, length: int) -> str:
    """`text` in at most `length` characters, cut after a word where one ends near."""
    if len(text) <= length:
        return text
    cut = text[: length - 1]
    word = cut.rsplit(" ", 1)[0]
    return (word if len(cut) - len(word) <= WORD_LENGTH else cut).rstrip() + "…"


def pair_of(document: Document) -> str:
    """The language pair in words: `Greek → English`; a guessed target carries a question mark."""
    if not document.lang:
        return f"{language(document.source_lang)} → unknown" if document.source_lang else "Language unknown"
    target = language(document.lang) + ("?" if document.lang_detected else "")
    return f"{language(document.source_lang)} → {target}" if document.source_lang else target


def split_unseen(text: str) -> list[tuple[str, str]]:
    """Cut `text` into (plain, unseen) pairs, where unseen is the `U+XXXX` name of the character that follows."""
    pairs, start = [], 0
    for match in _UNSEEN.finditer(text):
        pairs.append((text[start : match.start()], f"U+{ord(match[0]):04X}"))
        start = match.end()
    return [*pairs, (text[start:], "")]


def plain(text: str) -> str:
    """`text` with each character that cannot be seen spelled as `[U+XXXX]`."""
    return "".join(part + (f"[{unseen}]" if unseen else "") for part, unseen in split_unseen(text))


def seen(text: str) -> str:
    """`text` without the characters that cannot be seen."""
    return "".join(part for part, _ in split_unseen(text))


def encodable(text: str) -> str:
    """`text` with lone surrogates, which no encoding can write, as U+FFFD."""
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)
