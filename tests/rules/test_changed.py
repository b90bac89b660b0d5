"""Rule sets changed from Python: every value can be, none to nonsense, and results say so."""

from __future__ import annotations

from pathlib import Path

import pytest

import plm_detect
from plm_detect.errors import RuleSetError, SettingsError

SAMPLE = Path(__file__).parents[2] / "sample_data"
CHANGES: list[dict[str, object]] = [
    {"movement.longest_s": 12.0},
    {"legs.join_within_s": 1.0},
    {"candidate.most_joined": None},
    {"series.short_interval": "passed_over"},
    {"series.longest_wake_s": 90},
    {"respiratory.from_s": -0.5, "respiratory.to_s": 0.5},
    {"arousal.shortest_spacing_s": 10.0},
]


@pytest.mark.parametrize("values", CHANGES, ids=lambda values: next(iter(values)))
def test_one_value_of_every_section_can_be_changed(values: dict[str, object]) -> None:
    rules = plm_detect.rule_set("wasm2016").changed(values, source="lab manual")
    night = plm_detect.score(SAMPLE / "sample_night.edf", rules=rules)
    assert "(changed)" in repr(night)
    assert set(night.rules.changes) == set(values)
    for path, value in values.items():
        assert night.rules.value(path) == value
        assert str(dict(night.rules.value_sources)[path]) == "user: lab manual"


@pytest.mark.parametrize("source", ["lab manual", "program: x", "WASM2016"])
def test_who_changed_a_value_is_known_after_reading_back(tmp_path: Path, source: str) -> None:
    rules = plm_detect.rule_set("wasm2016").changed({"series.longest_wake_s": 90}, source=source)
    night = plm_detect.score(SAMPLE / "sample_night.edf", rules=rules)
    read = plm_detect.read_night(plm_detect.write_night(night, tmp_path))
    found = dict(read.rules.value_sources)["series.longest_wake_s"]
    assert found == plm_detect.ValueSource("user", source)


@pytest.mark.parametrize(
    ("values", "complaint"),
    [
        ({"series.stages": "sleeep"}, "'sleeep' is not one of"),
        ({"respiratory.effect": "ignored"}, "'ignored' is not one of"),
        ({"series.fewest_movements": 4.5}, "a whole number"),
        ({"series.longest_intervall_s": 60.0}, "did you mean 'series.longest_interval_s'"),
        ({"longest_interval_s": 60.0}, "did you mean 'series.longest_interval_s'"),
        ({"series.longest_interval_s": "60 s"}, "in seconds and without the unit"),
        ({"series.longest_interval_s": 1.0}, "greater than series.shortest_interval_s"),
    ],
)
def test_nonsense_is_one_sentence(values: dict[str, object], complaint: str) -> None:
    with pytest.raises(RuleSetError, match=complaint) as caught:
        plm_detect.rule_set("wasm2016").changed(values, source="lab")
    assert "\n" not in str(caught.value)


def test_compared_rule_sets_have_names_of_their_own() -> None:
    base = plm_detect.rule_set("wasm2016")
    changed = [base.changed({"series.longest_interval_s": s}, source="a") for s in (60.0, 50.0)]
    truth = SAMPLE / "sample_night_truth.csv"
    found = plm_detect.compare_rules(truth, [base, *changed, "aasm3"])
    labels = ("wasm2016", "wasm2016, changed", "wasm2016, changed #2", "aasm3")
    assert found.labels == labels
    assert list(found.to_frame().index) == list(labels)
    assert plm_detect.compare_rules(truth, changed[0]).labels == ("wasm2016, changed",)
    assert plm_detect.compare_rules(truth, "aasm3").labels == ("aasm3",)


@pytest.mark.parametrize(
    "options",
    [
        {"age": -3},
        {"age": "nine"},
        {"age": float("nan")},
        {"respiratory_window": 0.5},
        {"respiratory_window": ("a", "b")},
        {"respiratory_window": (1.0,)},
        {"calibration_uv": -4},
    ],
    ids=str,
)
def test_impossible_choices_of_a_night_are_one_sentence(options: dict[str, object]) -> None:
    with pytest.raises(SettingsError, match="not") as caught:
        plm_detect.score(SAMPLE / "sample_night.edf", **options)  # type: ignore[arg-type]
    assert "\n" not in str(caught.value)
    with pytest.raises(SettingsError, match="not"):
        plm_detect.BatchSettings(**options)  # type: ignore[arg-type]


def test_batch_takes_rule_sets_by_name_only() -> None:
    with pytest.raises(SettingsError, match="takes the name of a rule set"):
        plm_detect.BatchSettings(rules=plm_detect.rule_set("aasm3"))
