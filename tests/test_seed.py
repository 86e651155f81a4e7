"""The real article that mtaudit was built for, against marks made by hand before any rule was tuned."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest

from mtaudit.config import Config, ReadConfig
from mtaudit.core import AuditedDocument, Finding, Severity, Span
from mtaudit.engine import audit
from mtaudit.read import read

MARKS = json.loads((Path(__file__).parent / "cases" / "seed-marks.json").read_text())
pytestmark = pytest.mark.skipif(
    "MTAUDIT_SEED" not in os.environ and "CI" not in os.environ, reason="set MTAUDIT_SEED to the seed article"
)


@pytest.fixture(scope="module")
def seed() -> AuditedDocument:
    path = os.environ["MTAUDIT_SEED"]
    assert hashlib.sha256(Path(path).read_bytes()).hexdigest() == MARKS["sha256"]
    return audit(read([path], ReadConfig(target="en")).documents, Config()).documents[0]


def finding(seed: AuditedDocument, family: str, quote: str) -> Finding:
    start = seed.document.text.index(quote)
    place = Span(start, start + len(quote))
    found = [one for one in seed.findings if one.code.startswith(family) and one.span.overlaps(place)]
    assert found, f"{quote} is not among {[(one.code, one.quote) for one in seed.findings]}"
    return found[0]


def test_the_bracket_is_untranslated(seed: AuditedDocument) -> None:
    found = finding(seed, "UNT", "[των")
    assert (found.code, found.severity) == ("UNT102", Severity.MAJOR)
    assert found.quote.startswith("[") and found.quote.endswith("]")


def test_the_signature_is_told_apart(seed: AuditedDocument) -> None:
    found = finding(seed, "UNT", "Михайло")
    assert (found.code, found.severity) == ("UNT104", Severity.MINOR)


@pytest.mark.parametrize("quote", ["trivial", "in a hurry"])
def test_wrong_senses_are_garbled_with_a_likelier_wording(seed: AuditedDocument, quote: str) -> None:
    found = finding(seed, "GAR", quote)
    assert found.suggestions
    assert found.evidence[0].value is not None and found.evidence[0].value > 3


def test_little_lies_outside_the_marks(seed: AuditedDocument) -> None:
    marks = [Span(mark["start"], mark["end"]) for mark in MARKS["marks"]]
    weighty = [one for one in seed.findings if one.severity is not Severity.NEUTRAL]
    outside = [one.quote for one in weighty if not any(one.span.overlaps(mark) for mark in marks)]
    assert len(outside) <= 8, outside
