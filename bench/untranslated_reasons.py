"""Foreign text that real systems left in their output: is every run accounted for, and with which reason?

    MTAUDIT_EVAL_DIR=... python bench/untranslated_reasons.py

A marked run counts as touched where a UNT or ENC finding of any severity, neutral included, overlaps it. The codes say
why it is there (`mtaudit explain CODE`). Of untranslated-mqm only the records are read whose label is `strong`.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

from mtaudit.config import Config, RulesConfig
from mtaudit.engine import audit
from mtaudit.evaluate.gold import GoldRecord, load_gold
from mtaudit.models import Models

CONFIG = Config(rules=RulesConfig(select=("UNT", "ENC")))
NO_ERROR = "label=script_also_in_reference"


def main() -> None:
    """Print one table."""
    models = Models(CONFIG)
    print("| set | runs touched | records found | by code |\n|---|--:|--:|---|")
    for name in ("untranslated-natural", "untranslated-leftovers-script", "untranslated-mqm"):
        gold = load_gold(Path(os.environ["MTAUDIT_EVAL_DIR"]) / f"{name}.jsonl")[0]
        report = audit([document.document for document in gold.documents], CONFIG, models=models)
        codes: Counter[str] = Counter()
        runs = touched = records = found = 0
        for document, audited in zip(gold.documents, report.documents, strict=True):
            for record in (record for record in document.records if counts(name, record)):
                own = [[f for f in audited.findings if f.span.overlaps(mark.span)] for mark in record.spans]
                codes.update(findings[0].code for findings in own if findings)
                runs += len(own)
                touched += sum(map(bool, own))
                records += 1
                found += any(own)
        listed = ", ".join(f"{code} {count}" for code, count in codes.most_common())
        print(f"| {name} | {touched} of {runs} | {found} of {records} | {listed} |", flush=True)


def counts(name: str, record: GoldRecord) -> bool:
    """True for records with a mark that is an error for sure."""
    sure = "strong=true" in record.slices if name == "untranslated-mqm" else NO_ERROR not in record.slices
    return bool(record.spans) and sure


if __name__ == "__main__":
    main()
