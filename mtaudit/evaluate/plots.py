"""Plots of an evaluation in SVG units: reliability of probabilities, and figures with their intervals."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from mtaudit.evaluate.figures import Figure, Key, Observed
from mtaudit.evaluate.formulas import reliability
from mtaudit.evaluate.run import Evaluation

SIZE = 160  # of a reliability plot, both ways
WIDTH = 320  # of the scale of a plot of intervals


@dataclass(frozen=True, slots=True)
class Point:
    """A bin of a reliability plot: place and radius in SVG units, and what it says in words."""

    x: float
    y: float
    radius: float
    label: str


@dataclass(frozen=True, slots=True)
class Reliability:
    """A reliability plot: stated probability to the right, observed share upwards."""

    title: str
    error: float
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Whisker:
    """A figure with its interval on a scale from 0 to 1; `chance` is marked where known (−1 = not)."""

    name: str
    system: str
    value: float
    low: float
    high: float
    chance: float
    label: str


@dataclass(frozen=True, slots=True)
class Plot:
    """Figures of one measure beneath each other."""

    title: str
    whiskers: tuple[Whisker, ...]


def reliabilities(evaluation: Evaluation) -> tuple[Reliability, ...]:
    """A plot for each probability that was measured on at least two bins."""
    found = (
        _reliability(one)
        for one in evaluation.observed
        if one.formula == "calibration_error" and not one.key.slice and len(one.values) >= 20
    )
    return tuple(plot for plot in found if len(plot.points) > 1)


def _reliability(observed: Observed) -> Reliability:
    rows = reliability(*observed.values.T)
    most = max(count for _, _, count in rows)
    points = tuple(
        Point(
            round(SIZE * said, 1),
            round(SIZE * (1 - true), 1),
            round(2 + 6 * math.sqrt(count / most), 1),
            f"stated {said:.2f}, observed {true:.2f}, {count:,} cases",
        )
        for said, true, count in rows
    )
    key = observed.key
    what = key.measure.removesuffix(" calibration error")
    return Reliability(
        f"{key.gold}: {what}{f' of {key.family}' if key.family else ''}", float(observed.value()), points
    )


def whiskers(evaluation: Evaluation) -> tuple[Plot, ...]:
    """What people compare first: precision of garbled findings beside chance, and F1 of untranslated text by system."""
    figures = {figure.key: figure for figure in evaluation.figures}
    garbled = [key for key in figures if (key.family, key.measure, key.slice) == ("GAR", "precision", "")]
    untranslated = [key for key in figures if (key.family, key.measure, key.slice) == ("UNT", "char F1", "")]
    sets = {facts.name for facts in evaluation.sets if facts.name.startswith("untranslated")}
    untranslated = [key for key in untranslated if key.gold in sets] or untranslated
    scores = [key for key in figures if key.measure == "spearman"]
    plots = (
        Plot("Precision of garbled wording, chance marked", _whiskers(figures, garbled)),
        Plot("Untranslated text, F1 of characters", _whiskers(figures, untranslated)),
        Plot("Segment scores, Spearman with human scores", _whiskers(figures, scores)),
    )
    return tuple(plot for plot in plots if plot.whiskers)


def _whiskers(figures: dict[Key, Figure], keys: Sequence[Key]) -> tuple[Whisker, ...]:
    found = []
    for key in keys:
        figure = figures[key]
        if math.isnan(figure.value):
            continue
        chance = figures.get(Key(key.gold, key.system, key.family, key.slice, "chance"))
        low, high = (figure.value, figure.value) if math.isnan(figure.low) else (figure.low, figure.high)
        marked = _place(chance.value) if chance and key.measure == "precision" else -1.0
        label = f"{figure.value:.2f} ({low:.2f}–{high:.2f})"
        found.append(Whisker(key.gold, key.system, _place(figure.value), _place(low), _place(high), marked, label))
    return tuple(found)


def _place(value: float) -> float:
    return round(WIDTH * min(max(value, 0.0), 1.0), 1)
