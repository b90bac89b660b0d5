"""First and last samples of movements, by hand and against a loop over the samples."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plm_detect.detection.edges import end_samples, onset_samples
from plm_detect.detection.envelope import Envelope
from plm_detect.model.settings import DetectionSettings

SETTINGS = DetectionSettings(
    onset_edge_s=0.08, onset_average_s=0.1, onset_average_most_s=0.2, rest_peak_factor=4.0
)
RATE_HZ, BIN = 200.0, 4
"""Bins of 20 ms hold four samples; 30 ms are six, 80 ms sixteen; half of 0.2 s is five bins."""


def envelope_for(emg: np.ndarray) -> Envelope:
    edges = np.append(np.arange(len(emg) // BIN) * BIN, len(emg))
    nothing = np.zeros(len(edges) - 1, dtype=np.float32)
    return Envelope(edges, 0.02, nothing, nothing)


def quiet(n_samples: int = 160, *parts: tuple[int, int, float]) -> np.ndarray:
    """Return an EMG of zeros with parts from a sample to another one at a level."""
    emg = np.zeros(n_samples)
    for first, stop, level in parts:
        emg[first:stop] = level
    return emg


def onset(emg: np.ndarray, first_bin: int, rising_bin: int, level_uv: float = 10.0) -> int:
    found = onset_samples(
        emg,
        envelope_for(emg),
        np.array([first_bin]),
        np.array([rising_bin]),
        np.array([level_uv]),
        RATE_HZ,
        SETTINGS,
    )
    return int(found[0])


def end(emg: np.ndarray, stop_bin: int, rest_uv: float = 1.0, above_uv: float = 2.0) -> int:
    found = end_samples(
        emg,
        envelope_for(emg),
        np.array([stop_bin]),
        np.array([rest_uv]),
        np.array([above_uv]),
        RATE_HZ,
        SETTINGS,
    )
    return int(found[0])


@pytest.mark.parametrize("first", [77, 78, 79, 80, 81, 83, 87])
def test_movement_begins_with_the_first_sample_that_reaches_the_level(first: int) -> None:
    assert onset(quiet(160, (first, 140, 50.0)), 20, 21) == first


def test_level_is_reached_when_it_is_met() -> None:
    assert onset(quiet(160, (82, 140, 10.0)), 20, 21) == 82
    assert onset(quiet(160, (82, 140, 9.99), (90, 140, 10.0)), 20, 21) == 90


def test_lone_spike_is_no_onset() -> None:
    # 50 uV in one of six samples are a mean of 8.3, of 60 uV one of 10.
    burst = (90, 150, 20.0)
    assert onset(quiet(160, (80, 81, 50.0), burst), 20, 22) == 90
    # Of sixteen samples 60 + 6 times 20 are a mean of 11.25.
    assert onset(quiet(160, (80, 81, 60.0), burst), 20, 22) == 80


def test_what_does_not_last_for_the_time_of_the_settings_is_no_onset() -> None:
    # Seven samples of 20 uV in sixteen are a mean of 8.75, eight one of 10.
    assert onset(quiet(160, (80, 87, 20.0), (104, 150, 20.0)), 20, 26) == 104
    assert onset(quiet(160, (80, 88, 20.0), (104, 150, 20.0)), 20, 26) == 80


def test_activity_a_little_later_does_not_make_a_spike_an_onset() -> None:
    # The mean over 80 ms is far above the level, that over 30 ms is not.
    assert onset(quiet(160, (80, 81, 12.0), (86, 150, 100.0)), 20, 22) == 86


def test_search_begins_one_bin_before_the_activity() -> None:
    emg = quiet(160, (60, 150, 50.0))
    assert onset(emg, 20, 21) == 76
    assert onset(emg, 0, 21) == 60
    assert onset(quiet(160, (0, 150, 10.0)), 0, 3) == 0


def test_search_ends_half_of_the_longest_average_after_the_rise() -> None:
    # Five bins after the bin that begins with sample 84, that is before sample 104.
    assert onset(quiet(200, (103, 190, 50.0)), 20, 21) == 103
    assert onset(quiet(200, (104, 190, 50.0)), 20, 21) == 84


def test_where_nothing_lasts_it_begins_with_the_bin_of_the_rise() -> None:
    assert onset(quiet(160), 20, 23) == 92


def test_at_the_end_of_the_recording_the_mean_is_taken_over_what_is_left() -> None:
    assert onset(quiet(100, (98, 100, 10.0)), 23, 24) == 98
    assert onset(quiet(100, (98, 99, 10.0)), 23, 24) == 96


@pytest.mark.parametrize("stop", [69, 73, 79, 80, 81, 87])
def test_movement_ends_with_the_last_sample_above_the_level(stop: int) -> None:
    # The activity ends with the bin before bin 20, which begins with sample 80.
    assert end(quiet(160, (20, stop, 50.0)), 20) == stop


def test_last_sample_exceeds_the_end_level_and_what_rest_reaches() -> None:
    # Rest 1 reaches 4 uV, and is over at 1 + 2 = 3 uV.
    assert end(quiet(160, (20, 78, 50.0), (78, 80, 4.0)), 20) == 78
    assert end(quiet(160, (20, 78, 50.0), (78, 80, 4.01)), 20) == 80
    # With 8 uV above rest the level is 9 uV.
    assert end(quiet(160, (20, 78, 50.0), (78, 80, 9.0)), 20, above_uv=8.0) == 78
    assert end(quiet(160, (20, 78, 50.0), (78, 80, 9.01)), 20, above_uv=8.0) == 80


def test_lone_spike_is_no_end() -> None:
    # In six samples 17 uV are a mean below 3, 18 uV one of 3.
    assert end(quiet(160, (20, 72, 50.0), (80, 81, 17.0)), 20) == 72
    assert end(quiet(160, (20, 72, 50.0), (80, 81, 18.0)), 20) == 81


def test_end_is_searched_two_bins_around_the_last_one() -> None:
    # The last bin is 19, from sample 76 on: from 68 to 88.
    assert end(quiet(160, (20, 68, 50.0)), 20) == 80
    assert end(quiet(160, (20, 69, 50.0)), 20) == 69
    assert end(quiet(160, (20, 88, 50.0)), 20) == 88
    assert end(quiet(160, (20, 120, 50.0)), 20) == 88


def test_mean_of_the_end_may_reach_back_before_the_search() -> None:
    # Only sample 68 is searched and active; five samples before it belong to the mean.
    assert end(quiet(160, (63, 68, 2.8), (68, 69, 4.1)), 20) == 69
    assert end(quiet(160, (63, 68, 2.7), (68, 69, 4.1)), 20) == 80


def test_edges_at_the_ends_of_the_recording() -> None:
    whole = quiet(100, (0, 100, 50.0))
    assert onset(whole, 0, 0) == 0
    assert end(whole, 25) == 100
    # One sample, whose mean is its own.
    assert end(quiet(100, (0, 1, 5.0)), 1) == 1
    assert end(quiet(100), 25) == 100
    assert end(quiet(100), 1) == 4
    # What was not recorded is in no mean: 8 and 5 in five samples are 2.6.
    assert end(quiet(100, (0, 1, 8.0), (4, 5, 5.0)), 1) == 1


def test_no_movement_has_no_edges() -> None:
    emg = quiet()
    nothing, none_uv = np.empty(0, dtype=np.intp), np.empty(0)
    for found in (
        onset_samples(emg, envelope_for(emg), nothing, nothing, none_uv, RATE_HZ, SETTINGS),
        end_samples(emg, envelope_for(emg), nothing, none_uv, none_uv, RATE_HZ, SETTINGS),
    ):
        assert found.shape == (0,)


def onset_by_hand(emg: list[float], first_bin: int, rising_bin: int, level_uv: float) -> int:
    n_bins = len(emg) // BIN
    edges = [*range(0, n_bins * BIN, BIN), len(emg)]
    for s in range(edges[max(first_bin - 1, 0)], edges[min(rising_bin + 5, n_bins)]):
        brief, long = emg[s : s + 6], emg[s : s + 16]
        lasts = sum(brief) >= level_uv * len(brief) and sum(long) >= level_uv * len(long)
        if emg[s] >= level_uv and lasts:
            return s
    return edges[rising_bin]


def end_by_hand(emg: list[float], stop_bin: int, rest_uv: float, above_uv: float) -> int:
    n_bins = len(emg) // BIN
    edges = [*range(0, n_bins * BIN, BIN), len(emg)]
    level_uv = rest_uv + above_uv
    for s in range(edges[min(stop_bin + 2, n_bins)] - 1, edges[max(stop_bin - 3, 0)] - 1, -1):
        brief = emg[max(s - 5, 0) : s + 1]
        if emg[s] > max(level_uv, 4 * rest_uv) and sum(brief) >= level_uv * len(brief):
            return s + 1
    return edges[min(stop_bin, n_bins)]


@st.composite
def emgs(draw: st.DrawFn) -> list[float]:
    runs = draw(
        st.lists(st.tuples(st.sampled_from([0, 2, 5, 9, 30]), st.integers(1, 30)), min_size=1)
    )
    emg = [float(value) for value, n in runs for _ in range(n)]
    return (emg * 4)[: max(4, min(len(emg), 120))]


@settings(max_examples=150)
@given(emgs(), st.data())
def test_edges_of_many_movements_are_those_of_a_loop_over_each(emg, data: st.DataObject) -> None:
    n_bins = len(emg) // BIN
    n = data.draw(st.integers(1, 5))
    bins = [sorted(data.draw(st.tuples(*[st.integers(0, n_bins - 1)] * 2))) for _ in range(n)]
    levels = [data.draw(st.integers(1, 12)) for _ in range(n)]
    rests = [data.draw(st.integers(0, 3)) for _ in range(n)]
    samples = np.array(emg)
    first, rising = np.array(bins).T
    found = onset_samples(
        samples, envelope_for(samples), first, rising, np.array(levels, float), RATE_HZ, SETTINGS
    )
    assert found.tolist() == [
        onset_by_hand(emg, *pair, level) for pair, level in zip(bins, levels, strict=True)
    ]
    found = end_samples(
        samples,
        envelope_for(samples),
        rising + 1,
        np.array(rests, dtype=float),
        np.array(levels, dtype=float),
        RATE_HZ,
        SETTINGS,
    )
    assert found.tolist() == [
        end_by_hand(emg, pair[1] + 1, rest, level)
        for pair, rest, level in zip(bins, rests, levels, strict=True)
    ]


@settings(max_examples=60)
@given(emgs(), st.integers(0, 12), st.integers(1, 12), st.data())
def test_edges_move_with_the_emg_and_do_not_hang_on_its_unit(
    emg, n_before: int, level: int, data: st.DataObject
) -> None:
    n_bins = len(emg) // BIN
    first, rising = sorted(data.draw(st.tuples(*[st.integers(0, n_bins - 1)] * 2)))
    samples = np.array(emg)
    # Some zeros come first, so that the first bin has one before it in both.
    base = np.concatenate((np.zeros(64), samples))
    later = np.concatenate((np.zeros(BIN * n_before), base))
    begin, stop = onset(base, first + 16, rising + 16, level), end(base, rising + 17, 1.0, level)
    n = n_before
    assert onset(later, first + 16 + n, rising + 16 + n, level) == begin + BIN * n
    assert end(later, rising + 17 + n, 1.0, level) == stop + BIN * n
    assert onset(8 * base, first + 16, rising + 16, 8 * level) == begin
    assert end(8 * base, rising + 17, 8.0, 8.0 * level) == stop
    assert 0 <= begin < len(base)
    assert 0 < stop <= len(base)
