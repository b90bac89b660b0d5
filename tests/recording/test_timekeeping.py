"""Header and time-keeping of a recording are compared in every data record."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from builders import Edf, annotations, leg

import plm_detect
from plm_detect.edf.header import read_header
from plm_detect.errors import RecordingError
from plm_detect.recording.opening import open_recording
from plm_detect.recording.timekeeping import record_onsets

if TYPE_CHECKING:
    from pathlib import Path

N = 60


def recording(times: list[float | None], duration: str = "1", **fields: object) -> Edf:
    """Return a recording whose data records keep these times."""
    tals = tuple(b"" if t is None else b"%+g\x14\x14\x00" % t for t in times)
    channel = replace(annotations(N), tals=tals)
    legs = (leg("LAT", (10, 12), (30, 32)), leg("RAT", seed=1))
    return Edf((*legs, channel), n_records=N, record_duration=duration, reserved="EDF+C", **fields)


def test_regular_times_leave_no_note(tmp_path: Path) -> None:
    found = open_recording(recording([float(i) for i in range(N)]).write(tmp_path / "a.edf"))
    assert found.stretches == [(0.0, 60.0)]
    assert not found.notes


def test_records_that_go_on_faster_than_the_header_says_are_refused(tmp_path: Path) -> None:
    path = recording([float(i) for i in range(N)], duration="0.5").write(tmp_path / "a.edf")
    with pytest.raises(RecordingError, match=r"lasts 0\.5 s by the header.* by 1 s from one to"):
        plm_detect.score(path)


def test_blocks_that_were_exchanged_are_refused(tmp_path: Path) -> None:
    times = [*range(10), *range(30, 40), *range(20, 30), *range(10, 20), *range(40, 60)]
    path = recording([float(t) for t in times]).write(tmp_path / "a.edf")
    with pytest.raises(RecordingError, match=r"record 21 begins at 20 s .* before it ends at 40 s"):
        plm_detect.score(path)


def test_one_record_out_of_its_place_is_refused(tmp_path: Path) -> None:
    times: list[float | None] = [float(i) for i in range(N)]
    times[31] = 30.2
    with pytest.raises(RecordingError, match=r"record 32 begins at 30\.2 s"):
        open_recording(recording(times).write(tmp_path / "a.edf"))


def test_some_records_without_a_time_are_borne_where_the_others_fit(tmp_path: Path) -> None:
    times: list[float | None] = [float(i) for i in range(N)]
    times[5] = times[17] = None
    found = open_recording(recording(times).write(tmp_path / "a.edf"))
    assert found.stretches == [(0.0, 60.0)]
    times[40] = 45.0
    with pytest.raises(RecordingError, match=r"record 41 begins at 45 s .* 40 s by the header"):
        open_recording(recording(times).write(tmp_path / "b.edf"))


def test_pauses_of_a_file_that_claims_to_have_none_are_gaps(tmp_path: Path) -> None:
    times = [float(i) + 100.0 * (i >= 20) for i in range(N)]
    found = open_recording(recording(times).write(tmp_path / "a.edf"))
    assert found.stretches == [(0.0, 20.0), (120.0, 160.0)]
    assert [(note.code, note.level) for note in found.notes] == [("gaps", "warning")]
    assert "1 gap of 100 s, although its header calls it continuous" in found.notes[0].text


@pytest.mark.parametrize(
    ("shift_s", "said"), [(3600.0, "3600 s after"), (40.0, "40 s after"), (-100.0, "100 s before")]
)
def test_first_record_at_another_time_is_a_warning(
    shift_s: float, said: str, tmp_path: Path
) -> None:
    found = open_recording(recording([shift_s + i for i in range(N)]).write(tmp_path / "a.edf"))
    assert found.stretches == [(0.0, 60.0)]
    assert [(note.code, note.level) for note in found.notes] == [("late_start", "warning")]
    assert f"begins {said} the start in the header" in found.notes[0].text


def test_records_that_drift_against_the_header_are_refused(tmp_path: Path) -> None:
    # 4 ms a record are within the tolerance of a step: over 1,500 records they are 6 s.
    header = read_header(recording([float(i) for i in range(N)]).write(tmp_path / "a.edf"))
    longer = replace(header, n_records=1500)
    place = np.arange(1500, dtype=np.float64)
    with pytest.raises(RecordingError, match=r"lasts 1 s by the header and 1\.004 s .* by 6\.0 s"):
        record_onsets(longer, 1.004 * place)
    np.testing.assert_array_equal(record_onsets(longer, 1.0001 * place), 1.0001 * place)


def test_gaps_that_cut_every_series_are_a_warning(tmp_path: Path) -> None:
    times = [float(i + i // 20) for i in range(N)]
    found = open_recording(recording(times).write(tmp_path / "a.edf"))
    (note,) = found.notes
    assert note.level == "warning"
    assert "2 gaps of 2 s in all" in note.text
    assert "series are cut: most stretches between gaps are shorter than 90 s" in note.text
