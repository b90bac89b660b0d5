"""The EMG of one leg; the only place where sample numbers become seconds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import DTypeLike, NDArray

    from plm_detect.model.movements import Side

BLOCK_SAMPLES = 2**18
"""What is worked at a time where nothing else decides; few enough for the processor's cache."""


class Samples(Protocol):
    """The samples of a channel: an array, or what is read like one, slice by slice."""

    def __len__(self) -> int:
        """Return how many there are."""

    def __getitem__(self, part: Any, /) -> NDArray[Any]:
        """Return those from one number to another."""


class Writable(Samples, Protocol):
    """Samples that are written slice by slice."""

    def __setitem__(self, part: slice, values: NDArray[Any], /) -> None:
        """Put values in the place of those from one number to another."""


class Room(Protocol):
    """What finds room for samples: `numpy.empty`, or another place where they are many."""

    def __call__(self, n_samples: int, dtype: DTypeLike, /) -> Writable:
        """Return room for samples of a type."""


@dataclass(frozen=True, eq=False)
class Part:
    """A part of some samples, read when it is asked for.

    Attributes
    ----------
    samples : Samples
    begin, stop : int
        First sample and the one after the last.
    """

    samples: Samples
    begin: int
    stop: int

    def __len__(self) -> int:
        """Return how many samples the part has."""
        return self.stop - self.begin

    def __getitem__(self, part: slice, /) -> NDArray[Any]:
        """Return samples by their number in the part."""
        begin, stop, _ = part.indices(len(self))
        return self.samples[self.begin + begin : self.begin + max(begin, stop)]


def blocks_of(n_samples: int, multiple_of: int = 1) -> Iterator[slice]:
    """Yield slices that together are so many samples; each begins at a multiple of a number."""
    step = max(1, BLOCK_SAMPLES // multiple_of) * multiple_of
    for begin in range(0, n_samples, step):
        yield slice(begin, min(begin + step, n_samples))


@dataclass(frozen=True, eq=False)
class Segment:
    """A stretch of signal without gaps, or a part of one.

    Attributes
    ----------
    start_s : float
        Time of the first sample of the stretch, seconds from the start of the recording.
    rate_hz : float
        Sampling rate, exactly as the file gives it.
    microvolts : samples of float64 or float32, shape (n_samples,)
        Single precision after conditioning.
    is_negative : samples of bool, shape (n_samples,), or None
        The sign that rectification took; None where the signal is not rectified or it is not known.
    first : int
        Number, within the stretch, of the first sample that is held.
    """

    start_s: float
    rate_hz: float
    microvolts: Samples
    is_negative: Samples | None = None
    first: int = 0

    def times(self, indexes: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return the times of samples, seconds from the start of the recording."""
        return np.asarray(self.start_s + (self.first + np.asarray(indexes)) / self.rate_hz)

    def nearest(self, times_s: NDArray[np.float64]) -> NDArray[np.intp]:
        """Return the samples that are nearest to times in seconds."""
        return np.rint((times_s - self.start_s) * self.rate_hz).astype(np.intp) - self.first

    def part(self, begin: int, stop: int) -> Segment:
        """Return what lies between two samples, the second excluded, in memory."""
        return replace(
            self,
            microvolts=self.microvolts[begin:stop],
            is_negative=None if self.is_negative is None else self.is_negative[begin:stop],
            first=self.first + begin,
        )

    @property
    def end_s(self) -> float:
        """Time at which the last sample ends, seconds from the start of the recording."""
        return self.start_s + (self.first + len(self.microvolts)) / self.rate_hz


def samples_in(duration_s: float, rate_hz: float, *, at_least: int = 1) -> int:
    """Return how many samples a duration holds, rounded once to the nearest."""
    return max(at_least, round(duration_s * rate_hz))


@dataclass(frozen=True, eq=False)
class LegSignal:
    """The EMG of one leg in microvolts, as recorded or rectified.

    Attributes
    ----------
    side : Side
    label : str
        Channel or derivation that it was read from.
    segments : tuple of Segment
        In order of time; recording gaps lie between them.
    """

    side: Side
    label: str
    segments: tuple[Segment, ...]

    @property
    def rate_hz(self) -> float:
        """Sampling rate in Hz."""
        return self.segments[0].rate_hz
