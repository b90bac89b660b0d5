"""Recordings that are not as the standard wants them are scored like those that are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from builders import Channel, Edf, annotations, leg

import plm_detect

if TYPE_CHECKING:
    from pathlib import Path

BURSTS = ((10, 12), (30, 32), (50, 52), (70, 72), (90, 92))
LEGS = (
    leg("EMG LAT", *BURSTS, seconds=120),
    leg("EMG RAT", (31, 33), seconds=120, seed=1),
)
COMPLIANT = Edf(LEGS, n_records=120)
HALVED = tuple(replace(channel, per_record=128) for channel in LEGS)

FAULTS: dict[str, tuple[Edf, set[str]]] = {
    "nonsense start": (
        replace(COMPLIANT, date=b"77.77.77", time=b"noon    "),
        {"start_date", "start_time"},
    ),
    "non-ASCII text": (
        replace(COMPLIANT, channels=tuple(replace(c, unit=b"\xb5V") for c in LEGS)),
        {"non_ascii"},
    ),
    "empty range on an unused channel": (
        replace(COMPLIANT, channels=(*LEGS, Channel("Light", physical=("0", "0")))),
        set(),
    ),
    "-1 records": (replace(COMPLIANT, stated_records="-1"), {"record_count"}),
    "too many records": (replace(COMPLIANT, stated_records="500"), {"truncated"}),
    "last record cut off": (replace(COMPLIANT, cut_bytes=700), {"truncated", "cut_off"}),
    "fractional records": (
        replace(COMPLIANT, channels=HALVED, n_records=240, record_duration="0.5"),
        set(),
    ),
    "labels repeat": (
        replace(COMPLIANT, channels=(*LEGS, Channel("EEG"), Channel("EEG"))),
        set(),
    ),
    "BDF": (replace(COMPLIANT, is_bdf=True), set()),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_movements_are_those_of_the_compliant_recording(tmp_path: Path, fault: str) -> None:
    edf, codes = FAULTS[fault]
    night = plm_detect.score(edf.write(tmp_path / "night.edf"))
    expected = plm_detect.score(COMPLIANT.write(tmp_path / "compliant.edf"))
    np.testing.assert_array_equal(night.movements.onset_s, expected.movements.onset_s)
    np.testing.assert_array_equal(night.movements.end_s, expected.movements.end_s)
    np.testing.assert_array_equal(night.movements.series, [1, 1, 1, 1, 1])
    assert {note.code for note in night.notes} >= codes
    plm_detect.write_night(night, tmp_path / "results")


def test_arousals_nobody_scored_are_unknown_and_arousals_elsewhere_are_none(
    tmp_path: Path,
) -> None:
    recording = COMPLIANT.write(tmp_path / "night.edf")
    table = tmp_path / "events.csv"
    head = "onset_s,duration_s,event\n0,60,stage_N2\n60,60,stage_N2\n"
    table.write_text(head, encoding="utf-8")
    assert plm_detect.score(recording, scoring=table).headline.n_plms_arousal is None
    table.write_text(head + "30,3,arousal\n", encoding="utf-8")
    assert plm_detect.score(recording, scoring=table).headline.n_plms_arousal == 1
    # One arousal after lights on: arousals were scored, and none of them in the night.
    table.write_text(head + "100,,lights_on\n110,3,arousal\n", encoding="utf-8")
    assert plm_detect.score(recording, scoring=table).headline.n_plms_arousal == 0


def test_file_of_annotations_only_says_what_it_is_for(tmp_path: Path) -> None:
    edf = Edf((annotations(1, (0, 30, "Sleep stage W")),), n_records=1, record_duration="0")
    with pytest.raises(plm_detect.PlmDetectError, match="holds annotations only"):
        plm_detect.score(edf.write(tmp_path / "scorer.edf"))


def test_movements_after_a_gap_keep_their_time(tmp_path: Path) -> None:
    # The recording pauses after 60 s for 600 s: what was at 70 s is at 670 s.
    times = [i + 600 * (i >= 60) for i in range(120)]
    channel = annotations(120)
    tals = tuple(b"%+d\x14\x14\x00" % time for time in times)
    edf = replace(COMPLIANT, channels=(*LEGS, replace(channel, tals=tals)), reserved="EDF+D")
    night = plm_detect.score(edf.write(tmp_path / "night.edf"))
    expected = [10, 30, 50, 670, 690]
    np.testing.assert_allclose(night.movements.onset_s, expected, atol=0.1)
    assert night.duration_s == 720
    assert night.headline.tib_h == pytest.approx(120 / 3600)
    assert night.headline.n_plm == 0
    assert "gaps" in {note.code for note in night.notes}
