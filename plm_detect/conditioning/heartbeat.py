"""The heartbeat in a leg channel: what of its spectrum follows the ECG channel.

The ECG reaches the leg electrodes through the body, which weights its frequencies but adds
nothing. The weights are the quotient of the cross spectrum and the spectrum of the ECG (Wiener
filter), averaged over minutes and over neighbouring frequencies, so that muscle activity, which
does not follow the heart, drops out.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.ndimage import uniform_filter1d

if TYPE_CHECKING:
    from numpy.typing import NDArray

SMOOTH_HZ = 1.0
"""Averaged over so much of the spectrum; what the ECG adds lasts less than the inverse of it."""
FEWEST_BLOCKS = 4
"""With fewer blocks the weights would fit the EMG by chance."""


def share_of_heart(
    leg: NDArray[np.complex64],
    ecg: NDArray[np.complex64],
    gain: NDArray[np.float32],
    spacing_hz: float,
) -> float:
    """Return the share of the resting EMG's power in the band that follows the ECG.

    Parameters
    ----------
    leg, ecg : ndarray of complex64, shape (n_blocks, n_frequencies)
        Spectra at the same times.
    gain : ndarray of float32, shape (n_frequencies,)
        Of the band-pass.
    spacing_hz : float
        Distance of the frequencies.

    Returns
    -------
    float
        From 0 to 1; 0 with fewer than four blocks.
    """
    if len(leg) < FEWEST_BLOCKS:
        return 0.0
    weight = _weight(leg, ecg, gain)
    weights = heart_weights(leg, ecg, gain, spacing_hz)
    power_of_ecg = weight @ np.abs(ecg) ** 2
    power_of_leg = weight @ np.abs(leg) ** 2
    followed = np.sum(gain**2 * np.abs(weights) ** 2 * power_of_ecg)
    whole = np.sum(gain**2 * power_of_leg)
    return float(min(followed / whole, 1.0)) if whole > 0 else 0.0


def heart_weights(
    leg: NDArray[np.complex64],
    ecg: NDArray[np.complex64],
    gain: NDArray[np.float32],
    spacing_hz: float,
) -> NDArray[np.complex64]:
    """Return with which weights the ECG is found in a leg, shape (n_frequencies,).

    Parameters
    ----------
    leg, ecg, gain, spacing_hz
        As in `share_of_heart`.

    Notes
    -----
    Blocks count the more the weaker they are, so that movements hardly matter.
    """
    weight = _weight(leg, ecg, gain)
    width = max(1, round(SMOOTH_HZ / spacing_hz))
    cross = np.einsum("b,bf,bf->f", weight, leg, np.conj(ecg))
    power = uniform_filter1d(weight @ np.abs(ecg) ** 2, width, mode="nearest")
    smooth = uniform_filter1d(cross.real, width, mode="nearest") + 1j * uniform_filter1d(
        cross.imag, width, mode="nearest"
    )
    known = power > 0
    return np.divide(smooth, power, out=np.zeros_like(smooth), where=known).astype(np.complex64)


def without_heart(
    leg: NDArray[np.complex64],
    ecg: NDArray[np.complex64],
    weights: NDArray[np.complex64],
    gain: NDArray[np.float32],
) -> NDArray[np.complex64]:
    """Return the spectra of a leg less the weighted ECG.

    Blocks that this would make stronger, because the ECG electrodes moved, stay as they are.

    Parameters
    ----------
    leg, ecg, gain
        As in `share_of_heart`.
    weights : ndarray of complex64, shape (n_frequencies,)
        As `heart_weights` returns them.
    """
    rest = leg - weights * ecg
    weaker = _power(rest, gain) < _power(leg, gain)
    return np.asarray(np.where(weaker[:, np.newaxis], rest, leg))


def _weight(
    leg: NDArray[np.complex64], ecg: NDArray[np.complex64], gain: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return the weight of each block, shape (n_blocks,)."""
    weight = np.ones(len(leg), dtype=np.float32)
    for spectra in (leg, ecg):
        power = _power(spectra, gain)
        # A block that is mostly beyond the end of the stretch must not outweigh all others.
        power = np.maximum(power, np.quantile(power, 0.25))
        weight *= np.divide(1.0, power, out=np.zeros_like(power), where=power > 0)
    return weight


def _power(spectra: NDArray[np.complex64], gain: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the power of each block within the band, shape (n_blocks,)."""
    return np.asarray(np.mean(np.abs(spectra * gain) ** 2, axis=1))
