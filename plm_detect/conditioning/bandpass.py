"""The band-pass of leg EMG, as a gain in the frequency domain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from plm_detect.errors import SettingsError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.model.settings import DetectionSettings


def band_edges_hz(rate_hz: float, settings: DetectionSettings) -> tuple[float, float]:
    """Return the edges of the band-pass, the upper one below half the sampling rate.

    Raises
    ------
    SettingsError
        When nothing of the band is left at this sampling rate.
    """
    highest = settings.bandpass_nyquist_share * rate_hz / 2
    low, high = settings.bandpass_low_hz, min(settings.bandpass_high_hz, highest)
    if low >= high:
        raise SettingsError(
            f"a band-pass from {low:g} Hz leaves nothing of a signal sampled at {rate_hz:g} Hz; "
            "choose a lower edge."
        )
    return low, high


def gain(
    frequencies_hz: NDArray[np.float64], rate_hz: float, settings: DetectionSettings
) -> NDArray[np.float32]:
    """Return the gain of the band-pass, shape (n_frequencies,).

    That of a digital Butterworth band-pass of ``settings.bandpass_order`` that runs forwards and
    backwards: the square of its magnitude response, without any shift in time.
    """
    low, high = (np.tan(np.pi * edge / rate_hz) for edge in band_edges_hz(rate_hz, settings))
    inside = np.clip(frequencies_hz, 1e-6, 0.4999 * rate_hz)
    warped = np.tan(np.pi * inside / rate_hz)
    ratio = (warped**2 - low * high) / (warped * (high - low))
    squared = 1.0 / (1.0 + ratio ** (2 * settings.bandpass_order))
    squared[frequencies_hz <= 0] = 0.0
    return np.asarray(squared, dtype=np.float32)
