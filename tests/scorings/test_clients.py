"""Tables and lists as other programs write them, from one small night, and the cases at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from conftest import SHARED

import plm_detect
from plm_detect.errors import ScoringError
from plm_detect.model.hypnogram import Stage
from plm_detect.model.spans import Spans
from plm_detect.scorings.assemble import assemble
from plm_detect.scorings.options import ScoringOptions
from plm_detect.scorings.reading import read_scoring

if TYPE_CHECKING:
    from pathlib import Path

    from plm_detect.model.events import Scoring

CASES = SHARED / "cases"


def read(path: Path) -> Scoring:
    (file,) = read_scoring(path)
    return assemble(file)


def write(tmp_path: Path, name: str, text: str) -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


TABLES = {
    "semicolons.csv": (
        "onset_s;duration_s;event;side\n0,0;30,0;stage_N2;\n12,5;1,5;lm;left\n20;4;arousal;\n"
    ),
    "tabs.csv": (
        "onset_s\tduration_s\tevent\tside\n0\t30\tstage_N2\t\n12.5\t1.5\tlm\tleft\n20\t4\tarousal\t\n"
    ),
    "mne.csv": (
        "onset,duration,description\n1970-01-01 00:00:00,30.0,Sleep stage N2\n"
        "1970-01-01 00:00:12.500000,1.5,Limb movement left\n1970-01-01 00:00:20,4.0,EEG arousal\n"
    ),
    "mne.txt": (
        "# MNE-Annotations\n# onset, duration, description\n0.0,30.0,Sleep stage N2\n"
        "12.5,1.5,Limb movement left\n20.0,4.0,EEG arousal\n"
    ),
    "edfbrowser.csv": (
        "Onset,Duration,Annotation\n0,30,Sleep stage N2\n12.5,1.5,Limb movement@@EMG LAT\n"
        "20,4,EEG arousal\n"
    ),
    "edfbrowser.xml": (
        '<?xml version="1.0"?>\n<annotationlist>\n'
        "<recording_start_time>2024-03-07T23:50:00.0</recording_start_time>\n"
        "<annotation><onset>2024-03-07T23:50:00.0</onset><duration>30</duration>"
        "<description>Sleep stage N2</description></annotation>\n"
        "<annotation><onset>2024-03-07T23:50:12.5</onset><duration>1.5</duration>"
        "<description>Limb movement@@EMG LAT</description></annotation>\n"
        "<annotation><onset>2024-03-07T23:50:20.0</onset><duration>4</duration>"
        "<description>EEG arousal</description></annotation>\n</annotationlist>\n"
    ),
    "luna.annot": (
        "# start_hms | EDF start time\nstart_hms\t23.50.00\t.\t.\t.\t.\n"
        "duration_sec\t600\t.\t.\t.\t.\nclass\tinstance\tchannel\tstart\tstop\tmeta\n"
        "N2\t.\t.\t0\t30\t.\nPLM:left\t.\t.\t12.5\t14\t.\narousal:plm\t.\t.\t20\t24\t.\n"
    ),
}


@pytest.mark.parametrize("name", TABLES)
def test_one_night_in_every_table(tmp_path: Path, name: str) -> None:
    scoring = read(write(tmp_path, name, TABLES[name]))
    assert scoring.hypnogram.onset_s.tolist() == [0]
    assert scoring.hypnogram.end_s.tolist() == [30]
    assert scoring.leg_movements.onset_s.tolist() == [12.5]
    assert scoring.leg_movements.end_s.tolist() == [14]
    assert [side.label for side in map(plm_detect.Side, scoring.leg_movements.side)] == ["left"]
    assert scoring.arousals.pairs() == [(20, 24)]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("onset,duration,description\n1970-01-01 25:00:00,30,W\n", "row 2"),
        ("onset_s;duration_s;event\n1,5;-2,0;lm\n", "negative duration"),
        ("Onset,Duration,Annotation\n1,2,\n", "row 2 names no event"),
    ],
)
def test_faults_are_named_by_row(tmp_path: Path, rows: str, said: str) -> None:
    with pytest.raises(ScoringError, match=said):
        read(write(tmp_path, "events.csv", rows))


def test_length_and_start_of_a_luna_file_are_compared(tmp_path: Path) -> None:
    file = read_scoring(write(tmp_path, "luna.annot", TABLES["luna.annot"]))[0]
    assert file.clock is not None
    assert file.clock.isoformat() == "23:50:00"
    assert file.length_s == 600


def test_a_zip_is_called_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "table.xlsx"
    path.write_bytes(b"PK\x03\x04" + bytes(40))
    with pytest.raises(ScoringError, match="spreadsheet or an archive"):
        read_scoring(path)


def case(name: str) -> Path:
    path = CASES / name
    if not path.is_file():
        pytest.skip("the collected cases are not at hand")
    return path


def seconds(scoring: Scoring) -> dict[str, float]:
    return {
        stage.label: scoring.hypnogram.seconds_in(stage)
        for stage in Stage
        if scoring.hypnogram is not None and scoring.hypnogram.seconds_in(stage)
    }


@pytest.mark.parametrize(
    ("name", "codes", "stages"),
    [
        ("epoch_stage_cycle.STA", "rk", {"W": 120, "N2": 480}),
        ("epoch_stage_cr.STA", "rk", {"W": 120, "N2": 480}),
        ("start_duration_stage.ids", None, {"W": 120, "N1": 30, "N2": 390, "R": 60}),
        ("one_line_comma.txt", "yasa", {"W": 120, "N2": 480}),
        ("one_line_blank.txt", "yasa", {"W": 120, "N2": 480}),
    ],
)
def test_stage_lists_of_the_cases(name: str, codes: str | None, stages: dict[str, float]) -> None:
    options = ScoringOptions(stage_codes=codes)
    (file,) = read_scoring(case(f"scorings/{name}"), options.reading())
    assert seconds(assemble(file)) == stages


def test_clock_column_places_stages() -> None:
    night = plm_detect.score(
        case("base.edf"), scoring=case("scorings/number_clock_label.csv"), robustness=False
    )
    assert night.scoring.hypnogram.onset_s[0] == 120


def test_mass_annotations_are_a_scoring() -> None:
    scoring = read(case("scorings/mass_xml_annotations.edf"))
    left = scoring.leg_movements.side == plm_detect.Side.LEFT
    assert (len(left), left.all()) == (17, True)
    assert (len(scoring.arousals), len(scoring.respiratory)) == (2, 1)


def test_semicolons_and_repeats_of_the_cases() -> None:
    movements = read(case("scorings/canonical_semicolon.csv")).leg_movements
    assert movements.onset_s.tolist() == [60.5, 90.0]
    assert (movements.side == plm_detect.Side.LEFT).all()
    assert len(read(case("scorings/canonical_twice.csv")).arousals) == 17


WHOLE = ("edfbrowser.csv", "edfbrowser.xml", "luna_dhms.annot", "luna_from_nsrr_xml.annot")
WHOLE += ("mne.csv", "mne.txt", "t_semi_comma.csv", "t_tab.csv")


@pytest.mark.parametrize("name", WHOLE)
def test_clients_write_the_sample_night(name: str, sample_night: Path) -> None:
    own = plm_detect.score(sample_night, robustness=False).scoring
    night = plm_detect.score(sample_night, scoring=case(f"clients/{name}"), robustness=False)
    assert night.scoring.hypnogram.stage.tolist() == own.hypnogram.stage.tolist()
    for part in ("arousals", "respiratory"):
        found, expected = getattr(night.scoring, part), getattr(own, part)
        assert found.onset_s == pytest.approx(expected.onset_s, abs=0.001)
        assert isinstance(found, Spans)
