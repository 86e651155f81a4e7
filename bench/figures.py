"""Today's figures on the development data: false alarms first, then what is found.

    MTAUDIT_EVAL_DIR=... MTAUDIT_SEED=... python bench/figures.py [clean seed garbled untranslated ...]

Prints the tables that docs/evaluation.md holds. Neutral findings are left out unless a table says otherwise.
A garbled finding counts as right where it overlaps a marked span and is at most 4 words longer than that span;
the chance rate is that of random spans of the same lengths.
"""

from __future__ import annotations

import json
import os
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from mtaudit.config import Config, ReadConfig, RulesConfig
from mtaudit.core import AuditedDocument, Finding, Severity, Span
from mtaudit.engine import audit
from mtaudit.models import Models
from mtaudit.models.threads import wait_asleep
from mtaudit.read import read

SETS = Path(os.environ["MTAUDIT_EVAL_DIR"])
SLACK = 4  # words by which a finding may exceed the span that it credits
GARBLED_SETS = (
    "mqm-wmt21-zh-en",
    "mqm-wmt22-zh-en",
    "mqm-wmt23-zh-en",
    "postedit-ru-en",
    "postedit-ro-en",
    "postedit-et-en",
)
MODELS: dict[str, Models] = {}


def main() -> None:
    """Print the tables that are named on the command line, all without a name."""
    tables: dict[str, Callable[[], None]] = {
        "clean": clean_text,
        "seed": seed_article,
        "garbled": garbled,
        "untranslated": untranslated,
    }
    wait_asleep()
    for name in sys.argv[1:] or tables:
        tables[name]()


def audited(name: str, *, group_by: str = "", select: tuple[str, ...] = (), most: int = 0) -> Sequence[AuditedDocument]:
    """One set, audited; `most` takes a seeded sample of documents."""
    result = read([str(SETS / f"{name}.jsonl")], ReadConfig(group_by=group_by))
    documents = list(result.documents)
    if most and len(documents) > most:
        documents = random.Random(0).sample(documents, most)
    config = Config(rules=RulesConfig(select=select))
    models = MODELS.setdefault("all", Models(config))
    return audit(documents, config, models=models).documents


def weighty(document: AuditedDocument) -> list[Finding]:
    """Findings of more than neutral severity."""
    return [finding for finding in document.findings if finding.severity is not Severity.NEUTRAL]


def clean_text() -> None:
    """False findings per 1,000 words of text written by people, by family."""
    print("\n| clean set | words | GAR | UNT | ENC | REP | TYP | BOI | all but GAR |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name, group in (("clean-news-en", "doc"), ("clean-multilingual", "")):
        documents = audited(name, group_by=group)
        words = sum(document.score.words for document in documents)
        counts = Counter(finding.code[:3] for document in documents for finding in weighty(document))
        rates = {family: counts[family] / words * 1000 for family in ("GAR", "UNT", "ENC", "REP", "TYP", "BOI")}
        rest = sum(rate for family, rate in rates.items() if family != "GAR")
        print(f"| {name} | {words:,} | {' | '.join(f'{rate:.2f}' for rate in rates.values())} | {rest:.2f} |")


def seed_article() -> None:
    """The seed article against the marks that were made before any rule was tuned."""
    path = os.environ["MTAUDIT_SEED"]
    marks = json.loads((Path(__file__).parents[1] / "tests/cases/seed-marks.json").read_text())["marks"]
    spans = [Span(mark["start"], mark["end"]) for mark in marks]
    document = audit(read([path], ReadConfig(target="en")).documents, Config()).documents[0]
    print(f"\nSeed: {document.score.words} words, score {document.score.value}")
    outside = 0
    for finding in weighty(document):
        inside = any(finding.span.overlaps(span) for span in spans)
        outside += not inside
        better = f" -> {', '.join(finding.suggestions)}" if finding.suggestions else ""
        print(
            f"  {'marked  ' if inside else 'unmarked'} {finding.code} {finding.severity:<8} {finding.quote!r}{better}"
        )
    found = sum(any(f.span.overlaps(span) for f in weighty(document)) for span in spans)
    print(f"  {found} of {len(spans)} marks found; {outside} findings outside the marks")


def garbled() -> None:
    """Precision of garbled findings against human spans, beside chance."""
    print("\n| set | words | GAR findings per 1,000 words | right | chance | median words |\n|---|---|---|---|---|---|")
    for name in GARBLED_SETS:
        records = {record["id"]: record for record in records_of(name)}
        documents = audited(name, select=("GAR",), most=1000)
        words = sum(document.score.words for document in documents)
        pairs = [(finding, document) for document in documents for finding in weighty(document)]
        right = [
            credited(f.span, document.document.text, records[f.document_id.split("#")[0]]) for f, document in pairs
        ]
        luck = [chance(f.span, document.document.text, records[f.document_id.split("#")[0]]) for f, document in pairs]
        lengths = sorted(len(finding.quote.split()) for finding, _ in pairs)
        if pairs:
            print(
                f"| {name} | {words:,} | {len(pairs) / words * 1000:.1f} | {sum(right) / len(right):.2f} "
                f"| {sum(luck) / len(luck):.2f} | {lengths[len(lengths) // 2]} |",
                flush=True,
            )


def credited(span: Span, text: str, record: dict[str, Any]) -> bool:
    """True where a marked span overlaps `span` and is at most SLACK words shorter."""
    marks = [Span(m["start"], m["end"]) for m in record["spans"] if m.get("severity") != "neutral"]
    size = len(span.of(text).split())
    return any(span.overlaps(mark) and size <= len(mark.of(text).split()) + SLACK for mark in marks)


def chance(span: Span, text: str, record: dict[str, Any]) -> float:
    """Share of the spans with as many words that would be credited."""
    bounds, at = [], 0
    for word in text.split():
        start = text.index(word, at)
        at = start + len(word)
        bounds.append((start, at))
    size = max(1, len(span.of(text).split()))
    spans = [Span(bounds[i][0], bounds[i + size - 1][1]) for i in range(len(bounds) - size + 1)]
    return sum(credited(other, text, record) for other in spans) / max(1, len(spans))


def untranslated() -> None:
    """Character-level span F1 on planted fragments, by kind and script of the source."""
    for name in ("untranslated-planted", "untranslated-planted-34-languages"):
        records = {record["id"]: record for record in records_of(name)}
        counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        for document in audited(name, select=("UNT", "ENC")):
            record = records[document.document.id.split("#")[0]]
            gold = characters(Span(mark["start"], mark["end"]) for mark in record["spans"])
            found = characters(f.span for f in document.findings if f.severity is not Severity.NEUTRAL)
            explained = characters(f.span for f in document.findings)
            script = "non-Latin" if record["src_lang"] in NON_LATIN else "Latin"
            kind = record.get("kind") or record.get("mode") or "clean"
            count = counts[script, kind]
            count.update(gold=len(gold), hit=len(gold & explained), found=len(found), right=len(gold & found))
            count["words"] += document.score.words
            count["findings"] += sum(f.severity is not Severity.NEUTRAL for f in document.findings)
        print(f"\n{name}\n\n| source | kind | precision | recall | F1 | findings per 1,000 words |")
        print("|---|---|---|---|---|---|")
        for (script, kind), count in sorted(counts.items()):
            precision = count["right"] / count["found"] if count["found"] else 1.0
            recall = count["hit"] / count["gold"] if count["gold"] else 1.0
            f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
            shown = f"{precision:.3f} | {recall:.3f} | {f1:.3f}" if count["gold"] else "– | – | –"
            print(f"| {script} | {kind} | {shown} | {count['findings'] / count['words'] * 1000:.2f} |", flush=True)


NON_LATIN = frozenset(
    "ru uk bg sr mk el ar fa ur he zh ja ko hi bn ta te th ka hy am my km ne mr si".split()  # noqa: SIM905 - readable
)


def characters(spans: Iterable[Span]) -> set[int]:
    """The code points that spans cover."""
    return {place for span in spans for place in range(span.start, span.end)}


def records_of(name: str) -> list[dict[str, Any]]:
    """The records of a set as they are."""
    with (SETS / f"{name}.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


if __name__ == "__main__":
    main()
