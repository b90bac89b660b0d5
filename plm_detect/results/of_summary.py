"""Parts of a summary as the values they were made from."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from plm_detect.indices.classification import IndexClass
from plm_detect.indices.headline import Headline
from plm_detect.indices.immobilization import ImmobilizationTest, SitBlock
from plm_detect.indices.robustness import Robustness, Variant
from plm_detect.model.provenance import Leg
from plm_detect.model.ruleset import SECTIONS, RuleSet, ValueSource
from plm_detect.model.settings import DetectionSettings
from plm_detect.model.window import AnalysisWindow
from plm_detect.results.comparison import RuleComparison, RuleResult
from plm_detect.results.of_tables import GRADES, SIDES


def leg_of(saved: dict[str, Any]) -> Leg:
    """Return a leg that was scored."""
    coded = {"side": SIDES[saved["side"]], "grade": GRADES[saved["grade"]]}
    return Leg(**saved | coded)


def window_of(saved: dict[str, Any]) -> AnalysisWindow:
    """Return the analysed part of the night."""
    return AnalysisWindow(**{each.name: saved[each.name] for each in fields(AnalysisWindow)})


def robustness_of(saved: dict[str, Any] | None) -> Robustness | None:
    """Return the index under varied choices."""
    if saved is None:
        return None
    return Robustness(**saved | {"variants": tuple(Variant(**each) for each in saved["variants"])})


def result_of(saved: dict[str, Any] | None) -> RuleResult | None:
    """Return the numbers under one rule set."""
    if saved is None:
        return None
    own = {
        "headline": Headline(**saved["headline"]),
        "index_class": IndexClass(**saved["index_class"]),
    }
    return RuleResult(**saved | own)


def comparison_of(saved: list[dict[str, Any]] | None) -> RuleComparison | None:
    """Return the numbers under several rule sets."""
    if saved is None:
        return None
    return RuleComparison(tuple(each for one in saved if (each := result_of(one)) is not None))


def immobilization_of(saved: dict[str, Any] | None) -> ImmobilizationTest | None:
    """Return the suggested immobilization test."""
    if saved is None:
        return None
    blocks = tuple(SitBlock(**each) for each in saved["blocks"])
    return ImmobilizationTest(SitBlock(**saved["whole"]), blocks)


def settings_of(saved: dict[str, Any] | None) -> DetectionSettings | None:
    """Return the settings of detection."""
    if saved is None:
        return None
    values: dict[str, Any] = {
        n: tuple(each) if isinstance(each, list) else each for n, each in saved.items()
    }
    return DetectionSettings(**values)


def rules_of(saved: dict[str, Any]) -> RuleSet:
    """Return the rule set."""
    sections = {
        section: kind(**{name: each["value"] for name, each in saved["values"][section].items()})
        for section, kind in SECTIONS.items()
    }
    sources = tuple(
        (f"{section}.{name}", ValueSource(each["maker"], each["source"]))
        for section in SECTIONS
        for name, each in saved["values"][section].items()
    )
    return RuleSet(
        name=saved["name"],
        title=saved["title"],
        sources=tuple(saved["sources"].items()),
        value_sources=sources,
        changes=tuple(saved["changes"]),
        **sections,
    )
