"""MQM scores of segments and documents, each with the signature of how it came about."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from importlib.metadata import version

from mtaudit.config import Config, ScoreConfig
from mtaudit.core import Category, Document, Finding, Score, Severity
from mtaudit.detect.rule import Rule
from mtaudit.models import Models
from mtaudit.text import count_words

MAX_SEGMENT_PENALTY = 25.0  # Freitag et al. 2021: a segment costs at most 25, what a non-translation costs


def weight(finding: Finding, weights: ScoreConfig) -> float:
    """MQM penalty of one finding, none of a suppressed one. Source: Freitag et al. 2021, table 3."""
    if not finding.weighs:
        return 0.0
    if finding.category is Category.NON_TRANSLATION:
        return weights.untranslated_sentence
    if finding.severity is Severity.MINOR:
        return weights.typographic if finding.category is Category.PUNCTUATION else weights.minor
    return weights.major if finding.severity is Severity.MAJOR else weights.critical


def score_document(document: Document, findings: Iterable[Finding], config: Config) -> Score:
    """Document score: 100 − min(100, slope · penalty per 100 words), 0–100."""
    count = count_words(document.text)
    return _score(findings, config, count, per=100 / max(count, 1))


def score_segments(document: Document, findings: Sequence[Finding], config: Config) -> tuple[Score, ...]:
    """One score a segment, 100 − slope · min(25, penalty), parallel to `document.segments`."""
    by_segment: dict[int, list[Finding]] = defaultdict(list)
    for finding in findings:
        by_segment[finding.segment].append(finding)
    return tuple(
        _score(by_segment[index], config, count_words(segment.text), per=1.0, most=MAX_SEGMENT_PENALTY)
        for index, segment in enumerate(document.segments)
    )


def _score(findings: Iterable[Finding], config: Config, count: int, *, per: float, most: float = math.inf) -> Score:
    by_category: dict[str, float] = defaultdict(float)
    none_major = 1.0
    for finding in findings:
        penalty = weight(finding, config.score)
        if penalty:
            by_category[finding.category.value] += penalty
        if finding.weighs and finding.severity.rank >= Severity.MAJOR.rank:
            none_major *= 1 - finding.confidence
    parts = {category: round(by_category[category], 2) for category in sorted(by_category)}
    penalty = round(sum(parts.values()), 2)
    value = 100 - min(100.0, config.score.slope * min(most, penalty) * per)
    return Score(_honest(value, penalty), penalty, count, parts, round(1 - none_major, 4), score_signature(config))


def _honest(value: float, penalty: float) -> float:
    """Round to one decimal, but keep 100 for texts without a penalty and 0 for those that lost everything."""
    rounded = round(value, 1)
    if penalty and rounded >= 100:
        return 99.9
    return 0.1 if rounded <= 0 < value else rounded


def score_signature(config: Config) -> str:
    """How scores were computed, in sacreBLEU's manner."""
    weights = config.score
    return (
        f"score:mqm|minor:{weights.minor:g}|typo:{weights.typographic:g}|major:{weights.major:g}"
        f"|critical:{weights.critical:g}|nontrans:{weights.untranslated_sentence:g}|slope:{weights.slope:g}"
        f"|words:uax29|learned:none|p_major:noisy-or"
    )


def signature(config: Config, rules: Sequence[Rule], models: Models) -> str:
    """What a whole run depended on: version, rules, models with their hashes, precision, segmenter, weights."""
    families = "+".join(sorted({rule.family for rule in rules}))
    return (
        f"mtaudit:{version('mtaudit')}|rules:{len(rules)}({families})|{models.signature}"
        f"|seg:sentencex-{version('sentencex')}|{score_signature(config)}"
    )
