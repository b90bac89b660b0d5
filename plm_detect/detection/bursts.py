"""Bursts of muscle activity in the short means of an EMG, free of lone spikes.

An electrode pop, a heartbeat or any other spike is a point in time to the band-pass: what is seen
of it is the response of the filter, which dies away on both sides. Muscle activity goes on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.model.settings import DetectionSettings

CLOSE_S = 0.04
"""A spike may lie on the border of two bins, so its neighbours at less than this are its own."""
FAR_S = 0.3
"""Nothing is left of a spike at this distance."""
LEAD_S = 0.008
"""The response of the band-pass dies away this much later than from its height on."""


def burst_level(
    mean_uv: NDArray[np.float32],
    rest_uv: NDArray[np.float32],
    onset_above_rest_uv: float,
    burst_s: float,
    bin_s: float,
    settings: DetectionSettings,
) -> NDArray[np.float32]:
    """Return the level above rest that the EMG holds for the shortest time of a burst.

    What the response to a spike nearby explains is taken as rest; then gaps between motor unit
    potentials are closed and what is shorter than a burst is opened (grey-scale morphology).

    Parameters
    ----------
    mean_uv : ndarray of float32, shape (n_bins,)
        Short means of the rectified EMG, microvolts.
    rest_uv : ndarray of float32, shape (n_bins,)
        Resting level.
    onset_above_rest_uv : float
        Spikes below this do not matter.
    burst_s : float
        Shortest time of a burst.
    bin_s : float
    settings : DetectionSettings
        Uses ``spike_fade_s`` and ``burst_gap_s``.

    Returns
    -------
    ndarray of float32, shape (n_bins,)
    """
    above = mean_uv - rest_uv
    explained = _explained_by_spikes(mean_uv, rest_uv + onset_above_rest_uv, bin_s, settings)
    level = np.where(explained, np.minimum(above, 0.0), above)
    return _opened(_closed(level, _bins(settings.burst_gap_s, bin_s)), _bins(burst_s, bin_s))


def _explained_by_spikes(
    mean_uv: NDArray[np.float32],
    least_uv: NDArray[np.float32],
    bin_s: float,
    settings: DetectionSettings,
) -> NDArray[np.bool_]:
    """Return which bins lie below what a higher one nearby leaves of itself there."""
    fade = float(np.exp(-bin_s / settings.spike_fade_s))
    before, after = mean_uv.copy(), mean_uv[::-1].copy()
    for response in (before, after):
        step = 1
        while step * bin_s < FAR_S and step < len(response):
            np.maximum(
                response[step:],
                response[:-step] * np.float32(fade**step),
                out=response[step:],
            )
            step *= 2
    apart = _bins(CLOSE_S, bin_s)
    response = np.zeros_like(mean_uv)
    response[apart:] = before[:-apart]
    response[:-apart] = np.maximum(response[:-apart], after[::-1][apart:])
    response *= np.float32(fade**apart)
    lead = np.float32(np.exp(LEAD_S / settings.spike_fade_s))
    return np.asarray((response > least_uv) & (mean_uv <= lead * response))


def _closed(level: NDArray[np.float32], n_bins: int) -> NDArray[np.float32]:
    padded = np.pad(level, n_bins - 1, mode="edge")
    return _running(np.minimum, _running(np.maximum, padded, n_bins), n_bins)


def _opened(level: NDArray[np.float32], n_bins: int) -> NDArray[np.float32]:
    padded = np.pad(level, n_bins - 1, mode="edge")
    return _running(np.maximum, _running(np.minimum, padded, n_bins), n_bins)


def _running(of: np.ufunc, values: NDArray[np.float32], n_bins: int) -> NDArray[np.float32]:
    """Return the largest or least of each value and the next ones, shape (n - n_bins + 1,)."""
    done = 1
    while done < n_bins:
        step = min(done, n_bins - done)
        values = of(values[:-step], values[step:])
        done += step
    return values


def _bins(seconds: float, bin_s: float) -> int:
    return max(1, round(seconds / bin_s))
