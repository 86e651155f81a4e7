"""Damage to whole sentences: one that the translation leaves out, one that it tells twice."""

from __future__ import annotations

import random
from collections.abc import Iterator

from mtaudit.core import Span
from mtaudit.evaluate.damage.article import CleanArticle, Edit
from mtaudit.evaluate.damage.tokens import self_contained, spacer, words_of

SHORTEST_DOUBLED = 5  # words; a shorter sentence ("He did not comment.") comes back in clean news


def dropped_sentence(article: CleanArticle, index: int, _: random.Random) -> Iterator[Edit]:
    """A sentence of a paragraph is missing, as when a system merges or skips input. Only the source can show it.

    The mark is the last word before the gap.
    """
    text, sentence = article.text, article.sentences[index]
    if index == 0 or not self_contained(sentence.of(text)):
        return
    before = article.sentences[index - 1]
    words = words_of(text, before)
    if not words or "\n" in text[before.end : sentence.start]:
        return
    last = words[-1]
    new = text[last.start : before.end]
    yield Edit(Span(last.start, sentence.end), new, Span(0, len(last)), "dropped-sentence", visible=False)


def doubled_sentence(article: CleanArticle, index: int, _: random.Random) -> Iterator[Edit]:
    """A sentence stands twice in a row, as when chunks of input overlap. The mark is the second copy."""
    sentence = article.sentences[index]
    copy = sentence.of(article.text)
    if len(words_of(article.text, sentence)) < SHORTEST_DOUBLED or not self_contained(copy):
        return
    gap = spacer(article.lang)
    new = gap + copy
    yield Edit(Span(sentence.end, sentence.end), new, Span(len(gap), len(new)), "doubled-sentence")
