"""Human annotations of English MT output as training data: sentences with their damaged places."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from mtaudit.core import Span

# Set -> weight of its words in training. MQM spans of news weigh most; Nepali output is hardly English.
ANNOTATED = {
    "mqm-wmt21-zh-en": 1.0,
    "mqm-wmt23-zh-en": 1.0,
    "mqm-ted21-zh-en": 0.5,
    "mqm-bio-ru-en": 0.5,
    "mqm-bio-de-en": 0.5,
    "postedit-ru-en": 1.0,
    "postedit-ro-en": 1.0,
    "postedit-et-en": 1.0,
    "postedit-ne-en": 0.3,
}
HUMAN = ("score-wmt21-ru-en", "score-wmt21-ja-en", "mqm-wmt23-zh-en", "hallucination-de-en")  # references: clean
MOST = {"mqm-ted21-zh-en": 1500, "postedit-ne-en": 1000}
MOST_HUMAN = 1000

_SPACE_BEFORE = re.compile(r" (?=[,.;:!?%)\]\N{RIGHT SINGLE QUOTATION MARK}]|'(?:s|t|re|ve|ll)\b|n't\b)")
_SPACE_AFTER = re.compile(r"(?<=[(\[]) ")


@dataclass(frozen=True, slots=True)
class Annotated:
    """A sentence with the spans that annotators marked; `held_out` sentences fit the last layer only."""

    text: str
    spans: tuple[Span, ...]
    group: str
    held_out: bool
    weight: float


def load_annotated(folder: Path) -> Iterator[Annotated]:
    """All training sentences. Sentences of one document, or of one source, share a fold."""
    for name, weight in ANNOTATED.items():
        for record in _sample(_records(folder, name), MOST.get(name)):
            yield _annotated(record, name, weight)
    for name in HUMAN:
        references = {record["ref"]: record for record in _records(folder, name) if record.get("ref")}
        for text, record in _sample(list(references.items()), MOST_HUMAN):
            group = record.get("doc") or text
            yield Annotated(text, (), group, fold(group), 1.0)


def load_set(folder: Path, name: str) -> list[tuple[dict[str, Any], Annotated]]:
    """One set in file order, each record beside its sentence."""
    return [(record, _annotated(record, name, 1.0)) for record in _records(folder, name)]


def fold(group: str) -> bool:
    """True for the fifth of the documents that the network does not see."""
    return int(sha256(group.encode()).hexdigest()[:8], 16) % 5 == 0


def _annotated(record: dict[str, Any], name: str, weight: float) -> Annotated:
    spans = [Span(s["start"], s["end"]) for s in record.get("spans") or () if s.get("severity") != "neutral"]
    text = record["mt"]
    if name.startswith("postedit"):
        text, spans = _joined(text, spans)
    group = record.get("doc") or record.get("src") or record["id"]
    return Annotated(text, tuple(spans), group, fold(group), weight)


def _joined(text: str, spans: list[Span]) -> tuple[str, list[Span]]:
    """Undo the tokenisation of the post-editing sets, so that the text looks like news copy."""
    dropped = {match.start() for pattern in (_SPACE_BEFORE, _SPACE_AFTER) for match in pattern.finditer(text)}
    for number, match in enumerate(re.finditer('"', text)):
        beside = match.end() if number % 2 == 0 else match.start() - 1
        if 0 <= beside < len(text) and text[beside] == " ":
            dropped.add(beside)
    place, kept = [], 0
    for index in range(len(text) + 1):
        place.append(kept)
        kept += index not in dropped
    joined = "".join(char for index, char in enumerate(text) if index not in dropped)
    return joined, [Span(place[span.start], place[span.end]) for span in spans]


def _records(folder: Path, name: str) -> list[dict[str, Any]]:
    with (folder / f"{name}.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def _sample(items: list[Any], most: int | None) -> list[Any]:
    if most is None or len(items) <= most:
        return items
    return random.Random(0).sample(items, most)
