"""Simulated nights: what they promise, and how well the detection does on them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import plm_detect
from plm_detect.conditioning.condition import condition
from plm_detect.detection.detector import detect
from plm_detect.detection.following import follow
from plm_detect.errors import SettingsError
from plm_detect.model.movements import Side
from plm_detect.model.settings import DetectionSettings
from plm_detect.model.signals import LegSignal, Segment
from plm_detect.rules.sets import load
from plm_detect.simulate.courses import Course, crossings_s
from plm_detect.simulate.profiles import PROFILES

if TYPE_CHECKING:
    from plm_detect.simulate.night import SimulatedNight

pytestmark = pytest.mark.no_cover
"""Watching which lines run would take longer than the tests themselves."""

LEGS = {0: Side.LEFT, 1: Side.RIGHT}


def made(profile: str, minutes: float = 60, seed: int = 11, rate_hz: int = 256) -> SimulatedNight:
    return plm_detect.simulate_night(
        plm_detect.SimulationSettings(minutes=minutes, seed=seed, rate_hz=rate_hz, profile=profile)
    )


def leg_of(night: SimulatedNight, channel: int) -> LegSignal:
    parts = [
        night.microvolts(channel, first, min(60, night.n_seconds - first))
        for first in range(0, night.n_seconds, 60)
    ]
    rate_hz = float(night.rate_of(channel))
    return LegSignal(LEGS[channel], "", (Segment(0.0, rate_hz, np.concatenate(parts)),))


@pytest.mark.parametrize("profile", PROFILES)
def test_same_settings_give_the_same_night(profile: str) -> None:
    one, two = made(profile), made(profile)
    assert one.distractors == two.distractors
    np.testing.assert_array_equal(one.movements.onset_s, two.movements.onset_s)
    np.testing.assert_array_equal(one.microvolts(0, 600, 60), two.microvolts(0, 600, 60))
    other = made(profile, seed=12)
    assert not np.array_equal(one.microvolts(0, 600, 60), other.microvolts(0, 600, 60))


@pytest.mark.parametrize("profile", PROFILES)
def test_truth_and_distractors_keep_their_word(profile: str) -> None:
    night = made(profile, minutes=180)
    moves = night.movements
    assert np.all(moves.duration_s >= 0.5)
    for side in (Side.LEFT, Side.RIGHT):
        own = moves.take(moves.side == side)
        assert np.all(own.onset_s[1:] - own.end_s[:-1] >= 0.5)
        for other in night.distractors:
            if other.side is side and other.kind in ("twitch", "weak burst", "electrode pop"):
                assert not np.any((own.onset_s < other.end_s) & (own.end_s > other.onset_s))
    assert all(other.reason for other in night.distractors)
    kinds = {other.kind for other in night.distractors}
    assert {"twitch", "weak burst"} <= kinds
    assert ("mains hum" in kinds) == (PROFILES[profile].hum_episodes > 0)


def test_level_at_rest_is_what_it_says_at_any_rate() -> None:
    for rate_hz in (128, 256, 1000):
        night = made("clean", minutes=10, rate_hz=rate_hz)
        leg = leg_of(night, 0)
        emg = condition(leg, DetectionSettings()).emg.segments[0].microvolts
        level = night.activity.levels[Side.LEFT].at(np.arange(len(emg)) / rate_hz)
        expected = float(np.mean(night.resting[Side.LEFT].at(np.arange(600.0))))
        # The band-pass takes its edges away, a little more where it ends below 100 Hz.
        assert np.mean(emg[level == 0]) == pytest.approx(expected, rel=0.1)


def test_course_passes_its_thresholds_where_the_lines_do() -> None:
    course = Course(np.array([10.0, 11.0, 13.0, 15.0]), np.array([0.0, 16.0, 16.0, 0.0]))
    assert crossings_s(course, 8.0, 2.0) == pytest.approx((10.5, 14.75))
    assert crossings_s(course, 20.0, 2.0) is None


def test_unknown_profile_is_refused_with_the_known_ones() -> None:
    with pytest.raises(SettingsError, match="choose one of: clean, typical"):
        plm_detect.SimulationSettings(profile="wild")


@pytest.mark.parametrize(
    ("profile", "most_wrong_share"),
    [
        ("clean", 0.01),
        ("typical", 0.02),
        ("severe_plms", 0.02),
        ("near_normal", 0.06),
        ("noisy", 0.05),
        ("muscle", 0.03),
        ("muscle_mixed", 0.05),
        ("muscle_body", 0.06),
    ],
)
def test_detection_finds_the_movements_and_little_else(
    profile: str, most_wrong_share: float
) -> None:
    night = made(profile, minutes=150, seed=23)
    settings, criteria = DetectionSettings(), load("wasm2016").movement.criteria()
    n_wrong, n_true, onset_off, end_off = 0, 0, [], []
    for channel, side in LEGS.items():
        truth = night.movements.take(night.movements.side == side)
        emg = condition(leg_of(night, channel), settings).emg
        found = detect(follow(emg, settings), side, criteria, settings).movements
        overlap_s = np.minimum.outer(found.end_s, truth.end_s)
        overlap_s -= np.maximum.outer(found.onset_s, truth.onset_s)
        together_s = np.maximum.outer(found.end_s, truth.end_s)
        together_s -= np.minimum.outer(found.onset_s, truth.onset_s)
        pairs = np.argwhere(overlap_s >= 0.5 * together_s)
        n_wrong += len(found) + len(truth) - 2 * len(pairs)
        n_true += 2 * len(truth)
        onset_off.extend((found.onset_s[pairs[:, 0]] - truth.onset_s[pairs[:, 1]]).tolist())
        end_off.extend((found.end_s[pairs[:, 0]] - truth.end_s[pairs[:, 1]]).tolist())
    assert n_true > 30
    assert n_wrong <= most_wrong_share * n_true
    assert np.median(np.abs(onset_off)) < 0.012
    assert np.median(np.abs(end_off)) < 0.035
