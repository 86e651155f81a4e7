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

    `numbers` index the article's findings, gravest first and suppressed ones last; `first` and `last` are those that
    begin or end here. `segment` is the index of the segment around it where that has a source, else -1.
    """

    text: str
    numbers: tuple[int, ...] = ()
    first: tuple[int, ...] = ()
    last: tuple[int, ...] = ()
    segment: int = -1


@dataclass(frozen=True, slots=True)
class Source:
    """The source of one segment, by the segment's index."""

    text: str
    segment: int


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the article with the findings whose cards stand beside it.

    `hidden` are findings that cover nothing which can be seen, such as a lost line break before this line.
    """

    pieces: tuple[Piece, ...]
    part: Part
    sources: tuple[Source, ...]
    starts: tuple[int, ...]
    hidden: tuple[int, ...]


def cut(text: str, segments: Sequence[Segment], findings: Sequence[Finding]) -> tuple[Row, ...]:
    """The lines of `text` that hold something to see, cut at the edges of `findings`.

    `findings` are in reading order. Joined, the pieces of all rows are the text without its line breaks.
    """
    lines = [Span(*match.span()) for match in _LINE.finditer(text)]
    lines = [line for line in lines if line.of(text).strip() or any(line.overlaps(found.span) for found in findings)]
    order = sorted(range(len(segments)), key=lambda index: segments[index].span)
    ends = list(itertools.accumulate((segments[index].span.end for index in order), max))
    starts = [segments[index].span.start for index in order]
    rows = []
    for line, covering in zip(lines, _covering(lines, findings), strict=True):
        near = order[bisect.bisect_right(ends, line.start) : bisect.bisect_left(starts, line.end)]
        inside = [index for index in near if segments[index].span.overlaps(line)]
        part = segments[inside[0]].part if inside else Part.BODY
        paired = [(index, segments[index].span) for index in inside if segments[index].source]
        pieces = tuple(_pieces(text, line, covering, findings, paired))
        rows.append(Row(pieces, part, _sources(line, inside, segments), (), ()))
    return _anchored(rows, lines, findings)


def _sources(line: Span, inside: Sequence[int], segments: Sequence[Segment]) -> tuple[Source, ...]:
    """The sources of the segments that begin on a line; one that several segments share stands once."""
    texts: dict[str, int] = {}
    for index in inside:
        if segments[index].source and line.start <= segments[index].span.start:
            texts.setdefault(segments[index].source, index)
    return tuple(Source(text, index) for text, index in texts.items())


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


def _pieces(
    text: str, line: Span, covering: Sequence[int], findings: Sequence[Finding], paired: Sequence[tuple[int, Span]]
) -> list[Piece]:
    """A line cut at the edges of its findings and of the segments that have a source."""
    edges = {line.start, line.end}
    for span in (*(findings[number].span for number in covering), *(span for _, span in paired)):
        edges.update((max(span.start, line.start), min(span.end, line.end)))
    pieces = []
    for start, end in itertools.pairwise(sorted(edges)):
        piece = Span(start, end)
        over = [number for number in covering if findings[number].span.covers(piece)]
        over.sort(key=lambda number: (*_loudness(findings[number]), len(findings[number].span), number))
        segment = next((index for index, span in paired if span.covers(piece)), -1)
        pieces.append(Piece(text[start:end], tuple(over), segment=segment))
    return pieces


def _loudness(finding: Finding) -> tuple[bool, int]:
    return finding.suppression is not None, -finding.severity.rank


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
