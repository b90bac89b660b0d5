"""Whether two legs hold the same signal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.model.signals import LegSignal

WINDOW_S = 2.0
EVERY_S = 60.0


def looked_at(leg: LegSignal) -> dict[int, NDArray[np.float32]]:
    """Return short windows of a rectified leg, one a minute, by the minute they begin.

    Parameters
    ----------
    leg : LegSignal
        Rectified EMG.
    """
    windows = {}
    for segment in leg.segments:
        width = round(WINDOW_S * segment.rate_hz)
        minute = int(np.ceil(segment.start_s / EVERY_S))
        while (begin := round((minute * EVERY_S - segment.start_s) * segment.rate_hz)) + width <= (
            len(segment.microvolts)
        ):
            windows[minute] = segment.microvolts[begin : begin + width].copy()
            minute += 1
    return windows


def correlation(
    left: dict[int, NDArray[np.float32]], right: dict[int, NDArray[np.float32]]
) -> float | None:
    """Return how much the rectified EMG of two legs is the same, sample by sample.

    Parameters
    ----------
    left, right : dict of int to ndarray
        As `looked_at` returns them.

    Returns
    -------
    float or None
        The median correlation over the windows; None where they cannot be compared.
    """
    minutes = [m for m in left.keys() & right.keys() if len(left[m]) == len(right[m])]
    if not minutes:
        return None
    found = []
    for minute in minutes:
        one, other = (windows[minute].astype(np.float64) for windows in (left, right))
        one -= one.mean()
        other -= other.mean()
        apart = np.sqrt(np.sum(one**2) * np.sum(other**2))
        if apart > 0:
            found.append(np.sum(one * other) / apart)
    return float(np.median(found)) if found else None
