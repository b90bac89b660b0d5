"""Parts of a summary as the values they were made from."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, get_type_hints

from plm_detect.indices.immobilization import ImmobilizationTest
from plm_detect.indices.robustness import Robustness
from plm_detect.model import rulesections
from plm_detect.model.provenance import Leg
from plm_detect.model.ruleset import SECTIONS, RuleSet, ValueSource
from plm_detect.model.rulevalues import checked_value
from plm_detect.model.settings import DetectionSettings
from plm_detect.model.window import AnalysisWindow
from plm_detect.results.comparison import RuleComparison, RuleResult
from plm_detect.results.of_tables import GRADES, SIDES
from plm_detect.results.typed import UnexpectedValueError, checked, made


def leg_of(saved: dict[str, Any]) -> Leg:
    """Return a leg that was scored."""
    return made(Leg, saved, "legs", side=SIDES[saved["side"]], grade=GRADES[saved["grade"]])


def window_of(saved: dict[str, Any]) -> AnalysisWindow:
    """Return the analysed part of the night."""
    own = {each.name: saved[each.name] for each in fields(AnalysisWindow)}
    return made(AnalysisWindow, own, "analysis")


def robustness_of(saved: dict[str, Any] | None) -> Robustness | None:
    """Return the index under varied choices."""
    return None if saved is None else made(Robustness, saved, "robustness")


def result_of(saved: dict[str, Any] | None, where: str = "aasm") -> RuleResult | None:
    """Return the numbers under one rule set."""
    return None if saved is None else made(RuleResult, saved, where)


def comparison_of(saved: list[dict[str, Any]] | None) -> RuleComparison | None:
    """Return the numbers under several rule sets."""
    if saved is None:
        return None
    results = checked(saved, tuple[RuleResult, ...], "comparison")
    names = {each.rules for each in results}
    if not results or len(names) < len(results):
        raise UnexpectedValueError("comparison must hold rule sets of different names")
    return RuleComparison(results)


def immobilization_of(saved: dict[str, Any] | None) -> ImmobilizationTest | None:
    """Return the suggested immobilization test."""
    return None if saved is None else made(ImmobilizationTest, saved, "immobilization_test")


def settings_of(saved: dict[str, Any] | None) -> DetectionSettings | None:
    """Return the settings of detection."""
    return None if saved is None else made(DetectionSettings, saved, "settings")


def rules_of(saved: dict[str, Any]) -> RuleSet:
    """Return the rule set."""
    sections = {
        section: kind(
            **{
                field.name: checked_value(
                    saved["values"][section][field.name]["value"],
                    get_type_hints(kind, vars(rulesections))[field.name],
                    f"rules.values.{section}.{field.name}",
                )
                for field in fields(kind)
            }
        )
        for section, kind in SECTIONS.items()
    }
    sources = tuple(
        (
            f"{section}.{name}",
            made(
                ValueSource,
                {"maker": each["maker"], "source": each["source"]},
                f"rules.values.{section}.{name}",
            ),
        )
        for section in SECTIONS
        for name, each in saved["values"][section].items()
    )
    texts = checked(saved["changes"], tuple[str, ...], "rules.changes")
    return RuleSet(
        name=checked(saved["name"], str, "rules.name"),
        title=checked(saved["title"], str, "rules.title"),
        sources=tuple(
            (name, checked(text, str, f"rules.sources.{name}"))
            for name, text in saved["sources"].items()
        ),
        value_sources=sources,
        changes=texts,
        **sections,
    )
