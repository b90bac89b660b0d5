"""Where the EMG rises above and falls back to the resting level."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.ndimage import uniform_filter1d

from plm_detect.model.signals import samples_in

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.model.ruleset import MovementRule
    from plm_detect.model.settings import DetectionSettings


def smoothed(emg: NDArray[np.float64], width: int) -> NDArray[np.float64]:
    """Return the centred moving average of rectified EMG over an odd number of samples."""
    return np.asarray(uniform_filter1d(emg, width, mode="nearest"))


def active_stretches(
    emg: NDArray[np.float64],
    rest: NDArray[np.float64],
    rate_hz: float,
    settings: DetectionSettings,
    rule: MovementRule,
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the stretches in which the EMG is active.

    Whether the EMG is active is judged on its moving average, because single samples of muscle
    activity fall to zero many times a second: it becomes active where the average exceeds rest
    by the onset threshold and stays so until the average has not exceeded rest by the end
    threshold for the quiet time of the rule. Where exactly a stretch begins and ends is then
    read from the rectified EMG itself, because the average spreads every edge over its width.

    Parameters
    ----------
    emg : ndarray of float64, shape (n_samples,)
        Rectified EMG, microvolts.
    rest : ndarray of float64, shape (n_samples,)
        Resting level, microvolts.
    rate_hz : float
    settings : DetectionSettings
        Uses ``smoothing_s`` and ``rest_peak_factor``.
    rule : MovementRule

    Returns
    -------
    first, stop : ndarray of int, shape (n_stretches,)
        First sample of each stretch and the one after its last.
    """
    half = samples_in(settings.smoothing_s / 2, rate_hz)
    average = smoothed(emg, 2 * half + 1)
    above_end = average > rest + rule.end_above_rest_uv
    onset_level = rest + rule.onset_above_rest_uv
    rising = np.flatnonzero(average > onset_level)
    if not len(rising):
        return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp)

    edges = np.flatnonzero(np.diff(above_end, prepend=False, append=False))
    begin, stop = edges[::2], edges[1::2]
    quiet = samples_in(rule.end_quiet_s, rate_hz)
    apart = begin[1:] - stop[:-1] >= quiet
    begin = begin[np.concatenate(([True], apart))]
    stop = stop[np.concatenate((apart, [True]))]

    at = np.searchsorted(rising, begin)
    reaches = (at < len(rising)) & (rising[np.minimum(at, len(rising) - 1)] < stop)
    first, stop = rising[at[reaches]], stop[reaches]
    still_active = np.maximum(rest + rule.end_above_rest_uv, settings.rest_peak_factor * rest)
    first = _first_sample_above(emg, onset_level, first, half)
    return first, np.maximum(_last_sample_above(emg, still_active, stop, half), first + 1)


def _first_sample_above(
    emg: NDArray[np.float64],
    onset_level: NDArray[np.float64],
    first: NDArray[np.intp],
    half: int,
) -> NDArray[np.intp]:
    above = np.flatnonzero(emg >= onset_level)
    at = np.searchsorted(above, first - half)
    return np.minimum(above[np.minimum(at, len(above) - 1)], first + half)


def _last_sample_above(
    emg: NDArray[np.float64],
    level: NDArray[np.float64],
    stop: NDArray[np.intp],
    half: int,
) -> NDArray[np.intp]:
    above = np.flatnonzero(emg > level)
    at = np.searchsorted(above, stop + half) - 1
    return np.clip(above[np.maximum(at, 0)] + 1, stop - half, stop + half)
