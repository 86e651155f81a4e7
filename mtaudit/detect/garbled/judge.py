"""The trained judge: how likely it is that a reader would call a word of English garbled."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from mtaudit.core import Span
from mtaudit.detect.garbled.infill import word_spans
from mtaudit.models import Fluency
from mtaudit.models.fluency import JUDGE
from mtaudit.models.protocols import Floats

MARGIN_WEIGHT = 0.4  # log-odds a nat; annotators alone would give it less, but they saw no such calques as news has
MOST_MARGIN = 20.0  # nats; what lies beyond tells of rare words only


@dataclass(frozen=True, slots=True)
class Judge:
    """A small network over the hidden states of words.

    Training: bench/train/garbled.py; card and figures: docs/garbled.md.
    *Shape:* mean, scale (2 · hidden,); inner (2 · hidden, units); outer (units,); platt (2,)
    """

    mean: Floats
    scale: Floats
    inner: Floats
    inner_bias: Floats
    outer: Floats
    outer_bias: Floats
    platt: Floats

    def suspicion(self, features: Floats) -> Floats:
        """Log-odds that a word is wrong, from its hidden states alone. *Shape:* (words, 2 · hidden) -> (words,)"""
        inner = np.asarray((features - self.mean) / self.scale @ self.inner + self.inner_bias, np.float32)
        return np.asarray(gelu(inner) @ self.outer + self.outer_bias, np.float32)

    def probability(self, score: float) -> float:
        """Probability (0–1) that annotators mark a word of this score. Source: Platt 1999, fitted on held-out words."""
        slope, offset = self.platt.tolist()
        return round(1 / (1 + math.exp(-(slope * score + offset))), 4)


@lru_cache(maxsize=1)
def load_judge(path: Path = JUDGE) -> Judge:
    """The judge that comes with mtaudit."""
    from safetensors.numpy import load_file

    return Judge(**{name: tensor.astype(np.float32) for name, tensor in load_file(path).items()})


def gelu(x: Floats) -> Floats:
    """The tanh form of GELU. Source: Hendrycks and Gimpel 2016."""
    return np.asarray(0.5 * x * (1 + np.tanh(0.7978845608 * (x + 0.044715 * x**3))), np.float32)


def word_features(words: Sequence[Span], tokens: Sequence[Span], states: Floats) -> Floats:
    """What the judge sees of each word: the state of its last token beside the mean of all its tokens.

    *Shape:* states (tokens, hidden) -> (words, 2 · hidden)
    """
    ends = np.array([span.end for span in tokens])
    starts = np.array([span.start for span in tokens])
    features = np.zeros((len(words), 2 * states.shape[1]), np.float32)
    for row, word in enumerate(words):
        first = int(np.searchsorted(ends, word.start, side="right"))
        last = int(np.searchsorted(starts, word.end, side="left"))
        if first < last:
            features[row] = np.concatenate([states[last - 1], states[first:last].mean(0)])
    return features


def suspicions(judge: Judge, text: str, sentences: Sequence[Span], fluency: Fluency) -> dict[int, float]:
    """Suspicion of every word of the given sentences, by the word's start in `text`."""
    found: dict[int, float] = {}
    states = fluency.states([sentence.of(text) for sentence in sentences])
    for sentence, (tokens, state) in zip(sentences, states, strict=True):
        words = list(word_spans(sentence.of(text)))
        if words:
            odds = judge.suspicion(word_features(words, tokens, state))
            found.update({sentence.start + word.start: float(odd) for word, odd in zip(words, odds, strict=True)})
    return found


def score(suspicion: float, margin: float) -> float:
    """Log-odds of the states plus the weighted margin (nats): the number that thresholds speak of."""
    return round(suspicion + MARGIN_WEIGHT * min(margin, MOST_MARGIN), 3)
