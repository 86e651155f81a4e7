"""Unicode facts about text: scripts, words, and the languages' habits. Offsets are code points."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

import langcodes
import regex

from mtaudit.core import Span

# Default word boundaries of UAX #29 (regex.WORD), kept where the piece holds a letter or digit.
_PIECE = regex.compile(r"\b\X+?\b", regex.WORD)
_LETTER_OR_DIGIT = regex.compile(r"[\p{L}\p{N}]")
_UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}]")

# Han and kana run without spaces; a Chinese or Japanese word is 1.7 characters long on average (DESIGN.md, Score).
UNSPACED_CHARACTERS_PER_WORD = 1.7


def words(text: str) -> Iterator[Span]:
    """Spans of the words of `text` by UAX #29: pieces between word boundaries that hold a letter or digit.

    Source: Unicode Standard Annex #29, "Word Boundaries".
    """
    for match in _PIECE.finditer(text):
        if _LETTER_OR_DIGIT.search(match[0]):
            yield Span(match.start(), match.end())


def count_words(text: str) -> int:
    """Number of words: UAX #29 words, with runs of Han and kana counted as one word per 1.7 characters."""
    unspaced = len(_UNSPACED.findall(text))
    spaced = sum(1 for span in words(text) if not _UNSPACED.match(span.of(text)))
    return spaced + round(unspaced / UNSPACED_CHARACTERS_PER_WORD)


# ISO 15924 codes of the scripts that news is written in, with the names that messages use. Which character belongs
# to which script is asked of the Unicode database (regex's \p{Script=...}); this list only names.
SCRIPT_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "Latn": "Latin",
        "Cyrl": "Cyrillic",
        "Grek": "Greek",
        "Arab": "Arabic",
        "Hebr": "Hebrew",
        "Hani": "Chinese",
        "Hira": "Japanese",
        "Kana": "Japanese",
        "Hang": "Korean",
        "Deva": "Devanagari",
        "Beng": "Bengali",
        "Thai": "Thai",
        "Geor": "Georgian",
        "Armn": "Armenian",
        "Taml": "Tamil",
        "Telu": "Telugu",
        "Knda": "Kannada",
        "Mlym": "Malayalam",
        "Gujr": "Gujarati",
        "Guru": "Gurmukhi",
        "Orya": "Odia",
        "Sinh": "Sinhala",
        "Khmr": "Khmer",
        "Laoo": "Lao",
        "Mymr": "Burmese",
        "Ethi": "Ethiopic",
        "Tibt": "Tibetan",
        "Mong": "Mongolian",
        "Thaa": "Thaana",
        "Syrc": "Syriac",
        "Tfng": "Tifinagh",
        "Bopo": "Bopomofo",
    }
)

# Codes of CLDR's likely subtags that stand for several scripts at once (ISO 15924, "Jpan", "Kore").
_COMPOSED = {
    "Jpan": ("Hani", "Hira", "Kana"),
    "Kore": ("Hang", "Hani"),
    "Hans": ("Hani", "Bopo"),
    "Hant": ("Hani", "Bopo"),
}

# Languages whose press is printed in two scripts. Source: Unicode CLDR, supplemental language data.
_DIGRAPHIC = {
    "sr": ("Cyrl", "Latn"),
    "sh": ("Cyrl", "Latn"),
    "bs": ("Cyrl", "Latn"),
    "uz": ("Cyrl", "Latn"),
    "kk": ("Cyrl", "Latn"),
    "az": ("Cyrl", "Latn"),
    "pa": ("Arab", "Guru"),
    "ku": ("Arab", "Latn"),
}

# Letters of one script with the marks that ride on them, and the letters that several scripts share ("ー", "ʼ").
_SCRIPT_RUN = regex.compile(
    "|".join(
        rf"(?P<{code}>(?:[\p{{Script={code}}}&&[\p{{L}}\p{{M}}\p{{Nl}}]]"
        rf"[\p{{Script=Inherited}}[\p{{Script=Common}}&&\p{{Lm}}]]*)+)"
        for code in SCRIPT_NAMES
    ),
    regex.V1,
)


@dataclass(frozen=True, slots=True)
class ScriptRun:
    """A stretch of letters of one script, named by its ISO 15924 code."""

    script: str
    span: Span


def script_runs(text: str) -> Iterator[ScriptRun]:
    """The stretches of letters of one script in `text`, in order; what is not a letter ends a stretch."""
    for match in _SCRIPT_RUN.finditer(text):
        yield ScriptRun(str(match.lastgroup), Span(match.start(), match.end()))


@lru_cache(maxsize=256)
def scripts_of(lang: str) -> frozenset[str]:
    """ISO 15924 codes of the scripts that `lang` is written in; empty where the language is not known.

    Source: Unicode CLDR, likely subtags, as the langcodes package holds them.
    """
    if lang in _DIGRAPHIC:
        return frozenset(_DIGRAPHIC[lang])
    try:
        script = langcodes.Language.get(lang).maximize().script or ""
    except langcodes.LanguageTagError:
        return frozenset()
    return frozenset(code for code in _COMPOSED.get(script, (script,)) if code in SCRIPT_NAMES)


@lru_cache(maxsize=256)
def _foreign_letter(lang: str) -> regex.Pattern[str] | None:
    scripts = scripts_of(lang)
    if not scripts:
        return None
    own = "".join(rf"\p{{Script={code}}}" for code in sorted({*scripts, "Latn"}))
    return regex.compile(rf"[\p{{L}}--[{own}\p{{Script=Common}}\p{{Script=Inherited}}]]", regex.V1)


def has_foreign_script(text: str, lang: str) -> bool:
    """True where `text` holds a letter of a script that is neither Latin nor one of `lang`'s."""
    pattern = None if text.isascii() else _foreign_letter(lang)
    return pattern is not None and pattern.search(text) is not None
