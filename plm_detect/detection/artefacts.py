"""What looks like a movement in the envelope and is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from plm_detect.detection.pieces import Pieces
from plm_detect.model.signals import BLOCK_SAMPLES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.model.signals import Segment

SAMPLED_S = 1.0
EVERY = 16
"""What is usual in a leg is measured in every sixteenth second."""


def frequencies_hz(
    segment: Segment, first: NDArray[np.intp], stop: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Return how fast parts of an EMG change: the frequency of a tone of the same speed.

    The mean change from sample to sample over the mean of the rectified EMG is, of a tone,
    twice the sine of the angle that half a sample takes, at any sampling rate.

    Parameters
    ----------
    segment : Segment
        Rectified EMG with its sign.
    first, stop : ndarray of int, shape (n_parts,)
        First sample of each part and the one after its last.

    Returns
    -------
    ndarray of float64, shape (n_parts,)
        Hz; NaN where the sign is not known.
    """
    if segment.is_negative is None or not len(first):
        return np.full(len(first), np.nan)
    parts = Pieces.of(segment.microvolts, first, stop)
    emg = _signed(parts.values, Pieces.of(segment.is_negative, first, stop).values)
    change = np.abs(np.diff(emg, prepend=emg[:1]))
    change[parts.starts] = 0.0
    way, area = (np.add.reduceat(each, parts.starts) for each in (change, parts.values))
    speed = np.divide(way, area, out=np.zeros_like(area), where=area > 0)
    return _as_tone(speed * (parts.lengths / np.maximum(parts.lengths - 1, 1)), segment.rate_hz)


def usual_frequency_hz(segment: Segment) -> float:
    """Return how fast the EMG of a stretch changes as a rule, as in `frequencies_hz`.

    Parameters
    ----------
    segment : Segment

    Returns
    -------
    float
        The median over seconds; 0 where the EMG stands still or its sign is not known.
    """
    if segment.is_negative is None:
        return 0.0
    n_samples = len(segment.microvolts)
    width = min(max(2, round(SAMPLED_S * segment.rate_hz)), n_samples)
    begins = np.arange(0, n_samples - width + 1, EVERY * width)
    speeds = []
    for some in np.array_split(begins, -(-len(begins) * width // BLOCK_SAMPLES)):
        emg = _signed(
            np.stack([segment.microvolts[at : at + width] for at in some.tolist()]),
            np.stack([segment.is_negative[at : at + width] for at in some.tolist()]),
        )
        size = np.abs(emg).mean(axis=1, dtype=np.float64)
        change = np.abs(np.diff(emg, axis=1)).mean(axis=1, dtype=np.float64)
        speeds.append(np.divide(change, size, out=np.zeros_like(size), where=size > 0))
    return float(np.median(_as_tone(np.concatenate(speeds), segment.rate_hz)))


def _signed(
    rectified: NDArray[np.floating[Any]], is_negative: NDArray[np.bool_]
) -> NDArray[np.floating[Any]]:
    return np.asarray(np.where(is_negative, -rectified, rectified))


def _as_tone(speed: NDArray[np.floating[Any]], rate_hz: float) -> NDArray[np.float64]:
    return np.asarray(rate_hz / np.pi * np.arcsin(np.minimum(speed / 2, 1.0)))
