"""Unicode facts about text: scripts, words, and the languages' habits. Offsets are code points."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

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
