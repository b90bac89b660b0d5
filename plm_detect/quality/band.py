"""How far up the spectrum of a leg reaches, whatever its header says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import fft

from plm_detect.conditioning.bandpass import band_edges_hz
from plm_detect.conditioning.hum import hum_lines_hz

if TYPE_CHECKING:
    from plm_detect.model.settings import DetectionSettings
    from plm_detect.model.signals import LegSignal

WINDOW_S = 4.0
MOST_WINDOWS = 60
"""So many windows, spread over the night, are looked at."""
SHARE = 0.95
OF_RATE = 0.85
"""A spectrum that reaches this share of what the sampling rate allows is not cut."""
LOWEST_HZ = 25.0
"""Slow artefacts lie below."""


def band_hz(leg: LegSignal, settings: DetectionSettings) -> float | None:
    """Return the frequency below which 95 % of the power above 25 Hz lies, within the band-pass.

    Parameters
    ----------
    leg : LegSignal
        As recorded.
    settings : DetectionSettings
        Uses the upper edge of the band-pass and the lines of the mains, which are left out.

    Returns
    -------
    float or None
        The median over windows, Hz; None where no window holds a signal or where the sampling
        rate itself is the limit.
    """
    found = []
    n_segments = max(1, len(leg.segments))
    for segment in leg.segments:
        width = round(WINDOW_S * segment.rate_hz)
        n_windows = len(segment.microvolts) // width
        if not n_windows:
            continue
        every = max(1, n_windows * n_segments // MOST_WINDOWS)
        begins = range(0, n_windows * width, every * width)
        rows = np.stack([segment.microvolts[begin : begin + width] for begin in begins])
        rows = (rows - rows.mean(axis=1, keepdims=True)) * np.hanning(width)
        _, high = band_edges_hz(segment.rate_hz, settings)
        hz = fft.rfftfreq(width, 1 / segment.rate_hz)
        inside = (hz >= min(LOWEST_HZ, high / 2)) & (hz <= high)
        for line in hum_lines_hz(segment.rate_hz, settings):
            inside &= np.abs(hz - line) > settings.hum_width_hz
        power = np.cumsum(np.abs(fft.rfft(rows, axis=1)[:, inside]) ** 2, axis=1)
        power = power[power[:, -1] > 0]
        reached = power >= SHARE * power[:, -1:]
        found.append(hz[inside][np.argmax(reached, axis=1)])
    values = np.concatenate([np.empty(0), *found])
    if not len(values):
        return None
    highest = band_edges_hz(leg.rate_hz, settings)[1]
    is_of_rate = highest < settings.bandpass_high_hz and np.median(values) >= OF_RATE * highest
    return None if is_of_rate else float(np.median(values))
