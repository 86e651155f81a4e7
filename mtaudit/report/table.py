"""The findings as CSV, one a row, for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from mtaudit.core import Report
from mtaudit.judgement import Judgement
from mtaudit.report.listed import listed, rules_by_code
from mtaudit.report.wording import encodable

COLUMNS = (
    "document", "path", "line", "column", "code", "rule", "severity", "category", "confidence", "quote", "message",
    "suggestions", "fails", "baseline", "suppressed", "start", "end", "fingerprint", "url", "system",
)  # fmt: skip

# What a spreadsheet takes for the beginning of a formula, in plain and in full-width letters, after white space or not.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def render(report: Report, judgement: Judgement) -> str:
    """A header row and one row a finding, RFC 4180; suppressed findings are there with their reason."""
    rules = rules_by_code()
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for entry in listed(report, judgement):
        document, finding, place = entry.audited.document, entry.finding, entry.place
        rule = rules.get(finding.code)
        row = (
            document.id, place.path, place.line, place.column or "", finding.code, rule.name if rule else "",
            finding.severity.value, finding.category.value, finding.confidence, finding.quote, finding.message,
            " / ".join(finding.suggestions), "yes" if entry.fails else "no", entry.state or "",
            finding.suppression.reason if finding.suppression else "", finding.span.start, finding.span.end,
            finding.fingerprint, document.url, document.system,
        )  # fmt: skip
        writer.writerow(_safe(row))
    return out.getvalue()


def _safe(row: Iterable[object]) -> list[object]:
    """Cells that no spreadsheet computes: a text that looks like a formula gets an apostrophe before it."""
    return [_cell(value) if isinstance(value, str) else value for value in row]


def _cell(text: str) -> str:
    text = encodable(text).replace("\0", "\N{REPLACEMENT CHARACTER}")
    return f"'{text}" if text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA) else text
