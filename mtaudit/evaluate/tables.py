"""The figures as tables, the same for terminal, page and documentation: false alarms first."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from mtaudit.evaluate.compare import Comparison
from mtaudit.evaluate.figures import Figure, Key
from mtaudit.evaluate.own import NAME
from mtaudit.evaluate.run import Evaluation


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure as it is shown: its value, and its interval in full for those who ask."""

    text: str
    interval: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """One table: `labels` many columns name the row, the others hold figures."""

    title: str
    note: str
    header: tuple[str, ...]
    labels: int
    rows: tuple[tuple[Cell, ...], ...]


Item = TypeVar("Item")
MISSING = Cell("–")
SHARES = ("precision", "chance", "recall", "F1", "char precision", "char recall", "char F1", "char F1, severity")
WORDS = ("word MCC", "word AUC", "word AP", "words marked")
SCORES = (
    "pearson",
    "spearman",
    "kendall",
    "pairwise accuracy, same source",
    "pairwise accuracy, same article",
    "system accuracy",
)
CALIBRATION = ("confidence calibration error", "word calibration error", "p_major calibration error")


def tables(evaluation: Evaluation) -> list[Table]:
    """All tables that have a row."""
    figures = {figure.key: figure for figure in evaluation.figures}
    made = (
        _false_alarms(figures, whole=True),
        _by_rule(figures),
        _findings(figures, whole=True),
        _false_alarms(figures, whole=False),
        _findings(figures, whole=False),
        _words(figures),
        _scores(figures),
        _labels(figures),
        _calibration(figures),
    )
    return [table for table in made if table.rows]


Figures = dict[Key, Figure]


def _false_alarms(figures: Figures, *, whole: bool) -> Table:
    """One row a set (or a language of it) and system, one column a family."""
    own = [key for key in figures if key.measure == "false alarms" and not key.family[-1:].isdigit()]
    own = [key for key in own if bool(key.slice) != whole]
    families = _ordered(key.family for key in own)
    rows = []
    for gold, part, system in _ordered((key.gold, key.slice, key.system) for key in own):
        cells = [figures.get(Key(gold, system, family, part, "false alarms")) for family in families]
        words = max((figure.support for figure in cells if figure), default=0)
        name = f"{gold}, {part.partition('=')[2]}" if part else gold
        rows.append((Cell(name), Cell(system), Cell(f"{words:,}"), *(_cell(figure, "{:.2f}") for figure in cells)))
    note = (
        "Findings of more than neutral severity per 1,000 words of text without error; for families that need a "
        "language model, on the smaller sample."
    )
    title = "False alarms" if whole else "False alarms by language"
    return Table(title, note, ("clean text", "system", "words", *families), 3, tuple(rows))


def _by_rule(figures: Figures) -> Table:
    rows = []
    for key, figure in figures.items():
        if key.family[-1:].isdigit() and key.measure == "precision":
            chance = "" if math.isnan(figure.value) else f"{round(figure.value * figure.support)} of {figure.support}"
            rows.append((Cell(key.gold), Cell(key.family), _cell(figure), Cell(chance)))
    note = "Share of a rule's findings that credit a marked span, whatever annotators called it."
    return Table("Precision by rule", note, ("set", "rule", "precision", "right"), 2, tuple(rows))


def _findings(figures: Figures, *, whole: bool) -> Table:
    own = [key for key in figures if key.measure in SHARES and not key.family[-1:].isdigit()]
    own = [key for key in own if bool(key.slice) != whole]
    rows = []
    for gold, part, family, system in _ordered((key.gold, key.slice, key.family, key.system) for key in own):
        cells = [figures.get(Key(gold, system, family, part, measure)) for measure in SHARES]
        length = figures.get(Key(gold, system, family, part, "median words"))
        precision, recall = cells[0], cells[2]
        if part and not (precision and precision.support) and not (recall and recall.value > 0):
            continue  # nothing found of this kind: the row of the whole set says so
        counts = (Cell(f"{figure.support:,}" if figure else "–") for figure in (precision, recall))
        name = (Cell(gold), Cell(part)) if part else (Cell(gold),)
        rows.append((*name, Cell(system), Cell(family), *counts, *map(_cell, cells), _cell(length, "{:.1f}")))
    note = (
        "A finding is right where it overlaps a marked span and is at most 4 words longer; chance is that of random "
        "spans of the same lengths. Recall counts spans, each credited by one finding of any severity. Characters are "
        "micro-averaged; the last F1 gives half credit for the other severity."
    )
    header = ("set", *(() if whole else ("slice",)), "system", "family", "findings", "spans", *SHARES, "median words")
    return Table("Findings" if whole else "Findings by slice", note, header, len(header) - len(SHARES) - 1, tuple(rows))


def _words(figures: Figures) -> Table:
    note = (
        "A word is a whitespace-separated token, positive if any of its characters lies in a span (“words marked” is "
        "their share, and the chance rate of average precision). MCC is of the words that findings touch; AUC and "
        "average precision are of a probability for every word where a system gives one."
    )
    return _plain(figures, "Words", note, WORDS, with_family=True)


def _scores(figures: Figures) -> Table:
    note = (
        "Segment scores against human scores; pairwise accuracy with calibrated ties (Deutsch et al. 2023) over "
        "translations of one source and over segments of one article, of systems by mean score (Kocmi et al. 2021)."
    )
    return _plain(figures, "Scores", note, SCORES, with_family=False)


def _labels(figures: Figures) -> Table:
    rows = [
        (Cell(key.gold), Cell(key.slice.partition("=")[2] or "all"), Cell(key.system), Cell(key.measure), _cell(figure))
        for key, figure in figures.items()
        if key.measure in ("label AUC", "better preferred")
    ]
    note = (
        "“label AUC”: how well low segment scores tell segments of this label from clean ones. “better preferred”: "
        "share of pairs of which the better translation scores higher, ties counting half."
    )
    return Table("Labels and pairs", note, ("set", "label", "system", "measure", "value"), 4, tuple(rows))


def _calibration(figures: Figures) -> Table:
    note = "Expected calibration error over 10 bins: how far a stated probability is from the observed share."
    return _plain(figures, "Calibration", note, CALIBRATION, with_family=True)


def _plain(figures: Figures, title: str, note: str, measures: Sequence[str], *, with_family: bool) -> Table:
    own = [key for key in figures if key.measure in measures and not key.slice]
    rows = []
    for gold, family, system in _ordered((key.gold, key.family, key.system) for key in own):
        cells = [figures.get(Key(gold, system, family, "", measure)) for measure in measures]
        support = next((figure.support for figure in cells if figure), 0)
        name = (Cell(family or "–"),) if with_family else ()
        rows.append((Cell(gold), Cell(system), *name, Cell(f"{support:,}"), *map(_cell, cells)))
    header = ("set", "system", *(("family",) if with_family else ()), "items", *measures)
    return Table(title, note, header, len(header) - len(measures), tuple(rows))


def _ordered(found: Iterable[Item]) -> list[Item]:
    return list(dict.fromkeys(found))


def _cell(figure: Figure | None, form: str = "{:.3f}") -> Cell:
    if figure is None or math.isnan(figure.value):
        return MISSING
    shown: Callable[[float], str] = form.format
    if math.isnan(figure.low) or figure.low == figure.high:  # where all draws agree, the width is not known
        return Cell(shown(figure.value))
    return Cell(shown(figure.value), f"{shown(figure.low)}–{shown(figure.high)}")


def signatures(evaluation: Evaluation) -> list[tuple[str, str]]:
    """(system, signature), mtaudit first."""
    return sorted(evaluation.systems.items(), key=lambda item: (item[0] != NAME, item[0]))


def changes_table(comparison: Comparison) -> Table:
    """What changed between two runs, surest changes first; figures that stayed as they were are left out."""
    moved = [change for change in comparison.changes if change.better is not None]
    moved.sort(key=lambda change: (not change.significant, change.q if change.q == change.q else 2.0))
    rows = []
    for change in moved:
        key = change.key
        verdict = ("better" if change.better else "worse") if change.significant else "within chance"
        interval = "" if math.isnan(change.low) else f"{change.low:+.3f} to {change.high:+.3f}"
        rows.append(
            (
                Cell(key.gold),
                Cell(key.system),
                Cell(key.family or "–"),
                Cell(key.measure),
                Cell(verdict),
                Cell(f"{change.before:.3f}"),
                Cell(f"{change.after:.3f}"),
                Cell(f"{change.after - change.before:+.3f}", interval),
                Cell("–" if math.isnan(change.p) else f"{change.p:.3f}"),
                Cell("–" if math.isnan(change.q) else f"{change.q:.3f}"),
            )
        )
    note = (
        "Paired bootstrap over the same articles; q is p after Benjamini and Hochberg over all "
        f"{len(comparison.changes)} figures compared, and a change counts where q is at most .05."
    )
    header = ("set", "system", "family", "measure", "verdict", "before", "after", "change", "p", "q")
    return Table("Changes", note, header, 5, tuple(rows))
