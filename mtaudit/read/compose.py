"""Documents from what a reader found: a running text that is still to be cut, or units that came with their source."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from mtaudit.core import Document, Ignore, Part, Segment, Span
from mtaudit.errors import ReadError
from mtaudit.read.languages import Languages
from mtaudit.segment import segment


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of an article besides its text. `lang` is a hint that the settings may overrule."""

    id: str
    path: str = ""
    title: str = ""
    lang: str = ""
    source_lang: str = ""
    url: str = ""
    system: str = ""
    meta: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unit:
    """A translation unit as the input gives it; `line` is its 1-based line there, `notes` what is to be left alone."""

    translation: str
    source: str = ""
    reference: str = ""
    line: int = 1
    notes: tuple[str, ...] = ()


def from_text(text: str, facts: Facts, languages: Languages, *, line_of: Callable[[int], int]) -> Document:
    """A document of a running text, cut into sentences.

    `line_of` gives the line of the input for a 1-based line of `text`. Raises ReadError for an empty text.
    """
    if not text.strip():
        raise ReadError("holds no text", "remove it, or put the article in it")
    lang, detected = languages.target(facts.lang, text)
    head = _head(facts.title, text)
    added = head.count("\n")
    segments = tuple(
        replace(found, line=line_of(max(1, found.line - added)))
        for found in segment(head + text, lang, title=facts.title)
    )
    title = facts.title or next((found.text for found in segments if found.part is Part.TITLE), "")
    return Document(
        id=facts.id,
        text=head + text,
        lang=lang,
        source_lang=languages.source(facts.source_lang),
        path=facts.path,
        url=facts.url,
        system=facts.system,
        title=title,
        segments=segments,
        lang_detected=detected,
        meta=facts.meta,
    )


def from_units(units: Sequence[Unit], facts: Facts, languages: Languages) -> Document:
    """A document whose segments are the units, their translations joined by one line feed and otherwise untouched.

    Raises ReadError where neither a translation nor a source holds any text.
    """
    if not any(unit.translation.strip() or unit.source.strip() for unit in units):
        raise ReadError("holds no text", "remove it, or put the article in it")
    body = "\n".join(unit.translation for unit in units)
    lang, detected = languages.target(facts.lang, body)
    head = _head(facts.title, body)
    segments: list[Segment] = []
    if head:
        span = Span(0, len(facts.title))
        segments.append(Segment(facts.title, span, Part.TITLE, lang, line=units[0].line, key="s1"))
    position = len(head)
    ignores: list[Ignore] = []
    for unit in units:
        span = Span(position, position + len(unit.translation))
        part = Part.TITLE if not segments and facts.title and unit.translation == facts.title else Part.BODY
        key = f"s{len(segments) + 1}"
        text = unit.translation
        segments.append(Segment(text, span, part, lang, unit.source, unit.reference, unit.line, key))
        ignores.extend(Ignore(span, note, unit.line) for note in unit.notes)
        position = span.end + 1
    return Document(
        id=facts.id,
        text=head + body,
        lang=lang,
        source_lang=languages.source(facts.source_lang),
        path=facts.path,
        url=facts.url,
        system=facts.system,
        title=facts.title,
        source_text=_joined(unit.source for unit in units),
        reference_text=_joined(unit.reference for unit in units),
        segments=tuple(segments),
        lang_detected=detected,
        meta=facts.meta,
        ignores=tuple(ignores),
    )


def _joined(texts: Iterable[str]) -> str:
    """The texts on a line each; "" where there is none at all."""
    lines = list(texts)
    return "\n".join(lines) if any(lines) else ""


def _head(title: str, text: str) -> str:
    """The title and a blank line, to be put before `text`; "" where the text already starts with it."""
    if not title:
        return ""
    start = text.lstrip()
    begins = start.startswith(title) and not start[len(title) : len(title) + 1].isalnum()
    return "" if begins else f"{title}\n\n"
