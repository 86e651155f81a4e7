"""Evaluations as JSON: figures for people and programs, and the counts behind them for a paired comparison."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np

from mtaudit.core import Span
from mtaudit.errors import ReadError
from mtaudit.evaluate.figures import Figure, Key, Observed
from mtaudit.evaluate.mistakes import Mistake
from mtaudit.evaluate.run import Evaluation, SetFacts

FORMAT = "mtaudit-evaluation-1"
_DIGITS = 6


def to_json(evaluation: Evaluation) -> str:
    """The evaluation as a JSON text, one figure and one count a line; nan is null. The same evaluation, the same text.

    Counts of slices are left out: they would make up most of the file, and the figures of slices are there.
    """
    head = {
        "format": FORMAT,
        "plan": evaluation.plan,
        "systems": dict(sorted(evaluation.systems.items())),
        "sets": [asdict(facts) for facts in evaluation.sets],
        "notes": list(evaluation.notes),
    }
    lines = [json.dumps(head, ensure_ascii=False, indent=1)[:-2] + ","]
    lines.append(' "figures": [')
    lines.append(",\n".join(f"  {_dump(_figure(figure))}" for figure in evaluation.figures))
    lines.append(' ],\n "mistakes": [')
    lines.append(",\n".join(f"  {_dump(_mistake(one))}" for one in evaluation.mistakes))
    lines.append(' ],\n "observed": [')
    lines.append(",\n".join(f"  {_dump(_observed(one))}" for one in evaluation.observed if not one.key.slice))
    lines.append(" ]\n}\n")
    return "\n".join(lines)


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        **asdict(figure.key),
        "formula": figure.formula,
        "value": _number(figure.value),
        "low": _number(figure.low),
        "high": _number(figure.high),
        "support": figure.support,
        "clusters": figure.clusters,
    }


def _mistake(mistake: Mistake) -> dict[str, Any]:
    """Where it is, not what it says."""
    return {
        "gold": mistake.gold,
        "family": mistake.family,
        "what": mistake.what,
        "record": mistake.record,
        "start": mistake.span.start,
        "end": mistake.span.end,
        "weight": mistake.weight,
        "code": mistake.code,
    }


def _observed(observed: Observed) -> dict[str, Any]:
    return {
        **asdict(observed.key),
        "formula": observed.formula,
        "clusters": list(observed.clusters),
        "owner": list(observed.owner),
        "values": [[_number(value) for value in row] for row in observed.values.tolist()],
    }


def _number(value: float) -> float | int | None:
    if math.isnan(value):
        return None
    rounded = round(value, _DIGITS)
    return int(rounded) if rounded == int(rounded) else rounded


def from_json(path: Path) -> Evaluation:
    """The evaluation in a file that `evaluate --json` wrote. Raises ReadError for any other."""
    try:
        data = json.loads(path.read_bytes())
        if data["format"] != FORMAT:
            raise ValueError(data["format"])
        return Evaluation(
            sets=tuple(SetFacts(**facts) for facts in data["sets"]),
            systems=data["systems"],
            figures=tuple(_read_figure(one) for one in data["figures"]),
            observed=tuple(_read_observed(one) for one in data["observed"]),
            notes=tuple(data["notes"]),
            plan=data["plan"],
            mistakes=tuple(_read_mistake(one) for one in data["mistakes"]),
        )
    except OSError as error:
        raise ReadError(error.strerror or str(error), "name a file that can be read", place=str(path)) from None
    except (ValueError, KeyError, TypeError, IndexError):
        hint = "write one with mtaudit evaluate GOLD --json FILE"
        raise ReadError("is not an evaluation", hint, place=str(path)) from None


def _key(data: dict[str, Any]) -> Key:
    return Key(*(data[name] for name in ("gold", "system", "family", "slice", "measure")))


def _read_figure(data: dict[str, Any]) -> Figure:
    value, low, high = (math.nan if data[name] is None else float(data[name]) for name in ("value", "low", "high"))
    return Figure(_key(data), data["formula"], value, low, high, data["support"], data["clusters"])


def _read_mistake(data: dict[str, Any]) -> Mistake:
    span = Span(data["start"], data["end"])
    return Mistake(data["gold"], data["family"], data["what"], data["record"], span, data["weight"], data["code"])


def _read_observed(data: dict[str, Any]) -> Observed:
    rows = [[math.nan if value is None else float(value) for value in row] for row in data["values"]]
    values = np.array(rows, np.float64)
    return Observed(_key(data), data["formula"], tuple(data["clusters"]), values, tuple(data["owner"]))
