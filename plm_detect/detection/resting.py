"""The resting EMG: the level of the relaxed muscle, which changes over the night."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.ndimage import percentile_filter

from plm_detect.model.signals import samples_in

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.model.settings import DetectionSettings
    from plm_detect.model.signals import LegSignal


@dataclass(frozen=True, eq=False)
class RestingLevel:
    """Resting level in bins.

    Attributes
    ----------
    microvolts : ndarray of float64, shape (n_bins,)
        Mean rectified EMG at rest.
    samples_per_bin : int
        The last bin may be shorter.
    """

    microvolts: NDArray[np.float64]
    samples_per_bin: int

    def at(self, indexes: NDArray[np.intp]) -> NDArray[np.float64]:
        """Return the level at samples, shape (n,)."""
        return np.asarray(self.microvolts[indexes // self.samples_per_bin])

    def between(self, begin: int, end: int) -> NDArray[np.float64]:
        """Return the level at every sample of a stretch, shape (end - begin,)."""
        first = begin // self.samples_per_bin
        bins = self.microvolts[first : (end - 1) // self.samples_per_bin + 1]
        skipped = begin - first * self.samples_per_bin
        return np.repeat(bins, self.samples_per_bin)[skipped : skipped + end - begin]


def resting_levels(leg: LegSignal, settings: DetectionSettings) -> tuple[RestingLevel, ...]:
    """Return the resting level of every segment of a rectified leg."""
    return tuple(resting_level(s.microvolts, s.rate_hz, settings) for s in leg.segments)


def resting_level(
    emg: NDArray[np.float64], rate_hz: float, settings: DetectionSettings
) -> RestingLevel:
    """Follow the resting level of a stretch without gaps.

    The mean rectified EMG is taken in short bins; the level at a bin is a low percentile of the
    bins around it, so that movements, which fill the smaller part of any window, do not lift it.

    Parameters
    ----------
    emg : ndarray of float64, shape (n_samples,)
        Rectified EMG, microvolts.
    rate_hz : float
    settings : DetectionSettings
        Uses ``rest_bin_s``, ``rest_window_s`` and ``rest_percentile``.

    Returns
    -------
    RestingLevel
    """
    per_bin = samples_in(settings.rest_bin_s, rate_hz)
    starts = np.arange(0, len(emg), per_bin)
    counts = np.diff(starts, append=len(emg))
    means = np.add.reduceat(emg, starts) / counts
    if len(means) > 1 and counts[-1] < per_bin / 2:
        means[-1] = means[-2]
    width = min(samples_in(settings.rest_window_s, rate_hz / per_bin), len(means))
    level = percentile_filter(means, settings.rest_percentile, size=width, mode="reflect")
    return RestingLevel(level, per_bin)
