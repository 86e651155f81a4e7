"""Segment scores against human scores: pairwise accuracy with calibrated ties."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from mtaudit.evaluate.formulas import Array


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs of items of one group: by how much scores and human scores differ, and the group's cluster."""

    score: Array
    human: Array
    cluster: tuple[str, ...]


def pairs_within(
    scores: Sequence[float], humans: Sequence[float], groups: Sequence[str], clusters: Sequence[str]
) -> Pairs:
    """All pairs of items whose group is the same."""
    members: dict[str, list[int]] = {}
    for index, group in enumerate(groups):
        members.setdefault(group, []).append(index)
    score, human = np.asarray(scores, np.float64), np.asarray(humans, np.float64)
    score_parts, human_parts, names = [np.zeros(0)], [np.zeros(0)], []
    for own in members.values():
        first, second = np.triu_indices(len(own), 1)
        rows = np.asarray(own)
        score_parts.append(score[rows[first]] - score[rows[second]])
        human_parts.append(human[rows[first]] - human[rows[second]])
        names.extend([clusters[own[0]]] * len(first))
    return Pairs(np.concatenate(score_parts), np.concatenate(human_parts), tuple(names))


def tie_threshold(pairs: Pairs) -> float:
    """The difference up to which two scores had best be called a tie: the one of highest accuracy.

    Source: Deutsch, Foster and Freitag 2023, "Ties Matter", section 5. The smallest such threshold is taken.
    """
    if not len(pairs.score):
        return 0.0
    gaps = np.round(np.abs(pairs.score), 9)
    right_order = np.sign(pairs.score) == np.sign(pairs.human)
    tied = pairs.human == 0
    order = np.argsort(gaps, kind="stable")
    gaps, right_order, tied = gaps[order], right_order[order], tied[order]
    # With a threshold at gaps[i], pairs 0..i are ties, right where people tied; the others must be in order.
    ties_right = np.cumsum(tied)
    order_right = np.cumsum((right_order & ~tied)[::-1])[::-1]
    correct = ties_right + np.append(order_right[1:], 0)
    last_of_gap = np.append(gaps[1:] != gaps[:-1], True)
    thresholds, correct = gaps[last_of_gap], correct[last_of_gap]
    untied = (right_order & ~tied & (gaps > 0)).sum() + (tied & (gaps == 0)).sum()
    best = int(np.argmax(correct))
    return float(thresholds[best]) if correct[best] > untied else 0.0


def right_pairs(pairs: Pairs, threshold: float) -> np.ndarray:
    """For each pair whether scores, tied up to `threshold`, agree with people on order or tie."""
    tied = np.round(np.abs(pairs.score), 9) <= threshold
    in_order = (np.sign(pairs.score) == np.sign(pairs.human)) & (pairs.human != 0)
    return np.asarray(np.where(tied, pairs.human == 0, in_order), bool)
