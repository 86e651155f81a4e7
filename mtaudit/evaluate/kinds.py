"""What annotators call an error, and which families of our rules should find it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

EVERY_FAMILY = frozenset(("UNT", "ENC", "GAR", "ADQ", "NAM", "NUM", "REP", "TYP", "BOI", "TRM"))
UNTRANSLATED_ONLY = frozenset(("UNT",))

# A kind or category of the gold, by the part of its name that tells, first match wins: MQM categories of the WMT
# metrics tasks, and the kinds of the evaluation sets.
_BY_NAME = (
    ("untranslated", ("UNT", "ENC")),
    ("foreign script", ("UNT", "ENC")),
    ("non translation", ("UNT", "ADQ")),
    ("encoding", ("ENC",)),
    ("omission", ("ADQ",)),
    ("addition", ("ADQ", "REP")),
    ("repetition", ("REP",)),
    ("mistranslation", ("GAR", "ADQ")),
    ("number", ("NUM",)),
    ("name", ("NAM",)),
    ("inconsistency", ("NAM", "TRM")),
    ("punctuation", ("TYP",)),
    ("spelling", ("TYP", "ENC", "NAM")),
    ("casing", ("TYP",)),
    ("locale", ("NUM", "TYP")),
    ("terminology", ("TRM", "GAR")),
    ("grammar", ("GAR",)),
    ("word order", ("GAR",)),
    ("style", ("GAR",)),
    ("awkward", ("GAR",)),
    ("fluency", ("GAR",)),
)

_SEPARATOR = re.compile(r"[^a-z]+")


def families_of(mark: Mapping[str, Any]) -> frozenset[str]:
    """The families that should find a mark: its own `family`, else by its kind, else by its category, else all."""
    if mark.get("family"):
        return frozenset((str(mark["family"]),))
    for field in ("kind", "category"):
        name = _SEPARATOR.sub(" ", f" {mark.get(field) or ''} ".lower())
        for part, families in _BY_NAME:
            if f" {part} " in name or f" {part}s " in name:
                return frozenset(families)
    return EVERY_FAMILY


def judged_families(marks: Iterable[Mapping[str, Any]]) -> frozenset[str]:
    """The families that a set of gold spans judges: all, but only UNT where it marks untranslated text alone.

    A finding of another family in such gold is neither right nor wrong: nobody looked for it.
    """
    found = {families_of(mark) for mark in marks}
    if not found:
        return frozenset()
    return UNTRANSLATED_ONLY if found == {frozenset(("UNT", "ENC"))} else EVERY_FAMILY
