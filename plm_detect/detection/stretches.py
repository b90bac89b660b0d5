"""What the published detectors share: runs of samples, and what is done with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Stretches = tuple["NDArray[np.intp]", "NDArray[np.intp]"]
"""First sample of each stretch, and the one after its last."""


def runs(flags: NDArray[np.bool_]) -> Stretches:
    """Return the runs of true values."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False]))))
    return edges[::2], edges[1::2]


def between(rises: NDArray[np.bool_], falls: NDArray[np.bool_]) -> Stretches:
    """Return stretches that begin at a rise and last until the next fall.

    Parameters
    ----------
    rises, falls : ndarray of bool, shape (n_samples,)
    """
    begins, ends = np.flatnonzero(rises), np.flatnonzero(falls)
    first, stop = [], []
    at = 0
    while at < len(begins):
        begin = int(begins[at])
        after = int(np.searchsorted(ends, begin, side="right"))
        end = int(ends[after]) if after < len(ends) else len(rises)
        first.append(begin)
        stop.append(end)
        at = int(np.searchsorted(begins, end))
    return np.array(first, dtype=np.intp), np.array(stop, dtype=np.intp)


def merged(stretches: Stretches, gap: float) -> Stretches:
    """Return stretches with those joined whose gap is less than so many samples."""
    first, stop = stretches
    if not len(first):
        return stretches
    apart = first[1:] - stop[:-1] >= gap
    return first[np.concatenate(([True], apart))], stop[np.concatenate((apart, [True]))]


def lasting(stretches: Stretches, shortest: float, longest: float = np.inf) -> Stretches:
    """Return the stretches of a length in samples, both limits included."""
    first, stop = stretches
    kept = (stop - first >= shortest) & (stop - first <= longest)
    return first[kept], stop[kept]


def means(values: NDArray[np.floating[Any]], stretches: Stretches) -> NDArray[np.float64]:
    """Return the mean of each stretch."""
    rows = zip(*(column.tolist() for column in stretches), strict=True)
    return np.array([float(np.mean(values[first:stop])) for first, stop in rows])
