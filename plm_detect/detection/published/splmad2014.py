"""The Stanford detector, Moore et al. 2014: thresholds that follow the noise floor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.ndimage import uniform_filter1d

from plm_detect.detection.stretches import Stretches, between, lasting, merged

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.model.signals import Segment

REFERENCE = (
    "Moore H, Leary E, Lee SY, et al. Design and validation of a periodic leg movement detector. "
    "PLoS One 2014;9:e114565"
)
FLOOR_S = 20.0
ONSET_UV = 8.0
END_UV = 2.0
HIGHEST_FLOOR_UV = 50.0
SHORTEST_BURST_S = 0.5
GAP_S = 2.0
SHORTEST_S, LONGEST_S = 0.75, 10.0


def detect(segment: Segment) -> Stretches:
    """Find movements over a noise floor, which a second pass takes from outside of the first.

    The onset threshold is ``8 + 0.5 f log f`` for a noise floor of f microvolts, the end threshold
    2 uV above the floor; nothing is looked for where the floor exceeds 50 uV.

    Parameters
    ----------
    segment : Segment
        Rectified EMG, microvolts.

    Notes
    -----
    Departs from the paper in that bursts of less than 0.5 s are left out before others are merged,
    because lone samples of noise would be chained to long stretches, in the end
    threshold, which would lie below a floor of more than 3 uV if it were a quarter of the onset
    threshold, and in the band-pass, which is that of the program.
    """
    rate_hz = segment.rate_hz
    emg = segment.microvolts[:].astype(np.float64)
    summed = (emg + np.concatenate((emg[1:], emg[-1:]))) / 2
    quiet = np.ones(len(emg), dtype=bool)
    found: Stretches = (np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp))
    for _ in range(2):
        floor = _noise_floor(emg, quiet, rate_hz)
        high = ONSET_UV + 0.5 * floor * np.log(np.maximum(floor, 1.0))
        high[floor > HIGHEST_FLOOR_UV] = np.inf
        found = between(summed > high, _quiet_ahead(emg, rate_hz) < floor + END_UV)
        found = merged(lasting(found, SHORTEST_BURST_S * rate_hz), GAP_S * rate_hz)
        quiet[:] = True
        for first, stop in zip(*(column.tolist() for column in found), strict=True):
            quiet[first:stop] = False
    return lasting(found, SHORTEST_S * rate_hz, LONGEST_S * rate_hz)


def _noise_floor(
    emg: NDArray[np.float64], quiet: NDArray[np.bool_], rate_hz: float
) -> NDArray[np.float64]:
    width = max(1, round(FLOOR_S * rate_hz))
    weight = uniform_filter1d(quiet.astype(np.float64), width, mode="nearest")
    total = uniform_filter1d(np.where(quiet, emg, 0.0), width, mode="nearest")
    everywhere = uniform_filter1d(emg, width, mode="nearest")
    return np.divide(total, weight, out=everywhere, where=weight > 0.05)


def _quiet_ahead(emg: NDArray[np.floating[Any]], rate_hz: float) -> NDArray[np.float64]:
    width = max(1, round(0.5 * rate_hz))
    return uniform_filter1d(emg, width, origin=-(width // 2), mode="nearest")
