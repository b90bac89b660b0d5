"""The simulated sample: every movement found, none invented, and the indices follow."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import numpy as np
import pytest

import plm_detect
from plm_detect.indices.denominators import denominators
from plm_detect.indices.table import statistics
from plm_detect.model.movements import LegMovements, Side
from plm_detect.rules.apply import apply_rules
from plm_detect.simulate.writing import write_simulated

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = ("side", "n_monolateral", "is_clm", "is_respiratory", "has_arousal", "stage", "series")


@pytest.fixture(scope="module")
def truth(sample_night: Path) -> LegMovements:
    path = sample_night.with_name("sample_night_truth.csv")
    with path.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["event"] == "lm"]
    onset = np.array([float(row["onset_s"]) for row in rows])
    end = onset + np.array([float(row["duration_s"]) for row in rows])
    side = np.array([Side[row["side"].upper()] for row in rows], dtype=np.int8)
    return LegMovements.scored(onset, end, side)


def assert_same_movements(found: LegMovements, truth: LegMovements, within_s: float = 0.01) -> None:
    for side in (Side.LEFT, Side.RIGHT):
        ours, theirs = found.take(found.side == side), truth.take(truth.side == side)
        assert len(ours) == len(theirs)
        onset_off, end_off = ours.onset_s - theirs.onset_s, ours.end_s - theirs.end_s
        assert np.median(np.abs(onset_off)) < within_s
        assert np.median(np.abs(end_off)) < 2 * within_s
        # Some movements rise or fall so slowly that noise decides on tenths of a second.
        assert np.max(np.abs(onset_off)) < 1.0
        assert np.max(np.abs(end_off)) < 1.0


@pytest.mark.parametrize("rules", ["wasm2016", "aasm3"])
def test_every_movement_is_found_and_the_indices_follow(
    sample_night: Path, truth: LegMovements, rules: str
) -> None:
    night = plm_detect.score(sample_night, rules=rules)
    assert_same_movements(night.leg_movements, truth)
    expected = apply_rules(truth, night.scoring, night.window, night.rules)
    for name in COLUMNS:
        np.testing.assert_array_equal(getattr(night.movements, name), getattr(expected.both, name))
    recorded = plm_detect.inspect(sample_night).recording.recorded
    table = statistics(
        expected.both,
        expected.respiratory,
        expected.arousals,
        denominators(night.scoring, night.window, recorded),
        periodic_in_wake=night.rules.series.stages == "any",
    )
    for row, ours, theirs in zip(table.rows, night.statistics.values, table.values, strict=True):
        if row[1] in ("number", "no./hour") or "number" in row[1]:
            np.testing.assert_array_equal(ours, theirs)
        else:
            np.testing.assert_allclose(ours, theirs, rtol=0.35)
    assert night.headline.n_plms
    assert night.headline.n_plms > 10


def test_sample_is_what_the_simulator_makes(sample_night: Path, tmp_path: Path) -> None:
    settings = plm_detect.SimulationSettings(minutes=25, seed=1)
    recording, table, distractors = write_simulated(
        plm_detect.simulate_night(settings), tmp_path / "sample_night.edf"
    )
    assert table.read_bytes() == sample_night.with_name(table.name).read_bytes()
    assert recording.read_bytes() == sample_night.read_bytes()
    others = sample_night.with_name(distractors.name)
    assert distractors.read_bytes() == others.read_bytes()
    assert sample_night.stat().st_size < 3_000_000


@pytest.mark.parametrize("rate_hz", [128, 200, 500, 1000])
def test_sampling_rate_changes_no_movement_and_no_time(tmp_path: Path, rate_hz: int) -> None:
    settings = plm_detect.SimulationSettings(
        minutes=90, rate_hz=rate_hz, other_rate_hz=1, seed=rate_hz
    )
    made = plm_detect.simulate_night(settings)
    path, _, _ = write_simulated(made, tmp_path / "night.edf")
    night = plm_detect.score(path)
    assert_same_movements(night.leg_movements, made.movements, within_s=0.02)
    late = night.leg_movements.onset_s > 80 * 60
    assert np.sum(late) > 10
    drift = np.median(night.leg_movements.onset_s[late] - made.movements.onset_s[late])
    assert abs(drift) < 0.03
    assert ("low_rate" in {note.code for note in night.notes}) == (rate_hz < 200)


def test_rules_for_sleep_only_have_no_number_in_wakefulness(sample_night: Path) -> None:
    night = plm_detect.score(sample_night, rules="aasm3")
    assert np.isnan(night.statistics.value("PLM", "number", "Wake"))
    assert np.isnan(night.statistics.value("IMI", "10-90s; number", "Wake"))
    assert night.statistics.value("CLM", "number", "Wake") == 5
    assert night.headline.plmw_per_hour is None
    assert night.headline.plm_per_hour is None
