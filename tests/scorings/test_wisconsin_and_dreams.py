"""Scorings of the Wisconsin Sleep Cohort (Gamma) and of DREAMS, with the faults known of them."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scorings.own_samples import DREAMS, SCO, STG

import plm_detect
from plm_detect.errors import ScoringError
from plm_detect.model.spans import Spans
from plm_detect.scorings.clock.alignment import aligned
from plm_detect.scorings.clock.epoch_times import event_times
from plm_detect.scorings.events import Reading
from plm_detect.scorings.options import ScoringOptions
from plm_detect.scorings.reading import read_scoring

if TYPE_CHECKING:
    from pathlib import Path

    from plm_detect.scorings.events import ScoringFile

START = dt.datetime(2024, 3, 30, 23, 55)


def row(
    seconds: float,
    text: str = "LM",
    *,
    epoch: object = None,
    sample: object = None,
    length: object = "",
    clock: str | None = None,
    duration: object = "",
) -> str:
    """Return a row of an event list of a night that starts at 23:55:00, sampled at 200 Hz."""
    epoch = int(seconds // 30) + 1 if epoch is None else epoch
    sample = round(200 * seconds) if sample is None else sample
    if clock is None:
        at = START + dt.timedelta(seconds=int(seconds))
        clock = f"{at.hour}:{at:%M:%S}"
    return f"{epoch}\t{sample}\t{length}\t406\t{text} \t5\t{clock}\t\t\t{duration}\r\n"


ANCHORS = row(300.0, "SaO2", duration=10) + row(8999.9, "SaO2", duration=10)
"""With these only a rate of 200 Hz puts the samples into their epochs."""


def read(
    tmp_path: Path, text: str, reading: Reading | None = None, name: str = "n.sco.txt"
) -> ScoringFile:
    path = tmp_path / name
    path.write_bytes(text.encode("latin-1"))
    (file,) = read_scoring(path, reading)
    return file


def moves(file: ScoringFile) -> list[float]:
    return [round(event.onset_s, 3) for event in file.events if event.kind == "lm"]


def texts(file: ScoringFile) -> dict[str, str]:
    return {note.code: note.text for note in file.notes}


def test_rows_of_the_sample(tmp_path: Path) -> None:
    file = read(tmp_path, SCO)
    found = [(round(e.onset_s, 3), e.kind) for e in file.events]
    assert found == [
        (150.0, "lm"),
        (179.95, "lm"),
        (179.95, "arousal_plm"),
        (360.0, "hypopnea"),
        (362.0, "desaturation"),
    ]
    durations = [event.duration_s for event in file.events]
    assert durations[0] == 1.5
    assert math.isnan(durations[1])
    assert durations[3:] == [12.0, 27.0]
    assert file.counts_from_recording
    assert "200 Hz" in texts(file)["onsets_by_sample"]


def test_inspect_recognises_all_three(tmp_path: Path) -> None:
    for name, content, expected in (
        ("a.sco.txt", SCO, "Gamma event list (.sco.txt)"),
        ("a.stg.txt", STG, "Gamma stage list (.stg.txt)"),
        ("Visual_scoring1_x1.txt", DREAMS, "DREAMS event list"),
    ):
        (tmp_path / name).write_text(content, encoding="utf-8")
        assert plm_detect.inspect_scoring(tmp_path / name).format == expected


def test_negative_durations_are_left_out_and_counted(tmp_path: Path) -> None:
    bad = row(60, "Hypopnea", duration=-12.5) + row(90, duration=-1) + row(120, length=-300)
    file = read(tmp_path, ANCHORS + bad + row(150, duration=1.5))
    assert moves(file) == [150.0]
    assert texts(file)["negative_durations"] == (
        "3 of 6 events have a negative duration and are left out: Hypopnea (1), LM (2)."
    )


def test_rows_of_which_only_the_epoch_is_known_are_left_out_and_counted(tmp_path: Path) -> None:
    bad = row(60, sample="", clock="") + row(90, "Hypopnea", sample="", clock="", duration=12)
    file = read(tmp_path, ANCHORS + bad + row(150, duration=1.5))
    assert moves(file) == [150.0]
    assert texts(file)["events_without_time"] == (
        "2 of 5 events have no time within their epoch and are left out: Hypopnea (1), LM (1)."
    )


def test_sample_number_or_clock_is_enough(tmp_path: Path) -> None:
    rows = row(60.25, clock="") + row(90.25, sample="") + row(120.25, sample=-2405000)
    file = read(tmp_path, ANCHORS + rows)
    assert moves(file)[0] == 60.25
    assert moves(file)[1:] == pytest.approx([90.25, 120.25], abs=1.0)
    assert "events_without_time" not in texts(file)


def test_time_that_contradicts_the_epoch_is_not_used(tmp_path: Path) -> None:
    rows = row(60.25, epoch=9) + row(90.25, epoch=4, clock="3:00:00")
    file = read(tmp_path, ANCHORS + rows + row(150))
    assert moves(file) == [90.25, 150.0]
    assert "LM (1)" in texts(file)["events_without_time"]


def test_missing_durations_stay_unknown(tmp_path: Path) -> None:
    file = read(tmp_path, ANCHORS + row(60) + row(90, "RespArousal"))
    assert all(math.isnan(e.duration_s) for e in file.events if e.kind != "desaturation")
    scoring = aligned(file, START, Spans.of([(0.0, 9000.0)]))
    assert "events_without_duration" in {note.code for note in scoring.notes}
    with pytest.raises(ScoringError, match="none of the 1 leg movements has a duration"):
        plm_detect.index(tmp_path / "n.sco.txt")


def test_length_in_samples_stands_for_a_missing_duration(tmp_path: Path) -> None:
    rows = row(60, "Obst. Apnea", length=2500) + row(120, "Hypopnea", length=2500, duration=0.12)
    file = read(tmp_path, ANCHORS + rows)
    durations = {e.kind: e.duration_s for e in file.events}
    assert durations["apnea_obstructive"] == 12.5
    assert durations["hypopnea"] == 0.12
    assert texts(file)["durations_differ"].startswith("1 events have different durations")


@pytest.mark.parametrize("start", [None, START])
def test_clock_alone_places_events(tmp_path: Path, start: dt.datetime | None) -> None:
    late = [row(t, sample="") for t in (300.0, 331.5, 389.0, 8970.0)]
    file = read(tmp_path, "".join(late), Reading(start))
    off = [a - b for a, b in zip(moves(file), (300.0, 331.5, 389.0, 8970.0), strict=True)]
    assert all(abs(each) <= 1.0 for each in off)
    assert file.clock == dt.time(23, 55)
    assert "onsets_by_clock" in texts(file)


def test_clock_of_twelve_hours_is_understood(tmp_path: Path) -> None:
    rows = [
        row(t, sample="", clock=f"{START + dt.timedelta(seconds=t):%I:%M:%S}")
        for t in (60, 240, 3900, 8000, 30_000)
    ]
    file = read(tmp_path, "".join(rows), Reading(START))
    assert moves(file) == [60, 240, 3900, 8000, 30_000]
    assert file.clock is None


def test_start_that_differs_from_the_header_is_noted(tmp_path: Path) -> None:
    file = read(tmp_path, ANCHORS + row(60, duration=1))
    scoring = aligned(file, START + dt.timedelta(seconds=100), Spans.of([(0.0, 9100.0)]))
    assert "starts 100 s before" in {n.code: n.text for n in scoring.notes}["start_differs"]
    assert scoring.leg_movements.onset_s.tolist() == [60.0]


def test_lines_that_are_no_rows_are_counted(tmp_path: Path) -> None:
    file = read(tmp_path, ANCHORS + "a\tb\r\n" + row(60))
    assert texts(file)["rows_unreadable"].startswith("1 lines")


def test_markers_of_a_series_are_not_taken_as_movements(tmp_path: Path) -> None:
    text = ANCHORS + row(60, "PLM") + row(90, "PLME") + row(120, "SPON Arousal") + row(150, "Odd")
    file = read(tmp_path, text)
    assert [e.kind for e in file.events[2:]] == ["other", "other", "arousal_spont", ""]
    assert texts(file)["series_not_used"].startswith("2 rows named PLM or PLME")
    labels = tmp_path / "labels.toml"
    labels.write_text('[lm]\nlabels = ["PLM"]\n', encoding="utf-8")
    file = read(tmp_path, text, ScoringOptions(labels=labels).reading())
    assert moves(file) == [60.0]
    assert texts(file)["series_not_used"].startswith("1 rows")


def test_list_without_usable_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScoringError, match="none of its 1 events has a usable time"):
        read(tmp_path, row(60, duration=-1))
    with pytest.raises(ScoringError, match="holds no events"):
        read(tmp_path, "Epoch\t\r\n", ScoringOptions(format="sco").reading())


@given(
    st.lists(st.floats(1.0, 36_000.0), min_size=2, max_size=60),
    st.sampled_from([100, 128, 200, 256]),
    st.integers(0, 86_399),
)
def test_times_come_back(onsets: list[float], rate_hz: int, start_s: int) -> None:
    sample = np.floor(np.array([*onsets, 30_000.0, 35_999.999]) * rate_hz)
    onset_s = sample / rate_hz
    epoch = np.floor(onset_s / 30) + 1
    clock_s = np.floor(onset_s + start_s) % 86_400
    missing = np.full(len(sample), np.nan)
    by_both = event_times(epoch, sample, clock_s)
    assert by_both.rate_hz == rate_hz
    assert by_both.onset_s == pytest.approx(onset_s)
    assert event_times(epoch, sample, missing).onset_s == pytest.approx(onset_s)
    for known in (None, float(start_s)):
        by_clock = event_times(epoch, missing, clock_s, known)
        shift_s = by_clock.onset_s - onset_s
        assert np.ptp(shift_s) <= 1.0
        assert np.all(np.abs(shift_s) <= (31.0 if known is None else 1.0))


def test_stage_list_with_faulty_rows(tmp_path: Path) -> None:
    text = (
        "Epoch\tUser-Defined Stage\tCAST-Defined Stage\n1\t0\t2\n2\t1\t2\n\t2\t2\n4\t4\t2\n"
        "5\t5\t2\n6\t6\t2\n7\t7\t2\n8\t9\t2\n9\t\t2\nx\t2\t2\n"
    )
    file = read(tmp_path, text, name="n.stg.txt")
    found = [(event.onset_s, event.duration_s, event.kind) for event in file.events]
    assert found == [
        (0.0, 30.0, "stage_W"),
        (30.0, 30.0, "stage_N1"),
        (90.0, 30.0, "stage_N3"),
        (120.0, 30.0, "stage_R"),
        (150.0, 30.0, "stage_movement"),
        (180.0, 30.0, "stage_unscored"),
        (210.0, 30.0, "stage_unscored"),
        (240.0, 30.0, "stage_unscored"),
    ]
    assert texts(file)["epochs_without_time"].startswith("2 rows have no number of an epoch")
    assert texts(file)["stage_codes_unknown"].startswith("2 epochs")


def test_stage_list_without_names_of_columns_needs_its_format(tmp_path: Path) -> None:
    text = "1\t0\t2\n2\t2\t0\n"
    with pytest.raises(ScoringError, match="name the set of codes"):
        read(tmp_path, text, name="n.stg.txt")
    file = read(tmp_path, text, ScoringOptions(format="stg").reading(), name="n.stg.txt")
    assert [event.kind for event in file.events] == ["stage_W", "stage_N2"]


def test_dreams_list_with_faulty_rows(tmp_path: Path) -> None:
    text = "[vis1_PLM/tib G]\n10.5\t2\n20,5\t1,5\n30\t-2\nx\t1\n40\n50\t0.0\n"
    file = read(tmp_path, text, ScoringOptions(format="dreams").reading(), name="v.txt")
    assert [(e.onset_s, e.kind, e.channel) for e in file.events] == [
        (10.5, "plm", "tib G"),
        (20.5, "plm", "tib G"),
        (40.0, "plm", "tib G"),
        (50.0, "plm", "tib G"),
    ]
    assert math.isnan(file.events[2].duration_s)
    assert texts(file)["negative_durations"].startswith("1 of 6 events have a negative duration")
    assert texts(file)["rows_unreadable"].startswith("1 of 6 lines")


def test_other_events_of_dreams_are_no_movements(tmp_path: Path) -> None:
    file = read(tmp_path, "[vis1_Spindles/C3-A1]\n 10.50 1.25\n 20.5 1.0\n", name="v.txt")
    assert {(event.label, event.kind) for event in file.events} == {("Spindles", "")}
    with pytest.raises(ScoringError, match="title in brackets"):
        read(tmp_path, "10 2\n", ScoringOptions(format="dreams").reading(), name="v.txt")
