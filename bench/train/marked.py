"""Real machine-translated articles with our own marks of what is garbled: article-marks.json.

The texts are those of development sets and stay there; the table holds ids and offsets alone. The marks were made by a
large language model in the part of a desk editor, who reads the English only, before anything was fitted on them and
without seeing what any rule said. Documents for measuring are kept out of training in every system's rendering.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from mtaudit.core import Span

TABLE = Path(__file__).parent / "article-marks.json"


@dataclass(frozen=True, slots=True)
class Marked:
    """An article, one segment a line, and the garbled places in it; `measure` says that nothing may learn from it."""

    id: str
    text: str
    spans: tuple[Span, ...]
    measure: bool


def load_marked(path: Path = TABLE) -> Iterator[Marked]:
    """All marked articles, with their texts from MTAUDIT_EVAL_DIR.

    Raises ValueError where an article is not the one that was marked.
    """
    for entry in json.loads(path.read_text(encoding="utf-8")):
        lines = [line.replace("\n", " ") for line in _lines(entry)][: entry["segments"]]
        name = entry.get("id") or entry["ids"][0]
        text = "\n".join(lines)
        if sha256(text.encode()).hexdigest()[:16] != entry["digest"]:
            raise ValueError(f"{path}: {name} has another text than the one that was marked")
        starts = [sum(len(line) + 1 for line in lines[:number]) for number in range(len(lines))]
        spans = tuple(Span(start, end).shift(starts[number]) for number, start, end in entry["marks"])
        yield Marked(name, text, spans, entry["measure"])


def _lines(entry: dict[str, Any]) -> list[str]:
    known = _by_id(entry["set"])
    if "id" in entry:
        return [segment["mt"] for segment in known[entry["id"]]["segments"]]
    return [known[name]["mt"] for name in entry["ids"]]


@lru_cache(maxsize=8)
def _by_id(name: str) -> dict[str, dict[str, Any]]:
    path = Path(os.environ["MTAUDIT_EVAL_DIR"]) / f"{name}.jsonl"
    records = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())
    return {record["id"]: record for record in records}
