"""What reports show of the EMG itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from plm_detect.model.movements import Side

STEP_S = 0.5
"""Of the course of a leg over the night."""


@dataclass(frozen=True, eq=False)
class LegTrace:
    """The course of a leg over the whole recording, in steps of half a second from its start.

    Attributes
    ----------
    side : Side
    label : str
    envelope_uv : ndarray of float32, shape (n_steps,)
        Highest median of the rectified EMG in the step, microvolts; NaN where nothing was searched.
    rest_uv : ndarray of float32, shape (n_steps,)
    """

    side: Side
    label: str
    envelope_uv: NDArray[np.float32]
    rest_uv: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Snippet:
    """A short stretch of rectified EMG.

    Attributes
    ----------
    side : Side
    kind : {"series", "found", "passed"}
        From a typical series; around a movement that was found just so; around activity that just
        was none.
    margin_uv : float
        How far the average stayed above the onset threshold; NaN for a series.
    start_s, rate_hz : float
        Time of the first sample, seconds from the start of the recording, and sampling rate.
    emg_uv, rest_uv : ndarray of float32, shape (n_samples,)
    onset_uv, end_uv : float
        Thresholds above rest.
    """

    side: Side
    kind: str
    margin_uv: float
    start_s: float
    rate_hz: float
    emg_uv: NDArray[np.float32]
    rest_uv: NDArray[np.float32]
    onset_uv: float
    end_uv: float


@dataclass(frozen=True, eq=False)
class Traces:
    """Of all legs that were scored."""

    legs: tuple[LegTrace, ...]
    snippets: tuple[Snippet, ...]
