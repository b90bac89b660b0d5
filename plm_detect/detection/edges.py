"""Where exactly a movement begins and ends, read from the rectified EMG itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from plm_detect.detection.envelope import middle

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


def onset_sample(
    rectified: NDArray[np.floating[Any]],
    envelope: Envelope,
    rising_bin: int,
    level_uv: float,
    rate_hz: float,
    settings: DetectionSettings,
) -> int:
    """Return the first sample of a movement.

    The first sample that reaches the level and that muscle activity follows, near the bin in
    which the short median of the envelope passes the level.

    Parameters
    ----------
    rectified : ndarray of float, shape (n_samples,)
        Microvolts.
    envelope : Envelope
    rising_bin : int
        Bin in which the average passes the level.
    level_uv : float
        Resting level and onset threshold together, microvolts.
    rate_hz : float
    settings : DetectionSettings
        Uses ``envelope_s``.
    """
    half = envelope.bins_in(settings.envelope_s / 2)
    first = max(rising_bin - half - 2, 0)
    above = np.flatnonzero(_short_median(envelope, first, rising_bin + half + 1) > level_uv)
    crossing = first + int(above[0]) if len(above) else rising_bin
    edges, last_bin = envelope.edges, len(envelope.mean_uv)
    begin = int(edges[max(crossing - AROUND_BINS, 0)])
    end = int(edges[min(crossing + AROUND_BINS + 1, last_bin)])
    reached = begin + np.flatnonzero(rectified[begin:end] >= level_uv)
    if not len(reached):
        return int(edges[crossing])
    width = max(1, round(LASTS_S * rate_hz))
    stop = np.minimum(reached + width, len(rectified))
    total = np.concatenate(([0.0], np.cumsum(rectified[begin : stop[-1]], dtype=np.float64)))
    mean_uv = (total[stop - begin] - total[reached - begin]) / (stop - reached)
    lasting = np.flatnonzero(mean_uv >= level_uv)
    return int(reached[lasting[0] if len(lasting) else -1])


def end_sample(
    rectified: NDArray[np.floating[Any]],
    envelope: Envelope,
    stop_bin: int,
    rest_uv: float,
    end_above_rest_uv: float,
    rate_hz: float,
    settings: DetectionSettings,
) -> int:
    """Return the sample after the last one of a movement.

    The last sample that exceeds the end level and what rest alone reaches, and that muscle
    activity precedes, near the bin in which the short median of the envelope last lies above the
    level.

    Parameters
    ----------
    rectified, envelope, rate_hz, settings
        As in `onset_sample`; uses ``rest_peak_factor`` too.
    stop_bin : int
        Bin in which the median of the envelope has come to rest.
    rest_uv, end_above_rest_uv : float
        Resting level and end threshold, microvolts.
    """
    half = envelope.bins_in(settings.envelope_s / 2)
    level_uv = rest_uv + end_above_rest_uv
    first = max(stop_bin - half - 1, 0)
    above = np.flatnonzero(_short_median(envelope, first, stop_bin + half + 1) > level_uv)
    crossing = first + int(above[-1]) + 1 if len(above) else stop_bin
    edges, last_bin = envelope.edges, len(envelope.mean_uv)
    begin = int(edges[max(crossing - AROUND_BINS, 0)])
    end = int(edges[min(crossing + AROUND_BINS, last_bin)])
    peak_uv = max(level_uv, settings.rest_peak_factor * rest_uv)
    active = begin + np.flatnonzero(rectified[begin:end] > peak_uv)
    if not len(active):
        return int(edges[min(crossing, last_bin)])
    width = max(1, round(LASTS_S * rate_hz))
    start = np.maximum(active + 1 - width, 0)
    total = np.concatenate(([0.0], np.cumsum(rectified[start[0] : end], dtype=np.float64)))
    mean_uv = (total[active + 1 - start[0]] - total[start - start[0]]) / (active + 1 - start)
    lasting = np.flatnonzero(mean_uv >= level_uv)
    return int(active[lasting[-1] if len(lasting) else 0]) + 1


def _short_median(envelope: Envelope, first: int, stop: int) -> NDArray[np.floating[Any]]:
    """Return the median over a few bins, for the bins from first to stop."""
    n_bins = len(envelope.mean_uv)
    bins = np.arange(first, min(stop, n_bins))
    windows = np.minimum(np.maximum(bins[:, np.newaxis] + _SHORT_WINDOW, 0), n_bins - 1)
    return middle(envelope.mean_uv[windows])
