"""What the spectrum and the movements of a leg say of its recording."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import signal

from plm_detect.conditioning.condition import condition
from plm_detect.detection.detector import detect
from plm_detect.detection.following import follow
from plm_detect.model.movements import Side
from plm_detect.model.settings import DetectionSettings
from plm_detect.model.signals import LegSignal, Segment
from plm_detect.quality.band import band_hz
from plm_detect.quality.grading import graded, quality_notes, worst
from plm_detect.quality.measures import LegMeasures, with_movements
from plm_detect.rules.sets import load

SETTINGS = DetectionSettings()
RULE = load("wasm2016").movement.criteria()


def leg_of(samples: np.ndarray, rate_hz: float = 256.0) -> LegSignal:
    return LegSignal(Side.LEFT, "LAT", (Segment(0.0, rate_hz, samples),))


def noise(seconds: float, rate_hz: float = 256.0, seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(round(seconds * rate_hz)) * 1.5


def measured(samples: np.ndarray) -> LegMeasures:
    emg = condition(leg_of(samples), SETTINGS).emg
    found = detect(follow(emg, SETTINGS), Side.LEFT, RULE, SETTINGS)
    return with_movements(LegMeasures(), found, emg)


def with_bursts(every_s: float, bursts: list[tuple[float, float]], factor: float) -> np.ndarray:
    """Return an hour of noise with bursts (onset and end after the beginning of each period)."""
    samples = noise(3600)
    phase = (np.arange(len(samples)) / 256) % every_s
    for onset, end in bursts:
        samples[(phase >= onset) & (phase < end)] *= factor
    return samples


@pytest.mark.parametrize(
    ("low_hz", "high_hz", "rate_hz", "expected"),
    [(10, 100, 256, 95), (10, 70, 256, 75), (15, 35, 256, 40), (10, 70, 500, 82)],
)
def test_band_is_where_the_recorder_ends_it(
    low_hz: float, high_hz: float, rate_hz: float, expected: float
) -> None:
    sos = signal.butter(2, [low_hz, high_hz], "bandpass", fs=rate_hz, output="sos")
    found = band_hz(leg_of(signal.sosfilt(sos, noise(120, rate_hz)), rate_hz), SETTINGS)
    assert found == pytest.approx(expected, abs=9)


def test_hum_does_not_narrow_the_band_and_a_low_rate_is_not_a_filter() -> None:
    times = np.arange(256 * 120) / 256
    hum = 60 * np.sin(2 * np.pi * 50 * times)
    assert band_hz(leg_of(noise(120) + hum), SETTINGS) == pytest.approx(95, abs=3)
    assert band_hz(leg_of(noise(120, 128.0), 128.0), SETTINGS) is None
    assert band_hz(leg_of(np.zeros(256 * 120)), SETTINGS) is None
    narrow = LegMeasures(band_hz=44.0)
    assert worst(graded(narrow)).name == "POOR"
    assert {note.code for note in quality_notes("LAT", narrow)} == {"narrow_band"}


def test_movements_of_one_piece_are_filled_and_trains_of_bursts_are_not() -> None:
    whole = measured(with_bursts(30.0, [(5.0, 7.0)], 30.0))
    train = measured(with_bursts(30.0, [(5.0, 5.2), (5.5, 5.7), (6.0, 6.25)], 30.0))
    assert whole.filled_share == pytest.approx(1.0, abs=0.03)
    assert train.filled_share == pytest.approx(0.65 / 1.25, abs=0.1)
    assert "short_bursts" in {note.code for note in quality_notes("LAT", train)}
    assert not list(quality_notes("LAT", whole))


def test_bursts_just_below_the_threshold_are_counted() -> None:
    weak = measured(with_bursts(30.0, [(5.0, 7.0)], 5.5))
    assert weak.n_weak == pytest.approx(120, abs=12)
    assert weak.weak_share == pytest.approx(1.0, abs=0.1)
    assert "weak_bursts" in {note.code for note in quality_notes("LAT", weak)}


def test_long_movements_are_restlessness() -> None:
    restless = measured(with_bursts(120.0, [(5.0, 35.0)], 30.0))
    assert restless.restless_share == pytest.approx(0.25, abs=0.01)
    assert restless.restless_min == pytest.approx(15.0, abs=0.5)
    (note,) = [n for n in quality_notes("LAT", restless) if n.code == "restless"]
    assert note.text.startswith("it is active for 15.")


def test_tones_are_counted_and_are_no_movements() -> None:
    samples = noise(3600)
    times = np.arange(len(samples)) / 256
    sways = times % 300 > 297
    samples[sways] += 50 * np.sin(2 * np.pi * 14 * times[sways])
    found = measured(samples)
    assert found.tones_per_hour == pytest.approx(12.0)
    assert found.filled_share is None
    assert worst(graded(found)).name == "FAIR"
