"""A night under other rule sets than the chosen one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd
import pytest

import plm_detect
from plm_detect.rules.sets.choosing import aasm_set

if TYPE_CHECKING:
    from pathlib import Path

NEED_CALIBRATION = ("asda1993", "coleman1982")


def test_each_rule_set_is_compared_with_the_movements_it_finds_itself(sample_night: Path) -> None:
    night = plm_detect.score(sample_night, compare_rules=True, calibration_uv=300.0)
    assert night.comparison is not None
    assert night.comparison.labels == plm_detect.rule_sets()
    for each in night.comparison.results:
        alone = plm_detect.score(
            sample_night, rules=each.rules, calibration_uv=300.0, robustness=False
        )
        assert each.headline == alone.headline, each.rules
        assert each.index_class == alone.index_class
        assert each.title == alone.rules.title
    n_movements = {each.rules: each.headline.n_movements for each in night.comparison.results}
    assert n_movements["coleman1982"] < n_movements["wasm2016"]


def test_rule_sets_without_their_calibration_are_left_out_with_a_note(sample_night: Path) -> None:
    night = plm_detect.score(sample_night, compare_rules=True)
    assert night.comparison is not None
    assert set(plm_detect.rule_sets()) - set(night.comparison.labels) == set(NEED_CALIBRATION)
    (text,) = [note.text for note in night.notes if note.code == "rules_left_out"]
    assert text.startswith(" and ".join(NEED_CALIBRATION))


def test_comparison_comes_back_from_the_folder(sample_night: Path, tmp_path: Path) -> None:
    night = plm_detect.score(sample_night, compare_rules=True)
    folder = plm_detect.write_night(night, tmp_path)
    read = plm_detect.read_night(folder)
    assert read.comparison == night.comparison
    assert read.aasm == night.aasm
    again = plm_detect.write_night(read, tmp_path / "again")
    for file in folder.iterdir():
        assert (again / file.name).read_bytes() == file.read_bytes(), file.name


@pytest.mark.parametrize("rules", ["aasm2", "aasm2007", "aasm3"])
def test_aasm_numbers_are_those_of_the_aasm_set_that_was_chosen(
    rules: str, sample_night: Path
) -> None:
    night = plm_detect.score(sample_night, rules=rules, robustness=False)
    assert night.aasm is not None
    assert (night.aasm.rules, night.aasm.headline) == (rules, night.headline)


@pytest.mark.parametrize("rules", ["wasm2016", "wasm2006"])
def test_aasm_numbers_of_another_set_are_those_of_the_present_manual(
    rules: str, sample_night: Path
) -> None:
    night = plm_detect.score(sample_night, rules=rules, robustness=False)
    manual = plm_detect.score(sample_night, rules="aasm3", robustness=False)
    assert night.aasm is not None
    assert (night.aasm.rules, night.aasm.headline) == ("aasm3", manual.headline)


def test_changed_aasm_set_is_compared_with_the_one_it_was_made_from() -> None:
    changed = plm_detect.rule_set("aasm2").changed({"series.fewest_movements": 5}, "lab")
    assert aasm_set(changed) == plm_detect.rule_set("aasm2")
    assert aasm_set(replace(changed, name="lab")) == plm_detect.rule_set("aasm3")
    assert aasm_set(plm_detect.rule_set("aasm2")) == plm_detect.rule_set("aasm2")


def test_scored_movements_are_compared_too(tmp_path: Path) -> None:
    rows = [(30.0 * i, 30.0, "stage_N2") for i in range(240)]
    rows += [(100.0 + 20.0 * i, 1.0, "lm") for i in range(12)]
    frame = pd.DataFrame(rows, columns=["onset_s", "duration_s", "event"])
    night = plm_detect.index(frame, compare_rules=True)
    assert night.comparison is not None
    assert night.comparison.labels == plm_detect.rule_sets()
    assert {each.headline.plms_per_hour for each in night.comparison.results} == {6.0}
    folder = plm_detect.write_night(night, tmp_path)
    rows = pd.read_csv(folder / "rules.csv")
    assert rows["rules"].tolist() == list(plm_detect.rule_sets())
    assert rows["n_plms"].tolist() == [12] * len(rows)
    assert rows["is_above"].tolist() == [False] * len(rows)


def sleeping(hours: float) -> pd.DataFrame:
    rows = [(30.0 * i, 30.0, "stage_N2") for i in range(round(120 * hours))]
    rows += [(100.0 + 20.0 * i, 1.0, "lm") for i in range(6)]
    return pd.DataFrame(rows, columns=["onset_s", "duration_s", "event"])


@pytest.mark.parametrize(
    ("hours", "least_h", "is_too_little"),
    [(1.9, 2.0, True), (2.0, 2.0, False), (0.5, 0.0, False), (0.5, 0.5, False), (2.5, 3.0, True)],
)
def test_less_sleep_than_is_asked_for_is_a_warning(
    hours: float, least_h: float, *, is_too_little: bool
) -> None:
    night = plm_detect.index(sleeping(hours), least_sleep_h=least_h)
    assert night.is_too_little is is_too_little
    assert ("too little sleep" in repr(night)) is is_too_little
    notes = [note for note in night.notes if note.code == "too_little_sleep"]
    assert [note.level for note in notes] == ["warning"] * is_too_little


def test_immobilization_test_needs_no_sleep() -> None:
    frame = sleeping(0.5).replace("stage_N2", "stage_W")
    assert not plm_detect.index(frame, sit=True).is_too_little


def test_recording_without_stages_can_be_too_short_too() -> None:
    frame = pd.DataFrame(
        [(0.0, 0.0, "lights_off"), (1800.0, 0.0, "lights_on"), (100.0, 1.0, "lm")],
        columns=["onset_s", "duration_s", "event"],
    )
    (note,) = [n for n in plm_detect.index(frame).notes if n.code == "too_little_sleep"]
    assert "0:30 h of recording" in note.text


def test_immobilization_test_is_compared_in_wakefulness_under_every_set() -> None:
    frame = sleeping(0.5).replace("stage_N2", "stage_W")
    night = plm_detect.index(frame, sit=True, rules="aasm3", compare_rules=True)
    assert night.comparison is not None
    assert night.comparison.labels == plm_detect.rule_sets()
    assert {each.headline.plmw_per_hour for each in night.comparison.results} == {12.0}


def test_time_is_told_in_whole_minutes_that_have_passed() -> None:
    rows = [(30.0 * i, 29.0 if i == 239 else 30.0, "stage_N2") for i in range(240)]
    frame = pd.DataFrame([*rows, (100.0, 1.0, "lm")], columns=["onset_s", "duration_s", "event"])
    (note,) = [n for n in plm_detect.index(frame).notes if n.code == "too_little_sleep"]
    assert "only 1:59 h of sleep were analysed, less than 2:00 h" in note.text
