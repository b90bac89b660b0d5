"""One resting level for the whole night."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.ndimage import uniform_filter1d

from plm_detect.detection.stretches import Stretches, between, lasting, merged

if TYPE_CHECKING:
    from plm_detect.model.signals import Segment

REFERENCE = (
    "A plain detector for comparison: the AASM thresholds of 8 and 2 uV over the median of the "
    "rectified EMG of the night"
)
ONSET_UV, END_UV = 8.0, 2.0
AVERAGE_S = 0.15
QUIET_S = 0.5
SHORTEST_S = 0.5


def detect(segment: Segment) -> Stretches:
    """Find movements over one resting level for the whole stretch.

    Parameters
    ----------
    segment : Segment
        Rectified EMG, microvolts.
    """
    rate_hz = segment.rate_hz
    emg = segment.microvolts[:]
    rest_uv = float(np.median(emg))
    average = uniform_filter1d(emg, max(1, round(AVERAGE_S * rate_hz)))
    found = between(average > rest_uv + ONSET_UV, average <= rest_uv + END_UV)
    return lasting(merged(found, QUIET_S * rate_hz), SHORTEST_S * rate_hz)
