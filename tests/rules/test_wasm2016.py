"""WASM 2016, clause by clause; every night is worked out in the comments."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from builders import movements, night, train

from plm_detect.model.events import Scoring
from plm_detect.model.hypnogram import Stage
from plm_detect.model.movements import LegMovements, Side
from plm_detect.model.spans import Spans
from plm_detect.model.window import AnalysisWindow
from plm_detect.rules.apply import ScoredMovements, apply_rules
from plm_detect.rules.sets import load

RULES = load("wasm2016")
RECORDED = Spans.of([(0.0, 36_000.0)])


def scored(legs: LegMovements, scoring: Scoring | None = None) -> ScoredMovements:
    scoring = scoring or night("2" * 400)
    return apply_rules(legs, scoring, AnalysisWindow.of(scoring, RECORDED), RULES)


@pytest.mark.parametrize(("gap_s", "n_movements"), [(0.25, 1), (0.49, 1), (0.5, 2), (0.75, 2)])
def test_one_leg_gap_below_half_a_second_joins(gap_s: float, n_movements: int) -> None:
    legs = movements(f"l 10 12; l {12 + gap_s} 15")
    assert len(scored(legs).legs) == n_movements


@pytest.mark.parametrize(("duration_s", "kept"), [(0.49, 0), (0.5, 1), (0.51, 1)])
def test_movement_of_half_a_second_is_the_shortest(duration_s: float, kept: int) -> None:
    assert len(scored(train([100.1], duration_s)).both) == kept


def test_two_short_pieces_count_after_they_are_joined() -> None:
    # 0.3 s + gap 0.2 s + 0.3 s = 0.8 s, so the joined movement is long enough.
    both = scored(movements("l 10 10.3; l 10.5 10.8")).both
    np.testing.assert_allclose(both.duration_s, [0.8])


@pytest.mark.parametrize(("duration_s", "is_clm"), [(9.99, True), (10.0, True), (10.01, False)])
def test_monolateral_movement_over_ten_seconds_is_no_candidate(
    duration_s: float, is_clm: bool
) -> None:
    assert scored(train([33.3], duration_s)).both.is_clm.tolist() == [is_clm]


@pytest.mark.parametrize(("gap_s", "n_movements"), [(-1.0, 1), (0.49, 1), (0.5, 2)])
def test_legs_join_when_they_overlap_or_nearly_touch(gap_s: float, n_movements: int) -> None:
    both = scored(movements(f"l 10 12; r {12 + gap_s} {14 + gap_s}")).both
    assert len(both) == n_movements
    if n_movements == 1:
        assert both.side.tolist() == [Side.BOTH]
        assert both.n_monolateral.tolist() == [2]


def test_joining_chains_over_movements() -> None:
    # Left 10-12, right 12.3-14, left 14.2-16: each nearly touches the one before.
    both = scored(movements("l 10 12; r 12.3 14; l 14.2 16")).both
    assert both.onset_s.tolist() == [10.0]
    assert both.end_s.tolist() == [16.0]
    assert both.n_monolateral.tolist() == [3]


@pytest.mark.parametrize(("end_s", "is_clm"), [(24.9, True), (25.0, True), (25.1, False)])
def test_joined_movement_over_fifteen_seconds_is_no_candidate(end_s: float, is_clm: bool) -> None:
    # Left 10-18 and right 17-end: both parts last at most 10 s, the whole 15 s at the limit.
    assert scored(movements(f"l 10 18; r 17 {end_s}")).both.is_clm.tolist() == [is_clm]


@pytest.mark.parametrize(("n_parts", "is_clm"), [(4, True), (5, False)])
def test_five_joined_movements_are_no_candidate(n_parts: int, is_clm: bool) -> None:
    rows = [f"{'lr'[i % 2]} {10 + 1.2 * i} {11 + 1.2 * i}" for i in range(n_parts)]
    both = scored(movements(";".join(rows))).both
    assert both.n_monolateral.tolist() == [n_parts]
    assert both.is_clm.tolist() == [is_clm]


def test_joined_movement_with_one_part_over_ten_seconds_is_no_candidate() -> None:
    assert scored(movements("l 10 20.5; r 12 13")).both.is_clm.tolist() == [False]


@pytest.mark.parametrize(
    ("interval_s", "is_series"),
    [(9.99, False), (10.0, True), (10.1, True), (90.0, True), (90.01, False)],
)
def test_intervals_of_ten_and_ninety_seconds_are_periodic(
    interval_s: float, is_series: bool
) -> None:
    # An odd start makes the sums inexact in floating point.
    onsets = [100.1 + interval_s * i for i in range(4)]
    assert scored(train(onsets)).both.is_plm.tolist() == [is_series] * 4


@pytest.mark.parametrize(("n_movements", "is_series"), [(3, False), (4, True)])
def test_four_movements_make_a_series(n_movements: int, is_series: bool) -> None:
    both = scored(train([100 + 20.0 * i for i in range(n_movements)])).both
    assert both.is_plm.tolist() == [is_series] * n_movements


@pytest.mark.parametrize(("interval_from", "is_series"), [("onset", True), ("end", False)])
def test_interval_can_be_taken_from_the_end(interval_from: str, is_series: bool) -> None:
    # Movements of 5 s every 14 s: 14 s from onset to onset, 9 s from end to onset.
    rules = replace(RULES, series=replace(RULES.series, interval_from=interval_from))
    scoring = night("2" * 400)
    window = AnalysisWindow.of(scoring, RECORDED)
    both = apply_rules(train([100, 114, 128, 142], 5.0), scoring, window, rules).both
    assert both.is_plm.all() == is_series
    assert both.imi_s[1] == (14.0 if is_series else 9.0)


def test_short_interval_ends_a_series_and_the_later_movement_opens_the_next() -> None:
    # 0 20 40 60 | 65 85 105 125: the interval of 5 s separates two series of four.
    both = scored(train([100, 120, 140, 160, 165, 185, 205, 225])).both
    assert both.series.tolist() == [1, 1, 1, 1, 2, 2, 2, 2]


def test_non_candidate_ends_a_series_and_leaves_the_next_interval_undefined() -> None:
    # Movements every 20 s; that at 180 s lasts 12 s and is not a candidate.
    legs = LegMovements.together(
        [train([100, 120, 140, 160]), train([180], 12.0), train([200, 220, 240, 260])]
    )
    both = scored(legs).both
    assert both.series.tolist() == [1, 1, 1, 1, 0, 2, 2, 2, 2]
    assert np.isnan(both.imi_s[[0, 4, 5]]).all()
    assert both.imi_s[[1, 6]].tolist() == [20.0, 20.0]


def test_series_run_through_wake_and_each_movement_keeps_its_stage() -> None:
    # Epochs: N2 0-30 s, wake 30-60 s, N2 from 60 s.
    both = scored(train([10, 29.9999999, 50, 70]), night("2W2")).both
    assert both.is_plm.all()
    assert both.stage.tolist() == [Stage.N2, Stage.W, Stage.W, Stage.N2]


def test_movement_at_the_border_of_epochs_has_the_stage_of_the_later_one() -> None:
    assert scored(train([29.5, 45.0, 60.0]), night("2RW")).both.stage.tolist() == [
        Stage.N2,
        Stage.R,
        Stage.W,
    ]


def test_unscored_time_is_neither_sleep_nor_wake() -> None:
    assert scored(train([45.0]), night("2.2")).both.stage.tolist() == [Stage.UNSCORED]


@pytest.mark.parametrize(
    ("onset_s", "is_related"),
    [
        # Event 100-120 s: the window is 118.0-130.25 s, and the movements last 1 s.
        (116.9, False),
        (117.0, True),
        (125.0, True),
        (130.25, True),
        (130.26, False),
    ],
)
def test_movement_near_the_end_of_a_respiratory_event_is_related(
    onset_s: float, is_related: bool
) -> None:
    outcome = scored(train([onset_s]), night(respiratory=[(100.0, 120.0)]))
    assert outcome.both.is_respiratory.tolist() == [is_related]
    assert outcome.respiratory.with_clm.tolist() == [is_related]


def test_series_without_respiratory_movements_reach_over_them() -> None:
    # Every 20 s; the third follows an event. Without it the interval is 40 s: still a series.
    both = scored(train([200, 220, 240, 260, 280]), night(respiratory=[(220.0, 239.0)])).both
    assert both.series.tolist() == [1, 1, 1, 1, 1]
    assert both.is_respiratory.tolist() == [False, False, True, False, False]
    assert both.series_nr.tolist() == [1, 1, 0, 1, 1]
    assert both.imi_nr_s.tolist()[3] == 40.0


def test_respiratory_non_candidate_still_ends_series_without_respiratory_movements() -> None:
    legs = LegMovements.together([train([200, 220]), train([240], 12.0), train([262, 282])])
    both = scored(legs, night(respiratory=[(220.0, 239.0)])).both
    assert both.is_respiratory.tolist() == [False, False, True, False, False]
    assert not both.is_plm_nr.any()


@pytest.mark.parametrize(
    ("begin_s", "is_associated"),
    # Movement 100-101 s.
    [(101.5, True), (101.51, False), (100.2, True), (96.5, True), (96.4, False)],
)
def test_arousal_within_half_a_second_belongs_to_a_movement(
    begin_s: float, is_associated: bool
) -> None:
    scoring = night(arousals=[(begin_s, begin_s + 3.0)])
    assert scored(train([100.0]), scoring).both.has_arousal.tolist() == [is_associated]


def test_movements_outside_of_lights_take_no_part() -> None:
    # Lights off at 60 s, on at 300 s. A movement across lights off stays and counts as wake.
    scoring = Scoring(night().hypnogram, lights_off_s=60.0, lights_on_s=300.0)
    outcome = scored(train([20.0, 59.5, 200.0, 320.0]), scoring)
    assert outcome.both.onset_s.tolist() == [59.5, 200.0]
    assert outcome.both.stage.tolist() == [Stage.W, Stage.N2]
    assert outcome.legs.in_analysis.tolist() == [False, True, True, False]


def test_nothing_joins_over_a_gap_of_the_recording_and_series_end_there() -> None:
    # The recording goes on at 150.2 s: left pieces on both sides stay two, so do left and right.
    legs = LegMovements.together(
        [
            movements("l 100 101; l 120 121; l 148 150; l 150.2 152; r 150.3 153"),
            train([170, 190, 210]),
        ]
    )
    scoring = night("2" * 400)
    window = AnalysisWindow.of(scoring, RECORDED)
    both = apply_rules(legs, scoring, window, RULES, np.array([150.2])).both
    assert both.onset_s.tolist() == [100, 120, 148, 150.2, 170, 190, 210]
    assert both.n_monolateral.tolist() == [1, 1, 1, 2, 1, 1, 1]
    assert both.series.tolist() == [0, 0, 0, 1, 1, 1, 1]
    assert np.isnan(both.imi_s[3])


def test_night_without_movements_has_empty_tables() -> None:
    outcome = scored(train([]))
    assert len(outcome.legs) == len(outcome.both) == 0
