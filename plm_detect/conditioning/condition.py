"""Condition the EMG of a leg, stretch by stretch."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from plm_detect.conditioning.filters import design_filter, padding, rectified
from plm_detect.model.spans import Spans

if TYPE_CHECKING:
    from plm_detect.model.settings import DetectionSettings
    from plm_detect.model.signals import LegSignal


@dataclass(frozen=True, eq=False)
class ConditionedLeg:
    """Outcome of the conditioning.

    Attributes
    ----------
    emg : LegSignal
        Band-passed and rectified; only stretches that are long enough to filter.
    excluded : Spans
        Recorded time that is left out, seconds from the start of the recording.
    """

    emg: LegSignal
    excluded: Spans


def condition(leg: LegSignal, settings: DetectionSettings) -> ConditionedLeg:
    """Return the band-passed and rectified EMG of a leg.

    No filter runs across a gap of the recording.
    """
    sections = design_filter(leg.rate_hz, settings)
    n_extra = padding(sections)
    kept = [s for s in leg.segments if len(s.microvolts) > n_extra]
    left_out = [s for s in leg.segments if len(s.microvolts) <= n_extra]
    segments = tuple(replace(s, microvolts=rectified(s.microvolts, sections)) for s in kept)
    return ConditionedLeg(
        emg=replace(leg, segments=segments),
        excluded=Spans.of((s.start_s, s.end_s) for s in left_out),
    )
