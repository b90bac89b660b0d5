"""Lights, unscored time, odd epochs, gaps, midnight; worked out in the comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from builders import Edf, annotations, hypnogram, night, train

import plm_detect
from plm_detect.indices.denominators import denominators
from plm_detect.model.events import Scoring
from plm_detect.model.hypnogram import Stage
from plm_detect.model.spans import Spans
from plm_detect.model.window import AnalysisWindow
from plm_detect.rules.apply import apply_rules
from plm_detect.rules.sets import load

if TYPE_CHECKING:
    from pathlib import Path

RULES = load("wasm2016")
RECORDED = Spans.of([(0.0, 36_000.0)])


def scored(onsets: list[float], scoring: Scoring):
    window = AnalysisWindow.of(scoring, RECORDED)
    return apply_rules(train(onsets), scoring, window, RULES).both


def test_series_across_lights_off_begins_there() -> None:
    # Lights off at 150 s: 110 and 130 are outside, so only three are left.
    scoring = Scoring(hypnogram("2" * 40), lights_off_s=150.0)
    both = scored([110, 130, 160, 180, 200], scoring)
    assert both.onset_s.tolist() == [160, 180, 200]
    assert not both.is_plm.any()


@pytest.mark.parametrize(
    ("onset_s", "stages"),
    # Movements last 1 s: one ends at lights off, one begins at lights on. What begins before
    # lights off is wake by convention.
    [
        (148.9, []),
        (149.0, [Stage.W]),
        (150.0, [Stage.N2]),
        (299.9, [Stage.N2]),
        (300.0, [Stage.N2]),
        (300.1, []),
    ],
)
def test_movement_counts_when_it_touches_the_time_between_lights(
    onset_s: float, stages: list[Stage]
) -> None:
    scoring = Scoring(hypnogram("2" * 40), lights_off_s=150.0, lights_on_s=300.0)
    assert scored([onset_s], scoring).stage.tolist() == stages


def test_series_runs_through_unscored_time_but_its_movements_are_in_no_index() -> None:
    # N2, then 30-60 s without a stage, then N2.
    scoring = night("2.22")
    both = scored([10, 40, 70, 100], scoring)
    assert both.series.tolist() == [1, 1, 1, 1]
    assert both.stage.tolist() == [Stage.N2, Stage.UNSCORED, Stage.N2, Stage.N2]
    time = denominators(scoring, AnalysisWindow.of(scoring, RECORDED), RECORDED)
    # 90 s of sleep and three movements in it: 120 per hour.
    assert time.seconds[:2].tolist() == [90.0, 90.0]
    assert time.members(both.stage).sum(axis=1)[:2].tolist() == [3, 3]


def test_epochs_of_twenty_seconds() -> None:
    # W 0-20, N2 20-40, R 40-60, N2 60-80: 20 s is N2 and 40 s is R.
    scoring = Scoring(hypnogram("W2R2", epoch_s=20.0))
    both = scored([5.0, 20.0, 38.0, 40.0, 75.0], scoring)
    assert both.stage.tolist() == [Stage.W, Stage.N2, Stage.N2, Stage.R, Stage.N2]
    time = denominators(scoring, AnalysisWindow.of(scoring, RECORDED), RECORDED)
    assert time.seconds.tolist() == [80.0, 60.0, 20.0, 0.0, 40.0, 0.0, 20.0, 40.0]


def test_gap_ends_a_series_and_its_interval_is_unknown() -> None:
    # Gap between 145 and 150 s: 100 120 140 | 160 180 200 220.
    scoring = night("2" * 40)
    window = AnalysisWindow.of(scoring, RECORDED)
    legs = train([100, 120, 140, 160, 180, 200, 220])
    both = apply_rules(legs, scoring, window, RULES, np.array([150.0])).both
    assert both.series.tolist() == [0, 0, 0, 1, 1, 1, 1]
    assert np.isnan(both.imi_s[3])


def test_files_on_both_sides_of_midnight_are_one_night(tmp_path: Path) -> None:
    # Movements from 23:50, stages from 00:00 of the next day: 600 s later.
    legs = [(700 + 20 * i, 1, "lm@@LAT") for i in range(4)]
    stages = [(30 * i, 30, "Sleep stage N2") for i in range(20)]
    for name, rows, date, time in (
        ("legs.edf", legs, b"07.03.24", b"23.50.00"),
        ("stages.edf", stages, b"08.03.24", b"00.00.00"),
    ):
        Edf(
            (annotations(1, *rows),),
            n_records=1,
            record_duration="0",
            reserved="EDF+C",
            date=date,
            time=time,
        ).write(tmp_path / name)
    found = plm_detect.index([tmp_path / "legs.edf", tmp_path / "stages.edf"])
    assert (found.window.start_s, found.window.end_s) == (600.0, 1200.0)
    # Four movements in ten minutes of sleep: 24 per hour.
    assert found.headline.plms_per_hour == 24.0
    assert "scoring_shifted" in {note.code for note in found.notes}
