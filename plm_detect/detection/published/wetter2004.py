"""Wetter et al. 2004: the spread of a truncated EMG."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.ndimage import uniform_filter1d

from plm_detect.detection.stretches import Stretches, lasting, merged, runs

if TYPE_CHECKING:
    from plm_detect.model.signals import Segment

REFERENCE = (
    "Wetter TC, Dirlich G, Streit J, et al. An automatic method for scoring leg movements in "
    "polygraphic sleep recordings and its validity in comparison to visual scoring. Sleep "
    "2004;27:324-328"
)
HIGHEST_UV = 30.0
WINDOW_S = 0.15
LOWEST_SD_UV = 0.6
SHORTEST_BURST_S = 0.4
GAP_S = 0.5
SHORTEST_S, LONGEST_S = 0.5, 10.0


def detect(segment: Segment) -> Stretches:
    """Find stretches in which the EMG, cut at 30 uV, spreads by more than 0.6 uV.

    Parameters
    ----------
    segment : Segment
        Rectified EMG, microvolts.

    Notes
    -----
    Departs from the paper in the band-pass, which is that of the program (the paper: high-pass
    at 16 Hz); its threshold was set for recordings with less noise.
    """
    rate_hz = segment.rate_hz
    emg = np.minimum(segment.microvolts[:], HIGHEST_UV).astype(np.float64)
    width = max(2, round(WINDOW_S * rate_hz))
    mean = uniform_filter1d(emg, width)
    variance = uniform_filter1d(np.square(emg), width) - np.square(mean)
    spread = np.sqrt(np.maximum(variance, 0.0))
    bursts = lasting(runs(spread > LOWEST_SD_UV), SHORTEST_BURST_S * rate_hz)
    return lasting(merged(bursts, GAP_S * rate_hz), SHORTEST_S * rate_hz, LONGEST_S * rate_hz)
