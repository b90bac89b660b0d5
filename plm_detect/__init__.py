"""Periodic limb movement scoring of EDF polysomnography.

>>> import plm_detect
>>> night = plm_detect.score("night.edf", scoring=["night-stages.edf"])  # doctest: +SKIP
>>> night.headline.plms_per_hour  # doctest: +SKIP

Not a medical device: results are for research and for review by qualified staff.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from plm_detect import plot
    from plm_detect.agreement.datasets.benchmark import benchmark
    from plm_detect.agreement.datasets.layout import layouts as public_data_sets
    from plm_detect.agreement.study import agree, agree_among
    from plm_detect.batches.run import batch
    from plm_detect.batches.run import status_of as batch_status
    from plm_detect.batches.settings import BatchSettings
    from plm_detect.batches.watch import watch
    from plm_detect.detection.protocol import available as detectors
    from plm_detect.errors import PlmDetectError
    from plm_detect.model.settings import DetectionSettings
    from plm_detect.pipeline.index import compare_rules, index
    from plm_detect.pipeline.inspect import Inspection, inspect, inspect_scoring
    from plm_detect.pipeline.score import score
    from plm_detect.reports.agreement import write_agreement
    from plm_detect.reports.benchmark import write_benchmark
    from plm_detect.reports.night.lab import Lab
    from plm_detect.reports.night.making import write_reports
    from plm_detect.results.comparison import RuleComparison
    from plm_detect.results.folder import write_night
    from plm_detect.results.night import Night
    from plm_detect.results.reading import read_night
    from plm_detect.rules.sets import available as rule_sets
    from plm_detect.rules.sets import find_rules as rule_set
    from plm_detect.scorings.convert import convert
    from plm_detect.scorings.options import ScoringOptions
    from plm_detect.simulate.night import SimulationSettings, simulate_night

__all__ = [
    "BatchSettings",
    "DetectionSettings",
    "Inspection",
    "Lab",
    "Night",
    "PlmDetectError",
    "RuleComparison",
    "ScoringOptions",
    "SimulationSettings",
    "agree",
    "agree_among",
    "batch",
    "batch_status",
    "benchmark",
    "compare_rules",
    "convert",
    "detectors",
    "index",
    "inspect",
    "inspect_scoring",
    "plot",
    "public_data_sets",
    "read_night",
    "rule_set",
    "rule_sets",
    "score",
    "simulate_night",
    "watch",
    "write_agreement",
    "write_benchmark",
    "write_night",
    "write_reports",
]

_HOMES = {
    "DetectionSettings": ("plm_detect.model.settings", "DetectionSettings"),
    "Inspection": ("plm_detect.pipeline.inspect", "Inspection"),
    "Lab": ("plm_detect.reports.night.lab", "Lab"),
    "Night": ("plm_detect.results.night", "Night"),
    "PlmDetectError": ("plm_detect.errors", "PlmDetectError"),
    "RuleComparison": ("plm_detect.results.comparison", "RuleComparison"),
    "ScoringOptions": ("plm_detect.scorings.options", "ScoringOptions"),
    "SimulationSettings": ("plm_detect.simulate.night", "SimulationSettings"),
    "agree": ("plm_detect.agreement.study", "agree"),
    "agree_among": ("plm_detect.agreement.study", "agree_among"),
    "BatchSettings": ("plm_detect.batches.settings", "BatchSettings"),
    "batch": ("plm_detect.batches.run", "batch"),
    "batch_status": ("plm_detect.batches.run", "status_of"),
    "benchmark": ("plm_detect.agreement.datasets.benchmark", "benchmark"),
    "compare_rules": ("plm_detect.pipeline.index", "compare_rules"),
    "convert": ("plm_detect.scorings.convert", "convert"),
    "detectors": ("plm_detect.detection.protocol", "available"),
    "index": ("plm_detect.pipeline.index", "index"),
    "inspect": ("plm_detect.pipeline.inspect", "inspect"),
    "inspect_scoring": ("plm_detect.pipeline.inspect", "inspect_scoring"),
    "public_data_sets": ("plm_detect.agreement.datasets.layout", "layouts"),
    "read_night": ("plm_detect.results.reading", "read_night"),
    "rule_set": ("plm_detect.rules.sets", "find_rules"),
    "rule_sets": ("plm_detect.rules.sets", "available"),
    "score": ("plm_detect.pipeline.score", "score"),
    "simulate_night": ("plm_detect.simulate.night", "simulate_night"),
    "watch": ("plm_detect.batches.watch", "watch"),
    "write_agreement": ("plm_detect.reports.agreement", "write_agreement"),
    "write_benchmark": ("plm_detect.reports.benchmark", "write_benchmark"),
    "write_night": ("plm_detect.results.folder", "write_night"),
    "write_reports": ("plm_detect.reports.night.making", "write_reports"),
}


def __getattr__(name: str) -> Any:
    """Load public names, and with them numpy and scipy, on first use."""
    if name == "__version__":
        from plm_detect.version import program_version

        return program_version()
    if name == "plot":
        return import_module("plm_detect.plot")
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _HOMES[name]
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
