"""Scored events become stages and events on the recording's clock."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from builders import Edf, annotations, leg

from plm_detect.errors import ScoringError
from plm_detect.model.hypnogram import Stage
from plm_detect.model.movements import Side
from plm_detect.model.spans import Spans
from plm_detect.scorings.assemble import assemble
from plm_detect.scorings.clock.alignment import Placing, aligned, together
from plm_detect.scorings.events import ScoredEvent, ScoringFile
from plm_detect.scorings.reading import classified, read_scoring
from plm_detect.scorings.vocabulary.vocabulary import known

if TYPE_CHECKING:
    from pathlib import Path

START = dt.datetime(2024, 3, 7, 23, 50)
RECORDED = Spans.of([(0.0, 600.0)])
NAN = float("nan")


def file(*rows: tuple[float, float, str], start: dt.datetime | None = START, name: str = "s.edf"):
    raw = ScoringFile(name, start, tuple(ScoredEvent(*row) for row in rows))
    return classified(raw, known())


def codes(scoring) -> set[str]:
    return {note.code for note in scoring.notes}


@pytest.mark.parametrize(
    ("label", "stage"),
    [
        ("Sleep stage W", Stage.W),
        ("sleep stage n2", Stage.N2),
        ("Sleep_stage_N2", Stage.N2),
        ("Sleep stage 3", Stage.N3),
        ("Sleep stage 4", Stage.N3),
        ("SLEEP STAGE  R", Stage.R),
        ("N1", Stage.N1),
    ],
)
def test_spellings_of_stages(label: str, stage: Stage) -> None:
    scoring = assemble(file((0, 30, label)))
    assert scoring.hypnogram.stage.tolist() == [stage]


def test_stage_without_duration_holds_until_the_next() -> None:
    rows = [(0, NAN, "Sleep stage W"), (90, NAN, "Sleep stage N2"), (120, NAN, "Sleep stage ?")]
    hypnogram = assemble(file(*rows)).hypnogram
    assert hypnogram.onset_s.tolist() == [0, 90]
    assert hypnogram.end_s.tolist() == [90, 120]


def test_epochs_keep_their_own_length_and_holes_stay_unscored() -> None:
    rows = [(0, 20, "W"), (20, 20, "N1"), (60, 20, "N2"), (80, 30, "Sleep stage ?")]
    hypnogram = assemble(file(*rows)).hypnogram
    at = np.array([0.0, 19.999, 20.0, 40.0, 59.9, 60.0, 79.9, 80.0, 100.0])
    assert hypnogram.stage_at(at).tolist() == [0, 0, 1, -1, -1, 2, 2, -1, -1]


def test_two_stages_for_the_same_time_are_refused() -> None:
    with pytest.raises(ScoringError, match="two stages are given for the same time, 30 s"):
        assemble(file((0, 60, "W"), (30, 30, "N2")))


def test_epochs_written_twice_are_used_once() -> None:
    scoring = assemble(file((0, 30, "W"), (0, 30, "W"), (30, 30, "N2")))
    assert len(scoring.hypnogram) == 2
    assert codes(scoring) == {"epochs_repeated"}


def test_events_by_kind() -> None:
    scoring = assemble(
        file(
            (10, 5, "EEG arousal"),
            (20, 15, "Obstructive apnea"),
            (50, 12, "Hypopnea"),
            (5, NAN, "Lights off"),
            (500, NAN, "Lights on"),
            (60, 2, "Limb movement"),
            (70, 2, "Limb movement"),
            (80, 2, "Coffee"),
        )
    )
    assert scoring.arousals.onset_s.tolist() == [10]
    assert scoring.respiratory.end_s.tolist() == [35, 62]
    assert (scoring.lights_off_s, scoring.lights_on_s) == (5, 500)
    texts = {note.code: note.text for note in scoring.notes}
    assert texts["labels_unknown"] == (
        "labels that are not understood: 1, in events that are not used: 1; "
        "plm-detect inspect lists them."
    )
    assert scoring.leg_movements.onset_s.tolist() == [60, 70]


@pytest.mark.parametrize(
    ("label", "channel", "sides"),
    [
        ("lm", "left", [Side.LEFT]),
        ("limb movement", "emg rat", [Side.RIGHT]),
        ("Limb movement", "EMG LAT", [Side.LEFT]),
        ("lm left", "", [Side.LEFT]),
        ("Limb movement (right)", "", [Side.RIGHT]),
        ("plm_right", "", [Side.RIGHT]),
        ("lm", "both", [Side.LEFT, Side.RIGHT]),
        ("both legs", "", [Side.LEFT, Side.RIGHT]),
        ("lm", "", [Side.UNSPECIFIED]),
        ("lm", "EEG C3-M2", [Side.UNSPECIFIED]),
    ],
)
def test_side_of_a_movement_is_read_from_channel_or_label(
    label: str, channel: str, sides: list[Side]
) -> None:
    scored = ScoringFile("x.csv", None, (ScoredEvent(3.0, 1.0, label, channel),))
    assert assemble(classified(scored, known())).leg_movements.side.tolist() == sides


def test_movements_of_different_legs_at_the_same_instant_stay_two() -> None:
    events = tuple(ScoredEvent(3.0, 1.0, "lm", side) for side in ("left", "right"))
    assert len(assemble(classified(ScoringFile("x.csv", None, events), known())).leg_movements) == 2


def test_events_that_are_written_twice_count_once() -> None:
    scoring = assemble(file((10, 5, "EEG arousal"), (10, 5, "EEG arousal"), (10, 6, "EEG arousal")))
    assert scoring.arousals.end_s.tolist() == [15, 16]
    assert [note.code for note in scoring.notes] == ["events_repeated"]


def test_lights_marked_several_times() -> None:
    # Lights on at 2 s belongs to the set-up; the night is 10-500 s with a break in between.
    rows = [(2, "on"), (10, "off"), (100, "on"), (130, "off"), (500, "on")]
    scoring = assemble(file(*((at, NAN, f"Lights {word}") for at, word in rows)))
    assert (scoring.lights_off_s, scoring.lights_on_s) == (10, 500)
    assert codes(scoring) == {"lights_repeated"}


def test_events_without_duration_are_points_with_a_warning() -> None:
    scoring = assemble(file((20, NAN, "Apnea")))
    assert scoring.respiratory.end_s.tolist() == [20]
    assert codes(scoring) == {"events_without_duration"}


def test_scoring_that_starts_later_is_moved() -> None:
    later = START + dt.timedelta(seconds=60)
    scoring = aligned(file((0, 30, "N2"), (10, 5, "Arousal"), start=later), START, RECORDED)
    assert scoring.hypnogram.onset_s.tolist() == [60]
    assert scoring.arousals.onset_s.tolist() == [70]
    assert codes(scoring) == {"scoring_shifted", "staging_ends_early"}


def test_scoring_of_another_night_is_refused() -> None:
    other = START + dt.timedelta(days=1)
    with pytest.raises(ScoringError, match="belongs to another night"):
        aligned(file((0, 30, "N2"), start=other), START, RECORDED)


def test_scoring_without_start_is_taken_as_it_is_with_a_warning() -> None:
    scoring = aligned(file((0, 30, "N2"), start=None), START, RECORDED)
    assert codes(scoring) == {"start_unknown", "staging_ends_early"}


def test_stages_outside_of_the_recording_are_cut_with_a_warning() -> None:
    scoring = aligned(file((0, 900, "N2")), START, RECORDED)
    assert scoring.hypnogram.end_s.tolist() == [600]
    assert codes(scoring) == {"scoring_outside"}


def test_stages_in_gaps_of_the_recording_are_left_out() -> None:
    gaps = Spans.of([(0.0, 100.0), (200.0, 600.0)])
    hypnogram = aligned(file((0, 600, "N2")), START, gaps).hypnogram
    assert list(zip(hypnogram.onset_s, hypnogram.end_s, strict=True)) == [(0, 100), (200, 600)]


def test_files_complete_each_other_and_replace_what_the_recording_holds() -> None:
    stages = assemble(file((0, 30, "N2"), name="stages.edf"))
    breaths = assemble(file((0, 20, "Apnea"), name="breaths.edf"))
    own = assemble(file((0, 30, "W"), (5, 3, "Arousal"), name="night.edf"))
    scoring = together([("stages.edf", stages), ("breaths.edf", breaths)], own)
    assert scoring.hypnogram.stage.tolist() == [Stage.N2]
    assert len(scoring.respiratory) == len(scoring.arousals) == 1
    assert codes(scoring) == {"own_scoring_replaced"}
    with pytest.raises(ScoringError, match=r"b.edf and a.edf both hold sleep stages"):
        together([("a.edf", stages), ("b.edf", stages)])


def test_scoring_file_with_polyman_channels(tmp_path: Path) -> None:
    rows = [(0, 30, "Sleep stage W"), (10, 2, "limb movement@@emg lat")]
    path = tmp_path / "scorer.edf"
    Edf((annotations(1, *rows),), n_records=1, record_duration="0", reserved="EDF+C").write(path)
    (scored,) = read_scoring(path)
    events = scored.events
    assert [(e.label, e.channel) for e in events] == [
        ("Sleep stage W", ""),
        ("limb movement", "emg lat"),
    ]


def test_unknown_scoring_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("slept well", encoding="utf-8")
    with pytest.raises(ScoringError, match=r"known formats are: EDF.*event table"):
        read_scoring(path)
    with pytest.raises(ScoringError, match="no such scoring file"):
        read_scoring(tmp_path / "missing.edf")
    with pytest.raises(ScoringError, match="holds no annotations"):
        read_scoring(Edf((leg("LAT"),)).write(tmp_path / "plain.edf"))


def on(channel: str, onset_s: float, duration_s: float, label: str) -> ScoredEvent:
    return ScoredEvent(onset_s, duration_s, label, channel)


def assembled(*events: ScoredEvent):
    return assemble(classified(ScoringFile("s.edf", START, events), known()))


def test_one_arousal_on_two_channels_counts_once() -> None:
    scoring = assembled(on("C3", 10, 5, "arousal"), on("C4", 10.5, 5, "arousal"))
    assert scoring.arousals.pairs() == [(10, 15.5)]
    assert codes(scoring) == {"events_on_two_channels"}


def test_one_apnea_on_two_flow_channels_counts_once() -> None:
    rows = [on(x, 40, 20, "Obstructive apnea") for x in ("Flow", "Pressure", "Thermistor")]
    scoring = assembled(*rows)
    assert scoring.respiratory.pairs() == [(40, 60)]
    texts = {note.code: note.text for note in scoring.notes}
    assert texts["events_on_two_channels"].startswith("2 of 3 respiratory events are marked")


def test_one_event_of_two_kindred_kinds_counts_once() -> None:
    arousals = (on("C3", 10, 5, "arousal"), on("C4", 10.5, 5, "arousal_spont"))
    apneas = (on("Flow", 40, 20, "apnea"), on("Pressure", 40, 20, "Obstructive apnea"))
    scoring = assembled(*arousals, *apneas)
    assert scoring.arousals.pairs() == [(10, 15.5)]
    assert scoring.respiratory.pairs() == [(40, 60)]


@pytest.mark.parametrize(
    "events",
    [
        (on("C3", 10, 5, "arousal"), on("C4", 14, 5, "arousal")),
        (on("C3", 10, 5, "arousal"), on("C3", 10.5, 5, "arousal")),
        (on("C3", 10, 3, "arousal"), on("C4", 10, 8, "arousal")),
    ],
    ids=["little is shared", "same channel", "much longer"],
)
def test_different_arousals_stay_two(events: tuple[ScoredEvent, ...]) -> None:
    assert len(assembled(*events).arousals) == 2


def test_apnea_and_hypopnea_at_the_same_time_stay_two() -> None:
    scoring = assembled(on("Flow", 40, 20, "apnea"), on("Pressure", 40, 20, "hypopnea"))
    assert len(scoring.respiratory) == 2


def test_the_same_movement_on_both_legs_stays_two() -> None:
    scoring = assembled(on("EMG LAT", 10, 2, "LM"), on("EMG RAT", 10, 2, "LM"))
    assert sorted(scoring.leg_movements.side) == [Side.LEFT, Side.RIGHT]


def test_labels_that_are_not_known_are_counted_and_not_shown() -> None:
    scoring = assembled(on("", 1, 0, "Jane Roe 01.02.1970"), on("", 2, 0, "MRN 778123"))
    (note,) = scoring.notes
    assert note.code == "labels_unknown"
    assert "Roe" not in note.text
    assert "778123" not in note.text
    assert "2, in events" in note.text


def test_two_parts_of_one_scoring_are_joined() -> None:
    first = assemble(file((0, 30, "N2"), (30, 30, "N3"), (5, 3, "arousal"), (1, 0, "Lights off")))
    second = assemble(file((120, 30, "R"), (125, 3, "arousal"), (150, 0, "Lights on"), name="b"))
    both = together([("b", second), ("a", first)])
    assert both.hypnogram.onset_s.tolist() == [0, 30, 120]
    assert both.arousals.pairs() == [(5, 8), (125, 128)]
    assert (both.lights_off_s, both.lights_on_s) == (1, 150)
    assert "parts_joined" in codes(both)


def test_two_scorings_of_one_night_are_not_joined() -> None:
    first, second = assemble(file((0, 60, "N2"))), assemble(file((30, 60, "R"), name="b"))
    with pytest.raises(ScoringError, match="both hold sleep stages"):
        together([("a", first), ("b", second)])


def test_scoring_without_a_clock_that_is_too_long_is_refused() -> None:
    long = replace(file((0, 7000, "N2"), start=None), counts_from_recording=True)
    with pytest.raises(ScoringError, match=r"1:56:40.*0:10:00.*--scoring-offset"):
        aligned(long, START, RECORDED)
    forced = aligned(long, START, RECORDED, Placing(is_forced=True))
    assert "scoring_outside" in codes(forced)
    moved = aligned(long, START, RECORDED, Placing(offset_s=-6400.0))
    assert moved.hypnogram.end_s.tolist() == [600]
    assert "scoring_offset" in codes(moved)


def test_staging_that_ends_early_is_a_warning_unless_lights_say_why() -> None:
    early = aligned(file((0, 300, "N2")), START, RECORDED)
    assert [n.code for n in early.notes if n.level == "warning"] == ["staging_ends_early"]
    lit = aligned(file((0, 300, "N2"), (300, 0, "Lights on")), START, RECORDED)
    assert "staging_ends_early" not in codes(lit)


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("arousal_standard", "arousal"),
        ("arousal_external", "arousal"),
        ("artifact_SpO2", "artifact"),
        ("REM sleep", "stage_R"),
        ("N1 sleep", "stage_N1"),
        ("StageN2", "stage_N2"),
        ("NREM4", "stage_N3"),
        ("arousal:plm", "arousal_plm"),
        ("PLM:left", "plm"),
        ("Left PLM", "plm"),
        ("apnea:obstructive", "apnea_obstructive"),
        ("Hypopnea (central)", "hypopnea"),
        ("movement left", None),
        ("Sleep", None),
        ("Stage", None),
        ("right", None),
        ("N2 N3", None),
        ("Mr. R", None),
        ("R. L.", None),
    ],
)
def test_labels_are_compared_by_their_words(label: str, kind: str | None) -> None:
    assert known().kind_of(label) == kind
