"""The course of the oxygen saturation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from builders import Channel, Edf, leg

import plm_detect
from plm_detect import plot
from plm_detect.recording.opening import open_recording
from plm_detect.recording.oximetry import choose_saturation, read_saturation

if TYPE_CHECKING:
    from pathlib import Path


def saturation(label: str, percent: list[int], unit: bytes = b"%") -> Channel:
    return Channel(label, np.array(percent), 1, unit, ("0", "100"), ("0", "100"))


def write(path: Path, *channels: Channel) -> Path:
    return Edf((leg("EMG LAT", (10, 12)), *channels)).write(path)


@pytest.mark.parametrize(
    ("labels", "found"),
    [
        (["SpO2"], "SpO2"),
        (["SaO2"], "SaO2"),
        (["Pulse", "SpO2 finger"], "SpO2 finger"),
        (["SpO2 quality", "O2 Sat"], "O2 Sat"),
        (["OSAT"], "OSAT"),
        (["SpO2_Qual"], None),
        (["tcpCO2", "Satellite", "EtCO2"], None),
    ],
)
def test_channel_is_recognised_by_its_label(
    labels: list[str], found: str | None, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.edf", *(saturation(label, [95] * 60) for label in labels))
    chosen = choose_saturation(open_recording(path).header)
    assert (chosen.label if chosen else None) == found


def test_lowest_value_of_each_step_without_those_off_the_finger(tmp_path: Path) -> None:
    percent = [96] * 10 + [95, 91, 93] + [95] * 7 + [0] * 10 + [97] * 29 + [84]
    path = write(tmp_path / "a.edf", saturation("SpO2", percent))
    found = read_saturation(open_recording(path))
    assert found is not None
    np.testing.assert_array_equal(found.lowest_percent, [96, 91, np.nan, 97, 97, 84])


def test_channel_that_holds_something_else_is_none(tmp_path: Path) -> None:
    path = write(tmp_path / "a.edf", saturation("SpO2", [5] * 60))
    assert read_saturation(open_recording(path)) is None
    path = write(tmp_path / "b.edf", saturation("SpO2", [95] * 60, b"mV"))
    assert read_saturation(open_recording(path)) is None


def test_it_comes_back_from_a_folder_and_stands_in_the_overview(tmp_path: Path) -> None:
    percent = [96] * 30 + [88] * 30
    night = plm_detect.score(write(tmp_path / "a.edf", saturation("SpO2", percent)), traces=True)
    read = plm_detect.read_night(plm_detect.write_night(night, tmp_path / "o"))
    assert read.traces is not None
    assert read.traces.saturation is not None
    assert read.traces.saturation.label == "SpO2"
    np.testing.assert_array_equal(read.traces.saturation.lowest_percent, [96] * 3 + [88] * 3)
    axes = plot.overview(read)
    assert "Oxygen saturation" in [each.get_title(loc="left") for each in axes]
    (line,) = axes[-2].get_lines()
    np.testing.assert_array_equal(line.get_ydata(), [96] * 3 + [88] * 3)
    assert replace(read, traces=None).traces is None
    without = plot.overview(replace(read, traces=None))
    assert "Oxygen saturation" not in [each.get_title(loc="left") for each in without]
