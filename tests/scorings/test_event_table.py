"""The canonical event table."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING

import pytest

import plm_detect
from plm_detect.errors import ScoringError
from plm_detect.scorings.events import Reading
from plm_detect.scorings.reading import read_scoring

if TYPE_CHECKING:
    from pathlib import Path

    from plm_detect.scorings.events import ScoringFile

HEAD = "onset_s,duration_s,event,side\n"


def write(path: Path, rows: str, head: str = HEAD, encoding: str = "utf-8") -> Path:
    target = path / "events.csv"
    target.write_text(head + rows, encoding=encoding)
    return target


def test_rows_become_events(tmp_path: Path) -> None:
    path = write(tmp_path, "0,30,stage_N2,\n12.5,1.25,lm,left\n\n40,,lights_off,\n")
    first, second, third = read_scoring(path)[0].events
    assert (first.onset_s, first.duration_s, first.label) == (0, 30, "stage_N2")
    assert (second.onset_s, second.duration_s, second.channel) == (12.5, 1.25, "left")
    assert math.isnan(third.duration_s)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_columns_are_found_by_name(tmp_path: Path, encoding: str) -> None:
    path = write(tmp_path, "lm,3,x,2\n", "Event,duration_s,remark,onset_s\n", encoding)
    (event,) = read_scoring(path)[0].events
    assert (event.onset_s, event.duration_s, event.label) == (2, 3, "lm")


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        ("", "holds no events"),
        ("0,30,,\n", "row 2 names no event"),
        ("0,30,stage_W,\nx,1,lm,left\n", "row 3 has 'x' as onset_s"),
        ("nan,1,lm,left\n", "row 2 has 'nan' as onset_s"),
        ("1,inf,lm,left\n", "row 2 has 'inf' as duration_s"),
        ("1,-2,lm,left\n", "row 2 has a negative duration of -2"),
    ],
)
def test_faulty_rows_are_refused(tmp_path: Path, rows: str, complaint: str) -> None:
    with pytest.raises(ScoringError, match=complaint):
        read_scoring(write(tmp_path, rows))


def test_table_in_another_encoding_is_read(tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_bytes(HEAD.encode() + "1,2,Hypopn\u00e9e,\n".encode("latin-1"))
    (event,) = read_scoring(path)[0].events
    assert event.kind == "hypopnea"


def read_text(folder: Path, text: str, start: dt.datetime | None = None) -> ScoringFile:
    path = folder / "events.csv"
    path.write_text(text, encoding="utf-8")
    return read_scoring(path, Reading(start=start))[0]


def test_units_behind_the_names_of_columns(tmp_path: Path) -> None:
    text = "Onset (s);Duration [sec];Event\n0,0;30;Sleep stage W\n30,5;3,5;Arousal\n"
    file = read_text(tmp_path, text)
    assert [(e.onset_s, e.duration_s) for e in file.events] == [(0, 30), (30.5, 3.5)]
    with pytest.raises(ScoringError, match="is not in seconds"):
        read_text(tmp_path, "Onset (ms),Duration (ms),Event\n0,30000,Sleep stage W\n")


def test_onsets_with_colons(tmp_path: Path) -> None:
    head = "Onset,Duration,Annotation\n"
    since = read_text(tmp_path, head + "+00:01:00.5,30,Sleep stage W\n+00:01:30.5,,Arousal\n")
    assert [e.onset_s for e in since.events] == [60.5, 90.5]
    assert since.counts_from_recording
    by_clock = read_text(tmp_path, head + "22:46:00,30,Sleep stage W\n00:10:30,,Arousal\n")
    assert [e.onset_s for e in by_clock.events] == [0, 5070]
    assert by_clock.clock == dt.time(22, 46)
    rows = head + "00:00:00,30,Sleep stage W\n00:00:30,,Arousal\n"
    elapsed = read_text(tmp_path, rows, dt.datetime(2026, 1, 1, 22, 45))
    assert elapsed.counts_from_recording
    assert [note.code for note in elapsed.notes] == ["times_elapsed"]
    with pytest.raises(ScoringError, match="1 of 2 onsets are times of day"):
        read_text(tmp_path, head + "22:46:00,30,Sleep stage W\n30,,Arousal\n")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + '0,60,stage_N2,\n10,2,lm,"left\n40,2,lm,left\n', "line 2 has a quotation mark"),
        (HEAD + '0,60,stage_N2,\n10,2,"lm,left\n40,2,lm",left\n', "line 2 has a quotation mark"),
        (HEAD + "10,2,5,lm,left\n", "row 2 has 5 cells and the first line 4"),
        (
            "onset_s,duration_s,event,event\n0,60,stage_N2,stage_W\n",
            "two columns are called 'event'",
        ),
        ("onset,duration,unit,event\n0,1,min,stage_N2\n", "row 2 has 'min' as unit|a text as unit"),
        ("start_min,end_min,event\n0,1,stage_N2\n", "column 'end_min' is not in seconds"),
        ("", "the file is empty"),
    ],
)
def test_tables_that_would_lose_rows_or_time_are_refused(
    tmp_path: Path, text: str, said: str
) -> None:
    with pytest.raises(ScoringError, match=said):
        read_text(tmp_path, text)


def test_ends_in_place_of_durations(tmp_path: Path) -> None:
    file = read_text(tmp_path, "start,end,event\n0,600,stage_N2\n60,61.5,lm left\n")
    assert [(e.onset_s, e.duration_s) for e in file.events] == [(0, 600), (60, 1.5)]


def test_artifacts_sides_and_lights_that_mean_nothing_are_reported(tmp_path: Path) -> None:
    rows = "0,600,stage_N2,\n0,60,artifact,\n10,2,lm,Muster\n40,2,lm,left\n70,2,lm,\n"
    rows += "500,0,lights_off,\n100,0,lights_on,\n"
    notes = {note.code: note for note in plm_detect.index(write(tmp_path, rows)).notes}
    assert "1 marked artifacts are not used" in notes["artifacts_not_used"].text
    assert "1 of 3 leg movements have a side" in notes["sides_unknown"].text
    assert notes["lights_in_wrong_order"].level == "warning"
