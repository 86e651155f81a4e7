"""Words a second of the rules for untranslated text, encoding and boilerplate, beside peers, on one core.

    MTAUDIT_EVAL_DIR=... python bench/untranslated_speed.py

The first half of a set is read to load word lists and caches (and gives the first column), the second half, which is
other text, is measured in the second. Reading and reporting are left out.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from mtaudit.config import Config, ReadConfig, RulesConfig
from mtaudit.core import Document
from mtaudit.detect.registry import selected
from mtaudit.engine.examine import examine, examine_batch
from mtaudit.evaluate.baselines import load_baseline
from mtaudit.evaluate.gold import load_gold
from mtaudit.models import Models
from mtaudit.read import read
from mtaudit.text import count_words

CONFIG = Config(rules=RulesConfig(select=("UNT", "ENC", "BOI")))
SETS = (("clean-news-en", "doc"), ("untranslated-planted", ""))
Judge = Callable[[Sequence[Document]], object]


def main() -> None:
    """Print one table."""
    folder = Path(os.environ["MTAUDIT_EVAL_DIR"])
    print("| system | set | words | words/s, first half | words/s, second half |\n|---|---|--:|--:|--:|")
    for name, group in SETS:
        documents = list(read([str(folder / f"{name}.jsonl")], ReadConfig(group_by=group)).documents)
        row("mtaudit, UNT + ENC + BOI", name, documents, rules())
        for peer in ("langdetect", "eldc", "lingua"):
            gold = load_gold(folder / f"{name}.jsonl")[0]
            by_text = {one.document.text: one for one in gold.documents}
            system = load_baseline(peer, CONFIG)
            known = [document for document in documents if document.text in by_text]
            row(
                f"{peer} a sentence" if peer != "lingua" else "lingua, mixed mode",
                name,
                known,
                lambda own, system=system, by_text=by_text: system.predict(
                    [by_text[document.text] for document in own], lambda: None
                ),
            )


def rules() -> Judge:
    """Our rules, with models of their own."""
    models, chosen = Models(CONFIG), selected(CONFIG.rules)

    def judge(documents: Sequence[Document]) -> None:
        examine_batch(chosen, documents, CONFIG, models)
        for document in documents:
            examine(chosen, document, CONFIG, models)

    return judge


def row(name: str, data: str, documents: Sequence[Document], judge: Judge) -> None:
    """Measure both halves."""
    middle = len(documents) // 2
    speeds = []
    for half in (documents[:middle], documents[middle:]):
        words = sum(count_words(document.text) for document in half)
        start = time.perf_counter()
        judge(half)
        speeds.append(words / (time.perf_counter() - start))
    words = sum(count_words(document.text) for document in documents)
    print(f"| {name} | {data} | {words:,} | {speeds[0]:,.0f} | {speeds[1]:,.0f} |", flush=True)


if __name__ == "__main__":
    main()
