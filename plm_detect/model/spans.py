"""Spans of time and comparisons of times.

Onsets come from sums and differences of floating-point seconds, so a limit that is met exactly
on paper is missed by some 1e-11 s in the machine. All limits of the rules are therefore compared
with a tolerance of one microsecond, far below any sampling interval.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from plm_detect.model.columns import ColumnTable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

TIME_TOLERANCE_S = 1e-6
"""Times that differ by less are the same time."""


def at_least(times_s: NDArray[np.float64], limit_s: float) -> NDArray[np.bool_]:
    """Return where times reach a limit, the limit included."""
    return np.asarray(times_s >= limit_s - TIME_TOLERANCE_S)


def at_most(times_s: NDArray[np.float64], limit_s: float) -> NDArray[np.bool_]:
    """Return where times do not pass a limit, the limit included."""
    return np.asarray(times_s <= limit_s + TIME_TOLERANCE_S)


@dataclass(frozen=True, eq=False, repr=False)
class Spans(ColumnTable):
    """Half-open stretches of time, sorted by onset; they may overlap.

    Attributes
    ----------
    onset_s, end_s : ndarray of float64, shape (n_spans,)
        Seconds from the start of the recording, ``onset_s <= end_s``.
    """

    onset_s: NDArray[np.float64]
    end_s: NDArray[np.float64]

    @classmethod
    def of(cls, pairs: Iterable[tuple[float, float]]) -> Self:
        """Return spans from (onset, end) pairs in any order."""
        table = np.array(sorted(pairs), dtype=np.float64).reshape(-1, 2)
        return cls(table[:, 0], table[:, 1])

    def pairs(self) -> list[tuple[float, float]]:
        """Return onset and end of each."""
        return list(zip(self.onset_s.tolist(), self.end_s.tolist(), strict=True))

    def merged(self) -> Spans:
        """Return the union: disjoint spans that cover the same time."""
        groups = group_starts(self.onset_s, self.end_s, 0.0)
        return Spans(self.onset_s[groups], last_ends(self.end_s, groups))

    def clipped(self, start_s: float, end_s: float) -> Spans:
        """Return the parts that lie between two times; parts without length are dropped."""
        onset = np.clip(self.onset_s, start_s, end_s)
        end = np.clip(self.end_s, start_s, end_s)
        kept = end > onset
        return Spans(onset[kept], end[kept])

    def total_s(self) -> float:
        """Return the time that the spans cover, overlaps counted once, in seconds."""
        union = self.merged()
        return float(np.sum(union.end_s - union.onset_s))

    def touched_by(
        self,
        onset_s: NDArray[np.float64],
        end_s: NDArray[np.float64],
        *,
        limits_included: bool = True,
    ) -> NDArray[np.bool_]:
        """Return which intervals share a point with at least one span.

        Parameters
        ----------
        onset_s, end_s : ndarray of float64, shape (n,)
            The intervals to look at, in seconds.
        limits_included : bool
            Whether touching at a single point counts.

        Returns
        -------
        ndarray of bool, shape (n,)
        """
        if not len(self):
            return np.zeros(len(onset_s), dtype=bool)
        slack = TIME_TOLERANCE_S if limits_included else -TIME_TOLERANCE_S
        latest_end = np.maximum.accumulate(self.end_s)
        begun = np.searchsorted(self.onset_s, end_s + slack, side="right")
        reach = np.where(begun > 0, latest_end[np.maximum(begun - 1, 0)], -np.inf)
        return np.asarray(reach >= onset_s - slack)


NO_BREAKS: NDArray[np.float64] = np.empty(0)
"""A recording without gaps."""


def breaks_between(
    times_s: NDArray[np.float64], breaks_s: NDArray[np.float64]
) -> NDArray[np.bool_]:
    """Return whether a gap of the recording lies between consecutive times.

    Parameters
    ----------
    times_s : ndarray of float64, shape (n,)
        Sorted, seconds.
    breaks_s : ndarray of float64, shape (n_gaps,)
        Times at which the recording goes on after a gap, sorted, seconds.

    Returns
    -------
    ndarray of bool, shape (n - 1,)
    """
    before = np.searchsorted(breaks_s, times_s + TIME_TOLERANCE_S, side="right")
    return np.asarray(np.diff(before) > 0)


def group_starts(
    onset_s: NDArray[np.float64],
    end_s: NDArray[np.float64],
    gap_s: float,
    breaks_s: NDArray[np.float64] = NO_BREAKS,
) -> NDArray[np.intp]:
    """Return where a new group begins when intervals closer than a gap are chained.

    An interval joins the group before it when its onset lies less than ``gap_s`` after the
    latest end so far; with ``gap_s`` 0 touching intervals join.

    Parameters
    ----------
    onset_s, end_s : ndarray of float64, shape (n,)
        Intervals sorted by onset, in seconds.
    gap_s : float
        Smallest end-to-onset distance that separates two groups, in seconds.
    breaks_s : ndarray of float64, shape (n_gaps,)
        As in `breaks_between`; no group reaches over a gap of the recording.

    Returns
    -------
    ndarray of int, shape (n_groups,)
        Index of the first interval of each group.
    """
    if not len(onset_s):
        return np.empty(0, dtype=np.intp)
    latest_end = np.maximum.accumulate(end_s)
    gaps = onset_s[1:] - latest_end[:-1]
    apart = at_least(gaps, gap_s) if gap_s > 0 else gaps > TIME_TOLERANCE_S
    apart = apart | breaks_between(onset_s, breaks_s)
    return np.concatenate(([0], np.flatnonzero(apart) + 1))


def last_ends(end_s: NDArray[np.float64], groups: NDArray[np.intp]) -> NDArray[np.float64]:
    """Return the latest end of each group, shape (n_groups,)."""
    if not len(groups):
        return np.empty(0)
    return np.asarray(np.maximum.reduceat(end_s, groups))
