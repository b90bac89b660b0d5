"""The columns of the statistics: which time they stand for and which stages count in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.model.hypnogram import Stage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.model.events import Scoring
    from plm_detect.model.spans import Spans
    from plm_detect.model.window import AnalysisWindow

COLUMN_STAGES: dict[str, tuple[Stage, ...]] = {
    "TIB": (Stage.W, Stage.N1, Stage.N2, Stage.N3, Stage.R),
    "TST": (Stage.N1, Stage.N2, Stage.N3, Stage.R),
    "Wake": (Stage.W,),
    "N1": (Stage.N1,),
    "N2": (Stage.N2,),
    "N3": (Stage.N3,),
    "REM": (Stage.R,),
    "NREM": (Stage.N1, Stage.N2, Stage.N3),
}
"""Columns of the statistics table in order, and the stages each one holds."""


@dataclass(frozen=True)
class Denominators:
    """Time behind every column.

    Attributes
    ----------
    seconds : ndarray of float64, shape (8,)
        In the order of `COLUMN_STAGES`; NaN where sleep was not scored, and in the first column
        where neither stages nor the length of the recording are known.
    is_staged : bool
        Whether there is a hypnogram. Without one only the column TIB is defined, and it holds
        the recorded time and all movements.
    """

    seconds: NDArray[np.float64]
    is_staged: bool

    @property
    def hours(self) -> NDArray[np.float64]:
        """Hours of each column; NaN where a column has no time, for an index over none."""
        return np.where(self.seconds > 0, self.seconds, np.nan) / 3600.0

    def members(self, stages: NDArray[np.int8]) -> NDArray[np.bool_]:
        """Return which events count in which column.

        Parameters
        ----------
        stages : ndarray of int8, shape (n,)
            Stage at the onset of each event.

        Returns
        -------
        ndarray of bool, shape (8, n)
        """
        inside = np.stack([np.isin(stages, held) for held in COLUMN_STAGES.values()])
        if not self.is_staged:
            inside[0] = True
        return inside

    def blank_where_unknown(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return column values, shape (8,), with NaN where nobody can say what belongs there.

        Without a hypnogram that is every column but the first; how long the first lasts may be
        unknown, what is in it is not.
        """
        unknown = np.isnan(self.seconds)
        unknown[0] = False
        return np.where(unknown, np.nan, values)


def denominators(scoring: Scoring, window: AnalysisWindow, recorded: Spans | None) -> Denominators:
    """Return the time behind every column.

    Parameters
    ----------
    scoring : Scoring
    window : AnalysisWindow
        Epochs across its limits count with the part inside.
    recorded : Spans or None
        Time that the file holds, without its gaps; None when it is not known.

    Notes
    -----
    TIB is the sum of all scored epochs, as in PLMScoRe 0.1.3: time that nobody scored is
    neither sleep nor wakefulness and is in no denominator.
    """
    if scoring.hypnogram is None:
        seconds = np.full(len(COLUMN_STAGES), np.nan)
        if recorded is not None:
            seconds[0] = recorded.clipped(window.start_s, window.end_s).total_s()
        return Denominators(seconds, is_staged=False)
    inside = scoring.hypnogram.clipped(window.start_s, window.end_s)
    seconds = np.array([inside.seconds_in(*stages) for stages in COLUMN_STAGES.values()])
    return Denominators(seconds, is_staged=True)
