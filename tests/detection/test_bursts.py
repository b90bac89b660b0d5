"""Bursts in the short means of an EMG: spikes explain their surroundings, muscle goes on."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plm_detect.conditioning.condition import condition
from plm_detect.detection.artefacts import frequencies_hz, usual_frequency_hz
from plm_detect.detection.bursts import burst_level
from plm_detect.detection.envelope import envelope_of
from plm_detect.model.movements import Side
from plm_detect.model.settings import DetectionSettings
from plm_detect.model.signals import LegSignal, Segment

SETTINGS = DetectionSettings()
BIN_S = 0.02


def held(*bins: float) -> list[float]:
    """Return the burst level of short means over a rest of 1 uV, quiet on both sides."""
    mean_uv = np.array([1.0] * 30 + [1.0 + value for value in bins] + [1.0] * 30, dtype=np.float32)
    level = burst_level(mean_uv, np.ones_like(mean_uv), 8.0, 0.08, BIN_S, SETTINGS)
    return [round(float(value), 3) for value in level[30 : 30 + len(bins)]]


def test_what_is_shorter_than_a_burst_is_not_held() -> None:
    assert max(held(50, 50, 50)) == 0.0
    assert held(50, 50, 50, 50) == [50, 50, 50, 50]


def test_gaps_between_motor_unit_potentials_are_closed() -> None:
    assert held(20, 1, 1, 20, 1, 1, 1, 20) == [20] * 8
    # Five bins are 0.1 s, the shortest gap that stays.
    assert max(held(20, 0, 0, 0, 0, 0, 20)) == 0.0


@pytest.mark.parametrize("decay_s", [0.001, 0.003, 0.01, 0.03, 0.06])
@pytest.mark.parametrize("rate_hz", [200.0, 256.0, 512.0])
def test_electrode_pop_explains_all_that_the_band_pass_makes_of_it(
    decay_s: float, rate_hz: float
) -> None:
    times = np.arange(round(20 * rate_hz)) / rate_hz
    noise = np.random.default_rng(1).standard_normal(len(times))
    for shift_s in (0.0, 0.004, 0.009, 0.013):
        since = times - 10.0 - shift_s
        pop = 500 * np.where(since >= 0, np.exp(-np.maximum(since, 0) / decay_s), 0)
        leg = LegSignal(Side.LEFT, "", (Segment(0.0, rate_hz, noise + pop),))
        envelope = envelope_of(condition(leg, SETTINGS).emg.segments[0], SETTINGS)
        rest = np.full_like(envelope.mean_uv, 0.7)
        level = burst_level(envelope.mean_uv, rest, 8.0, 0.08, envelope.bin_s, SETTINGS)
        assert np.max(level) < 2.5
        assert np.max(envelope.mean_uv) > 2.5


@given(st.lists(st.floats(0, 200, width=32), min_size=1, max_size=80), st.floats(1, 10))
def test_level_is_never_above_the_highest_mean_and_grows_with_the_signal(
    bins: list[float], factor: float
) -> None:
    mean_uv = np.array(bins, dtype=np.float32)
    rest = np.zeros_like(mean_uv)
    level = burst_level(mean_uv, rest, 0.0, 0.08, BIN_S, SETTINGS)
    assert len(level) == len(mean_uv)
    assert np.max(level) <= np.max(mean_uv)
    scaled = burst_level(mean_uv * np.float32(factor), rest, 0.0, 0.08, BIN_S, SETTINGS)
    np.testing.assert_allclose(scaled, level * factor, rtol=1e-4, atol=1e-3)


def segment_of(emg: np.ndarray, rate_hz: float) -> Segment:
    return Segment(0.0, rate_hz, np.abs(emg), emg < 0)


@pytest.mark.parametrize("tone_hz", [10.0, 16.0, 24.0])
@pytest.mark.parametrize("rate_hz", [100.0, 128.0, 256.0, 512.0, 2000.0])
def test_frequency_of_a_tone_is_its_own_at_any_rate(tone_hz: float, rate_hz: float) -> None:
    times = np.arange(round(8 * rate_hz)) / rate_hz
    segment = segment_of(30 * np.sin(2 * np.pi * tone_hz * times + 0.3), rate_hz)
    whole = (np.array([0]), np.array([len(times)]))
    assert frequencies_hz(segment, *whole) == pytest.approx([tone_hz], rel=0.06)
    assert usual_frequency_hz(segment) == pytest.approx(tone_hz, rel=0.06)


def test_frequencies_are_those_of_each_part_alone() -> None:
    times = np.arange(2048) / 512
    emg = np.where(times < 2, np.sin(2 * np.pi * 8 * times), np.sin(2 * np.pi * 30 * times))
    segment = segment_of(emg, 512.0)
    first, stop = np.array([0, 1024]), np.array([1024, 2048])
    assert frequencies_hz(segment, first, stop) == pytest.approx([8.0, 30.0], rel=0.02)
    assert len(frequencies_hz(segment, first[:0], stop[:0])) == 0
    assert usual_frequency_hz(segment_of(np.zeros(2000), 512.0)) == 0.0


def test_without_its_sign_nothing_is_a_tone() -> None:
    segment = Segment(0.0, 256.0, np.ones(512))
    assert np.isnan(frequencies_hz(segment, np.array([0]), np.array([512]))).all()
    assert usual_frequency_hz(segment) == 0.0
