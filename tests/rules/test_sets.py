"""Rule sets as data, those of the program and those of users."""

from __future__ import annotations

import tomllib
from importlib import resources
from typing import TYPE_CHECKING

import pytest

from plm_detect.errors import RuleSetError
from plm_detect.model.choices import NightChoices
from plm_detect.rules.sets import available, find_rules, load
from plm_detect.rules.sets.choosing import choose_rules
from plm_detect.rules.sets.loading import parse

if TYPE_CHECKING:
    from pathlib import Path


def content(name: str) -> dict:
    folder = resources.files("plm_detect.rules.sets")
    return tomllib.loads(folder.joinpath(f"{name}.toml").read_text(encoding="utf-8"))


PUBLISHED = ("aasm2", "aasm2007", "aasm3", "asda1993", "coleman1982", "wasm2006", "wasm2016")

# From the standards: shortest and longest movement, interval, fewest movements, amplitude at onset,
# what joins the legs, what a short interval does.
VALUES = {
    "aasm3": (0.5, 10.0, 5.0, 90.0, 4, 8.0, None, "onsets", "passed_over"),
    "aasm2": (0.5, 10.0, 5.0, 90.0, 4, 8.0, None, "onsets", "passed_over"),
    "aasm2007": (0.5, 10.0, 5.0, 90.0, 4, 8.0, None, "onsets", "passed_over"),
    "wasm2016": (0.5, None, 10.0, 90.0, 4, 8.0, None, "gap", "ends_series"),
    "wasm2006": (0.5, 10.0, 5.0, 90.0, 4, 8.0, None, "gap", "passed_over"),
    "asda1993": (0.5, 5.0, 5.0, 90.0, 4, None, 0.25, "onsets", "passed_over"),
    "coleman1982": (0.5, 5.0, 4.0, 90.0, 4, None, 0.25, "onsets", "passed_over"),
}


def test_all_published_rule_sets_are_there() -> None:
    assert available() == PUBLISHED


@pytest.mark.parametrize("name", PUBLISHED)
def test_values_are_those_of_the_standard(name: str) -> None:
    rules = load(name)
    movement, series = rules.movement, rules.series
    assert VALUES[name] == (
        movement.shortest_s,
        movement.longest_s,
        series.shortest_interval_s,
        series.longest_interval_s,
        series.fewest_movements,
        movement.onset_above_rest_uv,
        movement.onset_calibration_share,
        rules.legs.join_by,
        series.short_interval,
    )


@pytest.mark.parametrize("name", available())
def test_every_value_names_a_source_that_is_listed(name: str) -> None:
    rules = load(name)
    keys = {key for key, _ in rules.sources}
    for value, source in rules.value_sources:
        if source.maker == "program":
            continue
        assert source.source.split(",")[0] in keys | {"not used"}, value


def test_unknown_rule_set_is_refused_with_the_known_ones() -> None:
    with pytest.raises(RuleSetError, match="choose one of: aasm2, aasm2007, aasm3"):
        load("wasm2017")


@pytest.mark.parametrize(
    ("section", "name", "value", "complaint"),
    [
        ("series", "shortest_interval_s", "ten", "should be a number, in seconds"),
        ("series", "shortest_interval_s", True, "should be a number, in seconds"),
        ("series", "fewest_movements", 3.5, "should be a whole number"),
        ("series", "longest_wake_s", "90 s", 'a number or "none", in seconds and without'),
        ("series", "longest_interval_s", 90_000, "give the value in seconds"),
        ("movement", "onset_above_rest_uv", float("nan"), "no number to compare with"),
        ("series", "longest_interval_s", 5, "greater than series.shortest_interval_s"),
        ("series", "fewest_movements", 1, "at least 2"),
        ("movement", "longest_s", 0.2, "greater than movement.shortest_s"),
        ("movement", "end_above_rest_uv", 9.0, "not be greater than movement.onset"),
        ("movement", "onset_calibration_share", 0.25, "must be set, not both"),
        ("movement", "shortest_s", -1, "not be negative"),
        ("candidate", "most_joined", 0, "at least 1"),
        ("respiratory", "to_s", -3, "not be less than respiratory.from_s"),
        ("arousal", "within_s", -0.5, "not be negative"),
        ("series", "stages", "dreams", "not one of 'any', 'sleep'"),
        ("legs", "chained", 1, "should be true or false"),
    ],
)
def test_impossible_value_is_refused(
    section: str, name: str, value: object, complaint: str
) -> None:
    table = content("wasm2016")
    table[section][name]["value"] = value
    with pytest.raises(RuleSetError, match=complaint):
        parse(table, origin="mine.toml")


def test_missing_and_unknown_values_are_refused() -> None:
    table = content("wasm2016")
    del table["series"]["stages"]
    with pytest.raises(RuleSetError, match="'stages' is missing"):
        parse(table, origin="mine.toml")
    table = content("wasm2016")
    table["series"]["colour"] = {"value": 1, "source": "WASM2016"}
    with pytest.raises(RuleSetError, match="unknown name 'colour'"):
        parse(table, origin="mine.toml")


def user_rules(tmp_path: Path, text: str, name: str = "lab.toml") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


TOML = """
base = "wasm2016"
[series]
longest_interval_s = 60
longest_wake_s = { value = 120, source = "our lab, 2024" }
"""
YAML = """
base: wasm2016
series:
  longest_interval_s: 60
  longest_wake_s: {value: 120, source: "our lab, 2024"}
"""


@pytest.mark.parametrize(("name", "text"), [("lab.toml", TOML), ("lab.yaml", YAML)])
def test_file_of_the_user_changes_the_values_that_it_names(
    tmp_path: Path, name: str, text: str
) -> None:
    rules, base = find_rules(str(user_rules(tmp_path, text, name))), load("wasm2016")
    assert rules.name == "lab"
    assert rules.differences(base) == ("series.longest_interval_s", "series.longest_wake_s")
    assert (rules.series.longest_interval_s, rules.series.longest_wake_s) == (60.0, 120.0)
    sources = {value: str(source) for value, source in rules.value_sources}
    assert sources["series.longest_interval_s"] == f"user: {name}"
    assert sources["series.longest_wake_s"] == "our lab, 2024"
    assert sources["series.fewest_movements"] == "WASM2016"
    assert rules.title.endswith("changed: series.longest_interval_s, series.longest_wake_s")


def test_yaml_can_take_a_limit_away(tmp_path: Path) -> None:
    text = "base: aasm3\nname: ours\ntitle: Our rules\nseries: {longest_wake_s: null}\n"
    rules = find_rules(str(user_rules(tmp_path, text, "x.yml")))
    assert (rules.name, rules.title, rules.series.longest_wake_s) == ("ours", "Our rules", None)


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("a.toml", "[series]\nfewest_movements = 4", "name the rule set it builds on"),
        ("a.toml", "base = 'wasm2061'", "there is no rule set 'wasm2061'"),
        ("a.toml", "base = 'wasm2016'\n[serie]\n", "unknown name 'serie'; did you mean 'series'"),
        (
            "a.toml",
            "base = 'wasm2016'\n[series]\nlongest_interval = 60",
            "did you mean 'longest_interval_s'",
        ),
        ("a.toml", "base = 'wasm2016'\nseries = 3", "series should be a section"),
        ("a.toml", "base = 'wasm2016'\n[series]\nlongest_interval_s = '60 s'", "in seconds and"),
        ("a.toml", "base = 'wasm2016'\n[series]\nlongest_interval_s = 6", "greater than series."),
        ("a.toml", "base = 'wasm2016'\n[series]\nlongest_interval_s = { val = 6 }", "'val'"),
        ("a.toml", "base = = 3", "not valid TOML"),
        ("a.yaml", "base: [wasm2016", "not valid YAML in line"),
        ("a.yaml", "- wasm2016", "holds no rules by name"),
        ("a.yaml", "", "holds no rules by name"),
    ],
)
def test_faulty_file_of_rules_is_refused_with_its_name(
    tmp_path: Path, name: str, text: str, complaint: str
) -> None:
    path = user_rules(tmp_path, text, name)
    with pytest.raises(RuleSetError, match=complaint) as caught:
        find_rules(str(path))
    if "wasm2061" not in complaint:
        assert name in str(caught.value)


def test_missing_file_of_rules_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RuleSetError, match="no such file of rules"):
        find_rules(str(tmp_path / "none.toml"))
    (tmp_path / "folder.toml").mkdir()
    with pytest.raises(RuleSetError, match="cannot be read"):
        find_rules(str(tmp_path / "folder.toml"))
    (tmp_path / "latin.toml").write_bytes(b"title = '\xe9'")
    with pytest.raises(RuleSetError, match="not text in UTF-8"):
        find_rules(str(tmp_path / "latin.toml"))


def test_options_change_values_and_name_the_user_as_source() -> None:
    rules = choose_rules(NightChoices(rules="aasm3", respiratory_window=(-0.5, 0.5)))
    assert rules.differences(load("aasm3")) == ("respiratory.anchor",)
    assert str(dict(rules.value_sources)["respiratory.anchor"]) == "user: respiratory window"
    awake = choose_rules(NightChoices(rules="aasm3", sit=True))
    assert (awake.series.stages, awake.series.longest_wake_s) == ("any", None)
    with pytest.raises(RuleSetError, match=r"respiratory\.to_s must not be less"):
        choose_rules(NightChoices(respiratory_window=(2.0, -2.0)))


def test_rule_set_without_changes_stays_itself() -> None:
    rules = load("wasm2016")
    assert rules.changed({"series.fewest_movements": 4}, "user") is rules


def test_calibration_relative_amplitudes_need_the_calibration_movement() -> None:
    movement = load("asda1993").movement
    assert movement.criteria(40.0).onset_above_rest_uv == 10.0
    with pytest.raises(RuleSetError, match="needs the amplitude of a calibration movement"):
        movement.criteria()
