"""The course of a night, part by part; worked out in the comments."""

from __future__ import annotations

import numpy as np
import pytest
from builders import hypnogram, night
from hypothesis import given, settings
from hypothesis import strategies as st
from indices.made import moved, window

from plm_detect.indices.course import course
from plm_detect.model.events import Scoring
from plm_detect.model.hypnogram import Hypnogram, Stage
from plm_detect.model.spans import Spans

NUMBERS = ("n_clm", "n_plm", "n_plms", "n_plms_nr", "n_plms_arousal", "n_plmw")
LETTERS = dict(zip("W123R.", (*list(Stage)[1:], Stage.UNSCORED), strict=True))
AROUSALS = [(5.0, 9.0)]


def parts(movements, scoring, start_s, end_s, recorded=None, *, wake=True):
    found = course(movements, scoring, window(start_s, end_s), recorded, periodic_in_wake=wake)
    return found.to_frame().set_index(["part", "number"])


def test_halves_meet_in_the_middle_and_hours_count_from_the_start() -> None:
    frame = parts(moved([]), Scoring(), 100, 100 + 2.5 * 3600)
    assert list(frame.index) == [("half", 1), ("half", 2), ("hour", 1), ("hour", 2), ("hour", 3)]
    assert frame["onset_s"].tolist() == [100, 4600, 100, 3700, 7300]
    assert frame["end_s"].tolist() == [4600, 9100, 3700, 7300, 9100]
    assert frame["is_complete"].tolist() == [True] * 4 + [False]


@pytest.mark.parametrize(
    ("end_s", "complete"),
    [
        (7199.0, [True, False]),
        (7200.0, [True, True]),
        (7200.0 + 1e-9, [True, True]),
        (7200.0 - 1e-9, [True, True]),
        (7201.0, [True, True, False]),
    ],
)
def test_last_hour_is_complete_when_it_lasts_an_hour(end_s: float, complete: list[bool]) -> None:
    assert parts(moved([]), Scoring(), 0, end_s).loc["hour", "is_complete"].tolist() == complete


def test_cycles_are_those_of_the_analysed_time() -> None:
    # N2 for 20 min, R for 5, N2 for 20; the analysed time begins 1 min and ends 44 min after.
    frame = parts(moved([]), night("2" * 40 + "R" * 10 + "2" * 40), 60, 44 * 60)
    cycles = frame.loc["cycle"]
    assert cycles.index.tolist() == [1, 2]
    assert cycles["onset_s"].tolist() == [60, 1500]
    assert cycles["end_s"].tolist() == [1500, 2640]
    assert cycles["is_complete"].tolist() == [True, False]
    assert cycles["minutes"].tolist() == [24, 19]
    assert "cycle" not in parts(moved([]), Scoring(), 60, 2640).index


def test_movement_on_a_border_belongs_to_the_later_part() -> None:
    # Half at 300 s; 1 ns before is the same time.
    frame = parts(moved([299.9, 300.0, 300.0 - 1e-9]), night("2" * 20), 0, 600)
    assert frame.loc["half", "n_clm"].tolist() == [1, 2]


def test_movements_across_the_limits_belong_to_the_outermost_parts() -> None:
    # One began before lights off, one begins with lights on.
    frame = parts(moved([99.0, 700.0]), night("2" * 40), 100, 700)
    assert frame.loc["half", "n_clm"].tolist() == [1, 1]
    assert frame.loc["hour", "n_clm"].tolist() == [2]


def test_every_kind_is_counted_by_its_own_columns() -> None:
    # Ten minutes: N2 for five (eight movements), W for five (two).
    moves = moved(
        [*range(20, 180, 20), 400, 420],
        stage=[Stage.N2] * 8 + [Stage.W] * 2,
        is_clm=[False] + [True] * 9,
        series=[0, 0, 1, 1, 1, 1, 1, 1, 2, 2],
        series_nr=[0, 0, 0, 1, 1, 1, 1, 1, 0, 0],
        has_arousal=[True, True, True, False, True, False, False, False, True, False],
    )
    scoring = night("2" * 10 + "W" * 10, arousals=AROUSALS)
    row = parts(moves, scoring, 0, 600).loc[("hour", 1)]
    assert [row[name] for name in NUMBERS] == [9, 8, 6, 5, 2, 2]
    assert [row[name] for name in ("minutes", "sleep_min", "wake_min")] == [10, 5, 5]
    # Per hour: 8 in 10 min, 6 and 5 in 5 min of sleep, 2 in 5 min of wakefulness.
    assert row["plm_per_hour"] == pytest.approx(48)
    assert row["plms_per_hour"] == pytest.approx(72)
    assert row["plms_nr_per_hour"] == pytest.approx(60)
    assert row["plmw_per_hour"] == pytest.approx(24)


def test_what_begins_in_unscored_time_is_in_no_number() -> None:
    moves = moved([20, 40, 70], stage=[Stage.N2, Stage.N2, Stage.UNSCORED], series=[1, 1, 1])
    row = parts(moves, night("22.2"), 0, 120).loc[("hour", 1)]
    assert (row["minutes"], row["n_clm"], row["n_plm"], row["n_plms"]) == (1.5, 2, 2, 2)


def test_part_without_sleep_or_wakefulness_has_no_index_over_it() -> None:
    frame = parts(moved([10], stage=[Stage.W], series=[1]), night("WWWW2222"), 0, 240)
    first, second = frame.loc[("half", 1)], frame.loc[("half", 2)]
    assert (first["n_plms"], first["n_plmw"], first["plmw_per_hour"]) == (0, 1, 30)
    assert np.isnan(first["plms_per_hour"])
    assert np.isnan(first["plms_nr_per_hour"])
    assert (second["n_plmw"], second["plms_per_hour"]) == (0, 0)
    assert np.isnan(second["plmw_per_hour"])


def test_part_of_half_a_second_has_an_index() -> None:
    stages = [Stage.N2, Stage.W]
    scoring = Scoring(hypnogram("2W", epoch_s=0.5))
    first, second = (
        parts(moved([0, 0.5], stage=stages, series=[1, 1]), scoring, 0, 1).loc[("half", number)]
        for number in (1, 2)
    )
    assert (first["plms_per_hour"], second["plmw_per_hour"]) == (7200, 7200)


def test_rules_for_sleep_alone_say_nothing_of_wakefulness() -> None:
    moves = moved([10, 130], stage=[Stage.W, Stage.N2], series=[1, 1])
    row = parts(moves, night("WWWW2222"), 0, 240, wake=False).loc[("hour", 1)]
    assert np.isnan([row["n_plmw"], row["plmw_per_hour"], row["plm_per_hour"]]).all()
    assert (row["n_plm"], row["n_plms"], row["plms_per_hour"]) == (2, 1, 30)


def test_arousals_that_nobody_scored_are_not_zero() -> None:
    row = parts(moved([10], series=[1]), night("2222"), 0, 120).loc[("hour", 1)]
    assert np.isnan(row["n_plms_arousal"])
    row = parts(moved([10], series=[1]), night("2222", arousals=AROUSALS), 0, 120).loc[("hour", 1)]
    assert row["n_plms_arousal"] == 0


@pytest.mark.parametrize("wake", [True, False])
def test_without_stages_movements_count_per_recorded_time(wake: bool) -> None:
    # A gap from 100 to 400 s leaves five minutes of ten.
    moves = moved([10, 30, 50], stage=[Stage.UNSCORED] * 3, series=[0, 1, 1])
    recorded = Spans.of([(0.0, 100.0), (400.0, 600.0)])
    row = parts(moves, Scoring(arousals=Spans.of(AROUSALS)), 0, 600, recorded, wake=wake)
    row = row.loc[("hour", 1)]
    assert (row["minutes"], row["n_clm"], row["n_plm"], row["plm_per_hour"]) == (5, 3, 2, 24)
    unknown = [name for name in row.index if "plms" in name or "plmw" in name]
    assert len(unknown) == 7
    assert np.isnan(row[[*unknown, "sleep_min", "wake_min"]].astype(float)).all()


def test_without_stages_and_length_only_numbers_are_known() -> None:
    row = parts(moved([10], stage=[Stage.UNSCORED], series=[1]), Scoring(), 0, 60).loc[("hour", 1)]
    assert (row["n_clm"], row["n_plm"]) == (1, 1)
    assert np.isnan([row["minutes"], row["plm_per_hour"]]).all()


@st.composite
def nights(draw: st.DrawFn):
    stages = draw(st.text("W2R.", min_size=1, max_size=300).filter(lambda text: text.strip(".")))
    sixteenths = sorted(draw(st.lists(st.integers(0, 16 * 30 * len(stages) - 1), max_size=20)))
    onsets = [value / 16 for value in sixteenths]
    kinds = [LETTERS[stages[int(onset // 30)]] for onset in onsets]
    series = [draw(st.integers(0, 2)) for _ in onsets]
    flags = [draw(st.booleans()) for _ in onsets]
    columns = {"stage": kinds, "series": series, "series_nr": series[::-1], "has_arousal": flags}
    return stages, onsets, columns


@settings(max_examples=60)
@given(nights(), st.sampled_from([0.0, 4096.0, 99_999.5]))
def test_halves_and_hours_add_up_to_the_night_whenever_it_was_recorded(made, by_s: float) -> None:
    stages, onsets, columns = made
    epochs = hypnogram(stages)
    moves = moved(np.array(onsets) + by_s, **columns)
    scoring = Scoring(
        Hypnogram(epochs.onset_s + by_s, epochs.end_s + by_s, epochs.stage),
        arousals=Spans.of(AROUSALS),
    )
    end_s = 30.0 * len(stages)
    frame = parts(moves, scoring, by_s, end_s + by_s)
    asleep = (moves.stage > Stage.W) & (moves.stage != Stage.UNSCORED)
    scored = moves.stage != Stage.UNSCORED
    expected = [
        np.sum(scored),
        np.sum(scored & moves.is_plm),
        np.sum(asleep & moves.is_plm),
        np.sum(asleep & moves.is_plm_nr),
        np.sum(asleep & moves.is_plm & moves.has_arousal),
        np.sum((moves.stage == Stage.W) & moves.is_plm),
    ]
    minutes = [30 * sum(c in held for c in stages) / 60 for held in ("W2R", "2R", "W")]
    for part in ("half", "hour"):
        assert [frame.loc[part, name].sum() for name in NUMBERS] == expected
        for name, total in zip(("minutes", "sleep_min", "wake_min"), minutes, strict=True):
            assert frame.loc[part, name].sum() == pytest.approx(total)
    for (part, _), row in frame.iterrows():
        inside = (moves.onset_s >= row["onset_s"]) & (moves.onset_s < row["end_s"])
        assert row["n_plm"] == np.sum(inside & scored & moves.is_plm), part
