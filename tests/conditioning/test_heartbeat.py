"""The heartbeat in a leg, from spectra made by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plm_detect.conditioning.heartbeat import heart_weights, share_of_heart, without_heart

N_FREQUENCIES, SPACING_HZ = 48, 0.25
"""Four frequencies to a hertz, so the weights are averages of four."""
GAIN = np.where((np.arange(N_FREQUENCIES) >= 8) & (np.arange(N_FREQUENCIES) < 40), 1.0, 0.0)
GAIN = GAIN.astype(np.float32)
SEEDS = st.integers(0, 2**31)


def noise(n_blocks: int = 20, seed: int = 0, size: float = 1.0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    shape = (n_blocks, N_FREQUENCIES)
    return (size * (rng.standard_normal(shape) + 1j * rng.standard_normal(shape))).astype(
        np.complex64
    )


def power(spectra: np.ndarray) -> np.ndarray:
    return np.sum(np.abs(spectra) ** 2 * GAIN**2, axis=1)


def weights_by_hand(leg: np.ndarray, ecg: np.ndarray, width: int) -> list[complex]:
    """Return the quotient of the averaged cross spectrum and the averaged spectrum of the ECG."""
    block = [1.0] * len(leg)
    for spectra in (leg, ecg):
        each = [
            sum(abs(value * gain) ** 2 for value, gain in zip(row, GAIN, strict=True))
            / N_FREQUENCIES
            for row in spectra.astype(complex)
        ]
        ordered = sorted(each)
        place = (len(each) - 1) / 4
        floor = ordered[int(place)] + (place % 1) * (
            ordered[min(int(place) + 1, len(each) - 1)] - ordered[int(place)]
        )
        block = [b / max(value, floor) for b, value in zip(block, each, strict=True)]
    found = []
    for f in range(N_FREQUENCIES):
        around = [min(max(f - width // 2 + k, 0), N_FREQUENCIES - 1) for k in range(width)]
        cross = sum(
            b * complex(x[g]) * complex(y[g]).conjugate()
            for g in around
            for b, x, y in zip(block, leg, ecg, strict=True)
        )
        own = sum(
            b * abs(complex(y[g])) ** 2 for g in around for b, y in zip(block, ecg, strict=True)
        )
        found.append(cross / own)
    return found


@pytest.mark.parametrize(("spacing_hz", "width"), [(0.25, 4), (0.2, 5), (0.0625, 16), (4.0, 1)])
def test_weights_are_the_cross_spectrum_over_the_spectrum_of_the_ecg(
    spacing_hz: float, width: int
) -> None:
    leg, ecg = noise(7, 1), noise(7, 2)
    ecg[2] *= 30
    leg[4] *= 0.01
    found = heart_weights(leg, ecg, GAIN, spacing_hz)
    assert found.dtype == np.complex64
    np.testing.assert_allclose(found, weights_by_hand(leg, ecg, width), rtol=2e-4, atol=1e-5)


@settings(max_examples=30)
@given(SEEDS, st.complex_numbers(min_magnitude=0.1, max_magnitude=10))
def test_what_the_body_does_to_the_ecg_is_found_and_subtracted(seed: int, weight: complex) -> None:
    ecg = noise(6, seed)
    leg = (weight * ecg).astype(np.complex64)
    weights = heart_weights(leg, ecg, GAIN, SPACING_HZ)
    np.testing.assert_allclose(weights, weight, rtol=1e-4)
    assert share_of_heart(leg, ecg, GAIN, SPACING_HZ) == pytest.approx(1.0, abs=1e-4)
    rest = without_heart(leg, ecg, weights, GAIN)
    assert np.max(np.abs(rest)) < 1e-3 * np.max(np.abs(leg))


def test_weights_may_differ_from_frequency_to_frequency() -> None:
    # Slowly, as a delay of a tenth of a hertz's worth would.
    ecg = noise(400, 3)
    weight = np.exp(-0.05j * np.arange(N_FREQUENCIES)) * (1 + np.arange(N_FREQUENCIES) / 96)
    weights = heart_weights((weight * ecg).astype(np.complex64), ecg, GAIN, SPACING_HZ)
    np.testing.assert_allclose(weights[4:-4], weight[4:-4], rtol=0.1)


@pytest.mark.parametrize("size", [0.5, 1.0, 2.0])
def test_share_is_that_of_the_power_that_follows_the_ecg(size: float) -> None:
    leg = noise(2000, 1) + size * noise(2000, 2)
    expected = size**2 / (1 + size**2)
    found = share_of_heart(leg, noise(2000, 2), GAIN, SPACING_HZ)
    assert found == pytest.approx(expected, rel=0.05)


def test_share_is_weighted_by_the_power_of_the_band_pass() -> None:
    # In half of the band the power of the ECG is half of the leg's; the other half, without any
    # ECG, is passed three times as high: 16 x 2 + 16 x 9 in all. Averages of four frequencies
    # weigh three quarters at the last of the one half and two and one at the first of the other.
    uneven = GAIN.copy()
    uneven[24:] *= 3
    ecg = noise(2000, 2)
    leg = noise(2000, 1)
    leg[:, :24] += ecg[:, :24]
    found = share_of_heart(leg, ecg, uneven, SPACING_HZ)
    assert found == pytest.approx((15 + 9 / 16 + 9 * (4 + 1) / 16) / (32 + 144), rel=0.05)


def test_share_is_at_most_all() -> None:
    # A strong ECG beside the band is averaged into it, where the leg hardly holds anything.
    ecg, leg = noise(20, 1), noise(20, 2, size=0.01)
    ecg[:, 7] *= 100
    leg[:, 7] = ecg[:, 7]
    assert share_of_heart(leg, ecg, GAIN, SPACING_HZ) == 1.0


def test_muscle_does_not_follow_the_heart() -> None:
    # By chance the weights fit one part in four times the number of blocks.
    assert share_of_heart(noise(500, 1), noise(500, 2), GAIN, SPACING_HZ) < 3 / (4 * 500)


def test_only_the_band_counts() -> None:
    leg, ecg = noise(50, 1), noise(50, 2)
    outside = GAIN == 0
    leg[:, outside] = 100 * ecg[:, outside]
    # At the edges of the band the average of four frequencies reaches out of it.
    inner = np.where((np.arange(N_FREQUENCIES) >= 12) & (np.arange(N_FREQUENCIES) < 36), 1, 0)
    assert share_of_heart(leg, ecg, inner.astype(np.float32), SPACING_HZ) < 0.1


@pytest.mark.parametrize(("n_blocks", "expected"), [(0, 0.0), (3, 0.0), (4, 1.0)])
def test_with_fewer_than_four_blocks_nothing_is_known(n_blocks: int, expected: float) -> None:
    leg = noise(n_blocks)
    assert share_of_heart(leg, leg, GAIN, SPACING_HZ) == pytest.approx(expected)


def test_leg_or_ecg_of_nothing_has_no_heart() -> None:
    nothing = np.zeros((6, N_FREQUENCIES), dtype=np.complex64)
    assert share_of_heart(nothing, noise(6), GAIN, SPACING_HZ) == 0.0
    assert share_of_heart(noise(6), nothing, GAIN, SPACING_HZ) == 0.0
    assert np.all(heart_weights(noise(6), nothing, GAIN, SPACING_HZ) == 0)


def test_movements_hardly_matter() -> None:
    # Two of ten blocks hold a movement of a thousand times the power that looks like the ECG.
    ecg = noise(10, 1)
    leg = ecg + noise(10, 2, size=0.1)
    leg[[3, 7]] += 30 * np.roll(ecg, 1, axis=1)[[3, 7]]
    np.testing.assert_allclose(heart_weights(leg, ecg, GAIN, SPACING_HZ)[10:38], 1.0, atol=0.1)


def test_block_with_hardly_any_signal_does_not_outweigh_the_others() -> None:
    ecg = noise(10, 1)
    leg = ecg.copy()
    ecg[9] *= 1e-4
    leg[9] *= -1e-4
    np.testing.assert_allclose(heart_weights(leg, ecg, GAIN, SPACING_HZ), 1.0, atol=1e-3)


@settings(max_examples=30)
@given(SEEDS, st.sampled_from([0.125, 64.0]), st.permutations(range(8)))
def test_units_and_the_order_of_blocks_do_not_matter(seed: int, factor: float, order) -> None:
    ecg = noise(8, seed)
    leg = 0.7 * ecg + noise(8, seed + 1)
    share, weights = (of(leg, ecg, GAIN, SPACING_HZ) for of in (share_of_heart, heart_weights))
    assert 0 <= share <= 1
    for other, seen in ((factor * leg, ecg), (leg, factor * ecg), (leg, -ecg)):
        found = share_of_heart(other[list(order)], seen[list(order)], GAIN, SPACING_HZ)
        assert found == pytest.approx(share, rel=1e-3)
    louder = heart_weights(factor * leg[list(order)], ecg[list(order)], GAIN, SPACING_HZ)
    np.testing.assert_allclose(louder, factor * weights, rtol=1e-3, atol=1e-4)
    quieter = heart_weights(leg, factor * ecg, GAIN, SPACING_HZ)
    np.testing.assert_allclose(quieter, weights / factor, rtol=1e-3, atol=1e-4)


def test_blocks_that_would_become_stronger_stay_as_they_are() -> None:
    # In the second block the electrodes were swapped; in the third nothing changes in the band.
    ecg = noise(3, 1)
    leg = np.stack((2 * ecg[0], -2 * ecg[1], ecg[2]))
    ecg[2, GAIN > 0] = 0
    weights = np.full(N_FREQUENCIES, 1.5, dtype=np.complex64)
    found = without_heart(leg, ecg, weights, GAIN)
    np.testing.assert_allclose(found[0], 0.25 * leg[0], rtol=1e-5)
    np.testing.assert_array_equal(found[1:], leg[1:])


@settings(max_examples=30)
@given(SEEDS, st.floats(0, 3))
def test_nothing_becomes_stronger(seed: int, size: float) -> None:
    leg, ecg = noise(6, seed), noise(6, seed + 1)
    weights = size * noise(1, seed + 2)[0]
    found = without_heart(leg, ecg, weights, GAIN)
    assert np.all(power(found) <= power(leg))
    for before, after, heart in zip(leg, found, ecg, strict=True):
        rest = before - weights * heart
        is_weaker = power(rest[np.newaxis]) < power(before[np.newaxis])
        np.testing.assert_allclose(after, rest if is_weaker else before, rtol=1e-4, atol=1e-5)
