"""The report as JUnit XML: a suite for each article, a case for each rule that found something in it.

A case fails where the gate fails because of it; what only informs passes and keeps its findings as output.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from xml.etree import ElementTree as xml

from mtaudit.core import AuditedDocument, Report
from mtaudit.detect.rule import Rule
from mtaudit.judgement import Judgement
from mtaudit.report.listed import Listed, listed_of, one_line, rules_by_code, safe, said
from mtaudit.report.summary import group_skips
from mtaudit.report.wording import plural

CLEAN = "nothing found"
RUN = "mtaudit"
_NO_XML = re.compile("[^\\t\\n\\r\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")


def render(report: Report, judgement: Judgement) -> str:
    """The report as JUnit XML, without times: the same report gives the same bytes."""
    rules = rules_by_code()
    root = xml.Element("testsuites", name=RUN)
    for audited in report.documents:
        _article(root, audited, judgement, rules)
    _run(root, report, judgement)
    _count(root)
    xml.indent(root, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + xml.tostring(root, encoding="unicode") + "\n"


def _article(root: xml.Element, audited: AuditedDocument, judgement: Judgement, rules: dict[str, Rule]) -> None:
    name = _text(audited.document.id)
    suite = xml.SubElement(root, "testsuite", name=name)
    by_code: dict[str, list[Listed]] = defaultdict(list)
    for entry in listed_of(audited, judgement):
        by_code[entry.finding.code].append(entry)
    for code, entries in by_code.items():
        rule = rules.get(code)
        case = _case(suite, f"{code} {rule.name}" if rule else code, name)
        case.set("file", _text(entries[0].place.path))
        case.set("line", str(entries[0].place.line))
        failing = [entry for entry in entries if entry.fails]
        if failing:
            gravest = max(failing, key=lambda entry: entry.finding.severity.rank).finding.severity.value
            what = failing[0].finding.message if len(failing) == 1 else plural(len(failing), "finding")
            _put(case, "failure", _lines(failing), message=what, type=gravest)
        rest = [entry for entry in entries if not entry.fails]
        if rest:
            _put(case, "system-out", _lines(rest))
    if not by_code:
        _case(suite, CLEAN, name)
    for group in group_skips([audited]):
        _put(_case(suite, f"not checked: {_text(group.reason)}", name), "skipped", message=", ".join(group.codes))


def _run(root: xml.Element, report: Report, judgement: Judgement) -> None:
    """What failed without a finding, and what could not be read or decided."""
    alone = [failure for failure in judgement.failures if not failure.findings]
    if not (alone or judgement.troubles):
        return
    suite = xml.SubElement(root, "testsuite", name=RUN)
    for failure in alone:
        _put(_case(suite, "gate", RUN), "failure", message=failure.reason, type="budget")
    for error in report.errors:
        _put(_case(suite, _text(error.place), RUN), "error", error.hint, message=error.message, type="input")
    for trouble in judgement.troubles:
        _put(_case(suite, "gate", RUN), "error", message=trouble, type="incomplete")


def _case(suite: xml.Element, name: str, owner: str) -> xml.Element:
    return xml.SubElement(suite, "testcase", name=name, classname=owner)


def _put(case: xml.Element, tag: str, text: str = "", **attributes: str) -> None:
    inner = xml.SubElement(case, tag, {name: _text(value) for name, value in attributes.items()})
    inner.text = _text(text) or None


def _lines(entries: Iterable[Listed]) -> str:
    return "\n".join(
        f"{one_line(str(entry.place))}: {entry.finding.code} {entry.finding.severity.value}: {said(entry.finding)}"
        + (f" (suppressed: {entry.finding.suppression.reason})" if entry.finding.suppression else "")
        for entry in entries
    )


def _count(root: xml.Element) -> None:
    totals = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
    for suite in root:
        cases = list(suite)
        counts = {
            "tests": len(cases),
            "failures": sum(case.find("failure") is not None for case in cases),
            "errors": sum(case.find("error") is not None for case in cases),
            "skipped": sum(case.find("skipped") is not None for case in cases),
        }
        for name, number in counts.items():
            suite.set(name, str(number))
            totals[name] += number
    for name, number in totals.items():
        root.set(name, str(number))


def _text(text: str) -> str:
    """Text that XML can hold."""
    return _NO_XML.sub("\N{REPLACEMENT CHARACTER}", safe(text))
