"""Where a channel holds no EMG: it stands still, or stands at the limit of its range."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.model.settings import DetectionSettings

LOOKS = 5
"""A standstill is looked for at so many samples, evenly spaced over the shortest that counts."""
LIMIT_SAMPLES = 3
"""So many samples in a row at the highest or lowest value are the limit of what is recorded."""
SATURATED_BIN_S = 0.25
SATURATED_SHARE = 0.5
"""EMG, however strong, stands at the limit for less than this share of a bin; a blocked amplifier
for more."""
FIRST_LOOK = 7
"""The limit is first looked for in every seventh sample."""


@dataclass(frozen=True, eq=False)
class LostSignal:
    """Where a stretch holds no EMG.

    Attributes
    ----------
    begin, stop : ndarray of int, shape (n,)
        First sample of each lost part and the one after its last; disjoint and sorted.
    n_clipped : int
        Samples at the limit of the range elsewhere.
    """

    begin: NDArray[np.intp]
    stop: NDArray[np.intp]
    n_clipped: int


def find_lost(
    microvolts: NDArray[np.floating[Any]], rate_hz: float, settings: DetectionSettings
) -> LostSignal:
    """Return where a stretch stands still or is saturated.

    Parameters
    ----------
    microvolts : ndarray of float64, shape (n_samples,)
        As recorded, before any filter.
    rate_hz : float
    settings : DetectionSettings
        Uses ``lost_s``.
    """
    still = standing_still(microvolts, max(2, round(settings.lost_s * rate_hz)))
    clipped = at_limit(microvolts)
    saturated = _crowded(clipped, len(microvolts), round(SATURATED_BIN_S * rate_hz))
    spans = np.concatenate([still, saturated])
    spans = spans[np.argsort(spans[:, 0], kind="stable")]
    begin, stop = spans[:, 0], spans[:, 1]
    if len(spans):
        reached = np.maximum.accumulate(stop)
        first = np.concatenate(([0], np.flatnonzero(begin[1:] > reached[:-1]) + 1))
        begin, stop = begin[first], np.maximum.reduceat(stop, first)
    return LostSignal(begin, stop, len(clipped) - _number_within(clipped, begin, stop))


def standing_still(microvolts: NDArray[np.floating[Any]], shortest: int) -> NDArray[np.intp]:
    """Return runs of equal samples that are long enough, shape (n_runs, 2), stop excluded.

    Parameters
    ----------
    microvolts : ndarray of float, shape (n_samples,)
    shortest : int
        Samples of the shortest run that counts.

    Notes
    -----
    Only where samples a fraction of this length apart are equal are all samples compared.
    """
    apart = max(1, shortest // (LOOKS + 1))
    sparse = microvolts[::apart]
    begin, stop = _runs(np.flatnonzero(sparse[1:] == sparse[:-1]))
    found = []
    done = 0
    for low, high in zip(begin.tolist(), stop.tolist(), strict=True):
        if high - low < LOOKS - 1:
            continue
        first = max(done, (low - 1) * apart)
        part = microvolts[first : (high + 2) * apart]
        runs = np.stack(_runs(np.flatnonzero(part[1:] == part[:-1])), axis=1)
        runs[:, 1] += 1
        long = runs[runs[:, 1] - runs[:, 0] >= shortest] + first
        found.append(long)
        if len(long):
            done = int(long[-1, 1])
    return np.concatenate(found) if found else np.empty((0, 2), dtype=np.intp)


def at_limit(microvolts: NDArray[np.floating[Any]]) -> NDArray[np.intp]:
    """Return the samples that stand at the limit of what is recorded.

    These are runs of samples at the highest or the lowest value of the whole stretch.

    Parameters
    ----------
    microvolts : ndarray of float, shape (n_samples,)

    Returns
    -------
    ndarray of int, shape (n_clipped,)
    """
    sparse = microvolts[::FIRST_LOOK]
    found = []
    for limit in (np.max(sparse), np.min(sparse)):
        if np.count_nonzero(sparse == limit) < LIMIT_SAMPLES:
            continue
        here = np.flatnonzero(microvolts == limit)
        begin, stop = _runs(here)
        long = stop - begin >= LIMIT_SAMPLES
        found += [
            np.arange(a, b) for a, b in zip(begin[long].tolist(), stop[long].tolist(), strict=True)
        ]
    return np.sort(np.concatenate(found)) if found else np.empty(0, dtype=np.intp)


def _crowded(samples: NDArray[np.intp], n_samples: int, width: int) -> NDArray[np.intp]:
    """Return the bins that hold more than a share of samples, shape (n_bins, 2)."""
    bins, counts = np.unique(samples // max(width, 1), return_counts=True)
    full = bins[counts > SATURATED_SHARE * width]
    return np.stack((full * width, np.minimum((full + 1) * width, n_samples)), axis=1)


def _number_within(
    samples: NDArray[np.intp], begin: NDArray[np.intp], stop: NDArray[np.intp]
) -> int:
    """Return how many samples lie in disjoint parts."""
    return int(np.sum(np.searchsorted(samples, stop) - np.searchsorted(samples, begin)))


def _runs(indexes: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return begin and stop of each run of consecutive indexes."""
    if not len(indexes):
        return indexes, indexes
    breaks = np.flatnonzero(np.diff(indexes) > 1) + 1
    begin = indexes[np.concatenate(([0], breaks))]
    stop = indexes[np.concatenate((breaks - 1, [len(indexes) - 1]))] + 1
    return begin, stop
