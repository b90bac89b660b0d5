"""Series, course, intervals, supplement, immobilization test; worked out in the comments."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import plm_detect
from plm_detect.errors import ScoringError
from plm_detect.indices.classification import classify
from plm_detect.indices.intervals import EDGES_S


def table(*rows: tuple[float, float, str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["onset_s", "duration_s", "event", "side"])


def epochs(stages: str, epoch_s: float = 30.0) -> list[tuple[float, float, str, str]]:
    names = {"W": "W", "1": "N1", "2": "N2", "3": "N3", "R": "R"}
    return [
        (epoch_s * i, epoch_s, f"stage_{names[stage]}", "")
        for i, stage in enumerate(stages)
        if stage != "."
    ]


def lm(*onsets: float, side: str = "left", duration: float = 2.0):
    return [(onset, duration, "lm", side) for onset in onsets]


def indexed(*rows, **options):
    return plm_detect.index(table(*rows), robustness=False, **options)


def test_series_hold_their_movements_intervals_and_length() -> None:
    # Series one: 100 115 135 160 (intervals 15 20 25: mean 20, SD 5), to 162 s.
    # Series two: 400 430 460 490 520 (30 each), to 522 s. An arousal with the second movement.
    night = indexed(
        *epochs("2" * 10 + "W" * 10),
        *lm(100, 115, 135, 160, 400, 430, 460, 490, 520),
        (116.0, 5.0, "arousal", ""),
    )
    frame = night.series.to_frame()
    assert frame["onset_s"].tolist() == [100.0, 400.0]
    assert frame["duration_s"].tolist() == [62.0, 122.0]
    assert frame["n_movements"].tolist() == [4, 5]
    assert frame["n_in_sleep"].tolist() == [4, 0]
    assert frame["n_with_arousal"].tolist() == [1, 0]
    assert frame["imi_mean_s"].tolist() == [20.0, 30.0]
    assert frame["imi_sd_s"].tolist() == pytest.approx([5.0, 0.0])
    assert frame["stage"].tolist() == ["N2", "W"]
    value = night.supplement.value
    assert value("series", "number", "TIB") == 2
    assert value("series", "number", "TST") == 1
    assert value("series", "movements; mean", "TIB") == 4.5
    assert value("series", "movements; max", "TIB") == 5
    assert value("series", "minutes; total", "TIB") == pytest.approx(184 / 60)
    # Intervals within series: 15 20 25 30 30 30 30.
    assert value("series", "IMI; mean", "TIB") == pytest.approx(180 / 7)
    assert value("series", "IMI; mean", "N2") == 20.0
    assert value("series", "IMI; log; mean", "N2") == pytest.approx((15 * 20 * 25) ** (1 / 3))


def test_isolated_and_short_interval_movements() -> None:
    # 100; 105 (short); 215 (110 s later: isolated); 235 255 (10-90 s without a series: isolated);
    # 400 406 426 446 466: 406 is short and opens the series 406-466.
    night = indexed(*epochs("2" * 20), *lm(100, 105, 215, 235, 255, 400, 406, 426, 446, 466))
    moves = night.movements
    assert moves.is_plm.tolist() == [False] * 6 + [True] * 4
    assert np.flatnonzero(moves.is_short_interval).tolist() == [1, 6]
    assert np.flatnonzero(moves.is_isolated).tolist() == [0, 2, 3, 4, 5]
    # Ten minutes of N2.
    assert night.supplement.value("isolated CLM", "number", "N2") == 5
    assert night.supplement.value("isolated CLM", "no./hour", "N2") == 30.0
    assert night.supplement.value("short-interval CLM", "number", "TST") == 2
    assert night.supplement.value("short-interval CLM", "number", "Wake") == 0


def test_interval_of_exactly_ten_seconds_is_not_short() -> None:
    night = indexed(*epochs("2" * 10), *lm(100.1, 110.1, 120.1, 130.0))
    assert night.movements.is_short_interval.tolist() == [False, False, False, True]


def test_periodicity_index_of_ferri() -> None:
    # Intervals 20 20 20 (a run of three), 100, 20 20 (a run of two), 5: 3 of 7 are periodic.
    onsets = np.cumsum([100, 20, 20, 20, 100, 20, 20, 5]).tolist()
    night = indexed(*epochs("2" * 20), *lm(*onsets))
    assert night.headline.periodicity_index == pytest.approx(3 / 7)
    assert night.supplement.value("periodicity index", "Ferri 2006", "TST") == pytest.approx(3 / 7)
    # Of eight candidates the first four are periodic.
    assert night.headline.plm_clm_ratio == 0.5


def test_arousals_before_during_and_after_the_movement() -> None:
    # Movements of 2 s every 20 s. Arousals begin 3 s before, with, 2 s after (at the end), 2.4 s
    # after (0.4 s after the end); the fifth movement has two, of which the first counts; the
    # sixth has none.
    onsets = [100.0, 120.0, 140.0, 160.0, 180.0, 200.0]
    lags = [(0, -3.0), (1, 0.0), (2, 2.0), (3, 2.4), (4, -1.0), (4, 1.0)]
    arousals = [(onsets[i] + lag, 4.0, "arousal", "") for i, lag in lags]
    night = indexed(*epochs("2" * 10), *lm(*onsets), *arousals)
    np.testing.assert_allclose(night.movements.arousal_lag_s, [-3.0, 0.0, 2.0, 2.4, -1.0, np.nan])
    value = night.supplement.value
    assert value("PLM", "arousal first", "TST") == 2
    assert value("PLM", "arousal during", "TST") == 2
    assert value("PLM", "arousal after", "TST") == 1
    assert night.headline.n_plms_arousal == 5


def test_laterality_and_lag_between_the_legs() -> None:
    # Left only: 100, 120. Right only: 140. Both: left leads by 0.3 s at 160, right leads by 0.5 s
    # at 180, together at 200. Left movements 5, right 4.
    rows = [*lm(100, 120, 160, 180.5, 200), *lm(140, 160.3, 180, 200, side="right")]
    night = indexed(*epochs("2" * 10), *rows)
    np.testing.assert_allclose(night.movements.lag_s, [np.nan] * 3 + [0.3, -0.5, 0.0], atol=1e-9)
    value = night.supplement.value
    assert value("l_LM", "number", "TIB") == 5
    assert value("r_LM", "no./hour", "TIB") == 4 * 12
    assert value("CLM", "laterality (L-R)/(L+R)", "TIB") == pytest.approx(1 / 9)
    assert value("CLM", "left leg first", "TIB") == 1
    assert value("CLM", "right leg first", "TIB") == 1
    assert value("CLM", "lag; median", "TIB") == pytest.approx(0.0)
    assert value("CLM", "lag; median of size", "TIB") == pytest.approx(0.3)


def test_course_by_halves_hours_and_cycles() -> None:
    # 90 minutes: 30 wake, 60 of N2. Series of four in wake at 10 min, of five at 40 min and of
    # four across the second hour at 59 min. Half at 45 min.
    stages = "W" * 60 + "2" * 120
    night = indexed(
        *epochs(stages),
        *lm(*(600 + 20.0 * i for i in range(4))),
        *lm(*(2400 + 20.0 * i for i in range(5))),
        *lm(*(3560 + 20.0 * i for i in range(4))),
    )
    frame = night.course.to_frame().set_index(["part", "number"])
    assert list(frame.index) == [("half", 1), ("half", 2), ("hour", 1), ("hour", 2), ("cycle", 1)]
    assert frame["is_complete"].tolist() == [True, True, True, False, False]
    assert frame["n_plm"].tolist() == [9, 4, 11, 2, 9]
    assert frame["n_plms"].tolist() == [5, 4, 7, 2, 9]
    assert frame["n_plmw"].tolist() == [4, 0, 4, 0, 0]
    assert frame["sleep_min"].tolist() == [15, 45, 30, 30, 60]
    # 3600 s is the third of the last series: two begin before it.
    assert frame["plms_per_hour"].tolist() == pytest.approx([20, 16 / 3, 14, 4, 9])
    assert frame.loc[("half", 1), "plmw_per_hour"] == 8.0
    assert np.isnan(frame.loc[("half", 2), "plmw_per_hour"])
    for name in ("n_plm", "n_plms", "n_clm"):
        halves, hours = frame.loc["half", name].sum(), frame.loc["hour", name].sum()
        assert halves == hours


def test_histogram_has_fixed_bins_with_edges_at_10_and_90_seconds() -> None:
    assert EDGES_S[24] == 10.0
    assert EDGES_S[40] == 90.0
    np.testing.assert_allclose(EDGES_S[1:] / EDGES_S[:-1], 9 ** (1 / 16), rtol=1e-12)
    # Intervals 9.9, 10 (exactly), 90 (exactly), 90.1.
    onsets = np.cumsum([100.1, 9.9, 10.0, 90.0, 90.1]).tolist()
    night = indexed(*epochs("2" * 8 + "W" * 8), *lm(*onsets))
    frame = night.intervals.to_frame()
    assert frame["number"].sum() == 4
    periodic = (frame["from_s"] >= 10) & (frame["to_s"] <= 90)
    assert periodic.sum() == 16
    assert frame.loc[periodic, "number"].sum() == 2
    assert night.statistics.value("IMI", "10-90s; number", "TIB") == 2
    # The onsets are 100.1 110 120 210 300.1 s; wake begins at 240 s.
    assert (frame["in_sleep"].sum(), frame["in_wake"].sum()) == (3, 1)
    assert frame["number_nr"].tolist() == frame["number"].tolist()


def test_immobilization_test_counts_periodic_movements_in_wakefulness() -> None:
    # Lights off at 60 s, so blocks begin at 60, 960, 1860, 2760 s and the test ends at 3660 s.
    # Six in the first block, four in the third. After the test at 3700 s four more.
    first = [100 + 20.0 * i for i in range(6)]
    third = [1900 + 20.0 * i for i in range(4)]
    rows = [
        *epochs("W" * 140),
        (60.0, 0.0, "lights_off", ""),
        *lm(*first, *third, *(3700 + 20.0 * i for i in range(4))),
    ]
    for rules in ("wasm2006", "wasm2016"):
        test = indexed(*rows, rules=rules, sit=True).immobilization
        assert [block.n_plmw for block in test.blocks] == [6, 0, 4, 0]
        assert [block.plmw_per_hour for block in test.blocks] == [24.0, 0.0, 16.0, 0.0]
        assert [block.onset_s for block in test.blocks] == [60.0, 960.0, 1860.0, 2760.0]
        assert (test.whole.n_plmw, test.whole.plmw_per_hour, test.whole.wake_min) == (10, 10, 60)


def test_sleep_during_the_immobilization_test_does_not_count() -> None:
    # Wake for 15 min, then N2 for 15 min, 30 min long in all: two blocks.
    rows = [*epochs("W" * 30 + "2" * 30), *lm(*(60 + 20.0 * i for i in range(5))), *lm(1000, 1020)]
    test = indexed(*rows, sit=True).immobilization
    assert [(block.wake_min, block.n_plmw) for block in test.blocks] == [(15.0, 5), (0.0, 0)]
    assert test.blocks[1].plmw_per_hour is None
    assert test.whole.plmw_per_hour == 20.0


def test_other_recordings_have_no_immobilization_test() -> None:
    assert indexed(*epochs("W" * 10), *lm(10)).immobilization is None


@pytest.mark.parametrize(
    ("index", "age", "group", "is_above"),
    [
        (15.0, None, "adults", False),
        (15.01, 40, "adults", True),
        (14.9, 18, "adults", False),
        (5.0, 17.9, "children", False),
        (5.01, 8, "children", True),
        (None, 8, "children", None),
    ],
)
def test_class_of_the_index(index, age, group, is_above) -> None:
    found = classify(index, age)
    assert (found.group, found.is_above) == (group, is_above)


def test_unknown_length_leaves_counts_and_no_indices() -> None:
    night = indexed(*lm(100, 120, 140, 160))
    assert (night.headline.n_plm, night.headline.plm_per_hour) == (4, None)
    assert night.headline.plms_per_hour is None
    assert night.duration_s is None
    assert night.sleep is None
    assert "no_length" in {note.code for note in night.notes}


def test_lights_alone_tell_the_length() -> None:
    night = indexed(
        (0.0, 0.0, "lights_off", ""), (1800.0, 0.0, "lights_on", ""), *lm(100, 120, 140, 160)
    )
    assert night.headline.plm_per_hour == 8.0
    assert "no_stages" in {note.code for note in night.notes}


def test_lights_and_stages_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ScoringError, match="lights off, lights on and stages do not fit"):
        indexed((500.0, 0.0, "lights_off", ""), *epochs("2222"), *lm(10))
