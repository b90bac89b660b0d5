"""The band-pass of leg EMG and the removal of mains hum, block by block in the frequency domain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy import fft

from plm_detect.errors import SettingsError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.model.settings import DetectionSettings

BLOCK_S = 16.0
MARGIN_S = 1.0
"""Blocks overlap by this at both ends; the band-pass has died away by then."""
ROWS = 32
"""Blocks that are transformed at a time; few enough to stay in the cache."""
HARMONICS = (1, 2, 3)
LINE_HZ = 0.4
"""Hum is a line of at most so much to either side; a twitch is broader, however strong."""
USUAL_BINS = 12
"""With fewer bins at a line than in a whole block, chance stands out more, so hum must too."""
SEEN_UP_TO = 1.6
"""Hum is looked for up to this multiple of the upper edge; beyond it the band-pass suffices."""


@dataclass(frozen=True, eq=False)
class Filtered:
    """Outcome of the band-pass.

    Attributes
    ----------
    rectified : ndarray of float32, shape (n_samples,)
        Band-passed and rectified EMG, microvolts.
    hum_s : float
        Time from which mains hum was removed, seconds.
    """

    rectified: NDArray[np.float32]
    hum_s: float


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


def band_passed(
    microvolts: NDArray[np.floating[Any]], rate_hz: float, settings: DetectionSettings
) -> Filtered:
    """Return the band-passed and rectified EMG of a stretch without gaps.

    Mains hum is removed from blocks in which it stands out, and from those beside them: the
    spectrum at the line is lowered to the level beside it, so that the EMG at these frequencies
    stays. Where ``settings.notch_hz`` is given, it is removed throughout.

    Parameters
    ----------
    microvolts : ndarray of float64, shape (n_samples,)
    rate_hz : float
    settings : DetectionSettings

    Notes
    -----
    The ends are extended by their mirror image turned over, as `scipy.signal.sosfiltfilt` does.
    Computed in single precision, after the level of the first sample is taken off.
    """
    n_samples = len(microvolts)
    margin = round(MARGIN_S * rate_hz)
    length = fft.next_fast_len(min(round(BLOCK_S * rate_hz), n_samples + 2 * margin), real=True)
    core = length - 2 * margin
    n_blocks = -(-n_samples // core)
    extended = _extended(microvolts, margin, n_blocks * core + 2 * margin)
    blocks = np.lib.stride_tricks.sliding_window_view(extended, length)[::core]
    frequencies = fft.rfftfreq(length, 1 / rate_hz)
    response = gain(frequencies, rate_hz, settings)
    lines = hum_lines_hz(rate_hz, settings)

    spectra, backgrounds, stands_out = [], [], []
    for first in range(0, n_blocks, ROWS):
        spectrum = fft.rfft(blocks[first : first + ROWS])
        spectra.append(spectrum)
        background, found = _hum_stands_out(spectrum, frequencies, lines, settings)
        backgrounds.append(background)
        stands_out.append(found)
    hum = np.concatenate(stands_out)
    hum[1:] |= hum[:-1].copy()
    hum[:-1] |= hum[1:].copy()
    if settings.notch_hz is not None:
        hum[:] = True

    rectified = np.empty(n_blocks * core, dtype=np.float32)
    near = [np.flatnonzero(np.abs(frequencies - line) <= settings.hum_width_hz) for line in lines]
    for i, (spectrum, background) in enumerate(zip(spectra, backgrounds, strict=True)):
        rows = slice(i * ROWS, i * ROWS + len(spectrum))
        for line, columns in enumerate(near):
            with_hum = np.flatnonzero(hum[rows, line])
            _lower(spectrum, with_hum, columns, background[with_hum, line])
        np.multiply(spectrum, response, out=spectrum)
        part = fft.irfft(spectrum, n=length)[:, margin : margin + core]
        out = rectified[i * ROWS * core : (i * ROWS + len(spectrum)) * core]
        np.abs(part, out=out.reshape(part.shape))
    hum_s = min(float(np.sum(hum.any(axis=1))) * core, n_samples) / rate_hz
    return Filtered(rectified[:n_samples], hum_s)


def _extended(
    microvolts: NDArray[np.floating[Any]], margin: int, length: int
) -> NDArray[np.float32]:
    """Return a stretch with its ends mirrored and turned over, and then held."""
    n_samples = len(microvolts)
    offset = microvolts[0]
    out = np.empty(length, dtype=np.float32)
    np.subtract(microvolts, offset, out=out[margin : margin + n_samples], casting="same_kind")
    own = out[margin : margin + n_samples]
    n_before = min(margin, n_samples - 1)
    out[margin - n_before : margin] = 2 * own[0] - own[n_before:0:-1]
    out[: margin - n_before] = out[margin - n_before]
    n_after = min(length - margin - n_samples, n_samples - 1)
    end = margin + n_samples + n_after
    out[margin + n_samples : end] = 2 * own[-1] - own[-2 : -n_after - 2 : -1]
    out[end:] = out[end - 1]
    return out


def _hum_stands_out(
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
        distance = np.abs(frequencies_hz - line)
        at = distance <= LINE_HZ
        close = (distance > 1.5 * LINE_HZ) & (distance <= width_hz)
        beside = (distance > width_hz) & (distance <= 3 * width_hz)
        if not (np.any(at) and np.any(close) and np.any(beside)):
            continue
        at_line, close_by, background[:, i] = (
            np.mean(np.abs(spectrum[:, bins]) ** 2, axis=1) for bins in (at, close, beside)
        )
        few = max(1.0, np.sqrt(USUAL_BINS / np.count_nonzero(at)))
        highest = np.maximum(close_by, background[:, i])
        found[:, i] = at_line > settings.hum_ratio * few * highest + np.finfo(np.float32).tiny
    return background, found


def _lower(
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
