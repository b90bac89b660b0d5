"""Periodic series, against a loop over the movements."""

from __future__ import annotations

import statistics

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from indices.made import moved

from plm_detect.indices.series import Series, within_series
from plm_detect.model.hypnogram import Stage


def series_of(movements) -> Series:
    return Series.of(movements, movements.series, movements.imi_s, movements.has_arousal)


def test_series_runs_from_its_first_onset_to_its_last_end() -> None:
    # 100 120 150 in series 1, with a movement of none between; 300 320 in series 2.
    moves = moved(
        [100, 110, 120, 150, 300, 320],
        duration=5.0,
        series=[1, 0, 1, 1, 2, 2],
        imi_s=[np.nan, 10, 20, 30, 150, 20],
        stage=[Stage.W, Stage.N2, Stage.N2, Stage.R, Stage.UNSCORED, Stage.N1],
        has_arousal=[True, True, False, True, False, False],
    )
    found = series_of(moves)
    assert found.number.tolist() == [1, 2]
    assert found.onset_s.tolist() == [100, 300]
    assert found.end_s.tolist() == [155, 325]
    assert found.duration_s.tolist() == [55, 25]
    assert found.n_movements.tolist() == [3, 2]
    assert found.n_in_sleep.tolist() == [2, 1]
    assert found.n_with_arousal.tolist() == [2, 0]
    assert found.stage.tolist() == [Stage.W, Stage.UNSCORED]
    # Intervals 20 and 30; one of 20 alone has no spread.
    assert found.imi_mean_s.tolist() == [25, 20]
    np.testing.assert_allclose(found.imi_sd_s, [50**0.5, np.nan])


def test_columns_are_those_of_the_file() -> None:
    moves = moved([0, 20], series=[1, 1], imi_s=[np.nan, 20], stage=[Stage.R, Stage.W])
    columns = series_of(moves).columns()
    assert list(columns) == [
        "number",
        "onset_s",
        "duration_s",
        "n_movements",
        "n_in_sleep",
        "n_with_arousal",
        "imi_mean_s",
        "imi_sd_s",
        "stage",
    ]
    assert columns["stage"].tolist() == ["R"]
    assert columns["duration_s"].tolist() == [22]


def test_night_without_series_has_none() -> None:
    for moves in (moved([]), moved([10, 20])):
        assert len(series_of(moves)) == 0
        assert not within_series(moves.series).any()


def test_first_movement_of_a_series_has_no_interval_within_it() -> None:
    flags = within_series(np.array([0, 1, 0, 1, 2, 2, 0, 3, 3, 3]))
    assert np.flatnonzero(flags).tolist() == [3, 5, 8, 9]
    assert within_series(np.array([1, 1])).tolist() == [False, True]


@settings(max_examples=80)
@given(st.lists(st.tuples(st.integers(2, 5), st.integers(0, 2)), max_size=5), st.data())
def test_series_are_those_of_a_loop(sizes, data: st.DataObject) -> None:
    numbers = [0]
    for number, (n, n_between) in enumerate(sizes, start=1):
        numbers += [number] * n + [0] * n_between
    gaps = [data.draw(st.integers(10, 90)) for _ in numbers]
    onsets = np.cumsum(gaps).tolist()
    stages = [data.draw(st.sampled_from(list(Stage))) for _ in numbers]
    imi = [np.nan, *gaps[1:]]
    found = series_of(moved(onsets, series=numbers, imi_s=imi, stage=stages))
    assert found.number.tolist() == list(range(1, len(sizes) + 1))
    for i in range(len(sizes)):
        at = [k for k, number in enumerate(numbers) if number == i + 1]
        within = [gaps[k] for k in at[1:]]
        assert (found.onset_s[i], found.end_s[i]) == (onsets[at[0]], onsets[at[-1]] + 2)
        assert found.n_in_sleep[i] == sum(stages[k] >= Stage.N1 for k in at)
        assert found.stage[i] == stages[at[0]]
        assert found.imi_mean_s[i] == pytest.approx(statistics.fmean(within))
        spread = statistics.stdev(within) if len(within) > 1 else np.nan
        assert found.imi_sd_s[i] == pytest.approx(spread, nan_ok=True)
