"""EDF+ samples of the kinds that are met, against what each must yield."""

from __future__ import annotations

import csv

import numpy as np
import pytest
from conftest import SHARED

from plm_detect.model.hypnogram import stage_labels
from plm_detect.scorings.assemble import assemble
from plm_detect.scorings.formats import read_scoring

SAMPLES = SHARED / "formats" / "samples"
FILES = ("01_edfplus_embedded.edf", "01_edfplus_hypnogram.edf", "01_edfplus_scorer.edf")


@pytest.mark.parametrize("name", FILES)
def test_sample_yields_what_is_expected(name: str) -> None:
    if not SAMPLES.is_dir():
        pytest.skip("the format samples are not at hand")
    with (SAMPLES / "expected.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["file"] == name]

    def expected(*kinds: str) -> list[tuple[float, float]]:
        found = [r for r in rows if r["kind"].startswith(kinds)]
        return sorted((float(r["onset_s"]), float(r["duration_s"])) for r in found)

    scoring = assemble(read_scoring(SAMPLES / name))
    onset_s = np.arange(15.0, 1200.0, 30.0)
    truth = np.full(len(onset_s), "unscored", dtype="U8")
    for row in rows:
        stage = row["kind"].removeprefix("stage_")
        if stage in ("W", "N1", "N2", "N3", "R"):
            begin, length = float(row["onset_s"]), float(row["duration_s"])
            truth[(onset_s >= begin) & (onset_s < begin + length)] = stage
    assert stage_labels(scoring.hypnogram.stage_at(onset_s)).tolist() == truth.tolist()
    for spans, kinds in (
        (scoring.arousals, ("arousal",)),
        (scoring.respiratory, ("apnea", "hypopnea", "rera")),
    ):
        ours = np.column_stack((spans.onset_s, spans.end_s - spans.onset_s))
        np.testing.assert_allclose(ours, np.reshape(expected(*kinds), (-1, 2)), atol=1e-9)
    lights = [at for at in (scoring.lights_off_s, scoring.lights_on_s) if at is not None]
    assert lights == [onset for onset, _ in expected("lights_off", "lights_on")]
    assert "labels_unknown" not in {note.code for note in scoring.notes}
