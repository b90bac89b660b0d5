"""Samples of all formats, against what each must yield."""

from __future__ import annotations

import csv
import datetime as dt
from typing import TYPE_CHECKING

import pytest
from conftest import SHARED

from plm_detect.scorings.canonical import canonical, in_runs
from plm_detect.scorings.clock.alignment import clock_shift
from plm_detect.scorings.events import Reading
from plm_detect.scorings.reading import read_scoring

if TYPE_CHECKING:
    from pathlib import Path

SAMPLES = SHARED / "formats" / "samples"
START = dt.datetime(2024, 3, 7, 23, 50)
CODES = {"08_hypnogram_int.csv": "yasa", "08_hypnogram_rk_int.txt": "rk"}
FILES = (
    "01_edfplus_embedded.edf",
    "01_edfplus_hypnogram.edf",
    "01_edfplus_scorer.edf",
    "02_remlogic_cap.txt",
    "02_remlogic_events.txt",
    "03_nsrr.xml",
    "04_profusion.xml",
    "05_sleepware.rml",
    "06_domino/Classification Arousals - sample.txt",
    "06_domino/Flow Events - sample.txt",
    "06_domino/PLM Events - sample.txt",
    "06_domino/Sleep profile - sample.txt",
    "07_luna.annot",
    "07_luna.eannot",
    "07_luna_clock.annot",
    "08_hypnogram_int.csv",
    "08_hypnogram_rk_int.txt",
    "08_hypnogram_str.txt",
    "09_bids_events.tsv",
    "10_noxturnal_events_fr.csv",
)


def events_of(path: Path) -> list[tuple[float, float, str, str]]:
    reading = Reading(START, 1200.0, CODES.get(path.name))
    found = []
    for file in read_scoring(path, reading):
        shift_s, _ = clock_shift(file, START)
        found += list(canonical(file, shift_s))
    return [(e.onset_s, e.duration_s, e.kind, e.side) for e in in_runs(found)]


@pytest.mark.parametrize("name", FILES)
def test_sample_yields_what_is_expected(name: str) -> None:
    if not SAMPLES.is_dir():
        pytest.skip("the format samples are not at hand")
    with (SAMPLES / "expected.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["file"] == name]
    expected = [
        (float(r["onset_s"]), float(r["duration_s"] or "nan"), r["kind"], r["side"]) for r in rows
    ]
    assert expected
    found = [
        (onset, 0.0 if kind.startswith("lights") else duration, kind, side)
        for onset, duration, kind, side in events_of(SAMPLES / name)
    ]
    assert sorted(found) == sorted(expected)


def test_domino_folder_is_all_its_files() -> None:
    if not SAMPLES.is_dir():
        pytest.skip("the format samples are not at hand")
    found = events_of(SAMPLES / "06_domino")
    assert len(found) == 9 + 3 + 4 + 8
