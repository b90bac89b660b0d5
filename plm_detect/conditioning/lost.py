"""Where a channel holds no EMG: it stands still, or stands at the limit of its range."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.model.signals import Part, blocks_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.model.settings import DetectionSettings
    from plm_detect.model.signals import Samples

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


def find_lost(microvolts: Samples, rate_hz: float, settings: DetectionSettings) -> LostSignal:
    """Return where a stretch stands still or is saturated.

    Parameters
    ----------
    microvolts : samples of float, shape (n_samples,)
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
    elsewhere = np.diff(clipped, axis=1).sum() - np.sum(
        _number_before(clipped, stop) - _number_before(clipped, begin)
    )
    return LostSignal(begin, stop, int(elsewhere))


def standing_still(microvolts: Samples, shortest: int) -> NDArray[np.intp]:
    """Return runs of equal samples that are long enough, shape (n_runs, 2), stop excluded.

    Parameters
    ----------
    microvolts : samples of float, shape (n_samples,)
    shortest : int
        Samples of the shortest run that counts.

    Notes
    -----
    Only where samples a fraction of this length apart are equal are all samples compared.
    """
    apart = max(1, shortest // (LOOKS + 1))
    # Copies, because a view of every so many samples would keep the others too.
    blocks = blocks_of(len(microvolts), apart)
    sparse = np.concatenate([np.empty(0), *(microvolts[own][::apart].copy() for own in blocks)])
    found = []
    done = 0
    for low, high in _runs(sparse[1:] == sparse[:-1]).tolist():
        if high - low < LOOKS - 1:
            continue
        first = max(done, (low - 1) * apart)
        part = Part(microvolts, first, min((high + 2) * apart, len(microvolts)))
        runs = _equal_neighbours(part)
        runs[:, 1] += 1
        long = runs[runs[:, 1] - runs[:, 0] >= shortest] + first
        found.append(long)
        if len(long):
            done = int(long[-1, 1])
    return np.concatenate(found) if found else np.empty((0, 2), dtype=np.intp)


def _equal_neighbours(samples: Samples) -> NDArray[np.intp]:
    """Return runs of samples that equal the next one, shape (n_runs, 2)."""
    runs = []
    for block in blocks_of(len(samples) - 1):
        own = samples[block.start : block.stop + 1]
        runs.append(_runs(own[1:] == own[:-1]) + block.start)
    return _touching_joined(runs)


def at_limit(microvolts: Samples) -> NDArray[np.intp]:
    """Return where a channel stands at the limit of what is recorded.

    These are runs of samples at the highest or the lowest value of the whole stretch.

    Parameters
    ----------
    microvolts : samples of float, shape (n_samples,)

    Returns
    -------
    ndarray of int, shape (n_runs, 2)
        First sample of each run and the one after its last; disjoint and sorted.
    """
    found = []
    for limit in _limits(microvolts):
        runs = _touching_joined(
            [
                _runs(microvolts[block] == limit) + block.start
                for block in blocks_of(len(microvolts))
            ]
        )
        found.append(runs[runs[:, 1] - runs[:, 0] >= LIMIT_SAMPLES])
    runs = np.concatenate([np.empty((0, 2), dtype=np.intp), *found])
    return runs[np.argsort(runs[:, 0])]


def _limits(microvolts: Samples) -> set[float]:
    """Return the highest and the lowest value where it is often reached."""
    limits: set[float] = set()
    for extreme in (np.max, np.min):
        limit, number = np.nan, 0
        for block in blocks_of(len(microvolts), FIRST_LOOK):
            sparse = microvolts[block][::FIRST_LOOK]
            own = extreme(sparse)
            if np.isnan(limit) or extreme((own, limit)) != limit:
                limit, number = own, 0
            if own == limit:
                number += int(np.count_nonzero(sparse == limit))
        if number >= LIMIT_SAMPLES:
            limits.add(limit)
    return limits


def _crowded(runs: NDArray[np.intp], n_samples: int, width: int) -> NDArray[np.intp]:
    """Return the bins of which runs fill more than a share, shape (n_bins, 2)."""
    width = max(width, 1)
    edges = np.minimum(np.arange(-(-n_samples // width) + 1) * width, n_samples)
    counts = np.diff(_number_before(runs, edges))
    full = np.flatnonzero(counts > SATURATED_SHARE * width)
    return np.stack((edges[full], edges[full + 1]), axis=1)


def _number_before(runs: NDArray[np.intp], samples: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return how many samples of disjoint runs lie before each of some samples."""
    if not len(runs):
        return np.zeros(len(samples), dtype=np.intp)
    lengths = runs[:, 1] - runs[:, 0]
    before = np.cumsum(lengths) - lengths
    of = np.maximum(np.searchsorted(runs[:, 0], samples, side="right") - 1, 0)
    return np.asarray(before[of] + np.clip(samples - runs[of, 0], 0, lengths[of]))


def _runs(flags: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Return begin and stop of each run of true values, shape (n_runs, 2)."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False]))))
    return edges.reshape(-1, 2)


def _touching_joined(parts: list[NDArray[np.intp]]) -> NDArray[np.intp]:
    """Return the runs of successive parts, with those joined that touch."""
    runs = np.concatenate([np.empty((0, 2), dtype=np.intp), *parts])
    if not len(runs):
        return runs
    apart = runs[1:, 0] > runs[:-1, 1]
    begins = np.concatenate(([True], apart))
    stops = np.concatenate((apart, [True]))
    return np.stack((runs[begins, 0], runs[stops, 1]), axis=1)
