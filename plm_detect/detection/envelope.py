"""The envelope of a rectified EMG: short means, and medians that a spike does not lift."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.model.settings import DetectionSettings
    from plm_detect.model.signals import Segment

FEWEST_SAMPLES = 4
"""A bin holds at least so many samples."""


@dataclass(frozen=True, eq=False)
class Envelope:
    """Levels of the rectified EMG in bins.

    Attributes
    ----------
    edges : ndarray of int, shape (n_bins + 1,)
        First sample of every bin, and the number of samples.
    bin_s : float
        Width of a bin, seconds; edges are rounded to samples, times never drift.
    mean_uv : ndarray of float32, shape (n_bins,)
    median_uv : ndarray of float32, shape (n_bins,)
        Median over ``envelope_s`` of medians of three means: heartbeats, pops and twitches that
        fill less than about 0.4 of it do not lift it, and edges stay where they are.
    """

    edges: NDArray[np.intp]
    bin_s: float
    mean_uv: NDArray[np.float32]
    median_uv: NDArray[np.float32]

    def bins_in(self, seconds: float) -> int:
        """Return how many bins a duration holds, rounded to the nearest, at least one."""
        return max(1, round(seconds / self.bin_s))

    def bin_of(self, samples: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return the bins of samples, shape (n,)."""
        return np.searchsorted(self.edges[1:-1], samples, side="right")


def middle(values: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
    """Return the median along the last axis; of an even number the upper of the two in the middle.

    Quicker than `numpy.median` for the few values around one movement.
    """
    rank = values.shape[-1] // 2
    return np.asarray(np.partition(values, rank, axis=-1)[..., rank])


def odd(number: int) -> int:
    """Return an odd number: itself or the next one."""
    return number + 1 - number % 2


def running_median(values: NDArray[np.float32], n_bins: int) -> NDArray[np.float32]:
    """Return the running median of medians of three.

    Parameters
    ----------
    values : ndarray of float32, shape (n,)
        The ends are repeated beyond.
    n_bins : int
        Width; rounded to an odd number of groups of three next to each other.

    Returns
    -------
    ndarray of float32, shape (n,)

    References
    ----------
    Rousseeuw PJ, Bassett GW. The remedian: a robust averaging method for large data sets. J Am
    Stat Assoc 1990;85:97-104.
    """
    if not len(values):
        return values
    n_groups = odd(max(1, round(n_bins / 3)))
    reach = 3 * (n_groups // 2) + 1
    padded = np.pad(values, reach, mode="edge")
    threes = median_of_three(padded[:-2], padded[1:-1], padded[2:])
    groups = [threes[3 * i : 3 * i + len(values)] for i in range(n_groups)]
    if n_groups == 3:
        return median_of_three(*groups)
    if n_groups == 5:
        return _median_of_five(*groups)
    return np.asarray(middle(np.stack(groups, axis=-1)), dtype=np.float32)


def median_of_three(
    a: NDArray[np.float32], b: NDArray[np.float32], c: NDArray[np.float32]
) -> NDArray[np.float32]:
    """Return the median of three arrays, element by element."""
    return np.maximum(np.minimum(a, b), np.minimum(np.maximum(a, b), c))


def _median_of_five(
    a: NDArray[np.float32],
    b: NDArray[np.float32],
    c: NDArray[np.float32],
    d: NDArray[np.float32],
    e: NDArray[np.float32],
) -> NDArray[np.float32]:
    # Neither the least of the lower nor the greatest of the higher ones is the median.
    lower = np.maximum(np.minimum(a, b), np.minimum(c, d))
    higher = np.minimum(np.maximum(a, b), np.maximum(c, d))
    return median_of_three(e, lower, higher)


def envelope_of(segment: Segment, settings: DetectionSettings) -> Envelope:
    """Return the envelope of a rectified stretch without gaps.

    Parameters
    ----------
    segment : Segment
        Rectified EMG, microvolts.
    settings : DetectionSettings
        Uses ``envelope_bin_s`` and ``envelope_s``.
    """
    rectified, rate_hz = segment.microvolts, segment.rate_hz
    bin_s = max(settings.envelope_bin_s, FEWEST_SAMPLES / rate_hz)
    n_bins = max(1, int(len(rectified) / (bin_s * rate_hz)))
    edges = np.rint(np.arange(n_bins + 1) * bin_s * rate_hz).astype(np.intp)
    edges[-1] = len(rectified)
    mean = np.add.reduceat(rectified, edges[:-1]) / np.diff(edges)
    mean = mean.astype(np.float32)
    n_bins = max(1, round(settings.envelope_s / bin_s))
    return Envelope(edges, bin_s, mean, running_median(mean, n_bins))
