"""Which rules may fail a CI check, by what was measured of them."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass

from mtaudit.detect.registry import RULES
from mtaudit.evaluate.figures import Figure
from mtaudit.evaluate.own import NAME
from mtaudit.evaluate.run import Evaluation, natural_findings

LEAST_FINDINGS = 30
PRECISION, PRECISION_OF_WORDING = 0.80, 0.70  # GAR and ADQ judge what people themselves disagree on
WORDING = frozenset(("GAR", "ADQ"))
MOST_ALARMS = 0.02  # per 1,000 words of clean text, in every language
RECALL = 0.80
LEAST_PLANTED = 10


@dataclass(frozen=True, slots=True)
class Tier:
    """What is known of a rule. `ground` says why it gates; "" where it only informs. nan = not measured.

    `right` of `found` findings in texts whose errors nobody planted credit a marked span; `alarms` is the worst rate of
    false findings per 1,000 words over the languages of clean text; `recall` that of the kind of planted damage that
    the rule finds best, `kind`.
    """

    code: str
    name: str
    right: int
    found: int
    alarms: float
    recall: float
    kind: str
    ground: str

    @property
    def gates(self) -> bool:
        """True where the rule may fail a check."""
        return bool(self.ground)


def tiers(evaluation: Evaluation, selftest: Evaluation | None) -> list[Tier]:
    """The tier of every rule, as docs/design.md defines them."""
    alarms = _alarms(evaluation)
    clean = any(figure.key.measure == "false alarms" and figure.key.system == NAME for figure in evaluation.figures)
    best = _best_recall(selftest.figures if selftest else ())
    found = []
    for rule in RULES:
        right, count = (round(number) for number in natural_findings(evaluation, rule.code))
        worst = max(alarms.get(rule.code, [0.0])) if clean else math.nan
        recall, kind = best.get(rule.code, (0.0 if selftest else math.nan, ""))
        ground = _ground(rule.family, right, count, worst, recall)
        found.append(Tier(rule.code, rule.name, right, count, worst, recall, kind, ground))
    return found


def _ground(family: str, right: int, found: int, alarms: float, recall: float) -> str:
    needed = PRECISION_OF_WORDING if family in WORDING else PRECISION
    if found >= LEAST_FINDINGS and right / found >= needed:
        return "precision"
    return "silence on clean text" if alarms <= MOST_ALARMS and recall >= RECALL else ""


def _alarms(evaluation: Evaluation) -> dict[str, list[float]]:
    """Rates of false findings of each rule that made any, by set and language."""
    natural = {facts.name for facts in evaluation.sets if facts.natural}
    rates: dict[str, list[float]] = defaultdict(list)
    for figure in evaluation.figures:
        key = figure.key
        if (key.system, key.measure) == (NAME, "false alarms") and key.gold in natural and key.family[-1:].isdigit():
            rates[key.family].append(figure.value)
    return rates


def _best_recall(figures: tuple[Figure, ...]) -> dict[str, tuple[float, str]]:
    best: dict[str, tuple[float, str]] = {}
    for figure in figures:
        key = figure.key
        if key.measure != "recall" or not key.family[-1:].isdigit() or figure.support < LEAST_PLANTED:
            continue
        if figure.value > best.get(key.family, (0.0, ""))[0]:
            best[key.family] = (figure.value, key.slice.removeprefix("kind="))
    return best
