"""The EMG of one leg; the only place where sample numbers become seconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.model.movements import Side


@dataclass(frozen=True, eq=False)
class Segment:
    """A stretch of signal without gaps.

    Attributes
    ----------
    start_s : float
        Time of the first sample, seconds from the start of the recording.
    rate_hz : float
        Sampling rate, exactly as the file gives it.
    microvolts : ndarray of float64 or float32, shape (n_samples,)
        Single precision after conditioning.
    is_negative : ndarray of bool, shape (n_samples,), or None
        The sign that rectification took; None where the signal is not rectified or it is not known.
    """

    start_s: float
    rate_hz: float
    microvolts: NDArray[np.floating[Any]]
    is_negative: NDArray[np.bool_] | None = None

    def times(self, indexes: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return the times of samples, seconds from the start of the recording."""
        return np.asarray(self.start_s + np.asarray(indexes) / self.rate_hz)

    @property
    def end_s(self) -> float:
        """Time at which the last sample ends, seconds from the start of the recording."""
        return self.start_s + len(self.microvolts) / self.rate_hz


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
