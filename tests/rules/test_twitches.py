"""Movements of short bursts in REM sleep and wakefulness: a choice of the rule set."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from plm_detect.errors import RuleSetError
from plm_detect.model.events import Scoring
from plm_detect.model.hypnogram import Hypnogram, Stage
from plm_detect.model.movements import LegMovements, Side
from plm_detect.model.spans import Spans
from plm_detect.model.window import AnalysisWindow
from plm_detect.rules.apply import apply_rules
from plm_detect.rules.sets import load


def night(*bursts_s: float) -> tuple[LegMovements, Scoring]:
    """One movement in each of three epochs W, N2, R, with its longest burst."""
    onset = np.array([5.0, 35.0, 65.0])
    moves = LegMovements.scored(onset, onset + 2.0, np.full(3, Side.LEFT, dtype=np.int8))
    starts = 30.0 * np.arange(3)
    stages = np.array([Stage.W, Stage.N2, Stage.R], dtype=np.int8)
    scoring = Scoring(hypnogram=Hypnogram(starts, starts + 30.0, stages))
    return replace(moves, longest_burst_s=np.array(bursts_s)), scoring


def counted(rem_s: float | None, wake_s: float | None, *bursts_s: float) -> list[bool]:
    moves, scoring = night(*bursts_s)
    rules = load("wasm2016").changed(
        {"movement.shortest_burst_in_rem_s": rem_s, "movement.shortest_burst_in_wake_s": wake_s},
        "user",
    )
    window = AnalysisWindow.of(scoring, Spans.of([(0.0, 90.0)]))
    return apply_rules(moves, scoring, window, rules).legs.is_lm.tolist()


def test_all_count_unless_the_rule_set_says_otherwise() -> None:
    assert counted(None, None, 0.1, 0.1, 0.1) == [True, True, True]


def test_short_bursts_of_a_stage_do_not_count() -> None:
    assert counted(0.5, None, 0.1, 0.1, 0.1) == [True, True, False]
    assert counted(None, 0.5, 0.1, 0.1, 0.1) == [False, True, True]
    assert counted(0.5, 0.5, 0.5, 0.1, 0.5) == [True, True, True]


def test_movements_that_others_scored_are_not_judged() -> None:
    assert counted(0.5, 0.5, np.nan, np.nan, np.nan) == [True, True, True]


def test_an_impossible_value_is_refused() -> None:
    with pytest.raises(RuleSetError, match="shortest_burst_in_rem_s must be greater than 0"):
        counted(0.0, None, 0.1, 0.1, 0.1)
