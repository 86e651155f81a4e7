"""The language that an article was translated from, where its record does not say."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache

from mtaudit.core import Document
from mtaudit.detect.language.judgement import Kind, judge
from mtaudit.models import LanguageIdentifier
from mtaudit.models.language import detect

# Clear leftovers, sentences and fragments of four words or more, tell the language; stray words may be anything.
TELLING = (Kind.SENTENCE, Kind.FRAGMENT)
SHARE = 2 / 3  # of the evidence that one language must have


def source_language(document: Document, identifier: LanguageIdentifier) -> str:
    """What the record says, else the language of its source text, else that of what was left over; "" = no sign."""
    if document.source_lang:
        return document.source_lang
    if document.source_text:
        return _of_text(document.source_text, identifier)
    texts = tuple((segment.text, segment.lang) for segment in document.segments)
    return _of_leftovers(texts, identifier)


@lru_cache(maxsize=8)
def _of_text(source: str, identifier: LanguageIdentifier) -> str:
    guess = detect(source, identifier)
    return guess.lang if guess.reliable else ""


@lru_cache(maxsize=8)
def _of_leftovers(texts: tuple[tuple[str, str], ...], identifier: LanguageIdentifier) -> str:
    votes: Counter[str] = Counter()
    for text, lang in texts:
        for item in judge(text, lang, "", identifier):
            if item.kind in TELLING:
                votes[item.lang] += round(item.nats)
    if not votes:
        return ""
    lang, evidence = max(sorted(votes.items()), key=lambda item: item[1])
    return lang if evidence >= SHARE * votes.total() else ""
