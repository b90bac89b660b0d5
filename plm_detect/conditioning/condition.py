"""Condition the EMG of a leg, stretch by stretch."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from plm_detect.conditioning.bandpass import band_edges_hz, band_passed
from plm_detect.model.spans import Spans

if TYPE_CHECKING:
    from plm_detect.model.settings import DetectionSettings
    from plm_detect.model.signals import LegSignal

SHORTEST_STRETCH_S = 0.5
"""Shorter stretches hold no movement that a rule would count."""


@dataclass(frozen=True, eq=False)
class ConditionedLeg:
    """Outcome of the conditioning.

    Attributes
    ----------
    emg : LegSignal
        Band-passed and rectified; only stretches that are long enough.
    excluded : Spans
        Recorded time that is left out, seconds from the start of the recording.
    hum_s : float
        Time from which mains hum was removed, seconds.
    """

    emg: LegSignal
    excluded: Spans
    hum_s: float


def condition(leg: LegSignal, settings: DetectionSettings) -> ConditionedLeg:
    """Return the band-passed and rectified EMG of a leg.

    No filter runs across a gap of the recording.

    Raises
    ------
    SettingsError
        When the band-pass leaves nothing at the leg's sampling rate.
    """
    band_edges_hz(leg.rate_hz, settings)
    shortest = SHORTEST_STRETCH_S * leg.rate_hz
    kept = [s for s in leg.segments if len(s.microvolts) >= shortest]
    left_out = [s for s in leg.segments if len(s.microvolts) < shortest]
    filtered = [band_passed(s.microvolts, s.rate_hz, settings) for s in kept]
    segments = tuple(
        replace(s, microvolts=f.rectified) for s, f in zip(kept, filtered, strict=True)
    )
    return ConditionedLeg(
        emg=replace(leg, segments=segments),
        excluded=Spans.of((s.start_s, s.end_s) for s in left_out),
        hum_s=sum(f.hum_s for f in filtered),
    )
