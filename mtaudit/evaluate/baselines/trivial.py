"""Baselines that look at nothing, or only at the length: what a measure gives away for free."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from mtaudit.core import Span
from mtaudit.evaluate.gold import GoldDocument, GoldSet
from mtaudit.evaluate.prediction import Advance, Prediction, WordRisk
from mtaudit.evaluate.spans import word_spans
from mtaudit.text import count_words


def words_of(document: GoldDocument) -> Iterator[Span]:
    """The whitespace-separated words of every record, in offsets of the document's text."""
    for record in document.records:
        for span in word_spans(document.text_of(record)):
            yield span.shift(record.span.start)


class Constant:
    """Every record has the same score and every word the same risk: the floor of each correlation and ranking."""

    name = "constant"
    flags = False
    signature = "constant"

    def unfit(self, gold: GoldSet) -> str:  # noqa: ARG002
        """Fits all gold."""
        return ""

    def predict(self, documents: Sequence[GoldDocument], advance: Advance) -> list[Prediction]:
        """Scores of 0 and risks of 0.5."""
        predictions = []
        for document in documents:
            risks = tuple(WordRisk(span, 0.5) for span in words_of(document))
            predictions.append(Prediction(scores=(0.0,) * len(document.records), risks={"all": risks}))
            advance()
        return predictions


class Length:
    """The shorter a record the better: long sentences hold more errors. A score is minus the number of words."""

    name = "length"
    flags = False
    signature = "length|words:UAX29"

    def unfit(self, gold: GoldSet) -> str:  # noqa: ARG002
        """Fits all gold."""
        return ""

    def predict(self, documents: Sequence[GoldDocument], advance: Advance) -> list[Prediction]:
        """Scores from 0 down; no risks."""
        predictions = []
        for document in documents:
            scores = tuple(-float(count_words(document.text_of(record))) for record in document.records)
            predictions.append(Prediction(scores=scores))
            advance()
        return predictions
