"""Find the movements of one leg."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.detection.morphology import amplitudes, are_sustained
from plm_detect.detection.resting import resting_levels
from plm_detect.detection.thresholds import active_stretches
from plm_detect.model.movements import LegMovements
from plm_detect.model.spans import at_least, group_starts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from plm_detect.detection.resting import RestingLevel
    from plm_detect.model.movements import Side
    from plm_detect.model.rulesections import DetectionCriteria
    from plm_detect.model.settings import DetectionSettings
    from plm_detect.model.signals import LegSignal, Segment


@dataclass(frozen=True, eq=False)
class DetectedLeg:
    """Outcome of the detection.

    Attributes
    ----------
    movements : LegMovements
    varied : tuple of LegMovements
        What would be found with each of the other onset thresholds.
    rest : tuple of RestingLevel
        Resting level of every segment.
    """

    movements: LegMovements
    varied: tuple[LegMovements, ...]
    rest: tuple[RestingLevel, ...]

    @property
    def rest_uv(self) -> NDArray[np.float64]:
        """Resting level over the night, one value per bin, gaps left out; microvolts."""
        return np.concatenate([np.empty(0), *(level.microvolts for level in self.rest)])


def detect(
    leg: LegSignal,
    criteria: DetectionCriteria,
    settings: DetectionSettings,
    *,
    rest: tuple[RestingLevel, ...] | None = None,
    other_onsets_uv: Sequence[float] = (),
) -> DetectedLeg:
    """Find the movements of one leg.

    Parameters
    ----------
    leg : LegSignal
        Rectified EMG; its segments are searched one by one, so that neither a movement nor a
        resting level crosses a gap.
    criteria : DetectionCriteria
        Thresholds and durations of the rule set.
    settings : DetectionSettings
    rest : tuple of RestingLevel or None
        Resting level of every segment where it is known already.
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
    rest = resting_levels(leg, settings) if rest is None else rest
    found = [
        _movements_of_segment(segment, level, leg.side, criteria, settings, other_onsets_uv)
        for segment, level in zip(leg.segments, rest, strict=True)
    ]
    each_threshold = zip(*found, strict=True) if found else [()] * (1 + len(other_onsets_uv))
    movements, *varied = (LegMovements.together(parts) for parts in each_threshold)
    return DetectedLeg(movements, tuple(varied), rest)


def _movements_of_segment(
    segment: Segment,
    rest: RestingLevel,
    side: Side,
    criteria: DetectionCriteria,
    settings: DetectionSettings,
    other_onsets_uv: Sequence[float],
) -> list[LegMovements]:
    stretches = active_stretches(
        segment.microvolts, rest, segment.rate_hz, settings, criteria, other_onsets_uv
    )
    return [_movements(segment, rest, side, criteria, *each) for each in stretches]


def _movements(
    segment: Segment,
    rest: RestingLevel,
    side: Side,
    criteria: DetectionCriteria,
    first: NDArray[np.intp],
    stop: NDArray[np.intp],
) -> LegMovements:
    emg, rate_hz = segment.microvolts, segment.rate_hz
    groups = group_starts(segment.times(first), segment.times(stop), criteria.end_quiet_s)
    if len(groups):
        first, stop = first[groups], np.maximum.reduceat(stop, groups)
    long_enough = at_least(segment.times(stop) - segment.times(first), criteria.shortest_s)
    first, stop = first[long_enough], stop[long_enough]
    sustained = are_sustained(emg, rest.at(first), first, stop, rate_hz, criteria)
    first, stop = first[sustained], stop[sustained]
    rest_uv = rest.at(first)
    peak_uv, mean_uv = amplitudes(emg, rest_uv, first, stop)
    return LegMovements(
        onset_s=segment.times(first),
        end_s=segment.times(stop),
        side=np.full(len(first), side, dtype=np.int8),
        peak_uv=peak_uv,
        mean_uv=mean_uv,
        rest_uv=rest_uv,
    )
