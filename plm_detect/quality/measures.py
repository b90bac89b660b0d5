"""What is measured of the recording of a leg."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plm_detect.conditioning.condition import ConditionedLeg
    from plm_detect.detection.detector import DetectedLeg
    from plm_detect.detection.following import FollowedSegment
    from plm_detect.model.settings import DetectionSettings
    from plm_detect.model.signals import LegSignal

RESTLESS_S = 10.0
"""Longer movements are of the body or of restlessness: no candidates under any standard."""
FEWEST_MOVEMENTS = 10
"""Of fewer movements no share is given."""


def signal_measures(
    conditioned: ConditionedLeg,
    followed: Sequence[FollowedSegment],
    recorded_s: float,
    settings: DetectionSettings,
) -> dict[str, float | None]:
    """Return the measures of a leg's signal by name.

    Parameters
    ----------
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
    return {
        "rest_uv": median,
        "lowest_rest_uv": median if median is not None else _level(followed),
        "highest_rest_uv": median,
        "lost_share": min(lost_s / recorded_s, 1.0) if recorded_s else 1.0,
        "lost_min": lost_s / 60,
        "clipped_share": conditioned.clipped_s / recorded_s if recorded_s else 0.0,
        "clipped_s": conditioned.clipped_s,
        "hum_share": conditioned.hum_s / recorded_s if recorded_s else 0.0,
        "hum_min": conditioned.hum_s / 60,
        "heart_share": conditioned.heart_share,
        "heart_rhythm": None if median is None else followed[0].heart_rhythm,
    }


def movement_measures(detected: DetectedLeg, emg: LegSignal) -> dict[str, float | None]:
    """Return what the detection tells of a leg by name.

    Parameters
    ----------
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
    return {
        "filled_share": float(np.median(moves.filled_share)) if enough else None,
        "weak_share": detected.n_weak / all_near if detected.n_weak >= FEWEST_MOVEMENTS else None,
        "n_weak": float(detected.n_weak),
        "unsustained_share": len(detected.unsustained) / candidates
        if len(detected.unsustained) >= FEWEST_MOVEMENTS
        else None,
        "n_unsustained": float(len(detected.unsustained)),
        "restless_share": float(np.sum(long)) / searched_s if searched_s else 0.0,
        "restless_min": float(np.sum(long)) / 60,
        "tones_per_hour": len(detected.tones) / hours if hours else 0.0,
    }


def _level(followed: Sequence[FollowedSegment]) -> float | None:
    """Return the median level of a leg that is too low to be followed; None where it is 0."""
    level = np.concatenate([np.empty(0), *(each.envelope.mean_uv for each in followed)])
    return float(np.median(level)) or None if len(level) else None
