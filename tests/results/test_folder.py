"""Result folders: complete, repeatable, readable by others, and whole or not at all."""

from __future__ import annotations

import csv
import datetime as dt
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import mne
import numpy as np
import pandas as pd
import pyedflib
import pytest

import plm_detect
from plm_detect.errors import OutputError
from plm_detect.results import folder as folder_module
from plm_detect.results.folder import FILES, write_night

if TYPE_CHECKING:
    from pathlib import Path

    from plm_detect.results.night import Night


@pytest.fixture(scope="module")
def night(sample_night: Path) -> Night:
    return plm_detect.score(sample_night)


def test_all_files_are_there_and_repeat_byte_for_byte(
    night: Night, sample_night: Path, tmp_path: Path
) -> None:
    first = write_night(night, tmp_path / "a")
    second = write_night(plm_detect.score(sample_night), tmp_path / "b")
    assert first == tmp_path / "a" / "sample_night"
    names = {path.name for path in first.iterdir()}
    assert names == FILES - {
        "rules.csv", "positions.csv", "traces.npz", "report.html", "report.pdf", "report.docx",
    }  # fmt: skip
    for name in names:
        assert (first / name).read_bytes() == (second / name).read_bytes()


def test_tables_read_back_without_loss(night: Night, tmp_path: Path) -> None:
    target = write_night(night, tmp_path)
    for name, table in (
        ("movements.csv", night.movements),
        ("leg_movements.csv", night.leg_movements),
        ("statistics.csv", night.statistics),
        ("supplement.csv", night.supplement),
        ("course.csv", night.course),
        ("intervals.csv", night.intervals),
        ("robustness.csv", night.robustness),
    ):
        frame = pd.read_csv(target / name, dtype=str, keep_default_na=False)
        expected = table.to_frame()
        assert list(frame.columns) == list(expected.columns)
        for column, values in expected.items():
            cells = frame[column].tolist()
            if values.dtype.kind in "fi":
                numbers = [float(cell) if cell else np.nan for cell in cells]
                np.testing.assert_array_equal(numbers, values.to_numpy(float))
            elif values.dtype.kind == "b":
                assert [cell == "true" for cell in cells] == values.tolist()
            else:
                assert cells == values.tolist()


def test_summary_says_what_it_came_from(night: Night, sample_night: Path, tmp_path: Path) -> None:
    summary = json.loads((write_night(night, tmp_path) / "summary.json").read_text("utf-8"))
    assert summary["version"] == plm_detect.__version__
    assert summary["headline"]["n_plms"] == night.headline.n_plms
    assert summary["rules"]["values"]["series"]["shortest_interval_s"]["value"] == 10.0
    assert summary["settings"]["envelope_s"] == night.settings.envelope_s
    assert "Not a medical device" in summary["disclaimer"]
    (source,) = summary["inputs"]
    assert source["name"] == sample_night.name
    assert source["n_bytes"] == sample_night.stat().st_size
    assert len(source["sha256"]) == 64


def test_annotations_are_read_by_mne_and_pyedflib(night: Night, tmp_path: Path) -> None:
    path = write_night(night, tmp_path) / "annotations.edf"
    expected = night.labelled()
    read = mne.read_annotations(path)
    np.testing.assert_allclose(read.onset, [row[0] for row in expected], atol=1e-6)
    assert list(read.description) == [row[2] for row in expected]
    with pyedflib.EdfReader(str(path)) as reader:
        onset, duration, text = reader.readAnnotations()
        assert reader.getStartdatetime() == night.start
    np.testing.assert_allclose(onset, [row[0] for row in expected], atol=1e-6)
    np.testing.assert_allclose(
        np.array(duration, dtype=float), [row[1] for row in expected], atol=1e-6
    )
    assert list(text) == [row[2] for row in expected]
    assert sum("series" in row[2] for row in expected) == len(night.series)


@pytest.mark.parametrize("start", [None, dt.datetime(1970, 1, 1), dt.datetime(2100, 1, 1)])
def test_odd_start_times_still_give_readable_annotations(
    night: Night, tmp_path: Path, start: dt.datetime | None
) -> None:
    path = write_night(replace(night, start=start), tmp_path) / "annotations.edf"
    assert len(mne.read_annotations(path)) == len(night.labelled())


def test_night_becomes_mne_annotations(night: Night, sample_night: Path) -> None:
    raw = mne.io.read_raw_edf(sample_night, include=["EMG LAT"], verbose="error")
    raw.set_annotations(night.to_mne())
    np.testing.assert_allclose(raw.annotations.onset, [row[0] for row in night.labelled()])


def test_existing_results_are_kept_unless_told_otherwise(night: Night, tmp_path: Path) -> None:
    target = write_night(night, tmp_path)
    (target / "summary.json").write_text("old", encoding="utf-8")
    with pytest.raises(OutputError, match="give --overwrite"):
        write_night(night, tmp_path)
    assert (target / "summary.json").read_text("utf-8") == "old"
    write_night(night, tmp_path, overwrite=True)
    assert (target / "summary.json").read_text("utf-8") != "old"
    assert [path.name for path in tmp_path.iterdir()] == ["sample_night"]


def test_all_that_a_night_can_leave_is_overwritten(night: Night, tmp_path: Path) -> None:
    for _ in range(2):
        target = write_night(night, tmp_path, overwrite=True)
        plm_detect.write_reports(night, target, "all")
    assert {"report.html", "report.pdf", "report.docx"} <= {path.name for path in target.iterdir()}


def test_folder_with_other_files_is_never_overwritten(night: Night, tmp_path: Path) -> None:
    target = tmp_path / "sample_night"
    target.mkdir()
    (target / "raw.edf").write_text("precious", encoding="utf-8")
    with pytest.raises(OutputError, match="no result of this program"):
        write_night(night, tmp_path, overwrite=True)
    assert (target / "raw.edf").read_text("utf-8") == "precious"


def test_failure_while_writing_leaves_nothing_behind(
    night: Night, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folder_module, "write_annotations", full)
    with pytest.raises(OutputError, match="No space left"):
        write_night(night, tmp_path / "new" / "out")
    assert list(tmp_path.iterdir()) == []


def test_movements_table_has_the_promised_columns(night: Night, tmp_path: Path) -> None:
    target = write_night(night, tmp_path)
    with (target / "movements.csv").open(encoding="utf-8", newline="") as file:
        header = next(csv.reader(file))
    assert header == [
        "onset_s", "duration_s", "side", "n_monolateral", "is_clm", "is_respiratory",
        "takes_part", "has_arousal", "has_arousal_nr", "stage", "is_plm", "plm_series",
        "is_plm_nr", "plm_series_nr", "imi_s", "imi_nr_s", "is_short_interval",
        "is_isolated", "lag_s", "arousal_lag_s", "certainty",
    ]  # fmt: skip


def test_results_are_replaced_from_within_their_own_folder(
    night: Night, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_night(night, tmp_path)
    monkeypatch.chdir(folder)
    write_night(night, "..", overwrite=True)
    assert (folder / "summary.json").is_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == [folder.name]
