"""Boilerplate: lines of the source's web page that were translated along with the article."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

import regex

from mtaudit.core import Category, Document, Hit, Severity, Span
from mtaudit.detect.boilerplate.forms import ADDRESS, CALLS, CREDITS
from mtaudit.detect.rule import Context, Example, Rule, rule
from mtaudit.text import count_words

LONGEST_LINE = 16  # words; longer lines of clean news are prose, see docs/rules.md

_LEAD = r"^[\s\p{Pd}*•>»►▶→|#\[(]*"
_LINE = regex.compile(r"[^\n]*\S[^\n]*")
_STOPPED = regex.compile(r"[\p{Sentence_Terminal}…:][\p{P}\s]*$")
_LISTED = regex.compile(r"[\p{Pd}•*·\d\"“„«]")
_WORD = regex.compile(r"\p{L}+")
LONGEST_CREDIT = 8  # words
SHORTEST_ARTICLE = 2  # lines of prose before a line that counts as the page's


@cache
def _patterns(lang: str) -> tuple[regex.Pattern[str], regex.Pattern[str]] | None:
    """Calls and credits of a language; compiled when first needed, which takes a tenth of a second each."""
    if lang not in CALLS:
        return None
    calls = f"{_LEAD}(?:{'|'.join(CALLS[lang])})"
    credits = f"{_LEAD}{CREDITS[lang]}\\s*(?-i:\\p{{Lu}})"
    return regex.compile(calls, regex.IGNORECASE), regex.compile(credits, regex.IGNORECASE)


def lines_of(text: str) -> list[Span]:
    """The lines with something in them, without the spaces at their edges."""
    spans = []
    for match in _LINE.finditer(text):
        left = len(match[0]) - len(match[0].lstrip())
        spans.append(Span(match.start() + left, match.start() + len(match[0].rstrip())))
    return spans


@rule(
    code="BOI101",
    name="site-boilerplate",
    category=Category.OTHER,
    severity=Severity.MINOR,
    scope="document",
    examples=(
        Example("en", "The talks ended.\n[[Follow Halmyra24.gr on Google News\nand be the first to hear of it]]"),
        Example("en", "The talks ended.\n[[Read also: Ferry strike ends in Lavrio]]\nThey go on tomorrow."),
        Example("en", "The talks ended.\n[[Subscribe to our newsletter\nShare on Facebook]]"),
        Example("en", "The talks ended.\n[[Photo: Getty Images]]", severity=Severity.NEUTRAL),
        Example("de", "Die Gespräche endeten.\n[[Folgen Sie uns auf Facebook\nLesen Sie auch: Zehn Tote]]"),
        Example("fr", "Les discussions ont pris fin.\n[[Suivez-nous sur Google News]]"),
        Example("es", "Las conversaciones terminaron.\n[[Síguenos en Facebook y Twitter]]"),
        Example("es", "Las conversaciones terminaron.\n[[Lee también: Diez muertos en Járkov]]"),
        Example("it", "I colloqui sono finiti.\n[[Leggi anche: Finito lo sciopero a Genova]]"),
        Example("pt", "As conversas terminaram.\n[[Leia também: Acabou a greve em Leixões]]"),
        Example("ru", "Переговоры закончились.\n[[Читать далее: Десять погибших]]"),
        Example("en", "The talks ended.\nThey go on tomorrow.\n[[Scan this and tell your friends of us]]"),
        Example("de", "Die Gespräche endeten.\nMorgen geht es weiter.\n[[Mit uns wissen Sie mehr]]"),
        Example("en", "The talks ended.\nThey go on tomorrow.\nHow you can help:\n- Wash your hands"),
        Example("en", "Google News said on Monday that it would follow Facebook on this.\nThe talks ended."),
        Example("en", "Share prices on Facebook fell.\nFollow the money, said the minister on Twitter."),
        Example("en", "Readers subscribe to our newsletter in great numbers, the paper said on Monday."),
        Example("de", "Folgen hat das auch für Facebook.\nDer Newsletter des Ministers wurde gelesen."),
        Example("fr", "Le ministre a partagé cet article sur Facebook."),
        Example("es", "El ministro compartió este artículo en Facebook."),
    ),
)
def site_boilerplate(document: Document, _: Context) -> Iterator[Hit]:
    """A line that belongs to the page of the source and not to the article: follow us, share, read also, subscribe.

    Why it matters: it sends readers to another site and shows that nobody looked at the text. Lines that only credit
    a picture or a source are neutral.

    Silent on: sentences that speak of a platform or a newsletter, lines of more than sixteen words, lists, and
    languages without a table (all but English, German, French, Spanish, Italian, Portuguese, Russian, Dutch, Polish).

    Source: share, follow and newsletter boxes of news sites; no such line in 851 sentences of clean news.
    """
    patterns = _patterns(document.lang)
    if patterns is None:
        return
    calls, credits = patterns
    spans = lines_of(document.text)
    told = {*_calls(document.text, spans, calls), *_tail(document, spans)}
    for group in _neighbours(spans, told):
        message = "this is part of the source's web page, not of the article"
        yield Hit(Span(spans[group[0]].start, spans[group[-1]].end), message, 0.9)
    for index, span in enumerate(spans):
        line = span.of(document.text)
        if index not in told and credits.match(line) and count_words(line) <= LONGEST_CREDIT:
            yield Hit(span, "the credit of a picture or a source", 0.8, Severity.NEUTRAL)


def _calls(text: str, spans: Sequence[Span], calls: regex.Pattern[str]) -> Iterator[int]:
    """Indices of short lines that begin as pages speak."""
    for index, span in enumerate(spans):
        line = span.of(text)
        if calls.match(line) and count_words(line) <= LONGEST_LINE:
            yield index


def _tail(document: Document, spans: Sequence[Span]) -> Iterator[int]:
    """Indices of the last lines that end without a stop and speak to the reader, after prose that does end with one."""
    address = frozenset(ADDRESS[document.lang].split())
    for index in range(len(spans) - 1, SHORTEST_ARTICLE - 1, -1):
        line = spans[index].of(document.text)
        if _STOPPED.search(line) or _LISTED.match(line) or count_words(line) > LONGEST_LINE:
            return
        found = [match[0] for match in _WORD.finditer(line)]
        spoken = [
            word if word[:1].isupper() and document.lang == "de" else word.lower()
            for word in found
            if not word.isupper()
        ]
        if address.intersection(spoken):
            yield index


def _neighbours(spans: Sequence[Span], told: set[int]) -> Iterator[list[int]]:
    """The told lines, those that follow each other in one group."""
    group: list[int] = []
    for index in range(len(spans) + 1):
        if index in told:
            group.append(index)
        elif group:
            yield group
            group = []


RULES: tuple[Rule, ...] = (site_boilerplate,)
