"""The channel of the body position, and positions in scorings."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import numpy as np
import pytest
from builders import Channel, Edf, leg

import plm_detect
from plm_detect.recording.lying import choose_position, position_values
from plm_detect.recording.opening import open_recording

if TYPE_CHECKING:
    from pathlib import Path


def position(label: str, codes: list[float], per_record: int = 1) -> Channel:
    samples = np.round(np.array(codes) * 10).astype(np.int_)
    return Channel(label, samples, per_record, b"", ("0", "100"), ("0", "1000"))


def write(path: Path, *channels: Channel) -> Path:
    return Edf((leg("EMG LAT", (10, 12)), *channels)).write(path)


def stages(path: Path, *rows: str) -> Path:
    text = "onset_s,duration_s,event,side\n0,60,stage_N2,\n"
    path.write_text(text + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("labels", "found"),
    [
        (["Pos"], "Pos"),
        (["Body Position"], "Body Position"),
        (["BodyPos"], "BodyPos"),
        (["Lage"], "Lage"),
        (["Position Sensor"], "Position Sensor"),
        (["Körperlage"], "Körperlage"),
        (["Pos Pressure", "CPAP Pos", "Posterior", "Flow"], None),
    ],
)
def test_channel_is_recognised_by_its_label(
    labels: list[str], found: str | None, tmp_path: Path
) -> None:
    path = write(tmp_path / "a.edf", *(position(label, [1] * 60) for label in labels))
    chosen = choose_position(open_recording(path).header, None)
    assert (chosen.label if chosen else None) == found


def test_channel_splits_the_night_once_its_codes_are_named(tmp_path: Path) -> None:
    path = write(tmp_path / "a.edf", position("Pos", [0] * 15 + [2] * 30 + [5] * 15))
    scoring = stages(tmp_path / "s.csv")
    night = plm_detect.score(
        path, scoring=scoring, position_codes="0=supine,2=left", robustness=False, least_sleep_h=0.0
    )
    assert night.scoring.positions.pairs() == [(0, 15), (15, 45), (45, 60)]
    assert night.positions is not None
    assert night.positions.position.tolist() == ["supine", "left", "unknown"]
    assert night.positions.sleep_min.tolist() == [0.25, 0.5, 0.25]
    (note,) = (each for each in night.notes if each.code == "position_codes")
    assert "in 25 % of the time" in note.text
    assert "(5)" in note.text
    folder = plm_detect.write_night(night, tmp_path / "o")
    read = plm_detect.read_night(folder)
    assert read.positions is not None
    np.testing.assert_array_equal(read.positions.sleep_min, night.positions.sleep_min)
    with (folder / "positions.csv").open(encoding="utf-8", newline="") as file:
        assert [row["position"] for row in csv.DictReader(file)] == ["supine", "left", "unknown"]
    plm_detect.write_night(read, tmp_path / "again")
    for each in sorted(folder.iterdir()):
        assert (tmp_path / "again" / folder.name / each.name).read_bytes() == each.read_bytes()


def test_channel_is_left_alone_without_codes(tmp_path: Path) -> None:
    path = write(tmp_path / "a.edf", position("Pos", [0] * 60))
    scoring = stages(tmp_path / "s.csv")
    night = plm_detect.score(path, scoring=scoring, robustness=False)
    assert night.positions is None
    assert [each.level for each in night.notes if each.code == "position_codes"] == ["info"]
    night = plm_detect.score(path, scoring=scoring, position="none", robustness=False)
    assert not any(each.code == "position_codes" for each in night.notes)


def test_what_holds_no_codes_is_said(tmp_path: Path) -> None:
    angles = [0.5 + 0.7 * i for i in range(60)]
    path = write(tmp_path / "a.edf", position("Pos", angles))
    opened = open_recording(path)
    signal = choose_position(opened.header, None)
    assert signal is not None
    assert position_values(opened, signal) == ()
    found = plm_detect.score(
        path, scoring=stages(tmp_path / "s.csv"), position_codes="0=supine", robustness=False
    )
    assert found.positions is None
    (note,) = (each for each in found.notes if each.code == "position_codes")
    assert "none of its values is a position" in note.text
    assert note.level == "warning"


@pytest.mark.parametrize("per_record", [1, 3, 64])
def test_values_are_taken_once_a_second_at_any_rate(per_record: int, tmp_path: Path) -> None:
    codes = np.repeat([1.0] * 20 + [2.0] * 40, per_record).tolist()
    path = write(tmp_path / "a.edf", position("Pos", codes, per_record))
    night = plm_detect.score(
        path,
        scoring=stages(tmp_path / "s.csv"),
        position_codes="1=prone,2=upright",
        robustness=False,
    )
    assert night.scoring.positions.pairs() == [(0, 20), (20, 60)]
    found = plm_detect.inspect(path)
    assert found.as_dict()["position"] == {"label": "Pos", "values": [1, 2]}
    assert found.use_of(2) == "position"


def test_scoring_holds_until_the_codes_of_the_channel_are_named(tmp_path: Path) -> None:
    path = write(tmp_path / "a.edf", position("Pos", [1] * 60))
    scoring = stages(tmp_path / "s.csv", "10,,Body position supine,", "40,,POSITION-LEFT,")
    night = plm_detect.score(path, scoring=scoring, robustness=False)
    assert night.scoring.positions.pairs() == [(10, 40), (40, 60)]
    assert night.positions is not None
    assert night.positions.position.tolist() == ["supine", "left", "unknown"]
    np.testing.assert_allclose(night.positions.sleep_min * 60, [30, 20, 10])
    night = plm_detect.score(path, scoring=scoring, position_codes="1=prone", robustness=False)
    assert night.scoring.positions.pairs() == [(0, 60)]
    assert night.positions is not None
    assert night.positions.position.tolist() == ["prone"]
    assert "positions_of_channel" in {note.code for note in night.notes}


@pytest.mark.parametrize("remark", ["Sitting", "left side", "gauche", "standing"])
def test_remark_is_no_position(remark: str, tmp_path: Path) -> None:
    scoring = stages(tmp_path / "s.csv", f"10,,{remark},")
    night = plm_detect.score(write(tmp_path / "a.edf"), scoring=scoring, robustness=False)
    assert night.positions is None


def test_sensor_that_is_off_is_in_no_known_position(tmp_path: Path) -> None:
    codes = [0.0] * 20 + [1.0] * 20 + [7.5] * 20
    path = write(tmp_path / "a.edf", position("Pos", codes))
    scoring = stages(tmp_path / "s.csv")
    night = plm_detect.score(
        path, scoring=scoring, position_codes="0=supine,1=left,7=prone,8=right", robustness=False
    )
    assert night.positions is not None
    assert night.positions.position.tolist() == ["supine", "left", "unknown"]
    np.testing.assert_allclose(night.positions.sleep_min * 60, [20, 20, 20])
    (note,) = (each for each in night.notes if each.code == "position_codes")
    assert "in 33 % of the time" in note.text
    assert "(7.5)" in note.text


def test_codes_without_a_channel_are_reported(tmp_path: Path) -> None:
    night = plm_detect.score(write(tmp_path / "a.edf"), position_codes="0=supine", robustness=False)
    (note,) = (each for each in night.notes if each.code == "position_codes")
    assert note.level == "warning"


def test_first_of_two_files_holds_and_it_is_said(tmp_path: Path) -> None:
    path = write(tmp_path / "a.edf")
    first = stages(tmp_path / "s.csv", "0,,position_supine,")
    second = tmp_path / "p.csv"
    head = "onset_s,duration_s,event,side\n"
    second.write_text(head + "0,,position_left,\n", encoding="utf-8")
    night = plm_detect.score(path, scoring=[first, second], robustness=False)
    assert night.positions is not None
    assert night.positions.position.tolist() == ["supine"]
    assert any(n.code == "lower_rank" and "body positions" in n.text for n in night.notes)


def test_positions_of_remlogic_and_philips(tmp_path: Path) -> None:
    path = tmp_path / "a.edf"
    write(path)
    remlogic = tmp_path / "s.txt"
    rows = "".join(
        f"S2\t{lying}\t23:50:{second:02d}\tSLEEP-S2\t{duration}\tROC-LOC\n"
        for lying, second, duration in (("Supine", 0, 30), ("Unknown Position", 30, 30))
    )
    rows += "S2\tLeft\t23:50:40\tAROUSAL\t4\tC4-A1\n"
    head = "RemLogic Event Export\nSleep Stage\tPosition\tTime [hh:mm:ss]\tEvent\t"
    remlogic.write_text(head + "Duration[s]\tLocation\n" + rows, encoding="utf-8")
    night = plm_detect.score(path, scoring=remlogic, robustness=False)
    assert night.scoring.positions.pairs() == [(0, 30)]
    assert night.positions is not None
    assert night.positions.position.tolist() == ["supine", "unknown"]
    philips = tmp_path / "s.rml"
    philips.write_text(
        '<PatientStudy xmlns="http://www.respironics.com/PatientStudy.xsd"><Acquisition><Sessions>'
        "<Session><RecordingStart>2024-03-07T23:50:00</RecordingStart><Duration>60</Duration>"
        "</Session></Sessions></Acquisition><BodyPositionState>"
        '<BodyPositionItem Position="Right" Start="0"/>'
        '<BodyPositionItem Position="Prone" Start="20"/>'
        "</BodyPositionState><ScoringData><StagingData><UserStaging><NeuroAdultAASMStaging>"
        '<Stage Type="NonREM2" Start="0"/></NeuroAdultAASMStaging></UserStaging></StagingData>'
        "</ScoringData></PatientStudy>",
        encoding="utf-8",
    )
    night = plm_detect.score(path, scoring=philips, robustness=False)
    assert night.scoring.positions.pairs() == [(0, 20), (20, 60)]
    assert night.positions is not None
    assert night.positions.position.tolist() == ["right", "prone"]


def test_positions_of_a_file_of_their_own_last_to_the_end(tmp_path: Path) -> None:
    path = write(tmp_path / "a.edf")
    head = "onset_s,duration_s,event,side\n"
    other = tmp_path / "p.csv"
    other.write_text(head + "0,,Rückenlage,\n40,,Linkslage,\n", encoding="utf-8")
    both = [stages(tmp_path / "s.csv"), other]
    night = plm_detect.score(path, scoring=both, robustness=False)
    assert night.scoring.positions.pairs() == [(0, 40), (40, 60)]
    assert night.positions is not None
    assert night.positions.position.tolist() == ["supine", "left"]
    np.testing.assert_allclose(night.positions.sleep_min * 60, [40, 20])
