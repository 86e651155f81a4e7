"""What the commands print: errors, progress and the summary of a run. News text is untrusted and made plain first."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, ProgressColumn, SpinnerColumn, Task, TextColumn
from rich.progress import TimeRemainingColumn as TimeLeft
from rich.table import Table
from rich.text import Text

from mtaudit.core import AuditedDocument, InputError, Report, Severity
from mtaudit.report.summary import SkipGroup, Summary, shortfalls
from mtaudit.report.verdict import Outcome, Verdict
from mtaudit.report.wording import encodable, plain, plural, score_text, title_of

WORST = 5
NAMED_CODES = 3  # rules of a family that a line names before it only counts them
SEVERITY_STYLES = {
    Severity.CRITICAL: "bold red",
    Severity.MAJOR: "red",
    Severity.MINOR: "yellow",
    Severity.NEUTRAL: "dim",
}
OUTCOME_STYLES = {
    Outcome.HOLD: "bold red",
    Outcome.FIX: "yellow",
    Outcome.NOT_AUDITED: "magenta",
    Outcome.PUBLISH: "green",
}

ModelProgress = Callable[[str, int, int], None]


def stdout() -> Console:
    """Standard output; rich leaves out colour where it is no terminal or NO_COLOR is set."""
    return Console(highlight=False)


def stderr() -> Console:
    """Standard error, for everything that is not the answer."""
    return Console(stderr=True, highlight=False)


def one_line(text: str) -> str:
    """Text that fits one line of a terminal and cannot steer it: no control characters, no breaks."""
    return encodable(plain(" ".join(text.split())))


def say(label: str, style: str, message: str) -> None:
    """One line on standard error, never wrapped, so that other programs can read it."""
    stderr().print(Text.assemble((f"{label}:", style), " ", one_line(message)), soft_wrap=True)


def say_error(message: str, hint: str = "") -> None:
    """`error: what` and, where there is one, `hint: what to do`."""
    say("error", "bold red", message)
    if hint:
        say("hint", "cyan", hint)


def say_input_errors(errors: Sequence[InputError], warnings: Sequence[str], *, quiet: bool) -> None:
    """Each input that could not be read, and what was doubtful about the others."""
    for error in errors:
        say_error(f"{error.place}: {error.message}" if error.place else error.message, error.hint)
    for warning in () if quiet else warnings:
        say("warning", "yellow", warning)


class Rate(ProgressColumn):
    """Articles a second."""

    def render(self, task: Task) -> Text:
        """The speed so far, empty until the first article is done."""
        speed = task.finished_speed or task.speed
        return Text(f"{speed:.1f} articles/s" if speed else "", style="dim")


@contextmanager
def article_progress(total: int, *, hidden: bool) -> Iterator[Callable[[], None]]:
    """A bar on standard error while articles are audited; the value is to be called after each."""
    console = stderr()
    columns = (
        TextColumn("auditing"),
        BarColumn(),
        MofNCompleteColumn(),
        Rate(),
        TimeLeft(compact=True),
        TextColumn("left"),
    )
    with Progress(*columns, console=console, transient=True, disable=hidden or not console.is_terminal) as progress:
        task = progress.add_task("auditing", total=total)
        yield lambda: progress.advance(task)


@contextmanager
def set_progress(total: int, *, hidden: bool) -> Iterator[ModelProgress]:
    """A bar on standard error while gold sets are measured: what is being done, and how much of it is."""
    console = stderr()
    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeLeft(compact=True),
    )
    with Progress(*columns, console=console, transient=True, disable=hidden or not console.is_terminal) as progress:
        task = progress.add_task("measuring", total=total)
        current = ""

        def show(what: str, done: int, count: int) -> None:
            nonlocal current
            if what != current:
                progress.reset(task, total=count, description=one_line(what))
                if progress.disable and not hidden and _head(what) != _head(current):
                    say("measuring", "cyan", _head(what))  # a log shows where a long run is
                current = what
            progress.update(task, completed=done)

        yield show


def _head(what: str) -> str:
    """What is measured, without the system that is at it."""
    return what.partition(":")[0]


@contextmanager
def model_progress(*, hidden: bool = False) -> Iterator[ModelProgress]:
    """A bar for model work: on a terminal it moves, elsewhere each step is one line."""
    console = stderr()
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
    )
    with Progress(*columns, console=console, transient=True, disable=hidden or not console.is_terminal) as progress:
        tasks: dict[str, object] = {}

        def show(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = progress.add_task(what, total=total or None)
                if progress.disable and not hidden:
                    console.print(one_line(what), markup=False, soft_wrap=True)
            progress.update(tasks[what], completed=done, total=total or None)  # type: ignore[arg-type]

        yield show


def print_summary(report: Report, summary: Summary) -> None:
    """The last lines of an audit: the run in a sentence, its counts, its worst articles, and what was not checked."""
    console = stdout()
    console.print(Text(one_line(summary.headline), style="bold"))
    console.print(_counts(report, summary))
    if report.documents:
        console.print(_worst(report.documents, summary.verdicts, console.width))
    for group in summary.skips:
        where = f" in {plural(len(group.documents), 'article')}" if group.documents else ""
        line = Text.assemble(("not checked: ", "magenta"), f"{_codes(group)}{where}: {one_line(group.reason)}")
        console.print(line, soft_wrap=True)
    guessed = sum(1 for audited in report.documents if audited.document.lang_detected)
    if guessed:
        note = f"the target language of {plural(guessed, 'article')} was guessed; --target says it"
        console.print(Text.assemble(("note: ", "cyan"), note), soft_wrap=True)
    for shortfall in shortfalls(report):
        console.print(Text.assemble(("missing: ", "bold red"), f"{shortfall}, see above"), soft_wrap=True)


def _codes(group: SkipGroup) -> str:
    """The codes of a group; of a family with many only their number."""
    families: dict[str, list[str]] = {}
    for code in group.codes:
        families.setdefault(code[:3], []).append(code)
    return ", ".join(
        ", ".join(codes) if len(codes) <= NAMED_CODES else f"{len(codes)} {family} rules"
        for family, codes in families.items()
    )


def _counts(report: Report, summary: Summary) -> Table:
    table = Table(box=None, pad_edge=False)
    for name in ("articles", "words"):
        table.add_column(name, justify="right")
    severities = sorted(Severity, key=lambda severity: -severity.rank)
    for severity in severities:
        table.add_column(severity.value, justify="right", style=SEVERITY_STYLES[severity])
    counts = [f"{summary.by_severity[severity]:,}" for severity in severities]
    table.add_row(f"{len(report.documents):,}", f"{summary.words:,}", *counts)
    return table


def _worst(documents: Sequence[AuditedDocument], verdicts: Sequence[Verdict], width: int) -> Table:
    """The articles that need an editor most, at most five."""
    ranked = sorted(range(len(documents)), key=lambda i: (verdicts[i].outcome.rank, documents[i].score.value, i))
    labels = {index: verdicts[index].label for index in ranked[:WORST]}
    room = width - max(map(len, labels.values())) - len("score") - 4
    table = Table(box=None, pad_edge=False)
    table.add_column("score", justify="right", no_wrap=True)
    table.add_column("verdict", no_wrap=True)
    table.add_column("article" if len(documents) <= WORST else "worst articles", no_wrap=True)
    for index, label in labels.items():
        document, style = documents[index].document, OUTCOME_STYLES[verdicts[index].outcome]
        name = Text(one_line(f"{document.id}: {title_of(document)}"))
        name.truncate(max(room, 20), overflow="ellipsis")
        audited = verdicts[index].outcome is not Outcome.NOT_AUDITED
        score = score_text(documents[index].score.value) if audited else "–"
        table.add_row(score, Text(label, style=style), name)
    return table


def is_interactive() -> bool:
    """True where a person sits at both ends: only then may something be installed unasked."""
    return sys.stdin.isatty() and sys.stderr.isatty()
