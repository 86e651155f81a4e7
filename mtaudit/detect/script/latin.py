"""Latin text in a language with its own script: names and brands are common there, sentences are not."""

from __future__ import annotations

from collections.abc import Iterator

import regex

from mtaudit.core import Span
from mtaudit.detect.script.fragments import Fragment
from mtaudit.detect.script.reasons import Explained, Reason
from mtaudit.models import LanguageIdentifier
from mtaudit.segment import sentences
from mtaudit.text import ADDRESS, QUOTES, enclosing_bracket, scripts_of

# Fewer lower-case words make a name, a title or a term: on 2,500 sentences of clean ar, hi, ja, ko, ru, th, zh text
# (UD PUD) no run outside quotation marks has three.
LOWER_WORDS = 3
# Inside quotation marks a title may be that long ("Andes de tipo andino"); a quotation left over is longer.
QUOTED_LOWER_WORDS = 6

_RUN = regex.compile(r"[\p{Latin}][\p{Latin}\p{M}'’\-]*(?:[^\p{L}\n]{1,6}[\p{Latin}][\p{Latin}\p{M}'’\-]*)*")
_LOWER = regex.compile(r"(?<![\p{L}\p{N}_/.@#\-])\p{Ll}{2,}(?![\p{N}_/@\-])")
_WORD = regex.compile(r"\p{L}[\p{L}\p{M}'’\-]*")
_QUOTED = regex.compile(r"""[“„«»"][^“”„«»"\n]+(?:[”“»«"]|$)""")
_LETTER = regex.compile(r"\p{L}")
_STOP = regex.compile(r"[.!?…]+(?=[\"'”’»)\]]*(?:\s|$))")


def latin_fragments(text: str, lang: str, identifier: LanguageIdentifier) -> Iterator[Explained]:
    """Runs of Latin running text in `text`, whose language `lang` has its own script."""
    if "Latn" in scripts_of(lang) or not scripts_of(lang):
        return
    addresses = [Span(*match.span()) for match in ADDRESS.finditer(text)]
    for match in _RUN.finditer(text):
        core = Span(*match.span())
        lower = len(_LOWER.findall(match[0]))
        unquoted = _QUOTED.sub(lambda quoted: "" if _is_title(quoted[0]) else quoted[0], match[0])
        if unquoted != match[0] and len(_LOWER.findall(unquoted)) < LOWER_WORDS:
            continue
        if lower < LOWER_WORDS or lower * 2 < len(_WORD.findall(match[0])):
            continue
        if any(address.overlaps(core) for address in addresses) or not identifier.identify(match[0]).reliable:
            continue
        yield _explained(text, lang, core, lower)


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
