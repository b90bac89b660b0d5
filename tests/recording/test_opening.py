"""Recordings with gaps, odd starts and odd units."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from builders import Edf, annotations, leg

from plm_detect.errors import RecordingError
from plm_detect.quality.grading import quality_notes
from plm_detect.quality.measures import header_measures
from plm_detect.recording.legs import choose_legs
from plm_detect.recording.montage import LegRequest
from plm_detect.recording.opening import open_recording
from plm_detect.recording.reading import read_signals

if TYPE_CHECKING:
    from pathlib import Path


def with_record_times(times: list[float]):
    channel = annotations(len(times), (3.5, 1.0, "note"))
    tals = (b"%+.6f\x14\x14\x00" % time for time in times)
    texts = (channel.tals[0].split(b"\x00", 1)[1], *[b""] * (len(times) - 1))
    return replace(channel, tals=tuple(a + b for a, b in zip(tals, texts, strict=True)))


def write(tmp_path: Path, times: list[float], reserved: str) -> Path:
    channels = (leg("LAT", seconds=len(times)), leg("RAT", seconds=len(times)))
    edf = Edf((*channels, with_record_times(times)), n_records=len(times), reserved=reserved)
    return edf.write(tmp_path / "a.edf")


def test_gaps_of_a_discontinuous_file_separate_stretches(tmp_path: Path) -> None:
    times = [*range(10), *range(100, 120), *range(500, 530)]
    recording = open_recording(write(tmp_path, times, "EDF+D"))
    assert recording.stretches == [(0, 10), (100, 120), (500, 530)]
    assert recording.duration_s == 530
    assert [note.code for note in recording.notes] == ["gaps"]
    montage = choose_legs(recording.header, LegRequest(), 100.0)
    left, _ = read_signals(recording, montage).legs()
    assert [segment.start_s for segment in left.segments] == [0, 100, 500]
    assert [len(segment.microvolts[:]) for segment in left.segments] == [2560, 5120, 7680]
    assert left.segments[1].times(np.array([256])).tolist() == [101.0]


def test_gaps_are_found_even_where_the_file_claims_to_have_none(tmp_path: Path) -> None:
    recording = open_recording(write(tmp_path, [*range(30), *range(90, 120)], "EDF+C"))
    assert recording.stretches == [(0, 30), (90, 120)]


def test_times_count_from_the_first_sample(tmp_path: Path) -> None:
    recording = open_recording(write(tmp_path, [i + 0.25 for i in range(30)], "EDF+C"))
    assert recording.start == dt.datetime(2024, 3, 7, 23, 50, 0, 250_000)
    assert recording.stretches == [(0, 30)]
    assert recording.annotations[0].onset_s == 3.25


def test_records_that_overlap_in_time_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="overlap in time"):
        open_recording(write(tmp_path, [*range(10), *range(5, 15)], "EDF+D"))


@pytest.mark.parametrize(
    ("unit", "counts_per_unit"), [(b"uV", 10.0), (b"\xb5V", 10.0), (b"mV", 10_000.0)]
)
def test_legs_are_read_in_microvolts(tmp_path: Path, unit: bytes, counts_per_unit: float) -> None:
    scale = 32767 / counts_per_unit
    channel = leg(
        "LAT",
        unit=unit,
        physical=(f"{-scale:.6g}"[:8], f"{scale:.6g}"[:8]),
        digital=("-32767", "32767"),
    )
    recording = open_recording(Edf((channel,)).write(tmp_path / "a.edf"))
    montage = choose_legs(recording.header, LegRequest(), 100.0)
    (signal,) = read_signals(recording, montage).legs()
    expected = channel.samples / 10.0
    np.testing.assert_allclose(signal.segments[0].microvolts[:], expected, rtol=1e-3)


def test_bipolar_derivation_is_the_difference(tmp_path: Path) -> None:
    pair = (leg("LAT1", seed=1), leg("LAT2", seed=2))
    recording = open_recording(Edf(pair).write(tmp_path / "a.edf"))
    montage = choose_legs(recording.header, LegRequest(), 100.0)
    (signal,) = read_signals(recording, montage).legs()
    expected = (pair[0].samples - pair[1].samples) / 10.0
    np.testing.assert_allclose(signal.segments[0].microvolts[:], expected, atol=1e-5)


@pytest.mark.parametrize(
    ("rate", "prefilter", "codes"),
    [
        (256, "HP:10Hz LP:100Hz", []),
        (256, "HP:0.3Hz LP:0Hz N:50Hz", []),
        (128, "LP:100Hz", ["low_rate"]),
        (256, "HP: 20 Hz LP: 70 Hz", ["band_cut_low", "band_cut_high"]),
    ],
)
def test_header_that_falls_short_of_the_standards_is_noted(
    tmp_path: Path, rate: int, prefilter: str, codes: list[str]
) -> None:
    edf = Edf((leg("LAT", rate=rate, prefilter=prefilter),))
    recording = open_recording(edf.write(tmp_path / "a.edf"))
    (channel,) = choose_legs(recording.header, LegRequest(), 100.0).legs
    assert [note.code for note in quality_notes("LAT", header_measures(channel))] == codes
