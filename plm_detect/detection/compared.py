"""Find the movements of one leg with a published detector."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from plm_detect.detection.pieces import Pieces
from plm_detect.detection.protocol import detector_of
from plm_detect.errors import SettingsError
from plm_detect.model.movements import LegMovements

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plm_detect.detection.following import FollowedSegment
    from plm_detect.detection.stretches import Stretches
    from plm_detect.model.movements import Side


def detect_published(name: str, followed: Sequence[FollowedSegment], side: Side) -> LegMovements:
    """Find the movements of one leg with a published detector.

    Parameters
    ----------
    name : str
    followed : sequence of FollowedSegment
        Conditioned like for the program's own detector; its resting level only stands beside the
        result.
    side : Side

    Raises
    ------
    SettingsError
        When the name is not known, or the result of the detector is invalid.
    """
    detector = detector_of(name)
    found = []
    for each in followed:
        segment = each.segment
        first, stop = _checked(name, detector.detect(segment), len(segment.microvolts))
        rest_uv = each.rest.at(each.envelope.bin_of(first))
        pieces = Pieces.of(segment.microvolts, first, stop)
        found.append(
            LegMovements.measured(
                onset_s=segment.times(first),
                end_s=segment.times(stop),
                side=np.full(len(first), side, dtype=np.int8),
                peak_uv=pieces.peak() - rest_uv,
                mean_uv=pieces.mean() - rest_uv,
                rest_uv=rest_uv,
            )
        )
    return LegMovements.together(found)


def _checked(name: str, found: Stretches, n_samples: int) -> Stretches:
    """Refuse an invalid result of a detector."""
    first, stop = (np.asarray(each) for each in found)
    if first.shape != stop.shape or first.ndim != 1 or {first.dtype.kind, stop.dtype.kind} - {"i"}:
        raise SettingsError(f"detector {name!r}: it must give first and last samples as integers.")
    limits = np.stack((first, stop), axis=1).ravel()
    is_sorted = np.all(np.diff(limits) >= 0) and np.all(stop > first)
    if not is_sorted or (len(limits) and (limits[0] < 0 or limits[-1] > n_samples)):
        raise SettingsError(
            f"detector {name!r}: its movements must be sorted, apart and within the recording."
        )
    return first, stop
