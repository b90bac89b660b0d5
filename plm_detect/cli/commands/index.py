"""The command ``index``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from plm_detect.cli.arguments import (
    Age,
    AsJson,
    CompareRules,
    Epoch,
    ForceScoring,
    Labels,
    LabHead,
    Language,
    LeastSleep,
    LegsScored,
    NoRobustness,
    Out,
    Overwrite,
    PatientFile,
    Quiet,
    Ranked,
    ReportKind,
    RespiratoryWindow,
    Rules,
    ScoringFormat,
    ScoringOffset,
    Sit,
    StageCodes,
)
from plm_detect.model.choices import DEFAULTS


def index(
    scoring: Annotated[
        list[Path],
        typer.Argument(
            help="Scoring with leg movements; further files complete it.", show_default=False
        ),
    ],
    recording: Annotated[
        Path | None,
        typer.Option(
            help="The recording; gives start and length to scorings that have none.",
            show_default=False,
        ),
    ] = None,
    scoring_format: ScoringFormat = None,
    stage_codes: StageCodes = None,
    epoch: Epoch = DEFAULTS.epoch_s,
    labels: Labels = None,
    scoring_offset: ScoringOffset = None,
    rules: Rules = str(DEFAULTS.rules),
    out: Out = None,
    respiratory_window: RespiratoryWindow = None,
    age: Age = None,
    least_sleep: LeastSleep = None,
    report: ReportKind = "both",
    language: Language = "en",
    lab: LabHead = None,
    patient: PatientFile = None,
    *,
    legs_scored: LegsScored = False,
    compare_rules: CompareRules = False,
    ranked: Ranked = False,
    force_scoring: ForceScoring = False,
    sit: Sit = False,
    no_robustness: NoRobustness = False,
    overwrite: Overwrite = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Apply rules to leg movements that others have scored; no EMG is needed."""
    from plm_detect.cli.work.index import run_index
    from plm_detect.results.report_files import ReportChoices

    run_index(
        scoring=scoring,
        recording=recording,
        choices={
            "format": scoring_format,
            "stage_codes": stage_codes,
            "epoch_s": epoch,
            "labels": labels,
            "ranked": ranked,
            "scoring_offset_s": scoring_offset,
            "force_scoring": force_scoring,
        },
        rules=rules,
        out=out,
        overwrite=overwrite,
        reading={
            "respiratory_window": respiratory_window,
            "age": age,
            "sit": sit,
            "robustness": not no_robustness,
            "compare_rules": compare_rules,
            "least_sleep_h": DEFAULTS.least_sleep_h if least_sleep is None else least_sleep,
            "legs_scored": legs_scored,
        },
        report=ReportChoices(report, language, lab, patient),
        as_json=as_json,
        quiet=quiet,
    )
