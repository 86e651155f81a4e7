"""`mtaudit history`: what became of earlier runs."""

from __future__ import annotations

import json as jsonlib
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mtaudit.cli import options as o

if TYPE_CHECKING:
    from mtaudit.store import Finished, Store

history = typer.Typer(help="Earlier runs of audit and check: counts, scores, trends.", invoke_without_command=True)

Of = Annotated[
    list[str],
    typer.Option("--of", metavar="PATH", help="Only runs of this path or feed; several as they were run together."),
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]
Limit = Annotated[int, typer.Option("--last", metavar="N", min=1, help="At most so many runs, the newest.")]
OlderThan = Annotated[str, typer.Option("--older-than", metavar="TIME", help="Such as 90d.", show_default=False)]


@history.callback()
def show(
    context: typer.Context,
    of: Of = [],  # noqa: B006 - typer copies it
    last: Limit = 20,
    json: Json = False,
    store: o.StoreFile = None,
    config: o.ConfigFile = None,
    _debug: o.Debug = False,  # read by mtaudit.cli.run
) -> None:
    """List earlier runs, oldest first."""
    if context.invoked_subcommand is not None:
        return
    from mtaudit.cli import console
    from mtaudit.cli.session import subject_of

    opened = _opened(store, config)
    runs = opened.history(subject_of(of) if of else "")[-last:]
    _close(opened)
    if json:
        typer.echo(jsonlib.dumps([_as_dict(run) for run in runs], ensure_ascii=False, indent=1))
    elif not runs:
        console.say("note", "cyan", f"{opened.path} holds no finished run{' of these' if of else ''}")
    else:
        _print(runs)


@history.command()
def prune(
    older_than: OlderThan,
    store: o.StoreFile = None,
    config: o.ConfigFile = None,
    _debug: o.Debug = False,  # read by mtaudit.cli.run
) -> None:
    """Remove what is older: runs, what was found, versions of articles, kept pages."""
    from mtaudit.cli.durations import duration
    from mtaudit.report.wording import plural

    age = duration("--older-than", older_than)
    opened = _opened(store, config)
    counts = opened.prune(age)
    _close(opened)
    parts = (
        plural(counts.runs, "run"),
        f"results of {plural(counts.results, 'article')}",
        plural(counts.articles, "version"),
        plural(counts.pages, "page"),
    )
    typer.echo(f"removed {', '.join(parts)}")


def _opened(store: Path | None, config: Path | None) -> Store:
    from mtaudit.config import load_config
    from mtaudit.store import Store

    path = store or load_config(config).store.path
    return Store.open(Path(path) if path else None)


def _close(store: Store) -> None:
    from mtaudit.cli import console

    store.close()
    for warning in store.warnings:
        console.say("warning", "yellow", warning)


def _as_dict(run: Finished) -> dict[str, object]:
    own = {"paths": list(run.paths), "audited": run.audited, "taken": run.taken, "gate": run.gate}
    return {**asdict(run.run), **own}


def _print(runs: Sequence[Finished]) -> None:
    from rich.table import Table
    from rich.text import Text

    from mtaudit.cli import console
    from mtaudit.report.wording import score_text

    table = Table(box=None, pad_edge=False)
    for name in ("started (UTC)", "articles", "score", "critical", "major", "minor", "gate", "of"):
        right = name not in ("started (UTC)", "gate", "of")
        table.add_column(name, justify="right" if right else "left", no_wrap=name != "of", overflow="fold")
    for finished in runs:
        run = finished.run
        table.add_row(
            run.started[:16].replace("T", " "),
            f"{run.articles:,}",
            score_text(run.score) if run.articles else "–",
            *(f"{count:,}" for count in (run.critical, run.major, run.minor)),
            finished.gate or "–",
            Text(console.one_line(" ".join(finished.paths))),
        )
    console.stdout().print(table)
