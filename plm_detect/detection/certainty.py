"""How far each movement stands from the decisions that made it one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.detection.artefacts import frequencies_hz
from plm_detect.detection.pieces import Pieces

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.detection.activity import Activity
    from plm_detect.detection.following import FollowedSegment
    from plm_detect.model.movements import LegMovements
    from plm_detect.model.rulesections import DetectionCriteria

CERTAIN_SHARE = 0.5
"""A margin of half the threshold is certain."""
CERTAIN_BURST_S = 0.5
"""So is activity of half a second without a gap: experts accept 94 % of these movements (Skeba et
al. 2016)."""


def described(
    followed: FollowedSegment,
    activity: Activity,
    prominence_uv: NDArray[np.float64],
    movements: LegMovements,
    criteria: DetectionCriteria,
    slowest_hz: float,
) -> LegMovements:
    """Return the movements of one stretch with their distance from each decision.

    Parameters
    ----------
    followed : FollowedSegment
    activity : Activity
        That the movements were found in.
    prominence_uv : ndarray of float64, shape (n_stretches,)
        How far each of its stretches rises over the EMG beside it.
    movements : LegMovements
        Sorted by onset.
    criteria : DetectionCriteria
    slowest_hz : float
        What changes more slowly is a tone.
    """
    if not len(movements):
        return movements
    segment, envelope = followed.segment, followed.envelope
    first, stop = segment.nearest(movements.onset_s), segment.nearest(movements.end_s)
    begin = envelope.bin_of(first)
    end = np.maximum(envelope.bin_of(np.maximum(stop - 1, 0)) + 1, begin + 1)
    # An onset may lie a bin before the stretch it belongs to.
    last = np.searchsorted(activity.first_bins(), end - 1, side="right")
    of = np.minimum(np.searchsorted(activity.stop_bins(), begin, side="right"), last - 1)
    highest_uv, burst_s, prominence = (
        _largest(values, of, last)
        for values in (activity.highest_uv(), activity.longest_burst_s, prominence_uv)
    )
    onset_uv, end_uv = criteria.onset_above_rest_uv, criteria.end_above_rest_uv
    margin_uv = highest_uv - onset_uv
    quiet = envelope.bins_in(criteria.end_quiet_s)
    after = np.minimum(end[:, np.newaxis] + np.arange(quiet), len(envelope.mean_uv) - 1)
    end_margin_uv = end_uv - (np.mean(envelope.mean_uv[after], axis=1) - movements.rest_uv)
    frequency_hz = frequencies_hz(segment, first, stop)
    means = Pieces.of(envelope.mean_uv, begin, end)
    filled = np.add.reduceat(
        means.above(movements.rest_uv + end_uv), means.starts, dtype=np.float64
    )
    shortest_s = max(criteria.shortest_s, 1 / segment.rate_hz)
    parts = (
        (movements.duration_s / shortest_s - 1) / CERTAIN_SHARE,
        margin_uv / (CERTAIN_SHARE * onset_uv),
        end_margin_uv / (CERTAIN_SHARE * end_uv),
        burst_s / CERTAIN_BURST_S,
        (prominence / onset_uv - CERTAIN_SHARE) / CERTAIN_SHARE,
        np.nan_to_num(frequency_hz / max(slowest_hz, 1e-6) - 1, nan=1.0) / CERTAIN_SHARE,
    )
    return replace(
        movements,
        onset_margin_uv=margin_uv,
        end_margin_uv=end_margin_uv,
        longest_burst_s=np.minimum(burst_s, movements.duration_s),
        filled_share=filled / means.lengths,
        prominence_uv=prominence,
        frequency_hz=frequency_hz,
        certainty=np.clip(np.min(parts, axis=0), 0.0, 1.0),
    )


def _largest(
    values: NDArray[np.float64], first: NDArray[np.intp], stop: NDArray[np.intp]
) -> NDArray[np.float64]:
    """Return the largest of some values from one place to another, at least one each."""
    edges = np.stack((first, np.maximum(stop, first + 1)), axis=1).ravel()
    padded = np.append(values, -np.inf)
    return np.maximum.reduceat(padded, edges)[::2]
