"""Where a finding stands in the input: path, line, and the column where lines of the text are lines of the input."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from mtaudit.core import AuditedDocument, Document, Finding

_LINE_END = re.compile(r"\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Place:
    """Lines and columns count from 1, columns in code points; `end_column` is the one after. Columns may be None.

    `before` and `until` are the line of the input up to the start and up to the end, for columns in other units.
    """

    path: str
    line: int
    end_line: int
    column: int | None = None
    end_column: int | None = None
    before: str = ""
    until: str = ""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}" + (f":{self.column}" if self.column else "")


def place_of(audited: AuditedDocument, finding: Finding) -> Place:
    """The place of a finding. For a record that is the line of the record, for a page that of the block."""
    document = audited.document
    path = (document.path or document.url or document.id).replace("\\", "/")
    line, before = _point(document, finding.span.start)
    end, until = _point(document, finding.span.end - 1)
    if not document.verbatim:
        return Place(path, line, max(line, end))
    until += document.text[finding.span.end - 1]
    columns = _column(document, line, before), _column(document, end, until)
    return Place(path, line, max(line, end), *columns, before, until)


def _point(document: Document, offset: int) -> tuple[int, str]:
    """The line of the input for an offset of the text, and what stands before it on its line of the text."""
    text = document.text
    begin = max(text.rfind("\n", 0, offset), text.rfind("\r", 0, offset)) + 1
    index = bisect_right(document.segments, offset, key=lambda segment: segment.span.start) - 1
    if index < 0:
        return 1, text[begin:offset]
    segment = document.segments[index]
    down = len(_LINE_END.findall(text, segment.span.start, offset)) if document.verbatim else 0
    return segment.line + down, text[begin:offset]


def _column(document: Document, line: int, before: str) -> int:
    """The column after `before`, with the notes that were taken out of its line put back."""
    column = len(before) + 1
    for note in document.ignores:
        if note.line == line and note.width and note.column <= column:
            column += note.width
    return column
