"""Times of scorings that are not in seconds are refused with the reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

import plm_detect
from plm_detect.errors import ScoringError

if TYPE_CHECKING:
    from pathlib import Path

EPOCHS = [(30.0 * i, 30.0, "stage_N2") for i in range(20)]
MOVES = [(60.0 + 20.0 * i, 2.0, "lm") for i in range(8)]
AROUSALS = [(60.0 + 20.0 * i, 5.0, "arousal") for i in range(8)]
APNEAS = [(60.0 + 40.0 * i, 20.0, "apnea") for i in range(8)]
COLUMNS = ["onset_s", "duration_s", "event"]


def in_unit(rows: list[tuple[float, float, str]], factor: float) -> pd.DataFrame:
    scaled = [(onset * factor, duration * factor, event) for onset, duration, event in rows]
    return pd.DataFrame(scaled, columns=COLUMNS)


@pytest.mark.parametrize("rows", [EPOCHS + MOVES, MOVES, MOVES + AROUSALS, MOVES + APNEAS])
@pytest.mark.parametrize(("factor", "unit"), [(1000.0, "milliseconds"), (1 / 60, "minutes")])
def test_tables_in_other_units_are_refused(rows: list, factor: float, unit: str) -> None:
    with pytest.raises(ScoringError, match=f"events: its times look like {unit}, not seconds"):
        plm_detect.index(in_unit(rows, factor))


@pytest.mark.parametrize("rows", [EPOCHS + MOVES, MOVES, EPOCHS + MOVES + AROUSALS + APNEAS])
def test_tables_in_seconds_are_taken(rows: list) -> None:
    assert plm_detect.index(in_unit(rows, 1.0)).headline.n_movements == 8


def test_epochs_of_twenty_seconds_in_minutes_are_refused() -> None:
    rows = [(20.0 * i, 20.0, "stage_N2") for i in range(30)] + MOVES
    with pytest.raises(ScoringError, match="minutes"):
        plm_detect.index(in_unit(rows, 1 / 60))


@pytest.mark.parametrize("epoch_s", [1.0, 4.0, 20.0])
def test_short_epochs_are_no_minutes(epoch_s: float) -> None:
    rows = [(epoch_s * i, epoch_s, "stage_N2") for i in range(int(600 / epoch_s))] + MOVES
    assert plm_detect.index(in_unit(rows, 1.0)).headline.plms_per_hour == 48.0


def test_long_runs_of_stages_are_no_milliseconds() -> None:
    rows = [(7200.0 * i, 7200.0, f"stage_N{2 + i % 2}") for i in range(4)] + MOVES
    assert plm_detect.index(in_unit(rows, 1.0)).headline.n_movements == 8


@pytest.mark.parametrize(
    "head",
    ["onset_ms,duration_ms,event", "onset_min,duration_min,event", "onset_s,duration_ms,event"],
)
def test_columns_that_name_another_unit_are_refused(tmp_path: Path, head: str) -> None:
    path = tmp_path / "events.csv"
    path.write_text(f"{head}\n60,2,lm\n", encoding="utf-8")
    with pytest.raises(ScoringError, match=r"events\.csv: column '\w+' is not in seconds"):
        plm_detect.index(path)
    with pytest.raises(ScoringError, match="is not in seconds"):
        plm_detect.index(pd.DataFrame([(60.0, 2.0, "lm")], columns=head.split(",")))


def test_a_night_in_minutes_with_one_long_movement_is_refused() -> None:
    # Bouts of sleep, arousals, apneas and 200 movements, of which one lasts 40 s.
    rows = [(3600.0 * i, 3600.0, f"stage_N{2 + i % 2}") for i in range(6)]
    rows += [(60.0 + 100.0 * i, 2.0, "lm") for i in range(200)] + [(21000.0, 40.0, "lm")]
    rows += [(80.0 + 300.0 * i, 6.0, "arousal") for i in range(60)]
    rows += [(90.0 + 600.0 * i, 25.0, "apnea") for i in range(30)]
    with pytest.raises(ScoringError, match="look like minutes"):
        plm_detect.index(in_unit(rows, 1 / 60))
    assert plm_detect.index(in_unit(rows, 1.0)).headline.n_movements == 201
    without = [row for row in rows if row[2] != "lm"]
    with pytest.raises(ScoringError, match="look like minutes"):
        plm_detect.index(in_unit(without, 1 / 60), legs_scored=True)


def test_epochs_of_thirty_seconds_prove_seconds_whatever_movements_last() -> None:
    short = [(60.0 + 20.0 * i, 0.3, "lm") for i in range(6)]
    night = plm_detect.index(in_unit(EPOCHS + short, 1.0))
    (note,) = [note for note in night.notes if note.code == "no_leg_movement"]
    assert note.level == "warning"
    assert "of 6 scored leg movements 6 are shorter than 0.5 s" in note.text
    rows = [(0.5 * i, 0.5, "stage_N2") for i in range(7200)] + MOVES
    assert plm_detect.index(in_unit(rows, 1.0)).headline.n_movements == 8


@pytest.mark.parametrize(("factor", "unit"), [(1000.0, "milliseconds"), (1 / 60, "minutes")])
def test_onsets_in_another_unit_than_durations_are_refused(factor: float, unit: str) -> None:
    rows = [(onset * factor, lasts, event) for onset, lasts, event in EPOCHS]
    with pytest.raises(ScoringError, match=unit):
        plm_detect.index(pd.DataFrame(rows + MOVES, columns=COLUMNS))


def test_movements_of_one_leg_on_top_of_each_other_are_onsets_in_minutes() -> None:
    rows = [((60.0 + 20.0 * i) / 60, 2.0, "lm", "left") for i in range(46)]
    frame = pd.DataFrame(rows, columns=[*COLUMNS, "side"])
    with pytest.raises(ScoringError, match="45 of 46 movements of the left leg overlap"):
        plm_detect.index(frame)


def test_movements_with_one_onset_are_no_onsets_in_minutes() -> None:
    rows = [(60.0, 1.0 + i / 10, "lm", "left") for i in range(6)]
    plm_detect.index(pd.DataFrame(rows, columns=[*COLUMNS, "side"]))
