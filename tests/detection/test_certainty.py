"""How far movements stand from each decision, one decision after the other."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plm_detect.detection.activity import Activity
from plm_detect.detection.certainty import described
from plm_detect.detection.envelope import Envelope
from plm_detect.detection.following import FollowedSegment
from plm_detect.detection.resting import RestingLevel
from plm_detect.model.movements import LegMovements, Side
from plm_detect.model.rulesections import DetectionCriteria
from plm_detect.model.signals import Segment

RULE = DetectionCriteria(
    onset_above_rest_uv=8.0,
    end_above_rest_uv=2.0,
    end_quiet_s=0.5,
    shortest_s=0.5,
    sustained_above_rest_uv=None,
    sustained_s=0.5,
)
N_BINS, START_S = 300, 100.0
"""Six seconds in bins of 20 ms, four samples each; 0.5 s are 25 bins."""


def leg(mean_uv: np.ndarray, is_negative: np.ndarray | None = None) -> FollowedSegment:
    values = mean_uv.astype(np.float32)
    envelope = Envelope(np.arange(N_BINS + 1) * 4, 0.02, values, values)
    segment = Segment(START_S, 200.0, np.repeat(values, 4), is_negative)
    return FollowedSegment(segment, envelope, RestingLevel(np.ones(12), 25), None)


def active(
    *stretches: tuple[int, int], highest: tuple[float, ...], bursts: tuple[float, ...]
) -> Activity:
    begin, stop = np.array(stretches, dtype=np.intp).T
    above = np.zeros(N_BINS, dtype=np.float32)
    for (first, last), value in zip(stretches, highest, strict=True):
        above[(first + last) // 2] = value
    return Activity(np.arange(N_BINS), begin, stop, above, np.array(bursts))


def movement(onset_s: float, end_s: float, rest_uv: float = 1.0) -> LegMovements:
    """Return a movement, its times from the start of the stretch."""
    times = np.array([[onset_s], [end_s]]) + START_S
    level = np.array([rest_uv])
    side = np.array([Side.LEFT], dtype=np.int8)
    return LegMovements.measured(*times, side, 9 * level, 5 * level, level)


def one(
    seconds: float = 1.0,
    highest: float = 18.0,
    burst_s: float = 0.9,
    prominence: float = 20.0,
    after_uv: float = 1.0,
    rule: DetectionCriteria = RULE,
) -> LegMovements:
    """Return a described movement from 2 s on, certain in all respects but those given."""
    stop = 100 + round(seconds / 0.02)
    mean_uv = np.ones(N_BINS)
    mean_uv[100:stop] = 15.0
    mean_uv[stop:] = after_uv
    activity = active((100, stop), highest=(highest,), bursts=(burst_s,))
    return described(
        leg(mean_uv), activity, np.array([prominence]), movement(2.0, 2.0 + seconds), rule, 24.0
    )


def test_movement_far_from_all_decisions_is_certain() -> None:
    found = one()
    assert found.certainty.tolist() == [1.0]
    assert found.onset_margin_uv.tolist() == [10.0]
    assert found.end_margin_uv.tolist() == pytest.approx([2.0])
    assert found.prominence_uv.tolist() == [20.0]
    assert found.filled_share.tolist() == [1.0]
    assert found.longest_burst_s.tolist() == [0.9]
    assert np.isnan(found.frequency_hz).all()


def test_what_was_known_before_stays() -> None:
    found = one()
    for name in ("onset_s", "end_s", "side", "peak_uv", "mean_uv", "rest_uv"):
        np.testing.assert_array_equal(getattr(found, name), getattr(movement(2.0, 3.0), name))


@pytest.mark.parametrize(
    ("changed", "certainty"),
    [
        # Half a threshold more is certain: 0.75 of 0.5 s, 12 of 8 uV, 1 of 2 uV below the end.
        ({"seconds": 0.5}, 0.0),
        ({"seconds": 0.6}, 0.4),
        ({"seconds": 0.74}, 0.96),
        ({"seconds": 0.76}, 1.0),
        ({"highest": 8.0}, 0.0),
        ({"highest": 9.0}, 0.25),
        ({"highest": 11.9}, 3.9 / 4),
        ({"highest": 12.0}, 1.0),
        ({"after_uv": 3.0}, 0.0),
        ({"after_uv": 2.4}, 0.6),
        ({"after_uv": 2.0}, 1.0),
        # Half a second in one piece is certain.
        ({"burst_s": 0.0}, 0.0),
        ({"burst_s": 0.2}, 0.4),
        ({"burst_s": 0.5}, 1.0),
        # It stands out by half the threshold at least and surely by all of it.
        ({"prominence": 4.0}, 0.0),
        ({"prominence": 5.0}, 0.25),
        ({"prominence": 8.0}, 1.0),
        # What is closest decides, and no distance is negative.
        ({"highest": 9.0, "burst_s": 0.1}, 0.2),
        ({"highest": 9.0, "burst_s": 0.2}, 0.25),
        ({"prominence": -3.0}, 0.0),
    ],
)
def test_certainty_is_the_distance_from_the_closest_decision(changed, certainty: float) -> None:
    assert one(**changed).certainty.tolist() == pytest.approx([certainty])


def test_end_margin_is_that_of_the_quiet_time_after_the_movement() -> None:
    # The movement ends with bin 149; of the 25 bins after it five hold 3.5 uV, the next one 90.
    mean_uv = np.ones(N_BINS)
    mean_uv[100:150] = 15.0
    mean_uv[170:175] = 3.5
    mean_uv[175] = 90.0
    activity = active((100, 150), highest=(18.0,), bursts=(0.9,))
    found = described(leg(mean_uv), activity, np.array([20.0]), movement(2, 3), RULE, 24.0)
    assert found.end_margin_uv.tolist() == pytest.approx([2 - 0.5])


def test_at_the_end_of_the_recording_the_last_bin_stands_for_the_quiet_time() -> None:
    mean_uv = np.full(N_BINS, 15.0)
    mean_uv[-1] = 2.5
    activity = active((200, 300), highest=(18.0,), bursts=(0.9,))
    found = described(leg(mean_uv), activity, np.array([20.0]), movement(4, 6), RULE, 24.0)
    assert found.end_margin_uv.tolist() == pytest.approx([0.5])


def test_filled_share_counts_short_means_that_reach_the_end_threshold() -> None:
    # Ten of fifty bins lie below 1 + 2 uV, one at it; from sample 398 on the bin before is touched.
    mean_uv = np.ones(N_BINS)
    mean_uv[100:150] = 15.0
    mean_uv[120:130], mean_uv[140] = 2.99, 3.0
    activity = active((99, 150), highest=(18.0,), bursts=(0.9,))
    for onset_s, share in ((2.0, 40 / 50), (1.99, 40 / 51)):
        moves = movement(onset_s, 3.0)
        found = described(leg(mean_uv), activity, np.array([20.0]), moves, RULE, 24.0)
        assert found.filled_share.tolist() == pytest.approx([share])


def test_burst_is_no_longer_than_the_movement() -> None:
    assert one(seconds=0.8, burst_s=0.9).longest_burst_s.tolist() == pytest.approx([0.8])


def test_movement_of_several_stretches_has_the_largest_of_each() -> None:
    # Of three stretches the first two are joined; the third begins where the movement ends.
    activity = active(
        (100, 120), (140, 158), (160, 180), highest=(9.0, 14.0, 70.0), bursts=(0.3, 0.2, 3.0)
    )
    prominence = np.array([6.0, 5.0, 90.0])

    def looked_at(onset_s: float, end_s: float) -> tuple[float, ...]:
        moves = movement(onset_s, end_s)
        found = described(leg(np.full(N_BINS, 15.0)), activity, prominence, moves, RULE, 24.0)
        return (found.onset_margin_uv[0], found.longest_burst_s[0], found.prominence_uv[0])

    assert looked_at(2.0, 3.2) == (6.0, 0.3, 6.0)
    assert looked_at(2.0, 2.4) == (1.0, 0.3, 6.0)
    assert looked_at(2.8, 3.16) == (6.0, 0.2, 5.0)
    assert looked_at(3.2, 3.6) == (62.0, pytest.approx(0.4), 90.0)


def tonal(slowest_hz: float) -> LegMovements:
    # The sign changes every fifth sample: 10 times the change in a fifth of the steps.
    mean_uv = np.full(N_BINS, 15.0)
    is_negative = np.arange(4 * N_BINS) // 5 % 2 == 1
    activity = active((100, 150), highest=(18.0,), bursts=(0.9,))
    return described(
        replace(leg(mean_uv, is_negative), envelope=leg(np.ones(N_BINS)).envelope),
        activity,
        np.array([20.0]),
        movement(2.0, 3.0),
        RULE,
        slowest_hz,
    )


def test_what_changes_hardly_faster_than_a_tone_is_uncertain() -> None:
    # 200 samples hold 39 changes of 30 uV in 199 steps.
    frequency_hz = 200 / math.pi * math.asin(39 * 30 / 199 / 15 / 2)
    assert tonal(10.0).frequency_hz.tolist() == pytest.approx([frequency_hz])
    for slowest_hz in (10.0, 11.0, 12.0, 15.0):
        expected = min(max(2 * (frequency_hz / slowest_hz - 1), 0.0), 1.0)
        assert tonal(slowest_hz).certainty.tolist() == pytest.approx([expected])
    assert tonal(0.0).certainty.tolist() == [1.0]


def test_where_the_rule_has_no_shortest_movement_a_sample_is_enough() -> None:
    assert one(seconds=0.02, rule=replace(RULE, shortest_s=0.0)).certainty[0] == 1.0


def test_no_movement_is_none() -> None:
    nothing = LegMovements.together([])
    activity = active((100, 150), highest=(18.0,), bursts=(0.9,))
    found = described(leg(np.ones(N_BINS)), activity, np.array([20.0]), nothing, RULE, 24.0)
    assert found is nothing


@settings(max_examples=60)
@given(
    st.floats(0.02, 2),
    st.floats(-5, 60),
    st.floats(0, 2),
    st.floats(-20, 60),
    st.floats(0, 12),
    st.sampled_from([0.5, 4.0]),
)
def test_certainty_lies_between_nothing_and_all_and_does_not_hang_on_the_unit(
    seconds: float, highest: float, burst_s: float, prominence: float, after: float, factor: float
) -> None:
    seconds = round(seconds / 0.02) * 0.02
    found = one(seconds, highest, burst_s, prominence, after)
    assert 0 <= found.certainty[0] <= 1
    assert 0 <= found.filled_share[0] <= 1
    assert found.longest_burst_s[0] <= seconds + 1e-9
    better = one(seconds, highest + 1, burst_s + 0.1, prominence + 1, after)
    assert better.certainty[0] >= found.certainty[0]
    # The same leg in another unit, thresholds and all.
    rule = replace(RULE, onset_above_rest_uv=8 * factor, end_above_rest_uv=2 * factor)
    stop = 100 + round(seconds / 0.02)
    mean_uv = np.ones(N_BINS)
    mean_uv[100:stop], mean_uv[stop:] = 15.0, after
    scaled = described(
        leg(factor * mean_uv),
        active((100, stop), highest=(factor * highest,), bursts=(burst_s,)),
        np.array([factor * prominence]),
        movement(2.0, 2.0 + seconds, factor),
        rule,
        24.0,
    )
    assert scaled.certainty == pytest.approx(found.certainty, abs=1e-6)
    assert scaled.filled_share == pytest.approx(found.filled_share)
