"""Band-pass and rectify a stretch of leg EMG, free of heartbeat and mains hum."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from scipy import fft

from plm_detect.conditioning.bandpass import gain
from plm_detect.conditioning.blocks import Blocks
from plm_detect.conditioning.heartbeat import (
    FEWEST_BLOCKS,
    heart_weights,
    share_of_heart,
    without_heart,
)
from plm_detect.conditioning.hum import hum_lines_hz, hum_stands_out, lower_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from plm_detect.model.settings import DetectionSettings
    from plm_detect.model.signals import Room, Samples

T = TypeVar("T")

SAMPLED_BLOCKS = 16
"""Whether the heart is in a long stretch is judged by every sixteenth block."""

LONG_BLOCKS = 320
MOST_SAMPLED = 2**23
"""So many values of the spectra of these blocks are looked at, however long the stretch."""


@dataclass(frozen=True, eq=False)
class Filtered:
    """Outcome of the band-pass.

    Attributes
    ----------
    rectified : samples of float32, shape (n_samples,)
        Band-passed and rectified EMG, microvolts.
    is_negative : samples of bool, shape (n_samples,)
        Where the band-passed EMG is negative.
    hum_s : float
        Time from which mains hum was removed, seconds.
    heart_share : float or None
        Share of the resting EMG's power that followed the ECG; None without an ECG.
    """

    rectified: Samples
    is_negative: Samples
    hum_s: float
    heart_share: float | None


def band_passed(
    microvolts: Samples,
    rate_hz: float,
    settings: DetectionSettings,
    ecg: Samples | None = None,
    room: Room = np.empty,
) -> Filtered:
    """Return the band-passed and rectified EMG of a stretch without gaps.

    What follows the ECG is subtracted where it is a share of the EMG that matters. Mains hum is
    removed from blocks in which it stands out, and from those beside them: the spectrum at the
    line is lowered to the level beside it, so that the EMG at these frequencies stays. Where
    ``settings.notch_hz`` is given, it is removed throughout.

    Parameters
    ----------
    microvolts : samples of float, shape (n_samples,)
    rate_hz : float
    settings : DetectionSettings
    ecg : samples of float, shape (n_samples,), or None
        ECG at the same times, in any unit.
    room : callable
        Where the result is kept.

    Notes
    -----
    Computed in single precision, block by block; only some blocks are held at a time.
    """
    blocks = Blocks.of(len(microvolts), rate_hz)
    response = gain(blocks.frequencies_hz, rate_hz, settings)
    heart_share = None
    spectra: Iterator[NDArray[np.complex64]] = (
        fft.rfft(blocks.cut(microvolts, rows)) for rows in blocks.rows()
    )
    if ecg is not None:
        heart_share = _share_of_heart(microvolts, blocks, ecg, response)
        if heart_share >= settings.heart_share:
            spectra = _without_heart(spectra, blocks, ecg, response)
    rectified = room(blocks.n_samples, np.float32)
    is_negative = room(blocks.n_samples, np.bool_)
    core = slice(blocks.margin, blocks.margin + blocks.core)
    n_with_hum = 0
    lowered = _without_hum(spectra, blocks, settings)
    for rows, (spectrum, has_hum) in zip(blocks.rows(), lowered, strict=True):
        np.multiply(spectrum, response, out=spectrum)
        part = fft.irfft(spectrum, n=blocks.length)[:, core]
        place = slice(rows.start * blocks.core, min(rows.stop * blocks.core, blocks.n_samples))
        n_kept = place.stop - place.start
        rectified[place] = np.abs(part).ravel()[:n_kept]
        is_negative[place] = np.signbit(part).ravel()[:n_kept]
        sizes = np.full(len(part), blocks.core)
        sizes[-1] -= part.size - n_kept
        n_with_hum += int(np.sum(sizes[has_hum]))
    return Filtered(rectified, is_negative, n_with_hum / rate_hz, heart_share)


def _share_of_heart(
    microvolts: Samples, blocks: Blocks, ecg: Samples, response: NDArray[np.float32]
) -> float:
    """Return the share of the heartbeat, judged by some blocks of a long stretch."""
    every = 1
    if blocks.n_blocks >= LONG_BLOCKS:
        n_values = blocks.n_blocks * len(blocks.frequencies_hz)
        every = max(SAMPLED_BLOCKS, -(-n_values // MOST_SAMPLED))
    hearts = fft.rfft(blocks.some(ecg, every))
    chosen = range(1, 1 + every * len(hearts), every)
    own = [fft.rfft(blocks.cut(microvolts, slice(i, i + 1))[0]) for i in chosen]
    return share_of_heart(np.array(own), hearts, response, float(blocks.frequencies_hz[1]))


def _without_heart(
    spectra: Iterable[NDArray[np.complex64]],
    blocks: Blocks,
    ecg: Samples,
    response: NDArray[np.float32],
) -> Iterator[NDArray[np.complex64]]:
    """Yield spectra of blocks less the heartbeat."""
    spacing_hz = float(blocks.frequencies_hz[1])
    weights = None
    for rows, spectrum in zip(blocks.rows(), spectra, strict=True):
        heart = fft.rfft(blocks.cut(ecg, rows))
        if weights is None or len(heart) >= FEWEST_BLOCKS:
            weights = heart_weights(spectrum, heart, response, spacing_hz)
        yield without_heart(spectrum, heart, weights, response)


def _without_hum(
    spectra: Iterable[NDArray[np.complex64]], blocks: Blocks, settings: DetectionSettings
) -> Iterator[tuple[NDArray[np.complex64], NDArray[np.bool_]]]:
    """Yield spectra of blocks with the lines of the mains lowered, and which blocks have them."""
    frequencies_hz = blocks.frequencies_hz
    lines = hum_lines_hz(blocks.rate_hz, settings)
    width_hz = settings.hum_width_hz
    near = [np.flatnonzero(np.abs(frequencies_hz - line) <= width_hz) for line in lines]
    looked_at = (
        (spectrum, *hum_stands_out(spectrum, frequencies_hz, lines, settings))
        for spectrum in spectra
    )
    before = np.zeros(len(lines), dtype=bool)
    # Blocks next to one with hum have it too, those of the groups before and after included.
    for (spectrum, background, found), following in _with_next(looked_at):
        after = before & False if following is None else following[2][0]
        around = np.concatenate((before[np.newaxis], found, after[np.newaxis]))
        hum = around[:-2] | found | around[2:]
        if settings.notch_hz is not None:
            hum[:] = True
        for line, columns in enumerate(near):
            with_hum = np.flatnonzero(hum[:, line])
            lower_line(spectrum, with_hum, columns, background[with_hum, line])
        before = found[-1]
        yield spectrum, hum.any(axis=1)


def _with_next(items: Iterable[T]) -> Iterator[tuple[T, T | None]]:
    """Yield every item with the one after it, None at the end."""
    following = iter(items)
    current = next(following, None)
    while current is not None:
        after = next(following, None)
        yield current, after
        current = after
