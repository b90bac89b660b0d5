"""What was written comes back: the same bytes, or one sentence that names the file."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import plm_detect
from plm_detect.errors import OutputError
from plm_detect.files.columns import parse_csv
from plm_detect.results.folder import write_night
from plm_detect.results.of_tables import ends
from plm_detect.results.reading import TEXT_COLUMNS, read_night
from plm_detect.results.seal import read_sealed, write_sealed
from plm_detect.results.summary import summary, to_json
from plm_detect.results.tables import tables

if TYPE_CHECKING:
    from pathlib import Path

    from plm_detect.results.night import Night

HEAD = "onset_s,duration_s,event,side\n"
STAGES = "".join(f"{30 * i},30,stage_{'W' if i < 4 else 'N2'},\n" for i in range(60))


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def same_again(night: Night, tmp_path: Path) -> Night:
    first = write_night(night, tmp_path / "first")
    read = read_night(first)
    assert bytes_of(write_night(read, tmp_path / "second")) == bytes_of(first)
    return read


def scored_elsewhere(tmp_path: Path, events: str) -> Night:
    file = tmp_path / "scored.csv"
    file.write_text(HEAD + events, encoding="utf-8")
    return plm_detect.index(file, legs_scored=True)


def test_scored_night_comes_back(sample_night: Path, tmp_path: Path) -> None:
    night = plm_detect.score(sample_night, traces=True)
    read = same_again(night, tmp_path)
    assert repr(read) == repr(night)
    for mine, other in ((read.movements, night.movements), (read.series, night.series)):
        for name, column in other.columns().items():
            np.testing.assert_array_equal(mine.columns()[name], column, err_msg=name)
    assert read.rules.values() == night.rules.values()
    assert read.settings == night.settings
    assert read.headline == night.headline
    assert read.traces is not None
    assert night.traces is not None
    assert len(read.traces.snippets) == len(night.traces.snippets)
    for mine, other in zip(read.traces.details, night.traces.details, strict=True):
        assert (mine.rate_hz, mine.onset_uv, mine.average_s) == (256.0, 8.0, 0.24)
        np.testing.assert_array_equal(mine.peak_uv, other.peak_uv)
        assert len(mine.windows) == len(other.windows) > 10
        for window, written in zip(mine.windows, other.windows, strict=True):
            assert window.start_s == written.start_s
            np.testing.assert_array_equal(window.emg_uv(), written.emg_uv())
            np.testing.assert_array_equal(window.mean_uv, written.mean_uv)
            np.testing.assert_array_equal(window.rest_uv, written.rest_uv)


@pytest.mark.parametrize("rules", ["aasm3", "wasm2006", "aasm2007"])
def test_other_rules_and_one_leg_come_back(rules: str, sample_night: Path, tmp_path: Path) -> None:
    read = same_again(plm_detect.score(sample_night, leg="EMG LAT", rules=rules, age=9), tmp_path)
    assert read.index_class.group == "children"


@pytest.mark.parametrize(
    "events",
    [
        STAGES,
        "".join(f"{20 * i + 0.1},1.3,lm,left\n" for i in range(30)),
        STAGES + "".join(f"{25 * i + 0.7},0.9,lm,\n" for i in range(40)),
        STAGES + "130,0,lights_off,\n1700,0,lights_on,\n200,5,arousal,\n300,20,resp,\n",
    ],
    ids=["empty", "no stages", "no sides", "lights and events"],
)
def test_scorings_come_back(events: str, tmp_path: Path) -> None:
    same_again(scored_elsewhere(tmp_path, events), tmp_path)


def test_movements_held_against_a_calibration_come_back(sample_night: Path, tmp_path: Path) -> None:
    night = plm_detect.score(sample_night, rules="coleman1982", calibration_uv=100.0)
    same_again(night, tmp_path)


def test_immobilization_test_comes_back(tmp_path: Path) -> None:
    file = tmp_path / "sit.csv"
    rows = "".join(f"{30 * i},30,stage_W,\n" for i in range(120))
    moves = "".join(f"{25 * i},1,lm,left\n" for i in range(1, 140))
    file.write_text(HEAD + rows + moves, encoding="utf-8")
    night = plm_detect.index(file, sit=True)
    read = same_again(night, tmp_path)
    assert read.immobilization == night.immobilization


@given(st.lists(st.tuples(st.floats(0, 90_000), st.floats(0.0, 4000)), max_size=50))
def test_ends_give_the_durations_to_the_last_bit(pairs: list[tuple[float, float]]) -> None:
    onset_s = np.array([onset for onset, _ in pairs])
    duration_s = onset_s + np.array([length for _, length in pairs]) - onset_s
    np.testing.assert_array_equal(ends(onset_s, duration_s) - onset_s, duration_s)


@given(st.lists(st.tuples(st.floats(0, 7100), st.floats(0.5, 9.9)), max_size=60))
@settings(max_examples=15)
def test_any_movements_come_back(
    tmp_path_factory: pytest.TempPathFactory, moves: list[tuple[float, float]]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    sides = ("left", "right")
    rows = [f"{onset!r},{length!r},lm,{sides[i % 2]}\n" for i, (onset, length) in enumerate(moves)]
    stages = "".join(f"{30 * i},30,stage_{('N2', 'R', 'W')[i % 3]},\n" for i in range(240))
    # Where most movements lay on top of each other, their times would be taken for minutes.
    rows += [f"{7200 + 30 * i},1,lm,{side}\n" for i in range(61) for side in sides]
    same_again(scored_elsewhere(folder, stages + "".join(rows)), folder)


@pytest.fixture(scope="module")
def saved(sample_night: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    night = plm_detect.score(sample_night, traces=True)
    return write_night(night, tmp_path_factory.mktemp("saved"))


READ = (
    "leg_movements.csv", "movements.csv", "series.csv", "statistics.csv", "supplement.csv",
    "course.csv", "intervals.csv", "scoring.csv", "quality.csv", "excluded.csv",
    "robustness.csv", "annotations.edf", "traces.npz",
)  # fmt: skip


@pytest.mark.parametrize("name", [*READ, "summary.json"])
@pytest.mark.parametrize("harm", ["cut", "row", "bytes", "empty"])
def test_damaged_file_is_named(name: str, harm: str, saved: Path, tmp_path: Path) -> None:
    folder = tmp_path / "night"
    shutil.copytree(saved, folder)
    content = (folder / name).read_bytes()
    lines = content.splitlines(keepends=True)
    harmed = {
        "cut": content[:-3],
        "row": b"".join(lines[:-1]),
        "bytes": b"\xff\x00\xfe" + content,
        "empty": b"",
    }[harm]
    (folder / name).write_bytes(harmed)
    with pytest.raises(OutputError, match=name) as caught:
        read_night(folder)
    assert "score the night again" in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("name", READ)
def test_missing_file_is_named(name: str, saved: Path, tmp_path: Path) -> None:
    folder = tmp_path / "night"
    shutil.copytree(saved, folder)
    (folder / name).unlink()
    with pytest.raises(OutputError, match=f"{name}: this file of the results is missing"):
        read_night(folder)


def test_other_versions_are_one_sentence(saved: Path, tmp_path: Path) -> None:
    folder = tmp_path / "night"
    shutil.copytree(saved, folder)
    summary, _ = read_sealed(folder)
    for changed in (
        {key: value for key, value in summary.items() if key != "rules"},
        summary | {"settings": summary["settings"] | {"unknown": 1}},
        summary | {"headline": {}},
    ):
        (folder / "summary.json").unlink()
        write_sealed(folder, changed)
        with pytest.raises(OutputError, match="of another version of plm-detect"):
            read_night(folder)


@pytest.mark.parametrize("text", ["[" * 200_000, "[]", "{}", '{"files": 1}', "null"])
def test_summary_of_something_else_is_one_sentence(text: str, saved: Path, tmp_path: Path) -> None:
    folder = tmp_path / "night"
    shutil.copytree(saved, folder)
    (folder / "summary.json").write_text(text, encoding="utf-8")
    with pytest.raises(OutputError, match="of another version of plm-detect"):
        read_night(folder)


@pytest.mark.parametrize(
    ("old", "new"), [('"program": "plm-detect"', '"program": "x"'), ("15.0", "NaN"), ("wasm", "x")]
)
def test_changed_summary_is_refused(old: str, new: str, saved: Path, tmp_path: Path) -> None:
    folder = tmp_path / "night"
    shutil.copytree(saved, folder)
    text = (folder / "summary.json").read_text(encoding="utf-8")
    assert old in text
    (folder / "summary.json").write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(OutputError, match=r"summary\.json"):
        read_night(folder)


@pytest.mark.parametrize("label", ["a\rb", "a\nb", 'a,"b"', "a\r\nb", " a "])
def test_odd_labels_come_back(label: str, sample_night: Path, tmp_path: Path) -> None:
    night = plm_detect.score(sample_night)
    quality = tuple(replace(leg, label=f"{label}{leg.side.label}") for leg in night.quality)
    read = same_again(replace(night, quality=quality), tmp_path)
    assert [leg.label for leg in read.quality] == [leg.label for leg in quality]
    assert all(len(leg.measures) == len(night.quality[0].measures) for leg in read.quality)


def test_summary_and_tables_of_what_was_read_are_those_of_the_folder(saved: Path) -> None:
    night = read_night(saved)
    text = (saved / "summary.json").read_text(encoding="utf-8")
    saved_summary = json.loads(text)
    assert set(saved_summary.pop("files")) == {*READ, "summary.json"}
    assert saved_summary == json.loads(json.dumps(summary(night)))
    for name, columns in tables(night).items():
        read = parse_csv((saved / f"{name}.csv").read_bytes(), TEXT_COLUMNS)
        assert list(columns) == list(read)
        for each, column in columns.items():
            np.testing.assert_array_equal(column, read[each], err_msg=f"{name} {each}")


def test_results_of_another_version_are_refused(saved: Path, tmp_path: Path) -> None:
    folder = tmp_path / "night"
    shutil.copytree(saved, folder)
    summary_of_old, _ = read_sealed(folder)
    (folder / "summary.json").unlink()
    write_sealed(folder, summary_of_old | {"version": "0.0.9"})
    with pytest.raises(OutputError, match="of another version of plm-detect"):
        read_night(folder)


@pytest.mark.parametrize("end", [b"", b"\n\n", b" \n", b', "notes": []}\n'])
def test_summary_ends_with_its_seal(end: bytes, saved: Path, tmp_path: Path) -> None:
    folder = tmp_path / "night"
    shutil.copytree(saved, folder)
    whole = (folder / "summary.json").read_bytes()
    cut = whole[:-3] if end.startswith(b",") else whole[:-1]
    (folder / "summary.json").write_bytes(cut + end)
    with pytest.raises(OutputError, match=r"summary\.json"):
        read_night(folder)


def test_rules_changed_twice_name_a_value_once(sample_night: Path, tmp_path: Path) -> None:
    rules = plm_detect.rule_set("wasm2016")
    for seconds in (80.0, 70.0):
        rules = rules.changed({"series.longest_interval_s": seconds}, source="lab")
    night = plm_detect.score(sample_night, rules=rules, robustness=False)
    assert same_again(night, tmp_path).rules.changes == ("series.longest_interval_s",)
    assert night.rules.title.count("series.longest_interval_s") == 1


@pytest.mark.parametrize(
    ("part", "name", "value", "reason"),
    [
        ("headline", "plms_per_hour", "many", "headline.plms_per_hour must be a number or null"),
        ("headline", "n_movements", 1.5, "headline.n_movements must be a whole number"),
        ("headline", "tst_h", 10**400, "headline.tst_h must be a number or null"),
        ("index_class", "group", "cats", "index_class.group must be 'adults' or 'children'"),
        ("recording", "name", None, "recording.name must be a text"),
        ("recording", "name", "\ud800", "recording.name must be a text"),
    ],
)
def test_values_of_another_kind_are_named(
    saved: Path, tmp_path: Path, part: str, name: str, value: object, reason: str
) -> None:
    """The seal fits: somebody wrote these values on purpose, or another program did."""
    folder = tmp_path / "night"
    shutil.copytree(saved, folder)
    found, digests = read_sealed(folder)
    found[part][name] = value
    text = json.dumps(found, indent=2)
    digests["summary.json"] = hashlib.sha256((text + "\n").encode()).hexdigest()
    sealed = text[:-2] + ',\n  "files": ' + to_json(digests).rstrip().replace("\n", "\n  ")
    (folder / "summary.json").write_text(sealed + "\n}\n", encoding="utf-8")
    with pytest.raises(OutputError, match=re.escape(f"summary.json: {reason}")):
        read_night(folder)
