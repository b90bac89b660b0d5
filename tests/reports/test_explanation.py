"""Why a movement was scored: cases worked by hand, and all rule sets against their tables."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from plot.drawn import COLUMNS, night

import plm_detect
from plm_detect.model.spans import at_least, at_most
from plm_detect.reports.night.explanation import Reason, explanations, parts_of
from plm_detect.wording.language import languages, words

if TYPE_CHECKING:
    from pathlib import Path

    from plm_detect import Night


def about(reasons: tuple[Reason, ...], subject: str) -> list[tuple[str, dict[str, object]]]:
    return [(each.key, dict(each.values)) for each in reasons if each.about == subject]


def scored(rows: list[tuple[float, float, str, str]], rules: str = "wasm2016") -> Night:
    stages = [(30.0 * i, 30.0, "stage_N2", "") for i in range(60)]
    table = pd.DataFrame([*stages, *rows], columns=COLUMNS)
    return plm_detect.index(table, rules=rules, legs_scored=True, robustness=False)


def test_movement_in_a_series() -> None:
    found = explanations(night())
    assert about(found[1], "series") == [
        ("expl_series", {"series": 1, "place": 2, "n": 5}),
        ("expl_before_periodic", {"interval": 25.0, "shortest": 10.0, "longest": 90.0}),
        ("expl_after_periodic", {"interval": 25.0, "shortest": 10.0, "longest": 90.0}),
    ]
    assert about(found[0], "series")[1] == ("expl_before_first", {})
    assert about(found[4], "series")[2] == ("expl_after_long", {"interval": 200.0, "longest": 90.0})
    assert about(found[1], "lm") == [
        ("expl_part", {"leg": "left", "duration": 2.0, "shortest": 0.5}),
        ("expl_no_emg", {"leg": "left"}),
        ("expl_one_leg", {"leg": "left"}),
    ]
    assert about(found[1], "clm") == [("expl_clm_limit", {"duration": 2.0, "limit": 10.0})]


def test_movements_in_no_series() -> None:
    alone, long, after, short = explanations(night())[5:]
    assert about(alone, "series") == [
        ("expl_none_few", {"n": 1, "fewest": 4}),
        ("expl_before_long", {"interval": 200.0, "longest": 90.0}),
        ("expl_after_no_clm", {}),
    ]
    assert about(long, "clm") == [("expl_no_clm_part", {"duration": 12.0, "limit": 10.0})]
    assert about(long, "series") == [("expl_none_no_clm", {})]
    assert about(after, "series")[1:] == [
        ("expl_before_no_clm", {}),
        ("expl_after_short", {"interval": 4.0, "shortest": 10.0}),
    ]
    assert about(short, "series") == [
        ("expl_none_few", {"n": 1, "fewest": 4}),
        ("expl_before_short", {"interval": 4.0, "shortest": 10.0}),
        ("expl_after_last", {}),
    ]


def test_three_periodic_movements_are_too_few() -> None:
    found = explanations(scored([(100.0 + 20.0 * i, 1.0, "lm", "left") for i in range(3)]))
    assert [about(each, "series")[0] for each in found] == [
        ("expl_none_few", {"n": 3, "fewest": 4})
    ] * 3


def test_arousals_and_respiratory_events() -> None:
    found = explanations(night())
    assert about(found[0], "arousal") == [("expl_arousal_after", {"lag": 2.5})]
    assert about(found[1], "arousal") == [("expl_no_arousal", {"within": 0.5})]
    assert about(found[8], "arousal") == [("expl_arousal_before", {"lag": 2.0})]
    window = {"from": -2.0, "to": 10.25}
    assert about(found[5], "respiratory") == [("expl_not_respiratory_end", window)]
    rows = [(100.0 + 20.0 * i, 1.0, "lm", "left") for i in range(4)]
    related = explanations(scored([*rows, (80.0, 18.0, "hypopnea", "")]))
    assert about(related[0], "respiratory") == [
        ("expl_respiratory_end", window),
        ("expl_none_nr", {}),
    ]
    assert about(related[0], "series")[0][0] == "expl_series"
    assert about(related[0], "arousal") == [("expl_no_arousals_scored", {})]
    assert about(related[1], "respiratory")[1:] == [("expl_none_nr", {})], "three are left"
    none = explanations(scored(rows))
    assert about(none[0], "respiratory") == [("expl_no_respiratory_scored", {})]


def test_both_legs_and_which_was_first() -> None:
    (found,) = explanations(scored([(100.0, 2.0, "lm", "right"), (100.25, 1.0, "lm", "left")]))
    assert about(found, "lm")[-1] == ("expl_right_first", {"lag": 0.25})
    durations = {values["leg"]: values["duration"] for _, values in about(found, "lm")[:-1:2]}
    assert durations == {"right": 2.0, "left": 1.0}
    assert about(found, "clm") == [("expl_clm_limit", {"duration": 2.0, "limit": 15.0})]


def test_candidate_that_is_passed_over_and_movements_in_wakefulness() -> None:
    rows = [(100.0 + 20.0 * i, 1.0, "lm", "left") for i in range(5)]
    rows += [(125.0, 1.0, "lm", "left")]
    rules = {"series.short_interval": "passed_over"}
    stages = [(30.0 * i, 30.0, "stage_N2", "") for i in range(60)]
    table = pd.DataFrame([*stages, *rows], columns=COLUMNS)
    changed = plm_detect.rule_set("wasm2016").changed(rules, "a test")
    found = explanations(plm_detect.index(table, rules=changed, legs_scored=True, robustness=False))
    assert about(found[2], "series") == [("expl_none_passed", {"interval": 5.0, "shortest": 10.0})]
    places = [about(each, "series")[0][1].get("place") for each in found]
    assert places == [1, 2, None, 3, 4, 5]
    assert about(found[3], "series")[1][1]["interval"] == 20.0, "from the one that counts"
    wake = pd.DataFrame(
        [*((30.0 * i, 30.0, "stage_W", "") for i in range(60)), *rows], columns=COLUMNS
    )
    aasm = plm_detect.index(wake, rules="aasm3", legs_scored=True, robustness=False)
    assert {about(each, "series")[0][0] for each in explanations(aasm)} == {"expl_none_stage"}


@pytest.mark.parametrize("rules", plm_detect.rule_sets())
def test_explanations_agree_with_the_tables(rules: str, sample_night: Path) -> None:
    calibration = 100.0 if rules in ("coleman1982", "asda1993") else None
    found = plm_detect.score(
        sample_night, rules=rules, calibration_uv=calibration, robustness=False
    )
    both, legs, rule = found.movements, found.leg_movements, found.rules.series
    groups = parts_of(found)
    reasons = explanations(found)
    assert len(reasons) == len(both) > 0
    for i, parts in enumerate(groups):
        assert len(parts) == both.n_monolateral[i]
        assert legs.onset_s[parts].min() == both.onset_s[i]
        assert legs.end_s[parts].max() == both.end_s[i]
        series, clm = about(reasons[i], "series"), about(reasons[i], "clm")
        assert (series[0][0] == "expl_series") == bool(both.is_plm[i])
        assert all(key.startswith("expl_no_clm") != bool(both.is_clm[i]) for key, _ in clm)
        assert clm, "the reason is known"
        if series[0][0] == "expl_none_few":
            assert series[0][1]["n"] < rule.fewest_movements  # type: ignore[operator]
        if series[0][0] == "expl_series":
            assert series[0][1]["n"] == np.sum(both.series == both.series[i])
        for key, values in series:
            if key == "expl_before_periodic":
                assert values["interval"] == both.imi_s[i]
                assert at_least(both.imi_s[i], rule.shortest_interval_s)
                assert at_most(both.imi_s[i], rule.longest_interval_s)
        arousal = about(reasons[i], "arousal")[0][0]
        assert arousal.startswith("expl_arousal") == bool(both.has_arousal[i])
        respiratory = about(reasons[i], "respiratory")[0][0]
        assert respiratory.startswith("expl_respiratory") == bool(both.is_respiratory[i])
        decided = [values for key, values in about(reasons[i], "lm") if key == "expl_decided"]
        np.testing.assert_array_equal(
            sorted(each["margin"] for each in decided),  # type: ignore[type-var]
            np.sort(legs.onset_margin_uv[parts]),
        )
        for each in decided:
            assert each["height"] == each["threshold"] + each["margin"]  # type: ignore[operator]


def test_every_sentence_has_words_and_gets_its_numbers() -> None:
    nights = [night(), scored([(100.0, 2.0, "lm", "right"), (100.25, 1.0, "lm", "left")])]
    for language in languages():
        say = words(language)
        for reasons in (row for each in nights for row in explanations(each)):
            for reason in reasons:
                assert reason.key in say.texts
                names = set(re.findall(r"\{(\w+)\}", say(reason.key)))
                assert names <= set(reason.values), reason.key
