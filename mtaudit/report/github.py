"""The report as annotations of a GitHub workflow: `::error file=...,line=...,col=...::what`."""

from __future__ import annotations

from collections.abc import Iterator

from mtaudit.core import Report
from mtaudit.judgement import Judgement
from mtaudit.report.listed import Listed, gravest_first, listed, rules_by_code, safe, said
from mtaudit.report.wording import plural

MOST = 10  # GitHub shows ten annotations of each level from one step and drops the others
_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def render(report: Report, judgement: Judgement) -> str:
    """The annotations that GitHub will show, gravest first; a line of the log says how many others there are."""
    return "".join(f"{line}\n" for line in _lines(report, judgement))


def _lines(report: Report, judgement: Judgement) -> Iterator[str]:
    names = {code: rule.name for code, rule in rules_by_code().items()}
    shown = dict.fromkeys(_COMMANDS.values(), 0)
    hidden = 0
    for error in report.errors[:MOST]:  # an input that is not read is an error, and one of the ten
        shown["error"] += 1
        yield f"::error title=mtaudit::{_data(f'{error.place}: {error.message}')}"
    for entry in gravest_first(listed(report, judgement)):
        command = _COMMANDS[entry.level]
        if entry.finding.suppression is not None:
            continue
        if shown[command] == MOST:
            hidden += 1
            continue
        shown[command] += 1
        yield _annotation(entry, command, names.get(entry.finding.code, ""))
    if hidden:
        yield f"{plural(hidden, 'more finding')} without annotation: GitHub shows {MOST} of each level"


def _annotation(entry: Listed, command: str, name: str) -> str:
    place = entry.place
    settings: dict[str, str | int] = {"file": place.path, "line": place.line}
    if place.end_line != place.line:
        settings["endLine"] = place.end_line
    elif place.column and place.end_column:
        settings |= {"col": place.column, "endColumn": place.end_column}
    settings["title"] = f"{entry.finding.code} {name}".strip()
    given = ",".join(f"{key}={_setting(str(value))}" for key, value in settings.items())
    return f"::{command} {given}::{_data(said(entry.finding))}"


def _data(text: str) -> str:
    """A message as a workflow command holds it."""
    return safe(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _setting(text: str) -> str:
    """The same for what stands before the message, where a colon or a comma would end it."""
    return _data(text).replace(":", "%3A").replace(",", "%2C")
