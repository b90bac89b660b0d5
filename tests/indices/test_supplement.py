"""Statistics beyond the table of PLMScoRe, from columns of movements; worked out in comments."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
from builders import train
from hypothesis import given, settings
from hypothesis import strategies as st
from indices.made import moved

from plm_detect.indices.denominators import COLUMN_STAGES, Denominators
from plm_detect.indices.series import Series
from plm_detect.indices.supplement import supplement
from plm_detect.model.hypnogram import Stage
from plm_detect.model.movements import LegMovements, ScoredLegMovements, Side

STAGED = Denominators(np.array([3600.0, 2700, 900, 0, 1800, 0, 900, 1800]), is_staged=True)
"""An hour in bed: 15 min of W, 30 of N2, 15 of R."""
BARE = Denominators(np.array([1800.0, *[np.nan] * 7]), is_staged=False)
NO_LEGS = train([])


def legs_of(legs: LegMovements, **columns: list) -> ScoredLegMovements:
    n = len(legs)
    return ScoredLegMovements(
        **{field.name: getattr(legs, field.name) for field in fields(LegMovements)},
        stage=np.array(columns.get("stage", [Stage.N2] * n), dtype=np.int8),
        is_lm=np.array(columns.get("is_lm", [True] * n), dtype=bool),
        in_analysis=np.array(columns.get("in_analysis", [True] * n), dtype=bool),
    )


def supplemented(movements, time=STAGED, legs=None, *, arousals=True, wake=True):
    return supplement(
        legs_of(NO_LEGS) if legs is None else legs,
        movements,
        Series.of(movements, movements.series, movements.imi_s, movements.has_arousal),
        Series.of(movements, movements.series_nr, movements.imi_nr_s, movements.has_arousal_nr),
        time,
        arousals_scored=arousals,
        periodic_in_wake=wake,
    )


def row(found, lm_type: str, statistic: str) -> list[float]:
    return found.values[found.rows.index((lm_type, statistic))].tolist()


def test_every_row_stands_once() -> None:
    found = supplemented(moved([]))
    assert len(set(found.rows)) == len(found.rows) == 48
    assert found.values.shape == (48, len(COLUMN_STAGES))


def test_isolated_and_short_interval_movements_count_by_stage_and_per_hour() -> None:
    # In N2: the first has no interval, the second follows after 5 s, the third is periodic; in W
    # one after 10 s, which is not short; in R one that is not a candidate.
    moves = moved(
        [10, 15, 40, 50, 400],
        stage=[Stage.N2, Stage.N2, Stage.N2, Stage.W, Stage.R],
        imi_s=[np.nan, 5, 25, 10, 350],
        series=[0, 0, 1, 0, 0],
        is_clm=[True, True, True, True, False],
    )
    found = supplemented(moves)
    assert row(found, "isolated CLM", "number") == [2, 1, 1, 0, 1, 0, 0, 1]
    assert row(found, "short-interval CLM", "number") == [1, 1, 0, 0, 1, 0, 0, 1]
    # No time in N1 and N3; 1 in 45 min of sleep, in 15 of W and in 30 of N2.
    expected = [2, 4 / 3, 4, np.nan, 2, np.nan, 0, 2]
    np.testing.assert_allclose(row(found, "isolated CLM", "no./hour"), expected)


def test_periodicity_is_that_of_the_intervals_of_each_column() -> None:
    # Intervals in N2: 20 20 20 (a run of three) and 5; in W: 20. In all a run of four of five.
    moves = moved(
        [10, 30, 50, 70, 75],
        stage=[Stage.N2, Stage.N2, Stage.W, Stage.N2, Stage.N2],
        imi_s=[20, 20, 20, 20, 5],
        imi_nr_s=[np.nan, 20, 20, 20, 95],
    )
    found = supplemented(moves)
    # Without the one in W, whose place in the order is undefined, runs of two and one are left.
    expected = [0.8, 0.0, 0.0, np.nan, 0.0, np.nan, np.nan, 0.0]
    np.testing.assert_allclose(row(found, "periodicity index", "Ferri 2006"), expected)
    assert row(found, "periodicity index_nr", "Ferri 2006")[0] == 0.75


def series_night():
    # Series 1: 100 120 150, to 152 s, begins in N2 and goes on in W. Series 2: 300 to 372 s in W.
    return moved(
        [100, 120, 150, 300, 320, 340, 370],
        stage=[Stage.N2, Stage.N2, Stage.W, *[Stage.W] * 4],
        series=[1, 1, 1, 2, 2, 2, 2],
        series_nr=[0, 0, 0, 1, 1, 1, 0],
        imi_s=[np.nan, 20, 30, 150, 20, 20, 30],
        imi_nr_s=[np.nan, 20, 30, 150, 25, 25, 30],
    )


def test_series_belong_to_the_stage_in_which_they_begin() -> None:
    found = supplemented(series_night())
    assert row(found, "series", "number") == [2, 1, 1, 0, 1, 0, 0, 1]
    nothing = np.nan
    for statistic, expected in {
        "movements; mean": [3.5, 3, 4, nothing, 3, nothing, nothing, 3],
        "movements; min": [3, 3, 4, nothing, 3, nothing, nothing, 3],
        "movements; max": [4, 3, 4, nothing, 3, nothing, nothing, 3],
        "minutes; total": np.array([124, 52, 72, 0, 52, 0, 0, 52]) / 60,
        "minutes; mean": np.array([62, 52, 72, nothing, 52, nothing, nothing, 52]) / 60,
        "minutes; max": np.array([72, 52, 72, nothing, 52, nothing, nothing, 52]) / 60,
    }.items():
        np.testing.assert_allclose(row(found, "series", statistic), expected, err_msg=statistic)
    assert row(found, "series_nr", "number") == [1, 0, 1, 0, 0, 0, 0, 0]
    # To the end of the third movement at 342 s.
    assert row(found, "series_nr", "minutes; total")[0] == pytest.approx(42 / 60)


def test_intervals_are_those_within_series_by_the_stage_of_the_later_movement() -> None:
    # 20 in N2; 30, 20, 20, 30 in W; the 150 s between the series belong to none.
    found = supplemented(series_night())
    assert row(found, "series", "IMI; mean")[:3] == pytest.approx([24, 20, 25])
    # Squares of the distances from 24: 16 36 16 16 36; from 25 four times 25.
    spread = [np.sqrt(120 / 4), np.nan, np.sqrt(100 / 3)]
    np.testing.assert_allclose(row(found, "series", "IMI; SD")[:3], spread)
    in_wake = (30 * 20 * 20 * 30) ** 0.25
    assert row(found, "series", "IMI; log; mean")[1:3] == pytest.approx([20, in_wake])
    # In W the logarithms lie half of log 1.5 on either side of the mean.
    log_sd = np.exp(np.sqrt(4 * (np.log(1.5) / 2) ** 2 / 3))
    assert row(found, "series", "IMI; log; SD")[2] == pytest.approx(log_sd)
    assert row(found, "series_nr", "IMI; mean")[0] == 25
    assert row(found, "series_nr", "IMI; SD")[0] == 0


def test_arousals_come_first_during_or_after_the_movement() -> None:
    # Movements last 2 s. A lag of 0 and one of 2 s, at the end, are during the movement, and so
    # is what differs from them by less than a microsecond.
    lags = [-1e-3, -1e-9, 0.0, 1.0, 2.0, 2.0 + 1e-9, 2.001, np.nan]
    moves = moved(
        20.0 * np.arange(8),
        arousal_lag_s=lags,
        series=[1] * 7 + [0],
        series_nr=[1, 0, 0, 0, 1, 0, 0, 0],
    )
    timings = ("arousal first", "arousal during", "arousal after")
    found = supplemented(moves)
    assert [row(found, "PLM", timing)[4] for timing in timings] == [1, 5, 1]
    assert [row(found, "PLMnr", timing)[4] for timing in timings] == [1, 1, 0]
    nobody = supplemented(moves, arousals=False)
    assert np.isnan([row(nobody, "PLM", timing) for timing in timings]).all()


def test_arousal_of_a_movement_in_no_series_is_not_counted() -> None:
    found = supplemented(moved([0, 20], arousal_lag_s=[1, 1], series=[0, 1]))
    assert row(found, "PLM", "arousal during")[0] == 1
    assert row(found, "PLMnr", "arousal during")[0] == 0


def test_single_legs_count_what_is_a_leg_movement_of_the_analysed_time() -> None:
    sides = [Side.LEFT, Side.LEFT, Side.LEFT, Side.RIGHT, Side.UNSPECIFIED]
    legs = LegMovements.scored(np.arange(5.0), np.arange(5.0) + 1, np.array(sides, dtype=np.int8))
    scored = legs_of(
        legs,
        stage=[Stage.N2, Stage.W, Stage.N2, Stage.R, Stage.N2],
        is_lm=[True, True, False, True, True],
        in_analysis=[True, True, True, True, True],
    )
    found = supplemented(moved([]), legs=scored)
    assert row(found, "l_LM", "number") == [2, 1, 1, 0, 1, 0, 0, 1]
    np.testing.assert_allclose(
        row(found, "r_LM", "no./hour"), [1, 4 / 3, 0, np.nan, 0, np.nan, 4, 0]
    )
    outside = legs_of(legs, in_analysis=[False, True, True, False, True])
    found = supplemented(moved([]), legs=outside)
    assert (row(found, "l_LM", "number")[0], row(found, "r_LM", "number")[0]) == (2, 0)


SIDES = [Side.LEFT, Side.LEFT, Side.RIGHT, Side.BOTH, Side.BOTH, Side.BOTH, Side.UNSPECIFIED]
LAGS = [np.nan, np.nan, np.nan, 0.3, -0.5, 1e-9, np.nan]


def test_laterality_counts_movements_of_both_legs_for_both() -> None:
    # Left 2 + 3, right 1 + 3: a difference of 1 of 9. Of the periodic ones left 1 + 1, right 1.
    moves = moved(20.0 * np.arange(7), side=SIDES, lag_s=LAGS, series=[1, 0, 0, 1, 0, 0, 0])
    found = supplemented(moves)
    assert row(found, "CLM", "laterality (L-R)/(L+R)")[0] == pytest.approx(1 / 9)
    assert row(found, "PLM", "laterality (L-R)/(L+R)")[0] == pytest.approx(1 / 3)
    assert np.isnan(row(found, "CLM", "laterality (L-R)/(L+R)")[2])
    unspecified = supplemented(moved([0], side=[Side.UNSPECIFIED]))
    assert np.isnan(row(unspecified, "CLM", "laterality (L-R)/(L+R)")[0])


def test_which_leg_was_first_and_by_how_much() -> None:
    moves = moved(20.0 * np.arange(7), side=SIDES, lag_s=LAGS, series=[1, 0, 0, 1, 0, 0, 0])
    found = supplemented(moves)
    assert row(found, "CLM", "left leg first")[0] == 1
    assert row(found, "CLM", "right leg first")[0] == 1
    assert row(found, "CLM", "lag; median")[0] == pytest.approx(0.0, abs=1e-8)
    assert row(found, "CLM", "lag; median of size")[0] == pytest.approx(0.3)
    assert row(found, "PLM", "lag; median")[0] == 0.3
    assert row(found, "PLM", "right leg first")[0] == 0
    assert np.isnan(row(found, "CLM", "lag; median")[2])


def test_movements_that_are_no_candidates_have_no_laterality() -> None:
    found = supplemented(moved([0], side=[Side.BOTH], lag_s=[0.2], is_clm=[False]))
    assert row(found, "CLM", "left leg first")[0] == 0
    assert np.isnan(row(found, "CLM", "laterality (L-R)/(L+R)")[0])


def test_rules_for_sleep_alone_leave_series_in_wakefulness_undefined() -> None:
    legs = legs_of(train([1.0]), stage=[Stage.W])
    moves = moved([0, 20], stage=[Stage.W, Stage.N2], series=[1, 1], imi_s=[np.nan, 20])
    whole = supplemented(moves, legs=legs)
    asleep = supplemented(moves, legs=legs, wake=False)
    for name, statistic in whole.rows:
        here, there = row(whole, name, statistic), row(asleep, name, statistic)
        if name in {"CLM", "l_LM", "r_LM"}:
            np.testing.assert_array_equal(there, here)
        else:
            assert np.isnan(there.pop(2)), name
            del here[2]
            np.testing.assert_array_equal(there, here)
    assert row(asleep, "l_LM", "number")[2] == 1
    assert row(asleep, "CLM", "laterality (L-R)/(L+R)")[2] == 1


def test_without_stages_all_movements_count_in_the_first_column() -> None:
    moves = moved(
        [0, 20, 40, 60],
        stage=[Stage.UNSCORED] * 4,
        series=[1, 1, 1, 0],
        imi_s=[np.nan, 20, 20, 20],
    )
    found = supplemented(moves, BARE, wake=False)
    assert row(found, "isolated CLM", "number")[0] == 1
    assert row(found, "isolated CLM", "no./hour")[0] == 2
    assert row(found, "series", "IMI; mean")[0] == 20
    assert row(found, "periodicity index", "Ferri 2006")[0] == 1
    for name, statistic in found.rows:
        assert np.isnan(row(found, name, statistic)[1:]).all(), (name, statistic)


@settings(max_examples=40)
@given(st.data())
def test_swapping_the_legs_changes_signs_only(data: st.DataObject) -> None:
    n = data.draw(st.integers(0, 12))
    sides = [data.draw(st.sampled_from(list(Side))) for _ in range(n)]
    lags = [data.draw(st.integers(-9, 9)) / 8 if side == Side.BOTH else np.nan for side in sides]
    stages = [data.draw(st.sampled_from(list(Stage))) for _ in range(n)]
    swap = [Side.UNSPECIFIED, Side.RIGHT, Side.LEFT, Side.BOTH]
    onsets = 20.0 * np.arange(n)
    here = supplemented(moved(onsets, side=sides, lag_s=lags, stage=stages))
    there = supplemented(
        moved(onsets, side=[swap[s] for s in sides], lag_s=-np.array(lags), stage=stages)
    )
    for statistic, sign in (("laterality (L-R)/(L+R)", -1), ("lag; median", -1)):
        found = np.array(row(there, "CLM", statistic))
        np.testing.assert_allclose(found, sign * np.array(row(here, "CLM", statistic)))
    assert row(here, "CLM", "left leg first") == row(there, "CLM", "right leg first")
    np.testing.assert_array_equal(
        row(here, "CLM", "lag; median of size"), row(there, "CLM", "lag; median of size")
    )


@settings(max_examples=40)
@given(st.lists(st.sampled_from(list(Stage)), max_size=20), st.data())
def test_columns_add_up(stages: list[Stage], data: st.DataObject) -> None:
    flags = [data.draw(st.integers(0, 1)) for _ in stages]
    lags = [data.draw(st.sampled_from([np.nan, -1.0, 1.0, 5.0])) for _ in stages]
    moves = moved(20.0 * np.arange(len(stages)), stage=stages, series=flags, arousal_lag_s=lags)
    found = supplemented(moves)
    for name, statistic in found.rows:
        if statistic.startswith(("number", "arousal", "minutes; total")):
            tib, tst, wake, n1, n2, n3, rem, nrem = row(found, name, statistic)
            assert tib == pytest.approx(tst + wake)
            assert tst == pytest.approx(nrem + rem)
            assert nrem == pytest.approx(n1 + n2 + n3)
    with_arousal = sum(
        row(found, "PLM", timing)[0]
        for timing in ("arousal first", "arousal during", "arousal after")
    )
    scored = [
        flag and not np.isnan(lag) and stage != Stage.UNSCORED
        for flag, lag, stage in zip(flags, lags, stages, strict=True)
    ]
    assert with_arousal == sum(scored)
