"""The statistics of an evaluation against hand-computed cases, scipy, scikit-learn and brute force."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from sklearn import metrics

from mtaudit.evaluate.agreement import pairs_within, right_pairs, tie_threshold
from mtaudit.evaluate.figures import Key, Observed, figure_of, items, sums, weights_of
from mtaudit.evaluate.formulas import (
    calibration_error,
    f1,
    kendall,
    mcc,
    per_thousand,
    ratio,
    reliability,
    spearman,
    system_accuracy,
)

KEY = Key("set", "mtaudit", "GAR", "", "precision")


def test_ratios_by_hand() -> None:
    assert ratio(np.array([3.0, 4.0])) == 0.75
    assert math.isnan(ratio(np.array([0.0, 0.0])))
    assert per_thousand(np.array([2.0, 500.0])) == 4.0
    # precision 1/2, recall 1/4: 2 · .5 · .25 / .75
    assert f1(np.array([1.0, 2.0, 1.0, 4.0])) == pytest.approx(1 / 3)
    assert f1(np.array([0.0, 2.0, 0.0, 4.0])) == 0.0
    assert f1(np.array([0.0, 0.0, 0.0, 4.0])) == 0.0  # nothing found of something: no undefined precision hides it
    assert math.isnan(f1(np.array([0.0, 2.0, 0.0, 0.0])))


@pytest.mark.filterwarnings("ignore:A single label")
@given(st.lists(st.tuples(st.booleans(), st.booleans()), min_size=2, max_size=60))
def test_mcc_is_that_of_scikit_learn(pairs: list[tuple[bool, bool]]) -> None:
    found, true = np.array(pairs).T
    table = [(found & true).sum(), (found & ~true).sum(), (~found & true).sum(), (~found & ~true).sum()]
    assert float(mcc(np.array(table, float))) == pytest.approx(metrics.matthews_corrcoef(true, found))


def test_correlations_are_those_of_scipy_and_none_without_variation() -> None:
    score, human = np.array([1.0, 2.0, 2.0, 4.0, 3.0]), np.array([0.1, 0.2, 0.4, 0.3, 0.5])
    assert spearman(score, human) == pytest.approx(stats.spearmanr(score, human).statistic)
    assert kendall(score, human) == pytest.approx(stats.kendalltau(score, human).statistic)
    # tau-b by hand: 10 pairs, one tied in score, 7 in order, 2 not: (7 - 2) / sqrt(9 · 10)
    assert kendall(score, human) == pytest.approx(5 / math.sqrt(90))
    assert math.isnan(spearman(np.ones(5), human))


def test_calibration_error_by_hand() -> None:
    said = np.array([0.05, 0.05, 0.95, 0.95])
    true = np.array([0.0, 1.0, 1.0, 1.0])
    assert reliability(said, true) == [(0.05, 0.5, 2), (0.95, 1.0, 2)]
    assert calibration_error(said, true) == pytest.approx(0.5 * 0.45 + 0.5 * 0.05)
    assert calibration_error(np.array([1.0]), np.array([1.0])) == 0.0  # 1.0 belongs to the last bin


def test_system_accuracy_by_hand() -> None:
    # Mean human scores: A 1, B 2, C 3. Ours: A 5, B 4, C 6: A-B wrong, A-C and B-C right.
    system = np.array([0.0, 0.0, 1.0, 1.0, 2.0, 2.0])
    human = np.array([0.0, 2.0, 2.0, 2.0, 3.0, 3.0])
    ours = np.array([5.0, 5.0, 4.0, 4.0, 6.0, 6.0])
    assert system_accuracy(ours, human, system) == pytest.approx(2 / 3)
    assert system_accuracy(np.ones(6), human, system) == 0.0  # equal means decide nothing
    assert math.isnan(system_accuracy(ours, human, np.zeros(6)))


def brute_force(score: list[float], human: list[float], threshold: float) -> int:
    """Right pairs after Deutsch et al. 2023, equation 7: concordant pairs and common ties."""
    right = 0
    for first, second in combinations(range(len(score)), 2):
        ours, theirs = score[first] - score[second], human[first] - human[second]
        if abs(ours) <= threshold:
            right += theirs == 0
        else:
            right += theirs != 0 and (ours > 0) == (theirs > 0)
    return right


@settings(max_examples=200)
@given(
    st.lists(st.tuples(st.integers(0, 6).map(lambda n: n / 4), st.integers(0, 3).map(float)), min_size=2, max_size=12)
)
def test_tie_threshold_is_the_best_there_is(rows: list[tuple[float, float]]) -> None:
    score, human = [row[0] for row in rows], [row[1] for row in rows]
    pairs = pairs_within(score, human, ["g"] * len(rows), ["c"] * len(rows))
    threshold = tie_threshold(pairs)
    gaps = {abs(first - second) for first, second in combinations(score, 2)} | {0.0}
    best = max(brute_force(score, human, gap) for gap in gaps)
    assert brute_force(score, human, threshold) == best
    assert int(right_pairs(pairs, threshold).sum()) == best


def test_pairs_stay_within_their_group() -> None:
    pairs = pairs_within([1.0, 2.0, 5.0, 7.0], [0.0, 1.0, 1.0, 0.0], ["a", "a", "b", "b"], ["d1", "d1", "d2", "d2"])
    assert pairs.score.tolist() == [-1.0, -2.0]
    assert pairs.human.tolist() == [-1.0, 1.0]
    assert pairs.cluster == ("d1", "d2")
    assert right_pairs(pairs, 0.0).tolist() == [True, False]


def test_observed_sums_add_up_by_cluster() -> None:
    observed = sums(KEY, "ratio", [("a", (1, 2)), ("b", (0, 1)), ("a", (1, 1))])
    assert observed.clusters == ("a", "b")
    assert observed.values.tolist() == [[2.0, 3.0], [0.0, 1.0]]
    assert float(observed.value()) == 0.5
    assert observed.value(np.array([[1.0, 0.0], [0.0, 2.0], [1.0, 1.0]])).tolist() == [2 / 3, 0.0, 0.5]
    assert observed.support == 4


def test_observed_items_are_drawn_by_cluster() -> None:
    observed = items(KEY, "pearson", [("a", (1, 1)), ("a", (2, 2)), ("b", (3, 0)), ("b", (4, 9))])
    once = observed.value(np.array([1.0, 1.0]))
    assert float(observed.value()) == pytest.approx(once[0])
    doubled = observed.value(np.array([2.0, 0.0]))
    assert doubled[0] == pytest.approx(1.0)  # the two items of "a", twice, lie on a line


def test_weights_count_what_was_drawn() -> None:
    assert weights_of(np.array([[0, 0, 2], [1, 1, 1]]), 3).tolist() == [[2, 0, 1], [0, 3, 0]]


def test_the_interval_is_that_of_the_binomial() -> None:
    rng = np.random.default_rng(1)
    rows = [(f"c{index}", (float(hit), 1.0)) for index, hit in enumerate(rng.random(400) < 0.3)]
    figure = figure_of(sums(KEY, "ratio", rows))
    spread = 1.96 * math.sqrt(figure.value * (1 - figure.value) / 400)
    assert figure.low == pytest.approx(figure.value - spread, abs=0.01)
    assert figure.high == pytest.approx(figure.value + spread, abs=0.01)
    assert figure == figure_of(sums(KEY, "ratio", rows)), "the same seed must give the same interval"
    assert figure != figure_of(sums(KEY, "ratio", rows), seed=1)


def test_the_interval_widens_where_errors_come_in_articles() -> None:
    alike = [(f"c{index // 20}", (float((index // 20) % 3 == 0), 1.0)) for index in range(400)]
    alone = [(f"c{index}", parts) for index, (_, parts) in enumerate(alike)]
    clustered, single = figure_of(sums(KEY, "ratio", alike)), figure_of(sums(KEY, "ratio", alone))
    assert clustered.value == single.value
    assert clustered.high - clustered.low > 2 * (single.high - single.low)


@pytest.mark.parametrize(
    "observed",
    [
        sums(KEY, "ratio", [("a", (1, 2))]),  # one cluster cannot be drawn from
        sums(KEY, "ratio", [("a", (0, 0)), ("b", (0, 0))]),  # nothing was found at all
        Observed(KEY, "roc_auc", ("a", "b"), np.array([[0.2, 1.0], [0.3, 1.0]]), (0, 1)),  # nothing is negative
    ],
)
def test_too_little_gives_no_interval(observed: Observed) -> None:
    figure = figure_of(observed)
    assert math.isnan(figure.low)
    assert math.isnan(figure.high)
