"""Place events that are given by an epoch, a sample number and a time of day, any of them missing.

The three check each other: a sample number or a time of day is used only where it lies in the
event's own epoch. So a clock of twelve hours, a clock that passes midnight and a sample number that
was converted wrongly need no rule of their own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

EPOCH_S = 30.0
LAST_EPOCH = 20_000
"""A week of epochs."""
HALF_DAY_S = 43_200.0
SLACK_S = 2.0
"""Times of day are whole seconds, cut off or rounded."""
RATES_HZ = np.arange(50, 2001)
FITTING_SHARE = 0.8
"""Share of the events that a rate or a start must put into their epochs."""
MOST_FOR_RATE = 2000


@dataclass(frozen=True, eq=False)
class EventTimes:
    """Times from the start of the recording, which is the start of epoch 1.

    Attributes
    ----------
    onset_s : ndarray of float64, shape (n_events,)
        NaN where it is not known within the epoch.
    rate_hz : int or None
        Samples per second by which sample numbers fit the epochs; None where none does, or
        several do.
    clock_s : float or None
        Time of day at which the recording starts, seconds from midnight.
    """

    onset_s: NDArray[np.float64]
    rate_hz: int | None
    clock_s: float | None


def event_times(
    epoch: NDArray[np.float64],
    sample: NDArray[np.float64],
    clock_s: NDArray[np.float64],
    start_clock_s: float | None = None,
) -> EventTimes:
    """Return when events happened.

    Parameters
    ----------
    epoch, sample, clock_s : ndarray of float64, shape (n_events,)
        Number of the epoch, the first being 1; number of the sample from the start of the
        recording; time of day in seconds from midnight. NaN where missing.
    start_clock_s : float or None
        Time of day at which the recording starts, from elsewhere; used where sample numbers do
        not tell it and it fits.
    """
    exists = (epoch >= 1) & (epoch <= LAST_EPOCH)
    begin_s = np.where(exists, (epoch - 1) * EPOCH_S, np.nan)
    sample = np.where(sample >= 0, sample, np.nan)
    onset_s = np.full(len(epoch), np.nan)
    rate_hz = _rate_hz(begin_s, sample)
    if rate_hz is not None:
        by_sample = sample / rate_hz
        agrees = np.isnan(begin_s) | ((by_sample >= begin_s) & (by_sample < begin_s + EPOCH_S))
        onset_s[agrees] = by_sample[agrees]
    start_s = _start_s(begin_s, clock_s, onset_s, start_clock_s)
    if start_s is None:
        return EventTimes(onset_s, rate_hz, None)
    by_clock = begin_s + _wrapped(clock_s - start_s - begin_s)
    agrees = _in_epoch(by_clock - begin_s) & np.isnan(onset_s)
    onset_s[agrees] = np.maximum(by_clock[agrees], 0.0)
    return EventTimes(onset_s, rate_hz, _time_of_day(start_s, clock_s, onset_s))


def _in_epoch(offset_s: NDArray[np.float64]) -> NDArray[np.bool_]:
    return (offset_s >= -SLACK_S) & (offset_s < EPOCH_S + SLACK_S)


def _wrapped(seconds: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return time differences within a quarter of a day either way, by a clock of twelve hours."""
    return (seconds + HALF_DAY_S / 2) % HALF_DAY_S - HALF_DAY_S / 2


def _rate_hz(begin_s: NDArray[np.float64], sample: NDArray[np.float64]) -> int | None:
    """Return the one whole rate that puts sample numbers into their epochs."""
    known = np.flatnonzero(np.isfinite(begin_s) & np.isfinite(sample))
    if not len(known):
        return None
    known = known[:: 1 + len(known) // MOST_FOR_RATE]
    offset_s = sample[known, np.newaxis] / RATES_HZ - begin_s[known, np.newaxis]
    fitting = np.sum((offset_s >= 0) & (offset_s < EPOCH_S), axis=0)
    best = np.flatnonzero(fitting == fitting.max())
    if len(best) != 1 or fitting.max() < FITTING_SHARE * len(known):
        return None
    return int(RATES_HZ[best[0]])


def _start_s(
    begin_s: NDArray[np.float64],
    clock_s: NDArray[np.float64],
    onset_s: NDArray[np.float64],
    start_clock_s: float | None,
) -> float | None:
    """Return the time of day of the start by a clock of twelve hours."""
    exact = np.isfinite(onset_s) & np.isfinite(clock_s)
    if np.any(exact):
        differences = clock_s[exact] - onset_s[exact]
        return float(np.median(differences[0] + _wrapped(differences - differences[0])))
    known = np.isfinite(begin_s) & np.isfinite(clock_s)
    if not np.any(known):
        return None
    latest_s = clock_s[known] - begin_s[known]
    if start_clock_s is not None:
        offset_s = _wrapped(latest_s - start_clock_s)
        if np.mean(_in_epoch(offset_s)) >= FITTING_SHARE:
            return start_clock_s
    latest_s = latest_s[0] + _wrapped(latest_s - latest_s[0])
    middle_s = np.sort(latest_s)[len(latest_s) // 2]
    return float(latest_s[np.abs(latest_s - middle_s) < EPOCH_S].min())


def _time_of_day(
    start_s: float, clock_s: NDArray[np.float64], onset_s: NDArray[np.float64]
) -> float | None:
    """Return the start by a clock of 24 hours; None when the events have one of twelve."""
    known = np.isfinite(clock_s) & np.isfinite(onset_s)
    if not np.any(known):
        return None
    halves = np.rint((clock_s[known] - onset_s[known] - start_s) / HALF_DAY_S) % 2
    if np.any(halves != halves[0]):
        return None
    return float((start_s + HALF_DAY_S * halves[0]) % (2 * HALF_DAY_S))
