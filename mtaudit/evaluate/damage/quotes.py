"""A quotation that has lost one of its marks."""

from __future__ import annotations

import random
from collections.abc import Iterator

import regex

from mtaudit.core import Span
from mtaudit.evaluate.damage.article import CleanArticle, Edit

# Pairs of marks by the language's press, where it has others than the common ones. Source: Unicode CLDR, delimiters.
_COMMON = (("“", "”"), ("«", "»"), ('"', '"'))
_BY_LANGUAGE = {
    **dict.fromkeys(("de", "cs", "sk", "sl", "bg"), (("„", "“"), ("»", "«"), ('"', '"'))),
    **dict.fromkeys(("ru", "uk"), (("«", "»"), ("„", "“"), ("“", "”"), ('"', '"'))),
    **dict.fromkeys(("pl", "ro", "hu", "hr"), (("„", "”"), ("«", "»"), ('"', '"'))),
    "zh": (("“", "”"), ("「", "」"), ("『", "』")),
    "ja": (("「", "」"), ("『", "』"), ("“", "”")),
}
_SPACE = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE} "
_FIRST_WORD = regex.compile(
    rf"[{_SPACE}]?(?:[\p{{Han}}\p{{Hiragana}}\p{{Katakana}}]{{1,2}}|[\p{{L}}\p{{M}}\p{{N}}'’-]+)"
)
_LAST_WORD = regex.compile(r"(?r)(?:[\p{Han}\p{Hiragana}\p{Katakana}]{1,2}|[\p{L}\p{M}\p{N}'’-]+)[^\p{L}\p{N}]*")


def lost_quote(article: CleanArticle, index: int, rng: random.Random) -> Iterator[Edit]:
    """One mark of a quotation is gone, as when a system translates sentence by sentence. Variant: which one.

    The mark is the surviving sign with the word beside it: the first of the quotation, or the last.
    """
    pairs = [
        pair for pair in _pairs(article) if article.sentences[index].start <= pair.start < article.sentences[index].end
    ]
    for variant, edit_of in (("closing", _without_closing), ("opening", _without_opening)):
        edits = [edit for edit in (edit_of(article.text, pair) for pair in pairs) if edit]
        if edits:
            span, new, mark = rng.choice(edits)
            yield Edit(span, new, mark, "lost-quote", variant)


def _pairs(article: CleanArticle) -> Iterator[Span]:
    """Quotations with both marks on one line and no further mark of theirs between."""
    for opening, closing in _BY_LANGUAGE.get(article.lang, _COMMON):
        pattern = rf"{opening}[^{opening}{closing}\n]+{closing}"
        yield from (Span(*match.span()) for match in regex.finditer(pattern, article.text))


def _without_closing(text: str, pair: Span) -> tuple[Span, str, Span] | None:
    word = _FIRST_WORD.match(text, pair.start + 1, pair.end - 1)
    new = text[pair.start : pair.end - 1].rstrip(_SPACE)
    return (pair, new, Span(0, word.end() - pair.start)) if word else None


def _without_opening(text: str, pair: Span) -> tuple[Span, str, Span] | None:
    new = text[pair.start + 1 : pair.end].lstrip(_SPACE)
    word = _LAST_WORD.search(new, 0, len(new) - 1)
    return (pair, new, Span(word.start(), len(new))) if word else None
