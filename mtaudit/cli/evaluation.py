"""How an evaluation is printed: tables that fit a terminal, and what could not be measured."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text

from mtaudit.cli.console import one_line, stdout

if TYPE_CHECKING:
    from mtaudit.evaluate.mistakes import Mistake
    from mtaudit.evaluate.run import Evaluation
    from mtaudit.evaluate.selftest import Selftest
    from mtaudit.evaluate.tables import Table

# Narrow names for narrow terminals.
SHORT = {
    "precision": "prec",
    "findings": "found",
    "char precision": "char P",
    "char recall": "char R",
    "char F1, severity": "F1 sev",
    "median words": "words",
    "pairwise accuracy, same source": "pairs: source",
    "pairwise accuracy, same article": "pairs: article",
    "system accuracy": "systems",
    "confidence calibration error": "of confidence",
    "word calibration error": "of word risk",
    "p_major calibration error": "of p_major",
}
LEAST_WIDTH = 150  # where there is no terminal, or a narrow one


def print_evaluation(result: Evaluation, *, slices: bool, examples: int = 0) -> None:
    """All tables, slices and mistakes only where asked for, then what was not measured and the signatures."""
    from mtaudit.evaluate.tables import signatures, tables

    shown = tables(result)
    print_tables([table for table in shown if slices or not table.title.endswith(("by slice", "by language"))])
    console = _console()
    if examples:
        _print_mistakes(console, result.mistakes, examples)
    for note in result.notes:
        console.print(Text.assemble(("not measured: ", "magenta"), one_line(note)), soft_wrap=True)
    console.print(Text.assemble(("read: ", "cyan"), result.plan), soft_wrap=True)
    for facts in result.sets:
        part = "" if facts.documents == facts.of_documents else f" of {facts.of_documents:,}"
        line = f"{facts.name}  digest {facts.digest}, {facts.documents:,}{part} articles, {facts.words:,} words"
        console.print(Text(f"  {line}", style="dim"), soft_wrap=True)
    for name, signature in signatures(result):
        console.print(Text(f"{name}: {signature}", style="dim"), soft_wrap=True)


def _print_mistakes(console: Console, mistakes: Sequence[Mistake], most: int) -> None:
    """The worst mistakes with the words around them, at most `most` of a kind."""
    shown: Counter[tuple[str, str, str]] = Counter()
    for one in mistakes:
        group = (one.gold, one.family, one.what)
        shown[group] += 1
        if shown[group] == 1:
            what = "missed" if one.what == "missed" else "called wrong, and is not marked"
            console.print(Text(f"{one.gold}: {one.family} {what}", style="bold"), soft_wrap=True)
        if shown[group] <= most:
            quote = (one_line(part) for part in (one.before, one.text, one.after))
            before, text, after = quote if one.text else ("", f"{one.span.start} to {one.span.end}", "")
            line = Text.assemble((f"  {one.record} {one.code}  ", "dim"), f"{before} ", (text, "reverse"), f" {after}")
            console.print(line, soft_wrap=True)


def print_tables(shown: Sequence[Table]) -> None:
    """Tables one below the other, intervals left to JSON and page."""
    console = _console()
    for table in shown:
        console.print(_rich(table))
        console.print(Text(f"{table.note}\n", style="dim"), soft_wrap=False)


def _console() -> Console:
    console = stdout()
    if not console.is_terminal or console.width < LEAST_WIDTH:
        console.width = LEAST_WIDTH
    return console


def _rich(table: Table) -> RichTable:
    drawn = RichTable(title=Text(table.title, style="bold"), box=None, pad_edge=False, title_justify="left")
    for index, name in enumerate(table.header):
        drawn.add_column(SHORT.get(name, name), justify="left" if index < table.labels else "right", no_wrap=index == 0)
    previous = ""
    for row in table.rows:
        texts = [one_line(cell.text) for cell in row]
        first, previous = ("" if texts[0] == previous else texts[0]), texts[0]
        drawn.add_row(first, *texts[1:])
    return drawn


def print_changes(paths: tuple[Path, Path], html: Path | None) -> int:
    """What changed between two evaluations."""
    from mtaudit.cli.evaluate import need_libraries
    from mtaudit.cli.files import write_whole
    from mtaudit.evaluate.compare import compare
    from mtaudit.evaluate.page import render
    from mtaudit.evaluate.store import from_json
    from mtaudit.evaluate.tables import changes_table

    need_libraries()
    before, after = (from_json(path) for path in paths)
    comparison = compare(before, after)
    table = changes_table(comparison)
    if table.rows:
        print_tables([table])
    console = _console()
    for note in comparison.notes:
        console.print(Text.assemble(("not compared: ", "magenta"), one_line(note)), soft_wrap=True)
    significant = [change for change in comparison.changes if change.better is not None and change.significant]
    better = sum(bool(change.better) for change in significant)
    typer.echo(
        f"{len(comparison.changes)} figures compared: {better} better, {len(significant) - better} worse, "
        "the others unchanged or within chance"
    )
    if html is not None:
        write_whole(html, lambda: render(after, comparison))
        typer.echo(str(html))
    return 0


def print_selftest(result: Selftest) -> None:
    """The tables of a self-test, and what it could not measure."""
    from mtaudit.evaluate.selftest_tables import selftest_tables

    print_tables(selftest_tables(result))
    console = _console()
    for note in result.notes:
        console.print(Text.assemble(("not checked: ", "magenta"), one_line(note)), soft_wrap=True)
    planted = f"{result.copies:,} damaged copies of {result.articles} articles, seed {result.seed}"
    console.print(Text.assemble(("planted: ", "cyan"), planted), soft_wrap=True)
    console.print(Text(f"mtaudit: {result.signature}", style="dim"), soft_wrap=True)
