"""Grades of a leg's recording."""

from __future__ import annotations

from dataclasses import asdict, replace

import numpy as np
import pytest

from plm_detect.conditioning.condition import condition
from plm_detect.detection.following import follow
from plm_detect.model.movements import Side
from plm_detect.model.quality import Grade, LegQuality
from plm_detect.model.settings import DetectionSettings
from plm_detect.model.signals import LegSignal, Segment
from plm_detect.model.spans import Spans
from plm_detect.quality.alike import correlation, looked_at
from plm_detect.quality.grading import graded, limits, quality_notes, refusals, worst
from plm_detect.quality.measures import LegMeasures, with_signal

SETTINGS = DetectionSettings()
RATE_HZ = 256.0


def noise(seconds: float, level_uv: float = 1.5, seed: int = 0) -> np.ndarray:
    """Rectified it is as high on average as the level."""
    samples = np.random.default_rng(seed).standard_normal(round(seconds * RATE_HZ))
    # Of white noise the band-pass leaves 90 of 128 Hz.
    return samples * level_uv * np.sqrt(np.pi / 2) * np.sqrt(128 / 90)


def leg(samples: np.ndarray) -> LegSignal:
    return LegSignal(Side.LEFT, "LAT", (Segment(0.0, RATE_HZ, samples),))


def measured(samples: np.ndarray, ecg: np.ndarray | None = None) -> LegMeasures:
    heart = None if ecg is None else (Segment(0.0, RATE_HZ, ecg),)
    conditioned = condition(leg(samples), SETTINGS, heart)
    recorded_s = len(samples) / RATE_HZ
    followed = follow(conditioned.emg, SETTINGS)
    return with_signal(LegMeasures(), conditioned, followed, recorded_s, SETTINGS)


def beats(seconds: float, seed: int = 1) -> np.ndarray:
    """Heartbeats 1 high, 63 to 71 a minute."""
    times = np.cumsum(np.random.default_rng(seed).uniform(0.85, 0.95, round(1.2 * seconds)))
    out = np.zeros(round(seconds * RATE_HZ))
    shape = np.exp(-0.5 * (np.arange(-10, 11) / 3.0) ** 2)
    for time in times[times < seconds - 1]:
        at = round(time * RATE_HZ)
        out[at - 10 : at + 11] += shape
    return out


def test_good_leg_has_no_note() -> None:
    values = replace(measured(noise(300)), rate_hz=256.0, highpass_hz=10.0, lowpass_hz=100.0)
    assert worst(graded(values)) is Grade.GOOD
    assert not list(quality_notes("LAT", values))
    assert refusals(values) == ""


@pytest.mark.parametrize(
    ("level_uv", "grade", "codes"),
    [
        (3.0, Grade.GOOD, []),
        (7.0, Grade.FAIR, ["high_rest"]),
        (15.0, Grade.POOR, ["high_rest"]),
        (40.0, Grade.UNUSABLE, ["high_rest"]),
        (500.0, Grade.UNUSABLE, ["high_rest", "implausible_rest"]),
        (0.02, Grade.UNUSABLE, ["implausible_rest"]),
    ],
)
def test_rest_grades_a_leg(level_uv: float, grade: Grade, codes: list[str]) -> None:
    values = measured(noise(300, level_uv))
    assert values.rest_uv == pytest.approx(level_uv, rel=0.1)
    assert worst(graded(values)) is grade
    assert [note.code for note in quality_notes("LAT", values)] == codes


@pytest.mark.parametrize(
    ("lost_s", "grade"),
    [(3, Grade.GOOD), (12, Grade.FAIR), (60, Grade.POOR), (200, Grade.UNUSABLE)],
)
@pytest.mark.parametrize("value", [0.0, 1234.5])
def test_lost_signal_grades_a_leg(lost_s: float, grade: Grade, value: float) -> None:
    samples = noise(300)
    samples[2000 : 2000 + round(lost_s * RATE_HZ)] = value
    values = measured(samples)
    assert values.lost_share == pytest.approx(lost_s / 300, rel=0.05)
    assert worst(graded(values)) is grade
    assert [note.code for note in quality_notes("LAT", values)] == ["lost_signal"]


def test_leg_without_any_signal_is_unusable() -> None:
    values = measured(np.zeros(30_000))
    assert values.rest_uv is None
    assert "no signal in 2.0 min (100.0%)" in refusals(values)


def test_strong_emg_at_the_limit_is_clipped_and_not_lost() -> None:
    samples = noise(300)
    samples[20_000:30_000] *= 200
    values = measured(np.clip(samples, -400, 400))
    assert values.lost_share == 0.0
    assert values.clipped_share is not None
    assert values.clipped_share > 0.001
    assert "clipped" in {note.code for note in quality_notes("LAT", values)}


def test_heart_in_a_leg_is_measured_with_and_without_the_ecg() -> None:
    ecg = beats(600)
    samples = noise(600) + 20 * np.roll(ecg, 3)
    alone, together = measured(samples), measured(samples, 700 * ecg)
    calm = measured(noise(600), 700 * ecg)
    assert alone.heart_share is None
    assert alone.heart_rhythm is not None
    assert alone.heart_rhythm > 0.3
    assert together.heart_share is not None
    assert together.heart_share > 0.3
    assert together.heart_rhythm is not None
    assert together.heart_rhythm < 0.15
    assert calm.heart_share is not None
    assert calm.heart_share < 0.01


@pytest.mark.parametrize(
    ("other", "low", "high"),
    [
        (noise(300, seed=3), -0.1, 0.1),
        (-noise(300, seed=2), 0.999, 1.0),
        (noise(300, seed=2) + noise(300, 0.2, seed=4), 0.9, 0.999),
    ],
    ids=["another", "turned over", "bridged"],
)
def test_legs_that_hold_the_same_are_told(other: np.ndarray, low: float, high: float) -> None:
    one, two = (
        looked_at(condition(leg(samples), SETTINGS).emg) for samples in (noise(300, seed=2), other)
    )
    assert low <= correlation(one, two) <= high  # type: ignore[operator]


def test_legs_without_common_time_cannot_be_compared() -> None:
    assert correlation({}, {0: np.ones(4, dtype=np.float32)}) is None


def test_every_limit_is_in_order_and_every_sentence_can_be_written() -> None:
    some = dict.fromkeys(asdict(LegMeasures()), 1.0)
    for limit in limits():
        steps = [s for s in (limit.note, limit.fair, limit.poor, limit.unusable) if s is not None]
        assert steps == sorted(steps, reverse=limit.below)
        assert limit.text.format(**some).endswith(".")
        assert limit.source


def test_reasons_are_those_of_the_worst_grade() -> None:
    measures = graded(LegMeasures(rest_uv=12.0, rate_hz=150.0))
    found = LegQuality(Side.LEFT, "LAT", worst(measures), measures, Spans.of([]))
    assert found.grade is Grade.POOR
    assert found.reasons() == ("rest_uv",)
    assert found.value("rate_hz") == 150.0
