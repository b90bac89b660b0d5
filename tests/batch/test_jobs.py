"""Which recordings a batch finds, with which scorings and under which names."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from dataclasses import fields
from inspect import signature
from pathlib import Path

import pytest
from batch.made import recording

import plm_detect
from plm_detect.batches.jobs import Job, find_jobs, named
from plm_detect.batches.settings import BatchSettings, read_settings, stored_settings
from plm_detect.batches.state import FILE, State
from plm_detect.errors import RecordingError, SettingsError
from plm_detect.model.choices import DEFAULTS, NightChoices
from plm_detect.scorings.beside import scorings_beside

SAMPLE = Path(__file__).parents[2] / "sample_data"


def names(jobs: tuple[Job, ...], taken: dict[str, str] | None = None) -> list[str]:
    return [job.name for job in named(jobs, taken or {})]


def touch(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["a.xml", "b.xml", "ab.xml"], ("a.xml",)),
        (["a-nsrr.xml", "a_hypnogram.edf"], ("a-nsrr.xml", "a_hypnogram.edf")),
        (["A.TXT", "a_truth.csv", "a.edf"], ("A.TXT",)),
        (["a-Hypnogram.EDF", "a_report.pdf"], ("a-Hypnogram.EDF",)),
        (["a.annot", "a.txt"], ("a.annot", "a.txt")),
    ],
)
def test_scorings_beside_a_recording(names: list[str], expected: tuple[str, ...]) -> None:
    assert scorings_beside("a.edf", names) == expected


def test_own_patterns() -> None:
    names = ["a.edf", "a (events 1).csv", "a.xml"]
    assert scorings_beside("a.edf", names, ["{stem} (events *).csv"]) == ("a (events 1).csv",)


def test_folders_are_searched_and_scorings_are_no_recordings(tmp_path: Path) -> None:
    source = tmp_path / "in"
    recording(source / "site 1" / "n1.edf")
    recording(source / "site 2" / "n1.EDF")
    touch(source, "site 2/n1.xml", ".hidden/n9.edf", "readme.txt", "out/nights/x.edf")
    plm_detect.convert(
        SAMPLE / "sample_night_truth.csv",
        source / "site 1" / "n1_hypnogram.edf",
        recording=SAMPLE / "sample_night.edf",
    )
    found = find_jobs([str(source)], without=source / "out")
    assert [(job.name, [Path(each).name for each in job.scorings]) for job in named(found, {})] == [
        ("n1", ["n1_hypnogram.edf"]),
        ("site 2-n1", ["n1.xml"]),
    ]


def test_names_that_are_taken_stay(tmp_path: Path) -> None:
    recording(tmp_path / "b" / "n.edf")
    (first,) = named(find_jobs([str(tmp_path)]), {})
    recording(tmp_path / "a" / "n.edf")
    found = find_jobs([str(tmp_path)])
    assert names(found, {first.recording: first.name}) == ["a-n", "n"]
    assert names(found) == ["n", "b-n"]


def test_patterns_and_single_files(tmp_path: Path) -> None:
    for name in ("x/a.edf", "y/b.edf", "y/c.edf"):
        recording(tmp_path / name)
    found = find_jobs([str(tmp_path / "y" / "*.edf"), str(tmp_path / "x" / "a.edf")])
    assert names(found) == ["a", "b", "c"]
    with pytest.raises(RecordingError, match="no recording was found"):
        find_jobs([str(tmp_path / "*.bdf")])
    with pytest.raises(RecordingError, match="no such file"):
        find_jobs([str(tmp_path / "none")])


def test_manifest_names_everything(tmp_path: Path) -> None:
    recording(tmp_path / "data" / "a.edf")
    recording(tmp_path / "data" / "b.edf")
    touch(tmp_path, "data/b.xml", "scores/a1.txt", "scores/a2.txt", "own.toml")
    (tmp_path / "m.csv").write_text(
        "Recording,scoring,left,right,rules,age,subject,night,phase\n"
        "data/a.edf,scores/a1.txt; scores/a2.txt,EMG LAT,#2,own.toml,41.5,S1,1,baseline\n"
        "data/b.edf,,,,aasm3,,S1,2,\n",
        encoding="utf-8-sig",
    )
    a, b = find_jobs([str(tmp_path / "m.csv")])
    assert [Path(each).name for each in a.scorings] == ["a1.txt", "a2.txt"]
    assert (a.left, a.right, a.age, a.subject, a.night) == ("EMG LAT", "#2", 41.5, "S1", "1")
    assert a.rules == str(tmp_path / "own.toml")
    assert (b.rules, b.age, b.phase) == ("aasm3", None, "")
    assert [Path(each).name for each in b.scorings] == ["b.xml"]


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ("subject\nS1\n", "must name the column 'recording' once"),
        ("recording,subject\n,S1\n", "row 2 has nothing in the column 'recording'"),
        ("recording,age\na.edf,old\n", "row 2 has a text as age; write years, from 0 to 130"),
        ("recording,age\na.edf,-3\n", "row 2 has '-3' as age"),
        ("recording,rules\na.edf,Erika Muster\n", "row 2 has a text as rules; write .*wasm2016"),
        ("recording,scorings\na.edf,a.csv\n", "column 'scorings' is not known; columns are"),
        ("recording,rules\na.edf,aasm3\nb.edf,\na.edf,\n", "rows 2 and 4 name the same"),
        ("recording,age\na.edf,1,2\n", "row 2 has more cells than the first line has columns"),
        ("recording,age,age\na.edf,1,2\n", "names the column 'age' twice"),
        ('recording\n"a\x00.edf"\n', "column 'recording' holds control characters"),
        ("recording\n" + "a" * 300 + ".edf\n", "not a name that a file can have"),
    ],
)
def test_faulty_manifests_are_one_sentence(tmp_path: Path, rows: str, reason: str) -> None:
    (tmp_path / "m.csv").write_text(rows, encoding="utf-8")
    with pytest.raises(RecordingError, match=reason):
        find_jobs([str(tmp_path / "m.csv")])


def test_settings_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "b.toml"
    text = 'rules = "aasm3"\npatterns = ["{stem}.xml"]\nretries = 5\n[signal]\nlost_s = 2.0\n'
    path.write_text(text, encoding="utf-8")
    found = read_settings(path, report="html", left=None)
    assert (found.rules, found.patterns, found.retries, found.report) == (
        "aasm3", ("{stem}.xml",), 5, "html",
    )  # fmt: skip
    assert found.detection().lost_s == 2.0
    as_yaml = tmp_path / "b.yaml"
    as_yaml.write_text("rules: aasm3\nlongest_s: 60\n", encoding="utf-8")
    assert read_settings(as_yaml).longest_s == 60


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("rule = 'aasm3'", "did you mean 'rules'"),
        ("rules = 'nothing'", "nothing"),
        ("retries = -1", "zero or more"),
        ("report = 'doc'", "no report 'doc'"),
        ("[signal]\nbandpass_low = 5", "bandpass_low_hz"),
        ("retries = ", "not valid TOML"),
        ("retries = 'two'", "retries is a whole number"),
        ("retries = 1.5", "retries is a whole number"),
        ("sit = 'yes'", "sit is true or false"),
        ("robustness = 'no'", "robustness is true or false"),
        ("age = 500", "an age is"),
        ("language = 'xx'", "languages are"),
        ("epoch_s = true", "an epoch is"),
        ("patterns = 'abc'", "patterns is a list"),
        ("patterns = [1, 2]", "patterns is a list"),
        ("respiratory_window = 3", "two numbers"),
        ("respiratory_window = [1]", "two numbers"),
        ("signal = [1]", "a section with names"),
        ("rules = 3", "takes the name of a rule set"),
        ("detector = 'none'", "unknown detector"),
        ("calibration_uv = '5'", "in microvolts"),
    ],
)
def test_faulty_settings_are_one_sentence(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "b.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(plm_detect.PlmDetectError, match=reason):
        read_settings(path)
    with pytest.raises(SettingsError, match="no such file"):
        read_settings(tmp_path / "none.toml")


def test_key_changes_with_what_changes_results(tmp_path: Path) -> None:
    recording(tmp_path / "a.edf")
    (job,) = find_jobs([str(tmp_path)])
    settings = BatchSettings()
    assert settings.key(job) == BatchSettings(retries=9, longest_s=1.0).key(job)
    assert settings.key(job) != BatchSettings(rules="aasm3").key(job)
    assert settings.key(job) != BatchSettings(left="#1").key(job)
    own = tmp_path / "own.toml"
    keys = set()
    for longest_s in (8.0, 9.0):
        text = f'base = "wasm2016"\nname = "own"\n[movement]\nlongest_s = {longest_s}\n'
        own.write_text(text, encoding="utf-8")
        keys.add(BatchSettings(rules=str(own)).key(job))
    assert len(keys) == 2


def test_a_batch_can_be_told_whatever_one_night_can() -> None:
    told = {each.name for each in fields(NightChoices)}
    assert told <= {each.name for each in fields(BatchSettings)}
    parameters = signature(plm_detect.score).parameters
    others = {"recording", "scoring", "scoring_options", "settings", "traces", "progress"}
    assert set(parameters) - others <= told
    for name in set(parameters) - others:
        assert parameters[name].default == getattr(DEFAULTS, name)


def test_what_a_manifest_says_of_a_recording_goes_first() -> None:
    settings = BatchSettings(rules="aasm3", left="A", leg="B", age=40, respiratory_window=(-1, 2))
    plain = settings.for_job(Job("a.edf", name="a"))
    assert (plain.rules, plain.left, plain.leg, plain.age) == ("aasm3", "A", "B", 40)
    assert plain.respiratory_window == (-1, 2)
    own = settings.for_job(Job("a.edf", name="a", rules="wasm2006", right="C", age=9))
    assert (own.rules, own.left, own.right, own.leg, own.age) == ("wasm2006", "A", "C", None, 9)


def test_settings_file_holds_windows_and_calibration(tmp_path: Path) -> None:
    path = tmp_path / "lab.toml"
    path.write_text('rules = "asda1993"\nrespiratory_window = [-0.5, 0.5]\ncalibration_uv = 60.0\n')
    found = read_settings(path)
    assert found.respiratory_window == (-0.5, 0.5)
    assert found.calibration_uv == 60.0


@pytest.mark.parametrize(
    "stored", [{"rules": "wasm2016", "unheard_of": 1}, {"report": "vinyl"}, {"epoch_s": 0.0}]
)
def test_state_of_another_version_is_refused_in_a_sentence(stored: dict[str, object]) -> None:
    with pytest.raises(SettingsError, match="study: its state was written by another version"):
        stored_settings(stored, "study")


def test_band_of_the_command_joins_the_signal_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "b.toml"
    path.write_text("[signal]\nlost_s = 2.0\nbandpass_low_hz = 20.0\n", encoding="utf-8")
    found = read_settings(path, signal=(("bandpass_low_hz", 15.0), ("notch_hz", 50.0))).detection()
    assert (found.lost_s, found.bandpass_low_hz, found.notch_hz) == (2.0, 15.0, 50.0)


def test_head_of_the_lab_belongs_to_the_settings(tmp_path: Path) -> None:
    (tmp_path / "lab.toml").write_text('name = "First"\n', encoding="utf-8")
    config = tmp_path / "b.toml"
    config.write_text('lab = "lab.toml"\nreport = "html"\n', encoding="utf-8")
    found, job = read_settings(config), Job("a.edf", name="a")
    assert found.lab == str(tmp_path / "lab.toml")
    before = found.key(job)
    (tmp_path / "lab.toml").write_text('name = "Other"\n', encoding="utf-8")
    assert found.key(job) != before
    (tmp_path / "lab.toml").write_text("colour = 1\n", encoding="utf-8")
    with pytest.raises(plm_detect.PlmDetectError, match=r"lab\.toml: 'colour' is not known"):
        read_settings(config)


def test_leg_of_the_command_goes_before_that_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "b.toml"
    path.write_text("leg = '#1'", encoding="utf-8")
    found = read_settings(path, left="#2")
    assert (found.left, found.leg) == ("#2", None)


@pytest.mark.parametrize("change", ['{"unknown": 1}', "[]", "{}", "no JSON"])
def test_state_of_another_version_is_one_sentence(tmp_path: Path, change: str) -> None:
    state = State(tmp_path)
    state.plan([Job("/data/a.edf", name="a")], [])
    state.close()
    with closing(sqlite3.connect(tmp_path / FILE)) as base:
        base.execute("UPDATE recordings SET job = ?", (change,))
        base.commit()
    with pytest.raises(plm_detect.PlmDetectError, match="another version of the program") as caught:
        plm_detect.batch_status(tmp_path)
    assert "\n" not in str(caught.value)


def test_own_columns_of_a_manifest_begin_with_x(tmp_path: Path) -> None:
    recording(tmp_path / "a.edf")
    (tmp_path / "m.csv").write_text("recording,x_site\na.edf,Bern\n", encoding="utf-8")
    assert names(find_jobs([str(tmp_path / "m.csv")])) == ["a"]


@pytest.mark.parametrize("pattern", ["[", "{stem}[z-a].csv"])
def test_pattern_that_is_none_is_one_sentence(pattern: str) -> None:
    with pytest.raises(SettingsError, match="is not a pattern of file names"):
        BatchSettings(patterns=(pattern,))


def test_recordings_outside_of_the_results_are_found_from_within_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording(tmp_path / "in" / "a.edf")
    recording(tmp_path / "study" / "nights" / "b" / "b.edf")
    (tmp_path / "study").mkdir(exist_ok=True)
    monkeypatch.chdir(tmp_path / "study")
    assert names(find_jobs(["../in"], without=Path("nights"))) == ["a"]
    with pytest.raises(RecordingError, match="no recording was found"):
        find_jobs(["."], without=Path("nights"))


@pytest.mark.skipif(os.name == "nt", reason="names of files are text there")
def test_name_that_is_not_text_is_one_sentence(tmp_path: Path) -> None:
    recording(tmp_path / "a.edf")
    strange = os.fsdecode(os.fsencode(tmp_path) + b"/M\xfcller.edf")
    try:
        Path(strange).write_bytes((tmp_path / "a.edf").read_bytes())
    except OSError:
        pytest.skip("this file system takes text only")
    with pytest.raises(RecordingError, match="its name is not text in UTF-8; rename") as found:
        find_jobs([str(tmp_path)])
    str(found.value).encode("utf-8")
    left_out: list[str] = []
    assert names(find_jobs([str(tmp_path)], unreadable=left_out)) == ["a"]
    assert left_out == [strange]
