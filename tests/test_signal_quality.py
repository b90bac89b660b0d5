"""What a user learns of the quality of a recording, through whole calls."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import numpy as np
import pytest
from builders import Channel, Edf

import plm_detect
from plm_detect.errors import PlmDetectError
from plm_detect.model.quality import Grade

if TYPE_CHECKING:
    from pathlib import Path

N_SECONDS = 300
RATE = 256


def emg(rest_uv: float = 1.5, seed: int = 0) -> np.ndarray:
    """A leg with bursts every 30 s, microvolts."""
    times = np.arange(N_SECONDS * RATE) / RATE
    noise = np.random.default_rng(seed).standard_normal(len(times))
    level = np.where((times % 30 > 10) & (times % 30 < 12), 60.0, rest_uv)
    return np.asarray(level * noise * 1.5)


def channel(label: str, microvolts: np.ndarray) -> Channel:
    counts = np.clip(np.rint(microvolts / 0.1), -32768, 32767).astype(int)
    return Channel(label, counts, per_record=RATE)


def written(tmp_path: Path, *channels: Channel) -> Path:
    return Edf(channels, n_records=N_SECONDS).write(tmp_path / "night.edf")


def test_unusable_leg_is_refused_and_the_other_scored(tmp_path: Path) -> None:
    path = written(tmp_path, channel("LAT", emg()), channel("RAT", emg(rest_uv=60.0, seed=1)))
    night = plm_detect.score(path)
    assert [leg.label for leg in night.legs] == ["LAT"]
    assert set(night.leg_movements.side.tolist()) == {1}
    assert len(night.leg_movements) == 10
    assert [each.grade for each in night.quality] == [Grade.GOOD, Grade.UNUSABLE]
    assert night.grade is Grade.POOR
    (why,) = [note.text for note in night.notes if note.code == "leg_unusable"]
    assert why.startswith("the right leg is not scored: its resting level of ")


def test_no_usable_leg_is_an_error_with_the_reasons(tmp_path: Path) -> None:
    still = np.zeros(N_SECONDS * RATE)
    path = written(tmp_path, channel("LAT", still), channel("RAT", emg(rest_uv=60.0)))
    with pytest.raises(PlmDetectError) as error:
        plm_detect.score(path)
    text = str(error.value)
    assert "no leg can be scored. 'LAT': there is no signal in 5.0 min" in text
    assert "'RAT': its resting level of" in text


def test_wrong_unit_is_refused_instead_of_a_silent_zero(tmp_path: Path) -> None:
    path = written(tmp_path, channel("LAT", emg() / 0.1 * 0.1), channel("RAT", emg(seed=1)))
    with pytest.raises(PlmDetectError, match=r"correct the unit with --unit"):
        plm_detect.score(path, unit="nV")


def test_copied_leg_is_told(tmp_path: Path) -> None:
    path = written(tmp_path, channel("LAT", emg()), channel("RAT", -emg()))
    night = plm_detect.score(path)
    assert "legs_alike" in {note.code for note in night.notes}
    assert night.grade is Grade.POOR


def test_quality_and_excluded_time_are_written(tmp_path: Path) -> None:
    samples = emg()
    samples[100 * RATE : 104 * RATE] = 0.0
    path = written(tmp_path, channel("LAT", samples), channel("RAT", emg(seed=1)))
    folder = plm_detect.write_night(plm_detect.score(path), tmp_path)
    with (folder / "quality.csv").open(encoding="utf-8", newline="") as file:
        rows = {(row["side"], row["measure"]): row for row in csv.DictReader(file)}
    assert float(rows["left", "lost_share"]["value"]) == pytest.approx(4 / 300, rel=0.01)
    assert rows["left", "lost_share"]["grade"] == "good"
    assert float(rows["right", "rest_uv"]["fair"]) == 5.0
    with (folder / "excluded.csv").open(encoding="utf-8", newline="") as file:
        (lost,) = csv.DictReader(file)
    assert lost["side"] == "left"
    assert (float(lost["onset_s"]), float(lost["end_s"])) == pytest.approx((100, 104), abs=0.01)
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    assert summary["quality"]["grade"] == "good"
    assert summary["quality"]["legs"][0]["excluded_s"] == pytest.approx(4.0, abs=0.01)


def test_ecg_channel_is_used_and_can_be_left_out(tmp_path: Path) -> None:
    beats = np.zeros(N_SECONDS * RATE)
    for beat in np.arange(0.5, N_SECONDS - 1, 0.91):
        at = round(beat * RATE)
        beats[at - 8 : at + 9] += np.exp(-0.5 * (np.arange(-8, 9) / 3.0) ** 2)
    left = emg() + 30 * beats
    path = written(
        tmp_path, channel("LAT", left), channel("RAT", emg(seed=1)), channel("EKG", 1000 * beats)
    )
    used = plm_detect.score(path).quality[0]
    without = plm_detect.score(path, ecg="none").quality[0]
    assert used.value("heart_share") > 0.1  # type: ignore[operator]
    assert used.value("heart_rhythm") < 0.2  # type: ignore[operator]
    assert without.value("heart_share") is None
    assert without.value("heart_rhythm") > 0.3  # type: ignore[operator]
    assert plm_detect.inspect(path).as_dict()["ecg"] == "EKG"


def test_movement_across_a_short_loss_is_kept_on_both_sides(tmp_path: Path) -> None:
    samples = emg()
    samples[round(40.8 * RATE) : round(41.4 * RATE)] = 0.0
    path = written(tmp_path, channel("LAT", samples), channel("RAT", emg(seed=1)))
    night = plm_detect.score(path)
    left = night.leg_movements.side == 1
    near = (night.leg_movements.onset_s > 38) & (night.leg_movements.onset_s < 43)
    parts = night.leg_movements.take(left & near)
    assert parts.onset_s.tolist() == pytest.approx([40.0, 41.4], abs=0.05)
