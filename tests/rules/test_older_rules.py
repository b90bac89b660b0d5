"""WASM 2006, AASM 2007, ASDA 1993 and Coleman 1982: where they differ from the rules of today."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from builders import movements, night, train

from plm_detect.model.movements import LegMovements, Side
from plm_detect.model.spans import Spans
from plm_detect.model.window import AnalysisWindow
from plm_detect.rules.apply import ScoredMovements, apply_rules
from plm_detect.rules.sets import load

if TYPE_CHECKING:
    from plm_detect.model.events import Scoring

RECORDED = Spans.of([(0.0, 36_000.0)])
OLD = ("wasm2006", "aasm2007", "asda1993", "coleman1982")


def scored(name: str, legs: LegMovements, scoring: Scoring | None = None) -> ScoredMovements:
    scoring = scoring or night("2" * 400)
    return apply_rules(legs, scoring, AnalysisWindow.of(scoring, RECORDED), load(name))


@pytest.mark.parametrize(
    ("name", "longest_s"),
    [("wasm2006", 10.0), ("aasm2007", 10.0), ("asda1993", 5.0), ("coleman1982", 5.0)],
)
def test_longest_movement(name: str, longest_s: float) -> None:
    # At the limit and a hundredth of a second beyond, from an onset that is no binary fraction.
    for duration_s, counts in ((longest_s, 1), (longest_s + 0.01, 0)):
        outcome = scored(name, train([100.1], duration_s))
        assert outcome.legs.is_lm.tolist() == [bool(counts)]
        assert len(outcome.both) == counts


@pytest.mark.parametrize("name", OLD)
def test_shortest_movement_is_half_a_second(name: str) -> None:
    assert len(scored(name, train([100.1], 0.5)).both) == 1
    assert len(scored(name, train([100.1], 0.49)).both) == 0


@pytest.mark.parametrize(
    ("name", "shortest_s"),
    [("wasm2006", 5.0), ("aasm2007", 5.0), ("asda1993", 5.0), ("coleman1982", 4.0)],
)
def test_shortest_and_longest_interval_are_included(name: str, shortest_s: float) -> None:
    for interval_s, is_series in (
        (shortest_s - 0.01, False),
        (shortest_s, True),
        (90.0, True),
        (90.01, False),
    ):
        both = scored(name, train([100.1 + interval_s * i for i in range(4)])).both
        # Where the interval is too short every second movement is passed over: two are left.
        assert both.is_plm.all() == is_series, interval_s
        assert both.is_plm.any() == is_series, interval_s


@pytest.mark.parametrize("name", OLD)
def test_later_movement_of_a_short_interval_is_passed_over(name: str) -> None:
    # 100 120 [123] 140 160: the interval to 140 is taken from 120.
    both = scored(name, train([100, 120, 123, 140, 160])).both
    assert both.series.tolist() == [1, 1, 0, 1, 1]
    assert both.imi_s.tolist()[1:] == [20.0, 3.0, 20.0, 20.0]


@pytest.mark.parametrize("name", OLD)
def test_four_movements_make_a_series(name: str) -> None:
    assert not scored(name, train([100, 120, 140])).both.is_plm.any()
    assert scored(name, train([100, 120, 140, 160])).both.is_plm.all()


def test_wasm_2006_joins_legs_by_the_gap_between_them() -> None:
    # Left 10-12; right begins 0.49 s and 0.5 s after it ends; chained over three.
    assert len(scored("wasm2006", movements("l 10 12; r 12.49 14")).both) == 1
    assert len(scored("wasm2006", movements("l 10 12; r 12.5 14")).both) == 2
    chained = scored("wasm2006", movements("l 10 12; r 12.3 14; l 14.2 16")).both
    assert (chained.n_monolateral.tolist(), chained.side.tolist()) == ([3], [Side.BOTH])


@pytest.mark.parametrize("name", ["aasm2007", "asda1993", "coleman1982"])
def test_others_join_legs_by_their_onsets(name: str) -> None:
    assert len(scored(name, movements("l 10.1 11; r 15.09 16")).both) == 1
    assert len(scored(name, movements("l 10.1 11; r 15.1 16")).both) == 2


@pytest.mark.parametrize("name", OLD)
def test_only_movements_in_sleep_are_periodic(name: str) -> None:
    both = scored(name, train([10, 40, 75, 100, 130]), night("22W22")).both
    assert both.series.tolist() == [1, 1, 0, 1, 1]


@pytest.mark.parametrize(
    ("onset_s", "is_related"),
    # Event 100-120 s: window 119.5-120.5 s. Movements last 1 s.
    [(105.0, False), (118.4, False), (118.5, True), (120.5, True), (120.6, False)],
)
def test_respiratory_window_of_wasm_2006_lies_around_the_end(
    onset_s: float, is_related: bool
) -> None:
    both = scored("wasm2006", train([onset_s]), night(respiratory=[(100.0, 120.0)])).both
    assert both.is_respiratory.tolist() == [is_related]
    assert both.is_clm.all()


@pytest.mark.parametrize("name", ["aasm2007", "asda1993", "coleman1982"])
def test_others_do_not_score_movements_during_respiratory_events(name: str) -> None:
    both = scored(name, train([98.4, 110.0, 120.6]), night(respiratory=[(100.0, 120.0)])).both
    assert both.is_clm.tolist() == [True, False, True]


@pytest.mark.parametrize("name", OLD)
def test_arousal_must_be_nearer_than_half_a_second(name: str) -> None:
    for begin_s, is_associated in ((101.49, True), (101.5, False)):
        scoring = night(arousals=[(begin_s, begin_s + 3.0)])
        both = scored(name, train([100.0]), scoring).both
        assert both.has_arousal.tolist() == [is_associated]
        assert np.isfinite(both.arousal_lag_s).tolist() == [is_associated]
