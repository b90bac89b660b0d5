"""Lines of mains hum in spectra made by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plm_detect.conditioning.bandpass import band_edges_hz
from plm_detect.conditioning.hum import hum_lines_hz, hum_stands_out, lower_line
from plm_detect.model.settings import DetectionSettings

SETTINGS = DetectionSettings()
FREQUENCIES = np.arange(1601) / 16
"""Sixteen to a hertz: fifteen of them lie within 0.45 Hz of a line."""


def spectrum(n_blocks: int = 1, frequencies: np.ndarray = FREQUENCIES) -> np.ndarray:
    return np.ones((n_blocks, len(frequencies)), dtype=np.complex64)


def looked_at(
    spectra: np.ndarray,
    *lines: float,
    frequencies: np.ndarray = FREQUENCIES,
    **changed: float,
) -> tuple[np.ndarray, np.ndarray]:
    return hum_stands_out(spectra, frequencies, list(lines), DetectionSettings(**changed))


def near(line: float, low: float, high: float) -> np.ndarray:
    distance = np.abs(FREQUENCIES - line)
    return (distance >= low) & (distance <= high)


@pytest.mark.parametrize("rate_hz", [100.0, 128.0, 200.0, 256.0, 400.0, 500.0, 1000.0])
@pytest.mark.parametrize("mains_hz", [50.0, 60.0])
def test_lines_are_where_sampled_hum_stands(rate_hz: float, mains_hz: float) -> None:
    # A hundred seconds of each harmonic, sampled: its line is the highest of the spectrum.
    samples = np.arange(round(100 * rate_hz)) / rate_hz
    low, high = band_edges_hz(rate_hz, SETTINGS)
    expected = set()
    for harmonic in (1, 2, 3):
        tone = np.cos(2 * np.pi * harmonic * mains_hz * samples + 0.4)
        line = int(np.argmax(np.abs(np.fft.rfft(tone)))) / 100
        if low < line < min(1.6 * high, rate_hz / 2):
            expected.add(line)
    found = hum_lines_hz(rate_hz, DetectionSettings(hum_hz=(mains_hz,)))
    assert found == sorted(expected)


def test_lines_of_all_mains_are_looked_for_or_those_of_the_notch_alone() -> None:
    assert hum_lines_hz(512.0, SETTINGS) == [50, 60, 100, 120, 150]
    assert hum_lines_hz(512.0, DetectionSettings(notch_hz=50.0)) == [50, 100, 150]
    assert hum_lines_hz(512.0, DetectionSettings(notch_hz=16.0)) == [16, 32, 48]


def test_lines_outside_of_the_band_need_no_removal() -> None:
    # From 20 to 70 Hz: the band-pass suffices from 112 Hz on.
    settings = DetectionSettings(bandpass_low_hz=20.0, bandpass_high_hz=70.0, hum_hz=(56.0,))
    assert hum_lines_hz(1000.0, settings) == [56]
    settings = DetectionSettings(bandpass_low_hz=50.0, hum_hz=(50.0,))
    assert hum_lines_hz(1000.0, settings) == [100, 150]


def test_flat_spectrum_has_no_hum() -> None:
    background, found = looked_at(spectrum(3), 50.0, 60.0)
    assert background.shape == found.shape == (3, 2)
    np.testing.assert_allclose(background, 1.0, rtol=1e-6)
    assert not found.any()


@pytest.mark.parametrize(("power", "stands_out"), [(105.0, False), (107.0, True)])
def test_hum_stands_out_by_eight_times(power: float, stands_out: bool) -> None:
    # One of fifteen bins: (14 + 106) / 15 are eight.
    spectra = spectrum()
    spectra[0, 50 * 16] = np.sqrt(power)
    assert looked_at(spectra, 50.0)[1].tolist() == [[stands_out]]
    assert looked_at(spectra, 50.0, hum_ratio=7.8)[1].tolist() == [[True]]


@pytest.mark.parametrize(("offset", "stands_out"), [(7, True), (-7, True), (8, False), (-8, False)])
def test_line_lies_within_half_a_hertz(offset: int, stands_out: bool) -> None:
    spectra = spectrum()
    spectra[0, 50 * 16 + offset] = 20.0
    assert looked_at(spectra, 50.0)[1].tolist() == [[stands_out]]


def test_what_is_close_by_counts_against_a_line_and_what_is_around_is_its_background() -> None:
    # A height of 3 is nine times the power beside it, but hardly twice that of a height of 2.
    strong = spectrum()
    strong[0, near(50.0, 0.0, 0.45)] = 3.0
    assert looked_at(strong, 50.0)[1].tolist() == [[True]]
    for low, high, background in ((0.68, 1.35, 1.0), (1.51, 4.49, 4.0), (0.46, 0.67, 1.0)):
        spectra = strong.copy()
        spectra[0, near(50.0, low, high)] = 2.0
        level, found = looked_at(spectra, 50.0)
        assert level.tolist() == [[pytest.approx(background, rel=0.05)]]
        assert found.tolist() == [[low < 0.6]]
    # What is neither close by nor around does not matter, however strong.
    for low, high in ((0.46, 0.67), (1.36, 1.49)):
        spectra = strong.copy()
        spectra[0, near(50.0, low, high)] = 10.0
        assert looked_at(spectra, 50.0)[1].tolist() == [[True]]


@pytest.mark.parametrize("steps", [10, 11, 12, 20, 21, 22])
def test_close_by_is_from_two_thirds_of_a_hertz_to_four_thirds(steps: int) -> None:
    # Eleven bins at either side, from 11 to 21 sixteenths of a hertz; a strong one makes their
    # mean more than an eighth of a line of nine.
    for at in (50 * 16 + steps, 50 * 16 - steps):
        spectra = spectrum()
        spectra[0, near(50.0, 0.0, 0.45)] = 3.0
        spectra[0, at] = 10.0
        assert looked_at(spectra, 50.0)[1].tolist() == [[steps in {10, 22}]]


def test_background_is_the_mean_power_from_the_width_to_three_times_it() -> None:
    # From 1.5 to 4.5 Hz on either side there are 95 bins, one of the limits included.
    one_of_95 = pytest.approx((94 + 64) / 95, rel=1e-3)
    for steps in (-71, -25, 25, 71):
        spectra = spectrum()
        spectra[0, 50 * 16 + steps] = 8.0
        assert looked_at(spectra, 50.0)[0].tolist() == [[one_of_95]]
    for steps in (-73, -24, 0, 24, 73):
        spectra = spectrum()
        spectra[0, 50 * 16 + steps] = 8.0
        assert looked_at(spectra, 50.0)[0].tolist() == [[pytest.approx(1.0)]]
    # With a width of 2 Hz from 2 to 6 Hz there are 127.
    spectra = spectrum()
    spectra[0, 50 * 16 + 33] = 8.0
    level, _ = looked_at(spectra, 50.0, hum_width_hz=2.0)
    assert level.tolist() == [[pytest.approx((126 + 64) / 127, rel=1e-3)]]


@pytest.mark.parametrize(("power", "stands_out"), [(17.2, False), (17.4, True)])
def test_with_fewer_bins_at_a_line_hum_stands_out_further(power: float, stands_out: bool) -> None:
    # Four to a hertz: three bins at the line, eight times the root of 14 thirds are 17.28.
    frequencies = np.arange(401) / 4
    spectra = spectrum(1, frequencies)
    spectra[0, 199:202] = np.sqrt(power)
    assert looked_at(spectra, 50.0, frequencies=frequencies)[1].tolist() == [[stands_out]]


def test_line_beyond_the_spectrum_and_spectrum_of_nothing_have_no_hum() -> None:
    background, found = looked_at(spectrum(), 300.0)
    assert (background.tolist(), found.tolist()) == ([[0.0]], [[False]])
    background, found = looked_at(0 * spectrum(), 50.0)
    assert (background.tolist(), found.tolist()) == ([[0.0]], [[False]])
    assert looked_at(spectrum(4))[1].shape == (4, 0)


@settings(max_examples=40)
@given(st.integers(0, 2**31), st.sampled_from([0.125, 4.0]), st.permutations(range(5)))
def test_blocks_are_judged_one_by_one_and_the_unit_does_not_matter(seed, factor, order) -> None:
    rng = np.random.default_rng(seed)
    spectra = (rng.standard_normal((5, 1601)) + 1j * rng.standard_normal((5, 1601))).astype(
        np.complex64
    )
    spectra[:, near(60.0, 0.0, 0.2)] *= rng.choice([1.0, 4.0, 30.0], (5, 1))
    background, found = looked_at(spectra, 50.0, 60.0)
    other, same = looked_at(factor * spectra[list(order)], 50.0, 60.0)
    np.testing.assert_array_equal(same, found[list(order)])
    np.testing.assert_allclose(other, factor**2 * background[list(order)], rtol=1e-5)
    np.testing.assert_array_equal(looked_at(spectra, 60.0)[1][:, 0], found[:, 1])


def lowered(spectra: np.ndarray, rows: list[int], columns: list[int], background: list[float]):
    out = spectra.copy()
    lower_line(
        out,
        np.array(rows, dtype=np.intp),
        np.array(columns, dtype=np.intp),
        np.array(background, dtype=np.float32),
    )
    return out


def test_line_is_lowered_to_the_power_beside_it_and_keeps_its_phase() -> None:
    spectra = np.array([[3 + 4j, 0.3 - 0.4j, 30j], [3 + 4j, -8, 1]], dtype=np.complex64)
    # A power of 4 is a height of 2.
    found = lowered(spectra, [0], [0, 1], [4.0])
    expected = np.array([[1.2 + 1.6j, 0.3 - 0.4j, 30j], [3 + 4j, -8, 1]])
    np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_each_block_is_lowered_to_its_own_background() -> None:
    spectra = np.full((3, 2), 10.0, dtype=np.complex64)
    found = lowered(spectra, [0, 2], [1], [9.0, 0.0])
    np.testing.assert_allclose(found, [[10, 3], [10, 10], [10, 0]], rtol=1e-6)


def test_no_block_leaves_everything_as_it_is() -> None:
    spectra = spectrum(2)
    np.testing.assert_array_equal(lowered(spectra, [], [3, 4], []), spectra)


@settings(max_examples=40)
@given(st.integers(0, 2**31), st.floats(0, 4))
def test_lowering_makes_nothing_stronger_and_twice_is_once(seed: int, background: float) -> None:
    rng = np.random.default_rng(seed)
    spectra = (rng.standard_normal((4, 9)) + 1j * rng.standard_normal((4, 9))).astype(np.complex64)
    rows, columns = [0, 1, 3], [2, 3, 4, 8]
    found = lowered(spectra, rows, columns, [background] * 3)
    limit = np.sqrt(background)
    at = np.ix_(rows, columns)
    np.testing.assert_allclose(np.abs(found[at]), np.minimum(np.abs(spectra[at]), limit), atol=1e-5)
    again = lowered(found, rows, columns, [background] * 3)
    np.testing.assert_allclose(again, found, rtol=1e-5)
    found[at] = spectra[at]
    np.testing.assert_array_equal(found, spectra)
