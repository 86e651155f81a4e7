"""Inputs to Documents: `read` for all at once, `stream` for one after the other. A bad input never ends a batch."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from io import BufferedReader
from pathlib import PurePath
from typing import BinaryIO

from mtaudit.config import FeedConfig, ReadConfig
from mtaudit.core import Document, InputError
from mtaudit.errors import ReadError
from mtaudit.fetch import Page
from mtaudit.read.collect import Input, collect, kind_of, load, load_lines, opened, siblings, sniff
from mtaudit.read.compose import Facts
from mtaudit.read.encoding import declared_charset, decode, is_codec, is_wide
from mtaudit.read.languages import Identify, Languages, normal
from mtaudit.read.pairs import Families, Partners, attach, families, name_of, partners
from mtaudit.read.plain import read_markdown, read_text
from mtaudit.read.tabular import our_fields, parse_json, parse_table, read_records
from mtaudit.read.web import Web, read_feed, read_url
from mtaudit.read.webpage import read_page

__all__ = ["Item", "ReadResult", "Web", "read", "stream"]

Item = Document | InputError | str  # a str is a warning


@dataclass(frozen=True, slots=True)
class ReadResult:
    """All that was read, in input order."""

    documents: tuple[Document, ...]
    errors: tuple[InputError, ...] = ()
    warnings: tuple[str, ...] = ()


def read(
    paths: Sequence[str | os.PathLike[str]],
    config: ReadConfig | None = None,
    *,
    source_path: str = "",
    reference_path: str = "",
    identify: Identify | None = None,
    stdin: BinaryIO | None = None,
    web: Web | None = None,
) -> ReadResult:
    """Read files, folders, globs, standard input ("-") and, where `web` is given, addresses into documents.

    `source_path` and `reference_path` belong to exactly one input. `identify` gives the language of a text where
    nothing else tells it. Never raises for what an input holds: see `ReadResult.errors`.
    """
    items = list(
        stream(
            paths,
            config,
            source_path=source_path,
            reference_path=reference_path,
            identify=identify,
            stdin=stdin,
            web=web,
        )
    )
    return ReadResult(
        tuple(item for item in items if isinstance(item, Document)),
        tuple(item for item in items if isinstance(item, InputError)),
        tuple(item for item in items if isinstance(item, str)),
    )


def stream(
    paths: Sequence[str | os.PathLike[str]],
    config: ReadConfig | None = None,
    *,
    source_path: str = "",
    reference_path: str = "",
    identify: Identify | None = None,
    stdin: BinaryIO | None = None,
    web: Web | None = None,
) -> Iterator[Item]:
    """Like `read`, one document, error or warning after the other, so that a large file of records need not fit."""
    try:
        config = _checked(config or ReadConfig())
    except ReadError as error:
        yield _reported(error, "")
        return
    found = list(collect([os.fspath(path) for path in ([paths] if isinstance(paths, str) else paths)]))
    given = Partners(source_path, reference_path) if source_path or reference_path else None
    inputs = [item for item in found if isinstance(item, Input)]
    if given and len(inputs) != 1:
        message = f"goes with exactly one input, not with {len(inputs)}"
        yield InputError(source_path or reference_path, message, "put NAME.LANG.src.txt beside each NAME.LANG.txt")
        given = None
    beside = _Beside(inputs, config.target)
    languages = Languages(config, identify)
    ids: dict[str, int] = {}
    for item in found:
        if isinstance(item, InputError):
            yield item
            continue
        try:
            read_items = _items(item, given or beside.of(item), languages, stdin or sys.stdin.buffer, web or OFFLINE)
            yield from _unique(read_items, item.path, ids)
        except ReadError as error:
            yield _reported(error, item.path)


def _checked(config: ReadConfig) -> ReadConfig:
    """The settings with our own names for the fields. Raises ReadError where nothing could be read with them."""
    if config.encoding and not is_codec(config.encoding):
        raise ReadError(f"unknown encoding {config.encoding}", "such as utf-8, cp1252, gb18030", place="read.encoding")
    if config.max_bytes < 1:
        raise ReadError(f"must be at least 1, not {config.max_bytes}", place="read.max_bytes")
    for name, tag in (("target", config.target), ("source", config.source)):
        if tag and not normal(tag):
            raise ReadError(f"{tag} is no language code", "two letters, such as en or el", place=f"read.{name}")
    return replace(config, fields=our_fields(config.fields))


def _reported(error: ReadError, place: str) -> InputError:
    return InputError(error.place or place, error.message, error.hint)


class _Beside:
    """The files beside each input; the files of a folder are listed once."""

    def __init__(self, inputs: Sequence[Input], target: str) -> None:
        self.inputs = frozenset(PurePath(item.path).as_posix() for item in inputs)
        self.target = normal(target)
        self.folders: dict[PurePath, Families] = {}

    def of(self, item: Input) -> Partners:
        """What stands beside an input; nothing beside records and standard input."""
        if item.kind not in ("text", "markdown", "html"):
            return Partners()
        path = PurePath(item.path)
        if path.parent not in self.folders:
            self.folders[path.parent] = families(siblings(item.path))
        return partners(path.as_posix(), self.folders[path.parent], self.inputs, self.target)


def _unique(items: Iterator[Item], path: str, ids: dict[str, int]) -> Iterator[Item]:
    """The items with "#2", "#3" added to ids that an earlier document has, and one warning for each input."""
    renamed = 0
    for item in items:
        if isinstance(item, Document):
            identity = item.id
            while identity in ids:
                ids[item.id] += 1
                identity = f"{item.id}#{ids[item.id]}"
            ids[identity] = 1
            renamed += identity != item.id
            item = item if identity == item.id else replace(item, id=identity)
        yield item
    if renamed:
        yield f"{path}: {renamed} ids stand for more than one document; #2, #3 and so on were added"


def _never(url: str) -> Page:
    raise ReadError("nothing may be fetched here", "give `read` a Web to fetch with", place=url)


OFFLINE = Web(_never, FeedConfig())


def _items(item: Input, beside: Partners, languages: Languages, stdin: BinaryIO, web: Web) -> Iterator[Item]:
    if item.kind == "url":
        yield from read_url(item.path, web, languages)
        if beside.source or beside.reference:
            yield InputError(
                beside.source or beside.reference, "goes with a file, not with an address", "see --source-url"
            )
        return
    if beside.is_partner:
        if beside.warning and item.named:
            raise ReadError("no translation beside this source, so it is no article", "name it without .src or .ref")
        yield from [beside.warning] if beside.warning else []
        return
    if beside.warning:
        yield beside.warning
    with opened(item.path, stdin) as file:
        kind = item.kind or sniff(file)
        if kind == "jsonl":
            yield from _records(file, item.path, languages)
        else:
            data = load(file, item.path, languages.config.max_bytes)
    if kind == "feed":
        yield from read_feed(data, item.path, web, languages)
    elif kind in ("tsv", "csv"):
        yield from _table(data, kind, item.path, languages)
    elif kind != "jsonl":
        yield from _article(data, kind, item.path, beside, languages)
    if kind in ("jsonl", "tsv", "csv", "feed") and (beside.source or beside.reference):
        place = beside.source or beside.reference
        yield InputError(place, "goes with one article, not with records", "records carry their own src and ref")


def _records(file: BufferedReader, path: str, languages: Languages) -> Iterator[Item]:
    config = languages.config
    head = file.peek(1)[:1024]
    guesses: list[str] = []
    if is_wide(head, config.encoding):
        text = decode(load(file, path, config.max_bytes), path, override=config.encoding).text
        lines: Iterator[tuple[int, str | ReadError]] = iter(list(enumerate(text.split("\n"), start=1)))
    elif b"\0" in head:
        raise ReadError("binary data, not text")
    else:
        lines = _decoded(load_lines(file, config.max_bytes), path, config.encoding, guesses)
    count = 0
    for item in read_records(parse_json(lines), path, name_of(path).lang, languages):
        count += 1
        yield item
    if guesses:
        yield guesses[0] + (f"; so were {len(guesses) - 1} more lines" if guesses[1:] else "")
    if not count:
        raise ReadError("holds no record", "remove it, or put one JSON object on each line")


def _decoded(
    lines: Iterator[tuple[int, bytes | ReadError]], path: str, encoding: str, guesses: list[str]
) -> Iterator[tuple[int, str | ReadError]]:
    """The lines as text; what was guessed is added to `guesses`."""
    for number, line in lines:
        if isinstance(line, ReadError):
            yield number, line
            continue
        try:
            decoded = decode(line, f"{path}:{number}", override=encoding)
        except ReadError as error:
            yield number, error
            continue
        if decoded.warning:
            guesses.append(decoded.warning)
        yield number, decoded.text


def _table(data: bytes, kind: str, path: str, languages: Languages) -> Iterator[Item]:
    decoded = decode(data, path, override=languages.config.encoding)
    if not decoded.text.strip():
        raise ReadError("is empty", "remove it, or give it a header row and records")
    rows = parse_table(decoded.text, kind, languages.config)
    count = 0
    for item in read_records(rows, path, name_of(path).lang, languages):
        count += 1
        yield item
    if decoded.warning:
        yield decoded.warning
    if not count:
        raise ReadError("holds a header row and no record")


def _article(data: bytes, kind: str, path: str, beside: Partners, languages: Languages) -> Iterator[Item]:
    hint = normal(languages.config.source) or name_of(beside.source).lang
    facts = Facts(id=path, path=path, lang=name_of(path).lang, source_lang=hint)
    document, warning = _parsed(data, kind, facts, languages)
    yield from [warning] if warning else []
    texts = ["", ""]
    for index, other in enumerate((beside.source, beside.reference)):
        if other:
            texts[index], problem = _partner_text(other, languages)
            yield from [problem] if problem is not None else []
    if not any(texts):
        yield document
        return
    if texts[0] and not document.source_lang and languages.identify:
        document = replace(document, source_lang=normal(languages.identify(texts[0])))
    yield attach(document, *texts)


def _parsed(data: bytes, kind: str, facts: Facts, languages: Languages) -> tuple[Document, str]:
    """The document of a whole file, and a warning about its encoding ("" = none)."""
    declared = declared_charset(data) if kind == "html" else ""
    decoded = decode(data, facts.path, override=languages.config.encoding, declared=declared)
    readers = {"html": read_page, "markdown": read_markdown, "text": read_text}
    if not decoded.text.strip():
        raise ReadError("holds nothing but white space" if data else "is empty", "remove it, or put the article in it")
    return readers[kind](decoded.text, facts, languages), decoded.warning


def _partner_text(path: str, languages: Languages) -> tuple[str, InputError | str | None]:
    """The text of a source or reference file, and an error or a warning about it."""
    kind = kind_of(path) or "text"
    if kind not in ("text", "markdown", "html"):
        return "", InputError(path, "a source must be a text, Markdown or HTML file")
    try:
        with opened(path, sys.stdin.buffer) as file:
            data = load(file, path, languages.config.max_bytes)
        document, warning = _parsed(data, kind, Facts(id=path, path=path), Languages(languages.config))
    except ReadError as error:
        return "", _reported(error, path)
    return document.text, warning or None
