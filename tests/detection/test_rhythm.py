"""Whether an envelope beats like a heart."""

from __future__ import annotations

import statistics

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plm_detect.detection.envelope import Envelope
from plm_detect.detection.resting import RestingLevel
from plm_detect.detection.rhythm import heart_rhythm

WINDOW = 500
"""Ten seconds are 500 bins of 20 ms; beats follow each other after 20 to 75 of them."""


def followed(mean_uv: np.ndarray, rest_uv: float = 1.0) -> tuple[Envelope, RestingLevel]:
    values = np.asarray(mean_uv, dtype=np.float32)
    edges = np.arange(len(values) + 1) * 5
    n_rest = max(1, len(values) // 25)
    return Envelope(edges, 0.02, values, values), RestingLevel(np.full(n_rest, rest_uv), 25)


def strength(*legs: np.ndarray, rest_uv: float = 1.0) -> float | None:
    return heart_rhythm([followed(each, rest_uv) for each in legs])


def beats(every: float, n_bins: int = WINDOW, height: float = 2.0) -> np.ndarray:
    """Return a level of 1 with a beat of five bins every so many bins."""
    return 1 + height * (np.arange(n_bins) % every < 5)


def noise(n_bins: int = WINDOW, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).gamma(6.0, 1 / 6.0, n_bins)


def by_hand(mean_uv: np.ndarray) -> float:
    """Return the highest autocorrelation of one window over a rest of 1, lag by lag."""
    ratio = np.minimum(mean_uv.astype(np.float32).astype(np.float64), 5.0)
    mirrored = np.concatenate((ratio[::-1], ratio, ratio[::-1]))
    n = len(ratio)
    row = np.array(
        [
            mirrored[n + i - 2 : n + i + 3].mean() - mirrored[n + i - 40 : n + i + 40].mean()
            for i in range(n)
        ]
    )
    row -= row.mean()
    return max(float(np.sum(row[lag:] * row[: n - lag])) for lag in range(20, 76)) / np.sum(row**2)


@settings(max_examples=20)
@given(st.integers(0, 2**31), st.floats(15, 90), st.floats(0, 8))
def test_strength_of_a_window_is_its_highest_autocorrelation(
    seed: int, every: float, height: float
) -> None:
    mean_uv = noise(seed=seed) * beats(every, height=height)
    assert strength(mean_uv) == pytest.approx(max(0.0, by_hand(mean_uv)), abs=1e-4)


@pytest.mark.parametrize("every", [20, 76, 78, 80])
def test_shortest_and_longest_beat_are_looked_at_and_no_others(every: int) -> None:
    # Where beats are further apart than 75 bins, the strength grows up to there.
    mean_uv = noise() * beats(every, height=8.0)
    assert strength(mean_uv) == pytest.approx(by_hand(mean_uv), abs=1e-4)


def test_heart_is_told_from_noise() -> None:
    assert strength(*(beats(50) * noise(seed=i) for i in range(6))) > 0.6
    assert 0.05 < strength(*(noise(seed=i) for i in range(6))) < 0.25


@pytest.mark.parametrize(
    ("every", "is_heart"),
    # 40 to 150 a minute, and a little further because beats are smoothed.
    [(20, True), (45, True), (75, True), (95, False), (120, False)],
)
def test_beats_follow_each_other_after_four_tenths_to_one_and_a_half_seconds(
    every: int, is_heart: bool
) -> None:
    assert (strength(beats(every, 5 * WINDOW)) > 0.5) == is_heart


def test_where_no_window_fits_nothing_is_known() -> None:
    assert strength() is None
    assert strength(beats(50, WINDOW - 1), beats(50, WINDOW - 1)) is None
    assert strength(beats(50, WINDOW)) is not None


def test_what_does_not_fill_a_window_is_left_out() -> None:
    assert strength(np.append(beats(50), 100 * noise(WINDOW - 1))) == strength(beats(50))


def test_steady_emg_does_not_beat() -> None:
    assert strength(np.ones(WINDOW)) == 0.0
    assert strength(beats(50), rest_uv=0.0) == 0.0


def test_heart_beats_in_three_quarters_of_the_windows() -> None:
    # Of five windows the second lowest counts, of four a quarter of the way up to it.
    heart, none = beats(50), np.ones(WINDOW)
    beating = strength(heart)
    assert strength(heart, heart, heart, heart, none) == pytest.approx(beating)
    assert strength(heart, heart, heart, none, none) == 0.0
    assert strength(heart, heart, heart, none) == pytest.approx(0.75 * beating)


def test_strength_is_the_lower_quartile_of_the_windows() -> None:
    windows = [noise(seed=i) * beats(40 + i, height=i / 2) for i in range(8)]
    each = [strength(window) for window in windows]
    quartile = statistics.quantiles(each, n=4, method="inclusive")[0]
    assert strength(*windows) == pytest.approx(quartile)


def test_movements_count_with_five_times_rest() -> None:
    moving, capped = beats(50), beats(50)
    moving[100:180], capped[100:180] = 900.0, 5.0
    assert strength(moving) == strength(capped)
    capped[100:180] = 4.0
    assert strength(moving) != strength(capped)


def test_windows_are_looked_at_all_over_the_night_but_no_more_than_240() -> None:
    # Every other window beats. Of 240 all are looked at, of 241 every other one, from the first.
    pair = np.concatenate((beats(50), np.ones(WINDOW)))
    assert strength(np.tile(pair, 120)) == 0.0
    longer = np.concatenate((np.tile(pair, 120), beats(50)))
    assert strength(longer) == pytest.approx(strength(beats(50)))


@settings(max_examples=20)
@given(st.integers(0, 2**31), st.floats(0.01, 100), st.permutations(range(3)))
def test_neither_the_unit_nor_the_order_of_stretches_matters(seed, factor, order) -> None:
    legs = [noise(seed=seed + i) * beats(30 + 10 * i) for i in range(3)]
    found = strength(*legs)
    assert strength(*(legs[i] for i in order)) == pytest.approx(found)
    assert strength(*(factor * leg for leg in legs), rest_uv=factor) == pytest.approx(
        found, abs=1e-4
    )
    assert strength(np.concatenate(legs)) == pytest.approx(found)
    assert 0 <= found <= 1
