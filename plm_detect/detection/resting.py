"""The resting EMG: the level of the relaxed muscle, which changes over the night."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.ndimage import (
    maximum_filter1d,
    minimum_filter1d,
    percentile_filter,
    uniform_filter1d,
)

from plm_detect.detection.chance import MEDIAN_FACTOR, relative_sd
from plm_detect.detection.envelope import median_of_three, odd
from plm_detect.model.signals import blocks_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.detection.envelope import Envelope
    from plm_detect.model.settings import DetectionSettings

QUIET_FACTOR = 1.15
QUIET_ADDED_UV = 0.3
"""Slack with which a resting level is taken to be no higher than the EMG around it."""
LIFT_SHARE = 0.3
LIFT_UV = 1.0
"""A level that is raised by less than this share and this much is not looked at."""
MEDIAN_OF_NORMAL = 0.6745
"""Median distance of a normally distributed value from its mean, in standard deviations."""
AROUND_S = 8.0
"""Whether a raised level is steady is judged on this time around it too."""
FAR_S = 40.0
FAR_WEIGHT = 0.02
"""Where nothing nearby is quiet, quiet EMG within this time counts."""


@dataclass(frozen=True, eq=False)
class RestingLevel:
    """Resting level in bins.

    Attributes
    ----------
    microvolts : ndarray of float64, shape (n_bins,)
        Mean rectified EMG at rest.
    per_bin : int
        How many bins of the envelope each one covers; the last may cover more.
    """

    microvolts: NDArray[np.float64]
    per_bin: int

    def places(self, bins: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return in which bin of this level bins of the envelope lie, shape (n,)."""
        return np.minimum(np.asarray(bins) // self.per_bin, len(self.microvolts) - 1)

    def at(self, bins: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return the level at bins of the envelope, shape (n,)."""
        return np.asarray(self.microvolts[self.places(bins)])

    def over(self, n_bins: int) -> NDArray[np.float32]:
        """Return the level at every bin of the envelope, shape (n_bins,)."""
        counts = np.full(len(self.microvolts), self.per_bin)
        counts[-1] += n_bins - counts.sum()
        return np.repeat(self.microvolts.astype(np.float32), counts)


def resting_level(envelope: Envelope, rate_hz: float, settings: DetectionSettings) -> RestingLevel:
    """Follow the resting level of a stretch without gaps.

    First a low percentile of the EMG is taken over the time before and over the time after each
    moment, so that movements, which fill the smaller part of either, do not lift it. The higher
    of the two holds where the EMG around it is no lower, so that the level steps at once with a
    change of posture; else the lower one. A raised level that ends is rest only where the EMG is
    steady: a movement of the body, however long, does not lift the resting level. Then the level
    is the mean of the EMG nearby that is quiet by this measure, so that it follows slow sway.

    Parameters
    ----------
    envelope : Envelope
    rate_hz : float
        Sampling rate of the EMG.
    settings : DetectionSettings
        Uses the settings whose names begin with ``rest_``, and ``flat_below_uv``.

    Returns
    -------
    RestingLevel
    """
    per_bin = min(envelope.bins_in(settings.rest_bin_s), len(envelope.mean_uv))
    n_bins = len(envelope.mean_uv) // per_bin
    level = _level_of_bins(envelope, n_bins, per_bin)
    has_signal = level >= settings.flat_below_uv
    if not np.any(has_signal):
        return RestingLevel(level, per_bin)
    known = np.flatnonzero(has_signal)
    level = np.interp(np.arange(n_bins), known, level[known])
    bin_s = per_bin * envelope.bin_s
    coarse = _before_or_after(level, round(settings.rest_window_s / bin_s), settings)
    chance = float(np.sqrt(2)) * MEDIAN_OF_NORMAL * relative_sd(rate_hz, bin_s, settings)
    coarse = _without_movements(
        level, coarse, bin_s, settings.rest_steady_factor * MEDIAN_FACTOR * chance, settings
    )
    limit = np.maximum(settings.rest_quiet_factor * coarse, coarse + settings.rest_quiet_added_uv)
    fine = _mean_of_quiet(level, level <= limit, coarse, settings.rest_near_s / bin_s, bin_s)
    return RestingLevel(np.where(has_signal, fine, 0.0), per_bin)


def _level_of_bins(envelope: Envelope, n_bins: int, per_bin: int) -> NDArray[np.float64]:
    """Return the median level of each bin: of the running medians in its thirds."""
    thirds = [(2 * i + 1) * per_bin // 6 for i in range(3)]
    level = np.empty(n_bins)
    for own in blocks_of(n_bins):
        rows = envelope.median_uv[own.start * per_bin : own.stop * per_bin].reshape(-1, per_bin)
        level[own] = median_of_three(*(rows[:, third] for third in thirds))
    return level


def _before_or_after(
    level: NDArray[np.float64], width: int, settings: DetectionSettings
) -> NDArray[np.float64]:
    half = max(1, min(width, len(level)) // 2)
    around = percentile_filter(level, settings.rest_percentile, size=2 * half + 1, mode="nearest")
    after = np.concatenate((around[half:], np.full(half, around[-1])))[: len(level)]
    before = np.concatenate((np.full(half, around[0]), around))[: len(level)]
    higher, lower = np.maximum(before, after), np.minimum(before, after)
    lowest_nearby = minimum_filter1d(level, 3)
    return np.asarray(
        np.where(higher <= QUIET_FACTOR * lowest_nearby + QUIET_ADDED_UV, higher, lower)
    )


def _without_movements(
    level: NDArray[np.float64],
    coarse: NDArray[np.float64],
    bin_s: float,
    steady_change: float,
    settings: DetectionSettings,
) -> NDArray[np.float64]:
    """Return a resting level that is not raised where unsteady or strong EMG begins and ends."""
    width = odd(max(1, round(settings.rest_raised_s / bin_s)))
    lasting = maximum_filter1d(minimum_filter1d(coarse, width), width)
    raised = coarse - lasting > np.maximum(LIFT_UV, LIFT_SHARE * lasting)
    edges = np.flatnonzero(np.diff(np.concatenate(([False], raised, [False]))))
    around = round(AROUND_S / bin_s)
    out = coarse.copy()
    for first, stop in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        height = float(np.median(coarse[first:stop]))
        above = height - float(np.median(lasting[first:stop]))
        near = level[max(first - around, 0) : stop + around]
        busy = near > height - above / 2
        changes = np.abs(np.diff(near))[busy[1:] & busy[:-1]]
        change = float(np.median(changes)) if len(changes) else np.inf
        allowed = steady_change * max(1.0, settings.rest_raised_weak_uv / above)
        is_high = above > settings.rest_raised_most_uv
        is_high &= (stop - first) * bin_s < settings.rest_posture_s
        if is_high or change > allowed * height:
            out[first:stop] = lasting[first:stop]
    return out


def _mean_of_quiet(
    level: NDArray[np.float64],
    quiet: NDArray[np.bool_],
    otherwise: NDArray[np.float64],
    n_near: float,
    bin_s: float,
) -> NDArray[np.float64]:
    near, far = odd(max(1, round(n_near))), odd(max(1, round(FAR_S / bin_s)))

    def weighted(values: NDArray[np.float64]) -> NDArray[np.float64]:
        triangle = uniform_filter1d(
            uniform_filter1d(values, near, mode="nearest"), near, mode="nearest"
        )
        return np.asarray(triangle + FAR_WEIGHT * uniform_filter1d(values, far, mode="nearest"))

    weight = weighted(quiet.astype(np.float64))
    total = weighted(np.where(quiet, level, 0.0))
    known = weight > FAR_WEIGHT / far / 2
    return np.divide(total, weight, out=otherwise.copy(), where=known)
