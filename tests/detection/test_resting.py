"""The resting level, from levels of half a second each."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plm_detect.detection.envelope import Envelope
from plm_detect.detection.resting import RestingLevel, resting_level
from plm_detect.model.settings import DetectionSettings

SETTINGS = DetectionSettings()
PER_BIN = 25
RUNS = st.lists(
    st.tuples(
        st.sampled_from([0.5, 1.0, 1.3, 2.7, 4.0, 9.0, 20.0, 60.0]),
        st.sampled_from([1, 3, 8, 30, 70, 200]),
        st.floats(0, 0.3),
    ),
    min_size=1,
    max_size=8,
)


def envelope(median_uv: np.ndarray) -> Envelope:
    values = np.asarray(median_uv, dtype=np.float32)
    return Envelope(np.arange(len(values) + 1) * 5, 0.02, values, values)


def rest_of(level_uv: list[float] | np.ndarray, **changed: float) -> np.ndarray:
    """Return the resting level where the envelope stands at levels for half a second each."""
    whole = envelope(np.repeat(np.asarray(level_uv, dtype=np.float32), PER_BIN))
    return resting_level(whole, 256.0, DetectionSettings(**changed)).microvolts


def lasting(*runs: tuple[float, float]) -> np.ndarray:
    """Return levels that last so many seconds each."""
    return np.concatenate([np.full(round(2 * seconds), level) for level, seconds in runs])


def swaying(low: float, high: float, seconds: float) -> np.ndarray:
    """Return levels that change back and forth every half second."""
    return np.tile([low, high], round(seconds))


def test_bins_of_the_envelope_lie_in_the_level_and_the_last_one_covers_more() -> None:
    rest = RestingLevel(np.array([1.0, 2.0, 3.0]), 4)
    bins = np.array([0, 3, 4, 7, 8, 11, 12, 13])
    assert rest.places(bins).tolist() == [0, 0, 1, 1, 2, 2, 2, 2]
    assert rest.at(bins).tolist() == [1, 1, 2, 2, 3, 3, 3, 3]
    assert rest.at(np.array([[0, 4], [13, 3]])).tolist() == [[1, 2], [3, 1]]


@settings(max_examples=40)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=6), st.integers(1, 30), st.data())
def test_level_over_all_bins_is_that_at_each(level, per_bin: int, data: st.DataObject) -> None:
    rest = RestingLevel(np.array(level, dtype=np.float64), per_bin)
    n_bins = len(level) * per_bin + data.draw(st.integers(0, per_bin - 1))
    over = rest.over(n_bins)
    assert over.dtype == np.float32
    assert over.tolist() == rest.at(np.arange(n_bins)).tolist()


def test_level_of_a_bin_is_the_median_in_the_middle_of_its_thirds() -> None:
    # Of 25 bins these are the 4th, 12th and 20th, from 0.
    values = np.full(25, 1000.0)
    values[[4, 12, 20]] = 3.0, 7.0, 5.0
    rest = resting_level(envelope(values), 256.0, SETTINGS)
    assert rest.microvolts.tolist() == [5.0]
    assert rest.per_bin == 25


def test_what_does_not_fill_a_bin_belongs_to_the_last_one() -> None:
    rest = resting_level(envelope(np.ones(74)), 256.0, SETTINGS)
    assert rest.microvolts.tolist() == pytest.approx([1.0, 1.0])
    assert len(rest.over(74)) == 74


@pytest.mark.parametrize("level_uv", [0.01, 0.3, 1.0, 7.0, 300.0])
@pytest.mark.parametrize("n_bins", [1, 2, 5, 100, 1500])
def test_steady_emg_is_its_own_rest(level_uv: float, n_bins: int) -> None:
    np.testing.assert_allclose(rest_of(np.full(n_bins, level_uv)), level_uv, rtol=1e-6)


def test_where_there_is_no_signal_there_is_no_rest_and_around_it_nothing_changes() -> None:
    level = lasting((2.0, 40), (0.0099, 50), (2.0, 40))
    rest = rest_of(level)
    np.testing.assert_allclose(rest, np.where(level > 1, 2.0, 0.0), rtol=1e-6)
    assert np.all(rest_of(np.zeros(10)) == 0)


@pytest.mark.parametrize("moving_s", [2.0, 4.0, 7.0])
@pytest.mark.parametrize("height_uv", [3.0, 60.0])
def test_movements_that_leave_a_fifth_quiet_do_not_lift_rest(
    moving_s: float, height_uv: float
) -> None:
    level = lasting(*[(1.0, 10 - moving_s), (height_uv, moving_s)] * 20, (1.0, 30))
    np.testing.assert_allclose(rest_of(level), 1.0, rtol=1e-6)


def mean_of_quiet(level: np.ndarray, is_quiet: np.ndarray, i: int) -> float:
    """Return a triangle of seven and seven bins, and a fiftieth of the 81 bins around."""
    near, far = np.arange(i - 6, i + 7), np.arange(i - 40, i + 41)
    weight = np.zeros(len(level))
    weight[near] += (7 - np.abs(near - i)) / 49
    weight[far] += 0.02 / 81
    weight *= is_quiet
    return float(np.sum(weight * level) / np.sum(weight))


def test_rest_is_the_mean_of_the_quiet_emg_nearby() -> None:
    # Movements of 1, 5 and 15 s; in the middle of the last one nothing within 3 s is quiet.
    level = 1 + 0.3 * np.random.default_rng(0).random(240)
    is_quiet = np.ones(240, dtype=bool)
    for first, stop in ((60, 62), (80, 90), (120, 150)):
        is_quiet[first:stop] = False
    level[~is_quiet] = 40.0
    rest = rest_of(level)
    expected = [mean_of_quiet(level, is_quiet, i) for i in range(50, 190)]
    np.testing.assert_allclose(rest[50:190], expected, rtol=1e-5)


@pytest.mark.parametrize(
    ("rest_uv", "height_uv", "is_quiet"),
    # Quiet up to 1.5 uV more and up to one and a half of it, whichever is more.
    [(1.0, 2.5, True), (1.0, 2.51, False), (8.0, 12.0, True), (8.0, 12.01, False)],
)
def test_emg_is_quiet_up_to_a_limit(rest_uv: float, height_uv: float, is_quiet: bool) -> None:
    level = np.full(120, rest_uv)
    level[60] = height_uv
    quiet = np.ones(120, dtype=bool)
    quiet[60] = is_quiet
    assert rest_of(level)[60] == pytest.approx(mean_of_quiet(level, quiet, 60), rel=1e-5)


def test_rest_steps_with_the_posture_at_once() -> None:
    rest = rest_of(lasting((1.0, 60), (4.0, 100), (1.0, 60)))
    # The mean of what is nearby reaches over 3 s; a fiftieth of it comes from further away.
    at = np.arange(len(rest)) / 2
    up, down = 60, 160
    steady = (at > up + 3) & (at < down - 3.5)
    np.testing.assert_allclose(rest[steady], 4.0, atol=0.06)
    np.testing.assert_allclose(rest[(at < up - 3.5) | (at > down + 3)], 1.0, atol=0.06)
    assert np.all(np.diff(rest[2 * up - 7 : 2 * up + 7]) > 0)


@pytest.mark.parametrize(("dip_uv", "is_quiet"), [(8.44, True), (8.43, False)])
def test_higher_level_holds_where_the_emg_around_it_is_hardly_lower(
    dip_uv: float, is_quiet: bool
) -> None:
    # A posture of 10 uV, three seconds after its beginning a dip: 1.15 of it and 0.3 uV are 10 uV
    # at 8.435 uV. Where the lower level holds, three bins around are louder than quiet EMG, as the
    # first and the last bin of the posture are.
    level = lasting((1.0, 60), (10.0, 60), (1.0, 60))
    level[126] = dip_uv
    quiet = np.ones(360, dtype=bool)
    quiet[[120, 239]] = False
    quiet[125:128] = is_quiet
    assert rest_of(level)[126] == pytest.approx(mean_of_quiet(level, quiet, 126), rel=1e-5)


def is_rest(raised: np.ndarray, **changed: float) -> bool:
    """Return whether a raised level in the middle of 1 uV is taken for rest."""
    level = np.concatenate((np.ones(240), raised, np.ones(240)))
    middle = rest_of(level, **changed)[240 + len(raised) // 2]
    assert middle == pytest.approx(1.0, abs=0.1) or middle > 0.9 * np.min(raised)
    return bool(middle > 2)


@pytest.mark.parametrize(
    ("height_uv", "seconds", "expected"),
    [
        (13.0, 60, True),  # raised by 12 uV
        (13.1, 60, False),
        (60.0, 85, False),
        (60.0, 95, True),  # a posture of more than 90 s
        (4.0, 25, False),  # less than four fifths of the 32 s after or before any of it
        (4.0, 55, True),  # more than four fifths of the 32 s after or before all of it
    ],
)
def test_steady_emg_is_rest_when_it_is_weak_or_lasts(
    height_uv: float, seconds: float, expected: bool
) -> None:
    assert is_rest(lasting((height_uv, seconds))) is expected


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    # Chance moves levels of half a second in 90 Hz by 0.756 / sqrt(90) = 8.0 %, the median by
    # 1.2 times this; the median change from one to the next is 0.6745 * sqrt(2) times that, and
    # 1.5 times the change are steady: 13.7 % of the level. Raised by 5 uV it is twice as much.
    [(11.0, 12.4, True), (11.0, 12.6, False), (6.0, 7.5, True), (6.0, 7.8, False)],
)
def test_emg_is_steady_when_it_changes_like_chance(low: float, high: float, expected: bool) -> None:
    assert is_rest(swaying(low, high, 60)) is expected


def test_movement_of_the_body_does_not_lift_rest_until_it_is_too_long_to_be_one() -> None:
    assert not is_rest(swaying(20.0, 40.0, 280))
    assert is_rest(swaying(20.0, 40.0, 320))
    assert is_rest(swaying(20.0, 40.0, 120), rest_raised_s=90.0)


def test_settings_are_used() -> None:
    assert is_rest(lasting((60.0, 60)), rest_posture_s=50.0)
    assert is_rest(lasting((60.0, 60)), rest_raised_most_uv=59.5)
    assert is_rest(swaying(11.0, 12.6, 60), rest_steady_factor=1.7)
    assert is_rest(swaying(11.0, 12.6, 60), rest_raised_weak_uv=12.0)
    assert is_rest(lasting((4.0, 20)), rest_window_s=10.0)
    dense = lasting(*[(1.0, 3), (60.0, 7)] * 20)
    assert np.max(rest_of(dense)) < 1.1
    assert np.max(rest_of(dense, rest_percentile=40.0)) > 20


@settings(max_examples=60)
@given(RUNS, st.integers(0, 2**31))
def test_rest_is_the_same_backwards_in_time(runs, seed: int) -> None:
    level = made(runs, seed)
    np.testing.assert_allclose(rest_of(level[::-1])[::-1], rest_of(level), rtol=1e-4)


@settings(max_examples=60)
@given(RUNS, st.integers(0, 2**31))
def test_rest_lies_within_the_emg(runs, seed: int) -> None:
    level = made(runs, seed)
    rest = rest_of(level)
    assert len(rest) == len(level)
    assert np.all(rest >= np.min(level) * (1 - 1e-5))
    assert np.all(rest <= np.max(level) * (1 + 1e-5))


@settings(max_examples=40)
@given(RUNS, st.integers(0, 2**31), st.integers(1, 400))
def test_rest_moves_with_the_emg(runs, seed: int, n_before: int) -> None:
    # Near its ends a stretch has less to look at, so that as much as is looked at stands around.
    around = np.ones(round(2 * SETTINGS.rest_raised_s))
    level = np.concatenate((around, made(runs, seed), around))
    later = np.concatenate((np.ones(n_before), level))
    np.testing.assert_allclose(rest_of(later)[n_before:], rest_of(level), rtol=1e-4)


def made(runs: list[tuple[float, int, float]], seed: int) -> np.ndarray:
    """Return runs of levels that stray by a share."""
    rng = np.random.default_rng(seed)
    parts = [level * (1 + share * rng.uniform(-1, 1, n)) for level, n, share in runs]
    return np.concatenate(parts)
