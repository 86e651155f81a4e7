"""How unexpected a causal LM finds a translation: the common reference-free measure of fluency."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from mtaudit.config import Config
from mtaudit.core import Span
from mtaudit.evaluate.baselines.trivial import words_of
from mtaudit.evaluate.gold import GoldDocument, GoldSet
from mtaudit.evaluate.prediction import Advance, Prediction, WordRisk
from mtaudit.models import Fluency, Models, Unavailable


class Surprisal:
    """Mean surprisal of the embedded LM, read with the article as context.

    A record's score is minus the mean nats per token, a word's risk the sum over its tokens (nats, no probability).
    """

    name = "surprisal"
    flags = False

    def __init__(self, config: Config) -> None:
        self._models = Models(config)
        self._wanted = config.models.fluency

    @property
    def signature(self) -> str:
        """The LM and its precision; its name alone before it was loaded."""
        return f"surprisal|lm:{'+'.join(sorted(self._models.loaded)) or self._wanted}"

    def unfit(self, gold: GoldSet) -> str:
        """Unfit where there is no LM for any of the target languages; loads those that there are."""
        found = [self._models.fluency(lang) for lang in sorted({document.document.lang for document in gold.documents})]
        reasons = [model.reason for model in found if isinstance(model, Unavailable)]
        return reasons[0] if reasons and len(reasons) == len(found) else ""

    def predict(self, documents: Sequence[GoldDocument], advance: Advance) -> list[Prediction]:
        """A document without an LM for its language has nan scores and no risks."""
        predictions = []
        for document in documents:
            model = self._models.fluency(document.document.lang)
            if isinstance(model, Unavailable):
                predictions.append(Prediction(scores=(math.nan,) * len(document.records)))
            else:
                predictions.append(_judged(document, _Nats(model, document.document.text)))
            advance()
        return predictions


class _Nats:
    """The surprisal of every token of a text; a token belongs where its last character stands ("\\N{SPACE}word")."""

    def __init__(self, model: Fluency, text: str) -> None:
        self._ends: list[int] = []
        self._nats: list[float] = []
        for reading in model.read(text):
            self._ends.extend(span.end for span in reading.spans[reading.fresh :])
            self._nats.extend(-float(logprob) for logprob in reading.logprob[reading.fresh :])

    def within(self, span: Span) -> list[float]:
        """The nats of the tokens of `span`, in order."""
        first, last = bisect_left(self._ends, span.start + 1), bisect_right(self._ends, span.end)
        return self._nats[first:last]


def _judged(document: GoldDocument, nats: _Nats) -> Prediction:
    means = (_mean(nats.within(record.span)) for record in document.records)
    risks = tuple(WordRisk(span, math.fsum(nats.within(span))) for span in words_of(document))
    return Prediction(scores=tuple(-mean for mean in means), risks={"all": risks})


def _mean(values: Sequence[float]) -> float:
    """The mean; nan of nothing, so that an empty translation counts neither as good nor as bad."""
    return math.fsum(values) / len(values) if values else math.nan
