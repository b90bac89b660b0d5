"""What a scorer made of a night: events of every kind, ready to be compared."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from plm_detect.agreement.anatomy import GRADES, NEAR_S, UNKNOWN, groups_of
from plm_detect.agreement.finding import SUMMARY
from plm_detect.agreement.levels import AROUSAL_LEVEL, LEG_LEVELS, LEVELS
from plm_detect.errors import ScoringError
from plm_detect.files.outside import is_file
from plm_detect.model.events import Scoring
from plm_detect.model.movements import LegMovements, Side
from plm_detect.model.spans import Spans
from plm_detect.model.window import AnalysisWindow
from plm_detect.pipeline.evaluate import NightEvents, periodic_in_sleep
from plm_detect.results.reading import read_night
from plm_detect.rules.apply import apply_rules
from plm_detect.scorings.reading import read_scoring
from plm_detect.scorings.standalone import put_on, put_together

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from plm_detect.agreement.emg import NightEmg
    from plm_detect.agreement.finding import Rating
    from plm_detect.model.movements import Movements, ScoredLegMovements
    from plm_detect.model.quality import Grade
    from plm_detect.model.ruleset import RuleSet
    from plm_detect.recording.opening import Recording
    from plm_detect.results.night import Night
    from plm_detect.scorings.options import ScoringOptions


@dataclass(frozen=True, eq=False)
class ReadNight:
    """A scoring as read.

    Attributes
    ----------
    name : str
    scoring : Scoring
        With leg movements that have a duration.
    covered : Spans
        Time that was recorded, or that the scoring reaches over.
    excluded : Mapping of Side to Spans
        Time of a leg in which nothing was searched.
    grades : Mapping of Side to str
        How good a leg was recorded, where it is known.
    is_of_results : bool
        Whether the program searched the legs.
    start : datetime or None
        From when the seconds count, where it is known.
    """

    name: str
    scoring: Scoring
    covered: Spans
    excluded: Mapping[Side, Spans] = field(default_factory=dict)
    grades: Mapping[Side, str] = field(default_factory=dict)
    is_of_results: bool = False
    start: dt.datetime | None = None


def read_rating(rating: Rating, recording: Recording | None, options: ScoringOptions) -> ReadNight:
    """Return what a scorer made of a night.

    Parameters
    ----------
    rating : Rating
    recording : Recording or None
        The recording that was scored, where it is at hand.
    options : ScoringOptions

    Raises
    ------
    PlmDetectError
        When it cannot be read, or none of its movements has a duration.
    """
    path = rating.path
    if is_file(path / SUMMARY):
        return _of_results(path)
    if recording is None:
        night = put_together(read_scoring(path, options.reading()), ranked=options.ranked)
    else:
        reading = options.reading(recording.start, recording.duration_s)
        files = read_scoring(path, reading)
        night = put_on(
            recording.start,
            recording.recorded,
            files,
            ranked=options.ranked,
            placing=options.placing,
        )
    movements = night.scoring.leg_movements
    known = np.isfinite(movements.end_s)
    if len(movements) and not np.any(known):
        raise ScoringError(f"{path}: none of its leg movements has a duration.")
    scoring = replace(night.scoring, leg_movements=movements.take(known))
    return ReadNight(str(path), scoring, night.covered, start=night.start)


def _of_results(path: Path) -> ReadNight:
    """Return the results of `plm_detect.score` or `plm_detect.index`."""
    night = read_night(path)
    found, window = night.leg_movements, night.window
    scored = LegMovements.scored(found.onset_s, found.end_s, found.side)
    scoring = Scoring(
        hypnogram=night.scoring.hypnogram,
        arousals=night.scoring.arousals,
        respiratory=night.scoring.respiratory,
        leg_movements=LegMovements.together([replace(scored, mean_uv=found.mean_uv)]),
        lights_off_s=window.start_s,
        lights_on_s=window.end_s,
    )
    covered = Spans.of([(0.0, max(night.duration_s or 0.0, window.end_s))])
    excluded = {side: night.excluded(side) for side in night.sides}
    return ReadNight(
        str(path),
        scoring,
        covered,
        excluded,
        _worst_grades(night),
        is_of_results=True,
        start=night.start,
    )


def _worst_grades(night: Night) -> dict[Side, str]:
    grades: dict[Side, Grade] = {}
    for leg in night.quality:
        grades[leg.side] = max(leg.grade, grades.get(leg.side, leg.grade))
    return {side: grade.label for side, grade in grades.items()}


@dataclass(frozen=True, eq=False)
class RatedNight:
    """The events of a scorer in a night, by the rules.

    Attributes
    ----------
    events : dict of str to Spans
        By level, see `LEVELS`.
    stages : dict of str to ndarray of int8
        Stage at the onset of each event, by level.
    plms_per_hour : float
        NaN without sleep.
    rated : Spans
        Time in which the scorer could mark something: the analysed time, less what was excluded
        on every leg.
    groups : ndarray of int, shape (n_factors, n_movements)
        What the movements of both legs are and what is around them, as from
        `plm_detect.agreement.anatomy.groups_of`.
    unknown : frozenset of str
        Levels of which the scorer cannot have events: single legs where no movement tells its leg,
        movements with arousals where arousals were not scored.
    """

    events: dict[str, Spans]
    stages: dict[str, NDArray[np.int8]]
    plms_per_hour: float
    rated: Spans
    groups: NDArray[np.intp]
    unknown: frozenset[str] = frozenset()


@dataclass(frozen=True, eq=False)
class NightFacts:
    """What is the same for all scorers of a night.

    Attributes
    ----------
    reference : ReadNight
        Whose stages, arousals, respiratory events and lights are taken.
    rules : RuleSet
    unusable : mapping of Side to Spans
        Time of a leg that counts for nobody; movements that touch it are left out.
    grades : mapping of Side to str
        How good a leg was recorded, where it is known.
    emg : NightEmg or None
        In which movements are measured.
    """

    reference: ReadNight
    rules: RuleSet
    unusable: Mapping[Side, Spans]
    grades: Mapping[Side, str]
    emg: NightEmg | None


def rated(night: ReadNight, facts: NightFacts) -> RatedNight:
    """Apply the rules to the movements of a scorer.

    Stages, arousals, respiratory events and lights are the reference's where it has them, so that
    scorers differ in their movements only.

    Parameters
    ----------
    night : ReadNight
        Of the scorer.
    facts : NightFacts
    """
    own, base, rules = night.scoring, facts.reference.scoring, facts.rules
    scoring = replace(
        own,
        hypnogram=base.hypnogram if base.hypnogram is not None else own.hypnogram,
        arousals=base.arousals if base.has_arousals else own.arousals,
        respiratory=base.respiratory if base.has_respiratory else own.respiratory,
        lights_off_s=base.lights_off_s if base.lights_off_s is not None else own.lights_off_s,
        lights_on_s=base.lights_on_s if base.lights_on_s is not None else own.lights_on_s,
    )
    movements = own.leg_movements
    for side, spans in facts.unusable.items():
        touched = spans.touched_by(movements.onset_s, movements.end_s, limits_included=False)
        movements = movements.take(~(touched & (movements.side == side)))
    if facts.emg is not None:
        movements = facts.emg.measured(movements)
    covered = facts.reference.covered
    window = AnalysisWindow.of(scoring, covered)
    outcome = apply_rules(movements, scoring, window, rules, covered.onset_s[1:])
    legs: ScoredLegMovements = outcome.legs
    both: Movements = outcome.both
    counts_as_lm = legs.is_lm & legs.in_analysis
    chosen: tuple[tuple[Any, NDArray[np.bool_]], ...] = (
        *((legs, counts_as_lm & (legs.side == side)) for side in (Side.LEFT, Side.RIGHT)),
        (both, np.ones(len(both), dtype=bool)),
        (both, both.is_clm),
        (both, both.is_plm),
        (both, both.is_plm & both.has_arousal),
    )
    events = {
        level: Spans(table.onset_s[of], table.end_s[of])
        for level, (table, of) in zip(LEVELS, chosen, strict=True)
    }
    stages = {level: table.stage[of] for level, (table, of) in zip(LEVELS, chosen, strict=True)}
    night_events = NightEvents(movements, scoring, window, covered, covered)
    index = periodic_in_sleep(night_events, rules).per_hour
    everywhere = [Spans(each.onset_s, each.end_s) for each in facts.unusable.values()]
    return RatedNight(
        events=events,
        stages=stages,
        plms_per_hour=float("nan") if index is None else index,
        rated=_less(Spans.of([(window.start_s, window.end_s)]), everywhere),
        groups=_groups(both, legs, scoring, facts.grades).astype(np.int16),
        unknown=_unknown(movements, scoring),
    )


def _unknown(movements: LegMovements, scoring: Scoring) -> frozenset[str]:
    """Return the levels of which a scorer cannot have events."""
    names_a_leg = np.any((movements.side == Side.LEFT) | (movements.side == Side.RIGHT))
    of_legs = () if names_a_leg or not len(movements) else LEG_LEVELS
    of_arousals = () if scoring.has_arousals else (AROUSAL_LEVEL,)
    return frozenset((*of_legs, *of_arousals))


def _groups(
    both: Movements, legs: LegMovements, scoring: Scoring, grades: Mapping[Side, str]
) -> NDArray[np.intp]:
    """Return the group of each movement of both legs in each factor of the anatomy."""
    amplitude_uv = np.full(len(both), np.nan)
    at = np.searchsorted(both.onset_s, legs.onset_s, side="right") - 1
    inside = (at >= 0) & (legs.onset_s < both.end_s[np.maximum(at, 0)]) if len(both) else at >= 0
    np.fmax.at(amplitude_uv, at[inside], legs.mean_uv[inside])
    arousal, breath = (
        events.touched_by(both.onset_s - NEAR_S, both.end_s + NEAR_S)
        for events in (scoring.arousals, scoring.respiratory)
    )
    unknown = GRADES.index(UNKNOWN)
    of_side = {side: GRADES.index(grades[side]) if side in grades else unknown for side in Side}
    of_side[Side.BOTH] = max(of_side[Side.LEFT], of_side[Side.RIGHT])
    return groups_of(
        duration_s=both.duration_s,
        amplitude_uv=amplitude_uv,
        stage=np.asarray(both.stage, dtype=np.int8),
        interval_s=np.diff(both.onset_s, prepend=-np.inf),
        near=arousal.astype(np.intp) + 2 * breath.astype(np.intp),
        grade=np.array([of_side[side] for side in Side], dtype=np.intp)[both.side.astype(np.intp)],
    )


def _less(whole: Spans, unusable: list[Spans]) -> Spans:
    """Return time without what is unusable on every leg that has such time."""
    if not unusable:
        return whole
    times = np.unique(
        np.concatenate(
            [
                whole.onset_s,
                whole.end_s,
                *(e.onset_s for e in unusable),
                *(e.end_s for e in unusable),
            ]
        )
    )
    middle = (times[1:] + times[:-1]) / 2
    inside = whole.touched_by(middle, middle)
    lost = np.all([each.touched_by(middle, middle) for each in unusable], axis=0)
    kept = inside & ~lost
    return Spans(times[:-1][kept], times[1:][kept]).merged()
