"""The periodicity index of Ferri 2006."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plm_detect.indices.periodicity import periodicity_index

INTERVALS = st.lists(
    st.sampled_from([0.5, 9.999, 10.0, 10.001, 20.0, 45.0, 90.0, 90.001, 300.0, math.nan]),
    max_size=25,
)


def index(*imi_s: float) -> float:
    return periodicity_index(np.array(imi_s, dtype=np.float64))


def counted(intervals: list[float]) -> float:
    """Return the index by walking from interval to interval."""
    periodic, run = 0, []
    for imi_s in [*intervals, math.nan]:
        if 10 < imi_s <= 90:
            run.append(imi_s)
        else:
            periodic += len(run) if len(run) >= 3 else 0
            run = []
    n_all = sum(not math.isnan(imi_s) for imi_s in intervals)
    return periodic / n_all if n_all else math.nan


@settings(max_examples=150)
@given(INTERVALS)
def test_same_as_counting(intervals: list[float]) -> None:
    assert index(*intervals) == pytest.approx(counted(intervals), nan_ok=True)


def test_without_intervals_it_is_undefined() -> None:
    assert math.isnan(index())
    assert math.isnan(index(math.nan, math.nan))


def test_three_in_a_row_are_periodic_and_two_are_not() -> None:
    assert index(20, 20, 20) == 1.0
    assert index(20, 20) == 0.0
    assert index(20, 20, 5, 20, 20) == 0.0
    assert index(5, 20, 20, 20, 5) == 0.6


def test_ten_seconds_are_too_short_and_ninety_are_not_too_long() -> None:
    assert index(10, 10, 10) == 0.0
    assert index(90, 90, 90) == 1.0
    # What differs by less than a microsecond is the same time.
    assert index(10 + 1e-9, 10 + 1e-9, 10 + 1e-9) == 0.0
    assert index(90 + 1e-9, 90 + 1e-9, 90 + 1e-9) == 1.0
    assert index(90.001, 90.001, 90.001) == 0.0


def test_undefined_interval_ends_a_run_and_is_not_counted() -> None:
    assert index(20, 20, math.nan, 20) == 0.0
    assert index(math.nan, 20, 20, 20, math.nan, 5) == 0.75


@settings(max_examples=60)
@given(INTERVALS)
def test_it_lies_between_nothing_and_all_and_time_may_run_backwards(
    intervals: list[float],
) -> None:
    found = index(*intervals)
    assert math.isnan(found) or 0 <= found <= 1
    assert index(*intervals[::-1]) == pytest.approx(found, nan_ok=True)
    # One or two periodic intervals alone cannot be: a run has three.
    periodic = found * sum(not math.isnan(imi_s) for imi_s in intervals)
    assert math.isnan(periodic) or round(periodic) not in {1, 2}


@settings(max_examples=40)
@given(INTERVALS, INTERVALS)
def test_nights_with_a_break_between_them_add_up(first: list[float], second: list[float]) -> None:
    n_first, n_second = (sum(not math.isnan(imi_s) for imi_s in x) for x in (first, second))
    if n_first and n_second:
        whole = (n_first * index(*first) + n_second * index(*second)) / (n_first + n_second)
        assert index(*first, math.nan, *second) == pytest.approx(whole)
