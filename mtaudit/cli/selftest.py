"""`mtaudit selftest`: plants known damage in clean articles and counts what is found."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mtaudit.cli import evaluate as e
from mtaudit.cli import options as o
from mtaudit.cli.files import write_whole
from mtaudit.errors import MtauditError, did_you_mean

if TYPE_CHECKING:
    from mtaudit.config import Config
    from mtaudit.core import Document
    from mtaudit.evaluate.damage import Calque
    from mtaudit.evaluate.selftest import Selftest

Articles = Annotated[
    list[str],
    typer.Argument(
        metavar="[PATH]...", help="Articles known to be clean; ours where none is named.", show_default=False
    ),
]
Kinds = Annotated[
    list[str],
    typer.Option(
        "--kind", metavar="NAME", help="Plant only this: a kind of damage. May be repeated.", rich_help_panel=e.WHAT
    ),
]
PerLanguage = Annotated[
    int,
    typer.Option("--articles", metavar="N", min=1, help="Articles of each language.", rich_help_panel=e.AMOUNT),
]
PerCell = Annotated[
    int,
    typer.Option(
        "--per-article",
        metavar="N",
        min=1,
        help="Times each variant is planted in an article.",
        rich_help_panel=e.AMOUNT,
    ),
]
Train = Annotated[
    bool,
    typer.Option(
        "--calques-of-training",
        help="Plant the calques that detectors may be tuned on, not those that are kept for measuring.",
        rich_help_panel=e.WHAT,
    ),
]


def selftest(
    paths: Articles = [],  # noqa: B006 - typer copies it
    kind: Kinds = [],  # noqa: B006
    calques_of_training: Train = False,
    target: o.Target = "",
    select: o.Select = [],  # noqa: B006
    ignore: o.Ignore = [],  # noqa: B006
    config: o.ConfigFile = None,
    fluency: o.Fluency = "",
    offline: o.Offline = False,
    articles: PerLanguage = 4,
    per_article: PerCell = 1,
    seed: e.Seed = 0,
    resamples: e.Resamples = 1000,
    jobs: o.Jobs = 1,
    json: e.Json = None,
    html: e.Html = None,
    floors: e.Floors = None,
    update_floors: e.UpdateFloors = False,
    lower_floors: e.LowerFloors = False,
    quiet: o.Quiet = False,
    no_progress: o.NoProgress = False,
    _debug: o.Debug = False,  # read by mtaudit.cli.run
) -> int:
    """Plant known damage in clean articles and say what is found, by kind, rule and language pair.

    Damage: source text left in, look-alike letters, mojibake, changed numbers and names, dropped and doubled
    sentences, repeated phrases, lost quotation marks, calques, scrambled words. The untouched text gives the false
    alarms. The same seed plants the same damage.

    Exit code: 0; 1 where a figure fell below --floors; 2 if an input could not be read; 130 after Ctrl-C.
    """
    settings = o.settings(
        config, read={"target": target}, field=(), select=select, ignore=ignore, fluency=fluency, offline=offline
    )
    kinds = _kinds(kind)
    hidden = quiet or no_progress
    documents, donors, failed = _articles(paths, settings, articles)
    from mtaudit.evaluate.damage import load_calques

    calques = load_calques("train" if calques_of_training else "test")
    result = _run(documents, donors, calques, settings, kinds, seed, per_article, jobs, resamples, hidden=hidden)
    _show(result, json, html, quiet=quiet)
    code = 2 if failed else 0
    if floors is not None:
        fell = e.gate(result.as_evaluation(), floors, update=update_floors, lower=lower_floors)
        code = code or (e.GATE_FAILED if fell else 0)
    return code


def _kinds(names: Sequence[str]) -> tuple[str, ...]:
    """The kinds asked for, all where none is. Raises MtauditError for one that we cannot plant."""

    from mtaudit.evaluate.damage import PLANTERS

    wanted = o.split(names)
    for name in wanted:
        if name not in PLANTERS:
            hint = did_you_mean(name, PLANTERS, f"kinds: {', '.join(PLANTERS)}", like=0.5)
            raise MtauditError(f"no kind of damage is called {name!r}", hint)
    return tuple(kind for kind in PLANTERS if kind in wanted) or tuple(PLANTERS)


def _articles(
    paths: Sequence[str], settings: Config, most: int
) -> tuple[list[Document], dict[str, tuple[str, ...]], bool]:
    from mtaudit.cli.console import say_input_errors
    from mtaudit.evaluate.articles import few_of_each, own_articles, users_articles

    e.need_libraries()
    if not paths:
        documents, donors = own_articles()
        return few_of_each(documents, most), donors, False
    documents, donors, errors = users_articles(paths, settings.read)
    say_input_errors(errors, (), quiet=False)
    if not documents:
        raise MtauditError("no article could be read", "name articles that are known to be clean")
    return few_of_each(documents, most), donors, bool(errors)


def _run(
    documents: list[Document],
    donors: dict[str, tuple[str, ...]],
    calques: Sequence[Calque],
    settings: Config,
    kinds: Sequence[str],
    seed: int,
    per_cell: int,
    jobs: int,
    resamples: int,
    *,
    hidden: bool,
) -> Selftest:
    from mtaudit.cli.batch import quieten
    from mtaudit.cli.console import say_error, set_progress
    from mtaudit.models.threads import wait_asleep

    quieten()
    wait_asleep()
    from mtaudit.evaluate.selftest import selftest as run

    try:
        with set_progress(0, hidden=hidden) as progress:
            return run(
                documents,
                donors,
                calques,
                settings,
                kinds=kinds,
                seed=seed,
                per_cell=per_cell,
                jobs=jobs,
                resamples=resamples,
                progress=progress,
            )
    except KeyboardInterrupt:
        say_error("interrupted; nothing was written", "run the same command again")
        raise typer.Exit(e.INTERRUPTED) from None


def _show(result: Selftest, json: Path | None, html: Path | None, *, quiet: bool) -> None:
    from mtaudit.cli.evaluation import print_selftest
    from mtaudit.evaluate.page import render_tables
    from mtaudit.evaluate.selftest_tables import selftest_tables
    from mtaudit.evaluate.store import to_json

    if json is not None:
        write_whole(json, lambda: to_json(result.as_evaluation()))
    if html is not None:
        tables, own = selftest_tables(result), [("mtaudit", result.signature)]
        write_whole(html, lambda: render_tables("Self-test", tables, notes=result.notes, signatures=own))
    if not quiet:
        print_selftest(result)
    for path in (json, html):
        if path is not None:
            typer.echo(str(path))
