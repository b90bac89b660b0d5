"""The made-up resting EMG: it drifts, sways, steps with posture and is tense at times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.model.movements import Side
from plm_detect.simulate.courses import Course
from plm_detect.simulate.movements import LEGS, Distractor

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

    from plm_detect.simulate.movements import Timetable
    from plm_detect.simulate.profiles import NightProfile

DRIFT_KNOT_S = 300.0
DRIFT_TIME_S = 1800.0
STEP_FACTOR = 2.5
STEP_S = 0.3
TONIC_S = (30.0, 120.0)
TONIC_RAMP_S = (0.5, 3.0)
SWAY_PERIOD_S = (8.0, 25.0)
LIMITS_UV = (0.5, 8.0)
"""Without tonic activity the resting EMG stays within."""


@dataclass(frozen=True, eq=False)
class Resting:
    """The resting EMG of one leg.

    Attributes
    ----------
    level_uv : Course
        Mean rectified EMG, microvolts, without sway and tonic activity.
    tonic_uv : Course
        What tonic stretches add.
    sway_share, sway_period_s : float
    """

    level_uv: Course
    tonic_uv: Course
    sway_share: float
    sway_period_s: float

    def at(self, times_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the resting EMG at times, microvolts, shape (n,)."""
        return self.relaxed_uv(times_s) + self.tonic_uv.at(times_s)

    def relaxed_uv(self, times_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the resting EMG without tonic activity, microvolts, shape (n,)."""
        sway = 1 + self.sway_share * np.sin(2 * np.pi * times_s / self.sway_period_s)
        return self.level_uv.at(times_s) * sway


def simulated_resting(
    profile: NightProfile, timetable: Timetable, rng: Generator
) -> tuple[dict[Side, Resting], list[Distractor]]:
    """Return the resting EMG of both legs, and its tonic stretches as distractors."""
    tonic: dict[Side, list[Course]] = {side: [] for side in LEGS}
    distractors = []
    for _ in range(int(rng.poisson(profile.tonic_stretches * timetable.duration_s / 3600))):
        side = Side(int(rng.choice(LEGS)))
        onset, duration = rng.uniform(60, timetable.duration_s - 200), rng.uniform(*TONIC_S)
        rise, fall = rng.uniform(*TONIC_RAMP_S), rng.uniform(*TONIC_RAMP_S)
        end = onset + duration
        edges = ((onset, onset + rise), (end - fall, end))
        if any(not timetable.is_free(side, *edge) for edge in edges):
            continue
        if any(onset < c.times_s[-1] and end > c.times_s[0] for c in tonic[side]):
            continue
        level = rng.uniform(*profile.tonic_uv)
        for edge in edges:
            timetable.take(side, *edge)
        times = np.array([onset, onset + rise, end - fall, end])
        tonic[side].append(Course(times, np.array([0.0, level, level, 0.0])))
        reason = "tonic activity: the resting EMG itself is higher"
        distractors.append(Distractor(onset, end, side, "tonic stretch", reason))
    resting = {
        side: Resting(
            _level(profile, timetable, side, rng),
            Course.of(tonic[side]),
            profile.sway_share,
            rng.uniform(*SWAY_PERIOD_S),
        )
        for side in LEGS
    }
    return resting, distractors


def _level(profile: NightProfile, timetable: Timetable, side: Side, rng: Generator) -> Course:
    times = np.arange(0.0, timetable.duration_s + DRIFT_KNOT_S, DRIFT_KNOT_S)
    keep = np.exp(-DRIFT_KNOT_S / DRIFT_TIME_S)
    drift = [profile.drift_log_sd * rng.standard_normal()]
    for _ in times[1:]:
        noise = profile.drift_log_sd * np.sqrt(1 - keep**2) * rng.standard_normal()
        drift.append(keep * drift[-1] + noise)
    log_level = np.log(rng.uniform(*profile.rest_uv)) + np.array(drift)
    n_steps = int(rng.poisson(profile.rest_steps * timetable.duration_s / 3600))
    for start in np.sort(rng.uniform(60, timetable.duration_s - 60, n_steps)).tolist():
        if not timetable.is_free(side, start, start + STEP_S):
            continue
        timetable.take(side, start, start + STEP_S)
        before = np.interp(start, times, log_level)
        after = np.interp(start + STEP_S, times, log_level)
        change = rng.uniform(-1, 1) * np.log(STEP_FACTOR)
        later = times > start + STEP_S
        times = np.concatenate((times[times < start], [start, start + STEP_S], times[later]))
        n_before = len(times) - int(np.sum(later)) - 2
        log_level = np.concatenate(
            (
                log_level[:n_before],
                [before, after + change],
                log_level[-int(np.sum(later)) :] + change,
            )
        )
    return Course(times, np.clip(np.exp(log_level), *LIMITS_UV))
