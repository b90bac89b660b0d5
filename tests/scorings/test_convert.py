"""Conversion of scorings, from Python and as a process."""

from __future__ import annotations

import csv
import datetime as dt
import json
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from builders import Edf, annotations, leg
from programs import within
from scorings.own_samples import TEXTS

import plm_detect
from plm_detect.edf.header import read_header
from plm_detect.errors import OutputError, PlmDetectError, ScoringError

if TYPE_CHECKING:
    from pathlib import Path

RECORDING = Edf(
    (leg("LAT", seconds=600), annotations(600)),
    n_records=600,
    date=b"30.03.24",
    time=b"23.54.00",
    reserved="EDF+C",
    recording=b"Startdate 30-MAR-2024 HOSP-4711 DR-NO X",
)


def sample(tmp_path: Path, name: str) -> Path:
    file, content = TEXTS[name]
    (tmp_path / file).write_bytes(content)
    return tmp_path / file


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_recording_gives_the_clock(tmp_path: Path) -> None:
    recording = RECORDING.write(tmp_path / "night.edf")
    done = plm_detect.convert(
        sample(tmp_path, "remlogic"), tmp_path / "out.csv", recording=recording, runs=True
    )
    found = rows(tmp_path / "out.csv")
    assert len(found) == len(done.events)
    # The recording starts a minute before the first row.
    assert [row["onset_s"] for row in found if row["event"].startswith("stage")] == ["60", "180"]
    assert {note.code for note in done.notes} >= {"scoring_shifted", "older_stages"}


@pytest.mark.parametrize("ending", [".edf", ".xml", ".annot", ".tsv", ".txt"])
@pytest.mark.parametrize("name", ["remlogic", "nsrr", "rml", "noxturnal"])
def test_any_format_becomes_any_other(tmp_path: Path, name: str, ending: str) -> None:
    recording = Edf(
        (leg("LAT", seconds=600), annotations(600)),
        n_records=600,
        date=b"30.03.24",
        time=b"23.55.00",
        reserved="EDF+C",
    ).write(tmp_path / "night.edf")
    source = sample(tmp_path, name)
    direct = plm_detect.convert(source, tmp_path / "direct.csv", recording=recording)
    plm_detect.convert(source, tmp_path / f"there{ending}", recording=recording)
    back = plm_detect.convert(
        tmp_path / f"there{ending}", tmp_path / "back.csv", recording=recording
    )
    assert len(back.events) == len(direct.events)
    for one, other in zip(direct.events, back.events, strict=True):
        assert (one.kind, one.side) == (other.kind, other.side)
        assert one.onset_s == pytest.approx(other.onset_s, abs=2e-6)
        assert one.duration_s == pytest.approx(other.duration_s, abs=2e-6, nan_ok=True)


def test_names_never_go_along_and_the_date_only_when_wanted(tmp_path: Path) -> None:
    source = sample(tmp_path, "remlogic")
    for target in ("x.edf", "x.txt", "x.xml"):
        plm_detect.convert(source, tmp_path / target)
        content = (tmp_path / target).read_bytes()
        assert b"Doe" not in content
        assert b"4711" not in content
    plm_detect.convert(source, tmp_path / "b.edf", deidentify=True)
    assert read_header(tmp_path / "b.edf").start == dt.datetime(1985, 1, 1, 23, 55)
    plm_detect.convert(source, tmp_path / "b.txt", deidentify=True)
    assert "2024" not in (tmp_path / "b.txt").read_text(encoding="utf-8")


def test_identity_is_kept_when_asked_for(tmp_path: Path) -> None:
    recording = RECORDING.write(tmp_path / "night.edf")
    source = sample(tmp_path, "remlogic")
    plm_detect.convert(source, tmp_path / "a.edf", recording=recording)
    assert b"HOSP-4711" not in (tmp_path / "a.edf").read_bytes()
    plm_detect.convert(source, tmp_path / "b.edf", recording=recording, keep_identity=True)
    assert b"HOSP-4711 DR-NO" in (tmp_path / "b.edf").read_bytes()
    with pytest.raises(ScoringError, match="contradict"):
        plm_detect.convert(source, tmp_path / "c.edf", deidentify=True, keep_identity=True)


def test_scoring_of_another_night_is_refused(tmp_path: Path) -> None:
    recording = Edf((leg("LAT"), annotations(60)), date=b"11.01.24", reserved="EDF+C").write(
        tmp_path / "night.edf"
    )
    with pytest.raises(PlmDetectError, match="belongs to another night"):
        plm_detect.convert(sample(tmp_path, "remlogic"), tmp_path / "out.csv", recording=recording)
    assert not (tmp_path / "out.csv").exists()


def test_existing_files_stay(tmp_path: Path) -> None:
    source = sample(tmp_path, "remlogic")
    (tmp_path / "out.csv").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="--overwrite"):
        plm_detect.convert(source, tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == "mine"


def test_a_scoring_is_not_written_over_itself(tmp_path: Path) -> None:
    source = sample(tmp_path, "csv")
    with pytest.raises(ScoringError, match="onto itself"):
        plm_detect.convert(source, source, overwrite=True)


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "plm_detect", *arguments],
        cwd=cwd,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_convert_and_inspect_as_processes(tmp_path: Path) -> None:
    sample(tmp_path, "integers")
    refused = run("convert", "i.txt", "out.annot", cwd=tmp_path)
    assert refused.returncode == 1
    assert "--stage-codes" in refused.stderr
    assert not (tmp_path / "out.annot").exists()
    done = run("convert", "i.txt", "out.annot", "--stage-codes", "yasa", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "20 events written to:\nout.annot" in done.stdout
    shown = run("inspect", "out.annot", "--json", cwd=tmp_path)
    found = json.loads(shown.stdout)
    assert found["format"] == "Luna .annot"
    assert {row["kind"]: row["number"] for row in found["kinds"]} == {
        "stage_W": 4,
        "stage_N2": 14,
        "stage_R": 1,
        "stage_unscored": 1,
    }
    text = run("inspect", "out.annot", cwd=tmp_path).stdout
    assert "Scoring     out.annot (Luna .annot)" in text


def test_index_takes_a_vendor_export_with_its_recording(tmp_path: Path) -> None:
    RECORDING.write(tmp_path / "night.edf")
    sample(tmp_path, "luna")
    done = run("index", "a.annot", "--recording", "night.edf", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["headline"]["n_movements"] == 2
    assert [file["name"] for file in found["inputs"]] == ["a.annot", "night.edf"]


def test_stages_and_breathing_of_different_programs_go_together(tmp_path: Path) -> None:
    RECORDING.write(tmp_path / "night.edf")
    sample(tmp_path, "eannot")
    sample(tmp_path, "domino_flow")
    sample(tmp_path, "remlogic")
    one = ["score", "night.edf", "--scoring", "a.eannot", "--scoring", "Flow Events.txt"]
    done = run(*one, "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["sleep"] is not None
    clash = run(*one, "--scoring", "a.txt", cwd=tmp_path)
    assert clash.returncode == 1
    assert "both hold sleep stages; give one of them, or rank them" in clash.stderr
    ranked = run(*one, "--scoring", "a.txt", "--ranked", "--json", cwd=tmp_path)
    assert ranked.returncode == 0, ranked.stderr
    notes = {note["code"] for note in json.loads(ranked.stdout)["notes"]}
    assert "lower_rank" in notes


@pytest.mark.parametrize("ending", ["csv", "edf", "xml", "tsv", "parquet"])
def test_negative_durations_are_left_out_with_a_note(tmp_path: Path, ending: str) -> None:
    path = tmp_path / "a_events.tsv"
    rows = ["0\t600\tsleep_N2", "150\t-1.5\tLM", "180\t2\tLM"]
    path.write_text("onset\tduration\ttrial_type\n" + "\n".join(rows) + "\n", encoding="utf-8")
    done = plm_detect.convert(path, tmp_path / f"out.{ending}")
    assert [event.duration_s for event in done.events] == [600, 2]
    assert [note.text for note in done.notes if note.code == "negative_durations"] == [
        "1 of 3 events have a negative duration and are left out."
    ]


def test_a_scoring_without_events_is_not_an_edf_file(tmp_path: Path) -> None:
    path = tmp_path / "a_events.tsv"
    path.write_text("onset\tduration\ttrial_type\n150\t-1.5\tLM\n", encoding="utf-8")
    with pytest.raises(OutputError, match="there is none to write") as found:
        plm_detect.convert(path, tmp_path / "out.edf")
    assert str(found.value).startswith(str(tmp_path / "out.edf"))


def test_movement_on_two_channels_of_one_leg_is_written_once_for_both(tmp_path: Path) -> None:
    # RemLogic marks a movement of both legs twice; here both channels are called left.
    rows = "0,60,stage_N2,\n10,2,lm,EMG LAT\n10,2,lm,L Leg\n40,2,lm,EMG LAT\n"
    (tmp_path / "a.csv").write_text("onset_s,duration_s,event,channel\n" + rows, encoding="utf-8")
    done = within("convert", "a.csv", "b.csv", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    written = (tmp_path / "b.csv").read_text(encoding="utf-8").splitlines()
    assert [row for row in written if ",lm," in row] == ["10,2,lm,both", "40,2,lm,left"]
