"""Where exactly movements begin and end, read from the rectified EMG itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from plm_detect.detection.pieces import Pieces

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.detection.envelope import Envelope
    from plm_detect.model.settings import DetectionSettings
    from plm_detect.model.signals import Samples

AROUND_BINS = 2
"""This many bins on either side of the bin of an edge are searched sample by sample."""
LASTS_S = 0.03
"""From the first sample of a movement on, and up to its last, the mean over this time reaches the
level too: a lone spike is no edge."""


def onset_samples(
    rectified: Samples,
    envelope: Envelope,
    first_bins: NDArray[np.intp],
    rising_bins: NDArray[np.intp],
    level_uv: NDArray[np.float64],
    rate_hz: float,
    settings: DetectionSettings,
) -> NDArray[np.intp]:
    """Return the first sample of each movement.

    The first sample of the activity that reaches the level and from which on the mean over a
    short time does too.

    Parameters
    ----------
    rectified : samples of float, shape (n_samples,)
        Microvolts.
    envelope : Envelope
    first_bins : ndarray of int, shape (n_movements,)
        First bin of each activity.
    rising_bins : ndarray of int, shape (n_movements,)
        Bin in which its average passes the level.
    level_uv : ndarray of float64, shape (n_movements,)
        Resting level and onset threshold together, microvolts.
    rate_hz : float
    settings : DetectionSettings
        Uses ``onset_edge_s`` and half of the longest average on which an onset is judged.

    Returns
    -------
    ndarray of int, shape (n_movements,)
    """
    if not len(rising_bins):
        return rising_bins
    edges, last_bin = envelope.edges, len(envelope.mean_uv)
    late = envelope.bins_in(settings.onset_average_most_s / 2)
    begin = edges[np.maximum(first_bins - 1, 0)]
    end = edges[np.minimum(rising_bins + late, last_bin)]
    width, short = (max(1, round(s * rate_hz)) for s in (settings.onset_edge_s, LASTS_S))
    lengths = np.minimum(end + width, len(rectified)) - begin
    searched = Pieces.of(rectified, begin, begin + lengths)
    total = np.concatenate(([0.0], np.cumsum(searched.values, dtype=np.float64)))
    nth = np.arange(len(searched.values)) - np.repeat(searched.starts, lengths)
    left = np.repeat(lengths, lengths) - nth
    level = np.repeat(level_uv, lengths)
    lasting = (searched.values >= level) & (nth < np.repeat(end - begin, lengths))
    for n_samples in (short, width):
        at = np.flatnonzero(lasting)
        known = np.minimum(n_samples, left[at])
        lasting[at] = total[at + known] - total[at] >= known * level[at]
    never = np.iinfo(np.intp).max
    first = np.minimum.reduceat(np.where(lasting, nth, never), searched.starts)
    return np.where(first < never, begin + np.where(first < never, first, 0), edges[rising_bins])


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
