"""Names that are misspelt, spelt another way, or somebody else's."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from functools import lru_cache
from importlib.resources import files
from typing import Any

import regex
import wordfreq

from mtaudit.core import Span
from mtaudit.evaluate.damage.article import CleanArticle, Edit
from mtaudit.evaluate.damage.notation import notation
from mtaudit.evaluate.damage.tokens import words_of
from mtaudit.text import script_runs, scripts_of

SHORTEST_NAME = 4  # letters; in a shorter one a letter more or less makes another name
# Zipf scale (wordfreq), steps of ten: a word is known from once in 3 million words on; where English has it 300 times
# as rarely it is no name. Chosen on 20 German surnames and 20 nouns, of which it tells 38 ("Minister", "Trainer").
KNOWN, TRAVELS = 2.5, 2.45
_CASED = frozenset(("Latn", "Cyrl", "Grek"))
_NAME = regex.compile(r"(?<![\p{L}\p{N}'’@_./\-])\p{Lu}\p{Ll}{2,}(?![\p{L}\p{M}\p{N}_]|[-.@/]\w)")
# After these a capital tells nothing: a sentence, a quotation or a bracket begins.
_BEGINS = regex.compile(r"(?:^|[.!?:;…\"“”„«»‘(\[–—•\n])\s*$")
_WORD_BEFORE = regex.compile(r"(?<![\p{L}\p{M}'’\-])([\p{L}\p{M}]+)[ \N{NO-BREAK SPACE}]$")
_NEAR = 60  # characters before a name in which the word before it begins
# What no spelling of a name looks like: a letter three times in a row, a doubled consonant before or after its like.
_UNSPELLABLE = regex.compile(r"(\p{L})\1\1|oou|kkh|khh|shh|hsh|chh|ouu|uou|ouo", regex.IGNORECASE)
_DECLINED = regex.compile(r"(ов|ев|ин)(а|у|ым|е|ой|ых|ы|ыми)?$")


def name(article: CleanArticle, index: int, rng: random.Random) -> Iterator[Edit]:
    """A name is not the one that it was: one letter off, in another transliteration, or another person's.

    The first two show in the text itself where the name stands there a second time; otherwise only the source can
    show them. Yields nothing in scripts without capitals; in German only surnames after another word in capitals.
    Variant: one-letter, transliteration, other-person.
    """
    names = _names(article.text, article.lang, article.sentences)
    here = [span for span in names if article.sentences[index].covers(span)]
    for variant, change in _CHANGES.items():
        pairs = [(span, change(span.of(article.text), article, rng)) for span in here]
        changed = [(span, new) for span, new in pairs if new]
        if changed:
            span, new = rng.choice(changed)
            twice = len(_occurrences(article.text, span.of(article.text))) > 1
            visible = twice and variant != "other-person"
            yield Edit(span, new, Span(0, len(new)), "name", variant, visible=visible)


@lru_cache(maxsize=16)
def _names(text: str, lang: str, sentences: tuple[Span, ...]) -> tuple[Span, ...]:
    """Names in these sentences: words in capitals where a capital tells a name."""
    if not scripts_of(lang) & _CASED:
        return ()
    found = [span for sentence in sentences for span in _capitalised(text, sentence)]
    telling = {word for word in dict.fromkeys(span.of(text) for span in found) if _is_telling(word, text, lang)}
    return tuple(span for span in found if span.of(text) in telling)


def _capitalised(text: str, sentence: Span) -> Iterator[Span]:
    """Words in capitals within a sentence, but not where it or a quotation begins."""
    for match in _NAME.finditer(text, sentence.start, sentence.end):
        if not _BEGINS.search(text[sentence.start : match.start()]):
            yield Span(*match.span())


@lru_cache(maxsize=16)
def _small_words(text: str) -> frozenset[str]:
    """The words of a text that stand there without a capital."""
    words = (span.of(text) for span in words_of(text, Span(0, len(text))))
    return frozenset(word for word in words if word == word.lower())


def _occurrences(text: str, word: str) -> list[Span]:
    pattern = rf"(?<![\p{{L}}\p{{N}}]){regex.escape(word)}(?![\p{{L}}\p{{M}}\p{{N}}])"
    return [Span(*match.span()) for match in regex.finditer(pattern, text)]


def _word_before(text: str, span: Span) -> str:
    match = _WORD_BEFORE.search(text[max(0, span.start - _NEAR) : span.start])
    return match[1] if match else ""


def _is_telling(word: str, text: str, lang: str) -> bool:
    """True for a capitalised word that is no common noun, title, month or weekday of its language."""
    if word.lower() in _small_words(text) or not _may_be_name(word, lang):
        return False
    places = _occurrences(text, word)
    if any(_word_before(text, place).lower() in _listed("determiners", lang) for place in places):
        return False
    if lang != "de":
        return True
    return not _is_home_word(word, lang) and any(_follows_first_name(text, place, lang) for place in places)


def _is_home_word(word: str, lang: str) -> bool:
    """True for a word that its language knows and English does not: a noun ("Beziehungen"), where a name travels."""
    if lang == "en" or _script(word) != "Latn":
        return False
    try:
        known = wordfreq.zipf_frequency(word, lang)
    except LookupError:  # no list for this language
        return False
    return known >= KNOWN and wordfreq.zipf_frequency(word, "en") < known - TRAVELS


def _may_be_name(word: str, lang: str) -> bool:
    known = notation(lang)
    calendar = (known.months, known.weekdays, known.magnitude, known.units, known.currency, known.number_words)
    common = (*_listed("no_names", lang), *_listed("no_names", "en"))  # firms and papers keep English names elsewhere
    return word not in common and not any(series.pattern.fullmatch(word) for series in calendar)


def _follows_first_name(text: str, span: Span, lang: str) -> bool:
    """True right after a word in capitals of the same script, neither a common one nor in capitals as the first one."""
    word = _word_before(text, span)
    if len(word) < 2 or not word[0].isupper() or word.lower() in _small_words(text):
        return False
    place = text.rfind(word, 0, span.start)
    if lang == "de" and _BEGINS.search(text[max(0, place - _NEAR) : place]):
        return False
    known = _may_be_name(word, lang) and word not in _listed("no_first_names", lang)
    return known and _script(word) == _script(span.of(text))


def _one_letter(old: str, article: CleanArticle, rng: random.Random) -> str:
    """Two letters swapped, one dropped or one doubled, within the name."""
    if len(old) < SHORTEST_NAME:
        return ""
    place = rng.randrange(1, len(old) - 1)
    swapped = old[:place] + old[place + 1] + old[place] + old[place + 2 :]
    options = [swapped, old[:place] + old[place + 1 :], old[:place] + old[place] + old[place:]]
    options = [new for new in options if new != old and not _occurrences(article.text, new)]
    return rng.choice(options) if options else ""


def _transliterated(old: str, article: CleanArticle, rng: random.Random) -> str:
    """One sound of the name spelt as another romanisation spells it."""
    options = []
    for left, right in _respellings(_script(old)):
        for place in range(len(old) - len(left) + 1):
            if old[place : place + len(left)].lower() == left:
                spelt = right if place else right[0].upper() + right[1:]
                options.append(old[:place] + spelt + old[place + len(left) :])
    options = [new for new in options if not _UNSPELLABLE.search(new) and not _occurrences(article.text, new)]
    return rng.choice(options) if options else ""


def _other_person(old: str, article: CleanArticle, rng: random.Random) -> str:
    """Another surname, of the article or of our list, in the grammatical form of the old one."""
    own = _surnames(article.text, article.lang, article.sentences)
    if old not in own:
        return ""
    script = _script(old)
    stem = _DECLINED.search(old) if script == "Cyrl" else None
    if stem:
        declined = [surname for surname in _listed("surnames", "declined") if surname not in old]
        return rng.choice(declined) + (stem[2] or "")
    listed = [surname for surname in _listed("surnames", script) if surname not in article.text]
    # Greek surnames decline, and Slavic ones of the article: only one with the same ending stands in the same case.
    ending = old[-2:] if script != "Latn" else ""
    others = [other for other in own if other != old and _script(other) == script and other.endswith(ending)]
    listed = [other for other in listed if script != "Grek" or other.endswith(ending)]
    pools = [pool for pool in (others, listed) if pool]
    return rng.choice(rng.choice(pools)) if pools else ""


@lru_cache(maxsize=16)
def _surnames(text: str, lang: str, sentences: tuple[Span, ...]) -> tuple[str, ...]:
    """The names that somewhere follow another one, as "Anna Weber" gives "Weber", without "the Harbour Gazette"."""
    found: dict[str, None] = {}
    for span in _names(text, lang, sentences):
        plain = not _is_home_word(span.of(text), lang)
        if plain and _follows_first_name(text, span, lang) and not _is_determined(text, span.start, lang):
            found[span.of(text)] = None
    return tuple(found)


def _is_determined(text: str, start: int, lang: str) -> bool:
    """True where an article stands before the word at `start`, or before the words in capitals that lead to it."""
    before = _word_before(text, Span(start, start))
    if before.lower() in _listed("determiners", lang):
        return True
    return before[:1].isupper() and _is_determined(text, text.rfind(before, 0, start), lang)


def _script(word: str) -> str:
    return next(script_runs(word)).script


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files(__package__).joinpath("names.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=64)
def _listed(table: str, key: str) -> tuple[str, ...]:
    return tuple(_table()[table].get(key, "").split())


@lru_cache(maxsize=8)
def _respellings(script: str) -> tuple[tuple[str, str], ...]:
    """Pairs of spellings of one sound: the one that a name has, the one that it may have as well."""
    pairs = (pair.partition(">") for pair in _table()["respellings"].get(script, "").split())
    return tuple((left, right) for left, _, right in pairs)


_CHANGES = {"one-letter": _one_letter, "transliteration": _transliterated, "other-person": _other_person}
