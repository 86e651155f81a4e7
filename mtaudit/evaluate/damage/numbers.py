"""Numbers, dates, units and currencies that no longer say what the source says."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import pairwise

import regex

from mtaudit.core import Span
from mtaudit.evaluate.damage.article import CleanArticle, Edit
from mtaudit.evaluate.damage.notation import Notation, Series, notation

# A change within a number or word, before it becomes an Edit: what is replaced, by what, where in that the mark lies.
_Change = tuple[Span, str, Span]

# A number that stands by itself: no part of a word, an address, a time of day, a score or an ordinal.
_NUMBER = regex.compile(
    r"(?<![[\p{L}\p{N}]--[\p{Han}\p{Hiragana}\p{Katakana}]])(?<![.,:@_/\-])"
    r"\d+(?:[.,]\d+)*(?![.,]?\d|[:@_/]\d|[[\p{L}]--[\p{Han}\p{Hiragana}\p{Katakana}]])",
    regex.V1,
)
_SPACES = " \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}"
_HAN_NUMERAL = regex.compile(r"[\d一二三四五六七八九十百千万亿億兆两兩数几数]")
MONTHS_IN_A_YEAR = 12  # a changed day stays below this as well, so that it is a date of any month
NEARBY = 30  # characters before a unit in which its number must stand


def number(article: CleanArticle, index: int, rng: random.Random) -> Iterator[Edit]:
    """A number, date, unit or currency differs from the source's, in fluent text: only the source can show it.

    Imitates "1.200" taken over into English, "Milliarden" as "billions" gone wrong the other way, "15" for "50",
    Tuesday for Thursday, kilometres that became miles without being converted. Variant: what was changed.
    """
    sentence, text = article.sentences[index], article.text
    known = notation(article.lang)
    for variant in VARIANTS:
        changes = list(VARIANTS[variant](text, sentence, known, rng))
        if changes:
            span, new, mark = rng.choice(changes)
            yield Edit(span, new, mark, "number", variant, visible=False)


def _whole(span: Span, new: str) -> _Change:
    return span, new, Span(0, len(new))


def _digit(text: str, sentence: Span, known: Notation, rng: random.Random) -> Iterator[_Change]:
    """12 becomes 21 or 17; days of a month and percentages have variants of their own."""
    taken = [span for span, _, _ in (*_dates(text, sentence, known, rng), *_percents(text, sentence, known, rng))]
    for match in _NUMBER.finditer(text, sentence.start, sentence.end):
        span = Span(*match.span())
        if not any(span.overlaps(other) for other in taken):
            old = match[0]
            options = {*_swapped_digits(old), _other_digit(old, rng)}
            yield _whole(span, rng.choice(sorted(options)))


def _swapped_digits(old: str) -> Iterator[str]:
    for place, (left, right) in enumerate(pairwise(old)):
        digits = left.isdecimal() and right.isdecimal() and left != right
        if digits and (place > 0 or int(right) > 0):
            yield old[:place] + right + left + old[place + 2 :]


def _other_digit(old: str, rng: random.Random) -> str:
    """One digit replaced by another of the same script, none by a zero."""
    place = rng.choice([place for place, char in enumerate(old) if char.isdecimal()])
    value = int(old[place])
    other = rng.choice([digit for digit in range(1, 10) if digit != value])
    return old[:place] + chr(ord(old[place]) - value + other) + old[place + 1 :]


def _separator(text: str, sentence: Span, known: Notation, _: random.Random) -> Iterator[_Change]:
    """1,200 becomes 1.200, and 3.5 becomes 35."""
    if not known.decimal:
        return
    other = known.decimal if known.group != " " else ","
    spaces = _SPACES if known.group == " " else ""
    grouped = regex.compile(rf"(?<![\d.,])\d{{1,3}}(?:[{regex.escape(known.group)}{spaces}]\d{{3}})+(?![\d]|[.,]\d)")
    for match in grouped.finditer(text, sentence.start, sentence.end):
        yield _whole(Span(*match.span()), regex.sub(r"\D", other, match[0]))
    for match in _NUMBER.finditer(text, sentence.start, sentence.end):
        if match[0].count(known.decimal) == 1 and not grouped.fullmatch(match[0]):
            yield _whole(Span(*match.span()), match[0].replace(known.decimal, "").lstrip("0") or "0")


def _percents(text: str, sentence: Span, known: Notation, _: random.Random) -> Iterator[_Change]:
    """5 % becomes 50 % (50 % becomes 5 %), or the sign is lost."""
    for match in known.percent.finditer(text, sentence.start, sentence.end):
        digits = Span(*match.span("number"))
        old = digits.of(text)
        smaller = old.isdecimal() and len(old) > 1 and old.endswith("0")
        if old.isdecimal() and int(old):
            yield _whole(digits, old[:-1] if smaller else f"{old}0")
        yield _whole(Span(*match.span()), old)


def _dates(text: str, sentence: Span, known: Notation, rng: random.Random) -> Iterator[_Change]:
    """Another month, another weekday, or another day of the month."""
    yield from _swaps(text, sentence, known.months, rng)
    yield from _swaps(text, sentence, known.weekdays, rng)
    for match in known.days.finditer(text, sentence.start, sentence.end):
        day = Span(*match.span("day"))
        others = [str(number) for number in range(1, MONTHS_IN_A_YEAR + 1) if number != int(day.of(text))]
        yield _whole(day, rng.choice(others))


def _magnitude(text: str, sentence: Span, known: Notation, rng: random.Random) -> Iterator[_Change]:
    yield from _counted(text, sentence, known, known.magnitude, rng)


def _number_word(text: str, sentence: Span, known: Notation, rng: random.Random) -> Iterator[_Change]:
    yield from _swaps(text, sentence, known.number_words, rng)


def _unit(text: str, sentence: Span, known: Notation, rng: random.Random) -> Iterator[_Change]:
    yield from _counted(text, sentence, known, known.units, rng)


def _currency(text: str, sentence: Span, known: Notation, rng: random.Random) -> Iterator[_Change]:
    yield from _counted(text, sentence, known, known.currency, rng)


def _swaps(text: str, sentence: Span, series: Series, rng: random.Random) -> Iterator[_Change]:
    """Every form of the series replaced by another of its own series."""
    for match in series.pattern.finditer(text, sentence.start, sentence.end):
        yield _whole(Span(*match.span()), series.other(match[0], rng))


def _counted(text: str, sentence: Span, known: Notation, series: Series, rng: random.Random) -> Iterator[_Change]:
    """The swaps where a number stands before the form, or after a sign such as "$"."""
    for span, new, mark in _swaps(text, sentence, series, rng):
        before = text[max(sentence.start, span.end - len(span) - NEARBY) : span.start]
        if _follows_number(before, known) or (len(span) == 1 and _NUMBER.match(text, span.end)):
            yield span, new, mark


def _follows_number(before: str, known: Notation) -> bool:
    if known.unspaced:
        return bool(_HAN_NUMERAL.search(before[-2:]))
    last = before.split()[-2:]
    return any(any(char.isdigit() for char in word) or known.is_number_word(word) for word in last)


VARIANTS = {
    "digit": _digit,
    "separator": _separator,
    "magnitude": _magnitude,
    "number-word": _number_word,
    "percent": _percents,
    "date": _dates,
    "unit": _unit,
    "currency": _currency,
}
