"""The report as a stream: JSON Lines, one article a line, each written as soon as it and those before it are done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from mtaudit.core import AuditedDocument, Report
from mtaudit.judgement import Judgement, State
from mtaudit.report.json import FORMAT_VERSION, document_tree, dumps
from mtaudit.report.verdict import judge


def render(report: Report, judgement: Judgement) -> str:
    """The lines of all articles."""
    return "".join(line(audited, judgement.states) for audited in report.documents)


def line(audited: AuditedDocument, states: Mapping[str, State] | None = None) -> str:
    """The line of an article: the format, and what report.json has of it. `states` are those of the baseline."""
    tree = document_tree(audited, judge(audited), Judgement(states=states))
    return dumps({"format": FORMAT_VERSION, **tree}) + "\n"


class Ordered:
    """Brings articles that are finished in any order back into that of the input."""

    def __init__(self, ids: Iterator[str]) -> None:
        self._waiting = dict.fromkeys(ids)
        self._done: dict[str, AuditedDocument] = {}

    def ready(self, audited: AuditedDocument) -> Iterator[AuditedDocument]:
        """Take a finished article in; give those whose turn it is."""
        self._done[audited.document.id] = audited
        while self._waiting and (first := next(iter(self._waiting))) in self._done:
            del self._waiting[first]
            yield self._done.pop(first)

    def rest(self) -> Iterator[AuditedDocument]:
        """What is finished after all, where one before it never was."""
        for id in self._waiting:
            if id in self._done:
                yield self._done.pop(id)
