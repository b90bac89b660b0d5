"""A result folder is always a direct child, whatever a recording is called."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from batch.made import recording
from hypothesis import given
from hypothesis import strategies as st
from programs import within

import plm_detect
from plm_detect.files.names import MOST_BYTES, safe_name


@given(st.text(max_size=300))
def test_name_is_that_of_a_direct_child(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert Path(safe).name == safe
    assert Path("folder", safe).parent == Path("folder")
    assert len(safe.encode("utf-8")) <= MOST_BYTES
    assert not safe.endswith((".", " "))
    assert safe_name(safe) == safe


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("night 1", "night 1"),
        ("Müller-2.b", "Müller-2.b"),
        ("..", "recording"),
        (".", "recording"),
        ("", "recording"),
        ("../evil", "_evil"),
        ("a/b\\c", "a_b_c"),
        ("CON", "CON_"),
        ("nul.x", "nul.x_"),
        ("n\x00\n1", "n__1"),
        (".hidden. ", "hidden"),
        ("n\udcff", "n_"),
    ],
)
def test_names(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@pytest.mark.parametrize(("file", "is_good"), [("..edf", True), ("...edf", False)])
def test_recording_of_dots_harms_no_study(tmp_path: Path, file: str, is_good: bool) -> None:
    study, out = tmp_path / "in", tmp_path / "out"
    first = recording(study / "n1.edf", 1)
    batch = ("batch", "--report", "none", study, "--out", out, "--jobs", 1, "-q")
    assert within(*batch, cwd=tmp_path).returncode == 0
    (out / "notes.txt").write_text("mine", encoding="utf-8")
    shutil.copy(first, study / file)
    if not is_good:
        (study / file).write_bytes(b"x" * 100)
    done = within(*batch, str(study / file), "--resume", cwd=tmp_path)
    assert done.returncode == (0 if is_good else 4), done.stderr
    assert (out / "notes.txt").read_text(encoding="utf-8") == "mine"
    names = {path.name for path in (out / "nights").iterdir()}
    assert names == ({"n1", "recording"} if is_good else {"n1"})
    assert (out / "nights" / "n1" / "summary.json").is_file()


@pytest.mark.parametrize("name", ["../evil", "..", "", "a/b"])
def test_result_is_written_into_the_folder_whatever_the_name(
    tmp_path: Path, name: str, sample_night: Path
) -> None:
    night = replace(plm_detect.score(sample_night, robustness=False), name=name)
    made = plm_detect.write_night(night, tmp_path / "out" / "deep")
    assert made.parent == tmp_path / "out" / "deep"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert plm_detect.read_night(made).name == name
