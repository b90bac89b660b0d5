"""Rule sets as data."""

from __future__ import annotations

import tomllib
from importlib import resources

import pytest

from plm_detect.errors import RuleSetError
from plm_detect.rules.sets import available, load
from plm_detect.rules.sets.loading import parse


def content(name: str) -> dict:
    folder = resources.files("plm_detect.rules.sets")
    return tomllib.loads(folder.joinpath(f"{name}.toml").read_text(encoding="utf-8"))


def test_both_rule_sets_of_today_are_there() -> None:
    assert {"aasm3", "wasm2016"} <= set(available())


@pytest.mark.parametrize("name", available())
def test_every_value_names_a_source_that_is_listed(name: str) -> None:
    rules = load(name)
    keys = {key for key, _ in rules.sources}
    for value, source in rules.value_sources:
        assert source.split(",")[0].split(":")[0] in keys | {"program", "not used"}, value


def test_unknown_rule_set_is_refused_with_the_known_ones() -> None:
    with pytest.raises(RuleSetError, match="choose one of: aasm3, wasm2016"):
        load("wasm2017")


@pytest.mark.parametrize(
    ("section", "name", "value", "complaint"),
    [
        ("series", "shortest_interval_s", "ten", "of the kind float"),
        ("series", "shortest_interval_s", True, "of the kind float"),
        ("series", "fewest_movements", 3.5, "of the kind int"),
        ("series", "stages", "dreams", "not one of 'any', 'sleep'"),
        ("legs", "chained", 1, "of the kind bool"),
    ],
)
def test_value_of_the_wrong_kind_is_refused(
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
