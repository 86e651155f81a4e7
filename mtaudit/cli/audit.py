"""`mtaudit audit`: a batch of articles to an HTML report and its data."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from mtaudit.cli import options as o
from mtaudit.cli.batch import INTERRUPTED, quieten, run_batch
from mtaudit.cli.files import write_whole
from mtaudit.cli.session import Session
from mtaudit.errors import MtauditError

if TYPE_CHECKING:
    from mtaudit.core import PastRun, Report

NAMES = {"html": "index.html", "json": "report.json"}  # a folder with an index.html can be served as it is


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
    suppressions: o.SuppressionFiles = [],  # noqa: B006
    today: o.Today = "",
    format: o.Format = [],  # noqa: B006
    layout: o.Layout = "auto",
    feed_content: o.FeedContent = "",
    source_url: o.SourceUrl = "",
    allow_private: o.AllowPrivate = False,
    store: o.StoreFile = None,
    no_store: o.NoStore = False,
    keep_text: o.KeepText = False,
    resume: o.Resume = False,
    quiet: o.Quiet = False,
    no_progress: o.NoProgress = False,
    _debug: o.Debug = False,  # read by mtaudit.cli.run
) -> int:
    """Audit articles and write a report.

    Exit code: 0 however many findings; 2 if an input could not be read or audited; 130 after Ctrl-C.
    """
    read = {"target": target, "source": source_lang, "encoding": encoding, "group_by": group_by}
    settings = o.settings(
        config,
        read=read,
        field=field,
        select=select,
        ignore=ignore,
        fluency=fluency,
        offline=offline,
        web=(feed_content, source_url, allow_private),
        store=(store, keep_text),
    )
    formats, layout = o.formats(format), o.layout(layout)
    left_alone = o.suppressions(settings, suppressions, today)
    _prepare(output)
    unwritten = f"no report was written, nothing in {output} has changed"
    with Session(paths, settings, remember=not no_store, resume=resume) as session:
        report, stopped = run_batch(
            paths,
            source,
            settings,
            left_alone,
            session,
            jobs,
            quiet=quiet,
            hidden=quiet or no_progress,
            unwritten=unwritten,
        )
        history = session.history
        written = [_write(output, name, report, layout, history) for name in formats]
        if not stopped:
            session.finish(report, quiet=quiet)
    _finish(report, written, session.taken, quiet=quiet)
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


def _write(output: Path, name: str, report: Report, layout: str, history: Sequence[PastRun]) -> Path:
    """Write one format; no file of it is ever left half written."""
    if name == "html":
        from mtaudit.cli.pages import write_pages

        return write_pages(output, report, layout, history)
    from mtaudit.report import json

    path = output / NAMES[name]
    write_whole(path, lambda: json.render(report), "free some space, or name another folder with -o")
    return path


def _finish(report: Report, written: Sequence[Path], taken: str, *, quiet: bool) -> None:
    """The summary, then the paths of what was written, the page for people last."""
    from mtaudit.cli import console
    from mtaudit.report.summary import summarise

    if not quiet:
        console.print_summary(report, summarise(report))
        if taken:
            typer.echo(taken)
    paths = sorted(written, key=lambda path: path.suffix == ".html")
    for path in paths[-1:] if quiet else paths:
        typer.echo(str(path))
