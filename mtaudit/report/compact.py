"""The report for a terminal: one line a finding, `path:line:column: CODE severity: what`, as compilers write it."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from mtaudit.core import Report, Severity
from mtaudit.judgement import Judgement, State
from mtaudit.report.listed import Listed, listed, one_line, said
from mtaudit.report.summary import group_skips
from mtaudit.report.wording import plural

STYLES = {Severity.CRITICAL: "bold red", Severity.MAJOR: "red", Severity.MINOR: "yellow", Severity.NEUTRAL: "dim"}


def render(report: Report, judgement: Judgement) -> str:
    """The lines without colour."""
    return "".join(f"{line.plain}\n" for line in lines(report, judgement))


def lines(report: Report, judgement: Judgement) -> Iterator[Text]:
    """The lines of all findings that are not suppressed, what was not checked, and the judgement."""
    for entry in listed(report, judgement):
        if entry.finding.suppression is None:
            yield _line(entry)
    for group in group_skips(report.documents):
        where = plural(len(group.documents), "article")
        what = ", ".join(group.codes) if len(group.codes) <= 3 else f"{len(group.codes)} rules"
        yield Text.assemble(("not checked: ", "magenta"), one_line(f"{what} in {where}: {group.reason}"))
    if judgement.absent:
        gone = plural(len(judgement.absent), "finding")
        yield Text.assemble(("note: ", "cyan"), f"{gone} of the baseline gone; --update-baseline forgets them")
    for note in judgement.notes:
        yield Text.assemble(("note: ", "cyan"), one_line(note))
    yield last(judgement)


def last(judgement: Judgement) -> Text:
    """The one line that says how it went and why."""
    style = ("bold green", "bold red", "bold magenta")[judgement.exit_code]
    head, colon, rest = judgement.line.partition(":")
    return Text.assemble((head + colon, style), one_line(rest))


def _line(entry: Listed) -> Text:
    finding = entry.finding
    known = "known " if entry.state is State.UNCHANGED else ""
    style = STYLES[finding.severity] if entry.fails else "dim"
    return Text.assemble(
        (f"{one_line(str(entry.place))}: ", "bold" if entry.fails else ""),
        (finding.code, style),
        f" {known}{finding.severity.value}: ",
        said(finding),
    )
