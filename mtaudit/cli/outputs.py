"""Where `mtaudit check` writes what: formats, their files, and standard output, which only one of them can have."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import IO, TYPE_CHECKING

import typer
from rich.text import Text

from mtaudit.cli.files import write_whole
from mtaudit.errors import MtauditError, did_you_mean

if TYPE_CHECKING:
    from mtaudit.core import AuditedDocument, Document, Report
    from mtaudit.gate import Baseline
    from mtaudit.judgement import Judgement

CONSOLE = "console"
STREAM = "jsonl"
GITHUB = "github"
SUMMARY_TOP = 25  # findings in a step summary, which has a page to itself
# Name of a format -> module under mtaudit.report, function.
RENDERERS = {
    CONSOLE: ("compact", "render"),
    "csv": ("table", "render"),
    GITHUB: ("github", "render"),
    "html": ("html", "render"),
    "json": ("json", "render"),
    STREAM: ("jsonl", "render"),
    "junit": ("junit", "render"),
    "markdown": ("markdown", "render"),
    "rdjson": ("rdjson", "render"),
    "rdjsonl": ("rdjson", "render_lines"),
    "sarif": ("sarif", "render"),
}


@dataclass(frozen=True, slots=True)
class Output:
    """A format and its file; None means standard output."""

    name: str
    path: Path | None = None


def outputs(values: Sequence[str]) -> tuple[Output, ...]:
    """The outputs asked for; console where none is. Raises BadParameter for what cannot be written so."""
    found = []
    for value in values or (CONSOLE,):
        name, equals, path = value.partition("=")
        if name not in RENDERERS:
            hint = did_you_mean(name, RENDERERS, f"formats: {', '.join(RENDERERS)}")
            raise typer.BadParameter(f"--format: cannot write {name!r}; {hint}")
        if equals and not path:
            raise typer.BadParameter(f"--format {value}: name a file after the equals sign")
        found.append(Output(name, Path(path) if path else None))
    shown = [output.name for output in found if output.path is None and output.name != CONSOLE]
    if len(shown) > 1:
        raise typer.BadParameter(f"--format: {' and '.join(shown)} both to standard output; write {shown[1]}=FILE")
    paths = [output.path for output in found if output.path is not None]
    twice = next((path for path in paths if paths.count(path) > 1), None)
    if twice is not None:
        raise typer.BadParameter(f"--format: two formats to {twice}")
    return tuple(dict.fromkeys(found))


def prepare(wanted: Sequence[Output]) -> None:
    """Fail before the work and not after it. Raises MtauditError where a file cannot be written."""
    for output in wanted:
        if output.path is None:
            continue
        folder = output.path.parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise MtauditError(error.strerror or str(error), "name another file", place=str(output.path)) from None
        if output.path.is_dir() or not os.access(folder, os.W_OK):
            raise MtauditError("cannot write there", "name another file", place=str(output.path))


class JsonLines:
    """The stream of articles: each is written when it and all before it are finished."""

    def __init__(self, output: Output, baseline: Baseline | None) -> None:
        self._output = output
        self._baseline = baseline
        self._file: IO[str] | None = None

    def begin(self, documents: Sequence[Document]) -> None:
        """Open the file."""
        from mtaudit.report.jsonl import Ordered

        self._ordered = Ordered(document.id for document in documents)
        path = self._output.path
        self._file = path.open("w", encoding="utf-8", newline="\n") if path else sys.stdout

    def add(self, audited: AuditedDocument) -> None:
        """Write what is ready now."""
        self._write(self._ordered.ready(audited))

    def end(self) -> None:
        """Write what waited for an article that never came, and close."""
        if self._file is not None:
            self._write(self._ordered.rest())
            if self._file is not sys.stdout:
                self._file.close()

    def _write(self, ready: Iterator[AuditedDocument]) -> None:
        from mtaudit.gate import states_of
        from mtaudit.report.jsonl import line

        assert self._file is not None
        for audited in ready:
            states = states_of(audited.findings, self._baseline) if self._baseline is not None else None
            self._file.write(line(audited, states))
            self._file.flush()


def write(wanted: Sequence[Output], report: Report, judgement: Judgement, *, quiet: bool, taken: str = "") -> None:
    """Write all outputs but the stream, which is written already, and last the line that says how it went.

    `taken` says how many articles came from the store; no file holds it, as the report is the same without a store.
    """
    aside = any(output.path is None and output.name != CONSOLE for output in wanted)
    write_files(wanted, report, judgement)
    for output in wanted:
        if output.path is None and output.name not in (STREAM, CONSOLE):
            sys.stdout.write(_rendered(output.name, report, judgement))
    if any(output.name == GITHUB for output in wanted):
        _step_summary(report, judgement)
    sys.stdout.flush()
    shown = any(output == Output(CONSOLE) for output in wanted) and not quiet
    _print(report, judgement, taken, whole=shown, aside=aside)


def write_files(wanted: Sequence[Output], report: Report, judgement: Judgement) -> None:
    """Write the outputs that have a file, each as a whole."""
    for output in wanted:
        if output.path is not None and output.name != STREAM:
            text = _rendered(output.name, report, judgement)
            write_whole(output.path, partial(str, text))


def _rendered(name: str, report: Report, judgement: Judgement) -> str:
    module, function = RENDERERS[name]
    render: Callable[..., str] = getattr(import_module(f"mtaudit.report.{module}"), function)
    return render(report) if name == "html" else render(report, judgement)


def _print(report: Report, judgement: Judgement, taken: str, *, whole: bool, aside: bool) -> None:
    """The findings and the last line, or this one alone; `aside` on standard error, as standard output is taken."""
    from mtaudit.cli import console
    from mtaudit.report import compact

    shown = console.stderr() if aside else console.stdout()
    *before, last = compact.lines(report, judgement) if whole else (compact.last(judgement),)
    for line in before:
        shown.print(line, soft_wrap=True)
    shown.print(last + Text(f"; {taken}" if taken else ""), soft_wrap=True)


def _step_summary(report: Report, judgement: Judgement) -> None:
    """Add the summary to the page of the workflow run, where there is one."""
    from mtaudit.report import markdown

    path = os.environ.get("GITHUB_STEP_SUMMARY")
    if not path:
        return
    try:
        with Path(path).open("a", encoding="utf-8") as file:
            file.write(markdown.render(report, judgement, top=SUMMARY_TOP))
    except OSError as error:
        raise MtauditError(error.strerror or str(error), "GITHUB_STEP_SUMMARY names it", place=path) from None
