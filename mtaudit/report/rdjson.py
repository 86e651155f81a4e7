"""The report in reviewdog's diagnostic format: rdjson as one object, rdjsonl as one diagnostic a line.

Columns count bytes of UTF-8 from 1, as that format wants them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from mtaudit.core import Report
from mtaudit.judgement import Judgement
from mtaudit.report.json import dumps
from mtaudit.report.listed import Listed, listed, safe, said
from mtaudit.report.place import Place

SOURCE = {"name": "mtaudit"}
_SEVERITIES = {"error": "ERROR", "warning": "WARNING", "note": "INFO"}


def render(report: Report, judgement: Judgement) -> str:
    """The report as rdjson."""
    tree = {"source": SOURCE, "severity": "WARNING", "diagnostics": list(_diagnostics(report, judgement))}
    return dumps(tree, indent=1) + "\n"


def render_lines(report: Report, judgement: Judgement) -> str:
    """The report as rdjsonl."""
    return "".join(dumps({**found, "source": SOURCE}) + "\n" for found in _diagnostics(report, judgement))


def _diagnostics(report: Report, judgement: Judgement) -> Iterator[dict[str, Any]]:
    for entry in listed(report, judgement):
        if entry.finding.suppression is None:
            yield _diagnostic(entry)


def _diagnostic(entry: Listed) -> dict[str, Any]:
    finding, place = entry.finding, entry.place
    extent = _extent(place)
    found: dict[str, Any] = {
        "message": said(finding, suggestions=False),
        "location": {"path": safe(place.path), "range": extent},
        "severity": _SEVERITIES[entry.level],
        "code": {"value": finding.code},
    }
    if place.column:  # only where the text of the input would be replaced, and nothing else
        found["suggestions"] = [{"range": extent, "text": text} for text in finding.suggestions]
    return found


def _extent(place: Place) -> dict[str, Any]:
    if not place.column or not place.end_column:
        ends = {"end": {"line": place.end_line}} if place.end_line != place.line else {}
        return {"start": {"line": place.line}, **ends}
    return {
        "start": {"line": place.line, "column": _bytes(place.column, place.before)},
        "end": {"line": place.end_line, "column": _bytes(place.end_column, place.until)},
    }


def _bytes(column: int, before: str) -> int:
    """A column in bytes; `before` is what stands before it, save for notes that were taken out, which are ASCII."""
    return column + len(before.encode("utf-8", "replace")) - len(before)
