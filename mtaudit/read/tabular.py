"""Records: JSON Lines, and tables of tab- or comma-separated values with a header row."""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from mtaudit.config import ReadConfig
from mtaudit.core import Document, Ignore, InputError, Span
from mtaudit.errors import ReadError, did_you_mean
from mtaudit.read.compose import Facts, Unit, from_text, from_units
from mtaudit.read.languages import Languages
from mtaudit.read.pairs import attach

# Our name for a field, and the names under which records hold it, in the order in which they are tried.
FIELDS = {
    "id": ("id",),
    "title": ("title", "headline"),
    "mt": ("mt", "text", "translation"),
    "src": ("src", "source"),
    "ref": ("ref", "reference"),
    "src_lang": ("src_lang", "source_lang"),
    "tgt_lang": ("tgt_lang", "target_lang", "lang"),
    "system": ("system", "engine"),
    "doc": ("doc",),
    "url": ("url",),
    "published": ("published", "date"),
    "segments": ("segments",),
    "ignore": ("mtaudit_ignore",),
}
ARTICLE_LINES = 4  # a text of so many lines is an article, not a sentence with stray line breaks
_HINT = 'each line must be one JSON object such as {"id": "a1", "src": "...", "mt": "..."}'


@dataclass(frozen=True, slots=True)
class Article:
    """A record that was understood. `group` is the value of the field to group by ("" = stands alone)."""

    facts: Facts
    units: tuple[Unit, ...]
    group: str
    whole: bool  # the record is one text; False where it came as `segments`
    notes: tuple[str, ...] = ()  # about all of it


def parse_json(lines: Iterable[tuple[int, str | ReadError]]) -> Iterator[tuple[int, Any]]:
    """The value on each line that is not blank, or a ReadError that says what is wrong with it."""
    for number, line in lines:
        if isinstance(line, ReadError):
            yield number, line
        elif line.strip():
            yield number, _value(line)


def _value(line: str) -> Any:
    try:
        return json.loads(line.rstrip("\r\n"))
    except json.JSONDecodeError as error:
        return ReadError(f"not valid JSON: {error.msg} at column {error.colno}", _HINT)
    except RecursionError:
        return ReadError("JSON nested too deeply", _HINT)
    except ValueError as error:
        return ReadError(f"not valid JSON: {error}", _HINT)


def parse_table(text: str, kind: str, config: ReadConfig) -> Iterator[tuple[int, Any]]:
    """The rows of a table as mappings from column to value, or a ReadError that says what is wrong with a row.

    Raises ReadError where there is no text column.
    """
    rows = _tab_rows(text) if kind == "tsv" else _quoted_rows(text, config)
    _, first = next(rows, (0, []))
    if isinstance(first, ReadError):
        raise first
    header = [name.strip() for name in first]
    known = {name.lower() for name in header}
    wanted = [config.fields["mt"]] if "mt" in config.fields else FIELDS["mt"]
    if not any(name.lower() in known for name in wanted):
        columns = ", ".join(name or "(no name)" for name in header[:20])
        hint = f"columns found: {columns}; name one mt or text, or map it in read.fields"
        raise ReadError("no text column in the header row", hint)
    for number, row in rows:
        if isinstance(row, ReadError):
            yield number, row
        elif len(row) != len(header):
            hint = "a line break or delimiter inside a value?"
            yield number, ReadError(f"{len(row)} values in a row of {len(header)} columns", hint)
        else:
            yield number, {_our_case(name): value for name, value in zip(header, row, strict=True)}


def _our_case(name: str) -> str:
    known = {alias for aliases in FIELDS.values() for alias in aliases}
    return name.lower() if name.lower() in known else name


def _tab_rows(text: str) -> Iterator[tuple[int, list[str] | ReadError]]:
    """Tab-separated rows. A quotation mark is text, save where a spreadsheet quoted a value and doubled its marks."""
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), start=1):
        if line.strip():
            yield number, [_unquoted(value) for value in line.split("\t")]


def _unquoted(value: str) -> str:
    inner = value[1:-1]
    quoted = len(value) > 1 and value[0] == value[-1] == '"' and '""' in inner
    return inner.replace('""', '"') if quoted and '"' not in inner.replace('""', "") else value


def _quoted_rows(text: str, config: ReadConfig) -> Iterator[tuple[int, list[str] | ReadError]]:
    """Comma-separated rows after RFC 4180, or semicolon-separated ones where the header has more of those."""
    header = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=header.count)
    rows: list[tuple[int, list[str] | ReadError]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    previous = csv.field_size_limit(max(config.max_bytes, 1))
    number = 1
    try:
        for row in reader:
            if any(value.strip() for value in row):
                rows.append((number, row))
            number = reader.line_num + 1
    except csv.Error as error:
        rows.append((number, ReadError(f"not valid CSV: {error}", "the rows after it were not read")))
    finally:
        csv.field_size_limit(previous)
    yield from rows


def our_fields(fields: Mapping[str, str]) -> dict[str, str]:
    """A mapping of fields under our first name for each. Raises ReadError for one that mtaudit does not have."""
    ours = {alias: name for name, aliases in FIELDS.items() for alias in aliases}
    for name in fields:
        if name not in ours:
            hint = did_you_mean(name, ours, f"fields: {', '.join(FIELDS)}")
            raise ReadError(f"unknown field {name}", hint, place="read.fields")
    return {ours[name]: own for name, own in fields.items()}


def read_records(
    records: Iterable[tuple[int, Any]], path: str, lang: str, languages: Languages
) -> Iterator[Document | InputError]:
    """The documents of a file of records, in file order; a record that cannot be used becomes an error of its line.

    `lang` is the target language that the file's name tells. Where the settings group records, a group stands where
    its first record stood.
    """
    articles = _articles(records, path, lang, languages.config)
    for article in _grouped(articles) if languages.config.group_by else articles:
        if isinstance(article, InputError):
            yield article
            continue
        try:
            yield _document(article, languages)
        except ReadError as error:
            yield InputError(f"{path}:{article.units[0].line}", error.message, error.hint)


def _articles(
    records: Iterable[tuple[int, Any]], path: str, lang: str, config: ReadConfig
) -> Iterator[Article | InputError]:
    for number, record in records:
        try:
            if isinstance(record, ReadError):
                raise record
            yield _article(record, number, path, lang, config)
        except ReadError as error:
            yield InputError(f"{path}:{number}", error.message, error.hint)


def _grouped(articles: Iterable[Article | InputError]) -> Iterator[Article | InputError]:
    """The articles with those of one group and system joined into the first of them."""
    items = list(articles)
    groups: dict[tuple[str, str], list[Article]] = {}
    for item in items:
        if isinstance(item, Article) and item.group:
            groups.setdefault((item.group, item.facts.system), []).append(item)
    systems = Counter(group for group, _ in groups)
    for item in items:
        if isinstance(item, InputError) or not item.group:
            yield item
            continue
        members = groups.pop((item.group, item.facts.system), [])
        if members:
            identity = f"{item.group}/{item.facts.system}" if systems[item.group] > 1 else item.group
            units = tuple(
                replace(unit, notes=(*member.notes, *unit.notes)) for member in members for unit in member.units
            )
            yield Article(replace(item.facts, id=identity), units, item.group, whole=False)


def _document(article: Article, languages: Languages) -> Document:
    document = _composed(article, languages)
    whole = Span(0, len(document.text))
    own = tuple(Ignore(whole, note, article.units[0].line) for note in article.notes)
    return replace(document, ignores=(*own, *document.ignores))


def _composed(article: Article, languages: Languages) -> Document:
    first = article.units[0]
    paired = bool(first.source or first.reference)
    lines = _line_count(first.translation)
    parallel = lines > 1 and lines == _line_count(first.source or first.reference)
    # The source of a record belongs to all of its text; only where that is plainly an article is it cut into sentences.
    if not article.whole or (paired and lines < ARTICLE_LINES and not parallel):
        return from_units(article.units, article.facts, languages)
    document = from_text(first.translation, article.facts, languages, line_of=lambda _: first.line)
    return attach(document, first.source, first.reference) if paired else document


def _line_count(text: str) -> int:
    return sum(1 for line in re.split(r"[\r\n]+", text) if line.strip())


def _article(record: Any, number: int, path: str, lang: str, config: ReadConfig) -> Article:
    """A record as we understand it. Raises ReadError where a field is missing or of the wrong kind."""
    if not isinstance(record, Mapping):
        raise ReadError(f"a record must be a JSON object, not {_kind(record)}", _HINT)
    facts = Facts(
        id=_label(record, "id", config) or f"{path}:{number}",
        path=path,
        title=" ".join(_text(record, "title", config).split()),
        lang=_text(record, "tgt_lang", config) or lang,
        source_lang=_text(record, "src_lang", config),
        url=_label(record, "url", config),
        system=_label(record, "system", config),
        meta={name: value for name in ("published", "doc") if (value := _label(record, name, config))},
    )
    given = _field(record, "segments", config)[1]
    group = _group(record, config)
    notes = _notes(record, config)
    if given is None:
        return Article(facts, (_unit(record, number, config),), group, whole=True, notes=notes)
    if _field(record, "mt", config)[1] is not None:
        raise ReadError("has both a text and segments", "give the text once: either mt or segments")
    if not isinstance(given, list) or not given:
        raise ReadError(f"segments must be a list of objects, not {_kind(given) if given != [] else 'an empty list'}")
    units = []
    for index, item in enumerate(given, start=1):
        if not isinstance(item, Mapping):
            hint = 'such as {"src": "...", "mt": "..."}'
            raise ReadError(f"segment {index} must be an object, not {_kind(item)}", hint)
        where = f"segment {index}: "
        units.append(replace(_unit(item, number, config, where), notes=_notes(item, config, where)))
    return Article(facts, tuple(units), group, whole=False, notes=notes)


def _unit(record: Mapping[str, Any], line: int, config: ReadConfig, where: str = "") -> Unit:
    if _field(record, "mt", config)[1] is None:
        found = ", ".join(list(record)[:20]) or "none"
        raise ReadError(f"{where}has no translation", f"fields found: {found}; name one mt, or map it in read.fields")
    translation, source, reference = (_text(record, name, config, where) for name in ("mt", "src", "ref"))
    return Unit(translation, source, reference, line)


def _notes(record: Mapping[str, Any], config: ReadConfig, where: str = "") -> tuple[str, ...]:
    """What a record, or a segment of one, asks to be left alone: a string, or a list of them."""
    own, value = _field(record, "ignore", config)
    notes = value if isinstance(value, list) else [] if value is None else [value]
    for note in notes:
        if not isinstance(note, str):
            raise ReadError(f'{where}"{own}" must be a string or a list of strings, not {_kind(note)}')
    return tuple(note.strip() for note in notes if note.strip())


def _group(record: Mapping[str, Any], config: ReadConfig) -> str:
    name = config.group_by
    if not name:
        return ""
    if name in FIELDS:
        return _label(record, name, config)
    return _label(record, name, replace(config, fields={name: name}))


def _field(record: Mapping[str, Any], name: str, config: ReadConfig) -> tuple[str, Any]:
    """The record's own name for our field, and its value; ("", None) where it has none."""
    names = (config.fields[name],) if name in config.fields else FIELDS[name]
    return next(((own, record[own]) for own in names if record.get(own) is not None), ("", None))


def _text(record: Mapping[str, Any], name: str, config: ReadConfig, where: str = "") -> str:
    own, value = _field(record, name, config)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ReadError(f'{where}"{own}" must be a string, not {_kind(value)}')
    if any("\ud800" <= sign <= "\udfff" for sign in value):
        raise ReadError(f'{where}"{own}" holds half a surrogate pair, which is no character')
    return value


def _label(record: Mapping[str, Any], name: str, config: ReadConfig) -> str:
    """A field that names something: numbers are taken as their digits."""
    value = _field(record, name, config)[1]
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return str(value)
    return _text(record, name, config).strip()


_KINDS = {dict: "an object", list: "a list", str: "a string", bool: "true or false", int: "a number", float: "a number"}


def _kind(value: Any) -> str:
    return "null" if value is None else _KINDS.get(type(value), type(value).__name__)
