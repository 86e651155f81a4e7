"""Trains the judge of garbled English and writes mtaudit/models/weights/garbled-en.safetensors.

    MTAUDIT_EVAL_DIR=... python bench/train/garbled.py [--keep-network]

Needs the extras models and evaluation; about 15 minutes on 2 idle cores; seeded.
First a small network learns from the hidden states of words (suspicion). Then, on documents that it has not seen, the
words are infilled, and their score is turned into a probability. Last come precision and false alarms by threshold.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path

from mtaudit.models.threads import wait_asleep

wait_asleep()  # before torch is imported

import numpy as np
import torch
from annotations import Annotated, load_annotated, load_set
from safetensors.numpy import save_file
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from mtaudit.config import Config, ModelsConfig
from mtaudit.core import Document, Span
from mtaudit.detect.garbled.infill import read_words, word_spans
from mtaudit.detect.garbled.judge import Judge, load_judge, suspicions, word_features
from mtaudit.detect.garbled.rules import look_closely
from mtaudit.models import Fluency, Unavailable
from mtaudit.models.fluency import JUDGE, load_fluency
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
class Scored:
    """Words that were looked at closely. *Shape:* excess, wrong, weight (n,); `words` counts all words of the texts."""

    excess: np.ndarray
    wrong: np.ndarray
    weight: np.ndarray
    words: int


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
    if "--keep-network" in sys.argv:
        judge = load_judge()
    else:
        words = collect(list(load_annotated(folder)), fluency)
        judge = train_network(words)
        report_network(judge, words)
    scored = {name: scores_of(folder, name, count, judge, fluency) for name, count in SECOND_STAGE.items()}
    judge = replace(judge, platt=fit_platt(list(scored.values())))
    write(judge)
    scored["mqm-wmt22-zh-en (never seen)"] = scores_of(
        folder, "mqm-wmt22-zh-en", 10_000, judge, fluency, everything=True
    )
    clean = scores_of(folder, "clean-news-en", 10_000, judge, fluency, everything=True)
    report_thresholds(clean, scored)


def write(judge: Judge) -> None:
    """Matrices as fp16, the rest as fp32."""
    JUDGE.parent.mkdir(exist_ok=True)
    arrays = {field.name: np.asarray(getattr(judge, field.name)) for field in fields(judge)}
    save_file({name: a.astype(np.float16 if a.ndim == 2 else np.float32) for name, a in arrays.items()}, JUDGE)


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
    return Judge(
        mean=mean.numpy(),
        scale=scale.numpy(),
        inner=inner.weight.detach().numpy().T.copy(),
        inner_bias=inner.bias.detach().numpy(),
        outer=outer.weight.detach().numpy()[0],
        outer_bias=outer.bias.detach().numpy(),
        platt=np.array([1.0, 0.0], np.float32),
    )


def report_network(judge: Judge, words: Words) -> None:
    """ROC AUC of the network alone on held-out documents."""
    odds = np.concatenate([judge.suspicion(part.astype(np.float32)) for part in np.array_split(words.features, 50)])
    for name, chosen in (("seen", ~words.held_out), ("held out", words.held_out)):
        print(f"network, {name}: word AUC {roc_auc_score(words.wrong[chosen], odds[chosen]):.3f}", flush=True)


def scores_of(
    folder: Path, name: str, most: int, judge: Judge, fluency: Fluency, *, everything: bool = False
) -> Scored:
    """Scores of the words that were looked at closely in held-out documents (or in all)."""
    begun = time.monotonic()
    documents: dict[tuple[str, str], list[Annotated]] = {}
    count = 0
    for record, item in load_set(folder, name):
        if (everything or item.held_out) and count < most:
            documents.setdefault((str(record.get("system")), item.group), []).append(item)
            count += 1
    rows = [row for items in documents.values() for row in document_scores(items, judge, fluency)]
    words = sum(len(item.text.split()) for items in documents.values() for item in items)
    print(f"{name}: {count} sentences, {len(rows)} words infilled in {time.monotonic() - begun:.0f} s", flush=True)
    score, wrong, weight = map(np.array, zip(*rows, strict=True))
    return Scored(score, wrong, weight, words)


def document_scores(items: Sequence[Annotated], judge: Judge, fluency: Fluency) -> Iterator[tuple[float, bool, float]]:
    """Score above the threshold, label and weight of each word or phrase that the rule looks at closely."""
    text = "\n".join(item.text for item in items)
    offset, spans, marks = 0, [], []
    for item in items:
        spans.extend(span.shift(offset) for span in sentences(item.text, "en"))
        marks.extend(span.shift(offset) for span in item.spans)
        offset += len(item.text) + 1
    document = Document("", text, lang="en")
    joined = Annotated(text, tuple(marks), "", True, 1.0)
    odds = suspicions(judge, text, spans, fluency)
    for reading in fluency.read(text):
        words = list(read_words(text, spans, reading))
        for verdict in look_closely(words, odds, document, Config().garbled, reading, fluency):
            yield verdict.excess, *label(verdict.infill.word.span, joined)


def fit_platt(scored: Sequence[Scored]) -> np.ndarray:
    """Slope and offset from score to probability; every set weighs the same."""
    score = np.concatenate([one.excess + Config().garbled.word for one in scored])
    wrong = np.concatenate([one.wrong for one in scored])
    weight = np.concatenate([one.weight / one.weight.sum() for one in scored])
    model = LogisticRegression(C=1e6).fit(score[:, None], wrong, sample_weight=weight * len(score) / len(scored))
    return np.array([model.coef_[0, 0], model.intercept_[0]], np.float32)


def report_thresholds(clean: Scored, scored: dict[str, Scored]) -> None:
    """Precision, and words flagged per 1,000, as thresholds move, beside the false alarms on clean news."""
    print("\n| shift of the thresholds | clean-news-en | " + " | ".join(scored) + " |")
    print("|---|---|" + "---|" * len(scored))
    for shift in np.arange(-1.5, 2.1, 0.5):
        cells = [f"{(clean.excess >= shift).sum() / clean.words * 1000:.2f}"]
        for one in scored.values():
            flagged = one.excess >= shift
            right = one.wrong[flagged].mean() if flagged.any() else float("nan")
            cells.append(f"{right:.2f} ({flagged.sum() / one.words * 1000:.1f})")
        print(f"| {shift:+.1f} | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
