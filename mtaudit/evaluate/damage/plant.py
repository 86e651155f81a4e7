"""Plants damage: chosen edits in one copy of an article, or copies with every kind of damage in equal shares."""

from __future__ import annotations

import random
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from mtaudit.core import Span
from mtaudit.evaluate.damage.article import CleanArticle, Edit
from mtaudit.evaluate.damage.planters import PLANTERS


@dataclass(frozen=True, slots=True)
class Mark:
    """Where damage lies in a damaged text, of what kind it is, and what stood there.

    `was` is all that the edit replaced; it is "" for an insertion, and it can reach beyond the mark where the damage
    shows beside it (a dropped sentence, a lost quotation mark).
    """

    span: Span
    kind: str
    variant: str
    source_lang: str
    visible: bool
    was: str


@dataclass(frozen=True, slots=True)
class Damaged:
    """A text with planted damage, marks in order of their spans."""

    text: str
    marks: tuple[Mark, ...]


def plant(article: CleanArticle, edits: Sequence[Edit]) -> Damaged:
    """The article's text with these edits.

    Raises ValueError where two edits overlap or touch, where one ends beyond the text or changes nothing.
    """
    ordered = sorted(edits, key=lambda edit: edit.span)
    _check(article, ordered)
    pieces: list[str] = []
    marks: list[Mark] = []
    done = length = 0
    for edit in ordered:
        kept = article.text[done : edit.span.start]
        place = edit.mark.shift(length + len(kept))
        was = edit.span.of(article.text)
        marks.append(Mark(place, edit.kind, edit.variant, edit.source_lang, edit.visible, was))
        pieces += (kept, edit.new)
        length += len(kept) + len(edit.new)
        done = edit.span.end
    return Damaged("".join((*pieces, article.text[done:])), tuple(marks))


def _check(article: CleanArticle, ordered: Sequence[Edit]) -> None:
    for edit in ordered:
        if edit.span.end > len(article.text):
            raise ValueError(f"{edit.kind} at {edit.span} ends beyond the text of {article.id}")
        if edit.span.of(article.text) == edit.new:
            raise ValueError(f"{edit.kind} at {edit.span} changes nothing: {edit.new!r}")
    for earlier, later in pairwise(ordered):
        if later.span.start <= earlier.span.end:
            raise ValueError(f"{earlier.kind} at {earlier.span} and {later.kind} at {later.span} touch")


def candidates(article: CleanArticle, kind: str, rng: random.Random) -> Iterator[Edit]:
    """The possible edits of one kind, sentences in random order, variants and source languages by turns.

    Each sentence has at most one edit for each variant and source language. Raises ValueError for an unknown kind.
    """
    if kind not in PLANTERS:
        raise ValueError(f"unknown kind of damage {kind!r}; known: {', '.join(PLANTERS)}")
    order = list(range(len(article.sentences)))
    rng.shuffle(order)
    cells: dict[tuple[str, str], deque[Edit]] = {}
    for index in order:
        for edit in PLANTERS[kind](article, index, rng):
            cells.setdefault(_cell(edit), deque()).append(edit)
    turns = deque(sorted(cells))
    while turns:
        cell = turns.popleft()
        yield cells[cell].popleft()
        if cells[cell]:
            turns.append(cell)


def _cell(edit: Edit) -> tuple[str, str]:
    return edit.variant, edit.source_lang


def damaged_copies(
    article: CleanArticle, kinds: Sequence[str], *, seed: int, per_copy: int = 3, per_cell: int = 2
) -> Iterator[Damaged]:
    """Copies of the article that hold, for each kind, variant and source language, up to `per_cell` examples in all.

    A copy has at most `per_copy` edits, in sentences between which at least one stays clean, so that damage is judged
    in clean surroundings. The same text, kind and seed give the same edits, whatever other kinds are asked for and
    wherever the article lies (its id can hold a path).
    """
    pending: list[Edit] = []
    for kind in kinds:
        taken: Counter[tuple[str, str]] = Counter()
        for edit in candidates(article, kind, random.Random(f"{seed} {kind} {article.text}")):
            if taken[_cell(edit)] < per_cell:
                taken[_cell(edit)] += 1
                pending.append(edit)
    random.Random(f"{seed} {article.text}").shuffle(pending)
    while pending:
        chosen: list[Edit] = []
        for edit in pending:
            if len(chosen) < max(1, per_copy) and all(_apart(article, edit, other) for other in chosen):
                chosen.append(edit)
        pending = [edit for edit in pending if not any(edit is other for other in chosen)]
        yield plant(article, chosen)


def _apart(article: CleanArticle, left: Edit, right: Edit) -> bool:
    """True where at least one whole sentence lies between two edits."""
    first, second = sorted((left.span, right.span))
    return any(first.end < span.start and span.end < second.start for span in article.sentences)
