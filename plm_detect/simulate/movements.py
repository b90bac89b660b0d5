"""Made-up leg movements and what only looks like them, with arousals and respiratory events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.model.events import RespiratoryEvents
from plm_detect.model.hypnogram import Hypnogram, Stage
from plm_detect.model.movements import LegMovements, Side
from plm_detect.model.spans import Spans
from plm_detect.simulate.bursts import burst_movement, twitch_cluster
from plm_detect.simulate.courses import Course, crossings_s
from plm_detect.simulate.shapes import body_movement, burst, movement
from plm_detect.simulate.sleep import EPOCH_S

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

    from plm_detect.simulate.profiles import NightProfile

LEGS = (Side.LEFT, Side.RIGHT)
ONSET_UV = 8.0
END_UV = 2.0
SHORTEST_S = 0.5
SHORTEST_INTERVAL_S, LONGEST_INTERVAL_S = 13.0, 80.0
LAG_S = (0.02, 0.3)
SIDES_P = (0.3, 0.3, 0.4)
"""Left, right, both."""
AROUSAL_SHARE = 0.4
AROUSAL_DELAY_S = 0.8
AROUSAL_DURATION_S = (3.5, 9.0)
RESPIRATORY_DURATION_S = (11.0, 12.0)
RESPIRATORY_LEAD_S = 1.0
LONGEST_BODY_S = 25.0
TWITCH_S = (0.06, 0.25)
TWITCH_UV = (15.0, 60.0)
SPELL_INTERVAL_S = (0.9, 3.0)
SPELL_DURATION_S = (20.0, 60.0)
REM_CLUSTER_S = (2.0, 8.0)
WEAK_S = (0.6, 3.0)
WEAK_UV = (2.5, 5.0)
EDGE_S = 0.5
"""Onsets keep this distance from the borders of epochs, so that their stage is beyond doubt."""
APART_S = 3.0
"""What is no movement keeps this distance from everything else on its leg."""


@dataclass(frozen=True)
class Distractor:
    """Something in a leg channel that is no movement.

    Attributes
    ----------
    onset_s, end_s : float
    side : Side
    kind : str
    reason : str
        Why it is none.
    """

    onset_s: float
    end_s: float
    side: Side
    kind: str
    reason: str


@dataclass(frozen=True, eq=False)
class Activity:
    """All that muscles do in a made-up night, and the events around it.

    Attributes
    ----------
    movements : LegMovements
        The truth: onset where the level above rest reaches 8 uV, end where it last lies above
        2 uV.
    levels : dict of Side to Course
        Mean rectified EMG above rest, microvolts: movements, twitches and weak bursts.
    body : Spans
        Movements of the whole body, in which the electrodes are pulled.
    distractors : tuple of Distractor
    arousals : Spans
    respiratory : RespiratoryEvents
    """

    movements: LegMovements
    levels: dict[Side, Course]
    body: Spans
    distractors: tuple[Distractor, ...]
    arousals: Spans
    respiratory: RespiratoryEvents


class Timetable:
    """What happens when on each leg, so that nothing unwanted overlaps."""

    def __init__(self, duration_s: float) -> None:
        self.duration_s = duration_s
        self._taken: dict[Side, list[tuple[float, float]]] = {side: [] for side in LEGS}

    def take(self, side: Side, onset_s: float, end_s: float) -> None:
        """Mark a stretch of a leg as taken."""
        self._taken[side].append((onset_s, end_s))

    def is_free(self, side: Side, onset_s: float, end_s: float, apart_s: float = APART_S) -> bool:
        """Return whether nothing is near a stretch of a leg."""
        return end_s < self.duration_s - EPOCH_S and all(
            end_s + apart_s < begin or onset_s - apart_s > stop for begin, stop in self._taken[side]
        )

    def free_starts(
        self, per_hour: float, length_s: tuple[float, float], rng: Generator
    ) -> list[tuple[Side, float, float]]:
        """Return sides, onsets and durations of things that happen so often, and take them."""
        found = []
        for _ in range(int(rng.poisson(per_hour * self.duration_s / 3600))):
            side = Side(int(rng.choice(LEGS)))
            onset = rng.uniform(EPOCH_S, self.duration_s - EPOCH_S)
            duration = rng.uniform(*length_s)
            if self.is_free(side, onset, onset + duration):
                self.take(side, onset, onset + duration)
                found.append((side, onset, duration))
        return found


def simulated_activity(
    hypnogram: Hypnogram, profile: NightProfile, timetable: Timetable, rng: Generator
) -> Activity:
    """Return movements, what only looks like them, and events over a whole hypnogram.

    Series of periodic movements and pauses with single movements alternate. Stages, joining of
    legs, series and associations with arousals and respiratory events are beyond doubt.
    """
    starts = _starts(timetable.duration_s, profile, rng)
    courses: dict[Side, list[Course]] = {side: [] for side in LEGS}
    truth: list[tuple[float, float, Side]] = []
    arousals: list[tuple[float, float]] = []
    respiratory: list[tuple[float, float]] = []
    body: list[tuple[float, float]] = []

    def add(side: Side, course: Course) -> None:
        found = crossings_s(course, ONSET_UV, END_UV)
        if found is not None and found[1] - found[0] >= SHORTEST_S:
            truth.append((*found, side))
        courses[side].append(course)
        timetable.take(side, float(course.times_s[0]), float(course.times_s[-1]))

    stages = hypnogram.stage_at(starts)
    for i, start in enumerate(starts.tolist()):
        room = starts[i + 1] - start if i + 1 < len(starts) else np.inf
        before = start - starts[i - 1] if i else 0.0
        level = float(np.exp(rng.uniform(*np.log(profile.level_uv))))
        if room > profile.pause_s[0] and rng.random() < _body_share(starts, profile):
            duration = rng.uniform(*profile.body_s)
            body.append((start, start + duration))
            for side in LEGS:
                add(side, body_movement(start, duration, level, rng))
            continue
        moving = Side(int(rng.choice([Side.LEFT, Side.RIGHT, Side.BOTH], p=SIDES_P)))
        duration = rng.uniform(*profile.duration_s)
        shape = _shape(profile, rng)
        for side in LEGS:
            if moving & side:
                lag = rng.uniform(*LAG_S) if side is Side.RIGHT and moving is Side.BOTH else 0.0
                height = level * rng.uniform(0.85, 1.1)
                if shape is None:
                    add(side, movement(start + lag, duration, height, rng))
                else:
                    add(side, burst_movement(shape, start + lag, duration, height, rng))
        if stages[i] > Stage.W and rng.random() < AROUSAL_SHARE:
            begin = start + AROUSAL_DELAY_S
            arousals.append((begin, begin + rng.uniform(*AROUSAL_DURATION_S)))
        if stages[i] == Stage.N2 and before > 30.0 and rng.random() < AROUSAL_SHARE:
            stop = start - RESPIRATORY_LEAD_S
            respiratory.append((stop - rng.uniform(*RESPIRATORY_DURATION_S), stop))
    distractors = _distractors(profile, timetable, courses, rng)
    distractors += _rem_clusters(hypnogram, profile, timetable, courses, rng)
    table = sorted(truth)
    return Activity(
        movements=LegMovements.scored(
            np.array([row[0] for row in table]),
            np.array([row[1] for row in table]),
            np.array([row[2] for row in table], dtype=np.int8),
        ),
        levels={side: Course.of(courses[side]) for side in LEGS},
        body=Spans.of(body),
        distractors=tuple(distractors),
        arousals=Spans.of(arousals),
        respiratory=RespiratoryEvents.of(respiratory),
    )


def _shape(profile: NightProfile, rng: Generator) -> str | None:
    if not profile.shapes:
        return None
    names, shares = zip(*profile.shapes, strict=True)
    return str(rng.choice(names, p=np.array(shares) / sum(shares)))


def _rem_clusters(
    hypnogram: Hypnogram,
    profile: NightProfile,
    timetable: Timetable,
    courses: dict[Side, list[Course]],
    rng: Generator,
) -> list[Distractor]:
    """Return clusters of twitches in REM sleep, which the rule joins and scorers leave out."""
    if not profile.rem_clusters:
        return []
    found = []
    for side, onset, duration in timetable.free_starts(profile.rem_clusters, REM_CLUSTER_S, rng):
        if hypnogram.stage_at(np.array([onset]))[0] != Stage.R:
            continue
        parts = twitch_cluster(onset, duration, rng.uniform(*TWITCH_UV), rng)
        courses[side] += parts
        end_s = float(parts[-1].times_s[-1])
        reason = "twitches of REM sleep, which most scorers leave out"
        found.append(Distractor(onset, end_s, side, "REM twitches", reason))
    return found


def _body_share(starts: NDArray[np.float64], profile: NightProfile) -> float:
    """Return the share of movements before a pause that are movements of the body."""
    n_pauses = max(1, int(np.sum(np.diff(starts) > profile.pause_s[0])))
    hours = float(starts[-1] - starts[0]) / 3600
    return min(1.0, profile.body_movements * hours / n_pauses)


def _distractors(
    profile: NightProfile,
    timetable: Timetable,
    courses: dict[Side, list[Course]],
    rng: Generator,
) -> list[Distractor]:
    found = []

    def add(side: Side, course: Course, kind: str, reason: str) -> None:
        courses[side].append(course)
        onset_s, end_s = float(course.times_s[0]), float(course.times_s[-1])
        found.append(Distractor(onset_s, end_s, side, kind, reason))

    for side, onset, duration in timetable.free_starts(profile.twitches, TWITCH_S, rng):
        course = burst(onset, duration, rng.uniform(*TWITCH_UV))
        add(side, course, "twitch", "shorter than 0.5 s")
    for side, onset, duration in timetable.free_starts(
        profile.twitch_spells, SPELL_DURATION_S, rng
    ):
        time = onset
        while time < onset + duration:
            length = rng.uniform(*TWITCH_S)
            course = burst(time, length, rng.uniform(*TWITCH_UV))
            add(side, course, "twitch", "shorter than 0.5 s, more than 0.5 s from the next")
            time += length + rng.uniform(*SPELL_INTERVAL_S)
    for side, onset, duration in timetable.free_starts(profile.weak_bursts, WEAK_S, rng):
        course = burst(onset, duration, rng.uniform(*WEAK_UV))
        add(side, course, "weak burst", "less than 8 uV above rest")
    return found


def _starts(duration_s: float, profile: NightProfile, rng: Generator) -> NDArray[np.float64]:
    starts: list[float] = []
    time = EPOCH_S + rng.uniform(5.0, 20.0)
    left_in_series = int(rng.integers(*profile.series_length))
    while time < duration_s - EPOCH_S - max(LONGEST_BODY_S, profile.body_s[1]):
        phase = time % EPOCH_S
        if phase < EDGE_S or phase > EPOCH_S - EDGE_S:
            time += 2 * EDGE_S
        starts.append(time)
        left_in_series -= 1
        if left_in_series > 0:
            interval = profile.interval_s * np.exp(profile.interval_log_sd * rng.standard_normal())
            time += float(np.clip(interval, SHORTEST_INTERVAL_S, LONGEST_INTERVAL_S))
        else:
            time += rng.uniform(*profile.pause_s)
            is_single = rng.random() < profile.single_share
            left_in_series = 1 if is_single else int(rng.integers(*profile.series_length))
    return np.array(starts)
