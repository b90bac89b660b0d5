"""Ferri et al. 2005: 7 and 2 uV over a low resting level."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scipy.ndimage import uniform_filter1d

from plm_detect.detection.stretches import Stretches, between, lasting

if TYPE_CHECKING:
    from plm_detect.model.signals import Segment

REFERENCE = (
    "Ferri R, Zucconi M, Manconi M, et al. Computer-assisted detection of nocturnal leg motor "
    "activity in patients with restless legs syndrome and periodic leg movements during sleep. "
    "Sleep 2005;28:998-1004"
)
ONSET_UV, END_UV = 7.0, 2.0
RESTING_UV = 2.0
WINDOW_S = 0.5
SHORTEST_S, LONGEST_S = 0.5, 10.0


def detect(segment: Segment) -> Stretches:
    """Find movements that begin over 7 uV above rest and end when 0.5 s average less than 2 uV.

    Parameters
    ----------
    segment : Segment
        Rectified EMG, microvolts.

    Notes
    -----
    Departs from the paper in that the resting EMG, which its authors set by eye, is taken as
    2 uV.
    """
    rate_hz, emg = segment.rate_hz, segment.microvolts[:]
    width = max(1, round(WINDOW_S * rate_hz))
    ahead = uniform_filter1d(emg, width, origin=-(width // 2), mode="nearest")
    found = between(emg > RESTING_UV + ONSET_UV, ahead < RESTING_UV + END_UV)
    return lasting(found, SHORTEST_S * rate_hz, LONGEST_S * rate_hz)
