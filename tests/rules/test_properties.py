"""What must hold for any night and any rule set."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from builders import night
from hypothesis import given, settings
from hypothesis import strategies as st

from plm_detect.model.events import Scoring
from plm_detect.model.hypnogram import Hypnogram
from plm_detect.model.movements import LegMovements, Movements, Side
from plm_detect.model.spans import Spans
from plm_detect.model.window import AnalysisWindow
from plm_detect.rules.apply import apply_rules
from plm_detect.rules.sets import available, load

pytestmark = pytest.mark.no_cover
"""Watching which lines run would take longer than the tests themselves."""

NIGHT_S = 1200
MILLISECONDS = st.integers(0, 1000 * (NIGHT_S - 60))


@st.composite
def nights(draw: st.DrawFn) -> tuple[LegMovements, Scoring]:
    onsets = draw(st.lists(MILLISECONDS, min_size=0, max_size=40))
    durations = draw(st.lists(st.integers(200, 12_000), min_size=40, max_size=40))
    sides = draw(st.lists(st.sampled_from([Side.LEFT, Side.RIGHT]), min_size=40, max_size=40))
    onset = np.array(onsets, dtype=np.float64) / 1000
    end = onset + np.array(durations[: len(onsets)]) / 1000
    legs = LegMovements.scored(onset, end, np.array(sides[: len(onsets)], dtype=np.int8))
    events = draw(st.lists(MILLISECONDS, max_size=4))
    arousals = draw(st.lists(MILLISECONDS, max_size=6))
    scoring = night(
        draw(st.text("W123R", min_size=40, max_size=40)),
        respiratory=[(t / 1000, t / 1000 + 20) for t in events],
        arousals=[(t / 1000, t / 1000 + 5) for t in arousals],
    )
    return legs, scoring


def scored(legs: LegMovements, scoring: Scoring, name: str) -> Movements:
    window = AnalysisWindow.of(scoring, Spans.of([(0.0, 10.0 * NIGHT_S)]))
    return apply_rules(legs, scoring, window, load(name)).both


def shifted(scoring: Scoring, by_s: float) -> Scoring:
    def move(spans):
        return replace(spans, onset_s=spans.onset_s + by_s, end_s=spans.end_s + by_s)

    return Scoring(move(scoring.hypnogram), move(scoring.arousals), move(scoring.respiratory))


@pytest.mark.parametrize("rules", available())
@settings(max_examples=40)
@given(data=st.data())
def test_scoring_does_not_depend_on_when_the_recording_started(rules: str, data) -> None:
    legs, scoring = data.draw(nights())
    by_s = 4096.0
    later = replace(legs, onset_s=legs.onset_s + by_s, end_s=legs.end_s + by_s)
    here, there = scored(legs, scoring, rules), scored(later, shifted(scoring, by_s), rules)
    for name in ("side", "is_clm", "is_respiratory", "has_arousal", "stage", "series", "series_nr"):
        np.testing.assert_array_equal(getattr(here, name), getattr(there, name))


@pytest.mark.parametrize("rules", available())
@settings(max_examples=40)
@given(data=st.data())
def test_swapping_the_legs_swaps_the_sides_only(rules: str, data) -> None:
    legs, scoring = data.draw(nights())
    swapped = replace(legs, side=(3 - legs.side).astype(np.int8))
    here, there = scored(legs, scoring, rules), scored(swapped, scoring, rules)
    swap = np.array([Side.UNSPECIFIED, Side.RIGHT, Side.LEFT, Side.BOTH])
    np.testing.assert_array_equal(swap[here.side], there.side)
    for name, column in here.columns().items():
        if name not in ("side", "lag_s"):
            np.testing.assert_array_equal(column, there.columns()[name], err_msg=name)


def same(here: Movements, there: Movements) -> None:
    for name, column in here.columns().items():
        np.testing.assert_array_equal(column, there.columns()[name], err_msg=name)


@pytest.mark.parametrize("rules", available())
@settings(max_examples=40)
@given(data=st.data())
def test_rows_written_twice_count_once(rules: str, data) -> None:
    legs, scoring = data.draw(nights())
    again = data.draw(st.lists(st.integers(0, max(len(legs) - 1, 0)), max_size=5))
    twice = LegMovements.together([legs, legs.take(np.array(again[: len(legs)], dtype=np.intp))])
    same(scored(legs, scoring, rules), scored(twice, scoring, rules))


@pytest.mark.parametrize("rules", available())
@settings(max_examples=40)
@given(data=st.data())
def test_halved_epochs_are_the_same_night(rules: str, data) -> None:
    legs, scoring = data.draw(nights())
    whole = scoring.hypnogram
    middle = (whole.onset_s + whole.end_s) / 2
    halves = Hypnogram(
        np.stack([whole.onset_s, middle], axis=1).ravel(),
        np.stack([middle, whole.end_s], axis=1).ravel(),
        np.repeat(whole.stage, 2),
    )
    halved = replace(scoring, hypnogram=halves)
    same(scored(legs, scoring, rules), scored(legs, halved, rules))


@pytest.mark.parametrize("rules", available())
@settings(max_examples=40)
@given(data=st.data())
def test_order_of_the_rows_does_not_matter(rules: str, data) -> None:
    legs, scoring = data.draw(nights())
    order = data.draw(st.permutations(range(len(legs))))
    here = scored(legs, scoring, rules)
    there = scored(legs.take(np.array(order, dtype=np.intp)), scoring, rules)
    for name, column in here.columns().items():
        np.testing.assert_array_equal(column, there.columns()[name])


@pytest.mark.parametrize("rules", available())
@settings(max_examples=40)
@given(data=st.data())
def test_periodic_movements_are_candidates_in_series_of_at_least_four(rules: str, data) -> None:
    legs, scoring = data.draw(nights())
    both = scored(legs, scoring, rules)
    assert not np.any(both.is_plm & ~both.is_clm)
    assert not np.any(both.is_plm_nr & (~both.is_clm | both.is_respiratory))
    for column in (both.series, both.series_nr):
        lengths = np.bincount(column)[1:]
        assert np.all(lengths >= 4)
    assert int(both.n_monolateral.sum()) <= len(legs)


@pytest.mark.parametrize("rules", available())
@settings(max_examples=40)
@given(data=st.data())
def test_every_movement_is_made_of_leg_movements(rules: str, data) -> None:
    legs, scoring = data.draw(nights())
    window = AnalysisWindow.of(scoring, Spans.of([(0.0, 10.0 * NIGHT_S)]))
    outcome = apply_rules(legs, scoring, window, load(rules))
    counted = outcome.legs.is_lm & outcome.legs.in_analysis
    assert int(outcome.both.n_monolateral.sum()) == int(counted.sum())
    assert set(outcome.both.onset_s.tolist()) <= set(outcome.legs.onset_s[counted].tolist())


@pytest.mark.parametrize("rules", available())
@settings(max_examples=40)
@given(data=st.data())
def test_kinds_of_candidates_leave_none_over(rules: str, data) -> None:
    legs, scoring = data.draw(nights())
    both = scored(legs, scoring, rules)
    kinds = both.is_plm | both.is_short_interval | both.is_isolated
    np.testing.assert_array_equal(kinds, both.takes_part)
    assert not np.any(both.takes_part & ~both.is_clm)
    assert not np.any(both.is_isolated & (both.is_plm | both.is_short_interval))
    with_arousal = both.has_arousal | both.has_arousal_nr
    np.testing.assert_array_equal(np.isfinite(both.arousal_lag_s), with_arousal)
    np.testing.assert_array_equal(np.isfinite(both.lag_s), both.side == Side.BOTH)


@pytest.mark.parametrize("rules", available())
@settings(max_examples=40)
@given(data=st.data())
def test_nights_with_a_long_gap_between_them_add_up(rules: str, data) -> None:
    # The second part begins at least 200 s after the last onset of the first.
    (legs, scoring), (later_legs, later_scoring) = data.draw(nights()), data.draw(nights())
    by_s = NIGHT_S + 140.0
    later_legs = replace(
        later_legs, onset_s=later_legs.onset_s + by_s, end_s=later_legs.end_s + by_s
    )
    later_scoring = shifted(later_scoring, by_s)
    whole = Scoring(
        *(
            type(first)(
                *(
                    np.concatenate([getattr(first, name), getattr(second, name)])
                    for name in first.columns()
                )
            )
            for first, second in (
                (scoring.hypnogram, later_scoring.hypnogram),
                (scoring.arousals, later_scoring.arousals),
                (scoring.respiratory, later_scoring.respiratory),
            )
        )
    )
    window = AnalysisWindow(0.0, 3.0 * NIGHT_S, "recording", "recording")
    rule_set = load(rules)
    parts = [
        apply_rules(each, said, window, rule_set).both
        for each, said in ((legs, scoring), (later_legs, later_scoring))
    ]
    together = apply_rules(LegMovements.together([legs, later_legs]), whole, window, rule_set).both
    for name in ("is_clm", "is_respiratory", "has_arousal", "is_plm", "is_plm_nr", "stage"):
        joined = np.concatenate([getattr(part, name) for part in parts])
        np.testing.assert_array_equal(getattr(together, name), joined, err_msg=name)
    n_series = [int(np.max(part.series, initial=0)) for part in (*parts, together)]
    assert n_series[0] + n_series[1] == n_series[2]


@pytest.mark.parametrize("rules", available())
@settings(max_examples=40)
@given(data=st.data())
def test_movement_far_away_changes_no_series(rules: str, data) -> None:
    legs, scoring = data.draw(nights())
    far = LegMovements.scored(
        np.array([NIGHT_S + 200.0]), np.array([NIGHT_S + 201.0]), np.array([1], dtype=np.int8)
    )
    window = AnalysisWindow(0.0, 2.0 * NIGHT_S, "recording", "recording")
    rule_set = load(rules)
    here = apply_rules(legs, scoring, window, rule_set).both
    there = apply_rules(LegMovements.together([legs, far]), scoring, window, rule_set).both
    np.testing.assert_array_equal(np.append(here.series, 0), there.series)
    np.testing.assert_array_equal(np.append(here.series_nr, 0), there.series_nr)
