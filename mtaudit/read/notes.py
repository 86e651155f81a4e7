"""Notes to mtaudit in an input, `<!-- mtaudit: ... -->`: taken out of plain text and Markdown, and what they cover."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mtaudit.core import Ignore, Span

WHOLE = "ignore-file"  # a note that begins so covers the whole text, wherever it stands

# A note of more than a thousand characters is none: an opening without an end must not cost a search of the whole text.
_NOTE = r"<!--\s{0,20}mtaudit:\s{0,20}(?P<%s>.{0,1000}?)\s{0,20}-->"
_ALONE = rf"(?:^|(?<=[\r\n]))[ \t]*{_NOTE % 'alone'}[ \t]*(?:\r\n|\n|\r|\Z)"
_SPACED = rf"[ \t]{_NOTE % 'spaced'}(?=\s|\Z)"  # one of the two spaces around it goes too
_COMMENT = re.compile(rf"{_ALONE}|{_SPACED}|{_NOTE % 'within'}", re.DOTALL)
_LINE_END = re.compile(r"\r\n|\n|\r")
_TEXT = re.compile(r"\S")

LINE = _LINE_END  # ends a paragraph of plain text
BLANK = re.compile(r"(?:\r\n|\n|\r)[^\S\r\n]*(?:\r\n|\n|\r)")  # ends a paragraph of Markdown


def note_of(comment: str) -> str:
    """What a comment says to mtaudit; "" where it says nothing to it."""
    head, colon, note = comment.strip().partition(":")
    return note.strip() if colon and head.strip() == "mtaudit" else ""


def covers_all(note: str) -> bool:
    """True for a note that is about the whole text."""
    return note.split(None, 1)[:1] == [WHOLE]


@dataclass(frozen=True, slots=True)
class Noted:
    """A text without its notes. `lines` are the lines of the input on which those of `text` begin."""

    text: str
    lines: tuple[int, ...]
    ignores: tuple[Ignore, ...]

    def line_of(self, line: int) -> int:
        """The line of the input on which a 1-based line of `text` begins."""
        return self.lines[min(line, len(self.lines)) - 1]

    def shifted(self, offset: int, lines: int = 0) -> tuple[Ignore, ...]:
        """The notes for a text in which this one begins at `offset`, `lines` lines further down in the input."""
        return tuple(
            replace(found, span=found.span.shift(offset), line=found.line + lines)
            if not covers_all(found.note)
            else replace(found, span=Span(0, found.span.end + offset), line=found.line + lines)
            for found in self.ignores
        )


def without_notes(text: str, paragraph_end: re.Pattern[str]) -> Noted:
    """Take the notes out of a text. A note covers the paragraph that it stands in, else the next one."""
    breaks = _ends(_LINE_END, text)
    matches = list(_COMMENT.finditer(text))
    pieces, starts, kept = [], [0], [0]  # where each kept piece begins: in `text`, in what is kept
    for match in matches:
        pieces.append(text[starts[-1] : match.start()])
        kept.append(kept[-1] + len(pieces[-1]))
        starts.append(match.end())
    left = "".join((*pieces, text[starts[-1] :]))
    lines = []
    for begin in (0, *_ends(_LINE_END, left)):
        piece = bisect_right(kept, begin) - 1
        lines.append(bisect_right(breaks, starts[piece] + begin - kept[piece]) + 1)
    ends = [(match.start(), match.end()) for match in paragraph_end.finditer(left)] if matches else []
    ignores = (
        _ignore(match, text, breaks, _covered(left, place, match, ends))
        for match, place in zip(matches, kept[1:], strict=True)
    )
    return Noted(left, tuple(lines), tuple(ignores))


def _ends(pattern: re.Pattern[str], text: str) -> list[int]:
    return [match.end() for match in pattern.finditer(text)]


def _covered(left: str, place: int, match: re.Match[str], ends: Sequence[tuple[int, int]]) -> Span:
    """What a note covers that stood at `place`; `ends` are the breaks between paragraphs."""
    if covers_all(_said(match)):
        return Span(0, len(left))
    before = bisect_right(ends, place, key=lambda found: found[1]) - 1
    begin = ends[before][1] if before >= 0 and not _is_alone(match) else place
    found = _TEXT.search(left, begin)
    if not found:
        return Span(0, 0)
    after = bisect_right(ends, found.start(), key=lambda end: end[0])
    return Span(found.start(), ends[after][0] if after < len(ends) else len(left))


def _ignore(match: re.Match[str], text: str, breaks: Sequence[int], span: Span) -> Ignore:
    alone = _is_alone(match)
    start = text.index("<!--", match.start()) if alone else match.start()
    line = bisect_right(breaks, start)
    column = start - (breaks[line - 1] if line else 0) + 1
    return Ignore(span, _said(match), line + 1, column, 0 if alone else len(match[0]))


def _is_alone(match: re.Match[str]) -> bool:
    return match.lastgroup == "alone"


def _said(match: re.Match[str]) -> str:
    return match[match.lastgroup or 0]
