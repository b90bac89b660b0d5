"""Activity from envelopes of a few levels, to the bin; worked out in the comments."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plm_detect.detection.activity import (
    Activity,
    find_activity,
    prominence_uv,
    rising_places,
)
from plm_detect.detection.envelope import Envelope
from plm_detect.detection.following import FollowedSegment
from plm_detect.detection.resting import RestingLevel
from plm_detect.model.rulesections import DetectionCriteria
from plm_detect.model.settings import DetectionSettings
from plm_detect.model.signals import Segment

SETTINGS = DetectionSettings()
RULE = DetectionCriteria(
    onset_above_rest_uv=8.0,
    end_above_rest_uv=2.0,
    end_quiet_s=0.5,
    shortest_s=0.5,
    sustained_above_rest_uv=None,
    sustained_s=0.5,
)
RUNS = st.lists(
    st.tuples(
        st.sampled_from([1.0, 2.5, 3.25, 8.0, 12.0, 30.0]), st.sampled_from([2, 5, 9, 24, 25, 60])
    ),
    max_size=14,
)


def levels(n_bins: int, *parts: tuple[int, int, float], rest_uv: float = 1.0) -> np.ndarray:
    """Return a rest with parts from one bin to another at a level."""
    out = np.full(n_bins, rest_uv, dtype=np.float32)
    for first, stop, level in parts:
        out[first:stop] = level
    return out


def leg(
    mean_uv: np.ndarray,
    median_uv: np.ndarray | None = None,
    rest_uv: float = 1.0,
    rhythm: float | None = None,
) -> FollowedSegment:
    """Return what was followed: bins of 20 ms at 256 Hz, a rest for every 25 of them."""
    median_uv = mean_uv if median_uv is None else median_uv
    edges = np.rint(np.arange(len(mean_uv) + 1) * 5.12).astype(np.intp)
    rest = RestingLevel(np.full(len(mean_uv) // 25, rest_uv), 25)
    segment = Segment(0.0, 256.0, np.empty(0))
    return FollowedSegment(segment, Envelope(edges, 0.02, mean_uv, median_uv), rest, rhythm)


def stretches(followed: FollowedSegment, rule: DetectionCriteria = RULE, lowest=None):
    found = find_activity(followed, rule, SETTINGS, lowest)
    return list(zip(found.first_bins().tolist(), found.stop_bins().tolist(), strict=True))


def test_activity_reaches_from_its_first_to_its_last_bin() -> None:
    found = find_activity(leg(levels(300, (110, 160, 20.0))), RULE, SETTINGS)
    assert found.first_bins().tolist() == [110]
    assert found.stop_bins().tolist() == [160]
    assert found.highest_uv().tolist() == pytest.approx([19.0])
    assert found.longest_burst_s.tolist() == pytest.approx([1.0])


@pytest.mark.parametrize("rest_uv", [0.5, 1.0, 3.0])
def test_only_the_bins_around_it_are_kept(rest_uv: float) -> None:
    # Rest is followed in bins 100-125 and so on; one quiet one at either side is kept.
    emg = levels(500, (110, 160, 20.0), rest_uv=rest_uv)
    found = find_activity(leg(emg, rest_uv=rest_uv), RULE, SETTINGS)
    assert found.bins.tolist() == list(range(75, 200))
    assert len(found.above_rest_uv) == len(found.bins)


def test_quiet_emg_holds_no_activity() -> None:
    found = find_activity(leg(levels(300)), RULE, SETTINGS)
    assert len(found.bins) == len(found.begin) == len(found.stop) == 0
    assert len(found.first_bins()) == len(found.stop_bins()) == 0
    assert len(found.highest_uv()) == len(found.longest_burst_s) == 0
    assert [len(each) for each in rising_places(found, 8.0)] == [0, 0]


@pytest.mark.parametrize(("gap", "n_stretches"), [(1, 1), (24, 1), (25, 2), (26, 2), (60, 2)])
def test_rest_for_the_quiet_time_ends_activity(gap: int, n_stretches: int) -> None:
    emg = levels(400, (110, 160, 20.0), (160 + gap, 220 + gap, 20.0))
    expected = [(110, 160), (160 + gap, 220 + gap)] if n_stretches == 2 else [(110, 220 + gap)]
    assert stretches(leg(emg)) == expected


@pytest.mark.parametrize(("n_bins", "is_long"), [(23, False), (24, True), (25, True)])
def test_activity_may_be_one_bin_shorter_than_a_movement(n_bins: int, is_long: bool) -> None:
    assert bool(stretches(leg(levels(300, (110, 110 + n_bins, 20.0))))) == is_long


@pytest.mark.parametrize(("level_uv", "stop"), [(3.0, 140), (3.01, 170)])
def test_activity_exceeds_the_end_threshold(level_uv: float, stop: int) -> None:
    emg = levels(300, (110, 140, 20.0), (140, 170, level_uv))
    assert stretches(leg(emg)) == [(110, stop)]


@pytest.mark.parametrize(
    ("level_uv", "lowest", "is_found"),
    [
        (9.0, None, False),
        (9.01, None, True),
        (5.0, 4.0, False),
        (5.01, 4.0, True),
        (9.01, 20.0, True),
        (9.0, 20.0, False),
    ],
)
def test_activity_that_nowhere_exceeds_the_onset_threshold_is_left_out(
    level_uv: float, lowest: float | None, is_found: bool
) -> None:
    emg = levels(300, (110, 160, level_uv))
    assert bool(stretches(leg(emg), lowest=lowest)) == is_found


@pytest.mark.parametrize(
    ("level_uv", "is_active"), [(13.05, False), (13.12, True), (19.9, True), (20.0, True)]
)
def test_chance_raises_the_end_threshold_of_the_median(level_uv: float, is_active: bool) -> None:
    # 0.3 s of 90 Hz are 54 values: 2.5 x 1.2 x 0.7555 / sqrt(54) of 10 uV are 3.084 uV.
    emg = levels(300, (110, 140, 60.0), (140, 170, level_uv), rest_uv=10.0)
    assert stretches(leg(emg, rest_uv=10.0)) == [(110, 170 if is_active else 140)]


@pytest.mark.parametrize(("level_uv", "is_active"), [(19.9, False), (20.0, True)])
def test_chance_raises_the_threshold_of_bursts_further(level_uv: float, is_active: bool) -> None:
    # 0.02 s are 3.6 values: 2.5 x 0.7555 / sqrt(3.6) of 10 uV are 9.955 uV. The median is quiet.
    emg = levels(300, (110, 140, 60.0), (140, 170, level_uv), rest_uv=10.0)
    followed = leg(emg, levels(300, rest_uv=10.0), rest_uv=10.0)
    assert stretches(followed) == [(110, 170 if is_active else 140)]


def test_median_alone_is_no_activity_where_the_mean_is_not_raised_too() -> None:
    # The mean of 15 bins exceeds 1 uV as long as one of 19 uV is in it: seven bins on.
    median = levels(300, (110, 200, 20.0))
    assert stretches(leg(levels(300, (110, 140, 20.0)), median)) == [(110, 147)]
    # Of a mean of 1.1 uV above rest fourteen of the fifteen bins are needed.
    mean_uv = levels(300, (110, 140, 14.0), (140, 200, 2.1))
    assert stretches(leg(mean_uv, median)) == [(110, 194)]


@pytest.mark.parametrize(("rhythm", "n_bins"), [(None, 4), (0.39, 4), (0.4, 6), (0.9, 6)])
def test_bursts_last_longer_in_a_leg_that_beats(rhythm: float | None, n_bins: int) -> None:
    # 80 ms are four bins, 120 ms six.
    rule = replace(RULE, shortest_s=0.06)
    for length, is_burst in ((n_bins, True), (n_bins - 1, False)):
        followed = leg(levels(300, (110, 110 + length, 20.0)), levels(300), rhythm=rhythm)
        assert bool(stretches(followed, rule)) == is_burst


@pytest.mark.parametrize(
    ("n_bins", "level_uv", "highest_uv"),
    [
        # Over 0.24 s, twelve bins, or over five bins less half of 0.7555 / sqrt(18) of 9 uV.
        (40, 11.0, 10.0),
        (11, 6.0, 5 * 11 / 12),
        (11, 41.0, 40 - 0.5 * 0.75551 / 18**0.5 * 9),
        (6, 41.0, 40 - 0.5 * 0.75551 / 18**0.5 * 9),
        (4, 41.0, 32 - 0.5 * 0.75551 / 18**0.5 * 9),
    ],
)
def test_onset_is_judged_on_a_long_average_or_surely_on_a_short_one(
    n_bins: int, level_uv: float, highest_uv: float
) -> None:
    rule = replace(RULE, shortest_s=0.06)
    followed = leg(levels(300, (110, 110 + n_bins, level_uv)))
    found = find_activity(followed, rule, SETTINGS, 1.0)
    assert found.highest_uv().tolist() == pytest.approx([highest_uv], abs=2e-4)


def test_lone_spikes_are_cut_off_the_average() -> None:
    # Three bins of 90 uV, too short for a burst, in the middle of 11 uV.
    emg = levels(300, (110, 180, 11.0), (140, 143, 90.0))
    found = find_activity(leg(emg), RULE, SETTINGS)
    assert found.highest_uv().tolist() == pytest.approx([10.0])


def test_gaps_of_a_burst_lower_its_average() -> None:
    # Four bins of 11 uV and two at rest in turn; of five bins four are high at most.
    emg = levels(300, (110, 170, 11.0))
    for gap in range(114, 170, 6):
        emg[gap : gap + 2] = 1.0
    found = find_activity(leg(emg), RULE, SETTINGS)
    assert found.longest_burst_s.tolist() == pytest.approx([58 * 0.02])
    by_chance = 0.5 * 0.75551 / 18**0.5 * 9
    assert found.highest_uv().tolist() == pytest.approx([8 - by_chance], abs=2e-4)


def test_longest_burst_is_that_within_the_stretch_without_a_rest() -> None:
    # Twenty bins, ten at rest, thirty bins. A mean of five bins exceeds 2 uV two bins further.
    emg = levels(300, (110, 130, 20.0), (140, 170, 20.0))
    found = find_activity(leg(emg, levels(300)), RULE, SETTINGS)
    assert found.longest_burst_s.tolist() == pytest.approx([0.64])


def test_each_stretch_has_its_own_longest_burst() -> None:
    emg = levels(400, (110, 160, 20.0), (190, 220, 20.0), (260, 300, 20.0))
    found = find_activity(leg(emg), RULE, SETTINGS)
    assert found.longest_burst_s.tolist() == pytest.approx([1.0, 0.6, 0.8])


def made(runs: list[tuple[float, int]]) -> np.ndarray:
    """Return runs of levels between two seconds of rest."""
    parts = [np.full(n, level, dtype=np.float32) for level, n in [(1.0, 100), *runs, (1.0, 100)]]
    emg = np.concatenate(parts)
    return np.append(emg, np.ones(-len(emg) % 25, dtype=np.float32))


@settings(max_examples=80)
@given(RUNS)
def test_stretches_are_sorted_and_a_quiet_time_apart(runs) -> None:
    emg = made(runs)
    followed = leg(emg)
    found = find_activity(followed, RULE, SETTINGS)
    assert np.all(np.diff(found.bins) > 0)
    first, stop = found.first_bins(), found.stop_bins()
    assert np.all(stop - first >= 24)
    assert np.all(first[1:] - stop[:-1] >= 25)
    highest = [
        max(found.above_rest_uv[a:b].tolist())
        for a, b in zip(found.begin.tolist(), found.stop.tolist(), strict=True)
    ]
    assert found.highest_uv().tolist() == pytest.approx(highest)
    assert np.all(found.longest_burst_s <= (stop - first) * 0.02 + 1e-9)
    assert np.all(found.highest_uv() <= emg.max() - 1 + 1e-4)
    # Nothing that is loud for a burst lies outside.
    loud = np.lib.stride_tricks.sliding_window_view(emg > 9, 25).all(axis=1)
    for at in np.flatnonzero(loud).tolist():
        assert any(a <= at and at + 25 <= b for a, b in zip(first, stop, strict=True))


@settings(max_examples=60)
@given(RUNS, RUNS, st.integers(0, 8))
def test_what_happens_far_away_changes_nothing(runs, others, n_rest: int) -> None:
    first, second = made(runs), made(others)
    gap = np.ones(25 * n_rest, dtype=np.float32)
    whole = stretches(leg(np.concatenate((first, gap, second))))
    shift = len(first) + len(gap)
    moved = [(a + shift, b + shift) for a, b in stretches(leg(second))]
    assert whole == stretches(leg(first)) + moved


@settings(max_examples=40)
@given(RUNS, st.sampled_from([0.25, 4.0]))
def test_unit_does_not_matter(runs, factor: float) -> None:
    emg = made(runs)
    rule = replace(RULE, onset_above_rest_uv=8 * factor, end_above_rest_uv=2 * factor)
    here = find_activity(leg(emg), RULE, SETTINGS)
    there = find_activity(leg(np.float32(factor) * emg, rest_uv=factor), rule, SETTINGS)
    for name in ("bins", "begin", "stop", "longest_burst_s"):
        np.testing.assert_array_equal(getattr(there, name), getattr(here, name))
    np.testing.assert_allclose(there.above_rest_uv, factor * here.above_rest_uv, rtol=1e-5)


def activity_of(values: list[int], *pairs: tuple[int, int], offset: int = 0) -> Activity:
    begin, stop = np.array(pairs, dtype=np.intp).reshape(-1, 2).T
    bins = np.arange(len(values)) + offset
    return Activity(bins, begin, stop, np.array(values, dtype=np.float32), np.zeros(len(pairs)))


def test_rising_place_is_the_first_above_the_threshold() -> None:
    found = activity_of([9, 1, 8, 9, 9, 9, 1, 2, 8, 9], (1, 5), (6, 9), (9, 10), offset=100)
    which, bins = rising_places(found, 8.0)
    assert (which.tolist(), bins.tolist()) == ([0, 2], [103, 109])
    which, bins = rising_places(found, 7.9)
    assert (which.tolist(), bins.tolist()) == ([0, 1, 2], [102, 108, 109])
    assert [len(each) for each in rising_places(found, 9.0)] == [0, 0]


@settings(max_examples=80)
@given(st.lists(st.integers(0, 9), min_size=2, max_size=40), st.integers(0, 9), st.data())
def test_rising_places_and_heights_are_those_of_a_loop(
    values: list[int], threshold: int, data: st.DataObject
) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(values)), max_size=10)))
    pairs = list(zip(cuts[::2], cuts[1::2], strict=False))
    found = activity_of(values, *pairs, offset=7)
    assert found.highest_uv().tolist() == [max(values[a:b]) for a, b in pairs]
    expected = []
    for i, (a, b) in enumerate(pairs):
        over = [place for place in range(a, b) if values[place] > threshold]
        expected += [(i, over[0] + 7)] if over else []
    which, bins = rising_places(found, threshold)
    assert list(zip(which.tolist(), bins.tolist(), strict=True)) == expected


CHANCE = 2 * 0.75551 / (2 * 90 * 0.24) ** 0.5
"""What chance adds to the EMG beside: two standard deviations of an average over 0.24 s."""


def prominence(median: np.ndarray, first: int, stop: int, highest: int = 20) -> float:
    values = [0] * len(median)
    values[first] = highest
    found = activity_of(values, (first, stop))
    (uv,) = prominence_uv(found, leg(median, rest_uv=1.0), SETTINGS).tolist()
    return uv


def test_activity_stands_out_of_the_higher_of_what_is_before_and_after() -> None:
    # Its highest is 20 uV above a rest of 1.
    before, after = levels(500, (0, 200, 4.0)), levels(500, (250, 500, 6.0))
    assert prominence(levels(500), 200, 250) == pytest.approx(21 - (1 + CHANCE), abs=1e-3)
    assert prominence(before, 200, 250) == pytest.approx(21 - 4 * (1 + CHANCE), abs=1e-3)
    assert prominence(after, 200, 250) == pytest.approx(21 - 6 * (1 + CHANCE), abs=1e-3)


@pytest.mark.parametrize(("n_quiet", "is_quiet"), [(9, False), (10, True)])
def test_emg_beside_is_what_three_tenths_of_two_seconds_do_not_exceed(
    n_quiet: int, is_quiet: bool
) -> None:
    # Every third bin from the first to the 97th away: 33, of which the tenth lowest counts.
    median = levels(500, (100, 200, 4.0))
    median[[199 - 3 * i for i in range(n_quiet)]] = 1.0
    expected = 1.0 if is_quiet else 4.0
    assert prominence(median, 200, 250) == pytest.approx(21 - expected * (1 + CHANCE), abs=1e-3)
    mirrored = levels(500, (250, 350, 4.0))
    mirrored[[250 + 3 * i for i in range(n_quiet)]] = 1.0
    assert prominence(mirrored, 200, 250) == pytest.approx(21 - expected * (1 + CHANCE), abs=1e-3)


def test_beyond_the_ends_of_the_recording_nothing_is_beside() -> None:
    median = levels(500, rest_uv=5.0)
    assert prominence(median, 0, 500) == 21.0
    median[250:] = 1.0
    assert prominence(median, 0, 250) == pytest.approx(21 - (1 + CHANCE), abs=1e-3)
    assert prominence(median[::-1], 250, 500) == pytest.approx(21 - (1 + CHANCE), abs=1e-3)


def test_near_the_ends_the_outermost_bin_stands_for_what_is_not_there() -> None:
    # Ten bins before: three of 33 are looked at, the others are the first bin.
    median = levels(500, (1, 10, 9.0))
    assert prominence(median, 10, 60) == pytest.approx(21 - (1 + CHANCE), abs=1e-3)
    median = levels(500, (0, 1, 9.0))
    assert prominence(median, 10, 60) == pytest.approx(21 - 9 * (1 + CHANCE), abs=1e-3)


def test_rest_is_that_at_the_beginning_of_the_activity() -> None:
    followed = leg(levels(500))
    rest = RestingLevel(np.where(np.arange(20) < 8, 1.0, 7.0), 25)
    followed = replace(followed, rest=rest)
    for first, rest_uv in ((199, 1.0), (200, 7.0)):
        values = [0] * 500
        values[220] = 20
        (found,) = prominence_uv(activity_of(values, (first, 250)), followed, SETTINGS)
        assert found == pytest.approx(20 + rest_uv - (1 + CHANCE), abs=1e-3)
