"""Gold: articles with what people found in them, as JSON Lines or as articles with a marks file beside them."""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from mtaudit.config import ReadConfig
from mtaudit.core import Document, InputError, Severity, Span
from mtaudit.errors import ReadError
from mtaudit.evaluate.kinds import EVERY_FAMILY, families_of, judged_families
from mtaudit.read import read
from mtaudit.read.languages import Languages
from mtaudit.read.tabular import read_records
from mtaudit.text import scripts_of

_SEVERITIES = frozenset((*Severity, "edit", "unknown"))
_PLANTED = re.compile(r"planted|synthetic|splice|demetr|perturb", re.IGNORECASE)
_CLEAN_LABELS = frozenset(("clean", "control"))


@dataclass(frozen=True, slots=True)
class GoldSpan:
    """A span that people marked, in offsets of the document's text.

    `severity` is an MQM severity, "edit" (a post-editor changed it) or "unknown"; `families` are those of our rules
    that should find it, all where the gold does not say what is wrong there.
    """

    span: Span
    severity: str
    families: frozenset[str]


@dataclass(frozen=True, slots=True)
class GoldRecord:
    """One record of gold: the piece `span` of its document's text that people judged as a whole.

    `score` is theirs, higher is better; `label` theirs too; `better` a translation of the same source that they hold
    to be better; `clean` says that the text is human-made and without error; `slices` name groups that are also
    reported apart ("kind=bracket").
    """

    id: str
    span: Span
    source: str
    reference: str
    spans: tuple[GoldSpan, ...] = ()
    score: float | None = None
    label: str = ""
    better: str = ""
    clean: bool = False
    slices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GoldDocument:
    """A document as mtaudit audits it, with its records. `cluster` names what is resampled as one in intervals."""

    document: Document
    records: tuple[GoldRecord, ...]
    cluster: str

    def text_of(self, record: GoldRecord) -> str:
        """The text of one record."""
        return record.span.of(self.document.text)


@dataclass(frozen=True, slots=True)
class GoldSet:
    """The gold of one file or folder. `judged` holds the families that its spans judge, none where it has no spans.

    `natural` is False where the errors were planted. `origin` is where the records say that they come from.
    """

    name: str
    digest: str
    documents: tuple[GoldDocument, ...]
    judged: frozenset[str]
    natural: bool = True
    origin: str = ""
    errors: tuple[InputError, ...] = ()

    @property
    def records(self) -> Iterator[tuple[GoldDocument, GoldRecord]]:
        """Every record beside its document."""
        return ((document, record) for document in self.documents for record in document.records)


def load_gold(path: str | Path) -> list[GoldSet]:
    """The gold behind a path: a JSONL file, or a folder with such files or with articles and their marks.

    Raises ReadError where there is none. Records that cannot be used are in the `errors` of their set.
    """
    path = Path(path)
    if path.is_file():
        return [_from_jsonl(path)]
    if not path.is_dir():
        raise ReadError("no such file or folder", "name a gold file in JSON Lines, or a folder", place=str(path))
    found = [_from_jsonl(file) for file in sorted(path.glob("*.jsonl"))]
    if any(path.rglob("*.marks.json")):
        found.append(_from_articles(path))
    if not found:
        hint = "gold is JSON Lines, or articles with NAME.marks.json beside them; see docs/formats.md"
        raise ReadError("holds no gold", hint, place=str(path))
    return found


def _from_jsonl(path: Path) -> GoldSet:
    """Records of one article and system are joined into an article, as `audit --group-by doc` does."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ReadError(error.strerror or str(error), "name a file that can be read", place=str(path)) from None
    errors: list[InputError] = []
    articles: dict[tuple[str, ...], list[tuple[int, dict[str, Any]]]] = {}
    copies: Counter[tuple[str, ...]] = Counter()
    for number, record in _parsed(data, str(path), errors):
        articles.setdefault(_article_key(record, number, copies), []).append((number, record))
    own = [record for units in articles.values() for _, record in units]
    judged = judged_families(mark for record in own for mark in record.get("spans") or ())
    clean_set = not any(record.get("src") or record.get("score") is not None or record.get("spans") for record in own)
    controls = any(record.get("spans") for record in own)
    documents = []
    for key, units in articles.items():
        try:
            documents.append(_document(key, _in_order(units), path, clean_set=clean_set, controls=controls))
        except ReadError as error:
            errors.append(InputError(f"{path}:{units[0][0]}", error.message, error.hint))
    origin = _origin(own)
    if "tokenised" in origin:  # its spaces round punctuation are not the translation's
        judged -= {"TYP"}
    natural = not _PLANTED.search(origin)
    return GoldSet(path.stem, _digest(data), tuple(documents), judged, natural, origin, tuple(errors))


def _parsed(data: bytes, path: str, errors: list[InputError]) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, line in enumerate(data.decode("utf-8", "replace").split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except ValueError as error:
            errors.append(InputError(f"{path}:{number}", f"not valid JSON: {error}", "one JSON object a line"))
            continue
        problem = _problem(record)
        if problem:
            errors.append(InputError(f"{path}:{number}", problem, "docs/formats.md has the format of gold"))
        else:
            yield from ((number, one) for one in _segments(record))


def _segments(record: dict[str, Any]) -> list[dict[str, Any]]:
    """A record of a whole article as one record a segment, each with the article's fields."""
    if not isinstance(record.get("segments"), list):
        return [record]
    article = {"doc": record.get("id"), **{name: value for name, value in record.items() if name != "segments"}}
    return [{**article, "seg": index, **segment} for index, segment in enumerate(record["segments"])]


def _problem(record: Any) -> str:
    """What makes a record unusable as gold; "" where nothing does."""
    if not isinstance(record, dict):
        return "a record must be a JSON object"
    segments = record.get("segments")
    if isinstance(segments, list):
        found = (_problem(one) if isinstance(one, dict) else "a segment must be an object" for one in segments)
        return next((problem for problem in found if problem), "")
    text = record.get("mt")
    if not isinstance(text, str):
        return "no mt, the translation"
    score = record.get("score")
    if score is not None and (isinstance(score, bool) or not isinstance(score, (int, float))):
        return "score must be a number"
    spans = record.get("spans") or []
    if not isinstance(spans, list):
        return "spans must be a list"
    for mark in spans:
        start, end = (mark.get("start"), mark.get("end")) if isinstance(mark, dict) else (None, None)
        if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start <= end <= len(text):
            return f"a span must have start and end within mt, in code points: {mark}"
        if (mark.get("severity") or "unknown") not in _SEVERITIES:
            return f"unknown severity {mark.get('severity')!r}; known: {', '.join(sorted(_SEVERITIES))}"
    return ""


def _article_key(record: Mapping[str, Any], number: int, copies: Counter[tuple[str, ...]]) -> tuple[str, ...]:
    """What records share that are one article. The same segment again (another annotator) begins another copy."""
    doc = record.get("doc")
    if not doc:
        return (f"line {number}",)
    article = tuple(str(record.get(name) or "") for name in ("doc", "system", "src_lang", "tgt_lang"))
    segment = (*article, str(record.get("seg") if record.get("seg") is not None else record.get("src") or number))
    copies[segment] += 1
    return (*article, str(copies[segment]))


def _in_order(units: list[tuple[int, dict[str, Any]]]) -> list[tuple[int, dict[str, Any]]]:
    """Segments in the order of their numbers where all have one, else as the file has them."""
    try:
        return sorted(units, key=lambda unit: (int(unit[1]["seg"]), unit[0]))
    except (KeyError, TypeError, ValueError):
        return units


def _document(
    key: tuple[str, ...], units: list[tuple[int, dict[str, Any]]], path: Path, *, clean_set: bool, controls: bool
) -> GoldDocument:
    first_line, first = units[0]
    segments = [{name: record.get(name) or "" for name in ("mt", "src", "ref")} for _, record in units]
    article = {
        "id": str(first.get("id") or f"{path.name}:{first_line}"),
        "segments": segments,
        **{name: first[name] for name in ("src_lang", "tgt_lang", "system", "doc") if first.get(name)},
    }
    (document,) = read_records([(first_line, article)], str(path), "", Languages(ReadConfig()))
    if isinstance(document, InputError):
        raise ReadError(document.message, document.hint)
    records, start = [], 0
    for _, record in units:
        clean = clean_set or (controls and _is_control(record))
        records.append(_record(record, start, clean=clean))
        start += len(record["mt"]) + 1
    alike = " ".join(str(first.get("src") or first["mt"]).casefold().split())
    return GoldDocument(document, tuple(records), key[0] if len(key) > 1 else _digest(alike.encode()))


def _is_control(record: Mapping[str, Any]) -> bool:
    """True for a text that stands in the gold because nothing is wrong with it."""
    return not record.get("spans") and bool(_CLEAN_LABELS & {record.get("label"), record.get("kind")})


def _record(record: Mapping[str, Any], start: int, *, clean: bool) -> GoldRecord:
    label = str(record.get("label") or "")
    kind = str(record.get("kind") or record.get("mode") or "")
    slices = {"kind": kind, "label": label, "pert": record.get("pert"), "source": record.get("src_lang")}
    if kind and record.get("src_lang"):
        slices["kind and script"] = f"{kind}, {'Latin' if 'Latn' in scripts_of(record['src_lang']) else 'other'}"
    if record.get("strong"):
        slices["strong"] = "true"
    return GoldRecord(
        id=str(record.get("id") or ""),
        span=Span(start, start + len(record["mt"])),
        source=str(record.get("src") or ""),
        reference=str(record.get("ref") or ""),
        spans=tuple(_span(mark, start) for mark in record.get("spans") or () if mark["start"] < mark["end"]),
        score=None if record.get("score") is None else float(record["score"]),
        label=label,
        better=str(record.get("mt_good") or ""),
        clean=clean,
        slices=tuple(f"{name}={value}" for name, value in slices.items() if value),
    )


def _span(mark: Mapping[str, Any], start: int) -> GoldSpan:
    return GoldSpan(Span(mark["start"], mark["end"]).shift(start), mark.get("severity") or "unknown", families_of(mark))


def _from_articles(folder: Path) -> GoldSet:
    """Articles of which a file NAME.marks.json tells what is wrong; an empty list of marks says: nothing."""
    found = read([str(folder)], ReadConfig())
    documents, errors, digest = [], list(found.errors), sha256()
    for document in found.documents:
        marks_path = marks_path_of(document)
        if not marks_path.exists():
            continue
        try:
            marks = json.loads(marks_path.read_bytes())["marks"]
            record = _marked(document, marks)
        except (ValueError, KeyError, TypeError) as error:
            errors.append(InputError(str(marks_path), f"not a marks file: {error}", "see corpora/README.md"))
            continue
        digest.update(document.text.encode("utf-8", "surrogatepass") + marks_path.read_bytes())
        documents.append(GoldDocument(document, (record,), document.id))
    judged = EVERY_FAMILY if documents else frozenset()
    name, hexdigest = folder.resolve().name, digest.hexdigest()[:16]
    return GoldSet(name, hexdigest, tuple(documents), judged, False, "articles with marks", tuple(errors))


def marks_path_of(document: Document) -> Path:
    """Where the marks of an article stand: NAME.marks.json beside NAME.LANG.txt."""
    path = Path(document.path)
    return path.with_name(f"{path.name.split('.')[0]}.marks.json")


def _marked(document: Document, marks: Sequence[Mapping[str, Any]]) -> GoldRecord:
    for mark in marks:
        if document.text[mark["start"] : mark["end"]] != mark["quote"]:
            raise ValueError(f"{mark['start']}..{mark['end']} is not {mark['quote']!r}")
    return GoldRecord(
        id=document.id,
        span=Span(0, len(document.text)),
        source=document.source_text,
        reference=document.reference_text,
        spans=tuple(_span(mark, 0) for mark in marks),
        clean=not marks,
        slices=(f"source={document.source_lang}", f"target={document.lang}"),
    )


def sample(gold: GoldSet, words: int, seed: int, most: int = 10**12) -> frozenset[int]:
    """Indices of documents, drawn at random until they hold `words` words or are `most`, or all are drawn."""
    order = list(range(len(gold.documents)))
    random.Random(f"{seed} {gold.name}").shuffle(order)
    chosen: set[int] = set()
    total = 0
    for index in order:
        if total >= words or len(chosen) >= most:
            break
        chosen.add(index)
        total += sum(len(gold.documents[index].text_of(record).split()) for record in gold.documents[index].records)
    return frozenset(chosen)


def _origin(records: Sequence[Mapping[str, Any]]) -> str:
    """Where the records say that they come from, the most frequent first."""
    counts = Counter(str(record.get("origin") or "") for record in records)
    named = [origin for origin, _ in counts.most_common() if origin]
    return "; ".join(named[:4]) + (f"; and {len(named) - 4} more" if len(named) > 4 else "")


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()[:16]
