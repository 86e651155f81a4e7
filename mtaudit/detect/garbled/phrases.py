"""From a garbled word to the phrase around it: "in a hurry" is one wording, and "soon" takes its place."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from mtaudit.core import Span
from mtaudit.detect.garbled.infill import Infill, Word, infill
from mtaudit.models import Fluency, Reading

WORD_PRICE = 1.5  # nats that a phrase must gain for each further word it takes away, since less text is likelier
LONGEST = 4  # words

# What may stand between the head of a phrase and its noun; by language, closed classes only.
ARTICLES = {"en": frozenset("a an the this that its their his her our your".split())}
PREPOSITIONS = {
    "en": frozenset("in on at by with for from of to into onto under over through without within against".split())
}


def widen(found: Infill, words: Sequence[Word], text: str, lang: str, reading: Reading, fluency: Fluency) -> Infill:
    """The wording to report: the word itself, or the phrase "preposition (article) word" where that gains more."""
    start = _phrase_start(found.word, words, text, lang)
    if start is None:
        return found
    phrase = _joined(start, found.word, text, reading)
    (wide,) = infill(fluency, reading, [phrase])
    removed = sum(1 for word in words if phrase.span.covers(word.span)) - 1
    return wide if wide.margin - WORD_PRICE * removed > found.margin else found


def _phrase_start(head: Word, words: Sequence[Word], text: str, lang: str) -> Word | None:
    """The preposition that opens the phrase of which `head` is the last word."""
    before = [word for word in words if word.span.end <= head.span.start][-(LONGEST - 1) :]
    chain = [*before, head]
    for word, following in reversed(list(pairwise(chain))):
        if text[word.span.end : following.span.start] != " " or word.opens_sentence:
            return None
        if word.text in PREPOSITIONS.get(lang, ()):
            return word
        if word.text not in ARTICLES.get(lang, ()):
            return None
    return None


def _joined(first: Word, last: Word, text: str, reading: Reading) -> Word:
    span = Span(first.span.start, last.span.end)
    surprisal = -float(reading.logprob[first.first : last.last].sum())
    return Word(
        text=span.of(text),
        span=span,
        opens_sentence=first.opens_sentence,
        first=first.first,
        last=last.last,
        surprisal=surprisal,
        gap=float(reading.alternative_logprob[first.first][0]) + surprisal,
        entropy=first.entropy,
    )
