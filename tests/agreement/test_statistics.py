"""Matching against brute force, and statistics against published worked examples."""

from __future__ import annotations

import warnings
from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from plm_detect.agreement.statistics.consensus import majority
from plm_detect.agreement.statistics.grids import TimeAgreement, several_agreement, time_agreement
from plm_detect.agreement.statistics.matching import RULES, MatchRule, match
from plm_detect.agreement.statistics.numbers import (
    bland_altman,
    class_agreement,
    index_agreement,
    intraclass,
    p_text,
)
from plm_detect.model.spans import Spans

ANY = RULES[0]

spans = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 12)), max_size=5, unique=True).map(
    lambda rows: Spans.of((a / 2, (a + d) / 2) for a, d in rows)
)


def worth(one: Spans, other: Spans, i: int, j: int, rule: MatchRule) -> float | None:
    if rule.onset_within_s is not None:
        distance = abs(one.onset_s[i] - other.onset_s[j])
        return rule.onset_within_s + 1 - distance if distance <= rule.onset_within_s else None
    overlap = min(one.end_s[i], other.end_s[j]) - max(one.onset_s[i], other.onset_s[j])
    union = max(one.end_s[i], other.end_s[j]) - min(one.onset_s[i], other.onset_s[j])
    return overlap if overlap > 0 and overlap >= (rule.least_overlap or 0) * union - 1e-9 else None


def best_by_hand(one: Spans, other: Spans, rule: MatchRule) -> tuple[int, float]:
    small, large = (one, other) if len(one) <= len(other) else (other, one)
    best = (0, 0.0)
    for chosen in permutations([*range(len(large)), *[-1] * len(small)], len(small)):
        values = []
        for i, j in enumerate(chosen):
            if j < 0:
                continue
            pair = (i, j) if small is one else (j, i)
            value = worth(one, other, *pair, rule)
            if value is not None:
                values.append(value)
        best = max(best, (len(values), sum(values)))
    return best


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
@settings(max_examples=40)
@given(spans, spans)
def test_matching_is_the_best_there_is(rule: MatchRule, one: Spans, other: Spans) -> None:
    if len(one) > 4 or len(other) > 4:
        one, other = (
            one.take(np.arange(min(4, len(one)))),
            other.take(np.arange(min(4, len(other)))),
        )
    found = match(one, other, rule)
    assert len(set(found[:, 0].tolist())) == len(set(found[:, 1].tolist())) == len(found)
    values = [worth(one, other, i, j, rule) for i, j in found.tolist()]
    assert all(value is not None for value in values)
    number, total = best_by_hand(one, other, rule)
    assert len(found) == number
    assert sum(v for v in values if v is not None) == pytest.approx(total)


def test_more_pairs_go_before_more_overlap() -> None:
    # The long event overlaps most with the second; then the first would be left alone.
    reference = Spans.of([(0, 10), (9, 20)])
    test = Spans.of([(1, 2), (5, 12)])
    assert match(reference, test, ANY).tolist() == [[0, 0], [1, 1]]


def test_iou_at_its_limit_counts() -> None:
    rule = MatchRule("half", least_overlap=0.5)
    assert len(match(Spans.of([(0, 2)]), Spans.of([(0, 1)]), rule)) == 1
    assert len(match(Spans.of([(0, 2)]), Spans.of([(0, 0.99)]), rule)) == 0


def test_touching_events_do_not_overlap() -> None:
    assert len(match(Spans.of([(0, 1)]), Spans.of([(1, 2)]), ANY)) == 0


def test_many_events_are_matched_in_no_time() -> None:
    rng = np.random.default_rng(0)
    onset = np.cumsum(rng.uniform(1, 30, 20_000))
    one = Spans(onset, onset + rng.uniform(0.5, 5, len(onset)))
    found = match(one, Spans(one.onset_s + 0.1, one.end_s + 0.1), ANY)
    assert len(found) == len(onset)


def test_kappa_of_a_worked_example() -> None:
    # Cohen 1960 as in Altman 1991: 20 yes/yes, 5, 10, 15 no/no of 50 give kappa 0.40.
    reference = Spans.of([(0.0, 25.0)])
    test = Spans.of([(0.0, 20.0), (25.0, 35.0)])
    found = time_agreement(reference, test, Spans.of([(0.0, 50.0)]))
    assert (found.n_both, found.n_reference, found.n_test, found.n_neither) == (20, 5, 10, 15)
    assert found.kappa == pytest.approx(0.4)
    assert found.positive == pytest.approx(40 / 55)
    assert found.negative == pytest.approx(30 / 45)


@given(st.tuples(*[st.integers(0, 300)] * 4))
def test_kappa_is_that_of_scikit_learn(counts: tuple[int, int, int, int]) -> None:
    ours = TimeAgreement(*counts).kappa
    if max(counts[0], counts[3]) == sum(counts):
        assert np.isnan(ours)
        return
    theirs = cohen_kappa_score([1, 1, 0, 0], [1, 0, 1, 0], sample_weight=counts)
    assert ours == pytest.approx(theirs, nan_ok=True)


def test_kappa_of_nothing_is_undefined() -> None:
    found = time_agreement(Spans.of([]), Spans.of([]), Spans.of([(0.0, 50.0)]))
    assert np.isnan(found.kappa)


def test_several_scorers_that_agree_have_a_kappa_of_one() -> None:
    events = Spans.of([(3.0, 9.0)])
    rated = Spans.of([(0.0, 20.0)])
    assert several_agreement([events] * 3, rated).fleiss_kappa == pytest.approx(1.0)
    rng = np.random.default_rng(0)
    chance = [
        Spans.of((float(i), i + 1.0) for i in range(2000) if rng.random() < 0.5) for _ in range(4)
    ]
    assert abs(several_agreement(chance, Spans.of([(0.0, 2000.0)])).fleiss_kappa) < 0.05


def test_krippendorffs_alpha_of_coincidences() -> None:
    """Alpha by its definition: coincidences of values within units."""
    rng = np.random.default_rng(3)
    marks = rng.random((3, 40)) < np.linspace(0.1, 0.9, 40)
    scorers = [Spans.of((float(i), i + 1.0) for i in np.flatnonzero(row)) for row in marks]
    coincidences = np.zeros((2, 2))
    for unit in marks.T.astype(int):
        for i in range(3):
            for j in range(3):
                if i != j:
                    coincidences[unit[i], unit[j]] += 1 / 2
    n_of = coincidences.sum(axis=0)
    observed = coincidences[0, 1]
    expected = n_of[0] * n_of[1] / (n_of.sum() - 1)
    found = several_agreement(scorers, Spans.of([(0.0, 40.0)]))
    assert (found.n_scorers, found.n_steps) == (3, 40)
    assert found.krippendorff_alpha == pytest.approx(1 - observed / expected)


def test_agreement_of_several_who_marked_nothing_is_undefined() -> None:
    found = several_agreement([Spans.of([])] * 3, Spans.of([(0.0, 40.0)]))
    assert np.isnan(found.fleiss_kappa)
    assert np.isnan(found.krippendorff_alpha)


# Bland and Altman 1986, peak expiratory flow with a large and a mini meter, l/min.
WRIGHT = [494, 395, 516, 434, 476, 557, 413, 442, 650, 433, 417, 656, 267, 478, 178, 423, 427]
MINI = [512, 430, 520, 428, 500, 600, 364, 380, 658, 445, 432, 626, 260, 477, 259, 350, 451]


def test_bland_altman_of_the_published_example() -> None:
    large, mini = np.array(WRIGHT, dtype=float), np.array(MINI, dtype=float)
    # The paper: mean difference (large minus mini) -2.1, standard deviation 38.8, limits with 2.
    found = bland_altman(mini, large)
    assert found.bias.value == pytest.approx(-2.1, abs=0.05)
    assert found.bias.low == pytest.approx(-22.0, abs=0.2)
    assert found.bias.high == pytest.approx(17.8, abs=0.2)
    sd = (found.upper.value - found.lower.value) / (2 * 1.959964)
    assert sd == pytest.approx(38.8, abs=0.05)
    assert found.lower.low < found.lower.value < found.lower.high < found.bias.low


# Shrout and Fleiss 1979, six targets and four judges; here the first two judges.
JUDGES = np.array([[9, 2], [6, 1], [8, 4], [7, 1], [10, 5], [6, 2]], dtype=float)


def test_intraclass_correlations_by_the_published_formulas() -> None:
    n, k = JUDGES.shape
    grand = JUDGES.mean()
    rows = k * np.sum((JUDGES.mean(axis=1) - grand) ** 2) / (n - 1)
    columns = n * np.sum((JUDGES.mean(axis=0) - grand) ** 2) / (k - 1)
    whole = np.sum((JUDGES - grand) ** 2)
    error = (whole - rows * (n - 1) - columns * (k - 1)) / ((n - 1) * (k - 1))
    icc2 = (rows - error) / (rows + (k - 1) * error + k * (columns - error) / n)
    icc3 = (rows - error) / (rows + (k - 1) * error)
    found = index_agreement(JUDGES[:, 0], JUDGES[:, 1])
    assert found is not None
    assert found.icc_agreement.value == pytest.approx(icc2, abs=0.005)
    assert found.icc_consistency.value == pytest.approx(icc3, abs=0.005)
    assert found.icc_agreement.low <= found.icc_agreement.value <= found.icc_agreement.high


def test_index_of_few_nights_has_no_agreement() -> None:
    assert index_agreement(np.array([1.0, 2.0, np.nan]), np.array([1.0, 2.0, 3.0])) is None


def test_classes_at_a_cut() -> None:
    reference = np.array([3.0, 20.0, 15.0, 40.0, np.nan, 18.0])
    test = np.array([5.0, 25.0, 16.0, 12.0, 30.0, 17.0])
    found = class_agreement(reference, test, 15.0)
    assert (found.n_both, found.n_reference, found.n_test, found.n_neither) == (2, 1, 1, 1)
    assert found.sensitivity == pytest.approx(2 / 3)
    assert found.specificity == pytest.approx(1 / 2)
    # Of six pairs of a raised and a low night four are in order.
    assert found.area == pytest.approx(5 / 6)


def test_majority_is_more_than_half() -> None:
    scorers = [Spans.of([(0, 4), (20, 22)]), Spans.of([(1, 5)]), Spans.of([(3, 8), (20.5, 23)])]
    found = majority(scorers)
    assert found.onset_s.tolist() == [1.0, 20.5]
    assert found.end_s.tolist() == [5.0, 22.0]
    two = majority(scorers[:2])
    assert (two.onset_s.tolist(), two.end_s.tolist()) == ([1.0], [4.0])


def test_consensus_joins_and_drops_as_the_rules_do() -> None:
    events = Spans.of([(0, 1), (1.4, 2), (9, 9.4)])
    found = majority([events, events, Spans.of([])])
    assert (found.onset_s.tolist(), found.end_s.tolist()) == ([0.0], [2.0])


@pytest.mark.parametrize("seed", range(12))
def test_intervals_of_intraclass_correlations_are_those_of_pingouin(seed: int) -> None:
    pingouin = pytest.importorskip("pingouin")
    rng = np.random.default_rng(seed)
    n = int(rng.integers(3, 40))
    one = rng.gamma(1.5, 15.0, n)
    other = one * rng.uniform(0.5, 1.5) + rng.normal(rng.uniform(-5, 5), rng.uniform(0.1, 20), n)
    table = pd.DataFrame(
        {
            "night": np.tile(np.arange(n), 2),
            "scorer": np.repeat(["reference", "test"], n),
            "value": np.concatenate([one, other]),
        }
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        rows = pingouin.intraclass_corr(table, "night", "scorer", "value")
    limits = next(name for name in rows.columns if name.startswith("CI95"))
    for found, i in zip(intraclass(one, other), (1, 2), strict=True):
        assert found.value == pytest.approx(float(rows.iloc[i]["ICC"]), rel=1e-9)
        # pingouin rounds its limits to two decimals.
        low, high = (float(each) for each in rows.iloc[i][limits])
        assert (found.low, found.high) == (
            pytest.approx(low, abs=0.00501), pytest.approx(high, abs=0.00501)
        )  # fmt: skip


def test_limits_of_a_high_intraclass_correlation_are_not_rounded_away() -> None:
    one = np.arange(10.0, 60.0, 5.0)
    other = one + np.tile([0.6, -0.6], 5)
    agreement, consistency = intraclass(one, other)
    for found in (agreement, consistency):
        assert found.low < found.value < found.high < 1.0


def test_scorers_without_any_scatter_have_no_interval() -> None:
    one = np.array([3.0, 10.0, 40.0])
    agreement, consistency = intraclass(one, one)
    assert (agreement.value, consistency.value) == (1.0, 1.0)
    assert np.isnan([agreement.low, agreement.high, consistency.low, consistency.high]).all()
    shifted, same = intraclass(one, one + 2.0)
    assert shifted.value < 1.0
    assert same.value == 1.0
    assert np.isnan(intraclass(np.full(3, 5.0), np.full(3, 5.0))[0].value)


def test_p_values_for_people() -> None:
    assert [p_text(p) for p in (0.0, 9.9e-4, 0.001, 0.04, np.nan)] == [
        "< 0.001", "< 0.001", "= 0.001", "= 0.040", "-",
    ]  # fmt: skip
