"""Remarks of technicians that read like stages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builders import Edf, annotations, leg

import plm_detect

if TYPE_CHECKING:
    from pathlib import Path

LEGS = (
    leg("EMG LAT", (10, 12), (30, 32), (50, 52), (70, 72), seconds=120),
    leg("EMG RAT", (31, 33), seconds=120, seed=1),
)


def night(tmp_path: Path, *texts: tuple[float, float | None, str]) -> Path:
    channels = (*LEGS, annotations(120, *texts))
    return Edf(channels, n_records=120, reserved="EDF+C").write(tmp_path / "night.edf")


EPOCHS = [(30.0 * i, 30.0, "Sleep stage N2") for i in range(4)]


def test_few_points_are_no_staging(tmp_path: Path) -> None:
    path = night(tmp_path, (20.0, None, "Awake"), (80.0, None, "REM"))
    found = plm_detect.score(path, robustness=False)
    assert found.scoring.hypnogram is None
    assert {"no_stages", "stage_remarks"} <= {note.code for note in found.notes}


def test_remarks_do_not_disturb_epochs(tmp_path: Path) -> None:
    path = night(tmp_path, *EPOCHS, (65.0, None, "REM"), (70.0, 3.0, "R"), (75.0, 5.0, "Movement"))
    hypnogram = plm_detect.score(path, robustness=False).scoring.hypnogram
    assert hypnogram is not None
    assert hypnogram.onset_s.tolist() == [0, 30, 60, 90]


def test_points_that_make_a_staging_are_taken(tmp_path: Path) -> None:
    stages = [(10.0 * i, None, f"Sleep stage {('W', 'N2')[i % 2]}") for i in range(12)]
    hypnogram = plm_detect.score(night(tmp_path, *stages), robustness=False).scoring.hypnogram
    assert hypnogram is not None
    assert len(hypnogram) == 12


def test_contradictions_of_a_recording_do_not_block_a_given_scoring(tmp_path: Path) -> None:
    path = night(tmp_path, *EPOCHS, (45.0, 30.0, "Sleep stage R"))
    given = tmp_path / "given.csv"
    given.write_text("onset_s,duration_s,event\n0,120,stage_N2\n", encoding="utf-8")
    found = plm_detect.score(path, scoring=given, robustness=False)
    assert found.scoring.hypnogram is not None
    assert found.scoring.hypnogram.end_s.tolist() == [120]
    assert "own_scoring_faulty" in {note.code for note in found.notes if note.level == "warning"}
