"""sacreBLEU's sentence-level measures against a human reference: what a score without one must be held against."""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from functools import cache
from typing import Any

from mtaudit.evaluate.gold import GoldDocument, GoldSet
from mtaudit.evaluate.prediction import Advance, Prediction

LEAST_SHARE = 0.5  # of the records that must have a reference, so that a figure speaks for the whole set

# sacreBLEU's tokenizers for Japanese and Korean need a dictionary that pip does not bring; by character needs none.
_BLEU_TOKENIZERS = {"zh": "zh", "ja": "char", "ko": "char"}
_UNSPACED = frozenset(("zh", "ja"))


class Overlap(ABC):
    """Scores a record by its overlap with the reference; nan where it has none."""

    name: str
    flags = False

    @property
    def signature(self) -> str:
        """sacreBLEU's own signature, as it is for languages with spaces."""
        metric = self.metric("en")
        metric.sentence_score("a", ["a"])  # sacreBLEU knows its signature only once it has scored
        return f"{self.name}|{metric.get_signature()}"

    def unfit(self, gold: GoldSet) -> str:
        """Unfit where fewer than half of the records have a reference."""
        have = [bool(record.reference.strip()) for _, record in gold.records]
        if have and sum(have) >= LEAST_SHARE * len(have):
            return ""
        return "fewer than half of the records have a reference"

    def predict(self, documents: Sequence[GoldDocument], advance: Advance) -> list[Prediction]:
        """Scores alone."""
        metric = cache(self.metric)
        predictions = []
        for document in documents:
            pairs = [(document.text_of(record), record.reference) for record in document.records]
            scorer = metric(document.document.lang)
            scores = (
                self.score(scorer, text, reference) if reference.strip() else math.nan for text, reference in pairs
            )
            predictions.append(Prediction(scores=tuple(scores)))
            advance()
        return predictions

    def score(self, metric: Any, text: str, reference: str) -> float:
        """sacreBLEU's score of one record, higher is better."""
        return float(metric.sentence_score(text, [reference]).score)

    @abstractmethod
    def metric(self, lang: str) -> Any:
        """sacreBLEU's metric for a target language."""


class Chrf(Overlap):
    """chrF (0–100). Source: Popović 2015."""

    name = "chrf"

    def metric(self, lang: str) -> Any:  # noqa: ARG002
        """The same for all languages."""
        from sacrebleu.metrics.chrf import CHRF

        return CHRF()


class Bleu(Overlap):
    """Sentence BLEU (0–100), exponentially smoothed, over the n-gram orders that there are. Source: Post 2018."""

    name = "bleu"

    def metric(self, lang: str) -> Any:
        """13a, and characters where words are not spaced."""
        from sacrebleu.metrics.bleu import BLEU

        return BLEU(effective_order=True, tokenize=_BLEU_TOKENIZERS.get(lang))


class Ter(Overlap):
    """Minus the translation edit rate, in edits per 100 words of the reference. Source: Snover et al. 2006."""

    name = "ter"

    def metric(self, lang: str) -> Any:
        """Characters where words are not spaced."""
        from sacrebleu.metrics.ter import TER

        return TER(normalized=lang in _UNSPACED, asian_support=lang in _UNSPACED)

    def score(self, metric: Any, text: str, reference: str) -> float:
        """Minus the edit rate."""
        return -super().score(metric, text, reference)
