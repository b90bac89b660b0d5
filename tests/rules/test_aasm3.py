"""AASM 2.x and 3, clause by clause."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import movements, night, train

from plm_detect.model.events import Scoring
from plm_detect.model.movements import LegMovements, Side
from plm_detect.model.spans import Spans
from plm_detect.model.window import AnalysisWindow
from plm_detect.rules.apply import apply_rules
from plm_detect.rules.sets import load

RULES = load("aasm3")
RECORDED = Spans.of([(0.0, 36_000.0)])


def scored(legs: LegMovements, scoring: Scoring | None = None, rules=RULES):
    scoring = scoring or night("2" * 400)
    return apply_rules(legs, scoring, AnalysisWindow.of(scoring, RECORDED), rules)


def test_movement_over_ten_seconds_is_no_leg_movement_and_ends_no_series() -> None:
    legs = LegMovements.together([train([100, 120]), train([130], 10.1), train([145, 165])])
    outcome = scored(legs)
    assert outcome.legs.is_lm.tolist() == [True, True, False, True, True]
    assert outcome.both.is_plm.tolist() == [True] * 4


@pytest.mark.parametrize(("lag_s", "n_movements"), [(0.0, 1), (4.99, 1), (5.0, 2), (6.0, 2)])
def test_onsets_on_different_legs_less_than_five_seconds_apart_join(
    lag_s: float, n_movements: int
) -> None:
    assert len(scored(movements(f"l 10.1 11; r {10.1 + lag_s} {11.6 + lag_s}")).both) == n_movements


def test_movements_of_one_leg_do_not_join_however_near_their_onsets() -> None:
    assert len(scored(movements("l 10 11; l 12 13")).both) == 2


def test_onsets_are_compared_with_the_first_unless_chained() -> None:
    legs = movements("l 10 11; r 14 15; l 17 18")
    assert scored(legs).both.n_monolateral.tolist() == [2, 1]
    chained = replace(RULES, legs=replace(RULES.legs, chained=True))
    both = scored(legs, rules=chained).both
    assert both.n_monolateral.tolist() == [3]
    assert both.side.tolist() == [Side.BOTH]


@pytest.mark.parametrize(
    ("interval_s", "is_series"), [(4.99, False), (5.0, True), (90.0, True), (90.1, False)]
)
def test_intervals_of_five_and_ninety_seconds_are_periodic(
    interval_s: float, is_series: bool
) -> None:
    both = scored(train([100.1 + interval_s * i for i in range(4)])).both
    assert both.is_plm.all() == is_series


def test_movement_after_a_short_interval_is_passed_over() -> None:
    # 100 120 [123] 140 160: the interval to 140 is taken from 120.
    both = scored(train([100, 120, 123, 140, 160])).both
    assert both.series.tolist() == [1, 1, 0, 1, 1]
    assert both.imi_s.tolist()[1:] == [20.0, 3.0, 20.0, 20.0]


def test_short_interval_can_end_the_series_instead() -> None:
    strict = replace(RULES, series=replace(RULES.series, short_interval="ends_series"))
    assert not scored(train([100, 120, 123, 140, 160]), rules=strict).both.is_plm.any()


def test_only_movements_in_sleep_are_periodic() -> None:
    # Epochs N2 N2 W N2 N2: a wake epoch of 30 s with a movement does not end the series.
    both = scored(train([10, 40, 75, 100, 130]), night("22W22")).both
    assert both.series.tolist() == [1, 1, 0, 1, 1]


def test_ninety_seconds_of_wake_end_a_series() -> None:
    # Wake 60-150 s lies between the movements at 59.9 s and 150 s (interval 90.1 s is too long
    # anyway, so the limit of the interval is widened to show the rule itself).
    wide = replace(RULES, series=replace(RULES.series, longest_interval_s=200.0))
    onsets = [1, 30, 59.9, 150, 170, 190]
    both = scored(train(onsets), night("22WWW" + "2" * 10), rules=wide).both
    assert both.series.tolist() == [0] * 6
    both = scored(train(onsets), night("22WW2" + "2" * 10), rules=wide).both
    assert both.series.tolist() == [1] * 6


@pytest.mark.parametrize(
    ("onset_s", "is_scored"),
    # Event 100-120 s: the window is 99.5-120.5 s; the movement lasts 1 s.
    [(98.4, True), (98.5, False), (110.0, False), (120.5, False), (120.6, True)],
)
def test_movement_during_a_respiratory_event_is_not_scored(onset_s: float, is_scored: bool) -> None:
    both = scored(train([onset_s]), night(respiratory=[(100.0, 120.0)])).both
    assert both.is_clm.tolist() == [is_scored]


def test_movement_that_is_not_scored_ends_no_series() -> None:
    both = scored(train([200, 220, 240, 260, 280]), night(respiratory=[(236.0, 239.8)])).both
    assert both.is_clm.tolist() == [True, True, False, True, True]
    assert both.series.tolist() == [1, 1, 0, 1, 1]
    assert both.series.tolist() == both.series_nr.tolist()


@pytest.mark.parametrize(("begin_s", "is_associated"), [(101.49, True), (101.5, False)])
def test_arousal_must_be_nearer_than_half_a_second(begin_s: float, is_associated: bool) -> None:
    scoring = night(arousals=[(begin_s, begin_s + 3.0)])
    assert scored(train([100.0]), scoring).both.has_arousal.tolist() == [is_associated]


def test_of_periodic_movements_close_to_each_other_only_the_first_arousal_counts() -> None:
    # Every 8 s with an arousal each: 100 counts, 108 is within 10 s, 116 counts again ...
    onsets = [100.0, 108.0, 116.0, 124.0]
    scoring = night(arousals=[(onset + 0.2, onset + 3.5) for onset in onsets])
    assert scored(train(onsets), scoring).both.has_arousal.tolist() == [True, False, True, False]


def test_without_stages_all_movements_take_part() -> None:
    assert scored(train([100, 120, 140, 160]), Scoring()).both.is_plm.all()
