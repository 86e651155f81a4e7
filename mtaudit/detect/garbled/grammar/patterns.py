"""How the grammar rules look at a segment: its finished sentences, without quotations, one pattern at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import regex

from mtaudit.core import Hit, Segment, Span
from mtaudit.detect.garbled import places
from mtaudit.detect.garbled.places import JUDGED_PARTS

_QUOTATION = regex.compile(
    r"^[^“”]*?”|“[^”]*(?:”|$)|\"[^\"]*(?:\"|$)|«[^»]*(?:»|$)"  # one that began in an earlier sentence comes first
)

Mend = Callable[["regex.Match[str]"], Sequence[str]]


def _nothing(_: regex.Match[str]) -> Sequence[str]:
    return ()


@dataclass(frozen=True, slots=True)
class Pattern:
    """One shape of an error. The group `bad` is what is reported, the whole match where there is none.

    `message` may name {bad} and any group of the expression. `unless` excuses a match where it is found in the
    sentence before it. `mend` gives wordings for what is reported; one that says the same is dropped.
    """

    expression: regex.Pattern[str]
    message: str
    mend: Mend = _nothing
    unless: regex.Pattern[str] | None = None
    confidence: float = 0.9


def pattern(
    expression: str,
    message: str,
    mend: Mend = _nothing,
    *,
    unless: str = "",
    confidence: float = 0.9,
) -> Pattern:
    """A Pattern from sources; `unless` must match up to where the error begins."""
    excuse = regex.compile(rf"(?:{unless})$", regex.V1) if unless else None
    return Pattern(regex.compile(expression, regex.V1), message, mend, excuse, confidence)


def finished_sentences(segment: Segment) -> tuple[Span, ...]:
    """The sentences that the rules may judge, in offsets of the segment's text; none outside English running text."""
    if segment.lang != "en" or segment.part not in JUDGED_PARTS:
        return ()
    return places.finished_sentences(segment.text, "en")


def quotations(text: str) -> list[Span]:
    """What stands in quotation marks, to the end of the text where they are not closed."""
    return [Span(match.start(), match.end()) for match in _QUOTATION.finditer(text)]


def find(segment: Segment, patterns: Iterable[Pattern], *, quoted: bool = False) -> Iterator[Hit]:
    """Hits of the patterns in the finished sentences of a segment, those inside quotations only where `quoted`.

    Of two that share a character the one of the earlier pattern is reported.
    """
    for sentence in finished_sentences(segment):
        text = sentence.of(segment.text)
        taken = [] if quoted else quotations(text)
        for one in patterns:
            for match in one.expression.finditer(text):
                hit = _hit(one, match, text)
                if hit and not any(span.overlaps(hit.span) for span in taken):
                    taken.append(hit.span)
                    yield Hit(hit.span.shift(sentence.start), hit.message, hit.confidence, suggestions=hit.suggestions)


def _hit(one: Pattern, match: regex.Match[str], text: str) -> Hit | None:
    group: str | int = "bad" if "bad" in one.expression.groupindex else 0
    span = Span(*match.span(group))
    if not len(span) or (one.unless and one.unless.search(text[: span.start])):
        return None
    bad = span.of(text)
    groups = {name: value or "" for name, value in match.groupdict().items()}
    mended = tuple(_as_written(wording, bad) for wording in one.mend(match) if wording)
    suggestions = tuple(dict.fromkeys(wording for wording in mended if wording != bad))
    return Hit(span, one.message.format_map({**groups, "bad": bad}), one.confidence, suggestions=suggestions)


def _as_written(wording: str, bad: str) -> str:
    """A mended wording with a capital where the text had one."""
    return wording[0].upper() + wording[1:] if bad[0].isupper() else wording
