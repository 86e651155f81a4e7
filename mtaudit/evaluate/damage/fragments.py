"""Text left in the source's language: a fragment within a sentence, or a sentence as a whole."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

import regex
import wordfreq

from mtaudit.core import Span
from mtaudit.evaluate.damage.article import CleanArticle, Edit
from mtaudit.evaluate.damage.tokens import (
    UNSPACED,
    is_unspaced,
    longest_runs,
    runs,
    self_contained,
    vocabulary,
    words_of,
)
from mtaudit.text import scripts_of

# Fewest and most words of a fragment, by the class that its recall is counted in.
LENGTHS = {"1": (1, 1), "2-3": (2, 3), "4-8": (4, 8)}
LEFT_OF_SENTENCE = 3  # words of the sentence that stay, so that its language does not change
SHORTEST_SENTENCE = 4  # words of a sentence that is replaced as a whole, and of the one that replaces it
TRIES = 40  # draws of a fragment before a donor language is given up for one sentence
# A donor word ten times as frequent in its own language is no word of the target's (Zipf scale, steps of ten).
RARER = 1.0
_DIGIT = regex.compile(r"\p{N}")
_LETTERS = regex.compile(r"\p{L}{3}")


def source_fragment(article: CleanArticle, index: int, rng: random.Random) -> Iterator[Edit]:
    """A few source words stay where the system did not know better: bare in the sentence, or in brackets beside it.

    Imitates "warned [των ισχυρών καταιγίδων] on Tuesday" and "the council said it would desestimar the appeal".
    Variant: bare or bracketed / same or foreign script / number of words.
    """
    sentence = article.sentences[index]
    for lang in _donor_languages(article):
        script = "same" if _shares_script(article.lang, lang) else "foreign"
        for length, (least, most) in LENGTHS.items():
            for form in ("bare", "bracketed"):
                words = rng.randint(least, most)
                fragment = _fragment(article, lang, words, rng)
                if not fragment:
                    continue
                place = _replaceable if form == "bare" else _insertable
                spans = place(article, sentence, words)
                if spans:
                    new = fragment if form == "bare" else _bracketed(fragment, article.lang, rng)
                    mark = Span(len(new) - len(new.lstrip()), len(new))
                    yield Edit(rng.choice(spans), new, mark, "source-fragment", f"{form}/{script}/{length}", lang)


def untranslated_sentence(article: CleanArticle, index: int, rng: random.Random) -> Iterator[Edit]:
    """A whole sentence passes through untranslated, as when a system copies its input. Variant: the donor's script."""
    sentence = article.sentences[index]
    if not _replaceable_sentence(sentence.of(article.text)):
        return
    for lang in _donor_languages(article):
        usable = _whole_sentences(article.donors[lang])
        if usable:
            new = rng.choice(usable)
            script = "same" if _shares_script(article.lang, lang) else "foreign"
            if new not in article.text:
                yield Edit(sentence, new, Span(0, len(new)), "untranslated-sentence", script, lang)


def _donor_languages(article: CleanArticle) -> list[str]:
    return [lang for lang in sorted(article.donors) if lang != article.lang and article.donors[lang]]


def _shares_script(target: str, source: str) -> bool:
    return not scripts_of(target).isdisjoint(scripts_of(source))


def _replaceable(article: CleanArticle, sentence: Span, size: int) -> list[Span]:
    """Stretches of about `size` words that a bare fragment may replace, never the sentence's first word."""
    words = words_of(article.text, sentence)
    if len(words) < size + LEFT_OF_SENTENCE:
        return []
    return longest_runs(article.text, words[1:], size, max(1, size - 2))


def _insertable(article: CleanArticle, sentence: Span, _: int) -> list[Span]:
    """Places right after a word and before the next, where a bracket may go."""
    words = words_of(article.text, sentence)
    if len(words) < LEFT_OF_SENTENCE:
        return []
    pairs = pairwise(words)
    return [Span(left.end, left.end) for left, right in pairs if runs(article.text, (left, right), 2)]


def _bracketed(fragment: str, lang: str, rng: random.Random) -> str:
    if lang in UNSPACED:
        return rng.choice(("（{}）", "［{}］")).format(fragment)
    return rng.choice((" [{}]", " ({})")).format(fragment)


@lru_cache(maxsize=4096)
def _donor_words(sentence: str) -> tuple[Span, ...]:
    return tuple(words_of(sentence, Span(0, len(sentence))))


@lru_cache(maxsize=64)
def _whole_sentences(donors: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sentence for sentence in donors if _replaceable_sentence(sentence))


def _replaceable_sentence(sentence: str) -> bool:
    enough = len(words_of(sentence, Span(0, len(sentence)))) >= SHORTEST_SENTENCE
    return enough and self_contained(sentence) and not sentence[-1].isalnum()


def _fragment(article: CleanArticle, lang: str, size: int, rng: random.Random) -> str:
    """`size` words in a row from a random donor sentence that are plainly untranslated text; "" where none is found."""
    donors = article.donors[lang]
    for _ in range(TRIES):
        donor = rng.choice(donors)
        found = runs(donor, _donor_words(donor), size)
        if found:
            span = rng.choice(found)
            words = [word.of(donor) for word in words_of(donor, span)]
            if len(words) == size and _is_untranslated(words, article, lang):
                return span.of(donor)
    return ""


def _is_untranslated(words: list[str], article: CleanArticle, lang: str) -> bool:
    """True for words, not names or numbers, that the article does not hold and that its language does not know."""
    if any(_DIGIT.search(word) for word in words):
        return False
    if any(is_unspaced(word) for word in words):
        return all(is_unspaced(word) and len(word) == 2 and word not in article.text for word in words)
    # German has nouns in capitals: the first word tells that this is no name, half of the rest that it stays so.
    capitals = sum(word != word.lower() for word in words)
    if words[0] != words[0].lower() or capitals * 2 > len(words) or not any(map(_LETTERS.search, words)):
        return False
    if any(vocabulary(word) & vocabulary(article.text) for word in words):
        return False
    return not _shares_script(article.lang, lang) or any(_is_no_word(word, article.lang, lang) for word in words)


def _is_no_word(word: str, target: str, source: str) -> bool:
    """True where `word` is rare in the target's language beside its own; "nation" from French is an English word."""
    try:
        known = wordfreq.zipf_frequency(word, target)
        return known == 0 or wordfreq.zipf_frequency(word, source) >= known + RARER
    except LookupError:  # no list for one of the two languages
        return True
