"""How periodic the movements are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from plm_detect.model.spans import at_most

if TYPE_CHECKING:
    from numpy.typing import NDArray

SHORTEST_PERIODIC_INTERVAL_S = 10.0
LONGEST_PERIODIC_INTERVAL_S = 90.0
SHORTEST_RUN = 3


def periodicity_index(imi_s: NDArray[np.float64]) -> float:
    """Return the periodicity index of intermovement intervals.

    Intervals of 10 < i <= 90 s that stand in runs of at least three consecutive such intervals,
    divided by all intervals: 0 for no periodicity, 1 for complete.

    Parameters
    ----------
    imi_s : ndarray of float64, shape (n,)
        Intervals in order of time; NaN, where an interval is undefined, ends a run and is not
        counted.

    Returns
    -------
    float
        NaN when there is no interval.

    References
    ----------
    Ferri R, Zucconi M, Manconi M, et al. New approaches to the study of periodic leg movements
    during sleep in restless legs syndrome. Sleep 2006;29:759-769.
    """
    n_intervals = int(np.sum(np.isfinite(imi_s)))
    if not n_intervals:
        return np.nan
    within = at_most(imi_s, LONGEST_PERIODIC_INTERVAL_S)
    within &= ~at_most(imi_s, SHORTEST_PERIODIC_INTERVAL_S)
    run = np.cumsum(np.concatenate(([False], within[1:] != within[:-1])))
    length = np.bincount(run)[run]
    return float(np.sum(within & (length >= SHORTEST_RUN)) / n_intervals)
