"""Figures: a value with its bootstrap interval, and what is needed to compute it again or to compare it."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from mtaudit.evaluate.formulas import OVER_ITEMS, OVER_SUMS, Array

RESAMPLES = 1000
RESAMPLES_OF_ITEMS = 300  # where a figure ranks items anew in every draw; its interval is that much coarser
CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Key:
    """What a figure tells: which system on which set, of which family of rules and slice of the set, by what measure.

    `family` "" = the measure is not of findings; "all" = all families together. `slice` "" = the whole set.
    """

    gold: str
    system: str
    family: str
    slice: str
    measure: str


@dataclass(frozen=True)
class Observed:
    """What was counted for one figure.

    Over sums: `values` (clusters, parts), one row a cluster. Over items: `values` (items, columns), and `owner` gives
    the cluster of each item. `clusters` are their names; the parts and columns are those of the formula.
    """

    key: Key
    formula: str
    clusters: tuple[str, ...]
    values: Array
    owner: tuple[int, ...] = ()

    @property
    def over_sums(self) -> bool:
        """True where the values add up over clusters."""
        return self.formula in OVER_SUMS

    @property
    def support(self) -> int:
        """What the figure rests on: its denominator (of precision, for F1), or its items."""
        if not self.over_sums:
            return len(self.values)
        sums = self.values.sum(0)
        return round(float(sums.sum() if self.formula == "mcc" else sums[1]))

    def value(self, weights: Array | None = None) -> Array:
        """The figure with each cluster counted `weights` times (…, clusters); once where None. Shape (…,)."""
        if self.over_sums:
            sums = self.values.sum(0) if weights is None else weights @ self.values
            return OVER_SUMS[self.formula](np.moveaxis(np.asarray(sums), -1, 0))
        if weights is None:
            return np.asarray(OVER_ITEMS[self.formula](*self.values.T))
        return np.array([self._of_items(row) for row in np.atleast_2d(weights)])

    def _of_items(self, weights: Array) -> float:
        chosen = np.repeat(np.arange(len(self.values)), weights.astype(int)[self._owner])
        return OVER_ITEMS[self.formula](*self.values[chosen].T) if len(chosen) else math.nan

    @cached_property
    def _owner(self) -> np.ndarray:
        return np.asarray(self.owner, int)


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured value with its 95 % interval (nan where there are too few clusters to tell)."""

    key: Key
    formula: str
    value: float
    low: float
    high: float
    support: int
    clusters: int


def figure_of(observed: Observed, *, seed: int = 0, resamples: int = RESAMPLES) -> Figure:
    """The figure of what was observed. `resamples` 0 leaves the interval out."""
    value = float(observed.value())
    low, high = interval(observed, seed=seed, resamples=resamples) if not math.isnan(value) else (math.nan, math.nan)
    return Figure(observed.key, observed.formula, value, low, high, observed.support, len(observed.clusters))


def interval(observed: Observed, *, seed: int = 0, resamples: int = RESAMPLES) -> tuple[float, float]:
    """Percentile bootstrap interval, whole clusters drawn again with replacement, by scipy.

    Source: Efron and Tibshirani 1993, chapter 13.
    """
    from scipy.stats import bootstrap

    count = len(observed.clusters)
    if count < 2 or not resamples:
        return math.nan, math.nan

    def statistic(drawn: np.ndarray, axis: int = -1) -> Array:
        return observed.value(weights_of(np.moveaxis(drawn, axis, -1), count))

    with warnings.catch_warnings():  # scipy warns of draws that are all alike, whose interval is that one value
        warnings.simplefilter("ignore")
        result = bootstrap(
            (np.arange(count),),
            statistic,
            n_resamples=draws_of(observed, resamples),
            vectorized=True,
            method="percentile",
            confidence_level=CONFIDENCE,
            rng=np.random.default_rng(seed),
            batch=100,
        )
    drawn = result.bootstrap_distribution
    known = drawn[~np.isnan(drawn)]  # a draw without any finding says nothing of precision
    if len(known) < len(drawn) / 2:
        return math.nan, math.nan
    low, high = np.percentile(known, [100 * (1 - CONFIDENCE) / 2, 100 * (1 + CONFIDENCE) / 2])
    return float(low), float(high)


def draws_of(observed: Observed, resamples: int) -> int:
    """How many draws a figure gets."""
    return resamples if observed.over_sums else min(resamples, RESAMPLES_OF_ITEMS)


def weights_of(drawn: np.ndarray, count: int) -> Array:
    """How often each of `count` clusters was drawn. Shape (…, draws) -> (…, count)."""
    rows = drawn.reshape(-1, drawn.shape[-1])
    places = rows + count * np.arange(len(rows))[:, None]
    weights = np.bincount(places.ravel(), minlength=count * len(rows)).astype(np.float64)
    return weights.reshape(*drawn.shape[:-1], count)


def sums(key: Key, formula: str, rows: Sequence[tuple[str, Sequence[float]]]) -> Observed:
    """Observed over sums: `rows` of (cluster, parts) are added up by cluster, in order of first appearance."""
    totals: dict[str, Array] = {}
    for cluster, parts in rows:
        own = np.asarray(parts, np.float64)
        totals[cluster] = totals[cluster] + own if cluster in totals else own
    values = np.array(list(totals.values()), np.float64).reshape(len(totals), -1)
    return Observed(key, formula, tuple(totals), values)


def items(key: Key, formula: str, rows: Sequence[tuple[str, Sequence[float]]]) -> Observed:
    """Observed over items: `rows` of (cluster, columns)."""
    names = {cluster: index for index, cluster in enumerate(dict.fromkeys(cluster for cluster, _ in rows))}
    owner = tuple(names[cluster] for cluster, _ in rows)
    return Observed(key, formula, tuple(names), np.array([parts for _, parts in rows], np.float64), owner)
