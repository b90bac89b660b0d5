"""The band-pass and the removal of hum."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import signal

from plm_detect.conditioning.bandpass import band_edges_hz
from plm_detect.conditioning.condition import condition
from plm_detect.conditioning.filtering import band_passed
from plm_detect.conditioning.hum import hum_lines_hz
from plm_detect.errors import SettingsError
from plm_detect.model.movements import Side
from plm_detect.model.settings import DetectionSettings
from plm_detect.model.signals import LegSignal, Segment

SETTINGS = DetectionSettings()


@pytest.mark.parametrize("rate_hz", [100.0, 128.0, 199.9, 256.0, 512.0, 1000.0])
@pytest.mark.parametrize("seconds", [3, 16, 61.7])
def test_same_as_a_butterworth_filter_forwards_and_backwards(
    rate_hz: float, seconds: float
) -> None:
    samples = 300.0 + 5 * np.random.default_rng(0).standard_normal(round(seconds * rate_hz))
    edges = band_edges_hz(rate_hz, SETTINGS)
    sections = signal.butter(4, edges, "bandpass", fs=rate_hz, output="sos")
    expected = np.abs(signal.sosfiltfilt(sections, samples))
    found = band_passed(samples, rate_hz, SETTINGS)
    assert found.hum_s == 0.0
    # The ends are extended further here than there, so they differ for the first half second.
    edge = round(rate_hz / 2)
    np.testing.assert_allclose(found.rectified[edge:-edge], expected[edge:-edge], atol=0.002)


@pytest.mark.parametrize(
    ("rate_hz", "upper_hz"), [(100.0, 45.0), (128.0, 57.6), (200.0, 90.0), (512.0, 100.0)]
)
def test_upper_edge_stays_below_half_the_sampling_rate(rate_hz: float, upper_hz: float) -> None:
    assert band_edges_hz(rate_hz, SETTINGS) == pytest.approx((10.0, upper_hz))


def test_band_of_which_nothing_is_left_is_refused() -> None:
    leg = LegSignal(Side.LEFT, "LAT", (Segment(0.0, 100.0, np.zeros(1000)),))
    with pytest.raises(SettingsError, match="leaves nothing of a signal sampled at 100 Hz"):
        condition(leg, DetectionSettings(bandpass_low_hz=60.0))


def mean_of(samples: np.ndarray, settings: DetectionSettings, rate_hz: float = 512.0) -> float:
    out = band_passed(samples, rate_hz, settings).rectified
    return float(np.mean(out[len(out) // 4 : -len(out) // 4]))


def tone(hertz: float, seconds: float = 60, rate_hz: float = 512.0) -> np.ndarray:
    return np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate_hz)) / rate_hz)


def test_band_is_passed_and_the_rest_is_not() -> None:
    whole = 2 / np.pi
    assert mean_of(tone(40.0), SETTINGS) == pytest.approx(whole, abs=0.01)
    assert mean_of(tone(1.0), SETTINGS) < 1e-3
    assert mean_of(tone(200.0), SETTINGS) < 0.01


@pytest.mark.parametrize("mains_hz", [49.8, 50.0, 60.1])
def test_hum_is_removed_with_its_harmonics_where_it_stands_out(mains_hz: float) -> None:
    noise = np.random.default_rng(1).standard_normal(60 * 512)
    hum = noise + 10 * tone(mains_hz) + 3 * tone(2 * mains_hz)
    found = band_passed(hum, 512.0, SETTINGS)
    calm = band_passed(noise, 512.0, SETTINGS)
    assert found.hum_s == pytest.approx(60.0)
    assert calm.hum_s == 0.0
    assert np.mean(found.rectified) == pytest.approx(np.mean(calm.rectified), rel=0.06)


def test_hum_is_removed_only_while_it_lasts() -> None:
    noise = np.random.default_rng(1).standard_normal(256 * 600)
    times = np.arange(len(noise)) / 256
    hum = noise + np.where((times > 300) & (times < 340), 10 * np.sin(100 * np.pi * times), 0)
    found = band_passed(hum, 256.0, SETTINGS)
    assert 40 < found.hum_s < 90
    calm = band_passed(noise, 256.0, SETTINGS)
    np.testing.assert_allclose(found.rectified[: 256 * 250], calm.rectified[: 256 * 250], atol=1e-4)


def test_hum_is_found_where_sampling_folds_it_to() -> None:
    assert 40.0 in hum_lines_hz(100.0, SETTINGS)  # 60 Hz sampled at 100 Hz
    assert hum_lines_hz(256.0, SETTINGS) == [50.0, 60.0, 76.0, 100.0, 106.0, 120.0]


def test_notch_takes_its_frequency_out_throughout() -> None:
    settings = DetectionSettings(notch_hz=30.0)
    assert mean_of(tone(30.0), settings) < 0.01
    assert mean_of(tone(60.0), settings) < 0.01
    assert mean_of(tone(45.0), settings) == pytest.approx(2 / np.pi, abs=0.01)


def test_nothing_is_shifted_in_time() -> None:
    samples = np.zeros(2001)
    samples[1000] = 1.0
    out = band_passed(samples, 256.0, SETTINGS).rectified
    assert np.argmax(out) == 1000
    np.testing.assert_allclose(out[800:1201], out[800:1201][::-1], atol=1e-6)


def test_stretches_are_filtered_apart_and_short_ones_left_out() -> None:
    rng = np.random.default_rng(1)
    parts = [
        Segment(t, 256.0, rng.standard_normal(n)) for t, n in ((0, 5000), (30, 100), (60, 4000))
    ]
    together = condition(LegSignal(Side.LEFT, "LAT", tuple(parts)), SETTINGS)
    assert [s.start_s for s in together.emg.segments] == [0, 60]
    assert together.excluded.onset_s.tolist() == [30]
    alone = condition(LegSignal(Side.LEFT, "LAT", (parts[2],)), SETTINGS)
    np.testing.assert_array_equal(
        together.emg.segments[1].microvolts, alone.emg.segments[0].microvolts
    )
