"""Zero-phase filters, designed for the exact sampling rate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import signal

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.model.settings import DetectionSettings


def band_edges_hz(rate_hz: float, settings: DetectionSettings) -> tuple[float, float]:
    """Return the edges of the band-pass, the upper one below half the sampling rate."""
    highest = settings.bandpass_nyquist_share * rate_hz / 2
    return settings.bandpass_low_hz, min(settings.bandpass_high_hz, highest)


def design_filter(rate_hz: float, settings: DetectionSettings) -> NDArray[np.float64]:
    """Return the filter of a leg as second-order sections, shape (n_sections, 6).

    A Butterworth band-pass and, where ``settings.notch_hz`` is given, a notch at that frequency
    and each of its harmonics within the band.
    """
    low, high = band_edges_hz(rate_hz, settings)
    sections = [
        signal.butter(settings.bandpass_order, [low, high], "bandpass", fs=rate_hz, output="sos")
    ]
    if settings.notch_hz is not None:
        for hum in np.arange(settings.notch_hz, high, settings.notch_hz):
            b, a = signal.iirnotch(hum, settings.notch_quality, fs=rate_hz)
            sections.append(signal.tf2sos(b, a))
    return np.concatenate(sections)


def shortest_filtered(sections: NDArray[np.float64]) -> int:
    """Return the fewest samples that `rectified` can filter; shorter stretches are left out."""
    return 3 * (2 * len(sections) + 1) + 1


def rectified(
    microvolts: NDArray[np.float64], sections: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the filtered and rectified EMG.

    Parameters
    ----------
    microvolts : ndarray of float64, shape (n_samples,)
        A stretch without gaps, of at least `shortest_filtered` samples.
    sections : ndarray of float64, shape (n_sections, 6)
        From `design_filter`; run forwards and backwards, so that nothing is shifted in time.

    Returns
    -------
    ndarray of float64, shape (n_samples,)
    """
    filtered = signal.sosfiltfilt(sections, microvolts)
    return np.abs(filtered, out=filtered)
