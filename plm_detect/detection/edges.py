"""Where exactly movements begin and end, read from the rectified EMG itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.detection.envelope import Envelope
    from plm_detect.model.settings import DetectionSettings

SHORT_BINS = 7
"""The median over so many bins tells an edge from a spike."""
_SHORT_WINDOW = np.arange(SHORT_BINS) - SHORT_BINS // 2
AROUND_BINS = 2
"""So many bins around the edge of that median are searched sample by sample."""
LASTS_S = 0.03
"""From the first sample of a movement on, and up to its last, the mean over this time reaches the
level too: a lone spike is no edge."""


def onset_samples(
    rectified: NDArray[np.floating[Any]],
    envelope: Envelope,
    rising_bins: NDArray[np.intp],
    level_uv: NDArray[np.float64],
    rate_hz: float,
    settings: DetectionSettings,
) -> NDArray[np.intp]:
    """Return the first sample of each movement.

    The first sample that reaches the level and that muscle activity follows, near the bin in
    which the short median of the envelope passes the level.

    Parameters
    ----------
    rectified : ndarray of float, shape (n_samples,)
        Microvolts.
    envelope : Envelope
    rising_bins : ndarray of int, shape (n_movements,)
        Bin in which the average passes the level.
    level_uv : ndarray of float64, shape (n_movements,)
        Resting level and onset threshold together, microvolts.
    rate_hz : float
    settings : DetectionSettings
        Uses ``envelope_s``.

    Returns
    -------
    ndarray of int, shape (n_movements,)
    """
    half = envelope.bins_in(settings.envelope_s / 2)
    bins = _bins_around(envelope, rising_bins, half + 2, half)
    above = _short_median(envelope, bins) > level_uv[:, np.newaxis]
    crossing = np.where(above.any(axis=1), _at_first(bins, above), rising_bins)
    edges, last_bin = envelope.edges, len(envelope.mean_uv)
    begin = edges[np.maximum(crossing - AROUND_BINS, 0)]
    end = edges[np.minimum(crossing + AROUND_BINS + 1, last_bin)]
    width = max(1, round(LASTS_S * rate_hz))
    reach = int(np.max(end - begin, initial=0))
    samples = begin[:, np.newaxis] + np.arange(reach + width)
    total = _running_total(_values_at(rectified, samples))
    searched = samples[:, :reach]
    known = np.minimum(width, len(rectified) - searched)
    mean_uv = (total[:, width : width + reach] - total[:, :reach]) / np.maximum(known, 1)
    reached = _values_at(rectified, searched) >= level_uv[:, np.newaxis]
    reached &= searched < end[:, np.newaxis]
    lasting = reached & (mean_uv >= level_uv[:, np.newaxis])
    return np.where(
        lasting.any(axis=1),
        _at_first(searched, lasting),
        np.where(reached.any(axis=1), _at_last(searched, reached), edges[crossing]),
    )


def end_samples(
    rectified: NDArray[np.floating[Any]],
    envelope: Envelope,
    stop_bins: NDArray[np.intp],
    rest_uv: NDArray[np.float64],
    above_rest_uv: NDArray[np.floating[Any]],
    rate_hz: float,
    settings: DetectionSettings,
) -> NDArray[np.intp]:
    """Return the sample after the last one of each movement.

    The last sample that exceeds the end level and what rest alone reaches, and that muscle
    activity precedes, near the bin in which the short median of the envelope last lies above the
    level.

    Parameters
    ----------
    rectified, envelope, rate_hz, settings
        As in `onset_samples`; uses ``rest_peak_factor`` too.
    stop_bins : ndarray of int, shape (n_movements,)
        Bin in which the median of the envelope has come to rest.
    rest_uv : ndarray of float64, shape (n_movements,)
        Resting level, microvolts.
    above_rest_uv : ndarray of float, shape (n_movements,)
        How far above rest EMG is activity, microvolts.

    Returns
    -------
    ndarray of int, shape (n_movements,)
    """
    half = envelope.bins_in(settings.envelope_s / 2)
    level_uv = (rest_uv + above_rest_uv)[:, np.newaxis]
    bins = _bins_around(envelope, stop_bins, half + 1, half)
    above = _short_median(envelope, bins) > level_uv
    crossing = np.where(above.any(axis=1), _at_last(bins, above) + 1, stop_bins)
    edges, last_bin = envelope.edges, len(envelope.mean_uv)
    begin = edges[np.maximum(crossing - AROUND_BINS, 0)]
    end = edges[np.minimum(crossing + AROUND_BINS, last_bin)]
    width = max(1, round(LASTS_S * rate_hz))
    reach = int(np.max(end - begin, initial=0))
    samples = begin[:, np.newaxis] + np.arange(-width, reach)
    values = _values_at(rectified, samples)
    total = _running_total(values)
    searched = samples[:, width:]
    known = np.minimum(width, searched + 1)
    mean_uv = (total[:, width + 1 :] - total[:, 1 : reach + 1]) / known
    peak_uv = np.maximum(level_uv, settings.rest_peak_factor * rest_uv[:, np.newaxis])
    active = (values[:, width:] > peak_uv) & (searched < end[:, np.newaxis])
    lasting = active & (mean_uv >= level_uv)
    return np.where(
        lasting.any(axis=1),
        _at_last(searched, lasting) + 1,
        np.where(
            active.any(axis=1),
            _at_first(searched, active) + 1,
            edges[np.minimum(crossing, last_bin)],
        ),
    )


def _bins_around(
    envelope: Envelope, bins: NDArray[np.intp], before: int, after: int
) -> NDArray[np.intp]:
    """Return bins around others, the outermost repeated beyond, shape (n, before + 1 + after)."""
    around = bins[:, np.newaxis] + np.arange(-before, after + 1)
    return np.asarray(np.clip(around, 0, len(envelope.mean_uv) - 1))


def _short_median(envelope: Envelope, bins: NDArray[np.intp]) -> NDArray[np.floating[Any]]:
    """Return the median over a few bins around each bin, of the shape of ``bins``."""
    windows = np.clip(bins[..., np.newaxis] + _SHORT_WINDOW, 0, len(envelope.mean_uv) - 1)
    return np.asarray(np.sort(envelope.mean_uv[windows], axis=-1)[..., SHORT_BINS // 2])


def _values_at(
    rectified: NDArray[np.floating[Any]], samples: NDArray[np.intp]
) -> NDArray[np.floating[Any]]:
    """Return samples by their number; 0 beyond the ends."""
    inside = (samples >= 0) & (samples < len(rectified))
    return np.asarray(np.where(inside, rectified[np.clip(samples, 0, len(rectified) - 1)], 0.0))


def _running_total(values: NDArray[np.floating[Any]]) -> NDArray[np.float64]:
    """Return the sums of all values before each, shape (n_rows, n_values + 1)."""
    total = np.cumsum(values, axis=1, dtype=np.float64)
    return np.concatenate((np.zeros((len(values), 1)), total), axis=1)


def _at_first(numbers: NDArray[np.intp], flags: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Return the number at the first flag of each row; the first number where there is none."""
    if not flags.shape[1]:
        return np.zeros(len(flags), dtype=np.intp)
    at = np.argmax(flags, axis=1)
    return np.asarray(np.take_along_axis(numbers, at[:, np.newaxis], axis=1)[:, 0])


def _at_last(numbers: NDArray[np.intp], flags: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Return the number at the last flag of each row; the last number where there is none."""
    return _at_first(numbers[:, ::-1], flags[:, ::-1])
