"""Lists of stages with further columns."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from plm_detect.errors import ScoringError
from plm_detect.scorings.events import Reading
from plm_detect.scorings.reading import read_scoring

if TYPE_CHECKING:
    from pathlib import Path

    from plm_detect.scorings.events import ScoringFile

RK = Reading(stage_codes="rk")


def read(tmp_path: Path, text: str, reading: Reading = RK) -> ScoringFile:
    path = tmp_path / "stages.txt"
    path.write_text(text, encoding="utf-8", newline="")
    (file,) = read_scoring(path, reading)
    return file


def stages(file: ScoringFile) -> list[tuple[float, float, str]]:
    return [(e.onset_s, e.duration_s, e.kind) for e in file.events]


W, N1, N2, R = "stage_W", "stage_N1", "stage_N2", "stage_R"
THREE = [(0, 30, W), (30, 30, N1), (60, 30, N2)]


@pytest.mark.parametrize(
    "text",
    [
        "W\nN1\nN2\n",
        "0\r1\r2\r",
        "W,N1,N2\n",
        "0 1 2\n",
        "1,W\n2,N1\n3,N2\n",
        "1 0 1\n2 1 1\n3 2 1\n",
        "1\t0\t7\n2\t1\t7\n3\t2\t8\n",
        "epoch,stage,cycle\n1,0,1\n2,1,1\n3,2,1\n",
        "Epoch;Stage\n0;Wake\n1;N1\n2;N2\n",
        "Stage,Confidence\nW,0.9\nN1,1.0\nN2,0.7\n",
        "stage,W,N1,N2,N3,R\nW,0.9,0.1,0,0,0\nN1,0,1,0,0,0\nN2,0,0,1,0,0\n",
        "0,30,W\n30,30,N1\n60,30,N2\n",
        "start,duration,stage\n0,30,W\n30,30,N1\n60,30,N2\n",
        "onset;end;stage\n0,0;30,0;W\n30,0;60,0;N1\n60,0;90,0;N2\n",
        "*Duration_sec 90\nW 30\nN1 60\nN2 90\n",
        "[HypnogramAASM]\nW\nN1\nN2\n",
    ],
)
def test_columns_that_place_stages(tmp_path: Path, text: str) -> None:
    assert stages(read(tmp_path, text)) == THREE


def test_numbers_leave_gaps(tmp_path: Path) -> None:
    text = "epoch,stage\n1,W\n2,W\n5,N2\n"
    assert stages(read(tmp_path, text)) == [(0, 30, W), (30, 30, W), (120, 30, N2)]


def test_durations_differ(tmp_path: Path) -> None:
    text = "0,120,W\n120,30,N1\n150,390,N2\n540,60,R\n"
    assert stages(read(tmp_path, text)) == [
        (0, 120, W),
        (120, 30, N1),
        (150, 390, N2),
        (540, 60, R),
    ]


@pytest.mark.parametrize(
    ("times", "clock"),
    [
        (("23:59:30", "00:00:00", "00:00:30"), dt.time(23, 59, 30)),
        (("11:59:30 pm", "12:00:00 am", "12:00:30 am"), dt.time(23, 59, 30)),
        (("9:15", "9:16", "9:17"), dt.time(9, 15)),
    ],
)
def test_times_of_day_place_stages(tmp_path: Path, times: tuple[str, ...], clock: dt.time) -> None:
    text = "".join(f"{at},{s}\n" for at, s in zip(times, ("W", "N1", "N2"), strict=True))
    file = read(tmp_path, text)
    assert file.clock == clock
    assert not file.counts_from_recording
    step = 60 if clock.hour == 9 else 30
    assert [e.onset_s for e in file.events] == [0, step, 2 * step]


def test_second_column_of_stages_is_a_warning(tmp_path: Path) -> None:
    file = read(tmp_path, "0 2\n0 2\n1 3\n2 2\n")
    assert [e.kind for e in file.events] == [W, W, N1, N2]
    assert [n.code for n in file.notes if n.level == "warning"] == ["columns_unclear"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("epoch,stage\n1,W\n2,Quiet\n", "none of the columns 'epoch', 'stage' holds stages"),
        ("N1,N2,N3\n0.1,0.2,0.7\n0.5,0.25,0.25\n", ""),
        ("stage,duration_min\nW,2\nN2,8\n", "column 'duration_min' is not in seconds"),
        ("start_s,duration_min,stage\n0,2,W\n120,8,N2\n", "column 'duration_min' is not in"),
        ("stage,epochs\nW,4\nN2,16\n", "none of the columns 'stage', 'epochs'"),
        ("stage,count\nW,4\nN2,16\n", "none of the columns 'stage', 'count'"),
        ("N2 N2 N2\nN2 W W\n", "each line has several stages"),
        ("W\nN1\nN7\n", "line 3 is 'N7', which is not a sleep stage"),
        ("W\nN1\nHello\n", "line 3 is a text, which is not a sleep stage"),
    ],
)
def test_what_is_not_understood_is_refused(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "stages.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScoringError) as error:
        read_scoring(path, Reading(stage_codes="rk", format="hypnogram"))
    assert said in str(error.value)
    assert "stages.txt" in str(error.value)


def test_numbers_without_a_set_of_codes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ScoringError, match="--stage-codes"):
        read(tmp_path, "1,0\n2,1\n3,2\n", Reading())


STRETCHES = [(0, 120, W), (120, 30, N1), (150, 390, N2), (540, 30, R)]


@pytest.mark.parametrize(
    "text",
    [
        "22:45:00 W\n22:47:00 N1\n22:47:30 N2\n22:54:00 R\n",
        "Time,Stage\n22:45:00,W\n22:47:00,N1\n22:47:30,N2\n22:54:00,R\n",
        "22:45:00;22:47:00;W\n22:47:00;22:47:30;N1\n22:47:30;22:54:00;N2\n22:54:00;22:54:30;R\n",
        (
            "Start;End;Stage\n22:45:00;22:47:00;W\n22:47:00;22:47:30;N1\n22:47:30;22:54:00;N2\n"
            "22:54:00;22:54:30;R\n"
        ),
        "22:45:00,120,W\n22:47:00,30,N1\n22:47:30,390,N2\n22:54:00,30,R\n",
        "Stage,Duration\nW,120\nN1,30\nN2,390\nR,30\n",
        "0,120,W\n120,150,N1\n150,540,N2\n540,570,R\n",
    ],
)
def test_stretches_last_to_the_next(tmp_path: Path, text: str) -> None:
    assert stages(read(tmp_path, text)) == STRETCHES


@pytest.mark.parametrize(
    "text",
    [
        "N1,120,30\nN2,150,30\nR,180,30\n",
        "N1\t.\t.\t120\t150\t.\nN2\t.\t.\t150\t180\t.\nR\t.\t.\t180\t210\t.\n",
    ],
)
def test_numbers_after_the_stage_are_onsets_where_durations_follow(
    tmp_path: Path, text: str
) -> None:
    assert stages(read(tmp_path, text)) == [(120, 30, N1), (150, 30, N2), (180, 30, R)]


def test_ends_that_are_only_supposed_are_a_warning(tmp_path: Path) -> None:
    file = read(tmp_path, "W,600\nN2,1200\nR,11700\n")
    assert [n.code for n in file.notes if n.level == "warning"] == ["columns_unclear"]


def test_numbers_of_epochs_are_no_seconds(tmp_path: Path) -> None:
    text = "5 N1\n6 N2\n7 N2\n9 R\n"
    assert stages(read(tmp_path, text)) == [
        (120, 30, N1),
        (150, 30, N2),
        (180, 30, N2),
        (240, 30, R),
    ]


def test_comments_are_no_stages(tmp_path: Path) -> None:
    text = "# a\n# W | sleep stage\nW\t0\t30\nN1\t30\t30\nN2\t60\t30\n"
    assert stages(read(tmp_path, text)) == THREE


@pytest.mark.parametrize(
    "text",
    [
        "epoch,Wake,NREM,REM\n0,1,0,0\n1,0,1,0\n2,0,0,1\n",
        "epoch,P_W,P_N1,P_N2,P_R\n0,1,0,0,0\n1,0,1,0,0\n2,0,0,0,1\n",
        "Epoch,Conf,Score\n1,9,0\n2,9,1\n3,8,2\n",
        "W\nW\n\nN2\nN2\n",
        "W 1\nN2\nN2 3\n",
        "W,120\nN1,30\nN2,390\n",
    ],
    ids=["one-hot", "shares", "unknown name", "empty line", "widths", "unknown numbers"],
)
def test_doubtful_lists_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ScoringError):
        read(tmp_path, text)


def test_two_scorers_are_a_warning(tmp_path: Path) -> None:
    for text in ("W W\nW N2\nN2 N2\n", "Stage,Hypnogram\nW,W\nW,N2\nN2,N2\n"):
        file = read(tmp_path, text)
        assert len(file.events) == 3
        assert "columns_unclear" in [n.code for n in file.notes]


def test_elapsed_times_count_from_the_recording(tmp_path: Path) -> None:
    reading = Reading(start=dt.datetime(2024, 3, 7, 22, 45))
    file = read(tmp_path, "00:00:00 W\n00:00:30 N1\n00:01:00 N2\n", reading)
    assert file.counts_from_recording
    assert stages(file) == THREE
    assert [n.code for n in file.notes if n.level == "warning"] == ["times_elapsed"]


def test_holes_between_stages_are_a_warning(tmp_path: Path) -> None:
    file = read(tmp_path, "onset,duration,stage\n0,20,W\n30,20,N1\n60,20,N2\n")
    assert [n.code for n in file.notes if n.level == "warning"] == ["stages_apart"]


@pytest.mark.parametrize(
    "text",
    [
        "Time,Stage\n2026-01-01 22:45:00,W\n2026-01-01 22:45:30,N1\n2026-01-01 22:46:30,N2\n",
        "2026-01-01 22:45:00 W\n2026-01-01 22:45:30 N1\n2026-01-01 22:46:30 N2\n",
        "01.01.2026 22:45:00;W\n01.01.2026 22:45:30;N1\n01.01.2026 22:46:30;N2\n",
        "10:45:00 PM W\n10:45:30 PM N1\n10:46:30 PM N2\n",
    ],
)
def test_times_of_day_with_dates_and_halves_of_the_day(tmp_path: Path, text: str) -> None:
    path = tmp_path / "stages.txt"
    path.write_text(text, encoding="utf-8")
    (file,) = read_scoring(path)
    assert [(e.onset_s, e.kind) for e in file.events] == [(0, W), (30, N1), (90, N2)]
    if "2026" in text:
        assert file.start == dt.datetime(2026, 1, 1, 22, 45)
    else:
        assert file.clock == dt.time(22, 45)


def test_codes_with_decimals_and_epochs_that_were_not_scored(tmp_path: Path) -> None:
    path = tmp_path / "stages.csv"
    path.write_text("Epoch;Stage\n1;2,0\n2;1,0\n", encoding="utf-8")
    (file,) = read_scoring(path, Reading(stage_codes="yasa"))
    assert [e.kind for e in file.events] == [N2, N1]
    path.write_text("W\n-\nN2\nnan\nUNKNOWN\n", encoding="utf-8")
    (file,) = read_scoring(path)
    not_scored = "stage_unscored"
    assert [e.kind for e in file.events] == [W, not_scored, N2, not_scored, not_scored]


def test_type_of_a_bids_row_leads_to_the_stage(tmp_path: Path) -> None:
    path = tmp_path / "events.tsv"
    typed = "onset\tduration\ttrial_type\tvalue\n0\t30\tstage\t0\n30\t30\tstage\t2\n"
    path.write_text(typed, encoding="utf-8")
    (file,) = read_scoring(path, Reading(stage_codes="yasa"))
    assert [e.kind for e in file.events] == [W, N2]
    with pytest.raises(ScoringError, match="--stage-codes"):
        read_scoring(path)
    path.write_text("onset\tduration\tstaging\n0\t30\tW\n30\t30\tN2\n", encoding="utf-8")
    assert [e.kind for e in read_scoring(path)[0].events] == [W, N2]


def test_column_that_is_called_stage_is_taken_before_one_that_nearly_is(tmp_path: Path) -> None:
    file = read(tmp_path, "previous_stage,stage\nW,N1\nN1,N2\nN2,N2\n")
    assert [e.kind for e in file.events] == [N1, N2, N2]
