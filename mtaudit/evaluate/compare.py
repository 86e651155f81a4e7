"""Two evaluations on the same gold: what changed, and whether it is more than chance."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from mtaudit.evaluate.figures import CONFIDENCE, Key, Observed, draws_of, weights_of
from mtaudit.evaluate.run import Evaluation

# Measures of which less is better.
FEWER_IS_BETTER = frozenset(
    (
        "false alarms",
        "confidence calibration error",
        "word calibration error",
        "p_major calibration error",
    )
)
# Measures that describe and do not judge.
DESCRIBING = frozenset(("chance", "median words", "words marked"))


@dataclass(frozen=True, slots=True)
class Change:
    """A figure in both runs; `low` and `high` are the 95 % interval of the difference, `p` its two-sided p-value.

    `q` is p after Benjamini and Hochberg 1995 over all figures compared.
    """

    key: Key
    before: float
    after: float
    low: float
    high: float
    p: float
    q: float = math.nan

    @property
    def better(self) -> bool | None:
        """Whether the change is for the better; None where the measure does not judge or nothing changed."""
        if self.key.measure in DESCRIBING or self.before == self.after or math.isnan(self.after - self.before):
            return None
        return (self.after > self.before) != (self.key.measure in FEWER_IS_BETTER)

    @property
    def significant(self) -> bool:
        """True where the false discovery rate at which it would be reported is at most 5 %."""
        return self.q <= 1 - CONFIDENCE


@dataclass(frozen=True, slots=True)
class Comparison:
    """All changes, and what could not be compared."""

    changes: tuple[Change, ...]
    notes: tuple[str, ...]


def compare(before: Evaluation, after: Evaluation, *, seed: int = 0, resamples: int = 1000) -> Comparison:
    """Compare figures of the same system, set and measure, counted on the same documents.

    Paired bootstrap: both runs are measured on the same draws of clusters (Koehn 2004; Berg-Kirkpatrick et al. 2012).
    """
    old = {one.key: one for one in before.observed}
    digests = {facts.name: facts.digest for facts in before.sets}
    notes: dict[str, None] = {}
    for facts in after.sets:
        if facts.name not in digests:
            notes[f"{facts.name}: only in the second run"] = None
        elif facts.digest != digests[facts.name]:
            notes[f"{facts.name}: the gold differs between the runs; not compared"] = None
    same = {facts.name for facts in after.sets if digests.get(facts.name) == facts.digest}
    changes = []
    for new in after.observed:
        if new.key.gold not in same or new.key not in old:
            continue
        change = _change(old[new.key], new, seed, resamples)
        if change is None:
            notes[f"{new.key.gold}: measured on other documents; not compared"] = None
        else:
            changes.append(change)
    return Comparison(tuple(_with_q(changes)), tuple(notes))


def _change(old: Observed, new: Observed, seed: int, resamples: int) -> Change | None:
    if set(old.clusters) != set(new.clusters) or old.formula != new.formula:
        return None
    before, after = float(old.value()), float(new.value())
    count = len(new.clusters)
    if count < 2 or math.isnan(before) or math.isnan(after):
        return Change(new.key, before, after, math.nan, math.nan, math.nan)
    drawn = np.random.default_rng(seed).integers(0, count, (draws_of(new, resamples), count))
    weights = weights_of(drawn, count)
    places = {name: index for index, name in enumerate(new.clusters)}
    aligned = weights[:, [places[name] for name in old.clusters]]
    differences = new.value(weights) - old.value(aligned)
    differences = differences[~np.isnan(differences)]
    if not len(differences):
        return Change(new.key, before, after, math.nan, math.nan, math.nan)
    low, high = np.percentile(differences, [100 * (1 - CONFIDENCE) / 2, 100 * (1 + CONFIDENCE) / 2])
    return Change(new.key, before, after, float(low), float(high), p_value(differences))


def p_value(differences: np.ndarray) -> float:
    """Two-sided bootstrap p-value: twice the smaller share of draws on one side of nought, never below 1 / draws."""
    draws = len(differences)
    smaller = min(int((differences <= 0).sum()), int((differences >= 0).sum()))
    return min(1.0, 2 * (smaller + 1) / (draws + 1))


def _with_q(changes: Sequence[Change]) -> list[Change]:
    from scipy.stats import false_discovery_control

    known = [index for index, change in enumerate(changes) if not math.isnan(change.p)]
    if not known:
        return list(changes)
    adjusted: Mapping[int, float] = dict(
        zip(known, false_discovery_control([changes[index].p for index in known]).tolist(), strict=True)
    )
    return [replace(change, q=adjusted[index]) if index in adjusted else change for index, change in enumerate(changes)]
