"""The program as a user meets it: real files, and processes where a process can differ."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from builders import Edf, annotations, leg
from programs import as_process, within

if TYPE_CHECKING:
    from pathlib import Path

TO_RES = ("--out", "res", "--report", "none")
LEGS = (
    leg("EMG LAT", (10, 12), (30, 32), (50, 52), (70, 72), seconds=120),
    leg("EMG RAT", (31, 33), seconds=120, seed=1),
)
NIGHT = Edf(LEGS, n_records=120)
STAGES = Edf(
    (annotations(1, *((30 * i, 30, "Sleep stage N2") for i in range(4))),),
    n_records=1,
    record_duration="0",
    reserved="EDF+C",
)


def test_scoring_prints_a_summary_and_writes_the_results(tmp_path: Path) -> None:
    NIGHT.write(tmp_path / "night.edf")
    STAGES.write(tmp_path / "stages.edf")
    options = ("--scoring", "stages.edf", "--out", "res")
    done = as_process("score", "night.edf", *options, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert "left EMG LAT (256 Hz, rest 0.6 µV, 4 movements)" in done.stdout
    assert "4 PLM in 1 series" in done.stdout
    assert "PLMS" in done.stdout
    assert "Not a medical device" in done.stdout
    summary = json.loads((tmp_path / "res" / "night" / "summary.json").read_text("utf-8"))
    assert summary["headline"]["plms_per_hour"] == pytest.approx(120.0)
    assert [file["name"] for file in summary["inputs"]] == ["night.edf", "stages.edf"]


def test_without_stages_the_index_is_per_hour_of_recording_and_says_so(tmp_path: Path) -> None:
    NIGHT.write(tmp_path / "night.edf")
    done = within("score", "night.edf", "--json", cwd=tmp_path)
    summary = json.loads(done.stdout)
    assert summary["headline"]["plms_per_hour"] is None
    assert summary["headline"]["plm_per_hour"] == pytest.approx(120.0)
    assert "no_stages" in {note["code"] for note in summary["notes"]}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["night.edf"]


def test_quiet_prints_nothing(tmp_path: Path) -> None:
    NIGHT.write(tmp_path / "night.edf")
    done = within("score", "night.edf", "--quiet", *TO_RES, cwd=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (tmp_path / "res" / "night" / "movements.csv").is_file()


def test_channels_can_be_named(tmp_path: Path) -> None:
    channels = tuple(replace(channel, label=f"X{i}", unit=b"") for i, channel in enumerate(LEGS))
    Edf(channels, n_records=120).write(tmp_path / "night.edf")
    command = ("score", "night.edf", "--left", "X0", "--right", "#2", "--json")
    assert "states no unit" in within(*command, cwd=tmp_path).stderr
    done = within(*command, "--unit", "uV", cwd=tmp_path)
    legs = json.loads(done.stdout)["legs"]
    assert [(one["side"], one["label"]) for one in legs] == [("left", "X0"), ("right", "X1")]


def test_inspect_shows_channels_and_the_choice(tmp_path: Path) -> None:
    NIGHT.write(tmp_path / "night.edf")
    done = within("inspect", "night.edf", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "left: EMG LAT, its label names this leg" in done.stdout
    assert "0 h 02 min 00 s, 120 records of 1 s" in done.stdout
    found = json.loads(within("inspect", "night.edf", "--json", cwd=tmp_path).stdout)
    assert [c["used_as"] for c in found["channels"]] == ["left", "right"]


def test_inspect_tells_why_a_recording_cannot_be_scored(tmp_path: Path) -> None:
    Edf((leg("ECG"),)).write(tmp_path / "night.edf")
    done = within("inspect", "night.edf", cwd=tmp_path)
    assert done.returncode == 0
    assert "cannot be scored" in done.stdout
    assert "no channel is named like a leg" in done.stdout


def test_rules_are_listed_with_values_and_sources(tmp_path: Path) -> None:
    done = within("rules", cwd=tmp_path)
    assert "respiratory.to_s" in done.stdout
    assert "10.25 s" in done.stdout
    assert "doi:10.1016/j.sleep.2016.10.010" in done.stdout
    one = json.loads(within("rules", "aasm3", "--json", cwd=tmp_path).stdout)
    assert one[0]["values"]["legs"]["join_within_s"] == {
        "value": 5.0,
        "maker": "published",
        "source": "AASM3",
    }


def test_simulated_recording_can_be_scored(tmp_path: Path) -> None:
    done = within("simulate", "made.edf", "--minutes", "5", "--seed", "7", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert within("score", "made.edf", cwd=tmp_path).returncode == 0
    again = within("simulate", "made.edf", "--minutes", "5", cwd=tmp_path)
    assert again.returncode == 1
    assert "give --overwrite" in again.stderr


EVENTS = "onset_s,duration_s,event,side\n" + "".join(
    [f"{30 * i},30,stage_N2,\n" for i in range(20)]
    + [f"{100 + 20 * i},2,lm,left\n" for i in range(5)]
)


def test_scored_movements_are_indexed_without_emg(tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_text(EVENTS, encoding="utf-8")
    done = within("index", "events.csv", "--out", "res", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "movements as scored: 5 left" in done.stdout
    assert "5 PLM in 1 series" in done.stdout
    assert "Class       none: too little sleep for an index" in done.stdout
    assert "neither necessary nor sufficient" in done.stdout
    folder = tmp_path / "res" / "events"
    summary = json.loads((folder / "summary.json").read_text("utf-8"))
    assert summary["headline"]["plms_per_hour"] == 30.0
    assert summary["settings"] is None
    assert summary["index_class"] == {"group": "adults", "cut_per_hour": 15.0, "is_above": True}
    assert summary["robustness"]["grade"] in ("stable", "sensitive", "undecided")
    assert "neither necessary nor sufficient" in summary["reading_note"]
    assert {path.name for path in folder.iterdir()} == {
        "leg_movements.csv", "movements.csv", "series.csv", "statistics.csv", "supplement.csv",
        "course.csv", "intervals.csv", "robustness.csv", "summary.json", "annotations.edf",
        "scoring.csv", "report.html", "report.pdf",
    }  # fmt: skip
    again = within("index", "events.csv", *TO_RES, cwd=tmp_path)
    assert again.returncode == 1
    assert "give --overwrite" in again.stderr


def test_rule_sets_are_compared_side_by_side(tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_text(EVENTS, encoding="utf-8")
    command = ("index", "events.csv", "--compare-rules", "--respiratory-window", "-0.5", "0.5")
    done = within(*command, "--out", "res", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    # What does not fit a line goes on in a table below.
    lines = [line for line in done.stdout.splitlines() if line.startswith("PLMS/h  ")]
    shown = [value for line in lines for value in line.split()[1:] if value != "-"]
    assert shown.count("30.0") == 8
    rules = (tmp_path / "res" / "events" / "rules.csv").read_text("utf-8").splitlines()
    assert rules[0].startswith("rules,title,tib_h,tst_h,n_movements,")
    assert [row.split(",")[0] for row in rules[1:]] == [
        '"wasm2016', "aasm2", "aasm2007", "aasm3", "asda1993", "coleman1982", "wasm2006",
        "wasm2016",
    ]  # fmt: skip
    both = json.loads(within(*command, "--json", cwd=tmp_path).stdout)
    (of_2006,) = [each for each in both["comparison"] if each["rules"] == "wasm2006"]
    assert of_2006["headline"]["n_plms"] == 5
    assert of_2006["index_class"]["is_above"] is True


def test_options_of_reading(tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_text(EVENTS.replace("N2", "W"), encoding="utf-8")
    (tmp_path / "lab.toml").write_text("base='aasm3'\n[series]\nfewest_movements=5", "utf-8")
    command = ("index", "events.csv", "--sit", "--age", "9", "--rules", "lab.toml")
    done = within(*command, "--no-robustness", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    # Ten minutes awake, five movements: one block, 30 per hour.
    line = next(line for line in done.stdout.splitlines() if line.startswith("block 1"))
    assert line.split()[2:] == ["10.0", "5", "30.0"]
    assert "Robustness" not in done.stdout
    summary = json.loads(within(*command, "--json", cwd=tmp_path).stdout)
    assert summary["rules"]["name"] == "lab"
    assert summary["immobilization_test"]["whole"]["plmw_per_hour"] == 30.0
    assert summary["index_class"]["group"] == "children"


@pytest.mark.parametrize(
    ("content", "options", "complaint"),
    [
        ("", [], "the file is empty"),
        (None, [], "no such scoring file"),
        (EVENTS + "50,-1,lm,left\n", [], "row 27 has a negative duration of -1"),
        (EVENTS + "50,nan,lm,left\n", [], "row 27 has 'nan' as duration_s"),
        (EVENTS + "45,30,stage_R,\n", [], "two stages are given for the same time"),
        (EVENTS, ["--rules", "none.toml"], "no such file of rules"),
        (EVENTS, ["--respiratory-window", "2", "1"], "must not be less than"),
        (EVENTS.replace(",2,lm", ",,lm"), [], "none of the 5 leg movements has a duration"),
    ],
)
def test_faulty_scoring_is_one_line_and_leaves_nothing_behind(
    tmp_path: Path, content: str | None, options: list[str], complaint: str
) -> None:
    if content is not None:
        (tmp_path / "events.csv").write_text(content, encoding="utf-8")
    before = sorted(tmp_path.iterdir())
    done = within("index", "events.csv", "--out", "res", *options, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert complaint in done.stderr
    assert sorted(tmp_path.iterdir()) == before


def test_version_and_help(tmp_path: Path) -> None:
    assert within("--version", cwd=tmp_path).stdout.startswith("plm-detect ")
    done = within("--help", cwd=tmp_path)
    assert "score" in done.stdout
    assert "Exit codes" in done.stdout


def bad_inputs() -> dict[str, tuple[bytes | Edf | None, list[str], str]]:
    other_night = replace(STAGES, date=b"09.03.24")
    whole = NIGHT.to_bytes()
    return {
        "missing file": (None, [], "there is no such file"),
        "empty file": (b"", [], "the file is empty"),
        "text file": (b"Time,Event\n" * 400, [], "not an EDF or BDF file"),
        "header cut off": (whole[:700], [], "cut off within its header"),
        "no records": (whole[:768], [], "ends before its first data record"),
        "zero signals": (Edf(()).to_bytes(), [], "holds no signals"),
        "no leg channel": (Edf((leg("ECG"),)), [], "'ECG'"),
        "unknown label": (NIGHT, ["--left", "LAX"], "there is no channel 'LAX'"),
        "10 Hz": (Edf((leg("LAT", rate=10),)), [], "sampled at 10 Hz"),
        "other night": (NIGHT, ["--scoring", "other.edf"], "belongs to another night"),
        "no scoring": (NIGHT, ["--scoring", "none.edf"], "no such scoring file"),
        "unknown rules": (NIGHT, ["--rules", "wasm2061"], "there is no rule set 'wasm2061'"),
        "bad band": (NIGHT, ["--band", "100", "10"], "must be less than"),
        "high notch": (NIGHT, ["--notch", "-50"], "notch_hz must be a number greater than 0"),
        "flat legs": (
            Edf((replace(LEGS[0], samples=None), replace(LEGS[1], samples=None))),
            [],
            "there is no signal in",
        ),
        "empty range": (
            Edf((replace(LEGS[0], physical=("5", "5")),), n_records=120),
            [],
            "physical range of 5 to 5",
        ),
        "annotations only": (other_night, [], "the file holds annotations only"),
    }


@pytest.mark.parametrize("name", bad_inputs())
def test_bad_input_is_one_line_and_leaves_nothing_behind(tmp_path: Path, name: str) -> None:
    content, options, complaint = bad_inputs()[name]
    if isinstance(content, bytes):
        (tmp_path / "night.edf").write_bytes(content)
    elif content is not None:
        content.write(tmp_path / "night.edf")
    replace(STAGES, date=b"09.03.24").write(tmp_path / "other.edf")
    before = sorted(path.name for path in tmp_path.iterdir())
    call = as_process if name == "empty file" else within
    done = call("score", "night.edf", "--out", "res", *options, cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert complaint in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_folder_in_place_of_a_recording(tmp_path: Path) -> None:
    (tmp_path / "night.edf").mkdir()
    done = within("score", "night.edf", cwd=tmp_path)
    assert done.returncode == 1
    assert "this is a folder" in done.stderr


def test_output_that_cannot_be_written_is_refused_before_any_work(tmp_path: Path) -> None:
    NIGHT.write(tmp_path / "night.edf")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    done = within("score", "night.edf", "--out", "file", cwd=tmp_path)
    assert done.returncode == 1
    assert "this is a file, not a folder" in done.stderr
    assert within("score", "night.edf", *TO_RES, cwd=tmp_path).returncode == 0
    done = within("score", "night.edf", *TO_RES, cwd=tmp_path)
    assert done.returncode == 1
    assert "give --overwrite" in done.stderr
    done = within("score", "night.edf", *TO_RES, "--overwrite", cwd=tmp_path)
    assert done.returncode == 0


def test_wrong_use_has_its_own_exit_code(tmp_path: Path) -> None:
    assert as_process("score", cwd=tmp_path).returncode == 2
    assert within("score", "a.edf", "--nonsense", cwd=tmp_path).returncode == 2


def test_scoring_next_to_the_recording_that_is_not_used_is_named(
    sample_night: Path, tmp_path: Path
) -> None:
    shutil.copy(sample_night, tmp_path / "a.edf")
    assert "next to the recording" not in within("score", "a.edf", cwd=tmp_path).stdout
    (tmp_path / "a.txt").write_text("W\nN2\n", encoding="utf-8")
    said = within("score", "a.edf", cwd=tmp_path).stdout
    assert "a.txt next to the recording was not used; give it with --scoring" in said
