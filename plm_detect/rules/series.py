"""Intermovement intervals and periodic series."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.model.spans import (
    NO_BREAKS,
    TIME_TOLERANCE_S,
    Spans,
    at_least,
    at_most,
    breaks_between,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from plm_detect.model.rulesections import SeriesRule


@dataclass(frozen=True)
class PeriodicSeries:
    """What `find_series` says of each movement.

    Attributes
    ----------
    number : ndarray of int64, shape (n,)
        Number of the series, from 1 in order of time; 0 for none.
    imi_s : ndarray of float64, shape (n,)
        Interval from the movement before, as the rule judges it, seconds; NaN where there is
        none: at the first movement, at a movement that takes no part, and, where such
        movements end a series, after a movement that is not a candidate or after a gap of the
        recording.
    """

    number: NDArray[np.int64]
    imi_s: NDArray[np.float64]


def find_series(
    onset_s: NDArray[np.float64],
    end_s: NDArray[np.float64],
    takes_part: NDArray[np.bool_],
    ends_series: NDArray[np.bool_],
    wake: Spans,
    rule: SeriesRule,
    breaks_s: NDArray[np.float64] = NO_BREAKS,
) -> PeriodicSeries:
    """Find periodic series.

    Parameters
    ----------
    onset_s, end_s : ndarray of float64, shape (n,)
        Movements sorted by onset, seconds.
    takes_part : ndarray of bool, shape (n,)
        Candidates that may stand in a series.
    ends_series : ndarray of bool, shape (n,)
        Movements that end a series when they lie between two that take part.
    wake : Spans
        Scored wakefulness; only looked at where the rule sets ``longest_wake_s``.
    rule : SeriesRule
    breaks_s : ndarray of float64, shape (n_gaps,)
        Times at which the recording goes on after a gap, seconds.

    Returns
    -------
    PeriodicSeries
    """
    number = np.zeros(len(onset_s), dtype=np.int64)
    imi_s = np.full(len(onset_s), np.nan)
    members = np.flatnonzero(takes_part)
    if not len(members):
        return PeriodicSeries(number, imi_s)

    from_s = onset_s if rule.interval_from == "onset" else end_s
    if rule.short_interval == "passed_over":
        passed, short_imi_s = _passed_over(onset_s[members], from_s[members], rule)
        imi_s[members[passed]] = short_imi_s
        members = members[~passed]

    interval = onset_s[members[1:]] - from_s[members[:-1]]
    n_ending = np.cumsum(ends_series)
    interrupted = n_ending[members[1:]] > n_ending[members[:-1]]
    if rule.gap_ends_series:
        interrupted |= breaks_between(onset_s[members], breaks_s)
    imi_s[members[1:][~interrupted]] = interval[~interrupted]

    periodic = at_least(interval, rule.shortest_interval_s)
    periodic &= at_most(interval, rule.longest_interval_s)
    periodic &= ~interrupted
    if rule.longest_wake_s is not None:
        periodic &= ~_long_wake_between(onset_s[members], wake, rule.longest_wake_s)

    run = np.concatenate(([0], np.cumsum(~periodic)))
    length = np.bincount(run)
    is_series = length >= rule.fewest_movements
    numbers_of_runs = np.where(is_series, np.cumsum(is_series), 0)
    number[members] = numbers_of_runs[run]
    return PeriodicSeries(number, imi_s)


def together(found: Sequence[PeriodicSeries]) -> PeriodicSeries:
    """Return what was found among movements that share none, as if at once.

    Series are numbered anew, in the order of their first movements.
    """
    if len(found) == 1:
        return found[0]
    number = np.zeros_like(found[0].number)
    imi_s = np.full_like(found[0].imi_s, np.nan)
    n_before = 0
    for each in found:
        number = np.where(each.number > 0, each.number + n_before, number)
        imi_s = np.where(np.isnan(each.imi_s), imi_s, each.imi_s)
        n_before += int(np.max(each.number, initial=0))
    members = np.flatnonzero(number)
    _, first, series = np.unique(number[members], return_index=True, return_inverse=True)
    number[members] = np.argsort(np.argsort(first))[series] + 1
    return PeriodicSeries(number, imi_s)


def _passed_over(
    onset_s: NDArray[np.float64], from_s: NDArray[np.float64], rule: SeriesRule
) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
    passed = np.zeros(len(onset_s), dtype=bool)
    intervals: list[float] = []
    reference = -np.inf
    shortest = float(rule.shortest_interval_s)
    for i, (onset, start) in enumerate(zip(onset_s.tolist(), from_s.tolist(), strict=True)):
        if at_least(onset - reference, shortest):
            reference = start
        else:
            passed[i] = True
            intervals.append(onset - reference)
    return passed, np.array(intervals)


def _long_wake_between(
    onset_s: NDArray[np.float64], wake: Spans, longest_wake_s: float
) -> NDArray[np.bool_]:
    """Return where a long stretch of wakefulness lies between two movements, from end to end."""
    stretches = wake.merged()
    long = stretches.take(at_least(stretches.end_s - stretches.onset_s, longest_wake_s))
    if not len(long):
        return np.zeros(max(len(onset_s) - 1, 0), dtype=bool)
    following = np.searchsorted(long.onset_s, onset_s[:-1] - TIME_TOLERANCE_S)
    end_s = np.append(long.end_s, np.inf)[following]
    return at_most(end_s - onset_s[1:], 0.0)
