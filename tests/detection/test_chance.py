"""What chance does to the averages of rectified EMG, by hand and against simulated noise."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from plm_detect.detection.chance import (
    SD_OF_RECTIFIED,
    bandwidth_hz,
    end_above_rest_uv,
    onset_average_s,
    relative_sd,
    relative_sd_of_median,
)
from plm_detect.model.settings import DetectionSettings

SETTINGS = DetectionSettings()
RATES = st.floats(100, 4000)


def test_spread_of_rectified_noise_is_that_of_the_half_normal_distribution() -> None:
    assert pytest.approx(stats.halfnorm.std() / stats.halfnorm.mean()) == SD_OF_RECTIFIED
    assert pytest.approx(0.756, abs=5e-4) == SD_OF_RECTIFIED


@pytest.mark.parametrize(
    ("rate_hz", "width_hz"),
    # The upper edge is 100 Hz, or nine tenths of half the sampling rate.
    [(100.0, 35.0), (200.0, 80.0), (222.0, 89.9), (223.0, 90.0), (256.0, 90.0), (4000.0, 90.0)],
)
def test_band_is_as_broad_as_the_sampling_rate_allows(rate_hz: float, width_hz: float) -> None:
    assert bandwidth_hz(rate_hz, SETTINGS) == pytest.approx(width_hz)


def test_average_over_a_time_holds_twice_the_bandwidth_values() -> None:
    # 90 Hz for 0.2 s: 36 values; 35 Hz for 0.1 s: 7 values.
    assert relative_sd(256.0, 0.2, SETTINGS) == pytest.approx(SD_OF_RECTIFIED / 6)
    assert relative_sd(100.0, 0.1, SETTINGS) == pytest.approx(SD_OF_RECTIFIED / math.sqrt(7))


def test_average_holds_at_least_one_value() -> None:
    assert relative_sd(256.0, 0.0, SETTINGS) == SD_OF_RECTIFIED
    assert relative_sd(256.0, 1 / 180, SETTINGS) == pytest.approx(SD_OF_RECTIFIED)
    assert relative_sd(256.0, 1 / 90, SETTINGS) == pytest.approx(SD_OF_RECTIFIED / math.sqrt(2))


@pytest.mark.parametrize(("rate_hz", "high_hz"), [(256.0, 100.0), (100.0, 45.0)])
def test_averages_of_simulated_noise_stray_as_far(rate_hz: float, high_hz: float) -> None:
    # White noise in the band and nothing outside of it, in 0.24 s.
    n = round(rate_hz * 2000)
    spectrum = np.fft.rfft(np.random.default_rng(0).standard_normal(n))
    frequencies = np.fft.rfftfreq(n, 1 / rate_hz)
    spectrum[(frequencies < 10) | (frequencies > high_hz)] = 0
    width = round(0.24 * rate_hz)
    rectified = np.abs(np.fft.irfft(spectrum, n))[: n // width * width].reshape(-1, width)
    averages = rectified.mean(axis=1)
    found = relative_sd(rate_hz, width / rate_hz, SETTINGS)
    assert found == pytest.approx(averages.std() / averages.mean(), rel=0.15)


def test_median_strays_a_fifth_further_than_a_mean() -> None:
    settings = DetectionSettings(envelope_s=0.2)
    assert relative_sd_of_median(256.0, settings) == pytest.approx(1.2 * SD_OF_RECTIFIED / 6)


def test_end_is_the_threshold_or_what_chance_reaches() -> None:
    # With 0.2 s chance reaches 2 standard deviations of 1.2 / 6 of 0.7555: 0.3022 of rest.
    settings = DetectionSettings(envelope_s=0.2, noise_sds=2.0)
    rest_uv = np.array([0.0, 1.0, 6.6, 6.7, 20.0])
    found = end_above_rest_uv(rest_uv, 2.0, 256.0, settings)
    share = 2 * 1.2 * SD_OF_RECTIFIED / 6
    assert found.tolist() == pytest.approx([2.0, 2.0, 2.0, 6.7 * share, 20 * share])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_end_keeps_the_precision_of_rest(dtype: type) -> None:
    rest_uv = np.array([1.0, 50.0], dtype=dtype)
    assert end_above_rest_uv(rest_uv, 2.0, 256.0, SETTINGS).dtype == dtype
    assert len(end_above_rest_uv(rest_uv[:0], 2.0, 256.0, SETTINGS)) == 0


def test_onset_is_averaged_for_longer_where_the_band_is_narrower() -> None:
    # 90 of 80 Hz and 90 of 35 Hz; the latter would be 0.62 s.
    assert onset_average_s(256.0, SETTINGS) == pytest.approx(0.24)
    assert onset_average_s(200.0, SETTINGS) == pytest.approx(0.27)
    assert onset_average_s(100.0, SETTINGS) == pytest.approx(0.4)
    broad = DetectionSettings(bandpass_high_hz=400.0)
    assert onset_average_s(1000.0, broad) == pytest.approx(0.24)


@settings(max_examples=60)
@given(RATES, RATES, st.floats(0.01, 5))
def test_faster_sampling_never_makes_chance_worse(first: float, second: float, s: float) -> None:
    slow, fast = sorted((first, second))
    assert relative_sd(fast, s, SETTINGS) <= relative_sd(slow, s, SETTINGS)
    assert onset_average_s(fast, SETTINGS) <= onset_average_s(slow, SETTINGS)
    # Where the average is not cut at its longest, chance moves it as far at any rate.
    average_s = onset_average_s(slow, SETTINGS)
    if average_s < 0.4:
        found = relative_sd(slow, average_s, SETTINGS)
        assert found == pytest.approx(relative_sd(256.0, 0.24, SETTINGS))


@settings(max_examples=60)
@given(st.lists(st.floats(0, 1e3), min_size=1, max_size=8), st.floats(0.1, 20), st.floats(0.25, 4))
def test_end_scales_with_the_emg_and_is_never_below_the_threshold(
    rest: list[float], threshold_uv: float, factor: float
) -> None:
    rest_uv = np.array(rest)
    found = end_above_rest_uv(rest_uv, threshold_uv, 256.0, SETTINGS)
    assert np.all(found >= threshold_uv)
    scaled = end_above_rest_uv(factor * rest_uv, factor * threshold_uv, 256.0, SETTINGS)
    np.testing.assert_allclose(scaled, factor * found)
