"""Garbled news passages that we wrote, each with what a fluent writer would have put: garbled-passages.tsv.

One passage a line: source language, topic, text, with tabs between; `[[wrong|right]]` marks each damaged place. About
one passage in six has no mark: fluent copy with unusual wording, for a detector must not flag that either. None of the
wrong wordings shares a stem with a calque that the self-test keeps for measuring (tests/test_passages.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from mtaudit.core import Span

TABLE = Path(__file__).parent / "garbled-passages.tsv"
MARK = re.compile(r"\[\[(?P<wrong>[^\[\]|]*)\|(?P<right>[^\[\]|]*)\]\]")
HELD_OUT = 5  # one passage in so many is not trained on


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage as the machine wrote it, the places that are wrong in it, and the passage mended."""

    lang: str
    wrong: str
    spans: tuple[Span, ...]
    right: str
    replaced: tuple[tuple[str, str], ...]
    held_out: bool


def load_passages(path: Path = TABLE) -> list[Passage]:
    """All passages in the table's order. Raises ValueError, with the line, for a row that is not right."""
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        columns = line.split("\t")
        if len(columns) != 3 or set("[]|") & set(MARK.sub("", columns[2])):
            raise ValueError(f"{path}:{number}: three columns and balanced [[wrong|right]] marks are needed")
        found.append(_passage(columns[0], columns[2]))
    return found


def _passage(lang: str, marked: str) -> Passage:
    wrong, right = MARK.sub(r"\g<wrong>", marked), MARK.sub(r"\g<right>", marked)
    replaced = tuple((mark["wrong"], mark["right"]) for mark in MARK.finditer(marked))
    held_out = int(sha256(right.encode()).hexdigest()[:8], 16) % HELD_OUT == 0
    return Passage(lang, wrong, tuple(_places(marked)), right, replaced, held_out)


def _places(marked: str) -> Iterator[Span]:
    markup = 0  # characters of `marked` so far that the wrong version does not have
    for mark in MARK.finditer(marked):
        start = mark.start() - markup
        if mark["wrong"]:
            yield Span(start, start + len(mark["wrong"]))
        markup += len(mark[0]) - len(mark["wrong"])
