"""The order in which the rules are applied, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.model.events import StagedEvents
from plm_detect.model.hypnogram import Stage, is_sleep
from plm_detect.model.movements import LegMovements, Movements, ScoredLegMovements
from plm_detect.model.spans import NO_BREAKS, TIME_TOLERANCE_S, Spans, at_least, at_most
from plm_detect.rules.arousals import (
    are_with_arousal,
    arousal_lags,
    arousals_with_movement,
    counted_once,
)
from plm_detect.rules.candidates import are_candidates
from plm_detect.rules.legs import join_legs, joined_groups, movements_of_each_leg
from plm_detect.rules.respiratory import are_respiratory, events_taken, events_with_movement
from plm_detect.rules.series import PeriodicSeries, find_series, together

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.model.events import Scoring
    from plm_detect.model.hypnogram import Hypnogram
    from plm_detect.model.rulesections import SeriesRule
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
        Movements that end before it or begin after it take no part; none is cut. Events are
        counted in the same way, and belong to movements of the window wherever they lie.
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
    events = events_taken(scoring.respiratory, rules.respiratory)
    each_leg = movements_of_each_leg(LegMovements.together([movements]), rules.movement, breaks_s)
    legs = _with_night(each_leg, scoring.hypnogram, window, rules)
    counted = legs.is_lm & legs.in_analysis
    parts, part_stage = each_leg.take(counted), legs.stage[counted]

    is_staged = scoring.hypnogram is not None
    part_is_respiratory = are_respiratory(parts.onset_s, parts.end_s, events, rules.respiratory)
    groups = joined_groups(
        parts,
        rules.legs,
        breaks_s,
        _apart(part_is_respiratory, part_stage, rules, is_staged=is_staged),
    )
    by_group = np.argsort(groups, kind="stable")
    joined = join_legs(parts.take(by_group), groups[by_group])
    onset_s, end_s = joined.onset_s, joined.end_s

    is_clm = are_candidates(
        end_s - onset_s, joined.longest_part_s, joined.n_monolateral, rules.candidate
    )
    is_respiratory = are_respiratory(onset_s, end_s, events, rules.respiratory)
    if rules.respiratory.tested == "before_joining":
        is_respiratory = np.bincount(groups, part_is_respiratory, len(joined)) > 0
    not_scored = np.zeros_like(is_clm)
    if rules.respiratory.effect == "not_scored":
        not_scored = is_respiratory
        is_clm = is_clm & ~is_respiratory

    stage = _stages(onset_s, end_s, scoring.hypnogram, window, rules.series)
    ends_series = ~is_clm & ~not_scored & rules.series.non_clm_ends_series
    wake = Spans.of([]) if scoring.hypnogram is None else scoring.hypnogram.spans_of(Stage.W)
    asleep = is_sleep(stage) if is_staged else np.ones_like(is_clm)
    pools = [np.ones_like(is_clm)]
    if is_staged and rules.series.stages != "any":
        pools = [asleep] if rules.series.stages == "sleep" else [asleep, stage == Stage.W]

    def series_among(members: NDArray[np.bool_]) -> PeriodicSeries:
        return together(
            [
                find_series(
                    onset_s, end_s, members & pool, ends_series, wake, rules.series, breaks_s
                )
                for pool in pools
            ]
        )

    over_all, without = series_among(is_clm), series_among(is_clm & ~is_respiratory)
    with_arousal = are_with_arousal(onset_s, end_s, scoring.arousals, rules.arousal)
    has_arousal, has_arousal_nr = (
        counted_once(onset_s, with_arousal, (found.number > 0) & asleep, rules.arousal)
        for found in (over_all, without)
    )
    lag_s = arousal_lags(onset_s, end_s, scoring.arousals, rules.arousal)
    both = Movements(
        onset_s=onset_s,
        end_s=end_s,
        side=joined.side,
        n_monolateral=joined.n_monolateral,
        lag_s=joined.lag_s,
        is_clm=is_clm,
        is_respiratory=is_respiratory,
        takes_part=is_clm & np.logical_or.reduce(pools),
        has_arousal=has_arousal,
        has_arousal_nr=has_arousal_nr,
        arousal_lag_s=np.where(has_arousal | has_arousal_nr, lag_s, np.nan),
        stage=stage,
        series=over_all.number,
        series_nr=without.number,
        imi_s=over_all.imi_s,
        imi_nr_s=without.imi_s,
        certainty=joined.certainty,
    )
    clm = Spans(onset_s[is_clm], end_s[is_clm])
    night = scoring.within(window.start_s, window.end_s)
    events = events_taken(night.respiratory, rules.respiratory)
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
            night.arousals.onset_s,
            night.arousals.end_s,
            _stage_at_onset(night.arousals.onset_s, scoring.hypnogram, window),
            arousals_with_movement(night.arousals, clm, rules.arousal),
        ),
    )


def _with_night(
    movements: LegMovements, hypnogram: Hypnogram | None, window: AnalysisWindow, rules: RuleSet
) -> ScoredLegMovements:
    longest = rules.movement.longest_s
    is_lm = np.ones(len(movements), dtype=bool)
    if longest is not None:
        is_lm = at_most(movements.duration_s, longest)
    in_analysis = at_least(movements.end_s, window.start_s)
    in_analysis &= at_most(movements.onset_s, window.end_s)
    stage = _stages(movements.onset_s, movements.end_s, hypnogram, window, rules.series)
    if hypnogram is not None:
        stage = np.where(in_analysis, stage, hypnogram.stage_at(movements.onset_s)).astype(np.int8)
    for of, shortest_s in (
        (Stage.R, rules.movement.shortest_burst_in_rem_s),
        (Stage.W, rules.movement.shortest_burst_in_wake_s),
    ):
        if shortest_s is not None:
            is_lm &= (stage != of) | ~(movements.longest_burst_s < shortest_s)
    return ScoredLegMovements(
        **{field.name: getattr(movements, field.name) for field in fields(LegMovements)},
        stage=stage,
        is_lm=is_lm,
        in_analysis=in_analysis,
    )


def _apart(
    is_respiratory: NDArray[np.bool_],
    stage: NDArray[np.int8],
    rules: RuleSet,
    *,
    is_staged: bool,
) -> NDArray[np.int64] | None:
    """Return a number for each movement of a leg, of which only equal ones are joined."""
    respiratory, series = rules.respiratory, rules.series
    leaves = np.zeros(len(stage), dtype=np.int64)
    if respiratory.effect == "not_scored" and respiratory.tested == "before_joining":
        leaves += is_respiratory
    if is_staged and series.stages != "any" and series.wake_leaves == "before_joining":
        leaves += 2 * ~is_sleep(stage)
    return leaves if np.any(leaves) else None


def _stages(
    onset_s: NDArray[np.float64],
    end_s: NDArray[np.float64],
    hypnogram: Hypnogram | None,
    window: AnalysisWindow,
    rule: SeriesRule,
) -> NDArray[np.int8]:
    """Return the stage that each movement counts in, shape (n,)."""
    stage = _stage_at_onset(onset_s, hypnogram, window)
    if hypnogram is None or rule.sleep_by == "onset":
        return stage
    night = hypnogram.clipped(window.start_s, window.end_s)
    sleep = night.take(is_sleep(night.stage))
    following = np.searchsorted(sleep.end_s, onset_s + TIME_TOLERANCE_S, side="right")
    begins_s = np.append(sleep.onset_s, np.inf)[following]
    reaches = (begins_s < end_s - TIME_TOLERANCE_S) & ~is_sleep(stage)
    return np.where(reaches, np.append(sleep.stage, Stage.UNSCORED)[following], stage).astype(
        np.int8
    )


def _stage_at_onset(
    onset_s: NDArray[np.float64], hypnogram: Hypnogram | None, window: AnalysisWindow
) -> NDArray[np.int8]:
    if hypnogram is None:
        return np.full(len(onset_s), Stage.UNSCORED, dtype=np.int8)
    before = ~at_least(onset_s, window.start_s)
    return np.where(before, Stage.W, hypnogram.stage_at(onset_s)).astype(np.int8)
