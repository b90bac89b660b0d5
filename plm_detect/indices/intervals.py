"""Intermovement intervals in fixed bins, so that nights can be added up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.model.columns import ColumnTable
from plm_detect.model.hypnogram import Stage, is_sleep
from plm_detect.model.movements import LONG_INTERVAL_S, SHORT_INTERVAL_S
from plm_detect.model.spans import TIME_TOLERANCE_S

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.model.movements import Movements

BINS_PER_PERIODIC_RANGE = 16
"""Bins between 10 and 90 s; each is 9 ** (1 / 16) = 1.147 times as wide as the one before."""

_EXPONENTS = np.arange(-24, 49) / BINS_PER_PERIODIC_RANGE
EDGES_S: NDArray[np.float64] = SHORT_INTERVAL_S * (LONG_INTERVAL_S / SHORT_INTERVAL_S) ** _EXPONENTS
"""From 0.37 to 7290 s in equal steps of the logarithm; 10 and 90 s are edges."""
EDGES_S[24 + BINS_PER_PERIODIC_RANGE] = LONG_INTERVAL_S
EDGES_S.flags.writeable = False


@dataclass(frozen=True, eq=False, repr=False)
class IntervalHistogram(ColumnTable):
    """Numbers of intermovement intervals by length.

    Attributes
    ----------
    from_s, to_s : ndarray of float64, shape (n_bins,)
        An interval of ``from_s`` counts, one of ``to_s`` belongs to the next bin; but 90 s count
        with the intervals of 10 to 90 s. The first bin reaches from minus infinity (intervals
        from end to onset can be negative) and the last to infinity.
    number, in_sleep, in_wake : ndarray of int64, shape (n_bins,)
        All intervals; those whose later movement begins in sleep, and in wakefulness.
    number_nr, in_sleep_nr, in_wake_nr : ndarray of int64, shape (n_bins,)
        The same after respiratory-related movements are taken out.
    """

    from_s: NDArray[np.float64]
    to_s: NDArray[np.float64]
    number: NDArray[np.int64]
    in_sleep: NDArray[np.int64]
    in_wake: NDArray[np.int64]
    number_nr: NDArray[np.int64]
    in_sleep_nr: NDArray[np.int64]
    in_wake_nr: NDArray[np.int64]


def interval_histogram(movements: Movements) -> IntervalHistogram:
    """Return the numbers of intermovement intervals in fixed bins.

    Parameters
    ----------
    movements : Movements
    """
    limits = EDGES_S - TIME_TOLERANCE_S
    limits[np.flatnonzero(EDGES_S == LONG_INTERVAL_S)] += 2 * TIME_TOLERANCE_S
    everywhere = np.ones(len(movements), dtype=bool)
    asleep, awake = is_sleep(movements.stage), movements.stage == Stage.W

    def counts(imi_s: NDArray[np.float64], where: NDArray[np.bool_]) -> NDArray[np.int64]:
        chosen = imi_s[where & np.isfinite(imi_s)]
        bins = np.searchsorted(limits, chosen, side="right")
        return np.bincount(bins, minlength=len(limits) + 1).astype(np.int64)

    return IntervalHistogram(
        np.concatenate(([-np.inf], EDGES_S)),
        np.concatenate((EDGES_S, [np.inf])),
        *(
            counts(imi_s, where)
            for imi_s in (movements.imi_s, movements.imi_nr_s)
            for where in (everywhere, asleep, awake)
        ),
    )
