"""Band-pass and rectify a stretch of leg EMG, free of heartbeat and mains hum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import fft

from plm_detect.conditioning.bandpass import gain
from plm_detect.conditioning.blocks import ROWS, Blocks
from plm_detect.conditioning.heartbeat import (
    FEWEST_BLOCKS,
    heart_weights,
    share_of_heart,
    without_heart,
)
from plm_detect.conditioning.hum import hum_lines_hz, hum_stands_out, lower_line

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.model.settings import DetectionSettings

SAMPLED_BLOCKS = 16
"""Whether the heart is in a long stretch is judged by every sixteenth block."""

LONG_BLOCKS = 320


@dataclass(frozen=True, eq=False)
class Filtered:
    """Outcome of the band-pass.

    Attributes
    ----------
    rectified : ndarray of float32, shape (n_samples,)
        Band-passed and rectified EMG, microvolts.
    is_negative : ndarray of bool, shape (n_samples,)
        Where the band-passed EMG is negative.
    hum_s : float
        Time from which mains hum was removed, seconds.
    heart_share : float or None
        Share of the resting EMG's power that followed the ECG; None without an ECG.
    """

    rectified: NDArray[np.float32]
    is_negative: NDArray[np.bool_]
    hum_s: float
    heart_share: float | None


def band_passed(
    microvolts: NDArray[np.floating[Any]],
    rate_hz: float,
    settings: DetectionSettings,
    ecg: NDArray[np.floating[Any]] | None = None,
) -> Filtered:
    """Return the band-passed and rectified EMG of a stretch without gaps.

    What follows the ECG is subtracted where it is a share of the EMG that matters. Mains hum is
    removed from blocks in which it stands out, and from those beside them: the spectrum at the
    line is lowered to the level beside it, so that the EMG at these frequencies stays. Where
    ``settings.notch_hz`` is given, it is removed throughout.

    Parameters
    ----------
    microvolts : ndarray of float64, shape (n_samples,)
    rate_hz : float
    settings : DetectionSettings
    ecg : ndarray of float, shape (n_samples,), or None
        ECG at the same times, in any unit.

    Notes
    -----
    Computed in single precision, block by block.
    """
    blocks = Blocks.of(len(microvolts), rate_hz)
    response = gain(blocks.frequencies_hz, rate_hz, settings)
    own = blocks.cut(microvolts)
    spectra = [fft.rfft(own[rows]) for rows in blocks.rows()]
    heart_share = None
    if ecg is not None:
        heart_share = _subtract_heart(spectra, blocks, ecg, response, settings)
    hum_s = _lower_hum(spectra, blocks, settings)
    rectified = np.empty(blocks.n_blocks * blocks.core, dtype=np.float32)
    is_negative = np.empty(len(rectified), dtype=bool)
    core = slice(blocks.margin, blocks.margin + blocks.core)
    for rows, spectrum in zip(blocks.rows(), spectra, strict=True):
        np.multiply(spectrum, response, out=spectrum)
        part = fft.irfft(spectrum, n=blocks.length)[:, core]
        place = slice(rows.start * blocks.core, rows.stop * blocks.core)
        np.signbit(part, out=is_negative[place].reshape(part.shape))
        np.abs(part, out=rectified[place].reshape(part.shape))
    kept = slice(blocks.n_samples)
    return Filtered(rectified[kept], is_negative[kept], hum_s, heart_share)


def _subtract_heart(
    spectra: list[NDArray[np.complex64]],
    blocks: Blocks,
    ecg: NDArray[np.floating[Any]],
    response: NDArray[np.float32],
    settings: DetectionSettings,
) -> float:
    """Subtract the heartbeat from the spectra, in place, and return its share."""
    spacing_hz = float(blocks.frequencies_hz[1])
    every = SAMPLED_BLOCKS if blocks.n_blocks >= LONG_BLOCKS else 1
    hearts = fft.rfft(blocks.some(ecg, every))
    own = [spectra[i // ROWS][i % ROWS] for i in range(1, 1 + every * len(hearts), every)]
    share = share_of_heart(np.array(own), hearts, response, spacing_hz)
    if share >= settings.heart_share:
        whole = blocks.cut(ecg)
        weights = None
        for i, rows in enumerate(blocks.rows()):
            heart = fft.rfft(whole[rows])
            if weights is None or len(heart) >= FEWEST_BLOCKS:
                weights = heart_weights(spectra[i], heart, response, spacing_hz)
            spectra[i] = without_heart(spectra[i], heart, weights, response)
    return share


def _lower_hum(
    spectra: list[NDArray[np.complex64]], blocks: Blocks, settings: DetectionSettings
) -> float:
    """Lower the lines of the mains in the spectra, in place, and return from how long a time."""
    frequencies_hz = blocks.frequencies_hz
    lines = hum_lines_hz(blocks.rate_hz, settings)
    looked_at = [hum_stands_out(each, frequencies_hz, lines, settings) for each in spectra]
    background = np.concatenate([level for level, _ in looked_at])
    hum = np.concatenate([found for _, found in looked_at])
    hum[1:] |= hum[:-1].copy()
    hum[:-1] |= hum[1:].copy()
    if settings.notch_hz is not None:
        hum[:] = True
    width_hz = settings.hum_width_hz
    near = [np.flatnonzero(np.abs(frequencies_hz - line) <= width_hz) for line in lines]
    for rows, spectrum in zip(blocks.rows(), spectra, strict=True):
        for line, columns in enumerate(near):
            with_hum = np.flatnonzero(hum[rows, line])
            lower_line(spectrum, with_hum, columns, background[rows][with_hum, line])
    sizes = np.full(blocks.n_blocks, blocks.core)
    sizes[-1] = blocks.n_samples - sizes[:-1].sum()
    return float(np.sum(sizes[hum.any(axis=1)])) / blocks.rate_hz
