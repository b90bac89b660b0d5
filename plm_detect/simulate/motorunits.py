"""A pool of motor units: which of them fire, and when, at a given excitation.

Recruitment and rate coding after Fuglevand AJ, Winter DA, Patla AE. Models of recruitment and rate
coding organization in motor-unit pools. J Neurophysiol 1993;70:2470-2488.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

    from plm_detect.simulate.courses import Course

N_UNITS = 120
RECRUITMENT_RANGE = 30.0
"""Threshold of the last unit over that of the first."""
SIZE_RANGE = 100.0
"""Size of the last unit over that of the first."""
LOWEST_RATE_HZ = 8.0
HIGHEST_RATE_HZ = (35.0, 25.0)
"""Highest rates of the first and the last unit."""
RATE_PER_EXCITATION = 1.0
INTERVAL_CV = 0.2
SHORTEST_INTERVAL_SHARE = 0.3
FIRST_PHASE = 0.5
"""At recruitment a unit first fires within this share of an interval."""
STEP_S = 0.002


@dataclass(frozen=True, eq=False)
class MotorUnitPool:
    """Motor units in the order in which they are recruited.

    Attributes
    ----------
    threshold : ndarray of float64, shape (n_units,)
        Excitation at which a unit begins to fire, 1 for the first.
    highest_rate_hz : ndarray of float64, shape (n_units,)
    size : ndarray of float64, shape (n_units,)
        How large its action potential is at the fibres, 1 for the first.
    """

    threshold: NDArray[np.float64]
    highest_rate_hz: NDArray[np.float64]
    size: NDArray[np.float64]

    @classmethod
    def of(cls, n_units: int = N_UNITS) -> MotorUnitPool:
        """Return a pool with exponential thresholds and sizes."""
        rank = np.arange(1, n_units + 1) / n_units
        threshold = np.exp(np.log(RECRUITMENT_RANGE) * rank)
        first, last = HIGHEST_RATE_HZ
        return cls(
            threshold,
            first - (first - last) * threshold / RECRUITMENT_RANGE,
            np.exp(np.log(SIZE_RANGE) * rank),
        )

    @property
    def full_excitation(self) -> float:
        """The excitation at which every unit fires at its highest rate."""
        last = self.highest_rate_hz[-1] - LOWEST_RATE_HZ
        return float(self.threshold[-1] + last / RATE_PER_EXCITATION)

    def rates_hz(self, excitation: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the mean rate of every unit, shape (n_units, n_times)."""
        over = excitation - self.threshold[:, np.newaxis]
        rate = LOWEST_RATE_HZ + RATE_PER_EXCITATION * over
        return np.where(over >= 0, np.minimum(rate, self.highest_rate_hz[:, np.newaxis]), 0.0)


@dataclass(frozen=True, eq=False)
class Discharges:
    """When motor units fire.

    Attributes
    ----------
    times_s : ndarray of float64, shape (n,)
        Sorted.
    unit : ndarray of int, shape (n,)
        Rank of the unit in its pool, from 0.
    """

    times_s: NDArray[np.float64]
    unit: NDArray[np.intp]

    def within(self, begin_s: float, end_s: float) -> Discharges:
        """Return those from one time to another."""
        first, stop = np.searchsorted(self.times_s, (begin_s, end_s))
        return Discharges(self.times_s[first:stop], self.unit[first:stop])

    @classmethod
    def sorted(cls, times_s: NDArray[np.float64], unit: NDArray[np.intp]) -> Discharges:
        """Return discharges by time."""
        order = np.argsort(times_s, kind="stable")
        return cls(times_s[order], unit[order])


def discharges_of(
    pool: MotorUnitPool, reached: NDArray[np.intp], excitation: Course, rng: Generator
) -> Discharges:
    """Return when the units fire along a course of excitation.

    Parameters
    ----------
    pool : MotorUnitPool
    reached : ndarray of int, shape (n_reached,)
        The units that matter.
    excitation : Course
        Of one piece that begins and ends at 0.
    rng : Generator

    Notes
    -----
    The intervals of a unit are normally distributed around the inverse of its rate with a
    coefficient of variation of 0.2, as in the paper; a changing rate stretches them.
    """
    begin, end = float(excitation.times_s[0]), float(excitation.times_s[-1])
    times_s = np.arange(begin, end + STEP_S, STEP_S)
    part = MotorUnitPool(pool.threshold[reached], pool.highest_rate_hz[reached], pool.size[reached])
    intervals = np.cumsum(part.rates_hz(excitation.at(times_s)), axis=1) * STEP_S
    found_s, units = [], []
    for i in np.flatnonzero(intervals[:, -1] > 0).tolist():
        n_most = int(1.5 * intervals[i, -1]) + 4
        steps = 1 + INTERVAL_CV * rng.standard_normal(n_most)
        steps = np.maximum(steps, SHORTEST_INTERVAL_SHARE)
        steps[0] = FIRST_PHASE * rng.random()
        at = np.cumsum(steps)
        own_s = times_s[np.searchsorted(intervals[i], at[at < intervals[i, -1]])]
        found_s.append(own_s + STEP_S * rng.random(len(own_s)))
        units.append(np.full(len(own_s), reached[i], dtype=np.intp))
    if not found_s:
        return Discharges(np.empty(0), np.empty(0, dtype=np.intp))
    return Discharges.sorted(np.concatenate(found_s), np.concatenate(units))
