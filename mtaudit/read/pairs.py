"""The source and the reference beside a translation: which files belong together, and which sentences."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePath

from mtaudit.core import Document, Segment
from mtaudit.read.languages import CODES, normal
from mtaudit.segment import sentences

_ARTICLE = re.compile(r"\.(?:txt|text|md|markdown|html?|xhtml)(?:\.gz)?$", re.IGNORECASE)
_EXTENSION = re.compile(rf"(?:{_ARTICLE.pattern}|\.(?:jsonl|ndjson|tsv|csv)(?:\.gz)?$)", re.IGNORECASE)
_LINE_BREAK = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}]")
_ROLES = frozenset(("src", "ref"))

# The language of a translation among NAME.LANG.txt files where no setting names one.
DEFAULT_TARGET = "en"


@dataclass(frozen=True, slots=True)
class Name:
    """A file name taken apart: `stem[.lang][.src|.ref].txt`. `stem` keeps the folder; `lang` and `role` may be ""."""

    stem: str
    lang: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Partners:
    """The files beside a translation ("" = none); `warning` says why none was taken; `is_partner` is one itself."""

    source: str = ""
    reference: str = ""
    warning: str = ""
    is_partner: bool = False


def name_of(path: str) -> Name:
    """Take the name of a text file apart; anything that is no language code stays in the stem."""
    folder, name = str(PurePath(path).parent), PurePath(path).name
    pieces = _EXTENSION.sub("", name).split(".")
    role = pieces.pop() if len(pieces) > 1 and pieces[-1] in _ROLES else ""
    lang = normal(pieces[-1]) if len(pieces) > 1 else ""
    if lang in CODES:
        pieces.pop()
    else:
        lang = ""
    return Name(f"{folder}/{'.'.join(pieces)}", lang, role)


Families = dict[str, list[tuple[Name, str]]]


def families(paths: Iterable[str]) -> Families:
    """The text files among `paths` by what their names have in common."""
    found: Families = {}
    for path in paths:
        if _ARTICLE.search(path):
            name = name_of(path)
            found.setdefault(name.stem, []).append((name, path))
    return found


def partners(path: str, beside: Families, inputs: frozenset[str], target: str) -> Partners:
    """What stands beside the text file `path`; `beside` are the families of its folder.

    `inputs` are the files that are to be read: NAME.el.txt is the source of NAME.en.txt only where that one is read.
    """
    own = name_of(path)
    family = [(name, other) for name, other in beside.get(own.stem, []) if other != path]
    if own.role:
        lonely = all(name.role for name, _ in family)
        return Partners(is_partner=True, warning=f"{path}: no translation beside it" if lonely else "")
    lang = own.lang or target or DEFAULT_TARGET
    references = [other for name, other in family if name.role == "ref" and name.lang in ("", lang)]
    reference = references[0] if len(references) == 1 else ""
    sources = [other for name, other in family if name.role == "src" and name.lang != lang]
    if len(sources) > 1:
        return Partners("", reference, f"{path}: {len(sources)} .src files beside it, so none was taken")
    if sources:
        return Partners(sources[0], reference)
    return _plain_partners(path, own, family, reference, inputs, target or DEFAULT_TARGET)


def _plain_partners(
    path: str, own: Name, family: list[tuple[Name, str]], reference: str, inputs: frozenset[str], target: str
) -> Partners:
    """The pair NAME.el.txt and NAME.en.txt, of which the one in the target language is the translation."""
    plain = [(name, other) for name, other in family if not name.role and name.lang not in ("", own.lang)]
    if not own.lang or not plain:
        return Partners(reference=reference)
    if own.lang != target:
        translated = any(name.lang == target and other in inputs for name, other in plain)
        return Partners(reference=reference, is_partner=translated and len(plain) == 1)
    if len(plain) == 1:
        return Partners(plain[0][1], reference)
    languages = ", ".join(sorted(name.lang for name, _ in plain))
    warning = f"{path}: beside it are several languages ({languages}); name its source NAME.LANG.src.txt"
    return Partners(reference=reference, warning=warning)


def attach(document: Document, source: str, reference: str) -> Document:
    """The document with its source and reference text, and with those sentences paired that can be without doubt."""
    paragraphs = list(_paragraphs(document))
    sources = _paired(paragraphs, source, document.source_lang)
    references = _paired(paragraphs, reference, document.lang)
    segments = tuple(
        replace(found, source=own_source, reference=own_reference)
        for found, own_source, own_reference in zip(document.segments, sources, references, strict=True)
    )
    return replace(document, segments=segments, source_text=source, reference_text=reference)


def _paragraphs(document: Document) -> Iterator[list[Segment]]:
    """The segments line by line."""
    paragraph: list[Segment] = []
    for found in document.segments:
        if paragraph and _LINE_BREAK.search(document.text, paragraph[-1].span.end, found.span.start):
            yield paragraph
            paragraph = []
        paragraph.append(found)
    if paragraph:
        yield paragraph


def _paired(paragraphs: Iterable[list[Segment]], other: str, lang: str) -> list[str]:
    """For each segment its counterpart in `other`; "" where the numbers of paragraphs or of sentences differ."""
    paragraphs = list(paragraphs)
    lines = [line.strip() for line in _LINE_BREAK.split(other) if line.strip()]
    if len(lines) != len(paragraphs):
        return ["" for paragraph in paragraphs for _ in paragraph]
    found: list[str] = []
    for paragraph, line in zip(paragraphs, lines, strict=True):
        cut = [line] if len(paragraph) == 1 else [span.of(line) for span in sentences(line, lang)]
        found.extend(cut if len(cut) == len(paragraph) else [""] * len(paragraph))
    return found
