"""How each language writes numbers, as patterns over the table in numbers.toml."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import regex

from mtaudit.evaluate.damage.tokens import UNSPACED

_NEVER = regex.compile(r"(?!)")
_SPACE = r"[ \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}]"


@dataclass(frozen=True, slots=True)
class Series:
    """Forms of which each can stand where another of its group stood."""

    groups: tuple[tuple[str, ...], ...]
    pattern: regex.Pattern[str]

    def other(self, form: str, rng: random.Random) -> str:
        """Another form of the group, in a capital where `form` has one and the group has none."""
        for group in self.groups:
            if form in group:
                return rng.choice([other for other in group if other != form])
        return _capital(self.other(form[0].lower() + form[1:], rng))


@dataclass(frozen=True, slots=True)
class Notation:
    """The number habits of one language. `percent` has a group "number", `days` a group "day"."""

    decimal: str
    group: str
    unspaced: bool
    percent: regex.Pattern[str]
    days: regex.Pattern[str]
    magnitude: Series
    number_words: Series
    units: Series
    currency: Series
    months: Series
    weekdays: Series

    def is_number_word(self, word: str) -> bool:
        """True for a spelt-out number and for "million"."""
        return bool(self.magnitude.pattern.fullmatch(word) or self.number_words.pattern.fullmatch(word))


@lru_cache(maxsize=64)
def notation(lang: str) -> Notation:
    """The habits of a language; of one that the table does not hold nothing is known but its digits."""
    row = _table().get(lang, {})
    unspaced = lang in UNSPACED
    series = {
        name: _series(row.get(name, ()), unspaced=unspaced)
        for name in ("magnitude", "number_words", "units", "currency", "months", "weekdays")
    }
    return Notation(
        decimal=row.get("decimal", ""),
        group=row.get("group", ""),
        unspaced=unspaced,
        percent=_percent(row.get("percent", ()), row.get("percent_before", ())),
        days=_days(series["months"], row.get("date_suffixes", ())),
        **series,
    )


@lru_cache(maxsize=1)
def _table() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files(__package__).joinpath("numbers.toml").read_text(encoding="utf-8"))


def _series(lines: Iterable[str], *, unspaced: bool) -> Series:
    groups = tuple(tuple(form.replace("_", " ") for form in line.split()) for line in lines)
    groups = tuple(group for group in groups if len(group) > 1)
    forms = {form for group in groups for form in group}
    forms |= {_capital(form) for form in forms}
    if not forms:
        return Series((), _NEVER)
    return Series(groups, regex.compile("|".join(_bounded(form, unspaced=unspaced) for form in _longest(forms))))


def _bounded(form: str, *, unspaced: bool) -> str:
    """The form as a whole word; a number may stand right before it ("5km"), and signs have no bounds."""
    if unspaced or not form[0].isalpha():
        return regex.escape(form)
    return rf"(?<![\p{{L}}\p{{M}}]){regex.escape(form)}(?![\p{{L}}\p{{M}}\p{{N}}])"


def _longest(forms: Iterable[str]) -> list[str]:
    """Longer forms first, so that "平方公里" is not read as "公里"."""
    return sorted(forms, key=lambda form: (-len(form), form))


def _capital(form: str) -> str:
    return form[0].upper() + form[1:]


def _percent(after: Iterable[str], before: Iterable[str]) -> regex.Pattern[str]:
    number = r"(?<![\p{N}.,])(?P<number>\p{Nd}+(?:[.,٫]\p{Nd}+)?)(?![.,]?\p{N})"
    forms = [rf"{number}{_SPACE}?(?:{_alternatives(after)})" if after else ""]
    forms += [rf"(?:{_alternatives(before)}){_SPACE}?{number}" if before else ""]
    known = [form for form in forms if form]
    return regex.compile("|".join(known)) if known else _NEVER


def _days(months: Series, suffixes: Iterable[str]) -> regex.Pattern[str]:
    day = r"(?<![\p{N}.,:])(?P<day>[1-9]|[12]\d|3[01])"
    forms = []
    if months.groups:
        names = _alternatives(form for group in months.groups for form in group)
        forms = [
            rf"{day}(?:\.|º|er)?\s(?:de\s|of\s)?(?:{names})(?!\p{{L}})",
            rf"(?<!\p{{L}})(?:{names})\s{day}(?!\p{{N}})",
        ]
    if suffixes:
        forms += [rf"{day}(?:{_alternatives(suffixes)})(?![间間])"]
    return regex.compile("|".join(forms)) if forms else _NEVER


def _alternatives(forms: Iterable[str]) -> str:
    return "|".join(regex.escape(form.replace("_", " ")) for form in _longest(set(forms)))
