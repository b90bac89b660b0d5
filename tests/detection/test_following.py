"""A leg is followed stretch by stretch, and its heart over all of them."""

from __future__ import annotations

import numpy as np

from plm_detect.detection.envelope import envelope_of
from plm_detect.detection.following import follow, rest_over_night
from plm_detect.detection.resting import resting_level
from plm_detect.detection.rhythm import heart_rhythm
from plm_detect.model.movements import Side
from plm_detect.model.settings import DetectionSettings
from plm_detect.model.signals import LegSignal, Segment

SETTINGS = DetectionSettings()


def stretch(start_s: float, seconds: float, level_uv: float, seed: int) -> Segment:
    noise = np.abs(np.random.default_rng(seed).standard_normal(round(200 * seconds)))
    return Segment(start_s, 200.0, level_uv * noise)


PARTS = (stretch(0.0, 61.3, 1.0, 1), stretch(500.0, 30.0, 6.0, 2), stretch(900.0, 4.0, 2.0, 3))


def followed(*parts: Segment):
    return follow(LegSignal(Side.LEFT, "LAT", parts), SETTINGS)


def test_each_stretch_has_its_own_envelope_and_rest() -> None:
    for each, segment in zip(followed(*PARTS), PARTS, strict=True):
        envelope = envelope_of(segment, SETTINGS)
        rest = resting_level(envelope, 200.0, SETTINGS)
        assert each.segment is segment
        np.testing.assert_array_equal(each.envelope.edges[:], envelope.edges[:])
        np.testing.assert_array_equal(each.envelope.median_uv, envelope.median_uv)
        np.testing.assert_array_equal(each.rest.microvolts, rest.microvolts)


def test_rest_is_judged_at_the_rate_of_the_emg() -> None:
    # A level that changes every half second by 1.55 of 11 uV is steady at 200 Hz, where the band
    # is 80 Hz wide, and would not be in the whole band of 90 Hz.
    calm, tense = np.ones(200 * 120), np.tile(np.repeat([11.0, 12.55], 100), 60)
    segment = Segment(0.0, 200.0, np.concatenate((calm, tense, calm)))
    (each,) = followed(segment)
    assert each.rest.microvolts[300] > 10
    (faster,) = followed(Segment(0.0, 400.0, np.repeat(segment.microvolts, 2)))
    assert faster.rest.microvolts[300] < 2


def test_no_resting_level_crosses_a_gap() -> None:
    for each, segment in zip(followed(*PARTS), PARTS, strict=True):
        (alone,) = followed(segment)
        np.testing.assert_array_equal(each.rest.microvolts, alone.rest.microvolts)
    first, second, _ = (each.rest.microvolts for each in followed(*PARTS))
    # The mean of the rectified noise is 0.8 of its standard deviation.
    assert np.max(first) < 1.5
    assert np.min(second) > 3


def test_heart_is_that_of_the_whole_leg() -> None:
    legs = [(each.envelope, each.rest) for each in followed(*PARTS)]
    assert [each.heart_rhythm for each in followed(*PARTS)] == [heart_rhythm(legs)] * 3
    assert followed(PARTS[2])[0].heart_rhythm is None


def test_when_a_stretch_was_recorded_does_not_matter() -> None:
    later = Segment(7777.7, 200.0, PARTS[0].microvolts)
    (here,), (there,) = followed(PARTS[0]), followed(later)
    np.testing.assert_array_equal(here.rest.microvolts, there.rest.microvolts)
    assert here.heart_rhythm == there.heart_rhythm


def test_rest_over_the_night_leaves_gaps_out() -> None:
    # Bins of half a second: 122, 60 and 8.
    legs = followed(*PARTS)
    night = rest_over_night(legs)
    assert [len(each.rest.microvolts) for each in legs] == [122, 60, 8]
    assert len(night) == 190
    np.testing.assert_array_equal(night[122:182], legs[1].rest.microvolts)


def test_leg_without_a_stretch_has_nothing() -> None:
    assert followed() == ()
    assert rest_over_night(()).shape == (0,)
    assert rest_over_night(()).dtype == np.float64
