"""The index under varied choices."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from builders import Edf, annotations, leg

import plm_detect
from plm_detect.indices.robustness import Variant, grade_index
from plm_detect.rules.sets import available, load
from plm_detect.rules.variations import onset_factors, rule_variations
from plm_detect.simulate.writing import write_simulated

if TYPE_CHECKING:
    from plm_detect.results.night import Night


def variants(*indices: float | None) -> list[Variant]:
    return [Variant("choice", "value", True, index, index) for index in indices]  # noqa: FBT003


@pytest.mark.parametrize(
    ("index", "varied", "grade", "n_changing"),
    [
        (14.8, [14.8, 13.0, 14.9], "stable", 0),
        (14.8, [14.8, 13.0, 15.0], "stable", 0),  # 15 is not above 15
        (14.8, [15.1, 14.8, 14.8, 14.8, 14.8], "sensitive", 1),
        (14.8, [15.1, 14.8, 14.8, 14.8], "undecided", 1),
        (15.2, [14.0, 13.0, 15.1], "undecided", 2),
        (None, [None, None], "undefined", 0),
        (14.8, [], "stable", 0),
    ],
)
def test_grade_follows_the_share_that_changes_the_class(index, varied, grade, n_changing) -> None:
    found = grade_index(index, variants(*varied), 15.0)
    assert (found.grade, found.n_changing) == (grade, n_changing)
    if index is not None:
        assert found.lowest_per_hour == min([index, *varied])
        assert found.highest_per_hour == max([index, *varied])


@pytest.mark.parametrize("name", available())
def test_every_variation_changes_something_and_each_once(name: str) -> None:
    rules = load(name)
    found = list(rule_variations(rules))
    assert all(v.rules.differences(rules) for v in found)
    assert len({v.values for v in found}) == len(found)
    # One other way for each of six choices of two, two others of three windows and ways to join.
    assert {v.choice for v in found} >= {
        "an interval that is too short",
        "where an interval begins",
        "how legs are joined",
        "window of respiratory events",
        "when a movement is in sleep",
        "respiratory-related movements are tested",
    }


def choices_that_act(night: Night) -> set[str]:
    assert night.robustness is not None
    assert night.robustness.n_acting == sum(v.acts for v in night.robustness.variants)
    return {v.choice for v in night.robustness.variants if v.acts}


@pytest.mark.parametrize("name", available())
def test_what_changes_no_periodic_movement_is_not_counted(name: str) -> None:
    # One leg, all N2, no respiratory events, intervals of 13 s.
    night = plm_detect.index(events(*(100 + 13.0 * i for i in range(16))), rules=name)
    acting = {"where an interval begins"} if name == "wasm2016" else set()
    assert choices_that_act(night) == acting
    assert night.robustness.grade == ("undecided" if acting else "stable")


def test_an_apnea_far_from_any_movement_changes_nothing() -> None:
    frame = events(*(100 + 20.0 * i + (5.0 if i > 7 else 0.0) for i in range(12)), hours=2.5)
    apnea = pd.DataFrame([(6500.0, 20.0, "apnea")], columns=frame.columns)
    with_apnea = pd.concat([frame, apnea])
    grades = [plm_detect.index(each).robustness for each in (frame, with_apnea)]
    assert grades[0].grade == grades[1].grade
    assert grades[0].n_acting == grades[1].n_acting


def test_wakefulness_before_lights_off_and_unknown_events_change_nothing() -> None:
    rows = [(30.0 * i, 30.0, "stage_W" if i < 4 else "stage_N2") for i in range(400)]
    rows += [(200 + 20.0 * i, 1.0, "lm") for i in range(8)]
    rows += [(120.0, 0.0, "lights_off"), (230.0, 12.0, "rera")]
    frame = pd.DataFrame(rows, columns=["onset_s", "duration_s", "event"])
    for name in ("aasm2007", "wasm2006"):
        acting = choices_that_act(plm_detect.index(frame, rules=name))
        assert "when a movement is in sleep" not in acting
    assert "window of respiratory events" not in choices_that_act(
        plm_detect.index(frame, rules="aasm2007")
    )


def test_open_choices_that_matter_are_found() -> None:
    # Joined with the right leg, the movement before sleep is awake; apart from it, asleep.
    rows = [(30.0 * i, 30.0, "stage_W" if i < 2 else "stage_N2", "") for i in range(400)]
    rows += [(57.0, 1.0, "lm", "left"), (60.5, 1.0, "lm", "right")]
    rows += [(onset, 1.0, "lm", "left") for onset in (80.0, 100.0, 120.0)]
    frame = pd.DataFrame(rows, columns=["onset_s", "duration_s", "event", "side"])
    night = plm_detect.index(frame, rules="aasm2")
    assert night.headline.n_plms == 0
    assert {"movements in wakefulness leave", "when a movement is in sleep"} <= choices_that_act(
        night
    )


OPEN_IN_2016 = {"a gap of the recording", "movements in wakefulness leave"}


def test_choices_that_the_standard_leaves_open_are_told_from_departures() -> None:
    left_open = {v.choice: v.left_open for v in rule_variations(load("aasm3"))}
    assert left_open["an interval that is too short"]
    assert not left_open["where an interval begins"]
    assert not any(
        v.left_open for v in rule_variations(load("wasm2016")) if v.choice not in OPEN_IN_2016
    )


def test_thresholds_are_varied_by_a_quarter_but_not_below_the_end_threshold() -> None:
    assert onset_factors(load("wasm2016").movement.criteria()) == (0.75, 0.875, 1.125, 1.25)
    assert onset_factors(load("asda1993").movement.criteria(40.0)) == (1.125, 1.25)


def events(*onsets: float, hours: float = 1.0) -> pd.DataFrame:
    epochs = [(30.0 * i, 30.0, "stage_N2") for i in range(int(hours * 120))]
    rows = [*epochs, *((onset, 4.0, "lm") for onset in onsets)]
    return pd.DataFrame(rows, columns=["onset_s", "duration_s", "event"])


def test_table_holds_the_index_of_each_variation() -> None:
    # Sixteen movements of 4 s every 13 s: 16/h; from the end of one to the onset of the next
    # 9 s, which is no periodic interval.
    night = plm_detect.index(events(*(100 + 13.0 * i for i in range(16))))
    assert night.headline.plms_per_hour == 16.0
    frame = night.robustness.to_frame().set_index("values")
    assert frame.loc["series.interval_from = end", "plms_per_hour"] == 0.0
    assert frame.loc["series.interval_from = end", "change"] == -16.0
    assert frame["changes_class"].sum() == 1
    # The only one of all that acts.
    assert night.robustness.grade == "undecided"
    assert (night.robustness.lowest_per_hour, night.robustness.highest_per_hour) == (0.0, 16.0)


def test_children_have_another_cut() -> None:
    table = events(*(100 + 20.0 * i for i in range(8)))
    assert plm_detect.index(table).robustness.cut_per_hour == 15.0
    child = plm_detect.index(table, age=9)
    assert (child.robustness.cut_per_hour, child.index_class.is_above) == (5.0, True)


def test_without_sleep_there_is_no_grade() -> None:
    table = pd.DataFrame(
        [(100.0 + 20 * i, 2.0, "lm") for i in range(5)],
        columns=["onset_s", "duration_s", "event"],
    )
    night = plm_detect.index(table)
    assert night.robustness.grade == "undefined"
    assert night.robustness.plms_per_hour is None
    assert np.isnan(night.robustness.columns()["plms_per_hour"]).all()


def test_signal_near_the_threshold_makes_the_index_depend_on_it(tmp_path) -> None:
    # Bursts whose rectified level lies little above 8 uV over rest: at 10 uV they are gone.
    bursts = [(10 + 20 * i, 12 + 20 * i) for i in range(8)]
    seconds = 180
    stages = ((30 * i, 30, "Sleep stage N2") for i in range(6))
    Edf(
        (
            leg("LAT", *bursts, seconds=seconds, level_uv=13.0),
            leg("RAT", seconds=seconds, seed=1),
            annotations(seconds, *stages, size=400),
        ),
        n_records=seconds,
        reserved="EDF+C",
    ).write(tmp_path / "night.edf")
    night = plm_detect.score(tmp_path / "night.edf")
    onset = night.robustness.to_frame()
    onset = onset[onset["choice"] == "onset above rest"].set_index("values")["plms_per_hour"]
    assert onset["6 uV"] == 160.0
    assert onset["10 uV"] < 160.0
    assert list(onset.index) == ["6 uV", "7 uV", "9 uV", "10 uV"]
    assert onset.is_monotonic_decreasing


def test_robustness_can_be_left_out(sample_night) -> None:
    assert plm_detect.score(sample_night, robustness=False).robustness is None


def test_a_night_that_hangs_on_the_detector_says_by_how_much() -> None:
    found = grade_index(20.0, [Variant("bursts", "x", True, 14.0, 14.0, is_detector=True)], 15.0)  # noqa: FBT003
    assert found.detector_range() == (14.0, 20.0)
    near = grade_index(40.0, [Variant("bursts", "x", True, 37.0, 37.0, is_detector=True)], 15.0)  # noqa: FBT003
    assert near.detector_range() is None
    others = grade_index(20.0, variants(5.0), 15.0)
    assert others.detector_range() is None


def test_trains_of_short_bursts_are_told_in_notes_and_table(tmp_path: Path) -> None:
    settings = plm_detect.SimulationSettings(
        minutes=40, profile="muscle", shape="tremor", seed=4, units_in_reach=0.12
    )
    recording, *_ = write_simulated(plm_detect.simulate_night(settings), tmp_path / "tremor.edf")
    night = plm_detect.score(recording)
    (note,) = [note for note in night.notes if note.code == "detector_sensitive"]
    assert note.level == "warning"
    assert night.robustness is not None
    low, high = night.robustness.detector_range()  # type: ignore[misc]
    assert f"{low:.1f} to {high:.1f}/h" in note.text
    frame = night.robustness.to_frame().set_index("values")
    assert frame.loc["burst_s = 0.12", "plms_per_hour"] < night.headline.plms_per_hour
    assert {"burst_s = 0.06", "burst_s = 0.12", "counted"} <= set(frame.index)
    legs = night.leg_movements
    assert np.all((legs.certainty >= 0) & (legs.certainty <= 1))
