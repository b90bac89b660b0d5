"""Filtering block by block: what must hold for any signal, the heartbeat, and hum by blocks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import fft

from plm_detect.conditioning.bandpass import gain
from plm_detect.conditioning.filtering import Filtered, band_passed
from plm_detect.model.settings import DetectionSettings

SETTINGS = DetectionSettings()
RATE_HZ = 100.0
CORE = 1400
"""Blocks of 16 s without their margins of 1 s."""


def noise(n_samples: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal(n_samples)


def signed(found: Filtered) -> np.ndarray:
    return np.where(found.is_negative, -found.rectified, found.rectified)


def passed(samples: np.ndarray, ecg: np.ndarray | None = None, **changed: float) -> Filtered:
    return band_passed(samples, RATE_HZ, DetectionSettings(**changed), ecg)


@pytest.mark.parametrize("n_samples", [1, 2, 50, 1399, 1400, 1401, 5000, 50_000])
def test_every_sample_has_a_size_and_a_sign(n_samples: int) -> None:
    found = passed(noise(n_samples))
    assert found.rectified.shape == found.is_negative.shape == (n_samples,)
    assert found.rectified.dtype == np.float32
    assert np.all(found.rectified >= 0)
    assert found.heart_share is None


@pytest.mark.parametrize("n_samples", [1400, 1401, 4321, 60_000])
def test_blocks_are_the_same_as_one_piece(n_samples: int) -> None:
    # Mirrored and turned over at both ends, and filtered by one transform in double precision.
    samples = noise(n_samples) + 50.0
    before, after = 2 * samples[0] - samples[200:0:-1], 2 * samples[-1] - samples[-2:-202:-1]
    whole = np.concatenate((before, samples, after)) - samples[0]
    frequencies = fft.rfftfreq(len(whole), 1 / RATE_HZ)
    spectrum = fft.rfft(whole) * gain(frequencies, RATE_HZ, SETTINGS)
    expected = fft.irfft(spectrum, len(whole))[200:-200]
    np.testing.assert_allclose(signed(passed(samples)), expected, atol=5e-4)


@settings(max_examples=20)
@given(st.integers(1, 4000), st.integers(0, 2**31), st.sampled_from([-3.0, 0.25, 64.0]))
def test_it_is_linear_and_the_level_does_not_matter(n: int, seed: int, factor: float) -> None:
    first, second = noise(n, seed), noise(n, seed + 1)
    here, there = signed(passed(first)), signed(passed(second))
    np.testing.assert_allclose(signed(passed(first + second)), here + there, atol=1e-4)
    scaled = signed(passed(factor * first + 1000.0))
    np.testing.assert_allclose(scaled, factor * here, atol=1e-4 * abs(factor))


@settings(max_examples=20)
@given(st.integers(0, 2**31), st.integers(1, 3000))
def test_it_does_not_depend_on_where_blocks_begin(seed: int, n_before: int) -> None:
    samples = noise(6000, seed)
    later = np.concatenate((noise(n_before, seed + 1), samples))
    here, there = signed(passed(samples)), signed(passed(later))[n_before:]
    np.testing.assert_allclose(here[150:-150], there[150:-150], atol=1e-3)


@settings(max_examples=20)
@given(st.integers(0, 2**31), st.integers(1, 5000))
def test_it_is_the_same_backwards_in_time(seed: int, n_samples: int) -> None:
    samples = noise(n_samples, seed)
    backwards = signed(passed(samples[::-1]))[::-1]
    middle = slice(150, -150)
    np.testing.assert_allclose(signed(passed(samples))[middle], backwards[middle], atol=1e-3)


def hum_in(n_samples: int, first: int, stop: int) -> np.ndarray:
    samples = noise(n_samples)
    at = np.arange(first, stop)
    samples[first:stop] += 10 * np.sin(2 * np.pi * 40 * at / RATE_HZ)
    return samples


@pytest.mark.parametrize(
    ("block", "n_changed"),
    # 40 Hz is where 60 Hz is folded to. With the blocks beside it three of ten are changed.
    [(5, 3), (0, 2), (9, 2), (1, 3)],
)
def test_hum_is_removed_from_its_block_and_those_beside_it(block: int, n_changed: int) -> None:
    samples = hum_in(10 * CORE, block * CORE + 200, (block + 1) * CORE - 200)
    found = passed(samples)
    assert found.hum_s == n_changed * CORE / RATE_HZ
    as_it_is = passed(samples, hum_ratio=1e9)
    assert as_it_is.hum_s == 0
    changed = np.abs(signed(found) - signed(as_it_is)).reshape(10, CORE).max(axis=1) > 1e-3
    beside = [i for i in range(10) if abs(i - block) <= 1]
    assert np.flatnonzero(changed).tolist() == beside
    # The hum is gone and the EMG is not.
    inside = slice(block * CORE + 300, (block + 1) * CORE - 300)
    calm = passed(noise(10 * CORE)).rectified[inside]
    assert np.mean(as_it_is.rectified[inside]) > 6 * np.mean(calm)
    assert np.mean(found.rectified[inside]) < 1.5 * np.mean(calm)


def test_hum_throughout_lasts_as_long_as_the_stretch() -> None:
    assert passed(hum_in(10_000, 0, 10_000)).hum_s == 100.0
    assert passed(noise(10_000), notch_hz=30.0).hum_s == 100.0
    # What stands out is not asked where it is removed throughout.
    assert passed(noise(10_000), notch_hz=30.0, hum_ratio=1e9).hum_s == 100.0


def heart(n_samples: int) -> np.ndarray:
    """Return beats 0.9 to 1.1 s apart."""
    rng = np.random.default_rng(5)
    ecg = np.zeros(n_samples)
    at = np.cumsum(rng.uniform(90, 110, n_samples // 90)).astype(int)
    ecg[at[at < n_samples]] = 100.0
    return ecg


def on_leg(ecg: np.ndarray) -> np.ndarray:
    """Return what reaches the leg: shifted and in three parts."""
    return np.convolve(ecg, [0, 0, 0.06, -0.12, 0.03])[: len(ecg)]


def test_heartbeat_is_subtracted_and_the_emg_stays() -> None:
    ecg, emg = heart(40_000), noise(40_000)
    leg = emg + on_leg(ecg)
    found, alone = passed(leg, ecg), signed(passed(emg))
    heartbeat = signed(passed(on_leg(ecg)))
    share = np.mean(heartbeat**2) / np.mean(signed(passed(leg)) ** 2)
    assert found.heart_share == pytest.approx(share, rel=0.2)
    left = np.mean((signed(found) - alone) ** 2)
    assert left < 0.05 * np.mean(heartbeat**2)


def test_heartbeat_that_does_not_matter_is_left_alone() -> None:
    ecg, leg = heart(20_000), noise(20_000)
    found = passed(leg, ecg)
    assert 0 < found.heart_share < SETTINGS.heart_share
    np.testing.assert_array_equal(found.rectified, passed(leg).rectified)


def test_heartbeat_is_subtracted_from_the_share_of_the_settings_on() -> None:
    ecg = heart(20_000)
    leg = noise(20_000) + on_leg(ecg)
    share = passed(leg, ecg).heart_share
    as_it_is = passed(leg).rectified
    at_limit = passed(leg, ecg, heart_share=share)
    below = passed(leg, ecg, heart_share=float(np.nextafter(share, 1)))
    assert at_limit.heart_share == below.heart_share == share
    assert np.mean(at_limit.rectified) < 0.95 * np.mean(as_it_is)
    np.testing.assert_array_equal(below.rectified, as_it_is)


def test_unit_and_polarity_of_the_ecg_do_not_matter() -> None:
    ecg = heart(20_000)
    leg = noise(20_000) + on_leg(ecg)
    found = passed(leg, ecg)
    for factor in (-1.0, 0.001):
        other = passed(leg, factor * ecg)
        assert other.heart_share == pytest.approx(found.heart_share, rel=1e-3)
        np.testing.assert_allclose(other.rectified, found.rectified, atol=0.01)


@pytest.mark.parametrize("n_samples", [500, 2800, 6000])
def test_in_a_short_stretch_the_heart_is_not_known(n_samples: int) -> None:
    # Four blocks that are not outermost are needed.
    ecg = heart(n_samples)
    leg = on_leg(ecg)
    found = passed(leg, ecg)
    assert found.heart_share == 0.0
    np.testing.assert_array_equal(found.rectified, passed(leg).rectified)


@pytest.mark.parametrize(("n_last", "is_subtracted"), [(2, False), (3, False), (4, True)])
def test_weights_are_those_of_groups_of_blocks_and_never_of_fewer_than_four(
    n_last: int, is_subtracted: bool
) -> None:
    # After 32 blocks, which share their weights, the leads are swapped: with those of before the
    # heartbeat would become stronger, so it stays; with weights of its own it goes.
    ecg, emg = heart((32 + n_last) * CORE), noise((32 + n_last) * CORE)
    heartbeat = 2 * on_leg(ecg)
    heartbeat[32 * CORE :] *= -1
    found = passed(emg + heartbeat, ecg)
    as_it_is = passed(emg + heartbeat)
    last = slice(32 * CORE + 200, None)
    alone = np.mean(signed(passed(emg))[last] ** 2)
    whole = np.mean(as_it_is.rectified[last] ** 2)
    if is_subtracted:
        assert np.mean(found.rectified[last] ** 2) < alone + 0.2 * (whole - alone)
    else:
        np.testing.assert_allclose(found.rectified[last], as_it_is.rectified[last], atol=1e-5)
    before = slice(200, 31 * CORE)
    assert np.mean(found.rectified[before]) < 0.95 * np.mean(as_it_is.rectified[before])


def test_share_of_noise_is_what_chance_makes_of_the_blocks() -> None:
    # The weights are averages over 26 blocks and over a hertz, of which a block has sixteen.
    found = passed(noise(28 * CORE), noise(28 * CORE, 1))
    assert found.heart_share == pytest.approx(1 / (26 * 16), rel=0.4)


def test_in_a_stretch_that_is_not_long_all_blocks_are_judged() -> None:
    # The heart is in the middle of every other block, from the third on.
    ecg = heart(40 * CORE)
    place = np.arange(len(ecg))
    beating = (place // CORE % 2 == 0) & (place % CORE > 200) & (place % CORE < CORE - 200)
    found = passed(noise(len(ecg)) + on_leg(ecg) * beating, ecg)
    assert found.heart_share > 0.01


@pytest.mark.parametrize(("n_blocks", "is_seen"), [(319, True), (320, False)])
def test_in_a_long_stretch_every_sixteenth_block_is_judged(n_blocks: int, is_seen: bool) -> None:
    # The heart is in blocks 3 to 15 and so on, but in none of 1, 17, 33 or beside them.
    rate_hz, core = 25.0, 350
    settings = replace(SETTINGS, bandpass_low_hz=2.0)
    ecg = heart(n_blocks * core)
    block = np.arange(len(ecg)) // core
    beating = on_leg(ecg) * ((block % 16 > 2) & (block % 16 < 16))
    found = band_passed(0.1 * noise(len(ecg)) + beating, rate_hz, settings, ecg)
    assert (found.heart_share > 0.05) == is_seen
