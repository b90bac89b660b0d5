"""Movements of one leg."""

from __future__ import annotations

import numpy as np
import pytest

from plm_detect.conditioning.condition import condition
from plm_detect.detection.detector import detect
from plm_detect.detection.morphology import are_sustained
from plm_detect.detection.resting import resting_level
from plm_detect.detection.thresholds import moving_sum
from plm_detect.detection.usability import flat_share, signal_notes
from plm_detect.model.movements import LegMovements, Side
from plm_detect.model.settings import DetectionSettings
from plm_detect.model.signals import LegSignal, Segment
from plm_detect.rules.sets import load

SETTINGS = DetectionSettings()
RULE = load("wasm2016").movement


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
    return detect(rectified_leg(levels), RULE, DetectionSettings(**settings)).movements


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
    emg = rectified_leg(level(240, *bursts)).segments[0].microvolts
    rest = resting_level(emg, 256.0, SETTINGS)
    assert np.all(rest.microvolts < 1.3)
    assert len(found(level(240, *bursts))) == 20


def test_no_movement_and_no_rest_crosses_a_gap() -> None:
    leg = rectified_leg(level(60, (28, 32, 50.0)))
    samples = leg.segments[0].microvolts
    cut = 30 * 256
    parts = (Segment(0.0, 256.0, samples[:cut]), Segment(500.0, 256.0, samples[cut:]))
    moves = detect(LegSignal(Side.LEFT, "LAT", parts), RULE, SETTINGS).movements
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
        moves = detect(rectified_leg(levels, rate), RULE, SETTINGS).movements
        assert moves.onset_s == pytest.approx([100.0], abs=0.03)
        assert moves.end_s == pytest.approx([103.0], abs=0.08)


def test_median_over_half_a_second_decides_whether_a_movement_is_sustained() -> None:
    # At 100 Hz half a second is 50 samples: 25 of them at the level are enough, 24 are not.
    emg = np.zeros(200)
    for n_high, expected in ((24, False), (25, True)):
        emg[:] = 0.0
        emg[50 : 50 + n_high] = 3.0
        verdict = are_sustained(emg, np.array([1.0]), np.array([20]), np.array([180]), 100.0, RULE)
        assert verdict.tolist() == [expected]


def test_moving_sum_repeats_the_edges() -> None:
    emg = np.arange(1.0, 8.0)
    total = np.concatenate([moving_sum(emg, 0, 3, 1), moving_sum(emg, 3, 7, 1)])
    assert total.tolist() == [4, 6, 9, 12, 15, 18, 20]


def test_flat_and_implausible_legs_are_noted() -> None:
    assert flat_share(np.zeros(10), SETTINGS) == 1.0
    assert flat_share(np.array([]), SETTINGS) == 1.0
    for rest, code in ((2000.0, "implausible_rest"), (8.0, "high_rest"), (0.001, "flat")):
        notes = list(signal_notes("LAT", np.full(100, rest), SETTINGS))
        assert [note.code for note in notes] == [code]
    assert not list(signal_notes("LAT", np.full(100, 1.5), SETTINGS))


def test_conditioned_noise_of_a_calm_leg_gives_no_movement() -> None:
    noise = 1.5 * np.random.default_rng(5).standard_normal(256 * 1800)
    leg = LegSignal(Side.RIGHT, "RAT", (Segment(0.0, 256.0, noise),))
    assert len(detect(condition(leg, SETTINGS).emg, RULE, SETTINGS).movements) == 0
