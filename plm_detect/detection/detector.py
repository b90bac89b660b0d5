"""Find the movements of one leg."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.detection.morphology import amplitudes, are_sustained
from plm_detect.detection.resting import resting_level
from plm_detect.detection.thresholds import active_stretches
from plm_detect.model.movements import LegMovements
from plm_detect.model.spans import at_least, group_starts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.detection.resting import RestingLevel
    from plm_detect.model.movements import Side
    from plm_detect.model.ruleset import MovementRule
    from plm_detect.model.settings import DetectionSettings
    from plm_detect.model.signals import LegSignal, Segment


@dataclass(frozen=True, eq=False)
class DetectedLeg:
    """Outcome of the detection.

    Attributes
    ----------
    movements : LegMovements
    rest_uv : ndarray of float64, shape (n_bins,)
        Resting level over the night, one value per ``rest_bin_s``, gaps left out; microvolts.
    """

    movements: LegMovements
    rest_uv: NDArray[np.float64]


def detect(leg: LegSignal, rule: MovementRule, settings: DetectionSettings) -> DetectedLeg:
    """Find the movements of one leg.

    Parameters
    ----------
    leg : LegSignal
        Rectified EMG; its segments are searched one by one, so that neither a movement nor a
        resting level crosses a gap.
    rule : MovementRule
        Thresholds and durations of the rule set.
    settings : DetectionSettings

    Returns
    -------
    DetectedLeg

    Notes
    -----
    A movement that is cut by the beginning or end of a stretch is kept with the part that was
    recorded. Movements longer than ``rule.longest_s`` are returned too: whether they count is
    decided when the rules are applied.
    """
    movements: list[LegMovements] = []
    rest_uv: list[NDArray[np.float64]] = [np.empty(0)]
    for segment in leg.segments:
        rest = resting_level(segment.microvolts, segment.rate_hz, settings)
        rest_uv.append(rest.microvolts)
        movements.append(_movements_of_segment(segment, rest, leg.side, rule, settings))
    return DetectedLeg(LegMovements.together(movements), np.concatenate(rest_uv))


def _movements_of_segment(
    segment: Segment,
    rest: RestingLevel,
    side: Side,
    rule: MovementRule,
    settings: DetectionSettings,
) -> LegMovements:
    emg, rate_hz = segment.microvolts, segment.rate_hz
    first, stop = active_stretches(emg, rest, rate_hz, settings, rule)
    onset_s, end_s = segment.times(first), segment.times(stop)
    groups = group_starts(onset_s, end_s, rule.end_quiet_s)
    if len(groups):
        first, stop = first[groups], np.maximum.reduceat(stop, groups)
    long_enough = at_least(segment.times(stop) - segment.times(first), rule.shortest_s)
    first, stop = first[long_enough], stop[long_enough]
    sustained = are_sustained(emg, rest.at(first), first, stop, rate_hz, rule)
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
