"""The seed article against the marks that were made before any rule was tuned.

MTAUDIT_SEED=... python bench/seed.py
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from mtaudit.config import Config, ReadConfig
from mtaudit.core import Severity, Span
from mtaudit.engine import audit
from mtaudit.models.threads import wait_asleep
from mtaudit.read import read

MARKS = Path(__file__).parents[1] / "tests/cases/seed-marks.json"


def main() -> None:
    """Print every finding of more than neutral severity, whether it lies in a mark, and how many marks were found."""
    wait_asleep()
    spans = [Span(mark["start"], mark["end"]) for mark in json.loads(MARKS.read_text(encoding="utf-8"))["marks"]]
    document = audit(read([os.environ["MTAUDIT_SEED"]], ReadConfig(target="en")).documents, Config()).documents[0]
    findings = [finding for finding in document.findings if finding.severity is not Severity.NEUTRAL]
    print(f"```\nSeed: {document.score.words} words, score {document.score.value}")
    for finding in findings:
        inside = "marked" if any(finding.span.overlaps(span) for span in spans) else "unmarked"
        better = f" -> {', '.join(finding.suggestions)}" if finding.suggestions else ""
        print(f"  {inside:<8} {finding.code} {finding.severity:<8} {finding.quote!r}{better}")
    found = sum(any(finding.span.overlaps(span) for finding in findings) for span in spans)
    outside = sum(not any(finding.span.overlaps(span) for span in spans) for finding in findings)
    print(f"  {found} of {len(spans)} marks found; {outside} findings outside the marks\n```")


if __name__ == "__main__":
    main()
