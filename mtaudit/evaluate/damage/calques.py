"""Calques and wrong senses: the table of them, and how one gets into an article."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Literal, get_args

Split = Literal["train", "test"]
SLOT = "{}"
_COLUMNS = ("lang", "source", "wrong", "right", "sentence", "reason", "split")


@dataclass(frozen=True, slots=True)
class Calque:
    """A wording of the source language that English does not have: `wrong`, where English says `right`.

    `lang` is the source language and `source` the wording there; `sentence` is an English sentence with `{}` where
    the wording stands. Rows of split "test" are read by evaluation alone, never by training or tuning.
    """

    lang: str
    source: str
    wrong: str
    right: str
    sentence: str
    reason: str
    split: Split

    def __post_init__(self) -> None:
        if self.sentence.count(SLOT) != 1:
            raise ValueError(f"the sentence of {self.source!r} must hold {SLOT} once: {self.sentence!r}")
        if self.split not in get_args(Split):
            raise ValueError(f"the split of {self.source!r} is {self.split!r}; known: {', '.join(get_args(Split))}")
        if not self.wrong or not self.right or self.wrong == self.right:
            raise ValueError(f"{self.source!r} needs a wrong and a right wording that differ")


def load_calques(split: Split, path: Traversable | None = None) -> tuple[Calque, ...]:
    """The calques of one split, in the table's order. Raises ValueError, with the line, for a row that is not right."""
    table = path or files(__package__).joinpath("calques.tsv")
    rows = csv.reader(table.read_text(encoding="utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)
    if tuple(next(rows, ())) != _COLUMNS:
        raise ValueError(f"{table}: the first line must name the columns {', '.join(_COLUMNS)}")
    found = []
    for row in rows:
        try:
            found.append(Calque(**dict(zip(_COLUMNS, row, strict=True))))  # type: ignore[arg-type]  # checked there
        except ValueError as error:
            raise ValueError(f"{table}:{rows.line_num}: {error}") from None
    return tuple(calque for calque in found if calque.split == split)


def wrong_sentence(calque: Calque) -> tuple[str, int]:
    """The carrier sentence with the wrong wording, and where in it that wording begins."""
    return _filled(calque, calque.wrong)


def fluent_sentence(calque: Calque) -> str:
    """The carrier sentence with the right wording: the control on which a detector must stay silent."""
    return _filled(calque, calque.right)[0]


def _filled(calque: Calque, wording: str) -> tuple[str, int]:
    start = calque.sentence.index(SLOT)
    if start == 0:
        wording = wording[0].upper() + wording[1:]
    return calque.sentence[:start] + wording + calque.sentence[start + len(SLOT) :], start
