"""Studies on small made-up copies of public data sets."""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

import plm_detect
from plm_detect.agreement.datasets.layout import find_nights, layouts
from plm_detect.agreement.statistics.numbers import area_between
from plm_detect.errors import ScoringError

if TYPE_CHECKING:
    from collections.abc import Iterable

SAMPLE = Path(__file__).parents[2] / "sample_data"
RECORDING, TRUTH = SAMPLE / "sample_night.edf", SAMPLE / "sample_night_truth.csv"


def scored_by(folder: Path, seed: int, missed: float) -> Path:
    """Return a copy of the truth in which some movements are missing."""
    rng = np.random.default_rng(seed)
    rows = TRUTH.read_text(encoding="utf-8").splitlines()
    kept = [row for row in rows if ",lm," not in row or rng.random() >= missed]
    path = folder / f"scorer {seed}.csv"
    path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    return path


def touch(folder: Path, names: Iterable[str]) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()


@pytest.fixture
def psg_ipa(tmp_path: Path) -> Path:
    """Two nights of four scorers each, in the folders of the data set."""
    copy = tmp_path / "psg-ipa"
    for folder in ("PSG", "Annotations/manual"):
        (copy / "Limb_movements" / folder).mkdir(parents=True)
    for night in (1, 2):
        shutil.copy(RECORDING, copy / "Limb_movements" / "PSG" / f"SN{night}_LimbMovements.edf")
        for scorer in range(1, 5):
            name = f"SN{night}_LimbMovements_manual_scorer{scorer}.edf"
            target = copy / "Limb_movements" / "Annotations" / "manual" / name
            source = scored_by(tmp_path, 10 * night + scorer, 0.08 * (scorer - 1))
            plm_detect.convert(source, target, recording=RECORDING)
            target.with_suffix(".txt").write_text("the same as text\n", encoding="utf-8")
    touch(copy, ["Resp_events/PSG/SN1_Respiration.edf", "LICENSE.txt"])
    return copy


def test_program_stands_among_the_scorers_of_psg_ipa(psg_ipa: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    found = plm_detect.benchmark("psg-ipa", psg_ipa, out)
    plm_detect.write_benchmark(found, out)
    assert [each.night for each in found.indices] == ["SN1", "SN2"]
    assert found.agreement is not None
    assert [test for reference, test in found.agreement.main()] == ["plm-detect"]
    assert len(found.agreement.several) == 2
    with (out / "standing.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["scorer"]: row for row in csv.DictReader(file)}
    assert set(rows) == {"1", "2", "3", "4"}
    assert float(rows["4"]["difference"]) > 0
    summary = json.loads((out / "benchmark.json").read_text(encoding="utf-8"))
    assert "Alvarez-Estevez" in summary["data_set"]["citation"]
    assert (out / "report.html").is_file()
    assert (out / "program" / "SN1_LimbMovements" / "summary.json").is_file()
    with (out / "humans.csv").open(encoding="utf-8", newline="") as file:
        assert len(list(csv.DictReader(file))) == 8


def test_processes_give_the_same_study(psg_ipa: Path, tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    for jobs, out in ((1, one), (2, two)):
        found = plm_detect.benchmark("psg-ipa", psg_ipa, out, jobs=jobs)
        plm_detect.write_benchmark(found, out)
    for name in ("events.csv", "standing.csv", "indices_by_night.csv"):
        assert (one / name).read_bytes() == (two / name).read_bytes()


def test_scorers_of_psg_ipa_are_compared_as_they_lie_there(psg_ipa: Path) -> None:
    folder = psg_ipa / "Limb_movements"
    found = plm_detect.agree_among(folder / "Annotations" / "manual", recordings=folder / "PSG")
    assert len(found.direct()) == 6
    assert {pair.night for pair in found.pairs} == {"SN1", "SN2"}
    assert all("unknown" not in note.text for note in found.notes)


def cap_rows(minutes: int) -> str:
    head = (
        "RemLogic Event Export\nPatient ID:\tX\nRecording Date:\t15/01/2026\n\nEvents Included:\n"
    )
    head += "SLEEP-S2\n\nSleep Stage\tPosition\tTime [hh:mm:ss]\tEvent\tDuration[s]\tLocation\n"
    rows = []
    for epoch in range(2 * minutes):
        second = 22 * 3600 + 45 * 60 + 30 * epoch
        clock = f"{second // 3600:02d}:{second % 3600 // 60:02d}:{second % 60:02d}"
        rows.append(f"S2\tUnknown Position\t{clock}\tSLEEP-S2\t30\tROC-LOC\n")
    return head + "".join(rows)


def test_diagnosis_is_the_reference_where_nobody_scored_movements(tmp_path: Path) -> None:
    copy = tmp_path / "cap"
    copy.mkdir()
    for name, profile in (("n1", "near_normal"), ("n2", "near_normal"), ("plm1", "severe_plms")):
        settings = ["--minutes", "12", "--profile", profile, "--seed", name[-1], "-q"]
        command = [sys.executable, "-m", "plm_detect", "simulate", f"{copy}/{name}.edf", *settings]
        subprocess.run(command, check=True)
        for made in copy.glob(f"{name}_*.csv"):
            made.unlink()
        (copy / f"{name}.txt").write_text(cap_rows(12), encoding="utf-8")
    (copy / "rbd1.edf").write_bytes(b"nonsense")
    found = plm_detect.benchmark("cap", copy, tmp_path / "out")
    assert found.agreement is None
    assert found.area is not None
    assert found.area.value == 1.0
    texts = " ".join(str(note) for note in found.notes)
    assert "nobody scored leg movements" in texts
    assert "rbd1" in texts
    assert {each.night: each.group for each in found.indices} == {
        "n1": "n", "n2": "n", "plm1": "plm",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["wsc", "ssc"])
def test_one_scorer_of_an_nsrr_folder_is_the_reference(name: str, tmp_path: Path) -> None:
    copy = tmp_path / name / "polysomnography"
    copy.mkdir(parents=True)
    night = {"wsc": "wsc-visit1-10119", "ssc": "ssc_1001_1"}[name]
    shutil.copy(RECORDING, copy / f"{night}-nsrr.edf")
    plm_detect.convert(TRUTH, copy / f"{night}-nsrr.xml", recording=RECORDING)
    found = plm_detect.benchmark(name, copy.parent, tmp_path / "out")
    assert found.agreement is not None
    (pair,) = found.agreement.pairs
    assert pair.night == night
    n_reference, _, n_matched = pair.compared.count("LM", "IoU 0.2", "all").tolist()
    assert n_reference == n_matched == 35


@pytest.mark.parametrize("name", ["mesa", "mros"])
def test_piezo_sensors_are_not_scored_and_the_reason_is_told(name: str, tmp_path: Path) -> None:
    folder = {
        "mesa": ("edfs", "annotations-events-nsrr", "mesa-sleep-0001"),
        "mros": ("edfs/visit1", "annotations-events-nsrr/visit1", "mros-visit1-aa0001"),
    }[name]
    copy = tmp_path / name / "polysomnography"
    touch(copy, [f"{folder[0]}/{folder[2]}.edf"])
    target = copy / folder[1] / f"{folder[2]}-nsrr.xml"
    target.parent.mkdir(parents=True)
    plm_detect.convert(TRUTH, target, recording=RECORDING)
    out = tmp_path / "out"
    command = [sys.executable, "-m", "plm_detect", "benchmark", name, str(tmp_path / name)]
    done = subprocess.run(
        [*command, "--out", str(out)], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    assert "piezo" in done.stdout
    assert "one scorer" in done.stdout
    assert not (out / "program").exists()
    with (out / "indices_by_night.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    assert row["scorer"] == "human"
    assert float(row["plms_per_hour"]) > 15


def test_files_lie_where_the_data_sets_put_them(tmp_path: Path) -> None:
    touch(
        tmp_path,
        [
            "polysomnography/edfs/mesa-sleep-0010.edf",
            "polysomnography/edfs/mesa-sleep-0002.edf",
            "polysomnography/annotations-events-nsrr/mesa-sleep-0002-nsrr.xml",
            "polysomnography/annotations-events-profusion/mesa-sleep-0002-profusion.xml",
        ],
    )
    nights = find_nights(layouts()["mesa"], tmp_path)
    assert [each.night for each in nights] == ["mesa-sleep-0002", "mesa-sleep-0010"]
    assert [len(each.scorings) for each in nights] == [1, 0]


def test_every_layout_is_whole() -> None:
    for layout in layouts().values():
        assert layout.sensor in ("emg", "piezo")
        assert bool(layout.why_not_scored) == (layout.sensor == "piezo")
        assert bool(layout.why_no_leg_movements) == (not layout.has_leg_movements)
        assert layout.how_to_get.endswith(".")
        assert re.fullmatch(layout.recordings, layout.recording_example)


def test_wrong_names_and_folders_are_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ScoringError, match="choose from cap, dreams-plms, mesa"):
        plm_detect.benchmark("nothing", tmp_path, tmp_path / "out")
    with pytest.raises(ScoringError, match="Download"):
        plm_detect.benchmark("psg-ipa", tmp_path / "none", tmp_path / "out")
    with pytest.raises(ScoringError, match=r"no file of cap \(recordings .* like plm1.edf\)"):
        plm_detect.benchmark("cap", tmp_path, tmp_path / "out")
    touch(tmp_path, ["n1.edf"])
    with pytest.raises(ScoringError, match="no night could be used"):
        plm_detect.benchmark("cap", tmp_path, tmp_path / "out")


@given(
    st.lists(st.integers(0, 9), min_size=1, max_size=12),
    st.lists(st.integers(0, 9), min_size=1, max_size=12),
)
def test_area_is_that_of_the_curve(affected: list[int], unaffected: list[int]) -> None:
    groups = [np.array(values, dtype=float) for values in (affected, unaffected)]
    found = area_between(*groups, n_resamples=50)
    truth = [1] * len(affected) + [0] * len(unaffected)
    assert found.value == pytest.approx(roc_auc_score(truth, np.concatenate(groups)))
    if min(len(affected), len(unaffected)) > 1:
        assert 0 <= found.low <= found.high <= 1
    else:
        assert np.isnan(found.low)
        assert np.isnan(found.high)
