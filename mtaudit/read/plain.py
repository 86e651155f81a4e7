"""Plain text and Markdown."""

from __future__ import annotations

import re
from dataclasses import replace

from mtaudit.core import Document, Part, Segment, Span
from mtaudit.read.compose import Facts, from_text
from mtaudit.read.languages import Languages

_FRONT_MATTER = re.compile(r"---[ \t]*(\r\n|\n|\r)(.*?)(?<=[\r\n])(?:---|\.\.\.)[ \t]*(?:\r\n|\n|\r|$)", re.DOTALL)
_SETTING = re.compile(r"^([A-Za-z_-]+)[ \t]*:[ \t]*(\S.*?)[ \t]*\r?$", re.MULTILINE)
_MARKER = re.compile(r"(?:#{1,6}[ \t]+|>[ \t]?|[-*+][ \t]+|\d{1,3}[.)][ \t]+)+")
_LINE_END = re.compile(r"\r\n|\n|\r")


def read_text(text: str, facts: Facts, languages: Languages) -> Document:
    """The document of a plain text, which is kept as it is. Raises ReadError where it is empty."""
    return from_text(text, facts, languages, line_of=lambda line: line)


def read_markdown(text: str, facts: Facts, languages: Languages) -> Document:
    """The document of a Markdown text without its front matter, from which title, language, URL and date are taken.

    The markup stays in the text; the marks that open a line (heading, quotation, bullet) stay out of the segments.
    Raises ReadError where no text is left.
    """
    match = _FRONT_MATTER.match(text)
    settings = {key.lower(): value.strip("\"'") for key, value in _SETTING.findall(match[2])} if match else {}
    skipped = len(_LINE_END.findall(match[0])) if match else 0
    body = text[match.end() :] if match else text
    title = settings.get("title", "")
    opens = _MARKER.sub("", body.lstrip(), count=1).startswith(title)
    facts = replace(
        facts,
        title="" if opens else title,
        lang=settings.get("lang") or settings.get("language") or facts.lang,
        url=settings.get("url") or facts.url,
        meta={**facts.meta, **({"published": settings["date"]} if "date" in settings else {})},
    )
    document = from_text(body, facts, languages, line_of=lambda line: line + skipped)
    segments = tuple(_without_marker(found) for found in document.segments)
    title = title or next((found.text for found in segments if found.part is Part.TITLE), "")
    return replace(document, title=title, segments=segments)


def _without_marker(found: Segment) -> Segment:
    marker = _MARKER.match(found.text)
    if not marker or marker.end() == len(found.text):
        return found
    part = found.part
    if found.text.startswith("#") and part is not Part.TITLE:
        part = Part.TITLE if found.key == "s1" else Part.HEADING
    span = Span(found.span.start + marker.end(), found.span.end)
    return replace(found, text=found.text[marker.end() :], span=span, part=part)
