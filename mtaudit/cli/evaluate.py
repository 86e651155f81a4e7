"""`mtaudit evaluate`: how right the findings and scores are, on gold that people made."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mtaudit.cli import options as o
from mtaudit.cli.files import write_whole
from mtaudit.errors import MtauditError

if TYPE_CHECKING:
    from mtaudit.config import Config
    from mtaudit.evaluate.gold import GoldSet
    from mtaudit.evaluate.prediction import System
    from mtaudit.evaluate.run import Evaluation, Plan

GATE_FAILED, INTERRUPTED = 1, 130
WHAT, AMOUNT, OUTPUT, GATE = "What", "How much", "Output", "Gate"

Gold = Annotated[
    list[str],
    typer.Argument(metavar="GOLD", help="Gold in JSON Lines, folders of it, or articles with NAME.marks.json."),
]
Baselines = Annotated[
    list[str],
    typer.Option(
        "--baseline",
        "-b",
        metavar="NAME",
        help="Measure this too, on the same records: constant, length, surprisal, langdetect, eldc, script-share, "
        "lingua, chrf, bleu, ter, or all.",
        rich_help_panel=WHAT,
    ),
]
Words = Annotated[
    int,
    typer.Option(
        "--words", metavar="N", min=1, help="Words of each set to judge with everything.", rich_help_panel=AMOUNT
    ),
]
Documents = Annotated[
    int,
    typer.Option("--documents", metavar="N", min=1, help="At most so many documents of a set.", rich_help_panel=AMOUNT),
]
LightWords = Annotated[
    int,
    typer.Option(
        "--light-words",
        metavar="N",
        min=1,
        help="Words of each set to judge with what needs no language model.",
        rich_help_panel=AMOUNT,
    ),
]
Full = Annotated[bool, typer.Option("--full", help="Read all of every set; this takes hours.", rich_help_panel=AMOUNT)]
Blind = Annotated[
    bool, typer.Option("--blind", help="Hide source texts: judge the translation alone.", rich_help_panel=AMOUNT)
]
Seed = Annotated[int, typer.Option("--seed", metavar="N", help="Seed of samples and draws.", rich_help_panel=AMOUNT)]
Resamples = Annotated[
    int,
    typer.Option("--resamples", metavar="N", min=0, help="Bootstrap draws; 0 = no intervals.", rich_help_panel=AMOUNT),
]
Json = Annotated[
    Path | None, typer.Option("--json", metavar="FILE", help="Write figures and counts.", rich_help_panel=OUTPUT)
]
Html = Annotated[
    Path | None, typer.Option("--html", metavar="FILE", help="Write a page with plots.", rich_help_panel=OUTPUT)
]
Slices = Annotated[
    bool, typer.Option("--slices", help="Print the tables by kind and language too.", rich_help_panel=OUTPUT)
]
Load = Annotated[
    Path | None,
    typer.Option(
        "--load", metavar="FILE", help="Show and gate this evaluation; measure nothing.", rich_help_panel=WHAT
    ),
]
Compare = Annotated[
    tuple[Path, Path] | None,
    typer.Option(
        "--compare",
        metavar="A.json B.json",
        help="Say what changed between two runs, and whether it is more than chance. Needs no GOLD.",
        rich_help_panel=WHAT,
    ),
]
Examples = Annotated[
    int,
    typer.Option(
        "--examples",
        metavar="N",
        min=0,
        help="Print the N worst misses and false alarms of each set and family.",
        rich_help_panel=OUTPUT,
    ),
]
Floors = Annotated[
    Path | None,
    typer.Option(
        "--floors", metavar="FILE", help="Fail (exit 1) where a figure fell below these.", rich_help_panel=GATE
    ),
]
UpdateFloors = Annotated[
    bool, typer.Option("--update-floors", help="Raise the floors to today's figures.", rich_help_panel=GATE)
]
LowerFloors = Annotated[
    bool,
    typer.Option(
        "--lower-floors", help="Let --update-floors also lower them. Say why in the commit.", rich_help_panel=GATE
    ),
]


def evaluate(
    gold: Gold = [],  # noqa: B006 - typer copies it
    baseline: Baselines = [],  # noqa: B006
    compare: Compare = None,
    load: Load = None,
    select: o.Select = [],  # noqa: B006
    ignore: o.Ignore = [],  # noqa: B006
    config: o.ConfigFile = None,
    fluency: o.Fluency = "",
    offline: o.Offline = False,
    words: Words = 2_500,
    documents: Documents = 60,
    light_words: LightWords = 20_000,
    full: Full = False,
    blind: Blind = False,
    seed: Seed = 0,
    resamples: Resamples = 1000,
    jobs: o.Jobs = 1,
    json: Json = None,
    html: Html = None,
    slices: Slices = False,
    examples: Examples = 0,
    floors: Floors = None,
    update_floors: UpdateFloors = False,
    lower_floors: LowerFloors = False,
    quiet: o.Quiet = False,
    no_progress: o.NoProgress = False,
    _debug: o.Debug = False,  # read by mtaudit.cli.run
) -> int:
    """Measure findings, scores and probabilities against gold, beside baselines.

    Gold is what people found: spans, scores or labels in JSON Lines, or articles with marks; docs/formats.md has the
    fields. Text known to be clean gives false alarms per 1,000 words. Large sets are sampled.

    Exit code: 0; 1 where a figure fell below --floors; 2 if an input could not be read; 130 after Ctrl-C.
    """
    from mtaudit.cli.evaluation import print_changes, print_evaluation

    if compare is not None:
        return print_changes(compare, html)
    settings = o.settings(config, read={}, field=(), select=select, ignore=ignore, fluency=fluency, offline=offline)
    plan = _plan(words, documents, light_words, seed, resamples, jobs, full=full, blind=blind)
    if load is not None:
        result, code = _stored(load), 0
    else:
        result, code = _run(gold, baseline, settings, plan, hidden=quiet or no_progress)
    _write(result, json, html)
    if not quiet:
        print_evaluation(result, slices=slices, examples=examples)
    for path in (json, html):
        if path is not None:
            typer.echo(str(path))
    if floors is not None:
        failed = gate(result, floors, update=update_floors, lower=lower_floors)
        code = code or (GATE_FAILED if failed else 0)
    return code


def _stored(path: Path) -> Evaluation:
    from mtaudit.evaluate.store import from_json

    need_libraries()
    return from_json(path)


def _plan(
    words: int, documents: int, light_words: int, seed: int, resamples: int, jobs: int, *, full: bool, blind: bool
) -> Plan:
    from mtaudit.evaluate.run import EVERYTHING, Plan

    if full:
        words = documents = light_words = EVERYTHING
    return Plan(words, documents, light_words, seed, resamples, jobs, blind=blind)


def need_libraries() -> None:
    """Raise MtauditError where the libraries of the statistics are missing."""
    from importlib.util import find_spec

    missing = [name for name in ("scipy", "sklearn") if find_spec(name) is None]
    if missing:
        raise MtauditError(f"evaluation needs {', '.join(missing)}", "pip install 'mtaudit[evaluation]'")


def _run(
    paths: Sequence[str], names: Sequence[str], config: Config, plan: Plan, *, hidden: bool
) -> tuple[Evaluation, int]:
    from mtaudit.cli.batch import quieten
    from mtaudit.cli.console import say_error, set_progress
    from mtaudit.models import Models
    from mtaudit.models.threads import wait_asleep

    need_libraries()
    if not paths:
        raise MtauditError("no gold named", "mtaudit evaluate GOLD..., see mtaudit evaluate --help")
    quieten()
    wait_asleep()
    from mtaudit.evaluate import run

    golds, failed = _gold(paths)
    baselines = _baselines(names, config)
    models = Models(config)
    with set_progress(len(golds), hidden=hidden) as progress:
        try:
            result = run.evaluate(golds, config, baselines=baselines, plan=plan, models=models, progress=progress)
        except run.Interrupted as stop:
            done = len(stop.evaluation.sets)
            say_error(f"interrupted after {done} of {len(golds)} sets; what follows is of these")
            if not done:
                raise typer.Exit(INTERRUPTED) from None
            return stop.evaluation, INTERRUPTED
    return result, 2 if failed else 0


def _gold(paths: Sequence[str]) -> tuple[list[GoldSet], bool]:
    """The sets behind the paths, each once; what cannot be read is said and the others are measured."""
    from mtaudit.cli.console import say_error, say_input_errors
    from mtaudit.evaluate.gold import load_gold

    golds: dict[str, GoldSet] = {}
    failed = False
    for path in paths:
        try:
            for gold in load_gold(path):
                golds.setdefault(f"{gold.name} {gold.digest}", gold)
                say_input_errors(gold.errors[:5], (), quiet=False)
                failed |= bool(gold.errors)
        except MtauditError as error:
            say_error(str(error), error.hint)
            failed = True
    if not golds:
        raise MtauditError("no gold could be read", "docs/formats.md has the format of gold")
    return list(golds.values()), failed


def _baselines(names: Sequence[str], config: Config) -> list[System]:
    from mtaudit.evaluate.baselines import BASELINES, load_baseline

    wanted = o.split(names)
    return [load_baseline(name, config) for name in (BASELINES if "all" in wanted else dict.fromkeys(wanted))]


def _write(result: Evaluation, json: Path | None, html: Path | None) -> None:
    from mtaudit.evaluate.page import render
    from mtaudit.evaluate.store import to_json

    if json is not None:
        write_whole(json, lambda: to_json(result))
    if html is not None:
        write_whole(html, lambda: render(result))


def gate(result: Evaluation, path: Path, *, update: bool, lower: bool) -> bool:
    """Hold the figures against the floors in `path`, or write them there. True where the gate fails."""
    from mtaudit.evaluate.floors import check, pin, read_floors, updated, write_floors

    digests = {facts.name: facts.digest for facts in result.sets}
    if update:
        old = read_floors(path) if path.exists() else {}
        floors, kept = updated(old, pin(result.figures, digests), may_fall=lower)
        write_whole(path, lambda: write_floors(floors))
        for line in kept:
            typer.echo(f"kept: {line} (--lower-floors lowers it)")
        typer.echo(f"{path}: {len(floors)} floors")
        return False
    verdict = check(result.figures, digests, read_floors(path))
    for line in verdict.notes:
        typer.echo(f"not checked: {line}")
    for line in (*verdict.fallen, *verdict.lost):
        typer.echo(f"fallen: {line}")
    outcome = "passed" if verdict.passed else "FAILED"
    fallen = len(verdict.fallen) + len(verdict.lost)
    typer.echo(f"gate {outcome}: {fallen} of {verdict.checked + len(verdict.lost)} pinned figures fell")
    return not verdict.passed
