"""Speed and memory of the pipeline on 20 WMT22 articles, against the naive way, in one run.

    MTAUDIT_EVAL_DIR=... python bench/speed.py [--articles 20]

Naive: every sentence by itself through the same model in fp32 for its perplexity, and langdetect on every sentence.
Each way runs in a process of its own, one after the other, so that peak memory is its own.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import multiprocessing
import os
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mtaudit.models.threads import wait_asleep

SET = "articles-wmt22.jsonl"


def main() -> None:
    """Measure and print."""
    wait_asleep()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=20)
    count = parser.parse_args().articles
    path = Path(os.environ["MTAUDIT_EVAL_DIR"]) / SET
    rows: list[tuple[str, dict[str, float]]] = [
        ("mtaudit, all rules", alone(pipeline, path, count, "auto")),
        ("mtaudit, all rules, fp32", alone(pipeline, path, count, "fp32")),
        ("mtaudit without the language model", alone(pipeline, path, count, "none")),
        ("naive: perplexity and langdetect a sentence", alone(naive, path, count)),
    ]
    print(f"{count} articles of {SET}, {int(rows[0][1]['words'])} words, {os.cpu_count()} cores\n")
    print("| | load s | articles/s | s/article | words/s | peak MB |")
    print("|---|---|---|---|---|---|")
    for name, row in rows:
        print(
            f"| {name} | {row['load']:.1f} | {count / row['audit']:.2f} | {row['audit'] / count:.2f} "
            f"| {row['words'] / row['audit']:.0f} | {row['peak']:.0f} |"
        )
    print("\nLanguage model, whole articles, one plain forward pass:")
    for precision in ("bf16", "fp32"):
        print(f"  {precision}: {alone(forward, path, count, precision)['rate']:.0f} tokens/s")


def alone(work: Callable[..., dict[str, float]], *arguments: Any) -> dict[str, float]:
    """What `work` returns from a fresh process, with that process's peak memory in MB."""
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_call, args=(there, work, arguments))
    process.start()
    result: dict[str, float] = here.recv()
    process.join()
    return result


def _call(there: Any, work: Callable[..., dict[str, float]], arguments: tuple[Any, ...]) -> None:
    result = work(*arguments)
    unit = 1 if sys.platform == "darwin" else 1024
    there.send(result | {"peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6})


def pipeline(path: Path, count: int, precision: str) -> dict[str, float]:
    """mtaudit itself: reading, all rules, score; the report's rendering is left out."""
    from mtaudit.config import Config, ModelsConfig, RulesConfig
    from mtaudit.engine import audit
    from mtaudit.models import Models
    from mtaudit.read import read

    rules = RulesConfig(ignore=("GAR",)) if precision == "none" else RulesConfig()
    config = Config(models=ModelsConfig(precision="auto" if precision == "none" else precision), rules=rules)
    documents = read([str(path)]).documents[:count]
    begun = time.perf_counter()
    models = Models(config)
    audit(documents[:0], config, models=models)
    if precision != "none":
        models.fluency("en")
    loaded = time.perf_counter()
    report = audit(documents, config, models=models)
    done = time.perf_counter()
    words = sum(audited.score.words for audited in report.documents)
    return {"load": loaded - begun, "audit": done - loaded, "words": words}


def naive(path: Path, count: int) -> dict[str, float]:
    """Per-sentence perplexity with transformers in fp32 and per-sentence langdetect."""
    import torch
    from langdetect import DetectorFactory, LangDetectException, detect
    from transformers import AutoModelForCausalLM, AutoTokenizer

    from mtaudit.models.catalogue import model_dir
    from mtaudit.text import count_words

    DetectorFactory.seed = 0
    records = [json.loads(line) for line in path.open(encoding="utf-8")][:count]
    sentences = [segment["mt"] for record in records for segment in record["segments"]]
    begun = time.perf_counter()
    folder = model_dir() / "smollm2-135m"
    tokenizer = AutoTokenizer.from_pretrained(folder)
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
    loaded = time.perf_counter()
    for sentence in sentences:
        ids = tokenizer(sentence, return_tensors="pt")["input_ids"]
        if ids.shape[1] > 1:
            with torch.inference_mode():
                float(model(input_ids=ids, labels=ids).loss.exp())
        with contextlib.suppress(LangDetectException):
            detect(sentence)
    done = time.perf_counter()
    return {"load": loaded - begun, "audit": done - loaded, "words": sum(map(count_words, sentences))}


def forward(path: Path, count: int, precision: str) -> dict[str, float]:
    """Tokens per second of one forward pass over whole articles."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer

    from mtaudit.models.catalogue import model_dir

    folder = model_dir() / "smollm2-135m"
    tokenizer = AutoTokenizer.from_pretrained(folder)
    dtype = torch.bfloat16 if precision == "bf16" else torch.float32
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=dtype).eval()
    records = [json.loads(line) for line in path.open(encoding="utf-8")][:count]
    texts = ["\n".join(segment["mt"] for segment in record["segments"]) for record in records]
    batches = [tokenizer(text, return_tensors="pt", truncation=True, max_length=1024)["input_ids"] for text in texts]
    with torch.inference_mode():
        model(input_ids=batches[0])
        begun = time.perf_counter()
        for ids in batches:
            model(input_ids=ids)
    return {"rate": sum(ids.shape[1] for ids in batches) / (time.perf_counter() - begun)}


if __name__ == "__main__":
    main()
