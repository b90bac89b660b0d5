"""The rules of the program against an independent reference, movement by movement."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rules import reference
from rules.reference_nights import random_recording, varied_values

from plm_detect.model.events import RespiratoryEvents, RespiratoryKind, Scoring
from plm_detect.model.hypnogram import Hypnogram, Stage
from plm_detect.model.movements import LegMovements, Movements, Side
from plm_detect.model.spans import Spans
from plm_detect.model.window import AnalysisWindow
from plm_detect.pipeline.evaluate import NightEvents, headline_under, scored_movements
from plm_detect.rules.sets import available, load

if TYPE_CHECKING:
    from plm_detect.model.ruleset import RuleSet

pytestmark = pytest.mark.no_cover
"""Watching which lines run would take longer than the tests themselves."""

N_NIGHTS = int(os.environ.get("PLM_DETECT_REFERENCE_NIGHTS", "200"))
"""Nights for each rule set; the documentation tells of a run with 2,000."""
N_DRAWN = 60
STAGES = {stage.label: stage for stage in Stage}
KINDS = {kind.label: kind for kind in RespiratoryKind}


def seconds(events) -> list[tuple[float, float]]:
    return [(each.onset / 1000, each.end / 1000) for each in events]


def night_events(recording: reference.Recording) -> NightEvents:
    """Return a night as the program takes it."""
    onset, end = (np.array(column) for column in zip(*seconds(recording.movements), strict=True))
    sides = [Side.LEFT if lm.side == "left" else Side.RIGHT for lm in recording.movements]
    epochs = np.array(seconds(recording.epochs), dtype=np.float64).reshape(-1, 2)
    stages = np.array([STAGES[epoch.stage] for epoch in recording.epochs], dtype=np.int8)
    scoring = Scoring(
        hypnogram=Hypnogram(epochs[:, 0], epochs[:, 1], stages) if len(epochs) else None,
        arousals=Spans.of(seconds(recording.arousals)),
        respiratory=RespiratoryEvents.together(
            RespiratoryEvents.of(seconds([event]), KINDS[event.kind])
            for event in recording.respiratory
        ),
    )
    borders = [0.0, *(b / 1000 for b in recording.breaks), 10_000.0]
    covered = Spans(np.array(borders[:-1]), np.array(borders[1:]) - 1e-3)
    window = AnalysisWindow(recording.start / 1000, recording.end / 1000, "lights", "lights")
    legs = LegMovements.scored(onset, end, np.array(sides, dtype=np.int8))
    return NightEvents(legs, scoring, window, covered, covered)


def with_values(rules: RuleSet, values: reference.Values) -> RuleSet:
    return rules.changed(dict(values), source="test")


def interval(value: float) -> int | None:
    return None if np.isnan(value) else round(1000 * value)


def joined(both: Movements, *, is_staged: bool) -> list[reference.Joined]:
    """Return the movements of the program as the reference gives them."""
    rows = []
    for i in range(len(both)):
        stage = Stage(both.stage[i]).label
        rows.append(
            reference.Joined(
                onset=round(1000 * both.onset_s[i]),
                end=round(1000 * both.end_s[i]),
                side=Side(both.side[i]).label,
                n_parts=int(both.n_monolateral[i]),
                is_clm=bool(both.is_clm[i]),
                is_respiratory=bool(both.is_respiratory[i]),
                stage="" if stage == "unscored" else stage,
                asleep=is_staged and stage in reference.SLEEP,
                series=int(both.series[i]),
                series_nr=int(both.series_nr[i]),
                interval=interval(both.imi_s[i]),
                interval_nr=interval(both.imi_nr_s[i]),
                has_arousal=bool(both.has_arousal[i]),
                has_arousal_nr=bool(both.has_arousal_nr[i]),
            )
        )
    return rows


def check(recording: reference.Recording, rules: RuleSet, values: reference.Values) -> None:
    events = night_events(recording)
    is_staged = bool(recording.epochs)
    expected = reference.score(recording, values)
    if not is_staged:
        # Without a hypnogram the program knows no stage at all.
        expected = [replace(each, stage="") for each in expected]
    found = joined(scored_movements(events, rules).both, is_staged=is_staged)
    assert found == expected
    if is_staged:
        check_indices(events, rules, reference.indices(recording, expected))


def check_indices(events: NightEvents, rules: RuleSet, expected: reference.Indices) -> None:
    head = headline_under(events, rules)
    assert head.tst_h == pytest.approx(expected.sleep_ms / 3_600_000)
    sleep_h, wake_h = expected.sleep_ms / 3_600_000, expected.wake_ms / 3_600_000
    assert (head.n_plms, head.n_plms_nr) == (expected.n_plms, expected.n_plms_nr)
    per_hour = {
        "plms_per_hour": (expected.n_plms, sleep_h),
        "plms_nr_per_hour": (expected.n_plms_nr, sleep_h),
    }
    if events.scoring.has_arousals:
        per_hour |= {
            "plms_arousal_per_hour": (expected.n_plms_arousal, sleep_h),
            "plms_nr_arousal_per_hour": (expected.n_plms_nr_arousal, sleep_h),
        }
    if rules.series.stages != "sleep":
        per_hour["plmw_per_hour"] = (expected.n_plmw, wake_h)
    for name, (number, hours) in per_hour.items():
        value = getattr(head, name)
        if hours:
            assert value == pytest.approx(number / hours), name
        else:
            assert value is None, name


@pytest.mark.parametrize("name", available())
def test_published_values_are_those_of_the_reference(name: str) -> None:
    rules = load(name)
    assert {path: rules.value(path) for path in reference.SETS[name]} == reference.SETS[name]


@pytest.mark.parametrize("name", available())
def test_every_movement_and_index_is_that_of_the_reference(name: str) -> None:
    rng = random.Random(name)
    rules, values = load(name), reference.SETS[name]
    for _ in range(N_NIGHTS):
        check(random_recording(rng), rules, values)


@pytest.mark.parametrize("name", available())
def test_every_named_value_acts_as_in_the_reference(name: str) -> None:
    rng = random.Random(f"{name}, varied")
    for _ in range(N_NIGHTS):
        values = varied_values(rng, reference.SETS[name])
        check(random_recording(rng), with_values(load(name), values), values)


@pytest.mark.parametrize("name", available())
@settings(max_examples=N_DRAWN)
@given(seed=st.integers(0, 2**32), is_varied=st.booleans())
def test_reference_on_nights_that_are_searched_for(
    name: str, seed: int, *, is_varied: bool
) -> None:
    rng = random.Random(seed)
    values = varied_values(rng, reference.SETS[name]) if is_varied else reference.SETS[name]
    check(random_recording(rng), with_values(load(name), values), values)
