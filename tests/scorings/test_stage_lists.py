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
        ("W\nN1\nHello\n", "line 3 is 'Hello', which is no sleep stage"),
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
