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
    from plm_detect.agreement.datasets.benchmark import Benchmark, benchmark
    from plm_detect.agreement.datasets.layout import Layout
    from plm_detect.agreement.datasets.layout import layouts as public_data_sets
    from plm_detect.agreement.study import Agreement, agree, agree_among
    from plm_detect.batches.run import BatchResult, batch
    from plm_detect.batches.run import status_of as batch_status
    from plm_detect.batches.settings import BatchSettings
    from plm_detect.batches.state import BatchRow
    from plm_detect.batches.watch import watch
    from plm_detect.detection.protocol import available as detectors
    from plm_detect.errors import PlmDetectError
    from plm_detect.indices.classification import IndexClass
    from plm_detect.indices.course import Course
    from plm_detect.indices.headline import Headline
    from plm_detect.indices.immobilization import ImmobilizationTest, SitBlock
    from plm_detect.indices.intervals import IntervalHistogram
    from plm_detect.indices.positions import ByPosition
    from plm_detect.indices.robustness import Robustness, Variant
    from plm_detect.indices.series import Series
    from plm_detect.indices.sleep import SleepStatistics
    from plm_detect.indices.table import Statistics
    from plm_detect.model.choices import NightChoices
    from plm_detect.model.events import RespiratoryEvents, RespiratoryKind, Scoring
    from plm_detect.model.hypnogram import Hypnogram, Stage
    from plm_detect.model.movements import LegMovements, Movements, ScoredLegMovements, Side
    from plm_detect.model.positions import BodyPosition, BodyPositions
    from plm_detect.model.provenance import InputFile, Leg
    from plm_detect.model.quality import Grade, LegQuality, QualityMeasure, QualityNote
    from plm_detect.model.rulesections import (
        ArousalRule,
        CandidateRule,
        DetectionCriteria,
        LegsRule,
        MovementRule,
        RespiratoryRule,
        SeriesRule,
    )
    from plm_detect.model.ruleset import RuleSet, ValueSource
    from plm_detect.model.settings import DetectionSettings
    from plm_detect.model.spans import Spans
    from plm_detect.model.traces import (
        DetailWindow,
        LegDetail,
        LegTrace,
        Saturation,
        Snippet,
        Traces,
    )
    from plm_detect.model.window import AnalysisWindow
    from plm_detect.pipeline.index import compare_rules, index
    from plm_detect.pipeline.inspect import Inspection, ScoringInspection, inspect, inspect_scoring
    from plm_detect.pipeline.score import score
    from plm_detect.reports.agreement import write_agreement
    from plm_detect.reports.benchmark import write_benchmark
    from plm_detect.reports.night.lab import Lab
    from plm_detect.reports.night.making import write_reports
    from plm_detect.results.comparison import RuleComparison, RuleResult
    from plm_detect.results.folder import write_night
    from plm_detect.results.night import Night
    from plm_detect.results.reading import read_night
    from plm_detect.results.report_files import ReportChoices
    from plm_detect.rules.sets import available as rule_sets
    from plm_detect.rules.sets import find_rules as rule_set
    from plm_detect.scorings.convert import Conversion, convert
    from plm_detect.scorings.options import ScoringOptions
    from plm_detect.simulate.night import SimulatedNight, SimulationSettings, simulate_night

__all__ = [
    "Agreement",
    "AnalysisWindow",
    "ArousalRule",
    "BatchResult",
    "BatchRow",
    "BatchSettings",
    "Benchmark",
    "BodyPosition",
    "BodyPositions",
    "ByPosition",
    "CandidateRule",
    "Conversion",
    "Course",
    "DetailWindow",
    "DetectionCriteria",
    "DetectionSettings",
    "Grade",
    "Headline",
    "Hypnogram",
    "ImmobilizationTest",
    "IndexClass",
    "InputFile",
    "Inspection",
    "IntervalHistogram",
    "Lab",
    "Layout",
    "Leg",
    "LegDetail",
    "LegMovements",
    "LegQuality",
    "LegTrace",
    "LegsRule",
    "MovementRule",
    "Movements",
    "Night",
    "NightChoices",
    "PlmDetectError",
    "QualityMeasure",
    "QualityNote",
    "ReportChoices",
    "RespiratoryEvents",
    "RespiratoryKind",
    "RespiratoryRule",
    "Robustness",
    "RuleComparison",
    "RuleResult",
    "RuleSet",
    "Saturation",
    "ScoredLegMovements",
    "Scoring",
    "ScoringInspection",
    "ScoringOptions",
    "Series",
    "SeriesRule",
    "Side",
    "SimulatedNight",
    "SimulationSettings",
    "SitBlock",
    "SleepStatistics",
    "Snippet",
    "Spans",
    "Stage",
    "Statistics",
    "Traces",
    "ValueSource",
    "Variant",
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
    "Agreement": ("plm_detect.agreement.study", "Agreement"),
    "AnalysisWindow": ("plm_detect.model.window", "AnalysisWindow"),
    "ArousalRule": ("plm_detect.model.rulesections", "ArousalRule"),
    "BatchResult": ("plm_detect.batches.run", "BatchResult"),
    "BatchRow": ("plm_detect.batches.state", "BatchRow"),
    "BatchSettings": ("plm_detect.batches.settings", "BatchSettings"),
    "Benchmark": ("plm_detect.agreement.datasets.benchmark", "Benchmark"),
    "BodyPosition": ("plm_detect.model.positions", "BodyPosition"),
    "BodyPositions": ("plm_detect.model.positions", "BodyPositions"),
    "ByPosition": ("plm_detect.indices.positions", "ByPosition"),
    "CandidateRule": ("plm_detect.model.rulesections", "CandidateRule"),
    "Conversion": ("plm_detect.scorings.convert", "Conversion"),
    "Course": ("plm_detect.indices.course", "Course"),
    "DetailWindow": ("plm_detect.model.traces", "DetailWindow"),
    "DetectionCriteria": ("plm_detect.model.rulesections", "DetectionCriteria"),
    "DetectionSettings": ("plm_detect.model.settings", "DetectionSettings"),
    "Grade": ("plm_detect.model.quality", "Grade"),
    "Headline": ("plm_detect.indices.headline", "Headline"),
    "Hypnogram": ("plm_detect.model.hypnogram", "Hypnogram"),
    "ImmobilizationTest": ("plm_detect.indices.immobilization", "ImmobilizationTest"),
    "IndexClass": ("plm_detect.indices.classification", "IndexClass"),
    "InputFile": ("plm_detect.model.provenance", "InputFile"),
    "Inspection": ("plm_detect.pipeline.inspect", "Inspection"),
    "IntervalHistogram": ("plm_detect.indices.intervals", "IntervalHistogram"),
    "Lab": ("plm_detect.reports.night.lab", "Lab"),
    "Layout": ("plm_detect.agreement.datasets.layout", "Layout"),
    "Leg": ("plm_detect.model.provenance", "Leg"),
    "LegMovements": ("plm_detect.model.movements", "LegMovements"),
    "LegQuality": ("plm_detect.model.quality", "LegQuality"),
    "LegDetail": ("plm_detect.model.traces", "LegDetail"),
    "LegTrace": ("plm_detect.model.traces", "LegTrace"),
    "LegsRule": ("plm_detect.model.rulesections", "LegsRule"),
    "MovementRule": ("plm_detect.model.rulesections", "MovementRule"),
    "Movements": ("plm_detect.model.movements", "Movements"),
    "Night": ("plm_detect.results.night", "Night"),
    "NightChoices": ("plm_detect.model.choices", "NightChoices"),
    "PlmDetectError": ("plm_detect.errors", "PlmDetectError"),
    "QualityMeasure": ("plm_detect.model.quality", "QualityMeasure"),
    "QualityNote": ("plm_detect.model.quality", "QualityNote"),
    "RespiratoryRule": ("plm_detect.model.rulesections", "RespiratoryRule"),
    "ReportChoices": ("plm_detect.results.report_files", "ReportChoices"),
    "RespiratoryEvents": ("plm_detect.model.events", "RespiratoryEvents"),
    "RespiratoryKind": ("plm_detect.model.events", "RespiratoryKind"),
    "Robustness": ("plm_detect.indices.robustness", "Robustness"),
    "RuleComparison": ("plm_detect.results.comparison", "RuleComparison"),
    "RuleResult": ("plm_detect.results.comparison", "RuleResult"),
    "RuleSet": ("plm_detect.model.ruleset", "RuleSet"),
    "ScoredLegMovements": ("plm_detect.model.movements", "ScoredLegMovements"),
    "Saturation": ("plm_detect.model.traces", "Saturation"),
    "Scoring": ("plm_detect.model.events", "Scoring"),
    "ScoringInspection": ("plm_detect.pipeline.inspect", "ScoringInspection"),
    "ScoringOptions": ("plm_detect.scorings.options", "ScoringOptions"),
    "Series": ("plm_detect.indices.series", "Series"),
    "SeriesRule": ("plm_detect.model.rulesections", "SeriesRule"),
    "Side": ("plm_detect.model.movements", "Side"),
    "SimulatedNight": ("plm_detect.simulate.night", "SimulatedNight"),
    "SimulationSettings": ("plm_detect.simulate.night", "SimulationSettings"),
    "SitBlock": ("plm_detect.indices.immobilization", "SitBlock"),
    "SleepStatistics": ("plm_detect.indices.sleep", "SleepStatistics"),
    "Snippet": ("plm_detect.model.traces", "Snippet"),
    "Spans": ("plm_detect.model.spans", "Spans"),
    "Stage": ("plm_detect.model.hypnogram", "Stage"),
    "Statistics": ("plm_detect.indices.table", "Statistics"),
    "Traces": ("plm_detect.model.traces", "Traces"),
    "ValueSource": ("plm_detect.model.ruleset", "ValueSource"),
    "Variant": ("plm_detect.indices.robustness", "Variant"),
    "agree": ("plm_detect.agreement.study", "agree"),
    "agree_among": ("plm_detect.agreement.study", "agree_among"),
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
