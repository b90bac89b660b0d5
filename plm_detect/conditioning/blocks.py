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

    def cut(self, samples: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
        """Return the blocks of a stretch, a view of shape (n_blocks, length).

        The ends are extended by their mirror image turned over, as `scipy.signal.sosfiltfilt`
        does, and the level of the first sample is taken off.
        """
        extended = _extended(samples, self.margin, self.n_blocks * self.core + 2 * self.margin)
        windows = np.lib.stride_tricks.sliding_window_view(extended, self.length)
        return windows[:: self.core]

    def some(self, samples: NDArray[np.floating[Any]], every: int) -> NDArray[np.floating[Any]]:
        """Return every so many blocks, a view of shape (n_some, length), the outermost left out.

        The blocks are the second and those that follow it in steps of ``every``.
        """
        if self.n_blocks < 3 or self.n_samples < self.length:
            return np.empty((0, self.length), dtype=samples.dtype)
        windows = np.lib.stride_tricks.sliding_window_view(samples, self.length)
        return windows[self.core - self.margin :: every * self.core]

    def rows(self) -> Iterator[slice]:
        """Yield the blocks in groups that are transformed at a time."""
        for first in range(0, self.n_blocks, ROWS):
            yield slice(first, min(first + ROWS, self.n_blocks))


def _extended(
    microvolts: NDArray[np.floating[Any]], margin: int, length: int
) -> NDArray[np.float32]:
    """Return a stretch with its ends mirrored and turned over, and then held."""
    n_samples = len(microvolts)
    offset = microvolts[0]
    out = np.empty(length, dtype=np.float32)
    np.subtract(microvolts, offset, out=out[margin : margin + n_samples], casting="same_kind")
    own = out[margin : margin + n_samples]
    n_before = min(margin, n_samples - 1)
    out[margin - n_before : margin] = 2 * own[0] - own[n_before:0:-1]
    out[: margin - n_before] = out[margin - n_before]
    n_after = min(length - margin - n_samples, n_samples - 1)
    end = margin + n_samples + n_after
    out[margin + n_samples : end] = 2 * own[-1] - own[-2 : -n_after - 2 : -1]
    out[end:] = out[end - 1]
    return out
