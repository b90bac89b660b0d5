"""Where exactly movements begin and end, read from the rectified EMG itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.detection.envelope import Envelope
    from plm_detect.model.settings import DetectionSettings

AROUND_BINS = 2
"""This many bins on either side of the bin of an edge are searched sample by sample."""
LASTS_S = 0.03
"""From the first sample of a movement on, and up to its last, the mean over this time reaches the
level too: a lone spike is no edge."""


def onset_samples(
    rectified: NDArray[np.floating[Any]],
    envelope: Envelope,
    rising_bins: NDArray[np.intp],
    level_uv: NDArray[np.float64],
    rate_hz: float,
) -> NDArray[np.intp]:
    """Return the first sample of each movement.

    The first sample near the bin of the onset that reaches the level and from which on the mean
    over 30 ms does too.

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

    Returns
    -------
    ndarray of int, shape (n_movements,)
    """
    edges, last_bin = envelope.edges, len(envelope.mean_uv)
    begin = edges[np.maximum(rising_bins - AROUND_BINS, 0)]
    end = edges[np.minimum(rising_bins + AROUND_BINS + 1, last_bin)]
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
        np.where(reached.any(axis=1), _at_last(searched, reached), edges[rising_bins]),
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

    The last sample near the end of the activity that exceeds the end level and what rest alone
    reaches, and up to which the mean over 30 ms reaches the end level.

    Parameters
    ----------
    rectified, envelope, rate_hz
        As in `onset_samples`.
    stop_bins : ndarray of int, shape (n_movements,)
        Bin after the last one of the activity.
    rest_uv : ndarray of float64, shape (n_movements,)
        Resting level, microvolts.
    above_rest_uv : ndarray of float, shape (n_movements,)
        How far above rest EMG is activity, microvolts.
    settings : DetectionSettings
        Uses ``rest_peak_factor``.

    Returns
    -------
    ndarray of int, shape (n_movements,)
    """
    level_uv = (rest_uv + above_rest_uv)[:, np.newaxis]
    edges, last_bin = envelope.edges, len(envelope.mean_uv)
    begin = edges[np.maximum(stop_bins - AROUND_BINS - 1, 0)]
    end = edges[np.minimum(stop_bins + AROUND_BINS, last_bin)]
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
        edges[np.minimum(stop_bins, last_bin)],
    )


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
