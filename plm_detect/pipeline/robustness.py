"""Compute the index under every variation."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from plm_detect.indices.classification import classify
from plm_detect.indices.robustness import Robustness, Variant, grade_index
from plm_detect.pipeline.evaluate import periodic_in_sleep
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
    base = periodic_in_sleep(events, rules)

    def varied(under: RuleSet, found: LegMovements | None = None, **about: Any) -> Variant:
        night = events if found is None else replace(events, leg_movements=found)
        periodic = periodic_in_sleep(night, under)
        return Variant(
            plms_per_hour=periodic.per_hour,
            plms_nr_per_hour=periodic.nr_per_hour,
            acts=not periodic.are_those_of(base),
            **about,
        )

    variants = [
        varied(v.rules, choice=v.choice, values=v.values, left_open=v.left_open)
        for v in rule_variations(rules)
    ]
    variants += [
        varied(
            rules,
            movements,
            choice=onset_choice(),
            values=_threshold(rules.movement, factor),
            left_open=False,
        )
        for factor, movements in detected
    ]
    variants += [
        varied(rules, movements, choice=choice, values=values, left_open=True, is_detector=True)
        for choice, values, movements in by_detector
    ]
    return grade_index(base.per_hour, variants, classify(base.per_hour, age_years).cut_per_hour)


def _threshold(rule: MovementRule, factor: float) -> str:
    if rule.onset_above_rest_uv is not None:
        return f"{factor * rule.onset_above_rest_uv:g} uV"
    share = rule.onset_calibration_share or 0.0
    return f"{100 * factor * share:g} % of the calibration movement"
