"""Levels over time as straight lines between knots, and when they pass a threshold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Course:
    """A level over time.

    Attributes
    ----------
    times_s : ndarray of float64, shape (n_knots,)
        Sorted, seconds.
    levels : ndarray of float64, shape (n_knots,)
        Straight between the knots, constant before the first and after the last.
    """

    times_s: NDArray[np.float64]
    levels: NDArray[np.float64]

    def at(self, times_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the level at times, shape (n,)."""
        if not len(self.times_s):
            return np.zeros(len(times_s))
        return np.interp(times_s, self.times_s, self.levels)

    @classmethod
    def of(cls, parts: Iterable[Course]) -> Course:
        """Return disjoint parts, each beginning and ending at 0, as one course."""
        ordered = sorted(parts, key=lambda part: float(part.times_s[0]))
        if not ordered:
            return cls(np.empty(0), np.empty(0))
        return cls(
            np.concatenate([part.times_s for part in ordered]),
            np.concatenate([part.levels for part in ordered]),
        )


def crossings_s(course: Course, onset_level: float, end_level: float) -> tuple[float, float] | None:
    """Return when a course first reaches one level and last lies above another.

    Parameters
    ----------
    course : Course
        Begins and ends below both levels.
    onset_level, end_level : float

    Returns
    -------
    (onset_s, end_s) or None
        None when it never reaches the onset level.
    """
    above = np.flatnonzero(course.levels >= onset_level)
    if not len(above):
        return None
    last = np.flatnonzero(course.levels > end_level)[-1]
    onset_s = _crossing_s(course, int(above[0]) - 1, onset_level)
    return onset_s, _crossing_s(course, int(last), end_level)


def _crossing_s(course: Course, knot: int, level: float) -> float:
    t, v = course.times_s[knot : knot + 2], course.levels[knot : knot + 2]
    return float(t[0] + (level - v[0]) / (v[1] - v[0]) * (t[1] - t[0]))
