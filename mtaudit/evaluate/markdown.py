"""Tables as Markdown, for documentation that is generated."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from mtaudit.evaluate.mistakes import Mistake
from mtaudit.evaluate.run import SetFacts
from mtaudit.evaluate.tables import Cell, Table
from mtaudit.evaluate.tiers import Tier


def to_markdown(tables: Iterable[Table], *, level: int = 3) -> str:
    """The tables, each with its title as a heading; intervals stand in brackets behind their figure."""
    return "\n\n".join(f"{'#' * level} {table.title}\n\n{table.note}\n\n{_table(table)}" for table in tables) + "\n"


def _table(table: Table) -> str:
    rule = ["---" if index < table.labels else "--:" for index in range(len(table.header))]
    rows = [table.header, rule, *([_cell(cell) for cell in row] for row in table.rows)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _cell(cell: Cell) -> str:
    text = cell.text.replace("|", "\\|")
    return f"{text} ({cell.interval})" if cell.interval else text


def sets_table(sets: Sequence[SetFacts]) -> Table:
    """What was read of each set, and where its records come from."""
    rows = [
        (
            Cell(facts.name),
            Cell(facts.digest),
            Cell(facts.origin or "–"),
            Cell("natural" if facts.natural else "planted"),
            Cell(f"{facts.documents:,} of {facts.of_documents:,}"),
            Cell(f"{facts.heavy_documents:,}"),
            Cell(f"{facts.records:,}"),
            Cell(f"{facts.words:,}"),
        )
        for facts in sets
    ]
    note = (
        "The digest is of the file (first 16 hex digits of SHA-256; of our articles, of texts and marks). The origin "
        "is the public release, and the file of it, that the records name; “planted” errors were put in by a program."
    )
    header = ("set", "digest", "origin", "errors", "articles read", "with all rules", "records", "words")
    return Table("Sets", note, header, 4, tuple(rows))


def tiers_table(tiers: Sequence[Tier]) -> Table:
    """Each rule's precision and tier, those that gate first."""
    rows = []
    for tier in sorted(tiers, key=lambda one: (not one.gates, one.code)):
        precision = f"{tier.right / tier.found:.2f}" if tier.found else "–"
        rows.append(
            (
                Cell(tier.code),
                Cell(tier.name),
                Cell(f"gates ({tier.ground})" if tier.gates else "informs"),
                Cell(f"{tier.right} of {tier.found}"),
                Cell(precision),
                Cell(_number(tier.alarms)),
                Cell(f"{_number(tier.recall)}{f' ({tier.kind})' if tier.kind else ''}"),
            )
        )
    note = (
        "A rule gates CI if its precision on natural errors is at least .80 (GAR, ADQ: .70) over at least 30 findings, "
        "or if it makes at most .02 false findings per 1,000 words of clean text in every language and finds at least "
        ".80 of a kind of planted damage. “alarms” is the worst language's rate; “planted” the kind it finds best."
    )
    header = ("rule", "name", "tier", "right", "precision", "alarms", "planted")
    return Table("Rules", note, header, 3, tuple(rows))


def mistakes_table(mistakes: Sequence[Mistake], family: str) -> Table:
    """Where the worst mistakes of a family are; `mtaudit evaluate --examples N` shows the words."""
    rows = [
        (Cell(one.gold), Cell(one.what), Cell(one.record), Cell(one.code), Cell(f"{one.span.start}–{one.span.end}"))
        for one in mistakes
        if one.family == family
    ]
    note = (
        "Records and places, since the texts are not ours to print; `mtaudit evaluate GOLD --examples 10` prints the "
        "words. A missed mark is one that no finding touches, the longest first; a false finding credits no mark."
    )
    return Table(f"Worst mistakes of {family}", note, ("set", "mistake", "record", "rule", "place"), 5, tuple(rows))


def _number(value: float) -> str:
    return "–" if math.isnan(value) else f"{value:.2f}"
