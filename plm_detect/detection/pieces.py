"""The samples of many movements, one after the other, so that all are looked at in one go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.model.signals import Samples


@dataclass(frozen=True, eq=False)
class Pieces:
    """Parts of a rectified EMG.

    Attributes
    ----------
    values : ndarray of float, shape (n_samples,)
        The samples of all parts, microvolts.
    starts : ndarray of int, shape (n_parts,)
        Where each part begins in ``values``.
    lengths : ndarray of int, shape (n_parts,)
        Samples of each part, at least one.
    """

    values: NDArray[Any]
    starts: NDArray[np.intp]
    lengths: NDArray[np.intp]

    @classmethod
    def of(cls, rectified: Samples, first: NDArray[np.intp], stop: NDArray[np.intp]) -> Pieces:
        """Return the parts between samples, the stop excluded."""
        parts = [rectified[a:b] for a, b in zip(first.tolist(), stop.tolist(), strict=True)]
        lengths = np.asarray(stop - first, dtype=np.intp)
        values = np.concatenate(parts or [rectified[:0]])
        return cls(values, np.cumsum(lengths) - lengths, lengths)

    def __len__(self) -> int:
        """Return how many parts there are."""
        return len(self.starts)

    def mean(self) -> NDArray[np.float64]:
        """Return the mean of each part, shape (n_parts,)."""
        if not len(self):
            return np.empty(0)
        return np.add.reduceat(self.values, self.starts, dtype=np.float64) / self.lengths

    def peak(self) -> NDArray[np.float64]:
        """Return the highest sample of each part, shape (n_parts,)."""
        if not len(self):
            return np.empty(0)
        return np.maximum.reduceat(self.values, self.starts).astype(np.float64)

    def above(self, level_uv: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Return which samples reach the level of their part, shape (n_samples,)."""
        return self.values >= np.repeat(level_uv, self.lengths)
