"""Unicode facts about text: scripts, words, and the languages' habits. Offsets are code points."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

import langcodes
import regex
from langcodes.data_dicts import LIKELY_SUBTAGS

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
    if lang not in LIKELY_SUBTAGS:
        return frozenset()
    script = langcodes.Language.get(lang).maximize().script or ""
    return frozenset(code for code in _COMPOSED.get(script, (script,)) if code in SCRIPT_NAMES)


@lru_cache(maxsize=256)
def _foreign_letter(lang: str) -> regex.Pattern[str] | None:
    scripts = scripts_of(lang)
    if not scripts:
        return None
    own = "".join(rf"\p{{Script={code}}}" for code in sorted({*scripts, "Latn"}))
    return regex.compile(rf"[\p{{L}}--[{own}\p{{Script=Common}}\p{{Script=Inherited}}]]", regex.V1)


def has_foreign_script(text: str, lang: str) -> bool:
    """True where `text` holds a letter of a script that is neither Latin nor one of `lang`'s, or Chinese Han."""
    if lang == "ja" and not_japanese().search(text):
        return True
    pattern = None if text.isascii() else _foreign_letter(lang)
    return pattern is not None and pattern.search(text) is not None


@lru_cache(maxsize=1)
def not_japanese() -> regex.Pattern[str]:
    """A run of Han with a character that Japanese does not write, such as those that China simplified.

    Source: JIS X 0208 with its vendor extensions, as Python's codec cp932 holds them.
    """
    others = "".join(char for char in map(chr, range(0x4E00, 0xA000)) if not char.encode("cp932", "ignore"))
    return regex.compile(rf"\p{{Han}}*[{others}]\p{{Han}}*")


# English names of the languages that our identifiers know. Source: Unicode CLDR, English locale names.
_NAMES = (
    "am:Amharic ar:Arabic az:Azerbaijani be:Belarusian bg:Bulgarian bn:Bangla bs:Bosnian ca:Catalan cs:Czech "
    "da:Danish de:German el:Greek en:English es:Spanish et:Estonian eu:Basque fa:Persian fi:Finnish fr:French "
    "ga:Irish gl:Galician gu:Gujarati he:Hebrew hi:Hindi hr:Croatian hu:Hungarian hy:Armenian id:Indonesian "
    "is:Icelandic it:Italian ja:Japanese ka:Georgian kk:Kazakh kn:Kannada ko:Korean ku:Kurdish ky:Kyrgyz lo:Lao "
    "lt:Lithuanian lv:Latvian mk:Macedonian ml:Malayalam mn:Mongolian mr:Marathi ms:Malay mt:Maltese my:Burmese "
    "nb:Norwegian ne:Nepali nl:Dutch no:Norwegian or:Odia pa:Punjabi pl:Polish ps:Pashto pt:Portuguese ro:Romanian "
    "ru:Russian si:Sinhala sk:Slovak sl:Slovenian so:Somali sq:Albanian sr:Serbian sv:Swedish sw:Swahili ta:Tamil "
    "te:Telugu th:Thai tl:Tagalog tr:Turkish uk:Ukrainian ur:Urdu uz:Uzbek vi:Vietnamese yo:Yoruba zh:Chinese"
)
_LANGUAGE_NAMES = dict(pair.split(":") for pair in _NAMES.split())


def language_name(lang: str) -> str:
    """The English name of a language, for messages; its code where we have no name."""
    return _LANGUAGE_NAMES.get(lang, lang)


# Letters that most fonts draw alike. Source: Unicode Technical Standard #39, confusables.txt, those pairs that differ
# in no common typeface.
_CYRILLIC = "АВЕЅІЈКМНОРСТУХаеѕіјорсухһԁԛԝ"
_LATIN_OF_CYRILLIC = "ABESIJKMHOPCTYXaesijopcyxhdqw"
_GREEK = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧο"
_LATIN_OF_GREEK = "ABEZHIKMNOPTYXo"
_LOOKALIKES: Mapping[tuple[str, str], dict[int, str]] = {
    ("Cyrl", "Latn"): dict(zip(map(ord, _CYRILLIC), _LATIN_OF_CYRILLIC, strict=True)),
    ("Latn", "Cyrl"): dict(zip(map(ord, _LATIN_OF_CYRILLIC), _CYRILLIC, strict=True)),
    ("Grek", "Latn"): dict(zip(map(ord, _GREEK), _LATIN_OF_GREEK, strict=True)),
    ("Latn", "Grek"): dict(zip(map(ord, _LATIN_OF_GREEK), _GREEK, strict=True)),
}
_MIXABLE = regex.compile(r"[\p{Latin}\p{Cyrillic}\p{Greek}][\p{Latin}\p{Cyrillic}\p{Greek}\p{M}\p{N}]*")
_INITIAL_OR_UNIT = regex.compile(r"(?<=°\s?)[\p{Lu}](?!\w)|(?<![\w.])\p{Lu}(?=\.\s?\p{Lu})")


@dataclass(frozen=True, slots=True)
class LookalikeWord:
    """A word with letters that only look right: its script, its letters of another script, the word as it was meant."""

    span: Span
    script: str
    wrong: str
    repaired: str


def lookalike_words(text: str, lang: str) -> Iterator[LookalikeWord]:
    """Words of Latin, Cyrillic or Greek in which letters of another of the three look like the right ones.

    A word that can be read either way goes to the script of most of its letters, then to that of `lang`.
    """
    if text.isascii():
        return
    for match in _MIXABLE.finditer(text):
        counts: dict[str, int] = {}
        for run in script_runs(match[0]):
            counts[run.script] = counts.get(run.script, 0) + len(run.span)
        if len(counts) == 2:
            yield from _repaired(match[0], Span(*match.span()), counts, lang)
    if "Latn" in scripts_of(lang):
        yield from _lone_lookalikes(text)


def _repaired(word: str, span: Span, counts: Mapping[str, int], lang: str) -> Iterator[LookalikeWord]:
    own = scripts_of(lang)
    for right in sorted(counts, key=lambda script: (-counts[script], script not in own, script)):
        other = next(script for script in counts if script != right)
        table = _LOOKALIKES.get((other, right), {})
        wrong = [char for run in script_runs(word) if run.script == other for char in run.span.of(word)]
        unit = right == "Grek" and counts[right] <= counts[other] and right not in own  # "ΔT"
        if not unit and all(ord(char) in table for char in wrong):
            alike = "".join(dict.fromkeys(wrong))
            yield LookalikeWord(span, right, alike, "".join(table.get(ord(c), c) if c in wrong else c for c in word))
            return


def _lone_lookalikes(text: str) -> Iterator[LookalikeWord]:
    """A single Cyrillic or Greek capital as the unit of a temperature, or as an initial before Latin letters."""
    for match in _INITIAL_OR_UNIT.finditer(text):
        for other in ("Cyrl", "Grek"):
            latin = _LOOKALIKES[other, "Latn"].get(ord(match[0]))
            unit = "°" in text[max(0, match.start() - 2) : match.start()]
            if latin and (unit or regex.match(r"\.\s?\p{Latin}", text, pos=match.end())):
                yield LookalikeWord(Span(*match.span()), "Latn", match[0], latin)


BRACKETS = {"(": ")", "[": "]", "{": "}", "（": "）", "［": "］", "【": "】", "〔": "〕", "〈": "〉", "《": "》"}
QUOTES = "\"'“”„‟‘’‚«»‹›「」『』"

# A web or mail address, a handle, a hashtag, a bare host name ("Лента.ру"): the last label is short and lower-case.
ADDRESS = regex.compile(
    r"(?:https?: ?/ ?/ ?|www\.)[^\s<>]+(?: ?/ [^\s<>]+)*|[@#＠＃][\w][\w.\-]*(?<!\.)#?|[\w.\-]+@[\w\-]+\.[\w.\-]+"
    r"|(?<![\w.])\w{2,}[\w\-]*\.\p{Ll}{2,3}(?![\w.])"
)


def balanced(text: str) -> bool:
    """True where every bracket in `text` finds its partner in it."""
    stack: list[str] = []
    for char in text:
        if char in BRACKETS:
            stack.append(BRACKETS[char])
        elif char in BRACKETS.values() and (not stack or stack.pop() != char):
            return False
    return not stack


def enclosing_bracket(text: str, core: Span) -> Span | None:
    """The nearest pair of brackets on one line around `core`, with the brackets; None where there is none."""
    depth: list[str] = []
    for start in range(core.start - 1, max(-1, core.start - 200), -1):
        char = text[start]
        if char == "\n":
            return None
        if char in BRACKETS.values():
            depth.append(char)
        elif char in BRACKETS:
            if not depth:
                end = text.find(BRACKETS[char], core.end)
                inside = text[start + 1 : end] if end >= 0 else "\n"
                return Span(start, end + 1) if "\n" not in inside and balanced(inside) else None
            depth.pop()
    return None
