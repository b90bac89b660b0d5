"""Movements of one leg."""

from __future__ import annotations

import numpy as np
import pytest

from plm_detect.conditioning.condition import condition
from plm_detect.detection.detector import detect
from plm_detect.detection.following import follow, rest_over_night
from plm_detect.detection.morphology import are_sustained
from plm_detect.detection.pieces import Pieces
from plm_detect.model.movements import LegMovements, Side
from plm_detect.model.settings import DetectionSettings
from plm_detect.model.signals import LegSignal, Segment
from plm_detect.rules.sets import load

SETTINGS = DetectionSettings()
RULE = load("wasm2016").movement.criteria()


def rectified_leg(level_uv: np.ndarray, rate: float = 256.0, seed: int = 0) -> LegSignal:
    """Return rectified noise whose mean follows a level."""
    noise = np.abs(np.random.default_rng(seed).standard_normal(len(level_uv)))
    return LegSignal(Side.LEFT, "LAT", (Segment(0.0, rate, level_uv * noise * np.sqrt(np.pi / 2)),))


def level(seconds: float, *bursts: tuple[float, float, float], rest: float = 1.0) -> np.ndarray:
    times = np.arange(round(seconds * 256)) / 256
    out = np.full(len(times), rest)
    for onset, end, height in bursts:
        out[(times >= onset) & (times < end)] = height
    return out


def found(levels: np.ndarray, **settings: float) -> LegMovements:
    return searched(rectified_leg(levels), DetectionSettings(**settings))


def searched(leg: LegSignal, settings: DetectionSettings = SETTINGS) -> LegMovements:
    return detect(follow(leg, settings), leg.side, RULE, settings).movements


def test_burst_is_a_movement_with_its_edges_and_amplitude() -> None:
    moves = found(level(60, (20, 23, 50.0)))
    assert moves.onset_s == pytest.approx([20.0], abs=0.02)
    assert moves.end_s == pytest.approx([23.0], abs=0.05)
    assert moves.mean_uv == pytest.approx([49.0], rel=0.1)
    assert moves.rest_uv == pytest.approx([1.0], abs=0.2)
    assert moves.peak_uv[0] > 100


@pytest.mark.parametrize(
    ("burst", "n_movements"),
    [
        ((20, 20.3, 50.0), 0),  # shorter than 0.5 s
        ((20, 20.8, 50.0), 1),
        ((20, 23, 6.0), 0),  # 5 uV above rest, below the threshold of 8
        ((20, 23, 14.0), 1),
        ((20, 45, 50.0), 1),  # there is no longest movement in WASM 2016
    ],
)
def test_amplitude_and_duration(burst: tuple[float, float, float], n_movements: int) -> None:
    assert len(found(level(120, burst))) == n_movements


@pytest.mark.parametrize(("gap_s", "n_movements"), [(0.25, 1), (0.8, 2)])
def test_short_gap_makes_one_movement(gap_s: float, n_movements: int) -> None:
    levels = level(60, (20, 22, 50.0), (22 + gap_s, 25, 50.0))
    assert len(found(levels)) == n_movements


def test_resting_level_follows_a_change_of_posture() -> None:
    levels = np.concatenate((level(120), level(240, (60, 63, 60.0), rest=6.0)))
    moves = found(levels)
    assert np.sum(np.abs(moves.onset_s - 180) < 0.1) == 1
    assert not np.any(moves.onset_s > 190)


def test_dense_movements_do_not_lift_the_resting_level() -> None:
    bursts = [(20 + 10 * i, 24 + 10 * i, 60.0) for i in range(20)]
    rest = rest_over_night(follow(rectified_leg(level(240, *bursts)), SETTINGS))
    assert np.all(rest < 1.3)
    assert len(found(level(240, *bursts))) == 20


def test_no_movement_and_no_rest_crosses_a_gap() -> None:
    leg = rectified_leg(level(60, (28, 32, 50.0)))
    samples = leg.segments[0].microvolts
    cut = 30 * 256
    parts = (Segment(0.0, 256.0, samples[:cut]), Segment(500.0, 256.0, samples[cut:]))
    moves = searched(LegSignal(Side.LEFT, "LAT", parts))
    assert moves.onset_s == pytest.approx([28.0, 500.0], abs=0.05)
    assert moves.end_s == pytest.approx([30.0, 502.0], abs=0.05)


def test_movement_at_the_edges_of_the_recording_is_kept() -> None:
    moves = found(level(60, (0, 2, 50.0), (58, 60, 50.0)))
    assert moves.onset_s == pytest.approx([0.0, 58.0], abs=0.05)
    assert moves.end_s == pytest.approx([2.0, 60.0], abs=0.1)


def test_quiet_leg_has_no_movement() -> None:
    assert len(found(level(600))) == 0


def test_scaling_the_rate_scales_nothing_else() -> None:
    for rate in (100.0, 199.9, 512.3):
        times = np.arange(round(120 * rate)) / rate
        levels = np.where((times >= 100) & (times < 103), 50.0, 1.0)
        moves = searched(rectified_leg(levels, rate))
        assert moves.onset_s == pytest.approx([100.0], abs=0.03)
        assert moves.end_s == pytest.approx([103.0], abs=0.08)


def test_median_over_half_a_second_decides_whether_a_movement_is_sustained() -> None:
    # At 100 Hz half a second is 50 samples: 25 of them at the level are enough, 24 are not.
    emg = np.zeros(200)
    for n_high, expected in ((24, False), (25, True)):
        emg[:] = 0.0
        emg[50 : 50 + n_high] = 3.0
        verdict = are_sustained(
            Pieces.of(emg, np.array([20]), np.array([180])), np.array([1.0]), 100.0, RULE
        )
        assert verdict.tolist() == [expected]


def test_resting_level_steps_with_the_posture_and_follows_sway() -> None:
    times = np.arange(256 * 300) / 256
    swaying = np.where(times < 150, 1.0, 4.0) * (1 + 0.2 * np.sin(2 * np.pi * times / 15))
    rest = rest_over_night(follow(rectified_leg(swaying), SETTINGS))
    expected = swaying[64::128][: len(rest)]
    off = np.abs(rest / expected - 1)
    away = np.abs(np.arange(len(rest)) - 300) > 4
    assert np.max(off[away]) < 0.3
    assert np.mean(off) < 0.1


@pytest.mark.parametrize("height_uv", [4.0, 8.0, 11.0])
def test_tense_stretch_is_rest_and_no_movement(height_uv: float) -> None:
    times = np.arange(256 * 300) / 256
    tense = 1.5 + np.interp(times, [100, 101, 160, 163], [0, height_uv, height_uv, 0])
    assert len(found(tense)) == 0
    tense[256 * 130 : 256 * 133] += 60.0
    moves = found(tense)
    assert moves.onset_s == pytest.approx([130.0], abs=0.05)
    # Over a rest of 12 uV, 2 uV more cannot be told from chance for some tenths of a second.
    assert moves.end_s == pytest.approx([133.0], abs=0.5 if height_uv > 4 else 0.1)


@pytest.mark.parametrize("every_s", [0.6, 0.8, 1.2])
def test_heartbeats_make_no_movement_and_move_no_edge(every_s: float) -> None:
    levels = level(120, (60, 63, 50.0))
    for beat in np.arange(0.3, 119, every_s):
        levels[round(beat * 256) : round((beat + 0.09) * 256)] += 25.0
    moves = found(levels)
    assert moves.onset_s == pytest.approx([60.0], abs=0.05)
    assert moves.end_s == pytest.approx([63.0], abs=0.12)


def test_volleys_of_twitches_and_pops_are_no_movements() -> None:
    levels = level(120)
    for start in np.arange(30, 34, 0.35):
        levels[round(start * 256) : round(start * 256) + 20] = 60.0
    for start in np.arange(60, 62, 0.25):
        levels[round(start * 256) : round(start * 256) + 12] = 400.0
    assert len(found(levels)) == 0


def test_movement_of_several_bursts_is_one_from_the_first_to_the_last() -> None:
    bursts = [(20.0, 20.2, 40.0), (20.55, 20.75, 30.0), (21.1, 21.35, 50.0)]
    moves = found(level(60, *bursts))
    assert moves.onset_s == pytest.approx([20.0], abs=0.03)
    assert moves.end_s == pytest.approx([21.35], abs=0.05)


def test_bursts_half_a_second_apart_are_movements_of_their_own_or_none() -> None:
    assert len(found(level(60, (20.0, 20.2, 40.0), (20.8, 21.0, 40.0)))) == 0
    assert len(found(level(60, (20.0, 20.7, 40.0), (21.3, 22.0, 40.0)))) == 2


def test_jerk_that_turns_into_a_weak_tone_begins_with_the_jerk() -> None:
    moves = found(level(60, (20.0, 20.15, 40.0), (20.15, 22.0, 6.0)))
    assert moves.onset_s == pytest.approx([20.0], abs=0.03)
    assert moves.end_s == pytest.approx([22.0], abs=0.1)


@pytest.mark.parametrize("seconds", [15, 30, 60])
def test_movement_of_the_body_is_one_however_long(seconds: int) -> None:
    rng = np.random.default_rng(seconds)
    levels = level(300)
    times = np.arange(len(levels)) / 256
    knots = np.arange(100, 100 + seconds + 0.6, 0.6)
    wild = np.interp(times, knots, rng.uniform(12, 60, len(knots)))
    inside = (times >= 100) & (times < 100 + seconds)
    levels[inside] = wild[inside]
    moves = found(levels)
    assert moves.onset_s == pytest.approx([100.0], abs=0.05)
    assert moves.end_s == pytest.approx([100.0 + seconds], abs=0.1)


@pytest.mark.parametrize("tone_hz", [10.0, 15.0, 20.0])
@pytest.mark.parametrize("rate", [128, 256, 1000])
def test_cable_that_sways_is_no_movement(tone_hz: float, rate: int) -> None:
    noise = np.random.default_rng(3).standard_normal(rate * 120) * 1.5
    times = np.arange(len(noise)) / rate
    sways = (times >= 60) & (times < 63)
    noise[sways] += 60 * np.sin(2 * np.pi * tone_hz * times[sways])
    burst = (times >= 90) & (times < 92)
    noise[burst] *= 30
    leg = LegSignal(Side.RIGHT, "RAT", (Segment(0.0, float(rate), noise),))
    emg = condition(leg, SETTINGS).emg
    outcome = detect(follow(emg, SETTINGS), emg.side, RULE, SETTINGS)
    assert outcome.movements.onset_s == pytest.approx([90.0], abs=0.05)
    assert outcome.tones.onset_s == pytest.approx([60.0], abs=0.1)


def test_short_bursts_that_the_rule_does_not_call_sustained_are_kept_apart() -> None:
    # 0.15 s of 0.45: no half second of which half is active (WASM 2016).
    bursts = [(20 + 0.45 * i, 20.15 + 0.45 * i, 30.0) for i in range(5)]
    leg = rectified_leg(level(60, *bursts))
    outcome = detect(follow(leg, SETTINGS), leg.side, RULE, SETTINGS)
    assert len(outcome.movements) == 0
    assert outcome.unsustained.onset_s == pytest.approx([20.0], abs=0.05)
    aasm = load("aasm3").movement.criteria()
    assert len(detect(follow(leg, SETTINGS), leg.side, aasm, SETTINGS).movements) == 1


def test_trains_of_bursts_are_no_heartbeat() -> None:
    trains = [
        (20.0 * i + 0.5 * k, 20.0 * i + 0.5 * k + 0.25, 30.0)
        for i in range(1, 29)
        for k in range(5)
    ]
    assert follow(rectified_leg(level(600, *trains)), SETTINGS)[0].heart_rhythm < 0.3


@pytest.mark.parametrize("seed", range(4))
def test_edge_of_a_tense_stretch_is_no_movement(seed: int) -> None:
    moves = searched(rectified_leg(level(600, (200, 300, 11.0)), seed=seed))
    assert not np.any(moves.duration_s <= 10)


def test_movements_in_a_long_posture_are_found_however_tense() -> None:
    inside = [(310.0 + 20 * i, 312.0 + 20 * i, 60.0) for i in range(12)]
    moves = searched(rectified_leg(level(900, (300, 580, 16.0), *inside)))
    assert np.sum((moves.duration_s > 1.5) & (moves.duration_s < 3)) == 12


def test_leg_without_signal_has_no_movements() -> None:
    assert len(found(np.zeros(256 * 60))) == 0
    levels = level(120, (90, 93, 50.0))
    levels[256 * 20 : 256 * 60] = 0.0
    assert found(levels).onset_s == pytest.approx([90.0], abs=0.05)


def test_conditioned_noise_of_a_calm_leg_gives_no_movement() -> None:
    noise = 1.5 * np.random.default_rng(5).standard_normal(256 * 1800)
    leg = LegSignal(Side.RIGHT, "RAT", (Segment(0.0, 256.0, noise),))
    assert len(searched(condition(leg, SETTINGS).emg)) == 0
