"""What reports show of the EMG itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.model.movements import Side

STEP_S = 0.5
"""Of the course of a leg over the night."""
SATURATION_STEP_S = 10.0
ROOT_STEPS = 255
"""Samples at full rate are kept as square roots in so many steps up to the highest of a window."""


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
    mean_uv : ndarray of float32, shape (n_samples,)
        The mean that is compared with the onset threshold, rest included; NaN where none was.
    average_s : float
        Time over which it is taken, seconds; NaN where another detector decided.
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
    mean_uv: NDArray[np.float32]
    average_s: float


@dataclass(frozen=True, eq=False)
class DetailWindow:
    """A stretch of the EMG of a leg at its full sampling rate, without gaps.

    Attributes
    ----------
    start_s : float
        Time of the first sample, seconds from the start of the recording.
    top_uv : float
        Highest rectified EMG in the window, microvolts.
    root : ndarray of uint8, shape (n_samples,)
        Rectified EMG; a code is ``ROOT_STEPS`` times the square root of its share of ``top_uv``.
    bin_start_s : float
        Time at which the first bin begins.
    mean_uv : ndarray of float32, shape (n_bins,)
        The mean that is compared with the onset threshold, rest included, microvolts; NaN where
        the EMG stays too low for one.
    rest_uv : ndarray of float32, shape (n_bins,)
        Resting EMG, microvolts.
    """

    start_s: float
    top_uv: float
    root: NDArray[np.uint8]
    bin_start_s: float
    mean_uv: NDArray[np.float32]
    rest_uv: NDArray[np.float32]

    def emg_uv(self) -> NDArray[np.float32]:
        """Return the rectified EMG in microvolts, shape (n_samples,)."""
        share = self.root.astype(np.float32) / ROOT_STEPS
        return np.asarray(np.float32(self.top_uv) * share**2)


@dataclass(frozen=True, eq=False)
class LegDetail:
    """The EMG of a leg in detail: its peaks over the night, and windows at full rate.

    Attributes
    ----------
    side : Side
    rate_hz, bin_s : float
        Sampling rate of the windows, and width of the bins of their means.
    onset_uv, end_uv : float
        Thresholds above rest, microvolts.
    end_share : float
        The end threshold is no less than this share of rest, which chance alone reaches.
    average_s : float
        Time over which the mean is taken that decides, seconds; NaN where another detector
        decided.
    peak_uv : ndarray of float32, shape (n_steps,)
        Highest rectified EMG in steps as in `LegTrace`; NaN where nothing was searched.
    windows : tuple of DetailWindow
        In order of time; they do not overlap.
    """

    side: Side
    rate_hz: float
    bin_s: float
    onset_uv: float
    end_uv: float
    end_share: float
    average_s: float
    peak_uv: NDArray[np.float32]
    windows: tuple[DetailWindow, ...]


@dataclass(frozen=True, eq=False)
class Saturation:
    """The oxygen saturation over the whole recording, in steps of `SATURATION_STEP_S`.

    Attributes
    ----------
    label : str
        Channel.
    lowest_percent : ndarray of float32, shape (n_steps,)
        Lowest value of each step; NaN where no value is possible.
    """

    label: str
    lowest_percent: NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Traces:
    """Of all legs that were scored, and the oxygen saturation where it was recorded."""

    legs: tuple[LegTrace, ...]
    snippets: tuple[Snippet, ...]
    details: tuple[LegDetail, ...] = ()
    saturation: Saturation | None = None
