"""Plain text and Markdown."""

from __future__ import annotations

import re
from dataclasses import replace

from mtaudit.core import Document, Part, Segment, Span
from mtaudit.read.compose import Facts, from_text
from mtaudit.read.languages import Languages
from mtaudit.read.notes import BLANK, LINE, Noted, without_notes

_FRONT_MATTER = re.compile(r"---[ \t]*(\r\n|\n|\r)(.*?)(?<=[\r\n])(?:---|\.\.\.)[ \t]*(?:\r\n|\n|\r|$)", re.DOTALL)
_SETTING = re.compile(r"^([A-Za-z_-]+)[ \t]*:[ \t]*(\S.*?)[ \t]*\r?$", re.MULTILINE)
_MARKER = re.compile(r"(?:#{1,6}[ \t]+|>[ \t]?|[-*+][ \t]+|\d{1,3}[.)][ \t]+)+")
_LINE_END = re.compile(r"\r\n|\n|\r")


def read_text(text: str, facts: Facts, languages: Languages) -> Document:
    """The document of a plain text, which is kept as it is but for notes. Raises ReadError where it is empty."""
    noted = without_notes(text, LINE)
    document = from_text(noted.text, facts, languages, line_of=noted.line_of)
    return _with_notes(document, noted)


def _with_notes(document: Document, noted: Noted, lines: int = 0) -> Document:
    """The document with its notes. A title that was put before the text stands on no line of the input."""
    added = len(document.text) - len(noted.text)
    return replace(document, ignores=noted.shifted(added, lines), verbatim=not added)


def read_markdown(text: str, facts: Facts, languages: Languages) -> Document:
    """The document of a Markdown text without its front matter, from which title, language, URL and date are taken.

    The markup stays in the text; the marks that open a line (heading, quotation, bullet) stay out of the segments.
    Raises ReadError where no text is left.
    """
    match = _FRONT_MATTER.match(text)
    settings = {key.lower(): value.strip("\"'") for key, value in _SETTING.findall(match[2])} if match else {}
    skipped = len(_LINE_END.findall(match[0])) if match else 0
    noted = without_notes(text[match.end() :] if match else text, BLANK)
    title = settings.get("title", "")
    opens = _MARKER.sub("", noted.text.lstrip(), count=1).startswith(title)
    facts = replace(
        facts,
        title="" if opens else title,
        lang=settings.get("lang") or settings.get("language") or facts.lang,
        url=settings.get("url") or facts.url,
        meta={**facts.meta, **({"published": settings["date"]} if "date" in settings else {})},
    )
    document = from_text(noted.text, facts, languages, line_of=lambda line: noted.line_of(line) + skipped)
    segments = tuple(_without_marker(found) for found in document.segments)
    title = title or next((found.text for found in segments if found.part is Part.TITLE), "")
    return _with_notes(replace(document, title=title, segments=segments), noted, skipped)


def _without_marker(found: Segment) -> Segment:
    marker = _MARKER.match(found.text)
    if not marker or marker.end() == len(found.text):
        return found
    part = found.part
    if found.text.startswith("#") and part is not Part.TITLE:
        part = Part.TITLE if found.key == "s1" else Part.HEADING
    span = Span(found.span.start + marker.end(), found.span.end)
    return replace(found, text=found.text[marker.end() :], span=span, part=part)
