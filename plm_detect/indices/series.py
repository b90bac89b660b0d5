"""Periodic series and what is in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from plm_detect.model.columns import ColumnTable
from plm_detect.model.hypnogram import is_sleep, stage_labels

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.model.movements import Movements


@dataclass(frozen=True, eq=False, repr=False)
class Series(ColumnTable):
    """Periodic series of movements, in order of time.

    Attributes
    ----------
    number : ndarray of int64, shape (n,)
        As in the column ``plm_series`` of the movements, from 1.
    onset_s, end_s : ndarray of float64, shape (n,)
        Onset of the first and end of the last movement, seconds.
    n_movements, n_in_sleep, n_with_arousal : ndarray of int64, shape (n,)
    imi_mean_s, imi_sd_s : ndarray of float64, shape (n,)
        Mean and standard deviation (n - 1) of the intervals within the series, seconds.
    stage : ndarray of int8, shape (n,)
        Codes of `plm_detect.model.hypnogram.Stage` at the onset of the first movement.
    """

    number: NDArray[np.int64]
    onset_s: NDArray[np.float64]
    end_s: NDArray[np.float64]
    n_movements: NDArray[np.int64]
    n_in_sleep: NDArray[np.int64]
    n_with_arousal: NDArray[np.int64]
    imi_mean_s: NDArray[np.float64]
    imi_sd_s: NDArray[np.float64]
    stage: NDArray[np.int8]

    @property
    def duration_s(self) -> NDArray[np.float64]:
        """From the first onset to the last end, seconds, shape (n,)."""
        return np.asarray(self.end_s - self.onset_s)

    def columns(self) -> dict[str, NDArray[Any]]:
        """Return the columns of ``series.csv``."""
        return {
            "number": self.number,
            "onset_s": self.onset_s,
            "duration_s": self.duration_s,
            "n_movements": self.n_movements,
            "n_in_sleep": self.n_in_sleep,
            "n_with_arousal": self.n_with_arousal,
            "imi_mean_s": self.imi_mean_s,
            "imi_sd_s": self.imi_sd_s,
            "stage": stage_labels(self.stage),
        }

    @classmethod
    def of(
        cls,
        movements: Movements,
        series: NDArray[np.int64],
        imi_s: NDArray[np.float64],
        has_arousal: NDArray[np.bool_],
    ) -> Self:
        """Return the series that a column of series numbers describes.

        Parameters
        ----------
        movements : Movements
        series : ndarray of int64, shape (n_movements,)
            ``movements.series`` or ``movements.series_nr``.
        imi_s : ndarray of float64, shape (n_movements,)
            The intervals that belong to it.
        has_arousal : ndarray of bool, shape (n_movements,)
            The arousals that belong to it.
        """
        members = np.flatnonzero(series > 0)
        numbers, first = np.unique(series[members], return_index=True)
        of = series[members] - 1
        n_series = len(numbers)

        def total(values: NDArray[np.float64] | NDArray[np.bool_]) -> NDArray[np.float64]:
            weights = values[members].astype(np.float64)
            return np.asarray(np.bincount(of, weights, n_series), dtype=np.float64)

        ends = np.full(n_series, -np.inf)
        np.maximum.at(ends, of, movements.end_s[members])
        inner = within_series(series)
        intervals = np.where(inner, imi_s, 0.0)
        counts = np.bincount(of, minlength=n_series)
        mean_s = total(intervals) / np.maximum(counts - 1, 1)
        means = np.zeros(len(series))
        means[members] = mean_s[of]
        squares = total(np.where(inner, (intervals - means) ** 2, 0.0))
        return cls(
            number=numbers,
            onset_s=movements.onset_s[members[first]],
            end_s=ends,
            n_movements=counts.astype(np.int64),
            n_in_sleep=total(is_sleep(movements.stage)).astype(np.int64),
            n_with_arousal=total(has_arousal).astype(np.int64),
            imi_mean_s=mean_s,
            imi_sd_s=np.sqrt(squares / np.where(counts > 2, counts - 2, np.nan)),
            stage=movements.stage[members[first]],
        )


def within_series(series: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Return which movements stand in a series and are not the first of it, shape (n,)."""
    inner = series > 0
    inner[np.unique(series, return_index=True)[1]] = False
    return inner
