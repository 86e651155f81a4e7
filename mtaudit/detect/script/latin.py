"""Latin text in a language with its own script: names and brands are common there, sentences are not."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from mtaudit.core import Span
from mtaudit.detect.language.lexicon import load_lexicon
from mtaudit.detect.script.fragments import Fragment
from mtaudit.detect.script.reasons import Explained, Reason
from mtaudit.models import LanguageIdentifier
from mtaudit.segment import sentences
from mtaudit.text import ADDRESS, BRACKETS, QUOTES, enclosing_bracket, scripts_of

# Fewer lower-case words make a name, a title or a term: on 2,500 sentences of clean ar, hi, ja, ko, ru, th, zh text
# (UD PUD) no run outside quotation marks has three.
LOWER_WORDS = 3
# Inside quotation marks a title may be that long ("Andes de tipo andino"); a quotation left over is longer.
QUOTED_LOWER_WORDS = 6
# Share of running words from which on a word is daily use: once in a million.
DAILY = 1e-6

_RUN = regex.compile(r"[\p{Latin}][\p{Latin}\p{M}'’\-]*(?:[^\p{L}\n]{1,6}[\p{Latin}][\p{Latin}\p{M}'’\-]*)*")
_LOWER = regex.compile(r"(?<![\p{L}\p{N}_/.@#\-])\p{Ll}{2,}(?![\p{N}_/@\-])")
_WORD = regex.compile(r"\p{L}[\p{L}\p{M}'’\-]*")
_QUOTED = regex.compile(r"""[“„«»"][^“”„«»"\n]+(?:[”“»«"]|$)""")
_LETTER = regex.compile(r"\p{L}")
_STOP = regex.compile(r"[.!?…]+(?=[\"'”’»)\]]*(?:\s|$))")


def latin_fragments(text: str, lang: str, identifier: LanguageIdentifier, source_lang: str = "") -> Iterator[Explained]:
    """Runs of Latin running text in `text`, whose language `lang` has its own script."""
    if "Latn" in scripts_of(lang) or not scripts_of(lang):
        return
    addresses = [Span(*match.span()) for match in ADDRESS.finditer(text)]
    for match in _RUN.finditer(text):
        core = Span(*match.span())
        if any(address.overlaps(core) for address in addresses):
            continue
        if _is_running_text(match[0], identifier) or _is_known_text(text, core, source_lang, identifier):
            yield _explained(text, lang, core, len(_LOWER.findall(match[0])))


def _is_running_text(run: str, identifier: LanguageIdentifier) -> bool:
    """Three lower-case words or more, outside what quotation marks show to be a title."""
    lower = len(_LOWER.findall(run))
    unquoted = _without_titles(run)
    if unquoted != run and len(_LOWER.findall(unquoted)) < LOWER_WORDS:
        return False
    return lower >= LOWER_WORDS and lower * 2 >= len(_WORD.findall(run)) and identifier.identify(run).reliable


def _is_known_text(text: str, core: Span, source_lang: str, identifier: LanguageIdentifier) -> bool:
    """Fewer words, most of them daily words of one language: the source's, the likeliest, or English.

    Small words alone tell nothing ("Department of the Treasury"). A single word must be one of the source's language
    and stand free: in brackets it is a gloss, in quotation marks a title, after a number a unit.
    """
    run = core.of(text)
    words = _WORD.findall(_without_titles(run))
    for candidate in dict.fromkeys((source_lang, identifier.identify(run).lang, "en")):
        known = [word for word in words if _is_daily(word, candidate)]
        lower = [word for word in known if word.islower()]
        telling = len(lower) >= 2 or any(len(word) > len("the") for word in lower)
        if telling and len(known) >= 2 and len(known) * 2 >= len(words):
            return True
        if len(words) == len(lower) == 1 and candidate == source_lang and _stands_free(text, core):
            return True
    return False


def _is_daily(word: str, lang: str) -> bool:
    """True for a lower-case word, or a German noun, that news in `lang` uses daily."""
    if not lang or len(word) < 3 or "Latn" not in scripts_of(lang) or not (word.islower() or lang == "de"):
        return False
    lexicon = load_lexicon(lang)
    return lexicon is not None and lexicon.frequency(word.lower().replace("’", "'")) >= DAILY


def _stands_free(text: str, core: Span) -> bool:
    before, after = text[: core.start].rstrip()[-1:], text[core.end :].lstrip()[:1]
    marks = {*QUOTES, *BRACKETS, *BRACKETS.values()}
    return not before.isdigit() and before not in marks and after not in marks


def _without_titles(run: str) -> str:
    return str(_QUOTED.sub(lambda quoted: "" if _is_title(quoted[0]) else quoted[0], run))


def _is_title(quoted: str) -> bool:
    return len(_LOWER.findall(quoted)) < QUOTED_LOWER_WORDS


def _explained(text: str, lang: str, core: Span, lower: int) -> Explained:
    before, after = text[: core.start].rstrip()[-1:], text[core.end :].lstrip(" .!?,…")[:1]
    if before in set(QUOTES) and after in set(QUOTES) and lower < QUOTED_LOWER_WORDS:
        return Explained(Fragment("Latn", core, core), Reason.ORIGINAL, core)
    for sentence in sentences(text, lang):
        if sentence.covers(core) and len(_LETTER.findall(sentence.of(text))) == len(_LETTER.findall(core.of(text))):
            return Explained(Fragment("Latn", core, sentence, sentence=True), Reason.SENTENCE, sentence)
    bracket = enclosing_bracket(text, core)
    if bracket is not None and len(_LETTER.findall(bracket.of(text))) == len(_LETTER.findall(core.of(text))):
        return Explained(Fragment("Latn", core, bracket, bracketed=True), Reason.BRACKET, bracket)
    stop = _STOP.match(text, core.end)
    span = Span(core.start, stop.end()) if stop else core
    return Explained(Fragment("Latn", core, span), Reason.FRAGMENT, span)
