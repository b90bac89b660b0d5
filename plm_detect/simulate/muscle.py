"""The muscle of one leg: motor units that fire so that the EMG follows the levels of a night."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.simulate.courses import Course
from plm_detect.simulate.motorunits import Discharges
from plm_detect.simulate.signals import scale_of_noise

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.random import Generator
    from numpy.typing import NDArray

    from plm_detect.simulate.pickup import Pickup
    from plm_detect.simulate.resting import Resting

STEP_S = 0.005


@dataclass(frozen=True, eq=False)
class Muscle:
    """All discharges of a night and the electrodes that see them.

    Attributes
    ----------
    electrodes : Pickup
    discharges : Discharges
    """

    electrodes: Pickup
    discharges: Discharges

    def emg(
        self,
        times_s: NDArray[np.float64],
        resting: Resting,
        noise: NDArray[np.float64],
        rate_hz: float,
    ) -> NDArray[np.float64]:
        """Return the EMG at evenly spaced times, microvolts, shape (n,).

        The relaxed muscle and the amplifier make Gaussian noise; movements and tonic activity are
        action potentials.
        """
        active = self.electrodes.microvolts(self.discharges, float(times_s[0]), len(times_s))
        return active + scale_of_noise(rate_hz) * resting.relaxed_uv(times_s) * noise

    def first_and_last_s(
        self, onset_s: NDArray[np.float64], end_s: NDArray[np.float64], around_s: float
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the first and the last discharge of movements, NaN where there is none.

        Parameters
        ----------
        onset_s, end_s : ndarray of float64, shape (n,)
        around_s : float
            Discharges this long before the onset and after the end belong to the movement, as
            long as none is missing for longer.
        """
        times_s = self.discharges.times_s
        starts = np.concatenate(([0], np.flatnonzero(np.diff(times_s) > around_s) + 1))
        if not len(times_s):
            return np.full(len(onset_s), np.nan), np.full(len(onset_s), np.nan)
        first_s, last_s = times_s[starts], times_s[np.append(starts[1:], len(times_s)) - 1]
        at = np.searchsorted(first_s, end_s) - 1
        known = (at >= 0) & (last_s[np.maximum(at, 0)] > onset_s)
        from_s = np.searchsorted(last_s, onset_s)
        from_s = np.minimum(from_s, len(first_s) - 1)
        return np.where(known, first_s[from_s], np.nan), np.where(known, last_s[at], np.nan)


def muscle(level_uv: Course, resting: Resting, electrodes: Pickup, rng: Generator) -> Muscle:
    """Return a muscle that follows the levels of movements and of tonic activity.

    Parameters
    ----------
    level_uv : Course
        Mean rectified EMG of movements above the resting EMG, microvolts.
    resting : Resting
    electrodes : Pickup
    rng : Generator

    Notes
    -----
    The signals of active and relaxed muscle are independent, so their powers add, not their
    levels.
    """
    times_s, units = [], []
    for piece in _pieces(_sum(level_uv, resting.tonic_uv)):
        knots_s = np.union1d(np.arange(piece.times_s[0], piece.times_s[-1], STEP_S), piece.times_s)
        relaxed_uv = resting.relaxed_uv(knots_s)
        both_uv = relaxed_uv + piece.at(knots_s)
        active = Course(knots_s, np.sqrt(np.maximum(both_uv**2 - relaxed_uv**2, 0.0)))
        own = electrodes.discharges(active, rng)
        times_s.append(own.times_s)
        units.append(own.unit)
    fired = Discharges.sorted(
        np.concatenate([np.empty(0), *times_s]),
        np.concatenate([np.empty(0, dtype=np.intp), *units]),
    )
    return Muscle(electrodes, fired)


def _sum(one: Course, other: Course) -> Course:
    times_s = np.union1d(one.times_s, other.times_s)
    return Course(times_s, one.at(times_s) + other.at(times_s))


def _pieces(course: Course) -> Iterator[Course]:
    """Yield the parts between which the level is 0."""
    raised = course.levels > 0
    edges = np.flatnonzero(np.diff(np.concatenate(([False], raised, [False]))))
    for first, stop in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        part = slice(max(first - 1, 0), stop + 1)
        yield Course(course.times_s[part], course.levels[part])
