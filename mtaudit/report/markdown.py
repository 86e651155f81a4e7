"""The report as a short summary in Markdown, for a chat, a merge request or a step summary."""

from __future__ import annotations

import re

from mtaudit.core import Report, Severity
from mtaudit.judgement import Judgement
from mtaudit.report.listed import Listed, gravest_first, listed, safe
from mtaudit.report.summary import summarise
from mtaudit.report.wording import plural, score_text, shortened

TOP = 5
QUOTE, MESSAGE = 80, 160  # characters
_MARKS = re.compile(r"([\\`*_{}\[\]<>#|~!@&])")
_SIGNS = ("✅", "❌", "⚠️")


def render(report: Report, judgement: Judgement, *, top: int = TOP) -> str:
    """How it went and why, the figures, and the `top` gravest findings."""
    summary = summarise(report)
    sign = _SIGNS[judgement.exit_code]
    head, _, why = judgement.line.partition(": ")
    counts = [
        f"{summary.by_severity[severity]:,} {severity.value}"
        for severity in (Severity.CRITICAL, Severity.MAJOR, Severity.MINOR)
    ]
    figures = [plural(len(report.documents), "article"), ", ".join(counts)]
    if summary.suppressed:
        figures.append(f"{summary.suppressed:,} suppressed")
    if summary.mean is not None:
        figures.append(f"mean score {score_text(summary.mean)}")
    lines = [f"{sign} **mtaudit {head}**: {_shown(why)}", "", " · ".join(figures)]
    entries = [one for one in gravest_first(listed(report, judgement)) if one.finding.suppression is None]
    if entries:
        lines += ["", *(_item(entry) for entry in entries[:top])]
    if len(entries) > top:
        lines += ["", f"and {plural(len(entries) - top, 'more finding')}"]
    skips = [group for group in summary.skips if group.documents]
    missing = [f"{group.reason} ({plural(len(group.documents), 'article')})" for group in skips]
    if missing:
        lines += ["", f"Not checked: {_shown('; '.join(missing))}"]
    return "\n".join(lines) + "\n"


def _item(entry: Listed) -> str:
    finding = entry.finding
    mark = "**" if entry.fails else ""
    what = f"{mark}{finding.code}{mark} {finding.severity.value}"
    quoted, said = _shown(shortened(finding.quote, QUOTE)), _shown(shortened(finding.message, MESSAGE))
    return f"- {what} {_shown(str(entry.place))}: “{quoted}” {said}"


def _shown(text: str) -> str:
    """Text of an article that Markdown shows as it is: no link, no mention, no markup."""
    return _MARKS.sub(r"\\\1", safe(" ".join(text.split()))).replace("://", "\\://").replace("www.", "www\\.")
