"""The self-test as tables: what is found of each kind of damage, by which rule, in which language pair."""

from __future__ import annotations

import math

from mtaudit.evaluate.cases import ALL
from mtaudit.evaluate.figures import Figure, Key
from mtaudit.evaluate.run import Evaluation
from mtaudit.evaluate.selftest import SOURCES, TARGETS, Selftest
from mtaudit.evaluate.tables import Cell, Table

# Damage that the translation alone does not show; what finds it must read the source.
INVISIBLE = frozenset(("number", "name", "dropped-sentence"))


def selftest_tables(result: Selftest) -> list[Table]:
    """False alarms first, then recall by kind, by variant, and by language pair."""
    return tables_of(result.as_evaluation())


def tables_of(evaluation: Evaluation) -> list[Table]:
    """The same tables of a self-test that was stored as an evaluation."""
    figures = {figure.key: figure for figure in evaluation.figures}
    made = (_false_alarms(figures), _kinds(figures), _variants(figures), _pairs(figures))
    return [table for table in made if table.rows]


def _false_alarms(figures: dict[Key, Figure]) -> Table:
    own = [key for key in figures if key.measure == "false alarms"]
    families = list(dict.fromkeys(key.family for key in own))
    parts = list(dict.fromkeys(key.slice for key in own))
    rows = []
    for part in parts:
        cells = [next((figures[key] for key in own if (key.family, key.slice) == (f, part)), None) for f in families]
        words = max((figure.support for figure in cells if figure), default=0)
        shown = (_number(figure, "{:.2f}") for figure in cells)
        rows.append((Cell(part.removeprefix("target=") or "all"), Cell(f"{words:,}"), *shown))
    right = next((figures[key] for key in figures if key.measure == "alarms on right wording" and _is_plain(key)), None)
    note = "Findings of more than neutral severity per 1,000 words of the untouched articles."
    if right is not None and right.support:
        note += (
            f" Of {right.support} right wordings that stood in the place of a calque, "
            f"{round(right.value * right.support)} were called wrong."
        )
    return Table("False alarms", note, ("language", "words", *families), 2, tuple(rows))


def _kinds(figures: dict[Key, Figure]) -> Table:
    rows = []
    for key, figure in figures.items():
        if key.measure != "recall" or key.family != ALL or not _is_plain(key):
            continue
        kind = key.slice.removeprefix("kind=")
        codes = [
            (other.family, figures[other])
            for other in figures
            if other.slice == key.slice and other.family != ALL and other.measure == "recall"
        ]
        codes.sort(key=lambda item: -item[1].value)
        by = ", ".join(f"{code} {one.value:.2f}" for code, one in codes) or "no rule"
        shown = "only beside the source" if kind in INVISIBLE else "yes"
        rows.append((Cell(kind), Cell(shown), Cell(f"{figure.support:,}"), _number(figure), Cell(by)))
    whole = next((figure for key, figure in figures.items() if key.measure == "precision"), None)
    note = "Share of the planted damage that a finding marks; then the share that each rule marks."
    if whole is not None and not math.isnan(whole.value):
        note += (
            f" Of the {whole.support:,} findings in damaged copies that the clean text does not have, "
            f"{whole.value:.1%} lie on planted damage."
        )
    header = ("kind", "visible in the text", "planted", "recall", "by rule")
    return Table("Planted damage", note, header, 2, tuple(rows))


def _variants(figures: dict[Key, Figure]) -> Table:
    rows = []
    for key, figure in figures.items():
        if key.family == ALL and "/" in key.slice and key.measure == "recall":
            kind, _, variant = key.slice.removeprefix("kind=").partition("/")
            rows.append((Cell(kind), Cell(variant), Cell(f"{figure.support:,}"), _number(figure)))
    note = "Number, name and dropped-sentence show only beside the source."
    return Table("Planted damage by variant", note, ("kind", "variant", "planted", "recall"), 2, tuple(rows))


def _pairs(figures: dict[Key, Figure]) -> Table:
    """Fragments left in, source language by target language."""
    rows = []
    for source in SOURCES:
        cells = []
        for target in TARGETS:
            figure = figures.get(Key("selftest", "mtaudit", ALL, f"kind=source-fragment, {source}-{target}", "recall"))
            same = Cell("") if source == target else Cell("unmeasured")
            cells.append(_number(figure) if figure else same)
        rows.append((Cell(source), *cells))
    note = (
        "Recall of source fragments of 1 to 8 words, bracketed or not: source language down, target language across. "
        "“unmeasured”: no clean text in the target language, or no source text to plant."
    )
    return Table("Source fragments by language pair", note, ("source", *TARGETS), 1, tuple(rows))


def _is_plain(key: Key) -> bool:
    return "/" not in key.slice and ", " not in key.slice


def _number(figure: Figure | None, form: str = "{:.2f}") -> Cell:
    if figure is None or math.isnan(figure.value):
        return Cell("–")
    unknown = math.isnan(figure.low) or figure.low == figure.high
    interval = "" if unknown else f"{form.format(figure.low)}–{form.format(figure.high)}"
    return Cell(form.format(figure.value), interval)
