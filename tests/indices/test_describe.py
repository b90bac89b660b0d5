"""Descriptive statistics, against the standard library and by hand."""

from __future__ import annotations

import math
import statistics

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plm_detect.indices import describe

POSITIVE = st.lists(st.floats(0.01, 1e4), min_size=2, max_size=12)
ALL = (
    describe.mean,
    describe.median,
    describe.sd,
    describe.smallest,
    describe.largest,
    describe.log_mean,
    describe.log_sd,
)
OF_ONE = {describe.sd: math.nan, describe.log_sd: math.nan}


@pytest.mark.parametrize("statistic", ALL)
def test_nothing_has_no_statistic(statistic) -> None:
    assert math.isnan(statistic(np.empty(0)))


@pytest.mark.parametrize("statistic", ALL)
def test_one_value_has_no_spread_and_is_all_else(statistic) -> None:
    found = statistic(np.array([7.0]))
    assert found == pytest.approx(OF_ONE.get(statistic, 7.0), nan_ok=True)


def test_statistics_of_four_values_by_hand() -> None:
    # 1 2 4 8: mean 15/4; squares of the distances 7.5625 + 3.0625 + 0.0625 + 18.0625 = 28.75.
    values = np.array([8.0, 1.0, 4.0, 2.0])
    assert describe.mean(values) == 3.75
    assert describe.median(values) == 3.0
    assert describe.sd(values) == pytest.approx(math.sqrt(28.75 / 3))
    assert (describe.smallest(values), describe.largest(values)) == (1.0, 8.0)
    # In powers of two 0 1 2 3: mean 1.5, squares of the distances 5.
    assert describe.log_mean(values) == pytest.approx(2**1.5)
    assert describe.log_sd(values) == pytest.approx(2 ** math.sqrt(5 / 3))


@settings(max_examples=60)
@given(POSITIVE)
def test_same_as_the_standard_library(values: list[float]) -> None:
    array = np.array(values)
    assert describe.mean(array) == pytest.approx(statistics.fmean(values))
    assert describe.median(array) == pytest.approx(statistics.median(values))
    # Values closer than a microsecond are the same time.
    assert describe.sd(array) == pytest.approx(statistics.stdev(values), abs=1e-6)
    assert describe.log_mean(array) == pytest.approx(statistics.geometric_mean(values))
    logs = [math.log(value) for value in values]
    assert describe.log_sd(array) == pytest.approx(math.exp(statistics.stdev(logs)))


def test_durations_that_are_the_same_time_have_no_spread() -> None:
    # 0.1 + 0.2 and 0.3 differ in the last digit; 2 us are a difference.
    assert describe.sd(np.array([0.1 + 0.2, 0.3, 0.3])) == 0.0
    assert describe.sd(np.array([1.0, 1.0 + 0.9e-6])) == 0.0
    assert describe.sd(np.array([0.0, 1e-6])) == pytest.approx(1e-6 / math.sqrt(2))
    assert describe.sd(np.array([1.0, 1.0 + 2e-6])) == pytest.approx(math.sqrt(2) * 1e-6)


@settings(max_examples=40)
@given(POSITIVE, st.floats(0.1, 10), st.floats(-50, 50))
def test_spread_scales_and_does_not_shift_and_that_of_logarithms_does_not_scale(
    values: list[float], factor: float, shift: float
) -> None:
    array = np.array(values)
    assert describe.sd(array * factor + shift) == pytest.approx(
        factor * describe.sd(array), rel=1e-6, abs=2e-5
    )
    assert describe.log_mean(array * factor) == pytest.approx(factor * describe.log_mean(array))
    assert describe.log_sd(array * factor) == pytest.approx(describe.log_sd(array))


@settings(max_examples=40)
@given(POSITIVE, st.randoms(use_true_random=False))
def test_order_does_not_matter_and_means_lie_between_the_extremes(values, random) -> None:
    shuffled = random.sample(values, len(values))
    for statistic in ALL:
        assert statistic(np.array(shuffled)) == pytest.approx(statistic(np.array(values)), abs=1e-9)
    for statistic in (describe.mean, describe.median, describe.log_mean):
        found = statistic(np.array(values))
        assert min(values) * (1 - 1e-9) <= found <= max(values) * (1 + 1e-9)


def test_each_column_holds_its_own_values() -> None:
    values = np.array([1.0, 2.0, 6.0])
    inside = np.array([[True, True, True], [False, True, False], [False, False, False]])
    found = describe.by_column(describe.mean, values, inside)
    np.testing.assert_array_equal(found, [3.0, 2.0, np.nan])
    nobody = describe.by_column(describe.largest, np.empty(0), np.empty((8, 0), dtype=bool))
    assert nobody.shape == (8,)
    assert np.isnan(nobody).all()
