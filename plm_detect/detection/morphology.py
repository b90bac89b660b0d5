"""Is a movement sustained, and how large is it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from plm_detect.model.signals import samples_in

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.model.ruleset import MovementRule


def are_sustained(
    emg: NDArray[np.float64],
    rest_uv: NDArray[np.float64],
    first: NDArray[np.intp],
    stop: NDArray[np.intp],
    rate_hz: float,
    rule: MovementRule,
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
    rule : MovementRule
        Uses ``sustained_above_rest_uv`` and ``sustained_s``.

    Returns
    -------
    ndarray of bool, shape (n_movements,)
    """
    if rule.sustained_above_rest_uv is None:
        return np.ones(len(first), dtype=bool)
    width = samples_in(rule.sustained_s, rate_hz)
    sustained = np.zeros(len(first), dtype=bool)
    for i, (begin, end, rest) in enumerate(zip(first, stop, rest_uv, strict=True)):
        high = emg[begin:end] >= rest + rule.sustained_above_rest_uv
        total = np.concatenate(([0], np.cumsum(high)))
        in_window = total[width:] - total[:-width] if len(high) >= width else total[-1:]
        sustained[i] = 2 * np.max(in_window) >= min(width, len(high))
    return sustained


def amplitudes(
    emg: NDArray[np.float64],
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
        Disjoint stretches in order of time.

    Returns
    -------
    peak_uv, mean_uv : ndarray of float64, shape (n_movements,)
    """
    if not len(first):
        return np.empty(0), np.empty(0)
    bounds = np.stack((first, stop), axis=1).ravel()
    if bounds[-1] == len(emg):
        bounds = bounds[:-1]
    peak = np.maximum.reduceat(emg, bounds)[::2]
    total = np.add.reduceat(emg, bounds)[::2]
    return peak - rest_uv, total / (stop - first) - rest_uv
