"""The envelope of a rectified EMG: short means, and medians that a spike does not lift."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

from plm_detect.model.signals import BLOCK_SAMPLES

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.model.settings import DetectionSettings
    from plm_detect.model.signals import Room, Samples, Segment

FEWEST_SAMPLES = 4
"""A bin holds at least so many samples."""
BLOCK_BINS = 2**20
"""Bins that are worked at a time."""


class Edges(Protocol):
    """Where bins begin: an array, or what is read like one."""

    def __len__(self) -> int:
        """Return how many there are: one more than bins."""

    def __getitem__(self, places: Any, /) -> NDArray[np.intp]:
        """Return those at some places."""


@dataclass(frozen=True)
class BinEdges:
    """Where bins of the same width begin, rounded to samples; told when it is asked for.

    Attributes
    ----------
    bin_s, rate_hz : float
    n_bins, n_samples : int
        Of the whole stretch; its last bin holds what is left over.
    first, stop : int
        Bins whose edges these are; samples are counted from the first of them.
    """

    bin_s: float
    rate_hz: float
    n_bins: int
    n_samples: int
    first: int
    stop: int

    def __len__(self) -> int:
        """Return how many edges there are."""
        return self.stop - self.first + 1

    def __getitem__(self, places: Any, /) -> NDArray[np.intp]:
        """Return the first samples of bins by their numbers, or of a slice of them."""
        if isinstance(places, slice):
            places = np.arange(*places.indices(len(self)))
        return self._of(self.first + places) - self._of(np.asarray(self.first))

    def _of(self, bins: NDArray[np.intp]) -> NDArray[np.intp]:
        rounded = np.rint(bins * self.bin_s * self.rate_hz).astype(np.intp)
        return np.where(bins == self.n_bins, self.n_samples, rounded)


@dataclass(frozen=True, eq=False)
class Envelope:
    """Levels of the rectified EMG in bins.

    Attributes
    ----------
    edges : Edges
        First sample of every bin, and the number of samples.
    bin_s : float
        Width of a bin, seconds; edges are rounded to samples, times never drift.
    mean_uv : samples of float32, shape (n_bins,)
    median_uv : samples of float32, shape (n_bins,)
        Median over ``envelope_s`` of medians of three means: heartbeats, pops and twitches that
        fill less than about 0.4 of it do not lift it, and edges stay where they are.
    first_bin : int
        Number of the first bin within the stretch.
    """

    edges: Edges
    bin_s: float
    mean_uv: Samples
    median_uv: Samples
    first_bin: int = 0

    def part(self, begin: int, stop: int) -> Envelope:
        """Return some of the bins, in memory, with samples counted from the first of them."""
        return Envelope(
            _part_of(self.edges, begin, stop),
            self.bin_s,
            self.mean_uv[begin:stop],
            self.median_uv[begin:stop],
            self.first_bin + begin,
        )

    def bins_in(self, seconds: float) -> int:
        """Return how many bins a duration holds, rounded to the nearest, at least one."""
        return max(1, round(seconds / self.bin_s))

    def bin_of(self, samples: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return the bins of samples, shape (n,)."""
        low = np.zeros(len(samples), dtype=np.intp)
        high = np.full(len(samples), len(self.mean_uv) - 1)
        while np.any(low < high):
            halfway = (low + high + 1) // 2
            begun = self.edges[halfway] <= samples
            low, high = np.where(begun, halfway, low), np.where(begun, high, halfway - 1)
        return low


def _part_of(edges: Edges, begin: int, stop: int) -> Edges:
    """Return the edges of some bins, counted from the first of them."""
    if isinstance(edges, BinEdges):
        return replace(edges, first=edges.first + begin, stop=edges.first + stop)
    return edges[begin : stop + 1] - edges[begin]


def middle(values: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
    """Return the median along the last axis; of an even number the upper of the two in the middle.

    Quicker than `numpy.median` for the few values around one movement.
    """
    rank = values.shape[-1] // 2
    return np.asarray(np.partition(values, rank, axis=-1)[..., rank])


def odd(number: int) -> int:
    """Return an odd number: itself or the next one."""
    return number + 1 - number % 2


def running_median(values: Samples, n_bins: int, room: Room = np.empty) -> Samples:
    """Return the running median of medians of three.

    Parameters
    ----------
    values : samples of float32, shape (n,)
        The ends are repeated beyond.
    n_bins : int
        Width; rounded to an odd number of groups of three next to each other.
    room : callable
        Where the result is kept.

    Returns
    -------
    samples of float32, shape (n,)

    References
    ----------
    Rousseeuw PJ, Bassett GW. The remedian: a robust averaging method for large data sets. J Am
    Stat Assoc 1990;85:97-104.
    """
    n_groups = odd(max(1, round(n_bins / 3)))
    reach = 3 * (n_groups // 2) + 1
    out = room(len(values), np.float32)
    for first in range(0, len(values), BLOCK_BINS):
        stop = min(first + BLOCK_BINS, len(values))
        low, high = max(first - reach, 0), min(stop + reach, len(values))
        beyond = (low - (first - reach), stop + reach - high)
        padded = np.pad(values[low:high], beyond, mode="edge")
        threes = median_of_three(padded[:-2], padded[1:-1], padded[2:])
        groups = [threes[3 * i : 3 * i + stop - first] for i in range(n_groups)]
        out[first:stop] = _median_of(groups)
    return out


def _median_of(groups: list[NDArray[np.float32]]) -> NDArray[np.float32]:
    """Return the median of an odd number of arrays, element by element."""
    n_groups = len(groups)
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


def envelope_of(segment: Segment, settings: DetectionSettings, room: Room = np.empty) -> Envelope:
    """Return the envelope of a rectified stretch without gaps.

    Parameters
    ----------
    segment : Segment
        Rectified EMG, microvolts.
    settings : DetectionSettings
        Uses ``envelope_bin_s`` and ``envelope_s``.
    room : callable
        Where it is kept.
    """
    rectified, rate_hz = segment.microvolts, segment.rate_hz
    bin_s = max(settings.envelope_bin_s, FEWEST_SAMPLES / rate_hz)
    n_bins = max(1, int(len(rectified) / (bin_s * rate_hz)))
    edges = BinEdges(bin_s, rate_hz, n_bins, len(rectified), 0, n_bins)
    mean = room(n_bins, np.float32)
    at_a_time = max(1, int(BLOCK_SAMPLES / (bin_s * rate_hz)))
    for first in range(0, n_bins, at_a_time):
        own = edges[first : min(first + at_a_time, n_bins) + 1]
        part = rectified[int(own[0]) : int(own[-1])]
        of_part = np.add.reduceat(part, own[:-1] - own[0]) / np.diff(own)
        mean[first : first + len(of_part)] = of_part.astype(np.float32)
    n_wide = max(1, round(settings.envelope_s / bin_s))
    return Envelope(edges, bin_s, mean, running_median(mean, n_wide, room))
