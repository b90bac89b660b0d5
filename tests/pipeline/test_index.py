"""Scored movements, as files and tables, in good order and not."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from builders import Edf, annotations, leg
from hypothesis import given, settings
from hypothesis import strategies as st

import plm_detect
from plm_detect.errors import PlmDetectError, ScoringError

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = ["onset_s", "duration_s", "event", "side"]
EPOCHS = [(30.0 * i, 30.0, "stage_N2", "") for i in range(20)]
MOVES = [(100.0 + 20 * i, 2.0, "lm", "left") for i in range(5)]


def table(rows) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=COLUMNS)


def csv(path: Path, rows, head: str = ",".join(COLUMNS)) -> Path:
    lines = [head, *(",".join(str(cell) for cell in row) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def codes(night) -> set[str]:
    return {note.code for note in night.notes}


def test_file_and_table_give_the_same(tmp_path: Path) -> None:
    path = csv(tmp_path / "night.csv", EPOCHS + MOVES)
    from_file, from_table = plm_detect.index(path), plm_detect.index(table(EPOCHS + MOVES))
    assert (from_file.name, from_table.name) == ("night", "events")
    assert [file.name for file in from_file.inputs] == ["night.csv"]
    assert from_table.inputs == ()
    assert from_file.headline == from_table.headline
    # Five movements in ten minutes of sleep.
    assert from_file.headline.plms_per_hour == 30.0
    assert from_file.legs == ()
    assert from_file.settings is None


def test_edf_annotations_give_the_same_as_the_table(tmp_path: Path) -> None:
    rows = [(onset, length, "Limb movement@@emg lat") for onset, length, _, _ in MOVES]
    rows += [(onset, length, "Sleep stage N2") for onset, length, _, _ in EPOCHS]
    Edf((annotations(1, *rows),), n_records=1, record_duration="0", reserved="EDF+C").write(
        tmp_path / "night.edf"
    )
    found = plm_detect.index(tmp_path / "night.edf")
    assert found.headline == plm_detect.index(table(EPOCHS + MOVES)).headline
    assert str(found.start) == "2024-03-07 23:50:00"


def test_recording_with_its_own_scoring_tells_its_length(tmp_path: Path) -> None:
    rows = [(onset, length, "LM@@LAT") for onset, length, _, _ in MOVES]
    Edf(
        (leg("LAT", seconds=300), annotations(300, *rows, size=200)),
        n_records=300,
        reserved="EDF+C",
    ).write(tmp_path / "night.edf")
    found = plm_detect.index(tmp_path / "night.edf")
    # Without stages: five movements in 300 s of recording.
    assert (found.duration_s, found.headline.plm_per_hour) == (300.0, 60.0)


def test_several_files_complete_each_other(tmp_path: Path) -> None:
    legs, stages = csv(tmp_path / "legs.csv", MOVES), csv(tmp_path / "stages.csv", EPOCHS)
    found = plm_detect.index([legs, stages])
    assert found.name == "legs"
    assert found.headline.plms_per_hour == 30.0
    with pytest.raises(ScoringError, match="both hold sleep stages"):
        plm_detect.index([csv(tmp_path / "all.csv", MOVES + EPOCHS), stages])


def test_files_of_different_nights_are_refused(tmp_path: Path) -> None:
    late = [(50_000.0, 30.0, "stage_N2", "")]
    paths = [csv(tmp_path / "legs.csv", MOVES), csv(tmp_path / "stages.csv", late)]
    with pytest.raises(ScoringError, match=r"stages\.csv: the scoring belongs to another night"):
        plm_detect.index(paths)


def test_simulated_truth_can_be_indexed(sample_night: Path) -> None:
    truth = sample_night.with_name("sample_night_truth.csv")
    found, scored = plm_detect.index(truth), plm_detect.score(sample_night)
    assert found.headline.n_plms == scored.headline.n_plms
    assert found.headline.plms_per_hour == pytest.approx(scored.headline.plms_per_hour)


def test_respiratory_window_is_the_users() -> None:
    # Event 60-119 s; the second movement (120-122 s) touches -2.0..10.25 s and not -2.0..0.5 s.
    rows = [*EPOCHS, *MOVES, (60.0, 58.0, "resp", "")]
    wide = plm_detect.index(table(rows))
    narrow = plm_detect.index(table(rows), respiratory_window=(-0.5, 0.5))
    assert wide.movements.is_respiratory.tolist() == [False, True, False, False, False]
    assert not narrow.movements.is_respiratory.any()
    assert (narrow.rules.respiratory.from_s, narrow.rules.respiratory.to_s) == (-0.5, 0.5)
    assert "changed: respiratory.from_s, respiratory.to_s" in narrow.rules.title


def test_all_rule_sets_side_by_side() -> None:
    found = plm_detect.compare_rules(table(EPOCHS + MOVES))
    assert found.labels == plm_detect.rule_sets()
    frame = found.to_frame()
    assert frame["n_plms"].tolist() == [5] * len(plm_detect.rule_sets())
    assert np.isnan(frame.loc["aasm3", "plmw_per_hour"])
    own = plm_detect.rule_set("wasm2016").changed({"series.fewest_movements": 6}, "test")
    two = plm_detect.compare_rules(table(EPOCHS + MOVES), [own, "wasm2016"])
    assert two.labels == ("wasm2016, changed", "wasm2016")
    assert two.to_frame()["n_plms"].tolist() == [0, 5]


def test_scoring_without_movements_has_no_index_unless_the_legs_were_scored() -> None:
    for call in (plm_detect.index, plm_detect.compare_rules):
        with pytest.raises(ScoringError, match=r"plm-detect score.*--legs-scored"):
            call(table(EPOCHS))
    found = plm_detect.index(table(EPOCHS), legs_scored=True)
    assert (found.headline.n_movements, found.headline.plms_per_hour) == (0, 0.0)
    assert found.headline.periodicity_index is None
    assert found.headline.plm_clm_ratio is None
    assert "no_movements" in codes(found)
    assert len(found.series) == len(found.movements) == 0
    assert found.intervals.number.sum() == 0
    compared = plm_detect.compare_rules(table(EPOCHS), legs_scored=True)
    assert {each.headline.plms_per_hour for each in compared.results} == {0.0}


@pytest.mark.parametrize("onsets", [[100.0], [100.0, 300.0], [100.0, 105.0]])
def test_nights_on_which_the_reference_fails(onsets: list[float]) -> None:
    # A single movement, and intervals of which none is 10-90 s.
    found = plm_detect.index(table(EPOCHS + [(onset, 2.0, "lm", "left") for onset in onsets]))
    assert found.headline.n_clm == len(onsets)
    assert found.headline.plms_per_hour == 0.0
    assert found.statistics.value("IMI", "10-90s; number", "TIB") == 0


def test_night_without_sleep_has_undefined_indices() -> None:
    awake = [(onset, length, "stage_W", "") for onset, length, _, _ in EPOCHS]
    found = plm_detect.index(table(awake + MOVES))
    assert found.headline.plms_per_hour is None
    assert found.headline.n_plms == 0
    assert found.headline.plmw_per_hour == 30.0
    assert found.index_class.is_above is None
    assert "no_sleep" in codes(found)


def test_movements_without_duration_are_left_out_with_a_warning() -> None:
    rows = [*EPOCHS, *MOVES, (400.0, np.nan, "lm", "left"), (420.0, 0.0, "lm", "right")]
    found = plm_detect.index(table(rows))
    assert found.headline.n_movements == 5
    (note,) = [n for n in found.notes if n.code == "movements_without_duration"]
    assert note.level == "warning"
    assert note.text.startswith("2 of 7 leg movements have no duration")


def test_movements_that_all_lack_a_duration_are_refused() -> None:
    rows = [(onset, 0.0, "lm", "left") for onset, _, _, _ in MOVES]
    with pytest.raises(ScoringError, match="none of the 5 leg movements has a duration"):
        plm_detect.index(table(EPOCHS + rows))


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ((100.0, -2.0, "lm", "left"), "row 26 has a negative duration"),
        ((np.nan, 2.0, "lm", "left"), "row 26 has nothing as onset_s"),
        ((np.inf, 2.0, "lm", "left"), "row 26 has 'inf' as onset_s"),
        ((100.0, np.inf, "lm", "left"), "row 26 has 'inf' as duration_s"),
        ((100.0, 2.0, None, "left"), "row 26 names no event"),
        ((310.0, 30.0, "stage_R", ""), "two stages are given for the same time, 3"),
    ],
)
def test_faulty_rows_are_refused(row, complaint: str) -> None:
    with pytest.raises(ScoringError, match=complaint):
        plm_detect.index(table([*EPOCHS, *MOVES, row]))


def test_rows_that_are_written_twice_change_nothing() -> None:
    rows = [*EPOCHS, *MOVES, (101.0, 4.0, "arousal", ""), (60.0, 30.0, "resp", "")]
    once, twice = plm_detect.index(table(rows)), plm_detect.index(table([*rows, *rows]))
    assert once.headline == twice.headline
    np.testing.assert_array_equal(once.statistics.values, twice.statistics.values)
    assert {"epochs_repeated", "events_repeated"} <= codes(twice)


def test_movements_beyond_the_stages_are_in_no_index() -> None:
    rows = [*EPOCHS, *MOVES, (700.0, 2.0, "lm", "left")]
    found = plm_detect.index(table(rows))
    assert found.headline.n_movements == 5
    assert found.leg_movements.in_analysis.tolist() == [True] * 5 + [False]
    assert "movements_outside" in codes(found)


def test_movement_without_a_side_is_scored_as_one_of_a_combined_channel() -> None:
    rows = [(onset, length, event, "") for onset, length, event, _ in MOVES]
    found = plm_detect.index(table(EPOCHS + rows))
    assert found.headline.n_plms == 5
    assert found.statistics.value("m_PLM", "number", "TST") == 5
    assert found.statistics.value("l_PLM", "number", "TST") == 0


def test_table_without_its_columns_and_nothing_at_all_are_refused() -> None:
    with pytest.raises(ScoringError, match="no column 'event'"):
        plm_detect.index(table(MOVES).drop(columns="event"))
    with pytest.raises(ScoringError, match="no events"):
        plm_detect.index(table([]))
    with pytest.raises(ScoringError, match="no scoring was given"):
        plm_detect.index([])


def test_indexing_the_movements_of_a_scored_night_repeats_it(sample_night: Path) -> None:
    night = plm_detect.score(sample_night)
    found = night.leg_movements.to_frame()
    moves = found[["onset_s", "duration_s", "side"]].assign(event="lm")
    truth = pd.read_csv(sample_night.with_name("sample_night_truth.csv"))
    again = plm_detect.index(pd.concat([truth[truth["event"] != "lm"], moves]))
    assert again.headline == replace(
        night.headline, periodicity_index=again.headline.periodicity_index
    )
    assert again.headline.periodicity_index == pytest.approx(night.headline.periodicity_index)


SIDES = st.sampled_from(["left", "right", "both", ""])
EVENTS = st.sampled_from(["lm", "lm", "lm", "arousal", "resp", "lights_off", "lights_on"])
GOOD = st.tuples(st.floats(-50, 900), st.floats(0, 20), EVENTS, SIDES)
ODD = st.sampled_from([-1.0, 0.0, 1e9, float("nan"), float("inf")])
BAD = st.tuples(ODD, ODD, st.one_of(EVENTS, st.just("?"), st.just("stage_R")), SIDES)
STAGES = st.text("W123R.", min_size=0, max_size=20).map(
    lambda stages: [
        (30.0 * i, 30.0, {"W": "stage_W", "R": "stage_R"}.get(stage, f"stage_N{stage}"), "")
        for i, stage in enumerate(stages)
        if stage != "."
    ]
)
TABLES = st.builds(
    lambda stages, good, bad: stages + good + bad,
    STAGES,
    st.lists(GOOD, max_size=30),
    st.one_of(st.just([]), st.just([]), st.just([]), st.lists(BAD, max_size=1)),
)


@settings(max_examples=150)
@given(TABLES, st.sampled_from(plm_detect.rule_sets()), st.booleans())
def test_any_table_gives_a_result_or_one_sentence(rows, rules: str, sit: bool) -> None:
    with suppress(PlmDetectError):
        headline = plm_detect.index(table(rows), rules=rules, sit=sit).headline
        assert headline.plms_per_hour is None or np.isfinite(headline.plms_per_hour)
        assert headline.n_plm <= headline.n_clm


def test_events_spread_over_weeks_are_refused() -> None:
    # A time stamp of the computer's clock in place of seconds from the start.
    row = (1_700_000_000.0, 2.0, "lm", "left")
    with pytest.raises(ScoringError, match=r"spread over 19676 days.*must be seconds"):
        plm_detect.index(table([*EPOCHS, *MOVES, row]))
