"""Tauchmann and Pollmaecher 1996: a fixed threshold and the mean amplitude."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plm_detect.detection.stretches import Stretches, lasting, means, merged, runs

if TYPE_CHECKING:
    from plm_detect.model.signals import Segment

REFERENCE = (
    "Tauchmann N, Pollmacher T. Automatic detection of periodic leg movements (PLM). J Sleep Res "
    "1996;5:273-275"
)
THRESHOLD_UV = 7.0
GAP_S = 0.15
LOWEST_MEAN_UV = 5.0
SHORTEST_S, LONGEST_S = 0.5, 10.0


def detect(segment: Segment) -> Stretches:
    """Find bursts over 7 uV, bridged over 0.15 s, whose mean amplitude is at least 5 uV.

    Parameters
    ----------
    segment : Segment
        Rectified EMG, microvolts.

    Notes
    -----
    Departs from the paper in the band-pass, which is that of the program (the paper: high-pass
    at 16 Hz).
    """
    rate_hz, emg = segment.rate_hz, segment.microvolts[:]
    found = merged(runs(emg > THRESHOLD_UV), GAP_S * rate_hz)
    first, stop = lasting(found, SHORTEST_S * rate_hz, LONGEST_S * rate_hz)
    strong = means(emg, (first, stop)) >= LOWEST_MEAN_UV
    return first[strong], stop[strong]
