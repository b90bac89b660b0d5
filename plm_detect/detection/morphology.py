"""Whether movements are sustained."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from plm_detect.model.signals import samples_in

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.detection.pieces import Pieces
    from plm_detect.model.rulesections import DetectionCriteria


def are_sustained(
    pieces: Pieces, rest_uv: NDArray[np.float64], rate_hz: float, criteria: DetectionCriteria
) -> NDArray[np.bool_]:
    """Return which movements hold a stretch whose median amplitude is high enough.

    The median of a stretch reaches a level when at least half of its samples do, so samples
    are counted instead of sorted.

    Parameters
    ----------
    pieces : Pieces
        Rectified EMG of the movements, microvolts.
    rest_uv : ndarray of float64, shape (n_movements,)
        Resting level of each movement, microvolts.
    rate_hz : float
    criteria : DetectionCriteria
        Uses ``sustained_above_rest_uv`` and ``sustained_s``.

    Returns
    -------
    ndarray of bool, shape (n_movements,)
    """
    if criteria.sustained_above_rest_uv is None or not len(pieces):
        return np.ones(len(pieces), dtype=bool)
    width = np.minimum(samples_in(criteria.sustained_s, rate_hz), pieces.lengths)
    high = pieces.above(rest_uv + criteria.sustained_above_rest_uv)
    total = np.concatenate(([0], np.cumsum(high)))
    # Windows that begin in a movement and end in it; those of the next ones are left out.
    n_windows = pieces.lengths - width + 1
    nth = np.arange(n_windows.sum()) - np.repeat(np.cumsum(n_windows) - n_windows, n_windows)
    begin = np.repeat(pieces.starts, n_windows) + nth
    in_window = total[begin + np.repeat(width, n_windows)] - total[begin]
    most = np.maximum.reduceat(in_window, np.cumsum(n_windows) - n_windows)
    return np.asarray(2 * most >= width)
