"""Damage to the words of a phrase: said twice in a row, or put in another order."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import pairwise

from mtaudit.core import Span
from mtaudit.evaluate.damage.article import CleanArticle, Edit
from mtaudit.evaluate.damage.tokens import runs, spacer, words_of

REPEATED = (2, 5)  # words of a repeated phrase
SCRAMBLED = (5, 9)  # words of a scrambled one
TRIES = 20  # shuffles until at least half of the words have moved


def repeated_phrase(article: CleanArticle, index: int, rng: random.Random) -> Iterator[Edit]:
    """A phrase comes twice in a row ("the price of the price of the"), as in a decoder's loop.

    Variant: number of words. The mark holds both copies.
    """
    text = article.text
    words = words_of(text, article.sentences[index])
    for size in range(REPEATED[0], REPEATED[1] + 1):
        found = runs(text, words[1:], size)
        if found:
            span = rng.choice(found)
            new = span.of(text) + spacer(article.lang) + span.of(text)
            yield Edit(span, new, Span(0, len(new)), "repeated-phrase", str(size))


def scrambled(article: CleanArticle, index: int, rng: random.Random) -> Iterator[Edit]:
    """The words of a phrase stand in another order, as when a system keeps the order of the source or loses its way.

    Variant: number of words. Spaces stay where they were; no punctuation lies within the phrase.
    """
    text = article.text
    words = words_of(text, article.sentences[index])[1:]
    for size in range(SCRAMBLED[0], SCRAMBLED[1] + 1):
        found = runs(text, words, size)
        if found:
            span = rng.choice(found)
            new = _shuffled(text, [word for word in words if span.covers(word)], rng)
            if new != span.of(text):
                yield Edit(span, new, Span(0, len(new)), "scrambled", str(size))


def _shuffled(text: str, words: list[Span], rng: random.Random) -> str:
    """These neighbouring words in another order, the gaps between them kept."""
    old = [word.of(text) for word in words]
    new = list(old)
    for _ in range(TRIES):
        rng.shuffle(new)
        if sum(left != right for left, right in zip(old, new, strict=True)) * 2 >= len(old):
            break
    gaps = [text[left.end : right.start] for left, right in pairwise(words)]
    return "".join(part for pair in zip(new, [*gaps, ""], strict=True) for part in pair)
