"""Follow a leg through the night: its envelope, its resting EMG, its heartbeat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.detection.artefacts import usual_frequency_hz
from plm_detect.detection.envelope import envelope_of
from plm_detect.detection.resting import resting_level
from plm_detect.detection.rhythm import heart_rhythm

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from plm_detect.detection.envelope import Envelope
    from plm_detect.detection.resting import RestingLevel
    from plm_detect.model.settings import DetectionSettings
    from plm_detect.model.signals import LegSignal, Room, Segment


@dataclass(frozen=True, eq=False)
class FollowedSegment:
    """A rectified stretch, or a section of one, with what is followed through it.

    Attributes
    ----------
    segment : Segment
    envelope : Envelope
    rest : RestingLevel
    heart_rhythm : float or None
        How strongly the whole leg beats like a heart, from about 0.1 to 1.
    usual_hz : float
        How fast the EMG of the whole stretch changes as a rule, see `usual_frequency_hz`.
    own : (int, int) or None
        First bin of the envelope in which movements begin that are this section's, and the one
        after the last; None for all.
    """

    segment: Segment
    envelope: Envelope
    rest: RestingLevel
    heart_rhythm: float | None
    usual_hz: float = 0.0
    own: tuple[int, int] | None = None

    def owns(self, bins: NDArray[np.intp]) -> NDArray[np.bool_]:
        """Return which bins of the envelope are not another section's, shape (n,)."""
        begin, stop = self.own or (0, len(self.envelope.mean_uv))
        return np.asarray((bins >= begin) & (bins < stop))


def follow(
    leg: LegSignal, settings: DetectionSettings, room: Room = np.empty
) -> tuple[FollowedSegment, ...]:
    """Return every stretch of a rectified leg with its envelope and resting level.

    Parameters
    ----------
    leg : LegSignal
        Rectified EMG; its segments are followed one by one, so that no resting level crosses a
        gap.
    settings : DetectionSettings
    room : callable
        Where the envelope is kept.
    """
    envelopes = [envelope_of(segment, settings, room) for segment in leg.segments]
    levels = [
        resting_level(envelope, segment.rate_hz, settings)
        for envelope, segment in zip(envelopes, leg.segments, strict=True)
    ]
    rhythm = heart_rhythm(list(zip(envelopes, levels, strict=True)))
    return tuple(
        FollowedSegment(segment, envelope, level, rhythm, usual_frequency_hz(segment))
        for segment, envelope, level in zip(leg.segments, envelopes, levels, strict=True)
    )


def rest_over_night(followed: Sequence[FollowedSegment]) -> NDArray[np.float64]:
    """Return the resting level over the night, one value per bin, gaps left out; microvolts."""
    return np.concatenate([np.empty(0), *(each.rest.microvolts for each in followed)])
