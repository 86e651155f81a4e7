"""Pinned floors: what quality was, and whether it has fallen beyond what chance explains."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from mtaudit.errors import ReadError
from mtaudit.evaluate.compare import FEWER_IS_BETTER
from mtaudit.evaluate.figures import CONFIDENCE, Figure, Key
from mtaudit.evaluate.own import NAME

FORMAT = "mtaudit-floors-1"
PINNED = frozenset(
    (
        "false alarms",
        "precision",
        "recall",
        "F1",
        "char F1",
        "word AUC",
        "word MCC",
        "spearman",
        "better preferred",
        "label AUC",
    )
)
LEAST_SUPPORT = 30  # what rests on less moves by itself
NAMED = 5  # sets that a note names before it only counts them
DIGITS = 3  # of floors in their file; what differs less is the same
SLACK = 0.02  # where there are too few clusters for an interval


@dataclass(frozen=True, slots=True)
class Floor:
    """A pinned figure. `worst` is the value beyond which it counts as a regression; `digest` names the data."""

    key: Key
    digest: str
    value: float
    worst: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome of a gate. `fallen` and `lost` (no longer measured) fail it; `notes` do not."""

    checked: int
    fallen: tuple[str, ...]
    lost: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """True where nothing has fallen or been lost."""
        return not self.fallen and not self.lost


def pin(figures: Iterable[Figure], digests: Mapping[str, str]) -> dict[Key, Floor]:
    """Floors of all figures of mtaudit that are worth pinning."""
    return {
        figure.key: Floor(figure.key, digests.get(figure.key.gold, ""), figure.value, _worst(figure))
        for figure in figures
        if figure.key.system == NAME
        and not figure.key.slice
        and figure.key.measure in PINNED
        and figure.support >= LEAST_SUPPORT
        and not math.isnan(figure.value)
    }


def _worst(figure: Figure) -> float:
    """The bootstrap bound, or the exact one where that is wider: 500 findings of 500 right do not promise 501.

    Source: Clopper and Pearson 1934 for shares, Garwood 1936 for rates.
    """
    fewer = figure.key.measure in FEWER_IS_BETTER
    bound = figure.high if fewer else figure.low
    if figure.formula == "per_thousand":
        return max(bound, _most(figure)) if not math.isnan(bound) else _most(figure)
    if figure.formula == "ratio":
        return min(bound, _least(figure)) if not math.isnan(bound) else _least(figure)
    if math.isnan(bound) or figure.low == figure.high:
        return figure.value + SLACK if fewer else figure.value - SLACK
    return bound


def _least(figure: Figure) -> float:
    from scipy.stats import binomtest

    right = round(figure.value * figure.support)
    return float(binomtest(right, figure.support).proportion_ci(CONFIDENCE).low)


def _most(figure: Figure) -> float:
    from scipy.stats import chi2

    found = round(figure.value * figure.support / 1000)
    return float(chi2.ppf((1 + CONFIDENCE) / 2, 2 * (found + 1)) / 2 / figure.support * 1000)


def check(figures: Iterable[Figure], digests: Mapping[str, str], floors: Mapping[Key, Floor]) -> Verdict:
    """Hold today's figures against the floors. A set that was not measured, or whose data changed, is a note."""
    now = {figure.key: figure for figure in figures}
    fallen, lost, checked = [], [], 0
    notes: dict[str, None] = {}
    absent = sorted({key.gold for key in floors} - set(digests))
    if absent:
        which = ", ".join(absent) if len(absent) <= NAMED else f"{len(absent)} sets that have floors"
        notes[f"{which}: not measured in this run"] = None
    for key, floor in floors.items():
        if key.gold not in digests:
            continue
        if digests[key.gold] != floor.digest:
            notes[f"{key.gold}: the data is not that of the floors ({digests[key.gold]}, not {floor.digest})"] = None
        elif key not in now or math.isnan(now[key].value):
            lost.append(f"{named(key)}: was {floor.value:.3f}, is no longer measured")
        else:
            checked += 1
            value = now[key].value
            if value > floor.worst if key.measure in FEWER_IS_BETTER else value < floor.worst:
                fallen.append(f"{named(key)}: {value:.3f}, was {floor.value:.3f} (floor {floor.worst:.3f})")
    return Verdict(checked, tuple(fallen), tuple(lost), tuple(notes))


def named(key: Key) -> str:
    """A figure in words: "clean-news-en, false alarms of GAR"."""
    part = f" [{key.slice}]" if key.slice else ""
    return f"{key.gold}{part}, {key.measure}{f' of {key.family}' if key.family else ''}"


def updated(
    old: Mapping[Key, Floor], new: Mapping[Key, Floor], *, may_fall: bool
) -> tuple[dict[Key, Floor], tuple[str, ...]]:
    """Floors with what is new or better today, and a line for each that was kept although today's figure is worse.

    `may_fall` takes today's figures as they are, the lower ones too. Floors of sets that were not measured stay.
    """
    measured = {key.gold for key in new}
    floors = {key: floor for key, floor in old.items() if key.gold not in measured or (not may_fall and key not in new)}
    kept = []
    for key, floor in new.items():
        before = old.get(key)
        better = before is None or before.digest != floor.digest
        if before is not None and not better:
            gain = round(floor.value - before.value, DIGITS)
            better = gain <= 0 if key.measure in FEWER_IS_BETTER else gain >= 0
        if better or may_fall or before is None:
            floors[key] = floor
        else:
            floors[key] = before
            kept.append(f"{named(key)}: stays {before.value:.3f}; today {floor.value:.3f}")
    return floors, tuple(kept)


def read_floors(path: Path) -> dict[Key, Floor]:
    """The floors in a file. Raises ReadError where it is missing or is none."""
    try:
        data = json.loads(path.read_bytes())
        if data["format"] != FORMAT:
            raise ValueError(data["format"])
        return {floor.key: floor for floor in map(_floor, data["floors"])}
    except OSError as error:
        hint = "write it with --update-floors"
        raise ReadError(error.strerror or str(error), hint, place=str(path)) from None
    except (ValueError, KeyError, TypeError):
        raise ReadError("is no file of floors", "write one with --update-floors", place=str(path)) from None


def _floor(data: Mapping[str, Any]) -> Floor:
    key = Key(*(data[name] for name in ("gold", "system", "family", "slice", "measure")))
    return Floor(key, data["digest"], float(data["value"]), float(data["worst"]))


def write_floors(floors: Mapping[Key, Floor]) -> str:
    """Floors as JSON, one a line, sorted, so that a change of one shows as one."""
    rows = [
        {
            **asdict(floor.key),
            "digest": floor.digest,
            "value": round(floor.value, DIGITS),
            "worst": round(floor.worst, DIGITS),
        }
        for _, floor in sorted(floors.items(), key=lambda item: tuple(asdict(item[0]).values()))
    ]
    lines = ",\n".join(f"  {json.dumps(row, ensure_ascii=False)}" for row in rows)
    return f'{{\n "format": "{FORMAT}",\n "floors": [\n{lines}\n ]\n}}\n'
