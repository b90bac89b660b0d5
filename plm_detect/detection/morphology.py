"""Whether a movement is sustained, and how large it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from plm_detect.model.signals import samples_in

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.model.rulesections import DetectionCriteria


def are_sustained(
    emg: NDArray[np.floating[Any]],
    rest_uv: NDArray[np.float64],
    first: NDArray[np.intp],
    stop: NDArray[np.intp],
    rate_hz: float,
    criteria: DetectionCriteria,
) -> NDArray[np.bool_]:
    """Return which movements hold a stretch whose median amplitude is high enough.

    The median of a stretch reaches a level when at least half of its samples do, so samples
    are counted instead of sorted.

    Parameters
    ----------
    emg : ndarray of float64, shape (n_samples,)
        Rectified EMG, microvolts.
    rest_uv : ndarray of float64, shape (n_movements,)
        Resting level of each movement, microvolts.
    first, stop : ndarray of int, shape (n_movements,)
    rate_hz : float
    criteria : DetectionCriteria
        Uses ``sustained_above_rest_uv`` and ``sustained_s``.

    Returns
    -------
    ndarray of bool, shape (n_movements,)
    """
    if criteria.sustained_above_rest_uv is None:
        return np.ones(len(first), dtype=bool)
    width = samples_in(criteria.sustained_s, rate_hz)
    sustained = np.zeros(len(first), dtype=bool)
    rows = zip(first.tolist(), stop.tolist(), rest_uv.tolist(), strict=True)
    for i, (begin, end, rest) in enumerate(rows):
        high = emg[begin:end] >= rest + criteria.sustained_above_rest_uv
        total = np.concatenate(([0], np.cumsum(high)))
        in_window = total[width:] - total[:-width] if len(high) >= width else total[-1:]
        sustained[i] = 2 * np.max(in_window) >= min(width, len(high))
    return sustained


def amplitudes(
    emg: NDArray[np.floating[Any]],
    rest_uv: NDArray[np.float64],
    first: NDArray[np.intp],
    stop: NDArray[np.intp],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return peak and mean of the rectified EMG above the resting level of each movement.

    Parameters
    ----------
    emg : ndarray of float64, shape (n_samples,)
    rest_uv : ndarray of float64, shape (n_movements,)
    first, stop : ndarray of int, shape (n_movements,)

    Returns
    -------
    peak_uv, mean_uv : ndarray of float64, shape (n_movements,)
    """
    parts = [emg[begin:end] for begin, end in zip(first.tolist(), stop.tolist(), strict=True)]
    peak = np.array([part.max() for part in parts], dtype=np.float64)
    mean = np.array([part.mean() for part in parts], dtype=np.float64)
    return peak - rest_uv, mean - rest_uv
