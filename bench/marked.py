"""Garbled wording in whole articles of weak systems, against our own marks, and in passages that we wrote.

    MTAUDIT_EVAL_DIR=... python bench/marked.py

A finding counts where it overlaps a mark and is at most 4 words longer. None of these texts has taught the rules of
today; `for measuring` are the articles that nothing will ever learn from.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from mtaudit.models.threads import wait_asleep

wait_asleep()  # before torch is imported

from mtaudit.config import Config, ReadConfig, RulesConfig
from mtaudit.core import Document, Severity, Span
from mtaudit.engine import audit
from mtaudit.evaluate.gold import EVERY_FAMILY, GoldSpan
from mtaudit.evaluate.spans import Marked, word_spans
from mtaudit.models import Models
from mtaudit.read.compose import Facts, from_text
from mtaudit.read.languages import Languages

sys.path.insert(0, str(Path(__file__).parent / "train"))
from marked import load_marked
from passages import load_passages

Text = tuple[str, tuple[Span, ...]]


def main() -> None:
    """Print one row a set."""
    articles, passages = list(load_marked()), load_passages()
    sets: dict[str, list[Text]] = {
        "weak articles, for measuring": [(one.text, one.spans) for one in articles if one.measure],
        "weak articles, the others": [(one.text, one.spans) for one in articles if not one.measure],
        "our passages": [(one.wrong, one.spans) for one in passages if one.spans],
        "our passages, mended": [(one.right, ()) for one in passages if one.spans],
        "our fluent passages": [(one.right, ()) for one in passages if not one.spans],
    }
    config = Config(rules=RulesConfig(select=("GAR",)))
    models = Models(config)
    print("| texts | words | marks | findings | per 1,000 words | precision | recall |\n|---|--:|--:|--:|--:|--:|--:|")
    for name, texts in sets.items():
        _report(name, texts, config, models)


def _report(name: str, texts: Sequence[Text], config: Config, models: Models) -> None:
    documents = [_document(number, text) for number, (text, _) in enumerate(texts)]
    findings = right = found = 0
    for (text, marks), audited in zip(texts, audit(documents, config, models=models).documents, strict=True):
        spans = [one.span for one in audited.findings if one.severity is not Severity.NEUTRAL]
        marked = Marked(tuple(word_spans(text)), tuple(GoldSpan(mark, "unknown", EVERY_FAMILY) for mark in marks))
        credits = [set(marked.credited(span)) for span in spans]
        findings += len(spans)
        right += sum(map(bool, credits))
        found += len(set().union(*credits))
    words = sum(len(text.split()) for text, _ in texts)
    total = sum(len(marks) for _, marks in texts)
    shares = f"{right / max(1, findings):.2f} | {found / total:.3f}" if total else "– | –"
    print(f"| {name} | {words:,} | {total} | {findings} | {1000 * findings / words:.2f} | {shares} |", flush=True)


def _document(number: int, text: str) -> Document:
    facts = Facts(str(number), lang="en")
    return from_text(text, facts, Languages(ReadConfig()), line_of=lambda line: line)


if __name__ == "__main__":
    main()
