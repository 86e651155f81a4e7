"""The formulas of the figures, each in two forms: over sums that a cluster contributes to, and over single items.

A figure over sums is a function of numbers that add up over clusters (hits, findings, words), so a bootstrap of it is
a sum with weights. A figure over items (a correlation, an area under a curve) needs the items themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import nan

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
BINS = 10  # of equal width, for the calibration error


def ratio(sums: Array) -> Array:
    """sums[0] / sums[1]; nan where nothing was counted."""
    return _divide(sums[0], sums[1])


def per_thousand(sums: Array) -> Array:
    """1,000 · sums[0] / sums[1]."""
    return 1000.0 * ratio(sums)


def f1(sums: Array) -> Array:
    """Harmonic mean of precision sums[0] / sums[1] and recall sums[2] / sums[3]; 0 where nothing right was found.

    nan where there is nothing to find.
    """
    precision, recall = ratio(sums[:2]), ratio(sums[2:])
    both = np.nan_to_num(precision) + np.nan_to_num(recall)
    value = np.where(both > 0, _divide(2 * np.nan_to_num(precision) * np.nan_to_num(recall), both), 0.0)
    return np.where(sums[3] > 0, value, nan)


def mcc(sums: Array) -> Array:
    """Matthews correlation of true and false positives, false and true negatives; 0 where a margin is empty.

    Source: Matthews 1975; the measure of the WMT word-level tasks.
    """
    tp, fp, fn, tn = sums
    below = np.sqrt((tp + fp) * (tp + fn) * (tn + fp) * (tn + fn))
    return np.where(below > 0, _divide(tp * tn - fp * fn, below), 0.0)


def _divide(above: Array, below: Array) -> Array:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(below > 0, above / below, nan), np.float64)


def pearson(score: Array, human: Array) -> float:
    """Pearson's r, by scipy."""
    return _correlation("pearsonr", score, human)


def spearman(score: Array, human: Array) -> float:
    """Spearman's rho, ties sharing their mean rank, by scipy."""
    return _correlation("spearmanr", score, human)


def kendall(score: Array, human: Array) -> float:
    """Kendall's tau-b, by scipy."""
    return _correlation("kendalltau", score, human)


def _correlation(name: str, score: Array, human: Array) -> float:
    from scipy import stats

    if len(score) < 3 or np.ptp(score) == 0 or np.ptp(human) == 0:
        return nan
    return float(getattr(stats, name)(score, human).statistic)


def roc_auc(probability: Array, positive: Array) -> float:
    """Area under the ROC curve, by scikit-learn; nan where all items are of one kind."""
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(positive, probability)) if 0 < positive.sum() < len(positive) else nan


def average_precision(probability: Array, positive: Array) -> float:
    """Average precision, by scikit-learn; the chance rate is the share of positives."""
    from sklearn.metrics import average_precision_score

    return float(average_precision_score(positive, probability)) if positive.sum() else nan


def calibration_error(probability: Array, positive: Array) -> float:
    """Expected calibration error over BINS bins of equal width. Source: Naeini et al. 2015."""
    rows = reliability(probability, positive)
    return sum(count * abs(said - true) for said, true, count in rows) / len(positive) if len(positive) else nan


def reliability(probability: Array, positive: Array) -> list[tuple[float, float, int]]:
    """(mean probability, share of positives, items) of each bin that holds any."""
    bins = np.minimum((probability * BINS).astype(int), BINS - 1)
    return [
        (float(probability[bins == index].mean()), float(positive[bins == index].mean()), int((bins == index).sum()))
        for index in range(BINS)
        if (bins == index).any()
    ]


def median(values: Array) -> float:
    """The median."""
    return float(np.median(values)) if len(values) else nan


def system_accuracy(score: Array, human: Array, system: Array) -> float:
    """Share of pairs of systems that mean scores order as mean human scores do. Source: Kocmi et al. 2021.

    `system` numbers the system of each item. Pairs whose human means are equal are left out; an equal pair of scores
    is wrong.
    """
    names = np.unique(system)
    if len(names) < 2:
        return nan
    score_means = np.array([score[system == name].mean() for name in names])
    human_means = np.array([human[system == name].mean() for name in names])
    first, second = np.triu_indices(len(names), 1)
    human_order = np.sign(human_means[first] - human_means[second])
    ours = np.sign(np.round(score_means[first] - score_means[second], 9))
    judged = human_order != 0
    return float((ours == human_order)[judged].mean()) if judged.any() else nan


OVER_SUMS: Mapping[str, Callable[[Array], Array]] = {
    "ratio": ratio,
    "per_thousand": per_thousand,
    "f1": f1,
    "mcc": mcc,
}
OVER_ITEMS: Mapping[str, Callable[..., float]] = {
    "pearson": pearson,
    "spearman": spearman,
    "kendall": kendall,
    "roc_auc": roc_auc,
    "average_precision": average_precision,
    "calibration_error": calibration_error,
    "median": median,
    "system_accuracy": system_accuracy,
}
