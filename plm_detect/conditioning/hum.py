"""Mains hum: lines in the spectrum of a block that stand out of what is beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from plm_detect.conditioning.bandpass import band_edges_hz

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.model.settings import DetectionSettings

HARMONICS = (1, 2, 3)
SEEN_UP_TO = 1.6
"""Hum is looked for up to this multiple of the upper edge; beyond it the band-pass suffices."""
LINE_HZ = 0.45
"""Hum is a line of at most so much to either side; a twitch is broader, however strong."""
USUAL_BINS = 14
"""With fewer bins at a line than in a whole block, chance stands out more, so hum must too."""


def hum_lines_hz(rate_hz: float, settings: DetectionSettings) -> list[float]:
    """Return where mains hum and its harmonics would stand in the spectrum.

    What lies above half the sampling rate is looked for where sampling folds it to.
    """
    low, high = band_edges_hz(rate_hz, settings)
    mains = (settings.notch_hz,) if settings.notch_hz is not None else settings.hum_hz
    lines = {
        round(abs(n * hum - round(n * hum / rate_hz) * rate_hz), 6)
        for hum in mains
        for n in HARMONICS
    }
    return sorted(line for line in lines if low < line < min(SEEN_UP_TO * high, rate_hz / 2))


def hum_stands_out(
    spectrum: NDArray[np.complex64],
    frequencies_hz: NDArray[np.float64],
    lines_hz: list[float],
    settings: DetectionSettings,
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """Return the power beside the lines of the mains and whether they stand out of it.

    Both of shape (n_blocks, n_lines).
    """
    shape = (len(spectrum), len(lines_hz))
    background, found = np.zeros(shape, dtype=np.float32), np.zeros(shape, dtype=bool)
    width_hz = settings.hum_width_hz
    for i, line in enumerate(lines_hz):
        first, stop = np.searchsorted(frequencies_hz, (line - 3 * width_hz, line + 3 * width_hz))
        distance = np.abs(frequencies_hz[first:stop] - line)
        at = distance <= LINE_HZ
        close = (distance > 1.5 * LINE_HZ) & (distance <= 3 * LINE_HZ)
        beside = distance > width_hz
        if not (np.any(at) and np.any(close) and np.any(beside)):
            continue
        part = spectrum[:, first:stop]
        power = part.real**2 + part.imag**2
        weights = np.stack([bins / np.count_nonzero(bins) for bins in (at, close, beside)], axis=1)
        at_line, close_by, background[:, i] = (power @ weights.astype(np.float32)).T
        few = max(1.0, np.sqrt(USUAL_BINS / np.count_nonzero(at)))
        highest = np.maximum(close_by, background[:, i])
        found[:, i] = at_line > settings.hum_ratio * few * highest + np.finfo(np.float32).tiny
    return background, found


def lower_line(
    spectrum: NDArray[np.complex64],
    rows: NDArray[np.intp],
    columns: NDArray[np.intp],
    background: NDArray[np.float32],
) -> None:
    """Lower the spectrum of some blocks around a line, in place, to the power beside the line."""
    if not len(rows):
        return
    part = spectrum[np.ix_(rows, columns)]
    height = np.abs(part)
    limit = np.sqrt(background)[:, np.newaxis]
    spectrum[np.ix_(rows, columns)] = part * (limit / np.maximum(height, limit + 1e-30))
