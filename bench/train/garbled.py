"""Trains the judge of garbled English and writes mtaudit/models/weights/garbled-en.safetensors.

    MTAUDIT_EVAL_DIR=... python bench/train/garbled.py

Needs the extras models and evaluation; 20 to 40 minutes on 2 cores. Seeded: the same machine gives the same weights.
First a small network learns from the hidden states of words (suspicion); then, on documents that it has not seen,
a logistic regression over suspicion, margin and the other signals; last come figures and the thresholds.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from annotations import Annotated, load_annotated, load_set
from safetensors.numpy import save_file
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from mtaudit.config import Config, ModelsConfig
from mtaudit.core import Span
from mtaudit.detect.garbled.infill import infill, read_words, word_spans
from mtaudit.detect.garbled.judge import SIGNALS, WEIGHTS, Judge, signals, suspicions, word_features
from mtaudit.detect.garbled.rules import screen
from mtaudit.models import Fluency, Unavailable
from mtaudit.models.fluency import load_fluency
from mtaudit.segment import sentences

UNITS, EPOCHS, BATCH = 128, 3, 4096
LONG_SPAN = 4  # words; a word of a longer span counts less, for only some of its words are wrong
SECOND_STAGE = {  # held-out sentences that are infilled, by set
    "postedit-et-en": 300,
    "postedit-ru-en": 300,
    "postedit-ro-en": 300,
    "mqm-wmt21-zh-en": 500,
    "mqm-wmt23-zh-en": 300,
}


@dataclass(frozen=True)
class Words:
    """Words of many sentences. *Shape:* features (n, 2 · hidden); wrong, weight, held_out, lower (n,)"""

    features: np.ndarray
    wrong: np.ndarray
    weight: np.ndarray
    held_out: np.ndarray
    lower: np.ndarray


def main() -> None:
    """Train, measure, write."""
    folder = Path(os.environ["MTAUDIT_EVAL_DIR"])
    fluency = load_fluency(ModelsConfig(), "en")
    if isinstance(fluency, Unavailable):
        raise SystemExit(fluency.reason)
    torch.manual_seed(0)
    words = collect(list(load_annotated(folder)), fluency)
    judge = train_network(words)
    report_network(judge, words)
    rows = [signals_of(folder, name, count, judge, fluency) for name, count in SECOND_STAGE.items()]
    judge = fit_signals(judge, np.concatenate([x for x, _, _, _ in rows]), rows)
    WEIGHTS.parent.mkdir(exist_ok=True)
    tensors = {name: np.asarray(getattr(judge, name)) for name in judge.__dataclass_fields__}
    save_file({name: tensor.astype(np.float16 if tensor.ndim == 2 else np.float32) for name, tensor in tensors.items()}, WEIGHTS)
    report_thresholds(folder, judge, rows, fluency)


def collect(items: Sequence[Annotated], fluency: Fluency) -> Words:
    """Features and labels of every word; the model reads each sentence twice."""
    begun = time.monotonic()
    features, wrong, weight, held_out, lower = [], [], [], [], []
    states = fluency.states([item.text for item in items])
    for item, (tokens, state) in zip(items, states, strict=True):
        spans = list(word_spans(item.text))
        features.append(word_features(spans, tokens, state).astype(np.float16))
        for span in spans:
            bad, sure = label(span, item)
            wrong.append(bad)
            weight.append(sure * item.weight)
            held_out.append(item.held_out)
            lower.append(item.text[span.start].islower())
    print(f"{len(items)} sentences, {len(wrong)} words read in {time.monotonic() - begun:.0f} s", flush=True)
    return Words(np.concatenate(features), *map(np.array, (wrong, weight, held_out, lower)))


def label(word: Span, item: Annotated) -> tuple[bool, float]:
    """Whether a word lies in a marked span, and how much that tells (0–1)."""
    sizes = [max(1, len(span.of(item.text).split())) for span in item.spans if span.overlaps(word)]
    return (True, min(1.0, LONG_SPAN / min(sizes))) if sizes else (False, 1.0)


def train_network(words: Words) -> Judge:
    """The network over hidden states, trained on the documents that are not held out."""
    train = ~words.held_out
    x, y = torch.from_numpy(words.features[train]), torch.from_numpy(words.wrong[train]).float()
    weight = torch.from_numpy(words.weight[train]).float()
    sample = x[::20].float()
    mean, scale = sample.mean(0), sample.std(0) + 1e-3
    network = torch.nn.Sequential(
        torch.nn.Dropout(0.2),
        torch.nn.Linear(x.shape[1], UNITS),
        torch.nn.GELU(approximate="tanh"),
        torch.nn.Dropout(0.3),
        torch.nn.Linear(UNITS, 1),
    )
    optimiser = torch.optim.AdamW(network.parameters(), lr=1e-3, weight_decay=0.1)
    steps = EPOCHS * (len(x) // BATCH + 1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=1e-3, total_steps=steps)
    for _ in range(EPOCHS):
        for batch in torch.randperm(len(x)).split(BATCH):
            odds = network((x[batch].float() - mean) / scale)[:, 0]
            loss = torch.nn.functional.binary_cross_entropy_with_logits(odds, y[batch], weight=weight[batch])
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
    inner, outer = network[1], network[4]
    nothing = np.zeros(len(SIGNALS), np.float32)
    return Judge(
        mean=mean.numpy(),
        scale=scale.numpy(),
        inner=inner.weight.detach().numpy().T.copy(),
        inner_bias=inner.bias.detach().numpy(),
        outer=outer.weight.detach().numpy()[0],
        outer_bias=outer.bias.detach().numpy(),
        signal_mean=nothing,
        signal_scale=nothing + 1,
        signal_weight=nothing,
        signal_bias=np.zeros(1, np.float32),
    )


def report_network(judge: Judge, words: Words) -> None:
    """ROC AUC of the network alone on held-out documents."""
    odds = np.concatenate([judge.suspicion(part.astype(np.float32)) for part in np.array_split(words.features, 50)])
    for name, chosen in (("seen", ~words.held_out), ("held out", words.held_out)):
        print(f"network, {name}: word AUC {roc_auc_score(words.wrong[chosen], odds[chosen]):.3f}", flush=True)


def signals_of(
    folder: Path, name: str, most: int, judge: Judge, fluency: Fluency, *, clean: bool = False
) -> tuple[np.ndarray, np.ndarray, np.ndarray, int]:
    """Signals of the screened words of held-out documents, which of them are wrong, weights, and all words counted."""
    begun = time.monotonic()
    documents: dict[tuple[str, str], list[Annotated]] = {}
    count = 0
    for record, item in load_set(folder, name):
        if (clean or item.held_out) and count < most:
            documents.setdefault((str(record.get("system")), item.group), []).append(item)
            count += 1
    x, y, weight, total = [], [], [], 0
    for items in documents.values():
        total += sum(len(item.text.split()) for item in items)
        for row, bad, sure in _document_signals(items, judge, fluency):
            x.append(row)
            y.append(bad)
            weight.append(sure)
    print(f"{name}: {count} sentences, {len(x)} words infilled in {time.monotonic() - begun:.0f} s", flush=True)
    return np.array(x, np.float32), np.array(y), np.array(weight), total


def _document_signals(
    items: Sequence[Annotated], judge: Judge, fluency: Fluency
) -> Iterable[tuple[tuple[float, ...], bool, float]]:
    text = "\n".join(item.text for item in items)
    offset, spans, marks = 0, [], []
    for item in items:
        spans.extend(span.shift(offset) for span in sentences(item.text, "en"))
        marks.extend(span.shift(offset) for span in item.spans)
        offset += len(item.text) + 1
    joined = Annotated(text, tuple(marks), "", True, 1.0)
    suspicion = suspicions(judge, text, spans, fluency)
    for reading in fluency.read(text):
        chosen = screen(list(read_words(text, spans, reading)), suspicion, Config().garbled.screen)
        for found in infill(fluency, reading, chosen):
            row = signals(found, suspicion.get(found.word.span.start, 0.0), "en")
            yield row, *label(found.word.span, joined)


def fit_signals(judge: Judge, x: np.ndarray, rows: Sequence[tuple[np.ndarray, np.ndarray, np.ndarray, int]]) -> Judge:
    """The logistic regression over all signals; every set weighs the same."""
    y = np.concatenate([bad for _, bad, _, _ in rows])
    weight = np.concatenate([sure / sure.sum() * len(x) / len(rows) for _, _, sure, _ in rows])
    mean, scale = x.mean(0), x.std(0) + 1e-6
    model = LogisticRegression(C=1.0, max_iter=1000).fit((x - mean) / scale, y, sample_weight=weight)
    for name, value in zip(SIGNALS, model.coef_[0], strict=True):
        print(f"  {name:<22} {value:+.3f}")
    return replace(
        judge,
        signal_mean=mean.astype(np.float32),
        signal_scale=scale.astype(np.float32),
        signal_weight=model.coef_[0].astype(np.float32),
        signal_bias=model.intercept_.astype(np.float32),
    )


def report_thresholds(folder: Path, judge: Judge, rows: Sequence[object], fluency: Fluency) -> None:
    """Precision and findings per 1,000 words by threshold, beside the false alarms on clean news."""
    clean, _, _, clean_words = signals_of(folder, "clean-news-en", 10_000, judge, fluency, clean=True)
    unseen = signals_of(folder, "mqm-wmt22-zh-en", 10_000, judge, fluency, clean=True)
    named = dict(zip(SECOND_STAGE, rows, strict=True)) | {"mqm-wmt22-zh-en (unseen)": unseen}
    for threshold in np.arange(0.3, 0.9, 0.05):
        alarms = (judge.probability(clean) >= threshold).sum() / clean_words * 1000
        print(f"threshold {threshold:.2f}: {alarms:.2f} words per 1,000 of clean news")
        for name, (x, y, _, words) in named.items():
            flagged = judge.probability(x) >= threshold
            share = y[flagged].mean() if flagged.any() else float("nan")
            print(f"    {name:<26} precision {share:.2f}  words per 1,000 {flagged.sum() / words * 1000:6.2f}")


if __name__ == "__main__":
    main()
