"""Find the movements of one leg."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.detection.activity import find_activity, rising_bins
from plm_detect.detection.artefacts import form_factor, stands_out
from plm_detect.detection.edges import end_sample, onset_sample
from plm_detect.detection.envelope import envelope_of
from plm_detect.detection.morphology import amplitudes, are_sustained
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
        activity = find_activity(each.envelope, each.rest, criteria, settings)
        ends: dict[int, int] = {}
        for parts, onset_uv in zip(found, onsets_uv, strict=True):
            parts.append(_movements(each, activity, ends, side, onset_uv, criteria, settings))
    movements, *varied = (LegMovements.together(parts) for parts in found)
    return DetectedLeg(movements, tuple(varied))


def _movements(
    followed: FollowedSegment,
    activity: Activity,
    ends: dict[int, int],
    side: Side,
    onset_uv: float,
    criteria: DetectionCriteria,
    settings: DetectionSettings,
) -> LegMovements:
    segment, envelope, rest = followed.segment, followed.envelope, followed.rest
    emg, rate_hz = segment.microvolts, segment.rate_hz
    rising = rising_bins(activity, onset_uv)
    lasts = np.asarray((activity.stop - activity.begin) * envelope.bin_s, dtype=np.float64)
    chosen = np.flatnonzero(
        (rising >= 0) & at_least(lasts, criteria.shortest_s - settings.envelope_bin_s)
    )
    at_onset = rest.at(rising[chosen])
    at_end = rest.at(np.minimum(activity.stop[chosen], len(envelope.mean_uv) - 1))
    rows = zip(chosen.tolist(), at_onset.tolist(), at_end.tolist(), strict=True)
    samples = []
    for i, onset_rest, end_rest in rows:
        begin, stop = int(activity.begin[i]), int(activity.stop[i])
        if not stands_out(envelope, begin, stop, onset_uv, settings.stands_out_share):
            continue
        level = onset_rest + onset_uv
        onset = onset_sample(emg, envelope, int(rising[i]), level, rate_hz, settings)
        if i not in ends:
            ends[i] = end_sample(
                emg, envelope, stop, end_rest, criteria.end_above_rest_uv, rate_hz, settings
            )
        if ends[i] > onset:
            samples.append((onset, ends[i]))
    table = np.array(samples, dtype=np.intp).reshape(-1, 2)
    joined = _joined(segment, table[:, 0], table[:, 1], criteria)
    first, end = _judged(segment, *joined, criteria, settings)
    rest_uv = rest.at(envelope.bin_of(first))
    sustained = are_sustained(emg, rest_uv, first, end, rate_hz, criteria)
    first, end, rest_uv = first[sustained], end[sustained], rest_uv[sustained]
    peak_uv, mean_uv = amplitudes(emg, rest_uv, first, end)
    return LegMovements(
        onset_s=segment.times(first),
        end_s=segment.times(end),
        side=np.full(len(first), side, dtype=np.int8),
        peak_uv=peak_uv,
        mean_uv=mean_uv,
        rest_uv=rest_uv,
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


def _judged(
    segment: Segment,
    first: NDArray[np.intp],
    stop: NDArray[np.intp],
    criteria: DetectionCriteria,
    settings: DetectionSettings,
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Leave out what is too short, and what electrode pops made."""
    emg, rate_hz = segment.microvolts, segment.rate_hz
    kept = at_least(segment.times(stop) - segment.times(first), criteria.shortest_s)
    for i in np.flatnonzero(kept).tolist():
        kept[i] = form_factor(emg[first[i] : stop[i]], rate_hz) >= settings.lowest_form_factor
    return first[kept], stop[kept]
