"""Compute the index under every variation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from plm_detect.evaluation import plms_indices
from plm_detect.indices.classification import classify
from plm_detect.indices.robustness import Robustness, Variant, grade_index
from plm_detect.robustness.variations import rule_variations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plm_detect.evaluation import NightEvents
    from plm_detect.model.movements import LegMovements
    from plm_detect.model.ruleset import RuleSet
    from plm_detect.robustness.variations import DetectionVariation


def robustness(
    events: NightEvents,
    rules: RuleSet,
    age_years: float | None = None,
    detected: Sequence[tuple[DetectionVariation, LegMovements]] = (),
) -> Robustness:
    """Return the index of a night under varied choices.

    Parameters
    ----------
    events : NightEvents
    rules : RuleSet
    age_years : float or None
        For the cut that the class is judged by.
    detected : sequence of (DetectionVariation, LegMovements)
        What the detection finds under varied thresholds; empty where movements were scored by
        others.
    """
    index, _ = plms_indices(events, rules)
    variants = [
        Variant(v.choice, v.values, v.left_open, *plms_indices(events, v.rules))
        for v in rule_variations(rules)
    ]
    variants += [
        Variant(
            v.choice,
            v.values,
            v.left_open,
            *plms_indices(replace(events, leg_movements=movements), rules),
        )
        for v, movements in detected
    ]
    return grade_index(index, variants, classify(index, age_years).cut_per_hour)
