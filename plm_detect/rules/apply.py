"""The order in which the rules are applied, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.model.events import StagedEvents
from plm_detect.model.hypnogram import Stage, is_sleep
from plm_detect.model.movements import LegMovements, Movements, ScoredLegMovements
from plm_detect.model.spans import NO_BREAKS, Spans, at_least, at_most
from plm_detect.rules.arousals import (
    are_with_arousal,
    arousal_lags,
    arousals_with_movement,
    counted_once,
)
from plm_detect.rules.candidates import are_candidates
from plm_detect.rules.legs import join_legs, joined_groups, movements_of_each_leg
from plm_detect.rules.respiratory import are_respiratory, events_with_movement
from plm_detect.rules.series import find_series

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.model.events import Scoring
    from plm_detect.model.hypnogram import Hypnogram
    from plm_detect.model.ruleset import RuleSet
    from plm_detect.model.window import AnalysisWindow


@dataclass(frozen=True)
class ScoredMovements:
    """Outcome of the rules.

    Attributes
    ----------
    legs : ScoredLegMovements
        All movements of single legs in the recording.
    both : Movements
        Joined movements of the analysed part of the night.
    respiratory, arousals : StagedEvents
        Events of the analysed part of the night.
    """

    legs: ScoredLegMovements
    both: Movements
    respiratory: StagedEvents
    arousals: StagedEvents


def apply_rules(
    movements: LegMovements,
    scoring: Scoring,
    window: AnalysisWindow,
    rules: RuleSet,
    breaks_s: NDArray[np.float64] = NO_BREAKS,
) -> ScoredMovements:
    """Apply a rule set to the movements of the legs.

    Parameters
    ----------
    movements : LegMovements
        Detected or scored, in any order.
    scoring : Scoring
        Stages, arousals and respiratory events.
    window : AnalysisWindow
        Movements and events that end before it or begin after it take no part; none is cut.
    rules : RuleSet
    breaks_s : ndarray of float64, shape (n_gaps,)
        Times at which the recording goes on after a gap; no movement crosses one.

    Returns
    -------
    ScoredMovements

    Notes
    -----
    A movement or event that begins before the window has no epoch of the night at its onset and
    counts as wake, as in PLMScoRe 0.1.3.
    """
    scoring = scoring.within(window.start_s, window.end_s)
    each_leg = movements_of_each_leg(LegMovements.together([movements]), rules.movement, breaks_s)
    legs = _with_night(each_leg, scoring, window, rules)
    parts = each_leg.take(legs.is_lm & legs.in_analysis)

    joined = join_legs(parts, joined_groups(parts, rules.legs, breaks_s))
    onset_s, end_s = joined.onset_s, joined.end_s

    is_clm = are_candidates(
        end_s - onset_s, joined.longest_part_s, joined.n_monolateral, rules.candidate
    )
    is_respiratory = are_respiratory(onset_s, end_s, scoring.respiratory, rules.respiratory)
    not_scored = np.zeros_like(is_clm)
    if rules.respiratory.effect == "not_scored":
        not_scored = is_respiratory
        is_clm = is_clm & ~is_respiratory

    stage = _stage_at_onset(onset_s, scoring.hypnogram, window)
    wake = Spans.of([]) if scoring.hypnogram is None else scoring.hypnogram.spans_of(Stage.W)
    takes_part = is_clm
    if rules.series.stages == "sleep" and scoring.hypnogram is not None:
        takes_part = is_clm & is_sleep(stage)
    ends_series = ~is_clm & ~not_scored & rules.series.non_clm_ends_series
    over_all = find_series(onset_s, end_s, takes_part, ends_series, wake, rules.series, breaks_s)
    without = find_series(
        onset_s, end_s, takes_part & ~is_respiratory, ends_series, wake, rules.series, breaks_s
    )

    has_arousal = counted_once(
        onset_s,
        are_with_arousal(onset_s, end_s, scoring.arousals, rules.arousal),
        over_all.number > 0,
        rules.arousal,
    )
    both = Movements(
        onset_s=onset_s,
        end_s=end_s,
        side=joined.side,
        n_monolateral=joined.n_monolateral,
        lag_s=joined.lag_s,
        is_clm=is_clm,
        is_respiratory=is_respiratory,
        has_arousal=has_arousal,
        arousal_lag_s=np.where(
            has_arousal, arousal_lags(onset_s, end_s, scoring.arousals, rules.arousal), np.nan
        ),
        stage=stage,
        series=over_all.number,
        series_nr=without.number,
        imi_s=over_all.imi_s,
        imi_nr_s=without.imi_s,
        certainty=joined.certainty,
    )
    clm = Spans(onset_s[is_clm], end_s[is_clm])
    events = scoring.respiratory
    return ScoredMovements(
        legs=legs,
        both=both,
        respiratory=StagedEvents(
            events.onset_s,
            events.end_s,
            _stage_at_onset(events.onset_s, scoring.hypnogram, window),
            events_with_movement(events, clm, rules.respiratory),
        ),
        arousals=StagedEvents(
            scoring.arousals.onset_s,
            scoring.arousals.end_s,
            _stage_at_onset(scoring.arousals.onset_s, scoring.hypnogram, window),
            arousals_with_movement(scoring.arousals, clm, rules.arousal),
        ),
    )


def _with_night(
    movements: LegMovements, scoring: Scoring, window: AnalysisWindow, rules: RuleSet
) -> ScoredLegMovements:
    longest = rules.movement.longest_s
    is_lm = np.ones(len(movements), dtype=bool)
    if longest is not None:
        is_lm = at_most(movements.duration_s, longest)
    stage = np.full(len(movements), Stage.UNSCORED, dtype=np.int8)
    if scoring.hypnogram is not None:
        stage = scoring.hypnogram.stage_at(movements.onset_s)
    for of, shortest_s in (
        (Stage.R, rules.movement.shortest_burst_in_rem_s),
        (Stage.W, rules.movement.shortest_burst_in_wake_s),
    ):
        if shortest_s is not None:
            is_lm &= (stage != of) | ~(movements.longest_burst_s < shortest_s)
    in_analysis = at_least(movements.end_s, window.start_s)
    in_analysis &= at_most(movements.onset_s, window.end_s)
    return ScoredLegMovements(
        **{field.name: getattr(movements, field.name) for field in fields(LegMovements)},
        stage=stage,
        is_lm=is_lm,
        in_analysis=in_analysis,
    )


def _stage_at_onset(
    onset_s: NDArray[np.float64], hypnogram: Hypnogram | None, window: AnalysisWindow
) -> NDArray[np.int8]:
    if hypnogram is None:
        return np.full(len(onset_s), Stage.UNSCORED, dtype=np.int8)
    before = ~at_least(onset_s, window.start_s)
    return np.where(before, Stage.W, hypnogram.stage_at(onset_s)).astype(np.int8)
