"""How far chance moves the averages of rectified EMG.

Of Gaussian noise of bandwidth B, a time T holds about 2BT independent values (Bendat JS, Piersol
AG. Random data. Wiley, 1971), and the standard deviation of its rectified value is 0.756 times the
mean.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.model.settings import DetectionSettings

WHOLE_BAND_HZ = 90.0
SD_OF_RECTIFIED = float(np.sqrt(np.pi / 2 - 1))
MEDIAN_FACTOR = 1.2
"""A median strays so much further than a mean."""


def bandwidth_hz(rate_hz: float, settings: DetectionSettings) -> float:
    """Return how broad the band-pass is at a sampling rate."""
    highest = settings.bandpass_nyquist_share * rate_hz / 2
    return min(settings.bandpass_high_hz, highest) - settings.bandpass_low_hz


def relative_sd(rate_hz: float, seconds: float, settings: DetectionSettings) -> float:
    """Return the standard deviation of an average over a time, as a share of its mean."""
    n_values = max(1.0, 2 * bandwidth_hz(rate_hz, settings) * seconds)
    return SD_OF_RECTIFIED / float(np.sqrt(n_values))


def relative_sd_of_median(rate_hz: float, settings: DetectionSettings) -> float:
    """Return the standard deviation of the running median of resting EMG, as a share of rest."""
    return MEDIAN_FACTOR * relative_sd(rate_hz, settings.envelope_s, settings)


def end_above_rest_uv(
    rest_uv: NDArray[np.floating[Any]],
    threshold_uv: float,
    rate_hz: float,
    settings: DetectionSettings,
) -> NDArray[np.floating[Any]]:
    """Return how far above rest EMG is activity: the threshold, and no less than chance reaches.

    Parameters
    ----------
    rest_uv : ndarray of float, shape (n,)
    threshold_uv : float
        End threshold of the rule.
    rate_hz : float
    settings : DetectionSettings
        Uses ``noise_sds``.

    Returns
    -------
    ndarray of float, shape (n,)
    """
    by_chance = settings.noise_sds * relative_sd_of_median(rate_hz, settings)
    return np.maximum(rest_uv.dtype.type(by_chance) * rest_uv, rest_uv.dtype.type(threshold_uv))


def onset_average_s(rate_hz: float, settings: DetectionSettings) -> float:
    """Return over what time the onset is averaged, longer where the band is narrower."""
    ratio = max(1.0, WHOLE_BAND_HZ / bandwidth_hz(rate_hz, settings))
    longest = max(settings.onset_average_s, settings.onset_average_most_s)
    return min(settings.onset_average_s * ratio, longest)
