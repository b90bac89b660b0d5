"""Find the movements of one leg."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.detection.activity import find_activity, prominence_uv, rising_places
from plm_detect.detection.artefacts import frequencies_hz
from plm_detect.detection.certainty import described
from plm_detect.detection.chance import end_above_rest_uv
from plm_detect.detection.edges import end_samples, onset_samples
from plm_detect.detection.morphology import are_sustained
from plm_detect.detection.pieces import Pieces
from plm_detect.detection.sections import sections
from plm_detect.model.movements import LegMovements
from plm_detect.model.spans import at_least, group_starts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from plm_detect.detection.activity import Activity
    from plm_detect.detection.following import FollowedSegment
    from plm_detect.model.movements import Side
    from plm_detect.model.rulesections import DetectionCriteria
    from plm_detect.model.settings import DetectionSettings
    from plm_detect.model.signals import Segment

WEAK_SHARE = 0.5
"""Activity that reaches this share of the onset threshold, but not all of it, is weak."""


@dataclass(frozen=True, eq=False)
class Decisions:
    """How close stretches of activity came to the onset threshold.

    Attributes
    ----------
    middle_s : ndarray of float64, shape (n_stretches,)
        Seconds from the start of the recording.
    margin_uv : ndarray of float64, shape (n_stretches,)
        Highest average above rest minus the threshold, microvolts.
    """

    middle_s: NDArray[np.float64]
    margin_uv: NDArray[np.float64]

    @classmethod
    def together(cls, parts: Sequence[Decisions]) -> Decisions:
        """Return those of several stretches of EMG."""
        none = np.empty(0)
        return cls(
            np.concatenate([none, *(part.middle_s for part in parts)]),
            np.concatenate([none, *(part.margin_uv for part in parts)]),
        )

    @classmethod
    def of(
        cls, followed: FollowedSegment, activity: Activity, criteria: DetectionCriteria
    ) -> Decisions:
        """Return those of the activity in one stretch of EMG."""
        bins = (activity.first_bins() + activity.stop_bins()) / 2
        middle_s = (
            bins + followed.envelope.first_bin
        ) * followed.envelope.bin_s + followed.segment.start_s
        own = followed.owns(activity.first_bins())
        return cls(middle_s[own], (activity.highest_uv() - criteria.onset_above_rest_uv)[own])


@dataclass(frozen=True, eq=False)
class DetectedLeg:
    """Outcome of the detection.

    Attributes
    ----------
    movements : LegMovements
    varied : tuple of LegMovements
        What would be found with each of the other onset thresholds.
    tones : LegMovements
        What is no movement because it changes like a tone.
    unsustained : LegMovements
        What is no movement because the rule asks for a sustained stretch.
    n_weak : int
        Stretches of activity that reach between half of the onset threshold and all of it.
    decisions : Decisions
        How close every stretch of activity came to the onset threshold.
    """

    movements: LegMovements
    varied: tuple[LegMovements, ...]
    tones: LegMovements
    unsustained: LegMovements
    n_weak: int
    decisions: Decisions


@dataclass(frozen=True, eq=False)
class _Looks:
    """What tells activity from steps of the resting EMG and from tones.

    Attributes
    ----------
    prominence_uv : ndarray of float64, shape (n_stretches,)
    is_tone : ndarray of bool, shape (n_stretches,)
    slowest_hz : float
        What changes more slowly is a tone.
    """

    prominence_uv: NDArray[np.float64]
    is_tone: NDArray[np.bool_]
    slowest_hz: float

    @classmethod
    def of(
        cls, followed: FollowedSegment, activity: Activity, settings: DetectionSettings
    ) -> _Looks:
        """Return how the activity of a stretch looks."""
        segment, edges = followed.segment, followed.envelope.edges
        slowest_hz = max(settings.tone_hz, settings.tone_share * followed.usual_hz)
        speed_hz = frequencies_hz(
            segment, edges[activity.first_bins()], edges[activity.stop_bins()]
        )
        prominence = prominence_uv(activity, followed, settings)
        return cls(prominence, speed_hz < slowest_hz, slowest_hz)


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
    tones: list[LegMovements] = []
    unsustained: list[LegMovements] = []
    decisions: list[Decisions] = []
    n_weak = 0
    for each in sections(followed):
        activity = find_activity(each, criteria, settings, min(onsets_uv))
        ends = _ends(each, activity, criteria, settings)
        looks = _Looks.of(each, activity, settings)
        for i, (parts, onset_uv) in enumerate(zip(found, onsets_uv, strict=True)):
            stands_out = looks.prominence_uv >= settings.stands_out_share * onset_uv
            chosen = stands_out & ~looks.is_tone
            first, stop = _edges(each, activity, chosen, ends, onset_uv, settings)
            long, is_sustained = _movements(each, side, first, stop, criteria)
            parts.append(long.take(is_sustained))
            if i == 0:
                parts[-1] = described(
                    each, activity, looks.prominence_uv, parts[-1], criteria, looks.slowest_hz
                )
                unsustained.append(long.take(~is_sustained))
                chosen = stands_out & looks.is_tone
                first, stop = _edges(each, activity, chosen, ends, onset_uv, settings)
                long, is_sustained = _movements(each, side, first, stop, criteria)
                tones.append(long.take(is_sustained))
        decisions.append(Decisions.of(each, activity, criteria))
        highest = activity.highest_uv() / criteria.onset_above_rest_uv
        own = each.owns(activity.first_bins())
        n_weak += int(np.sum((highest > WEAK_SHARE) & (highest <= 1.0) & own))
    movements, *varied = (LegMovements.together(parts) for parts in found)
    return DetectedLeg(
        movements,
        tuple(varied),
        LegMovements.together(tones),
        LegMovements.together(unsustained),
        n_weak,
        Decisions.together(decisions),
    )


def _ends(
    followed: FollowedSegment,
    activity: Activity,
    criteria: DetectionCriteria,
    settings: DetectionSettings,
) -> NDArray[np.intp]:
    """Return the sample after the last one of each stretch of activity."""
    segment, envelope = followed.segment, followed.envelope
    stop = activity.stop_bins()
    rest_uv = followed.rest.at(np.minimum(stop, len(envelope.mean_uv) - 1))
    return end_samples(
        segment.microvolts[:],
        envelope,
        stop,
        rest_uv,
        end_above_rest_uv(rest_uv, criteria.end_above_rest_uv, segment.rate_hz, settings),
        segment.rate_hz,
        settings,
    )


def _edges(
    followed: FollowedSegment,
    activity: Activity,
    is_chosen: NDArray[np.bool_],
    ends: NDArray[np.intp],
    onset_uv: float,
    settings: DetectionSettings,
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return first and last samples of the activity that reaches an onset threshold."""
    segment, envelope = followed.segment, followed.envelope
    chosen, rising = rising_places(activity, onset_uv)
    chosen, rising = chosen[is_chosen[chosen]], rising[is_chosen[chosen]]
    first = onset_samples(
        segment.microvolts,
        envelope,
        activity.first_bins()[chosen],
        rising,
        followed.rest.at(rising) + onset_uv,
        segment.rate_hz,
        settings,
    )
    stop = ends[chosen]
    return first[stop > first], stop[stop > first]


def _movements(
    followed: FollowedSegment,
    side: Side,
    first: NDArray[np.intp],
    stop: NDArray[np.intp],
    criteria: DetectionCriteria,
) -> tuple[LegMovements, NDArray[np.bool_]]:
    """Return what of the activity is joined and long enough, and whether it is sustained."""
    segment, envelope, rest = followed.segment, followed.envelope, followed.rest
    emg, rate_hz = segment.microvolts, segment.rate_hz
    first, stop = _joined(segment, first, stop, criteria)
    long = at_least(segment.times(stop) - segment.times(first), criteria.shortest_s)
    long &= followed.owns(envelope.bin_of(first))
    first, stop = first[long], stop[long]
    pieces = Pieces.of(emg, first, stop)
    rest_uv = rest.at(envelope.bin_of(first))
    movements = LegMovements.measured(
        onset_s=segment.times(first),
        end_s=segment.times(stop),
        side=np.full(len(first), side, dtype=np.int8),
        peak_uv=pieces.peak() - rest_uv,
        mean_uv=pieces.mean() - rest_uv,
        rest_uv=rest_uv,
    )
    return movements, are_sustained(pieces, rest_uv, rate_hz, criteria)


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
