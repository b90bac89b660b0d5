"""Compute the index under every variation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.indices.classification import classify
from plm_detect.indices.robustness import Robustness, Variant, grade_index
from plm_detect.model.hypnogram import Stage
from plm_detect.model.movements import Side
from plm_detect.pipeline.evaluate import plms_indices, scored_movements
from plm_detect.rules.variations import onset_choice, rule_variations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plm_detect.model.movements import LegMovements
    from plm_detect.model.rulesections import MovementRule
    from plm_detect.model.ruleset import RuleSet
    from plm_detect.pipeline.evaluate import NightEvents


def robustness(
    events: NightEvents,
    rules: RuleSet,
    age_years: float | None = None,
    detected: Sequence[tuple[float, LegMovements]] = (),
    by_detector: Sequence[tuple[str, str, LegMovements]] = (),
) -> Robustness:
    """Return the index of a night under varied choices.

    Parameters
    ----------
    events : NightEvents
    rules : RuleSet
    age_years : float or None
        For the cut that the class is judged by.
    detected : sequence of (float, LegMovements)
        What the detection finds with the onset threshold multiplied by a factor; empty where
        movements were scored by others.
    by_detector : sequence of (str, str, LegMovements)
        Choice, values and what the detection finds with one of its own choices made otherwise.
    """
    index, _ = plms_indices(events, rules)
    variants = [
        Variant(v.choice, v.values, v.left_open, *plms_indices(events, v.rules))
        for v in rule_variations(rules, _held(events, rules))
    ]
    variants += [
        Variant(
            onset_choice(),
            _threshold(rules.movement, factor),
            left_open=False,
            plms_per_hour=varied,
            plms_nr_per_hour=varied_nr,
        )
        for factor, movements in detected
        for varied, varied_nr in [plms_indices(replace(events, leg_movements=movements), rules)]
    ]
    variants += [
        Variant(
            choice,
            values,
            left_open=True,
            plms_per_hour=varied,
            plms_nr_per_hour=varied_nr,
            is_detector=True,
        )
        for choice, values, movements in by_detector
        for varied, varied_nr in [plms_indices(replace(events, leg_movements=movements), rules)]
    ]
    return grade_index(index, variants, classify(index, age_years).cut_per_hour)


def _held(events: NightEvents, rules: RuleSet) -> frozenset[str]:
    """Return what a night has that a choice needs in order to act (``variations.toml``)."""
    scoring, legs = events.scoring, events.leg_movements
    outcome = scored_movements(events, rules)
    night = scoring.within(events.window.start_s, events.window.end_s)
    has = {
        "both_legs": {Side.LEFT, Side.RIGHT} <= set(legs.side.tolist()),
        "gaps": len(events.breaks_s) > 0,
        "non_candidates": bool(np.any(~outcome.both.is_clm)),
        "respiratory": len(night.respiratory) > 0,
        "wake": scoring.hypnogram is not None and len(scoring.hypnogram.spans_of(Stage.W)) > 0,
    }
    return frozenset(name for name, is_there in has.items() if is_there)


def _threshold(rule: MovementRule, factor: float) -> str:
    if rule.onset_above_rest_uv is not None:
        return f"{factor * rule.onset_above_rest_uv:g} uV"
    share = rule.onset_calibration_share or 0.0
    return f"{100 * factor * share:g} % of the calibration movement"
