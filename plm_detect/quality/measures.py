"""What is measured of the recording of a leg."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.recording.prefilter import parse_prefilter
from plm_detect.recording.units import microvolts_per_unit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plm_detect.conditioning.condition import ConditionedLeg
    from plm_detect.detection.detector import DetectedLeg
    from plm_detect.detection.following import FollowedSegment
    from plm_detect.model.settings import DetectionSettings
    from plm_detect.model.signals import LegSignal
    from plm_detect.recording.montage import LegChannel


@dataclass(frozen=True)
class LegMeasures:
    """What is measured of a leg; None where it is not known.

    Those that ``limits.toml`` names decide the grade, the others stand in its sentences.

    Attributes
    ----------
    rest_uv, lowest_rest_uv, highest_rest_uv : float or None
        Median resting level; the second also of a leg that is too low to be followed.
    lost_share, lost_min : float or None
        Recorded time without a signal.
    clipped_share, clipped_s : float or None
        Recorded time at the limit of the range.
    hum_share, hum_min : float or None
        Recorded time from which mains hum was removed.
    heart_share, heart_rhythm : float or None
        Share of the power of the resting EMG that followed the ECG; autocorrelation of the
        resting EMG at the pace of a heart.
    rate_hz, highpass_hz, lowpass_hz : float or None
        From the header; a low-pass that cuts nothing is left out.
    step_uv : float or None
        One digital step, by the header.
    step_ratio : float or None
        The larger of the steps of both legs over the smaller.
    same_as_other : float or None
        Correlation with the other leg.
    band_hz : float or None
        Where the spectrum ends.
    filled_share, weak_share, n_weak, unsustained_share, n_unsustained, restless_share, \
restless_min, tones_per_hour : float or None
        What the detection tells, see `with_movements`.
    """

    rest_uv: float | None = None
    lowest_rest_uv: float | None = None
    highest_rest_uv: float | None = None
    lost_share: float | None = None
    lost_min: float | None = None
    clipped_share: float | None = None
    clipped_s: float | None = None
    hum_share: float | None = None
    hum_min: float | None = None
    heart_share: float | None = None
    heart_rhythm: float | None = None
    rate_hz: float | None = None
    highpass_hz: float | None = None
    lowpass_hz: float | None = None
    step_uv: float | None = None
    step_ratio: float | None = None
    same_as_other: float | None = None
    band_hz: float | None = None
    filled_share: float | None = None
    weak_share: float | None = None
    n_weak: float | None = None
    unsustained_share: float | None = None
    n_unsustained: float | None = None
    restless_share: float | None = None
    restless_min: float | None = None
    tones_per_hour: float | None = None


RESTLESS_S = 10.0
"""Longer movements are of the body or of restlessness: no candidates under any standard."""
FEWEST_MOVEMENTS = 10
"""Of fewer movements no share is given."""


def header_measures(leg: LegChannel, unit: str | None = None) -> LegMeasures:
    """Return what the header of a leg channel says of its quality: rate, band and resolution.

    Parameters
    ----------
    leg : LegChannel
    unit : str or None
        Unit of the channel, instead of the header's.
    """
    stated = parse_prefilter(leg.plus.prefilter)
    lowpass_hz = stated.lowpass_hz
    if lowpass_hz is not None and lowpass_hz >= leg.rate_hz / 2:
        lowpass_hz = None
    steps = [
        each.step * factor
        for each in leg.signals
        if each.step is not None
        and (factor := microvolts_per_unit(each.unit if unit is None else unit)) is not None
    ]
    return LegMeasures(
        rate_hz=leg.rate_hz,
        highpass_hz=stated.highpass_hz,
        lowpass_hz=lowpass_hz,
        step_uv=max(steps, default=None),
    )


def with_signal(
    measures: LegMeasures,
    conditioned: ConditionedLeg,
    followed: Sequence[FollowedSegment],
    recorded_s: float,
    settings: DetectionSettings,
) -> LegMeasures:
    """Return the measures with those of a leg's signal.

    Parameters
    ----------
    measures : LegMeasures
    conditioned : ConditionedLeg
    followed : sequence of FollowedSegment
    recorded_s : float
        Recorded time of the leg, gaps left out, seconds.
    settings : DetectionSettings
        Uses ``flat_below_uv``.
    """
    rest = np.concatenate([np.empty(0), *(each.rest.microvolts for each in followed)])
    flat = rest < settings.flat_below_uv
    most_flat = 2 * np.count_nonzero(flat) >= len(rest)
    searched_s = recorded_s - conditioned.excluded.total_s()
    lost_s = recorded_s - searched_s * (1 - (float(np.mean(flat)) if len(rest) else 1.0))
    median = float(np.median(rest[~flat])) if not most_flat else None
    return replace(
        measures,
        rest_uv=median,
        lowest_rest_uv=median if median is not None else _level(followed),
        highest_rest_uv=median,
        lost_share=min(lost_s / recorded_s, 1.0) if recorded_s else 1.0,
        lost_min=lost_s / 60,
        clipped_share=conditioned.clipped_s / recorded_s if recorded_s else 0.0,
        clipped_s=conditioned.clipped_s,
        hum_share=conditioned.hum_s / recorded_s if recorded_s else 0.0,
        hum_min=conditioned.hum_s / 60,
        heart_share=conditioned.heart_share,
        heart_rhythm=None if median is None else followed[0].heart_rhythm,
    )


def with_movements(measures: LegMeasures, detected: DetectedLeg, emg: LegSignal) -> LegMeasures:
    """Return the measures with what the detection tells of a leg.

    Parameters
    ----------
    measures : LegMeasures
    detected : DetectedLeg
    emg : LegSignal
        That was searched.
    """
    moves = detected.movements
    searched_s = sum(each.end_s - each.start_s for each in emg.segments)
    hours = searched_s / 3600
    long = moves.duration_s[moves.duration_s > RESTLESS_S]
    candidates = len(moves) + len(detected.unsustained)
    enough = len(moves) >= FEWEST_MOVEMENTS
    all_near = detected.n_weak + len(moves)
    return replace(
        measures,
        filled_share=float(np.median(moves.filled_share)) if enough else None,
        weak_share=detected.n_weak / all_near if detected.n_weak >= FEWEST_MOVEMENTS else None,
        n_weak=float(detected.n_weak),
        unsustained_share=len(detected.unsustained) / candidates
        if len(detected.unsustained) >= FEWEST_MOVEMENTS
        else None,
        n_unsustained=float(len(detected.unsustained)),
        restless_share=float(np.sum(long)) / searched_s if searched_s else 0.0,
        restless_min=float(np.sum(long)) / 60,
        tones_per_hour=len(detected.tones) / hours if hours else 0.0,
    )


def _level(followed: Sequence[FollowedSegment]) -> float | None:
    """Return the median level of a leg that is too low to be followed; None where it is 0."""
    level = np.concatenate([np.empty(0), *(each.envelope.mean_uv[:] for each in followed)])
    return float(np.median(level)) or None if len(level) else None
