"""How strong movements are that others have marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from plm_detect.detection.pieces import Pieces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from plm_detect.detection.following import FollowedSegment


def mean_above_rest(
    followed: Sequence[FollowedSegment],
    onset_s: NDArray[np.float64],
    end_s: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Return the mean of the rectified EMG of a leg above its resting level at the onset.

    Parameters
    ----------
    followed : sequence of FollowedSegment
        The leg.
    onset_s, end_s : ndarray of float64, shape (n,)

    Returns
    -------
    ndarray of float64, shape (n,)
        Microvolts, never below zero; NaN where the leg was not followed all the while.
    """
    mean_uv = np.full(len(onset_s), np.nan)
    for each in followed:
        segment = each.segment
        inside = np.flatnonzero((segment.start_s <= onset_s) & (end_s <= segment.end_s))
        first, stop = segment.nearest(onset_s[inside]), segment.nearest(end_s[inside])
        measured = stop > first
        first, stop = first[measured], stop[measured]
        rest_uv = each.rest.at(each.envelope.bin_of(first))
        above_uv = Pieces.of(segment.microvolts, first, stop).mean() - rest_uv
        mean_uv[inside[measured]] = np.maximum(above_uv, 0.0)
    return mean_uv
