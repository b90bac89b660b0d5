"""Short means, and running medians that a spike does not lift."""

from __future__ import annotations

import statistics

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from plm_detect.detection.envelope import (
    Envelope,
    envelope_of,
    median_of_three,
    middle,
    odd,
    running_median,
)
from plm_detect.model.settings import DetectionSettings
from plm_detect.model.signals import Segment

SETTINGS = DetectionSettings()
LEVELS = st.integers(0, 60).map(float)


def row(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float32)


def envelope(edges: list[int], bin_s: float = 0.02) -> Envelope:
    zeros = np.zeros(len(edges) - 1, dtype=np.float32)
    return Envelope(np.array(edges), bin_s, zeros, zeros)


def medians_by_hand(values: list[float], n_groups: int) -> list[float]:
    """Return medians of the medians of so many threes side by side, the ends repeated."""
    last = len(values) - 1
    out = []
    for i in range(len(values)):
        threes = []
        for group in range(-(n_groups // 2), n_groups // 2 + 1):
            at = [min(max(i + 3 * group + step, 0), last) for step in (-1, 0, 1)]
            threes.append(statistics.median(values[j] for j in at))
        out.append(statistics.median(threes))
    return out


def test_odd_number_is_itself_or_the_next_one() -> None:
    assert [odd(n) for n in (1, 2, 3, 4, 15, 16)] == [1, 3, 3, 5, 15, 17]


@settings(max_examples=60)
@given(st.lists(LEVELS, min_size=1, max_size=20))
def test_middle_is_the_median_or_the_upper_of_two(values: list[float]) -> None:
    expected = sorted(values)[len(values) // 2]
    assert middle(np.array(values)) == expected == statistics.median_high(values)


def test_middle_is_taken_along_the_last_axis() -> None:
    assert middle(np.array([[3.0, 1.0, 2.0, 9.0], [5.0, 5.0, 0.0, 7.0]])).tolist() == [3.0, 5.0]


@settings(max_examples=80)
@given(arrays(np.float32, (3, 7), elements=LEVELS))
def test_median_of_three_does_not_care_for_order(values: np.ndarray) -> None:
    for order in ((0, 1, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)):
        found = median_of_three(*values[list(order)])
        np.testing.assert_array_equal(found, np.median(values, axis=0))


@pytest.mark.parametrize(
    ("n_bins", "n_groups"),
    # A third of the width, rounded, and then up to an odd number.
    [(1, 1), (3, 1), (4, 1), (5, 3), (9, 3), (13, 5), (15, 5), (16, 5), (17, 7), (21, 7), (30, 11)],
)
@settings(max_examples=12)
@given(values=st.lists(LEVELS, min_size=1, max_size=45))
def test_running_median_is_that_of_medians_of_three(
    n_bins: int, n_groups: int, values: list[float]
) -> None:
    found = running_median(np.array(values, dtype=np.float32), n_bins)
    assert found.dtype == np.float32
    assert found.tolist() == medians_by_hand(values, n_groups)


def test_running_median_of_nothing_is_nothing() -> None:
    assert len(running_median(row(), 15)) == 0


def test_edges_stay_where_they_are() -> None:
    step = row(*[1.0] * 20, *[50.0] * 20)
    np.testing.assert_array_equal(running_median(step, 15), step)
    np.testing.assert_array_equal(running_median(step[::-1], 15), step[::-1])


@settings(max_examples=60)
@given(st.lists(LEVELS, min_size=1, max_size=40), st.sampled_from([3, 9, 15, 21]))
def test_running_median_is_symmetrical_scales_and_adds_nothing(
    values: list[float], n_bins: int
) -> None:
    array = np.array(values, dtype=np.float32)
    found = running_median(array, n_bins)
    assert set(found.tolist()) <= set(values)
    np.testing.assert_array_equal(running_median(array[::-1], n_bins), found[::-1])
    np.testing.assert_array_equal(running_median(4 * array + 8, n_bins), 4 * found + 8)
    rising = np.sort(array)
    np.testing.assert_array_equal(running_median(rising, n_bins), rising)


@pytest.mark.parametrize(("width", "is_lifted"), [(3, False), (6, False), (7, True)])
def test_what_fills_less_than_two_fifths_does_not_lift_the_median(
    width: int, is_lifted: bool
) -> None:
    # Fifteen bins are five threes. Seven bins in a row reach two of each of three: the median.
    values = row(*[1.0] * 40, *[90.0] * width, *[1.0] * 40)
    assert (running_median(values, 15).max() > 1) == is_lifted


@pytest.mark.parametrize(
    ("seconds", "n_bins"), [(0.0, 1), (0.009, 1), (0.011, 1), (0.029, 1), (0.031, 2), (0.3, 15)]
)
def test_durations_hold_so_many_bins(seconds: float, n_bins: int) -> None:
    assert envelope([0, 4]).bins_in(seconds) == n_bins


def test_samples_lie_in_the_bin_that_begins_with_them() -> None:
    three = envelope([0, 5, 10, 16])
    samples = np.array([-1, 0, 4, 5, 9, 10, 15, 16, 99])
    assert three.bin_of(samples).tolist() == [0, 0, 0, 1, 1, 2, 2, 2, 2]
    assert envelope([0, 7]).bin_of(np.array([0, 6])).tolist() == [0, 0]


def enveloped(samples: np.ndarray, rate_hz: float, **settings: float) -> Envelope:
    return envelope_of(Segment(0.0, rate_hz, samples), DetectionSettings(**settings))


def test_bins_hold_the_means_of_their_samples() -> None:
    # 20 ms at 200 Hz are four samples; what is left over belongs to the last bin.
    found = enveloped(np.array([1, 2, 3, 4, 5, 5, 5, 5, 9, 0, 0.0]), 200.0)
    assert found.edges[:].tolist() == [0, 4, 11]
    assert found.mean_uv.tolist() == pytest.approx([2.5, 29 / 7])
    assert found.bin_s == 0.02


def test_edges_are_rounded_to_samples_and_do_not_drift() -> None:
    # 20 ms at 256 Hz are 5.12 samples: after an hour there is not half a sample between the edge
    # and its time.
    found = enveloped(np.ones(256 * 3600), 256.0)
    assert found.edges[:9].tolist() == [0, 5, 10, 15, 20, 26, 31, 36, 41]
    assert len(found.mean_uv) == 50 * 3600
    times = np.arange(len(found.edges)) * 0.02 * 256
    assert np.max(np.abs(found.edges[:] - times)) <= 0.5


@pytest.mark.parametrize(("rate_hz", "bin_s"), [(199.0, 4 / 199), (200.0, 0.02), (100.0, 0.04)])
def test_bins_are_longer_where_they_would_hold_fewer_than_four_samples(
    rate_hz: float, bin_s: float
) -> None:
    found = enveloped(np.ones(1000), rate_hz)
    assert found.bin_s == pytest.approx(bin_s)
    assert np.diff(found.edges[:]).min() == 4


def test_stretch_shorter_than_a_bin_is_one_bin() -> None:
    found = enveloped(np.array([2.0, 4.0]), 256.0)
    assert found.edges[:].tolist() == [0, 2]
    assert found.mean_uv.tolist() == found.median_uv.tolist() == [3.0]


@pytest.mark.parametrize(("envelope_s", "n_groups"), [(0.3, 5), (0.06, 1), (0.18, 3)])
def test_median_is_the_running_one_over_the_given_time(envelope_s: float, n_groups: int) -> None:
    # At 200 Hz a bin of 20 ms has four samples; here they are equal.
    means = np.random.default_rng(0).integers(0, 50, 60)
    found = enveloped(np.repeat(means, 4).astype(float), 200.0, envelope_s=envelope_s)
    assert found.mean_uv.tolist() == means.tolist()
    assert found.median_uv.tolist() == medians_by_hand(means.tolist(), n_groups)


@settings(max_examples=60)
@given(
    st.lists(st.integers(0, 100), min_size=1, max_size=200),
    st.sampled_from([100.0, 199.9, 256.0, 500.0, 512.3]),
)
def test_bins_leave_no_sample_out_and_count_none_twice(values: list[int], rate_hz: float) -> None:
    samples = np.array(values, dtype=np.float64)
    found = enveloped(samples, rate_hz)
    assert found.edges[:][[0, -1]].tolist() == [0, len(values)]
    widths = np.diff(found.edges[:])
    assert widths.min() >= min(4, len(values))
    assert np.sum(found.mean_uv * widths) == pytest.approx(np.sum(samples), rel=1e-5)
    assert np.repeat(np.arange(len(widths)), widths).tolist() == (
        found.bin_of(np.arange(len(values))).tolist()
    )
    louder = enveloped(2 * samples, rate_hz)
    np.testing.assert_array_equal(louder.median_uv, 2 * found.median_uv)
