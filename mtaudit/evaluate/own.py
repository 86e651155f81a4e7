"""mtaudit itself as a system under evaluation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from mtaudit.config import Config
from mtaudit.core import AuditedDocument, Skip, Span
from mtaudit.detect.registry import RULES, selected
from mtaudit.engine import audit
from mtaudit.evaluate.gold import GoldDocument, GoldSet
from mtaudit.evaluate.prediction import Advance, Flag, Prediction, WordRisk
from mtaudit.models import Models

NAME = "mtaudit"


class Mtaudit:
    """The rules that `config` selects. Without `models_too`, those that need a language model do not run."""

    name = NAME
    flags = True

    def __init__(self, config: Config, models: Models, *, models_too: bool = True, jobs: int = 1) -> None:
        heavy = heavy_codes(config)
        off = () if models_too else heavy
        self._config = replace(config, rules=replace(config.rules, ignore=(*config.rules.ignore, *off)))
        self._models = models
        self._complete = models_too or not heavy
        self._jobs = jobs
        self._signature = ""
        self.skips: list[Skip] = []

    @property
    def signature(self) -> str:
        """The signature of the last audit."""
        return self._signature

    def unfit(self, _gold: GoldSet) -> str:
        """mtaudit has something to say of every set."""
        return ""

    def predict(self, documents: Sequence[GoldDocument], advance: Advance) -> list[Prediction]:
        """Audit the documents. One that could not be audited has no prediction but an empty one, and a skip."""
        report = audit(
            [document.document for document in documents],
            self._config,
            models=self._models,
            jobs=self._jobs,
            progress=lambda _: advance(),
            word_risks=self._complete,
        )
        self._signature = report.signature
        self.skips.extend(skip for audited in report.documents for skip in audited.skips)
        self.skips.extend(Skip("", "", f"{error.place}: {error.message}") for error in report.errors)
        # Ids need not be unique, but what is missing after a crash is missing in order.
        audited = iter(report.documents)
        found, current = [], next(audited, None)
        for document in documents:
            if current is not None and current.document is document.document:
                found.append(self._prediction(document, current))
                current = next(audited, None)
            else:
                found.append(Prediction(complete=False))
        return found

    def _prediction(self, document: GoldDocument, audited: AuditedDocument) -> Prediction:
        risks: dict[str, list[WordRisk]] = defaultdict(list)
        for risk in audited.risks:
            risks[risk.code[:3]].append(WordRisk(risk.span, risk.probability))
        return Prediction(
            flags=tuple(Flag(f.span, f.code[:3], f.severity, f.confidence, f.code) for f in audited.findings),
            scores=tuple(_score(audited, record.span) for record in document.records),
            risks={family: tuple(own) for family, own in risks.items()},
            calibrated=True,
            p_major=audited.score.p_major,
            missing=missing_families(audited.skips),
            complete=self._complete,
        )


def heavy_codes(config: Config) -> tuple[str, ...]:
    """Codes of the selected rules that need a language model."""
    return tuple(rule.code for rule in selected(config.rules) if "fluency" in rule.needs)


def missing_families(skips: Sequence[Skip]) -> frozenset[str]:
    """Families none of whose rules ran, or of which a rule that needs a language model did not."""
    skipped = {skip.code for skip in skips}
    ran = {rule.family for rule in RULES if rule.code not in skipped}
    halved = {rule.family for rule in RULES if rule.code in skipped and "fluency" in rule.needs}
    return (frozenset(rule.family for rule in RULES) - ran) | halved


@lru_cache(maxsize=1)
def heavy_families() -> frozenset[str]:
    """Families of which a rule needs a language model: where it did not run, they cannot be measured."""
    return frozenset(rule.family for rule in RULES if "fluency" in rule.needs)


def _score(audited: AuditedDocument, record: Span) -> float:
    """The score of the segment that a record is; the article's where the record is all of it."""
    for segment, score in zip(audited.document.segments, audited.segment_scores, strict=True):
        if segment.span == record:
            return score.value
    return audited.score.value
