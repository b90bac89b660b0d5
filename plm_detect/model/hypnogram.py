"""Sleep stages on the clock of the recording."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.model.columns import ColumnTable
from plm_detect.model.spans import TIME_TOLERANCE_S, Spans

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Stage(IntEnum):
    """Sleep stages of the AASM manual; time without a stage is unscored."""

    UNSCORED = -1
    W = 0
    N1 = 1
    N2 = 2
    N3 = 3
    R = 4

    @property
    def label(self) -> str:
        """The name used in tables and reports."""
        return "unscored" if self is Stage.UNSCORED else self.name


SLEEP_STAGES = (Stage.N1, Stage.N2, Stage.N3, Stage.R)


def stage_labels(stages: NDArray[np.int8]) -> NDArray[np.str_]:
    """Return the names of stage codes, shape (n,)."""
    names = np.array([stage.label for stage in Stage])
    return np.asarray(names[np.asarray(stages, dtype=np.intp) - Stage.UNSCORED])


def is_sleep(stages: NDArray[np.int8]) -> NDArray[np.bool_]:
    """Return which stage codes are sleep (N1, N2, N3 or R), shape (n,)."""
    return np.isin(stages, SLEEP_STAGES)


@dataclass(frozen=True, eq=False, repr=False)
class Hypnogram(ColumnTable):
    """Scored epochs, each with its own length; what lies between them is unscored.

    Attributes
    ----------
    onset_s, end_s : ndarray of float64, shape (n_epochs,)
        Seconds from the start of the recording, sorted, without overlap.
    stage : ndarray of int8, shape (n_epochs,)
        Codes of `Stage`; never ``UNSCORED``.

    Raises
    ------
    ValueError
        When epochs are not sorted, overlap or have no length.
    """

    onset_s: NDArray[np.float64]
    end_s: NDArray[np.float64]
    stage: NDArray[np.int8]

    def __post_init__(self) -> None:
        super().__post_init__()
        if np.any(self.end_s <= self.onset_s):
            raise ValueError("an epoch of the hypnogram has no length")
        if np.any(self.onset_s[1:] < self.end_s[:-1] - TIME_TOLERANCE_S):
            raise ValueError("epochs of the hypnogram overlap")

    def stage_at(self, times_s: NDArray[np.float64]) -> NDArray[np.int8]:
        """Return the stage of the epoch with ``onset <= time < end``, else ``UNSCORED``.

        Parameters
        ----------
        times_s : ndarray of float64, shape (n,)

        Returns
        -------
        ndarray of int8, shape (n,)
        """
        if not len(self):
            return np.full(len(times_s), Stage.UNSCORED, dtype=np.int8)
        index = np.searchsorted(self.onset_s, times_s + TIME_TOLERANCE_S, side="right") - 1
        inside = (index >= 0) & (times_s + TIME_TOLERANCE_S < self.end_s[np.maximum(index, 0)])
        stage = self.stage[np.maximum(index, 0)]
        return np.where(inside, stage, Stage.UNSCORED).astype(np.int8)

    def clipped(self, start_s: float, end_s: float) -> Hypnogram:
        """Return the part between two times; epochs across a limit are cut."""
        onset = np.clip(self.onset_s, start_s, end_s)
        end = np.clip(self.end_s, start_s, end_s)
        kept = end > onset + TIME_TOLERANCE_S
        return Hypnogram(onset[kept], end[kept], self.stage[kept])

    def within(self, spans: Spans) -> Hypnogram:
        """Return the part inside of disjoint spans; epochs across a limit are cut."""
        parts = [
            self.clipped(onset, end)
            for onset, end in zip(spans.onset_s.tolist(), spans.end_s.tolist(), strict=True)
        ]
        return Hypnogram(
            np.concatenate([part.onset_s for part in parts]),
            np.concatenate([part.end_s for part in parts]),
            np.concatenate([part.stage for part in parts]),
        )

    def runs(self) -> Hypnogram:
        """Return the same with consecutive epochs of one stage put together."""
        if not len(self):
            return self
        is_apart = np.abs(self.onset_s[1:] - self.end_s[:-1]) >= TIME_TOLERANCE_S
        begins = np.flatnonzero(np.r_[True, is_apart | (self.stage[1:] != self.stage[:-1])])
        last = np.r_[begins[1:], len(self)] - 1
        return Hypnogram(self.onset_s[begins], self.end_s[last], self.stage[begins])

    def spans_of(self, *stages: Stage) -> Spans:
        """Return the time spent in any of the stages."""
        chosen = np.isin(self.stage, stages)
        return Spans(self.onset_s[chosen], self.end_s[chosen])

    def seconds_in(self, *stages: Stage) -> float:
        """Return the time spent in any of the stages, in seconds."""
        chosen = np.isin(self.stage, stages)
        return float(np.sum(self.end_s[chosen] - self.onset_s[chosen]))
