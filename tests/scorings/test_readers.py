"""Every reader on own samples, with the pitfalls of real files."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING

import pytest
from scorings.own_samples import TEXTS

from plm_detect.errors import PlmDetectError, ScoringError
from plm_detect.model.spans import Spans
from plm_detect.scorings.assemble import assemble
from plm_detect.scorings.canonical import canonical, in_runs
from plm_detect.scorings.clock.alignment import aligned, clock_shift
from plm_detect.scorings.events import Reading
from plm_detect.scorings.formats import READ
from plm_detect.scorings.options import ScoringOptions
from plm_detect.scorings.reading import format_of, read_scoring

if TYPE_CHECKING:
    from pathlib import Path

    from plm_detect.scorings.canonical import CanonicalEvent

START = dt.datetime(2024, 3, 30, 23, 55)
READING = Reading(START, 600.0, "yasa")
STAGES = [(0.0, 120.0, "stage_W"), (120.0, 480.0, "stage_N2")]


def sample(tmp_path: Path, name: str) -> Path:
    file, content = TEXTS[name]
    (tmp_path / file).write_bytes(content)
    return tmp_path / file


def events(tmp_path: Path, name: str, reading: Reading = READING) -> list[CanonicalEvent]:
    (file,) = read_scoring(sample(tmp_path, name), reading)
    return list(in_runs(canonical(file, clock_shift(file, START)[0])))


def stages_of(found: list[CanonicalEvent]) -> list[tuple[float, float, str]]:
    rows = [(e.onset_s, e.duration_s, e.kind) for e in found if e.kind.startswith("stage_")]
    return [row for row in rows if row[2] not in ("stage_unscored", "stage_movement")]


def others(found: list[CanonicalEvent]) -> list[tuple[float, float, str, str]]:
    return [
        (round(e.onset_s, 6), e.duration_s, e.kind, e.side)
        for e in found
        if not e.kind.startswith(("stage_", "position_"))
    ]


def test_position_of_twin(tmp_path: Path) -> None:
    (found,) = (e for e in events(tmp_path, "twin") if e.kind.startswith("position_"))
    assert (found.onset_s, found.kind) == (70.0, "position_supine")
    assert math.isnan(found.duration_s)


@pytest.mark.parametrize("name", TEXTS)
def test_format_is_recognised_by_content(tmp_path: Path, name: str) -> None:
    path = sample(tmp_path, name).rename(tmp_path / "x.dat")
    lists = {"eannot": "hypnogram", "integers": "hypnogram"}
    expected = lists.get(name, name.partition("_")[0])
    assert expected == format_of(path).name
    claims = [each.name for each in READ if each.reader().recognises(path.read_bytes())]
    assert claims[0] == expected
    # A list of stages has no mark of its own: what is asked before it may look like one.
    assert set(claims) <= {expected, "hypnogram"}


@pytest.mark.parametrize(
    "name",
    [
        *("remlogic", "remlogic_clock", "nsrr", "rml", "luna", "hypnogram", "bids", "noxturnal"),
        *("twin", "stg"),
    ],
)
def test_stages(tmp_path: Path, name: str) -> None:
    assert stages_of(events(tmp_path, name)) == STAGES


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "remlogic",
            [
                (150.123457, 1.5, "lm", "left"),
                (180, 2, "lm", "right"),
                (182, 5, "arousal_plm", ""),
                (360, 12, "apnea_obstructive", ""),
                (570, 0, "lights_on", ""),
            ],
        ),
        (
            "remlogic_clock",
            [
                (150, 1.5, "lm", "left"),
                (180, 2, "lm", "right"),
                (182, 5, "arousal_plm", ""),
                (360, 12, "apnea_obstructive", ""),
                (570, 0, "lights_on", ""),
            ],
        ),
        (
            "twin",
            [
                (150.25, 1.5, "lm", "unspecified"),
                (180, 2, "lm", "unspecified"),
                (182, 5, "arousal_plm", ""),
                (360, 12, "hypopnea", ""),
            ],
        ),
        (
            "nsrr",
            [
                (150, 1.5, "plm", "left"),
                (180, 2, "lm", "right"),
                (182, 5, "arousal", ""),
                (360, 12, "hypopnea", ""),
            ],
        ),
        (
            "profusion",
            [
                (150, 1.5, "plm", "left"),
                (180, 2, "lm", "right"),
                (182, 5, "arousal_spont", ""),
                (360, 12, "hypopnea", ""),
            ],
        ),
        (
            "rml",
            [
                (150, 1.5, "lm", "left"),
                (180, 2, "lm", "right"),
                (182, 5, "arousal", ""),
                (200, 2, "lm", "unspecified"),
                (360, 12, "apnea_mixed", ""),
                (570, 0, "lights_on", ""),
            ],
        ),
        ("dreams", [(150, 1.5, "plm", "left"), (180.25, 2.25, "plm", "left")]),
        ("domino_flow", [(295.5, 12, "apnea_obstructive", ""), (360, 12, "other", "")]),
        (
            "luna",
            [
                (150, 1.5, "plm", "left"),
                (180, 2, "lm", "right"),
                (182, 5, "arousal_spont", ""),
                (360, 12, "apnea_obstructive", ""),
                (570, 0, "lights_on", ""),
            ],
        ),
        (
            "noxturnal",
            [
                (150, 1.5, "lm", "unspecified"),
                (150, 32, "other", ""),
                (180, 2, "lm", "unspecified"),
                (182, 5, "arousal", ""),
                (360, 12, "apnea_obstructive", ""),
            ],
        ),
    ],
)
def test_events(tmp_path: Path, name: str, expected: list[tuple[float, float, str, str]]) -> None:
    assert others(events(tmp_path, name)) == expected


def test_unknown_durations_stay_unknown(tmp_path: Path) -> None:
    for name in ("bids", "csv"):
        (hypopnea,) = [e for e in events(tmp_path, name) if e.kind == "hypopnea"]
        assert math.isnan(hypopnea.duration_s)


def test_epochs_without_a_code_that_is_known_count_as_unscored(tmp_path: Path) -> None:
    (file,) = read_scoring(sample(tmp_path, "profusion"))
    assert stages_of(list(in_runs(canonical(file)))) == [
        (0.0, 120.0, "stage_W"),
        (120.0, 420.0, "stage_N2"),
    ]
    assert {note.code for note in file.notes} == {"stage_codes_unknown"}


def test_domino_rows_count_by_their_own_clock(tmp_path: Path) -> None:
    assert stages_of(events(tmp_path, "domino_stages")) == [
        (0.0, 120.0, "stage_W"),
        (120.0, 450.0, "stage_N2"),
    ]
    sample(tmp_path, "domino_flow")
    assert len(read_scoring(tmp_path, READING)) == 2


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ("yasa", [(0, 120, "stage_W"), (120, 420, "stage_N2"), (570, 30, "stage_R")]),
        ("dreams", [(120, 420, "stage_N2"), (570, 30, "stage_R")]),
    ],
)
def test_numbers_mean_what_the_user_says(tmp_path: Path, codes: str, expected: list) -> None:
    reading = Reading(START, 600.0, codes)
    found = [e for e in stages_of(events(tmp_path, "integers", reading)) if e[2] != "stage_N3"]
    assert found == expected


def test_numbers_are_never_guessed(tmp_path: Path) -> None:
    path = sample(tmp_path, "integers")
    with pytest.raises(ScoringError, match="name the set of codes with --stage-codes"):
        read_scoring(path)
    with pytest.raises(ScoringError, match="stage code -1, which the set profusion does not have"):
        read_scoring(path, Reading(stage_codes="profusion"))
    with pytest.raises(ScoringError, match="no set of stage codes 'x'"):
        ScoringOptions(stage_codes="x")


def test_length_of_an_epoch_is_the_users(tmp_path: Path) -> None:
    (file,) = read_scoring(sample(tmp_path, "eannot"), Reading(epoch_s=20.0))
    assert file.length_s == 400.0


def test_own_labels_add_to_the_known_ones(tmp_path: Path) -> None:
    labels = tmp_path / "labels.toml"
    labels.write_text('[artifact]\nlabels = ["K\u00f6rperlage"]\n', encoding="utf-8")
    reading = ScoringOptions(labels=labels).reading(START, 600.0)
    found = events(tmp_path, "domino_flow", reading)
    assert [e.kind for e in found] == ["apnea_obstructive", "artifact"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('[arousals]\nlabels = ["x"]', "'arousals' is no kind of event; did you mean 'arousal'"),
        ('[lm]\nnames = ["x"]', "section lm must hold nothing but labels"),
        ('[lm]\nlabels = ["x"]\n[plm]\nlabels = ["X"]', "label 'X' is given two kinds"),
        ("[lm", "not valid TOML"),
    ],
)
def test_faulty_labels_are_one_sentence(tmp_path: Path, text: str, complaint: str) -> None:
    path = tmp_path / "labels.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ScoringError, match=complaint.replace("(", r"\(")):
        ScoringOptions(labels=path).reading()


def test_clock_times_need_the_recording(tmp_path: Path) -> None:
    with pytest.raises(ScoringError, match="the start of the recording is not known"):
        read_scoring(sample(tmp_path, "luna"))


def test_dates_are_read_in_the_order_that_makes_a_night(tmp_path: Path) -> None:
    path = tmp_path / "n.csv"
    rows = "03/04/2024 23:55:00,,wach,600,\n04/04/2024 00:05:00,,n2,600,\n"
    path.write_text(f"Anfangszeit,Endzeit,Ereignis,Dauer,\n{rows}", encoding="utf-8")
    (file,) = read_scoring(path)
    assert file.start == dt.datetime(2024, 4, 3, 23, 55)
    american = rows.replace("04/04", "03/05")
    path.write_text(f"Anfangszeit,Endzeit,Ereignis,Dauer,\n{american}", encoding="utf-8")
    (file,) = read_scoring(path)
    assert file.start == dt.datetime(2024, 3, 4, 23, 55)


def epochs_by_clock(tmp_path: Path, hours: list[int]) -> Path:
    """A RemLogic file of whole hours of N2, one row every 30 s."""
    rows = [
        f"2024-10-{26 + (hour < 12)}T{hour:02d}:{i // 2:02d}:{30 * (i % 2):02d}\tSLEEP-S2\t30\t"
        for hour in hours
        for i in range(120)
    ]
    path = tmp_path / "r.txt"
    head = "RemLogic Event Export\n\nTime [hh:mm:ss]\tEvent\tDuration[s]\tLocation\n"
    path.write_text(head + "\n".join(rows), encoding="utf-8")
    return path


def test_clock_that_is_set_back_is_undone(tmp_path: Path) -> None:
    (file,) = read_scoring(epochs_by_clock(tmp_path, [23, 0, 1, 2, 2, 3]))
    assert "clock_set_back" in {note.code for note in file.notes}
    hypnogram = assemble(file).hypnogram
    assert hypnogram is not None
    assert (hypnogram.onset_s[0], hypnogram.end_s[-1]) == (0.0, 6 * 3600.0)


def test_clock_that_is_set_forward_is_undone(tmp_path: Path) -> None:
    (file,) = read_scoring(epochs_by_clock(tmp_path, [23, 0, 1, 3, 4]))
    scoring = aligned(file, dt.datetime(2024, 10, 26, 23), Spans.of([(0.0, 5 * 3600.0)]))
    assert "clock_set_forward" in {note.code for note in scoring.notes}
    assert scoring.hypnogram is not None
    assert scoring.hypnogram.end_s[-1] == 5 * 3600.0
    assert len(scoring.hypnogram) == 600


def test_disagreement_with_the_recording_is_told_by_how_much(tmp_path: Path) -> None:
    (file,) = read_scoring(sample(tmp_path, "nsrr"))
    late = START + dt.timedelta(seconds=100)
    scoring = aligned(file, late, Spans.of([(0.0, 500.0)]))
    texts = {note.code: note.text for note in scoring.notes}
    assert "starts 100 s before the time in its header" in texts["start_differs"]
    assert "is 100 s longer than it is" in texts["length_differs"]
    (file,) = read_scoring(sample(tmp_path, "remlogic"))
    with pytest.raises(ScoringError, match="belongs to another night"):
        aligned(file, START + dt.timedelta(days=1), Spans.of([(0.0, 600.0)]))


def test_habits_of_scorers_and_programs_are_noted(tmp_path: Path) -> None:
    rows = "".join(f"{30 * i},5,lm,{'left' if i else 'right'}\n" for i in range(30))
    path = tmp_path / "m.csv"
    path.write_text("onset_s,duration_s,event,side\n" + rows, encoding="utf-8")
    (file,) = read_scoring(path)
    texts = {note.code: note.text for note in assemble(file).notes}
    assert texts["placeholder_durations"].startswith("30 of 30 leg movements are exactly 5 s long")
    assert texts["one_sided"].startswith("29 of 30 leg movements are marked on the left leg")


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (
            '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><PSGAnnotation>&b;</PSGAnnotation>',
            "can do harm",
        ),
        (
            '<!DOCTYPE a SYSTEM "file:///etc/passwd"><PSGAnnotation/>',
            "can do harm",
        ),
        ("<PSGAnnotation>" + "<a>" * 200 + "</a>" * 200 + "</PSGAnnotation>", "nested too deeply"),
        ("<PSGAnnotation><ScoredEvents>", "XML cannot be read"),
        ("<PSGAnnotation><ScoredEvents/></PSGAnnotation>", "holds no events"),
    ],
)
def test_harmful_and_broken_xml_is_refused(tmp_path: Path, content: str, complaint: str) -> None:
    path = tmp_path / "a.xml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ScoringError, match=complaint):
        read_scoring(path)


def test_format_can_be_named(tmp_path: Path) -> None:
    path = sample(tmp_path, "bids")
    assert format_of(path, "nsrr").name == "nsrr"
    with pytest.raises(ScoringError, match="no format 'x'; formats are: edf, csv"):
        format_of(path, "x")
    with pytest.raises(PlmDetectError):
        read_scoring(path, Reading(format="nsrr"))
