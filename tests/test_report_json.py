"""The JSON report: its golden file, its schema, its bytes."""

from __future__ import annotations

import json
import math
import os
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest

from mtaudit.core import Evidence, InputError, Report, Skip
from mtaudit.report.json import FORMAT_VERSION, render
from tests.test_report_samples import GREEK, built, sample_report

HERE = Path(__file__).parent
SCHEMA = json.loads((HERE.parent / "docs" / "report.schema.json").read_text(encoding="utf-8"))


def test_golden_file() -> None:
    path = HERE / "gold" / "report.json"
    text = render(sample_report())
    if os.environ.get("UPDATE_GOLD"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    assert text == path.read_text(encoding="utf-8"), "run again with UPDATE_GOLD=1 if the change is meant"


@pytest.mark.parametrize("report", [sample_report(), sample_report(1), Report((), "s")], ids=["eight", "one", "none"])
def test_every_report_fits_the_schema(report: Report) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(json.loads(render(report)), SCHEMA, jsonschema.Draft202012Validator)


def test_the_schema_names_every_field_and_the_format() -> None:
    assert SCHEMA["properties"]["format"]["const"] == FORMAT_VERSION
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**json.loads(render(sample_report(1))), "more": 1}, SCHEMA)


def test_offsets_count_in_the_text_that_the_report_gives() -> None:
    for document in json.loads(render(sample_report()))["documents"]:
        for finding in document["findings"]:
            assert document["text"][finding["start"] : finding["end"]] == finding["quote"]


def test_the_same_findings_in_another_order_give_the_same_bytes() -> None:
    audited = built(GREEK)
    turned = replace(audited, findings=audited.findings[::-1])
    assert render(Report((audited,), "s")) == render(Report((turned,), "s"))


def test_odd_characters_and_numbers_do_not_break_it() -> None:
    audited = built(GREEK)
    odd = "a\udce9\x00\u2028\N{GRINNING FACE}"
    evidence = (Evidence("x", odd, math.nan), Evidence("y", odd, math.inf))
    findings = (replace(audited.findings[0], message=odd, evidence=evidence), *audited.findings[1:])
    document = replace(audited.document, system=odd, path=odd)
    report = Report(
        (replace(audited, document=document, findings=findings),), odd, (Skip("X", "", odd),), (InputError(odd, odd),)
    )
    text = render(report)
    tree = json.loads(text.encode())
    assert tree["documents"][0]["system"] == odd
    assert tree["documents"][0]["findings"][0]["evidence"] == [
        {"kind": "x", "text": odd, "value": None},
        {"kind": "y", "text": odd, "value": None},
    ]
