"""Words as damage needs them: runs that a reader takes for one word, and stretches of them without punctuation."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

import regex

from mtaudit.core import Span
from mtaudit.text import balanced

# Languages without spaces between words; two characters stand for a word there.
UNSPACED = frozenset(("zh", "ja"))

_UNSPACED_LETTER = r"\p{Han}\p{Hiragana}\p{Katakana}\N{KATAKANA-HIRAGANA PROLONGED SOUND MARK}"
_SPACED_LETTER = rf"[[\p{{L}}\p{{M}}\p{{N}}]--[{_UNSPACED_LETTER}]]"
# Apostrophes and hyphens hold a word together, a full stop or comma a number.
_WORD = regex.compile(
    rf"[{_UNSPACED_LETTER}]{{1,2}}"
    rf"|{_SPACED_LETTER}+(?:(?:['’ʼ\-\N{{NON-BREAKING HYPHEN}}]|[.,](?=\d)){_SPACED_LETTER}+)*",
    regex.V1,
)
_GAP = regex.compile(r"[ \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}]?")
_UNSPACED_WORD = regex.compile(rf"[{_UNSPACED_LETTER}]+")
_QUOTE = regex.compile(r"[\"“”„‟«»「」『』]")


def words_of(text: str, span: Span) -> list[Span]:
    """The words of `text` within `span`, in offsets of `text`: Chinese and Japanese in pairs of characters."""
    return [Span(*match.span()) for match in _WORD.finditer(text, span.start, span.end)]


def runs(text: str, words: Sequence[Span], size: int) -> list[Span]:
    """All stretches of `size` of these words with nothing but a space between one and the next."""
    joined = [bool(_GAP.fullmatch(text, left.end, right.start)) for left, right in pairwise(words)]
    return [
        Span(words[first].start, words[first + size - 1].end)
        for first in range(len(words) - size + 1)
        if all(joined[first : first + size - 1])
    ]


def longest_runs(text: str, words: Sequence[Span], size: int, least: int) -> list[Span]:
    """The stretches of `size` words, or of as many below that as there are, down to `least`."""
    for fewer in range(size, least - 1, -1):
        found = runs(text, words, fewer)
        if found:
            return found
    return []


def spacer(lang: str) -> str:
    """What stands between two words or sentences of a language."""
    return "" if lang in UNSPACED else " "


def is_unspaced(word: str) -> bool:
    """True for a word of Chinese or Japanese characters alone."""
    return _UNSPACED_WORD.fullmatch(word) is not None


def self_contained(sentence: str) -> bool:
    """True where brackets and quotation marks close within the sentence, so that it can go or double as a whole."""
    return balanced(sentence) and len(_QUOTE.findall(sentence)) % 2 == 0


@lru_cache(maxsize=64)
def vocabulary(text: str) -> frozenset[str]:
    """The words of a text, casefolded, whole and in the parts that a hyphen or apostrophe joins."""
    whole = [span.of(text).casefold() for span in words_of(text, Span(0, len(text)))]
    return frozenset(part for word in whole for part in (word, *regex.split(r"[-'’ʼ]", word)) if part)
