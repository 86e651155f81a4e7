"""Cuts an article into lines and each line into pieces, so that nested and overlapping findings can be marked."""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mtaudit.core import Finding, Part, Segment, Span

_LINE = re.compile("[^\\n\\r\\u2028\\u2029]+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters under the same findings.

    `numbers` index the article's findings, gravest first; `first` and `last` are those that begin or end here.
    """

    text: str
    numbers: tuple[int, ...] = ()
    first: tuple[int, ...] = ()
    last: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the article with the findings whose cards stand beside it.

    `hidden` are findings that cover nothing which can be seen, such as a lost line break before this line.
    """

    pieces: tuple[Piece, ...]
    part: Part
    source: str
    starts: tuple[int, ...]
    hidden: tuple[int, ...]


def cut(text: str, segments: Sequence[Segment], findings: Sequence[Finding]) -> tuple[Row, ...]:
    """The lines of `text` that hold something to see, cut at the edges of `findings`.

    `findings` are in reading order. Joined, the pieces of all rows are the text without its line breaks.
    """
    lines = [Span(*match.span()) for match in _LINE.finditer(text)]
    lines = [line for line in lines if line.of(text).strip() or any(line.overlaps(found.span) for found in findings)]
    segments = sorted(segments, key=lambda segment: segment.span)
    ends = list(itertools.accumulate((segment.span.end for segment in segments), max))
    starts = [segment.span.start for segment in segments]
    rows = []
    for line, covering in zip(lines, _covering(lines, findings), strict=True):
        near = segments[bisect.bisect_right(ends, line.start) : bisect.bisect_left(starts, line.end)]
        inside = [segment for segment in near if segment.span.overlaps(line)]
        begun = (segment.source for segment in inside if line.start <= segment.span.start)
        source = " ".join(dict.fromkeys(filter(None, begun)))
        part = inside[0].part if inside else Part.BODY
        rows.append(Row(tuple(_pieces(text, line, covering, findings)), part, source, (), ()))
    return _anchored(rows, lines, findings)


def _covering(lines: Sequence[Span], findings: Sequence[Finding]) -> list[list[int]]:
    """For each line the findings that share a character with it, in one sweep."""
    result, active, next_number = [], list[int](), 0
    for line in lines:
        while next_number < len(findings) and findings[next_number].span.start < line.end:
            active.append(next_number)
            next_number += 1
        active = [number for number in active if findings[number].span.end > line.start]
        result.append([number for number in active if findings[number].span.overlaps(line)])
    return result


def _pieces(text: str, line: Span, covering: Sequence[int], findings: Sequence[Finding]) -> list[Piece]:
    edges = {line.start, line.end}
    for number in covering:
        span = findings[number].span
        edges.update((max(span.start, line.start), min(span.end, line.end)))
    cuts = sorted(edges)
    pieces = []
    for start, end in itertools.pairwise(cuts):
        over = [number for number in covering if findings[number].span.covers(Span(start, end))]
        over.sort(key=lambda number: (-findings[number].severity.rank, len(findings[number].span), number))
        pieces.append(Piece(text[start:end], tuple(over)))
    return pieces


def _anchored(rows: Sequence[Row], lines: Sequence[Span], findings: Sequence[Finding]) -> tuple[Row, ...]:
    """Rows whose pieces know which findings begin and end there, each finding beside exactly one row."""
    first: dict[int, tuple[int, int]] = {}
    last: dict[int, tuple[int, int]] = {}
    for row_index, row in enumerate(rows):
        for piece_index, piece in enumerate(row.pieces):
            for number in piece.numbers:
                first.setdefault(number, (row_index, piece_index))
                last[number] = (row_index, piece_index)
    hidden = {
        number: next((index for index, line in enumerate(lines) if line.end > findings[number].span.start), -1)
        for number in range(len(findings))
        if number not in first
    }
    anchored = []
    for row_index, row in enumerate(rows):
        pieces = tuple(
            replace(
                piece,
                first=tuple(number for number in piece.numbers if first[number] == (row_index, piece_index)),
                last=tuple(number for number in piece.numbers if last[number] == (row_index, piece_index)),
            )
            for piece_index, piece in enumerate(row.pieces)
        )
        unseen = tuple(number for number, index in hidden.items() if index % len(rows) == row_index)
        starts = sorted([number for number, place in first.items() if place[0] == row_index] + list(unseen))
        anchored.append(replace(row, pieces=pieces, starts=tuple(starts), hidden=unseen))
    return tuple(anchored)
