"""What looks like a movement in the envelope and is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.detection.pieces import Pieces

SAMPLED_S = 1.0
EVERY = 16
"""What is usual in a leg is measured in every sixteenth second."""


def frequencies_hz(pieces: Pieces, rate_hz: float) -> NDArray[np.float64]:
    """Return how fast each EMG changes: its way up and down by its area, over 2 pi.

    Of a rectified tone it is the frequency of the tone; of muscle activity from 10 to 100 Hz it
    is about 33 Hz.

    Parameters
    ----------
    pieces : Pieces
        Rectified EMG of the movements.
    rate_hz : float

    Returns
    -------
    ndarray of float64, shape (n_movements,)
    """
    if not len(pieces):
        return np.empty(0)
    way = np.abs(np.diff(pieces.values, prepend=pieces.values[:1]))
    way[pieces.starts] = 0.0
    total_way = np.add.reduceat(way, pieces.starts, dtype=np.float64)
    area = np.add.reduceat(pieces.values, pieces.starts, dtype=np.float64)
    ratio = np.divide(total_way, area, out=np.zeros(len(area)), where=area > 0)
    return ratio * (rate_hz / (2 * np.pi))


def usual_frequency_hz(rectified: NDArray[np.floating[Any]], rate_hz: float) -> float:
    """Return how fast the EMG of a stretch changes as a rule, as in `frequencies_hz`.

    Parameters
    ----------
    rectified : ndarray of float, shape (n_samples,)
    rate_hz : float

    Returns
    -------
    float
        The median over seconds; 0 where the EMG stands still.
    """
    width = min(max(2, round(SAMPLED_S * rate_hz)), len(rectified))
    n_rows = len(rectified) // width
    rows = rectified[: n_rows * width].reshape(n_rows, width)[::EVERY]
    area = rows.sum(axis=1, dtype=np.float64)
    way = np.abs(np.diff(rows, axis=1)).sum(axis=1, dtype=np.float64)
    ratio = np.divide(way, area, out=np.zeros(len(area)), where=area > 0)
    return float(np.median(ratio)) * rate_hz / (2 * np.pi)
