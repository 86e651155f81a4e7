"""From the paths a user gives to open files: folders, globs, gzip, standard input, and their size limit."""

from __future__ import annotations

import codecs
import glob
import gzip
import io
import os
import re
import zlib
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Any, BinaryIO

from mtaudit.core import InputError
from mtaudit.errors import ReadError, did_you_mean
from mtaudit.fetch import is_url

STDIN = "stdin"
KINDS = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".tsv": "tsv",
    ".csv": "csv",
}
# Feeds that a user names. A folder's .xml and .json files are seldom feeds.
FEEDS = frozenset((".rss", ".atom", ".xml", ".json"))
_KNOWN = "known types: " + " ".join(KINDS) + ", each also as .gz"
# Files that stand in folders of articles and are none.
_NOT_ARTICLES = ("readme", "license", "licence", "changelog")
_XML_FEED = re.compile(rb"<(?:rss|feed|rdf:RDF|[a-z]+:feed)[\s>]")
_JSON_FEED = re.compile(rb'"version"\s*:\s*"https?:(?:\\?/){2}jsonfeed\.org')
_GZIP_MARK = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Input:
    """A file that is to be read. `kind` "" means: find out from its content. `named` = the user gave this very path."""

    path: str
    kind: str
    named: bool = True


def kind_of(path: str) -> str:
    """What a file holds by its name; "" where the name does not tell."""
    name = path.lower().removesuffix(".gz")
    return KINDS.get(PurePath(name).suffix, "")


def collect(paths: Sequence[str]) -> Iterator[Input | InputError]:
    """The files behind the paths, each once, folders and globs in sorted order; an error where there are none."""
    seen: set[str] = set()
    for path in paths:
        for item in _expand(path):
            if isinstance(item, Input):
                real = item.path if item.path == STDIN or item.kind == "url" else os.path.realpath(item.path)
                if real in seen:
                    continue
                seen.add(real)
            yield item


def _expand(path: str) -> Iterator[Input | InputError]:
    if path == "-":
        yield Input(STDIN, "")
    elif is_url(path):
        yield Input(path, "url")
    elif not path or "\0" in path or not _is_writable(path):
        yield InputError(ascii(path), "not a usable file name", "rename the file so that its name is UTF-8")
    elif Path(path).is_dir():
        yield from _folder(path)
    elif Path(path).exists():
        yield _file(path)
    elif glob.has_magic(path):
        yield from _glob(path)
    else:
        yield InputError(path, "no such file", _close_match(path))


def _is_writable(path: str) -> bool:
    """False for a name that is no UTF-8 on disk: no report could hold it."""
    return not any("\ud800" <= sign <= "\udfff" for sign in path)


def _file(path: str) -> Input | InputError:
    kind = kind_of(path)
    if PurePath(path.lower().removesuffix(".gz")).suffix in FEEDS:
        kind = "feed"
    if not kind and PurePath(path.lower().removesuffix(".gz")).suffix:
        return InputError(path, f"unknown file type {PurePath(path).suffix}", _KNOWN)
    return Input(path, kind)


def _folder(path: str) -> Iterator[Input | InputError]:
    errors: list[InputError] = []

    def refuse(error: OSError) -> None:
        errors.append(InputError(str(error.filename), reason(error), ""))

    found = [
        (PurePath(folder) / name).as_posix()
        for folder, folders, names in os.walk(path, onerror=refuse)
        if _visit(folders)
        for name in names
        if _is_article(name)
    ]
    yield from errors
    yield from _inputs(found)
    if not found and not errors:
        yield InputError(path, "no articles in this folder", _KNOWN)


def _visit(folders: list[str]) -> bool:
    """Keep os.walk out of hidden folders, by its own rule: what is taken from the list is not entered."""
    folders[:] = sorted(name for name in folders if not name.startswith("."))
    return True


def _is_article(name: str) -> bool:
    return bool(kind_of(name)) and not name.startswith(".") and not name.lower().startswith(_NOT_ARTICLES)


def _glob(pattern: str) -> Iterator[Input | InputError]:
    # Path.glob would refuse an absolute pattern.
    matches = glob.glob(pattern, recursive=True)  # noqa: PTH207
    files = [name for name in matches if _is_article(PurePath(name).name) and not Path(name).is_dir()]
    if not matches:
        yield InputError(pattern, "matches no file", "quote the pattern; ** goes through all folders below")
    elif not files:
        yield InputError(pattern, "matches no file of a known type", _KNOWN)
    yield from _inputs([PurePath(name).as_posix() for name in files])


def _inputs(found: list[str]) -> Iterator[Input | InputError]:
    for name in sorted(found, key=lambda name: PurePath(name).parts):
        if _is_writable(name):
            yield Input(name, kind_of(name), named=False)
        else:
            yield InputError(ascii(name), "not a usable file name", "rename the file so that its name is UTF-8")


def _close_match(path: str) -> str:
    folder = Path(path).parent
    try:
        names = sorted(entry.name for entry in folder.iterdir()) if folder.is_dir() else []
    except OSError:
        return ""
    if not names and not folder.is_dir():
        return f"there is no folder {folder.as_posix()} either"
    return did_you_mean(PurePath(path).name, names, written=lambda name: (folder / name).as_posix())


def siblings(path: str) -> tuple[str, ...]:
    """The files in the folder of `path`, itself included, sorted and written as `path` is written."""
    folder = Path(path).parent
    try:
        return tuple(sorted((folder / entry.name).as_posix() for entry in folder.iterdir() if entry.is_file()))
    except OSError:
        return ()


@contextmanager
def opened(path: str, stdin: BinaryIO) -> Iterator[io.BufferedReader]:
    """The bytes of a file or of standard input, unpacked where they are gzip. Raises ReadError."""
    try:
        with ExitStack() as stack:
            # Standard input is not ours to close, and detach keeps the wrapper from closing it.
            raw: Any = stdin if path == STDIN else stack.enter_context(Path(path).open("rb"))
            stream = io.BufferedReader(raw)
            stack.callback(stream.detach)
            if stream.peek(2)[:2] == _GZIP_MARK or path.lower().endswith(".gz"):
                packed: Any = stack.enter_context(gzip.GzipFile(fileobj=stream))
                stream = io.BufferedReader(packed)
            yield stream
    except READ_FAILURES as error:
        raise ReadError(reason(error), place=path) from None


def sniff(stream: io.BufferedReader) -> str:
    """The kind of content by its beginning: records begin with a brace, pages with an angle bracket."""
    head = stream.peek(1024)[:1024]
    if is_feed(head):
        return "feed"
    for mark in (codecs.BOM_UTF8, b"\xff\xfe", b"\xfe\xff", b"\0"):
        head = head.replace(mark, b"")
    first = head.lstrip()[:1]
    return {b"{": "jsonl", b"<": "html"}.get(first, "text")


def is_feed(head: bytes) -> bool:
    """True where the first kilobyte of a file is that of a feed in XML, or of a JSON Feed."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"{"):
        return _JSON_FEED.search(start) is not None
    return start.startswith(b"<") and _XML_FEED.search(start) is not None


def load(stream: io.BufferedReader, path: str, limit: int) -> bytes:
    """The rest of a stream. Raises ReadError where that is more than `limit` bytes, of which no more are read."""
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise _too_long("the file", limit, path)
    return data


def load_lines(stream: io.BufferedReader, limit: int) -> Iterator[tuple[int, bytes | ReadError]]:
    """The lines of a stream with their 1-based numbers; one of more than `limit` bytes becomes a ReadError."""
    number = 1
    while line := stream.readline(limit + 2):
        if len(line.rstrip(b"\r\n")) <= limit:
            yield number, line
        else:
            yield number, _too_long("the line", limit, "")
            while line and not line.endswith(b"\n"):
                line = stream.readline(limit + 2)
        number += 1


def _too_long(what: str, limit: int, place: str) -> ReadError:
    return ReadError(f"{what} is longer than {limit:,} bytes", "split it, or raise read.max_bytes", place=place)


READ_FAILURES = (OSError, EOFError, zlib.error)


def reason(error: Exception) -> str:
    """What went wrong in reading, in a few words."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror[0].lower() + error.strerror[1:]
    return f"damaged gzip data: {error}"
