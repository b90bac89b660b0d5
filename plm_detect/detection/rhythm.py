"""Whether a resting EMG beats like a heart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy import fft
from scipy.ndimage import uniform_filter1d

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from plm_detect.detection.envelope import Envelope
    from plm_detect.detection.resting import RestingLevel

WINDOW_S = 10.0
MOST_WINDOWS = 240
"""So many windows, spread over the night, are looked at."""
LONG_S = 1.6
"""What varies more slowly, such as sway and movements, is taken off."""
HIGHEST_ABOVE_REST = 5.0
"""Beats count with at most this multiple of rest, so that movements do not decide."""
SMOOTH_S = 0.1
"""The envelope is averaged over this, because no beat follows the last at quite the same time."""
BEATS_S = (0.4, 1.5)
"""Time from beat to beat: 40 to 150 a minute."""


def heart_rhythm(legs: Sequence[tuple[Envelope, RestingLevel]]) -> float | None:
    """Return how strongly the envelope repeats itself from beat to beat.

    The highest autocorrelation of the short means at 0.4 to 1.5 s, the lower quartile over windows
    of 10 s: a heart beats in all of them, trains of movements do not fill them.

    Parameters
    ----------
    legs : sequence of (Envelope, RestingLevel)
        Of each stretch of a leg.

    Returns
    -------
    float or None
        From about 0.1 (noise) to 1; None where no window fits.
    """
    windows = []
    for envelope, level in legs:
        width = envelope.bins_in(WINDOW_S)
        n_windows = len(envelope.mean_uv) // width
        every = max(1, -(-n_windows // MOST_WINDOWS))
        bins = np.arange(0, n_windows, every)[:, np.newaxis] * width + np.arange(width)
        rest = np.maximum(level.at(bins), 1e-6)
        mean_uv = [envelope.mean_uv[begin : begin + width] for begin in bins[:, 0].tolist()]
        ratio = np.minimum(np.reshape(mean_uv, bins.shape) / rest, HIGHEST_ABOVE_REST)
        smooth, slow = (
            uniform_filter1d(ratio, envelope.bins_in(width_s), axis=1)
            for width_s in (SMOOTH_S, LONG_S)
        )
        lags = (envelope.bins_in(BEATS_S[0]), envelope.bins_in(BEATS_S[1]))
        windows.append(_highest_autocorrelation(smooth - slow, lags))
    values = np.concatenate([np.empty(0), *windows])
    return max(0.0, float(np.quantile(values, 0.25))) if len(values) else None


def _highest_autocorrelation(
    rows: NDArray[np.float64], lags: tuple[int, int]
) -> NDArray[np.float64]:
    """Return the highest autocorrelation of each row between two lags, shape (n_rows,)."""
    if not len(rows):
        return np.empty(0)
    centred = rows - rows.mean(axis=1, keepdims=True)
    n_fft = fft.next_fast_len(2 * rows.shape[1], real=True)
    power = np.abs(fft.rfft(centred, n_fft)) ** 2
    correlation = fft.irfft(power, n_fft)
    whole = np.maximum(correlation[:, :1], 1e-12)
    return np.asarray((correlation[:, lags[0] : lags[1] + 1] / whole).max(axis=1))
