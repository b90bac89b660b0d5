"""Where the EMG rises above and falls back to the resting level, to the bin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.ndimage import uniform_filter1d

from plm_detect.detection.chance import end_above_rest_uv, onset_average_s
from plm_detect.model.spans import at_least

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.detection.envelope import Envelope
    from plm_detect.detection.resting import RestingLevel
    from plm_detect.model.rulesections import DetectionCriteria
    from plm_detect.model.settings import DetectionSettings


@dataclass(frozen=True, eq=False)
class Activity:
    """Stretches in which the EMG does not come to rest.

    Attributes
    ----------
    begin, stop : ndarray of int, shape (n_stretches,)
        First bin of the envelope and the one after the last.
    above_rest_uv : ndarray of float32, shape (n_bins,)
        How far the average of the envelope lies above rest, spikes cut to a multiple of the median.
    is_broad : ndarray of bool, shape (n_bins,)
        Whether the median lies above rest by enough for muscle activity.
    """

    begin: NDArray[np.intp]
    stop: NDArray[np.intp]
    above_rest_uv: NDArray[np.float32]
    is_broad: NDArray[np.bool_]


def find_activity(
    envelope: Envelope,
    rest: RestingLevel,
    rate_hz: float,
    criteria: DetectionCriteria,
    settings: DetectionSettings,
) -> Activity:
    """Return where the EMG does not come to rest for the quiet time of the rule.

    Parameters
    ----------
    envelope : Envelope
    rest : RestingLevel
    rate_hz : float
        Sampling rate of the EMG.
    criteria : DetectionCriteria
        Uses ``end_above_rest_uv``, ``end_quiet_s`` and ``shortest_s``, from which a bin is taken
        off, because edges are read from the samples later.
    settings : DetectionSettings
        Uses ``onset_average_s``, ``onset_average_most_s``, ``noise_sds``, ``spike_factor`` and
        ``broad_share``.
    """
    n_bins = len(envelope.mean_uv)
    rest_uv = rest.over(n_bins)
    median_above = envelope.median_uv - rest_uv
    begin, stop = _runs(
        median_above > end_above_rest_uv(rest_uv, criteria.end_above_rest_uv, rate_hz, settings)
    )
    if len(begin):
        apart = begin[1:] - stop[:-1] >= envelope.bins_in(criteria.end_quiet_s)
        begin = begin[np.concatenate(([True], apart))]
        stop = stop[np.concatenate((apart, [True]))]
        lasts_s = (stop - begin) * np.float64(envelope.bin_s)
        long = at_least(lasts_s, criteria.shortest_s - envelope.bin_s)
        begin, stop = begin[long], stop[long]
    cut = np.minimum(envelope.mean_uv, settings.spike_factor * envelope.median_uv)
    average = uniform_filter1d(
        cut, envelope.bins_in(onset_average_s(rate_hz, settings)), mode="nearest"
    )
    broad_uv = settings.broad_share * criteria.onset_above_rest_uv
    return Activity(begin, stop, average - rest_uv, median_above > broad_uv)


def rising_bins(activity: Activity, onset_above_rest_uv: float) -> NDArray[np.intp]:
    """Return the first bin of each stretch that reaches an onset threshold, else -1.

    Parameters
    ----------
    activity : Activity
    onset_above_rest_uv : float

    Returns
    -------
    ndarray of int, shape (n_stretches,)
    """
    over = np.flatnonzero((activity.above_rest_uv > onset_above_rest_uv) & activity.is_broad)
    if not len(over):
        return np.full(len(activity.begin), -1, dtype=np.intp)
    at = np.minimum(np.searchsorted(over, activity.begin), len(over) - 1)
    inside = (over[at] >= activity.begin) & (over[at] < activity.stop)
    return np.where(inside, over[at], -1)


def _runs(flags: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the first index of each run of true values and the one after its last."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False]))))
    return edges[::2], edges[1::2]
