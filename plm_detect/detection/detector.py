"""Find the movements of one leg."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.detection.activity import find_activity, rising_bins
from plm_detect.detection.artefacts import form_factors, standing_out
from plm_detect.detection.chance import end_above_rest_uv
from plm_detect.detection.edges import end_samples, onset_samples
from plm_detect.detection.envelope import envelope_of
from plm_detect.detection.morphology import are_sustained
from plm_detect.detection.pieces import Pieces
from plm_detect.detection.resting import resting_level
from plm_detect.model.movements import LegMovements
from plm_detect.model.spans import at_least, group_starts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from plm_detect.detection.activity import Activity
    from plm_detect.detection.envelope import Envelope
    from plm_detect.detection.resting import RestingLevel
    from plm_detect.model.movements import Side
    from plm_detect.model.rulesections import DetectionCriteria
    from plm_detect.model.settings import DetectionSettings
    from plm_detect.model.signals import LegSignal, Segment


@dataclass(frozen=True, eq=False)
class FollowedSegment:
    """A rectified stretch with what is followed through it.

    Attributes
    ----------
    segment : Segment
    envelope : Envelope
    rest : RestingLevel
    """

    segment: Segment
    envelope: Envelope
    rest: RestingLevel


@dataclass(frozen=True, eq=False)
class DetectedLeg:
    """Outcome of the detection.

    Attributes
    ----------
    movements : LegMovements
    varied : tuple of LegMovements
        What would be found with each of the other onset thresholds.
    """

    movements: LegMovements
    varied: tuple[LegMovements, ...]


def follow(leg: LegSignal, settings: DetectionSettings) -> tuple[FollowedSegment, ...]:
    """Return every stretch of a rectified leg with its envelope and resting level.

    Parameters
    ----------
    leg : LegSignal
        Rectified EMG; its segments are followed one by one, so that no resting level crosses a
        gap.
    settings : DetectionSettings
    """
    followed = []
    for segment in leg.segments:
        envelope = envelope_of(segment, settings)
        followed.append(FollowedSegment(segment, envelope, resting_level(envelope, settings)))
    return tuple(followed)


def rest_over_night(followed: Sequence[FollowedSegment]) -> NDArray[np.float64]:
    """Return the resting level over the night, one value per bin, gaps left out; microvolts."""
    return np.concatenate([np.empty(0), *(each.rest.microvolts for each in followed)])


def detect(
    followed: Sequence[FollowedSegment],
    side: Side,
    criteria: DetectionCriteria,
    settings: DetectionSettings,
    other_onsets_uv: Sequence[float] = (),
) -> DetectedLeg:
    """Find the movements of one leg.

    Parameters
    ----------
    followed : sequence of FollowedSegment
        As `follow` returns them; no movement crosses a gap between them.
    side : Side
    criteria : DetectionCriteria
        Thresholds and durations of the rule set.
    settings : DetectionSettings
    other_onsets_uv : sequence of float
        Onset thresholds to try as well, microvolts above rest.

    Returns
    -------
    DetectedLeg

    Notes
    -----
    A movement that is cut by the beginning or end of a stretch is kept with the part that was
    recorded. Movements that are too long for a rule set are returned too: whether they count is
    decided when the rules are applied.
    """
    onsets_uv = (criteria.onset_above_rest_uv, *other_onsets_uv)
    found: list[list[LegMovements]] = [[] for _ in onsets_uv]
    for each in followed:
        activity = find_activity(each.envelope, each.rest, each.segment.rate_hz, criteria, settings)
        ends = _ends(each, activity, criteria, settings)
        for parts, onset_uv in zip(found, onsets_uv, strict=True):
            first, stop = _edges(each, activity, ends, onset_uv, settings)
            parts.append(_movements(each, side, first, stop, criteria, settings))
    movements, *varied = (LegMovements.together(parts) for parts in found)
    return DetectedLeg(movements, tuple(varied))


def _ends(
    followed: FollowedSegment,
    activity: Activity,
    criteria: DetectionCriteria,
    settings: DetectionSettings,
) -> NDArray[np.intp]:
    """Return the sample after the last one of each stretch of activity."""
    segment, envelope = followed.segment, followed.envelope
    rest_uv = followed.rest.at(np.minimum(activity.stop, len(envelope.mean_uv) - 1))
    return end_samples(
        segment.microvolts,
        envelope,
        activity.stop,
        rest_uv,
        end_above_rest_uv(rest_uv, criteria.end_above_rest_uv, segment.rate_hz, settings),
        segment.rate_hz,
        settings,
    )


def _edges(
    followed: FollowedSegment,
    activity: Activity,
    ends: NDArray[np.intp],
    onset_uv: float,
    settings: DetectionSettings,
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return first and last samples of the activity that reaches an onset threshold."""
    segment, envelope = followed.segment, followed.envelope
    rising = rising_bins(activity, onset_uv)
    least_uv = settings.stands_out_share * onset_uv
    rises = np.flatnonzero(rising >= 0)
    kept = standing_out(envelope, activity.begin[rises], activity.stop[rises], least_uv)
    chosen = rises[kept]
    level_uv = followed.rest.at(rising[chosen]) + onset_uv
    first = onset_samples(
        segment.microvolts, envelope, rising[chosen], level_uv, segment.rate_hz, settings
    )
    stop = ends[chosen]
    return first[stop > first], stop[stop > first]


def _movements(
    followed: FollowedSegment,
    side: Side,
    first: NDArray[np.intp],
    stop: NDArray[np.intp],
    criteria: DetectionCriteria,
    settings: DetectionSettings,
) -> LegMovements:
    """Return what of the activity makes a movement: joined, long enough, even, sustained."""
    segment, envelope, rest = followed.segment, followed.envelope, followed.rest
    emg, rate_hz = segment.microvolts, segment.rate_hz
    first, stop = _joined(segment, first, stop, criteria)
    long = at_least(segment.times(stop) - segment.times(first), criteria.shortest_s)
    first, stop = first[long], stop[long]
    pieces = Pieces.of(emg, first, stop)
    rest_uv = rest.at(envelope.bin_of(first))
    kept = form_factors(pieces, rate_hz) >= settings.lowest_form_factor
    kept &= are_sustained(pieces, rest_uv, rate_hz, criteria)
    return LegMovements(
        onset_s=segment.times(first)[kept],
        end_s=segment.times(stop)[kept],
        side=np.full(int(kept.sum()), side, dtype=np.int8),
        peak_uv=(pieces.peak() - rest_uv)[kept],
        mean_uv=(pieces.mean() - rest_uv)[kept],
        rest_uv=rest_uv[kept],
    )


def _joined(
    segment: Segment,
    first: NDArray[np.intp],
    stop: NDArray[np.intp],
    criteria: DetectionCriteria,
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Close gaps that are shorter than the quiet time of the rule."""
    groups = group_starts(segment.times(first), segment.times(stop), criteria.end_quiet_s)
    if not len(groups):
        return first, stop
    return first[groups], np.maximum.reduceat(stop, groups)
