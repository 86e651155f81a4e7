"""Wordings carried over from the source language, in the place of right ones or in sentences of their own."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import lru_cache

import regex

from mtaudit.core import Span
from mtaudit.evaluate.damage.article import CleanArticle, Edit
from mtaudit.evaluate.damage.calques import Calque, wrong_sentence
from mtaudit.evaluate.damage.tokens import self_contained


def calque(article: CleanArticle, index: int, rng: random.Random) -> Iterator[Edit]:
    """An idiom or a sense taken over word for word ("the ministry is actual again"). English targets only.

    Variant: in-place, where the article has the right wording, or carrier, a sentence put in after this one.
    """
    if article.lang != "en":
        return
    sentence = article.sentences[index]
    for lang in sorted({calque.lang for calque in article.calques}):
        own = [calque for calque in article.calques if calque.lang == lang]
        places = [(calque, place) for calque in own for place in _places(article.text, sentence, calque)]
        if places:
            chosen, place = rng.choice(places)
            new = _cased(chosen.wrong, place.of(article.text))
            yield Edit(place, new, Span(0, len(new)), "calque", "in-place", lang)
        if self_contained(sentence.of(article.text)):
            carrier, start = wrong_sentence(chosen := rng.choice(own))
            mark = Span(start, start + len(chosen.wrong)).shift(1)
            yield Edit(Span(sentence.end, sentence.end), f" {carrier}", mark, "calque", "carrier", lang)


def _places(text: str, sentence: Span, calque: Calque) -> list[Span]:
    """Where the right wording stands, in a capital only at the sentence's start: "march" is not the month."""
    found = _bounded(calque.right).finditer(text, sentence.start, sentence.end)
    return [Span(*match.span()) for match in found if match[0] == calque.right or match.start() == sentence.start]


@lru_cache(maxsize=2048)
def _bounded(wording: str) -> regex.Pattern[str]:
    """The wording with its first letter as it is or in a capital, as whole words."""
    first = f"[{regex.escape(wording[0])}{regex.escape(wording[0].upper())}]"
    return regex.compile(rf"(?<![\p{{L}}\p{{N}}'’-]){first}{regex.escape(wording[1:])}(?![\p{{L}}\p{{N}}'’-])")


def _cased(new: str, old: str) -> str:
    return new[0].upper() + new[1:] if old[0].isupper() else new
