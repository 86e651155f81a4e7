"""Phrases of preposition, article and noun: "in a hurry" is one wording, and one word ("soon") takes its place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mtaudit.core import Span
from mtaudit.detect.garbled.infill import Word, wording
from mtaudit.models import Reading

WORD_PRICE = 1.5  # nats that a phrase must gain for each word it takes away, since less text is always likelier

# Closed word classes by language. A bare "in winter" is left alone: clean news is full of them.
ARTICLES = {"en": frozenset(("a", "an", "the"))}
PREPOSITIONS = {
    "en": frozenset(
        ("in", "on", "at", "by", "with", "for", "from", "of", "to", "into", "over", "under", "through", "without")
    )
}

# A word that could only be followed by more words does not take a phrase's place.
FUNCTION_WORDS = {
    "en": PREPOSITIONS["en"]
    | ARTICLES["en"]
    | frozenset(("and", "or", "but", "as", "than", "that", "which", "who", "if", "when", "while", "because", "before"))
    | frozenset(("after", "against", "between", "during", "about", "his", "her", "its", "their", "our", "my", "your"))
    | frozenset(("this", "these", "those", "no", "not", "is", "are", "was", "were", "be", "has", "have", "had"))
}


def phrases(words: Sequence[Word], heads: Sequence[Word], text: str, lang: str, reading: Reading) -> Iterator[Word]:
    """For each head that ends a phrase "preposition article head", that phrase as one wording."""
    prepositions, articles = PREPOSITIONS.get(lang, frozenset()), ARTICLES.get(lang, frozenset())
    small = FUNCTION_WORDS.get(lang, frozenset())
    chosen = {head.span for head in heads}
    after = [*words[3:], None]
    for first, second, head, following in zip(words, words[1:], words[2:], after, strict=False):
        spaced = text[first.span.end : second.span.start] == text[second.span.end : head.span.start] == " "
        fitting = first.text in prepositions and second.text in articles and not first.opens_sentence
        # Before another noun the head is no head: "of the eccentric lands".
        ends = following is None or following.text in small or text[head.span.end : following.span.start] != " "
        if spaced and fitting and ends and head.span in chosen:
            span = Span(first.span.start, head.span.end)
            yield wording(text, span, first.first, head.last, reading, opens_sentence=False)
