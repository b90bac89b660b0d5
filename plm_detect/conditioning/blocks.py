"""Cut a stretch into overlapping blocks for the frequency domain."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import fft

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from plm_detect.model.signals import Samples

BLOCK_S = 16.0
MARGIN_S = 1.0
"""Blocks overlap by this at both ends; the band-pass has died away by then."""
ROWS = 32
"""Blocks that are transformed at a time; few enough to stay in the processor's cache."""


@dataclass(frozen=True)
class Blocks:
    """Where the blocks of a stretch lie.

    Attributes
    ----------
    n_samples : int
        Of the stretch.
    rate_hz : float
    margin : int
        Samples at both ends of a block that it shares with its neighbours.
    length : int
        Samples of a block, a number that is quick to transform.
    """

    n_samples: int
    rate_hz: float
    margin: int
    length: int

    @classmethod
    def of(cls, n_samples: int, rate_hz: float) -> Blocks:
        """Return the blocks of a stretch."""
        margin = round(MARGIN_S * rate_hz)
        wanted = min(round(BLOCK_S * rate_hz), n_samples + 2 * margin)
        return cls(n_samples, rate_hz, margin, fft.next_fast_len(wanted, real=True))

    @property
    def core(self) -> int:
        """Samples of a block that belong to no other."""
        return self.length - 2 * self.margin

    @property
    def n_blocks(self) -> int:
        """How many blocks the stretch has."""
        return -(-self.n_samples // self.core)

    @cached_property
    def frequencies_hz(self) -> NDArray[np.float64]:
        """Frequencies of the spectrum of a block, shape (n_frequencies,)."""
        return np.asarray(fft.rfftfreq(self.length, 1 / self.rate_hz))

    def cut(self, samples: Samples, rows: slice) -> NDArray[np.float32]:
        """Return some blocks of a stretch, a view of shape (n_rows, length).

        The ends are extended by their mirror image turned over, as `scipy.signal.sosfiltfilt`
        does, and the level of the first sample is taken off.
        """
        begin = rows.start * self.core - self.margin
        extended = _extended(samples, begin, rows.stop * self.core + self.margin, self.margin)
        windows = np.lib.stride_tricks.sliding_window_view(extended, self.length)
        return windows[:: self.core]

    def some(self, samples: Samples, every: int) -> NDArray[np.floating[Any]]:
        """Return every so many blocks, shape (n_some, length), the outermost left out.

        The blocks are the second and those that follow it in steps of ``every``.
        """
        first = self.core - self.margin
        begins = range(first, self.n_samples - self.length + 1, every * self.core)
        if self.n_blocks < 3 or not begins:
            return np.empty((0, self.length), dtype=np.float32)
        return np.stack([samples[begin : begin + self.length] for begin in begins])

    def rows(self) -> Iterator[slice]:
        """Yield the blocks in groups that are transformed at a time."""
        for first in range(0, self.n_blocks, ROWS):
            yield slice(first, min(first + ROWS, self.n_blocks))


def _extended(samples: Samples, begin: int, stop: int, margin: int) -> NDArray[np.float32]:
    """Return a stretch from one sample to another, beyond its ends too.

    There its ends are mirrored and turned over: before the first sample over the margin at most,
    after the last as far as the stretch goes; and then held.
    """
    n_samples, level = len(samples), samples[:1]

    def own(first: int, last: int, out: NDArray[np.float32] | None = None) -> NDArray[np.float32]:
        if out is None:
            out = np.empty(last - first, dtype=np.float32)
        np.subtract(samples[first:last], level, out=out, casting="same_kind")
        return out

    out = np.empty(stop - begin, dtype=np.float32)
    low, high = max(begin, 0) - begin, min(stop, n_samples) - begin
    own(low + begin, high + begin, out[low:high])
    if begin < 0:
        n_before = min(margin, n_samples - 1)
        first = own(0, n_before + 1)
        out[low - n_before : low] = 2 * first[0] - first[:0:-1]
        out[: low - n_before] = out[low - n_before]
    if stop > n_samples:
        n_after = min(stop - n_samples, n_samples - 1)
        last = own(n_samples - 1 - n_after, n_samples)
        out[high : high + n_after] = 2 * last[-1] - last[-2::-1]
        out[high + n_after :] = out[high + n_after - 1]
    return out
