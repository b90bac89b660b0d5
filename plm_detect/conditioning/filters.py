"""Zero-phase filters, designed for the exact sampling rate."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import signal

from plm_detect.errors import SettingsError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.model.settings import DetectionSettings

BLOCK_SAMPLES = 2**15
"""How many samples are filtered at a time; small enough to stay in the cache."""


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


def padding(sections: NDArray[np.float64]) -> int:
    """Return how many samples a signal is extended at each end to let the filter settle."""
    return 3 * (2 * len(sections) + 1)


def zero_phase(samples: NDArray[np.float64], sections: NDArray[np.float64]) -> NDArray[np.float64]:
    """Run a filter forwards and backwards over a signal, block by block.

    Parameters
    ----------
    samples : ndarray of float64, shape (n_samples,)
        A stretch without gaps, of more than `padding` samples.
    sections : ndarray of float64, shape (n_sections, 6)

    Returns
    -------
    ndarray of float64, shape (n_samples,)

    Notes
    -----
    The same as `scipy.signal.sosfiltfilt` with its default odd extension of the ends, but in
    blocks that stay in the processor's cache and with no more memory than the result.
    """
    n_extra = padding(sections)
    before = 2 * samples[0] - samples[n_extra:0:-1]
    after = 2 * samples[-1] - samples[-2 : -n_extra - 2 : -1]
    steady = signal.sosfilt_zi(sections)
    out = np.empty_like(samples)
    blocks = [slice(i, i + BLOCK_SAMPLES) for i in range(0, len(samples), BLOCK_SAMPLES)]

    _, state = signal.sosfilt(sections, before, zi=steady * before[0])
    for block in blocks:
        out[block], state = signal.sosfilt(sections, samples[block], zi=state)
    after, _ = signal.sosfilt(sections, after, zi=state)

    _, state = signal.sosfilt(sections, after[::-1], zi=steady * after[-1])
    for block in reversed(blocks):
        backwards, state = signal.sosfilt(sections, out[block][::-1], zi=state)
        out[block] = backwards[::-1]
    return out


def rectified(
    microvolts: NDArray[np.float64], sections: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the filtered and rectified EMG, shape (n_samples,); nothing is shifted in time."""
    filtered = zero_phase(microvolts, sections)
    return np.abs(filtered, out=filtered)
