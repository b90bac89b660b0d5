"""Filters."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import signal

from plm_detect.conditioning.condition import condition
from plm_detect.conditioning.filters import (
    BLOCK_SAMPLES,
    band_edges_hz,
    design_filter,
    padding,
    zero_phase,
)
from plm_detect.errors import SettingsError
from plm_detect.model.movements import Side
from plm_detect.model.settings import DetectionSettings
from plm_detect.model.signals import LegSignal, Segment

SETTINGS = DetectionSettings()


@pytest.mark.parametrize("n_samples", [100, BLOCK_SAMPLES, 2 * BLOCK_SAMPLES + 17])
@pytest.mark.parametrize("notch_hz", [None, 50.0])
def test_block_by_block_is_the_same_as_scipy_at_once(n_samples: int, notch_hz: float) -> None:
    sections = design_filter(256.0, DetectionSettings(notch_hz=notch_hz))
    samples = 5.0 + np.random.default_rng(0).standard_normal(n_samples)
    expected = signal.sosfiltfilt(sections, samples, padlen=padding(sections))
    np.testing.assert_allclose(zero_phase(samples, sections), expected, rtol=0, atol=1e-12)


@pytest.mark.parametrize(
    ("rate_hz", "upper_hz"), [(100.0, 45.0), (128.0, 57.6), (200.0, 90.0), (512.0, 100.0)]
)
def test_upper_edge_stays_below_half_the_sampling_rate(rate_hz: float, upper_hz: float) -> None:
    assert band_edges_hz(rate_hz, SETTINGS) == pytest.approx((10.0, upper_hz))


def test_band_of_which_nothing_is_left_is_refused() -> None:
    with pytest.raises(SettingsError, match="leaves nothing of a signal sampled at 100 Hz"):
        design_filter(100.0, DetectionSettings(bandpass_low_hz=60.0))


def gain_at(hertz: float, settings: DetectionSettings, rate_hz: float = 512.0) -> float:
    times = np.arange(round(20 * rate_hz)) / rate_hz
    out = zero_phase(np.sin(2 * np.pi * hertz * times), design_filter(rate_hz, settings))
    middle = out[len(out) // 4 : -len(out) // 4]
    return float(np.sqrt(2) * np.std(middle))


def test_band_is_passed_and_the_rest_is_not() -> None:
    assert gain_at(40.0, SETTINGS) == pytest.approx(1.0, abs=0.01)
    assert gain_at(1.0, SETTINGS) < 1e-3
    assert gain_at(200.0, SETTINGS) < 0.01


def test_notch_removes_mains_and_its_harmonics_only() -> None:
    settings = DetectionSettings(notch_hz=30.0)
    assert gain_at(30.0, settings) < 0.01
    assert gain_at(60.0, settings) < 0.01
    assert gain_at(45.0, settings) > 0.9


def test_nothing_is_shifted_in_time() -> None:
    samples = np.zeros(2001)
    samples[1000] = 1.0
    out = zero_phase(samples, design_filter(256.0, SETTINGS))
    assert np.argmax(out) == 1000
    np.testing.assert_allclose(out, out[::-1], atol=1e-9)


def test_stretches_are_filtered_apart_and_short_ones_left_out() -> None:
    rng = np.random.default_rng(1)
    parts = [
        Segment(t, 256.0, rng.standard_normal(n)) for t, n in ((0, 5000), (30, 10), (60, 4000))
    ]
    together = condition(LegSignal(Side.LEFT, "LAT", tuple(parts)), SETTINGS)
    assert [s.start_s for s in together.emg.segments] == [0, 60]
    assert together.excluded.onset_s.tolist() == [30]
    alone = condition(LegSignal(Side.LEFT, "LAT", (parts[2],)), SETTINGS)
    np.testing.assert_array_equal(
        together.emg.segments[1].microvolts, alone.emg.segments[0].microvolts
    )
