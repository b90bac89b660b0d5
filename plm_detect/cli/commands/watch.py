"""The command ``watch``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from plm_detect.cli.arguments import (
    Age,
    Calibration,
    Ecg,
    Labels,
    Left,
    Leg,
    NoRobustness,
    Quiet,
    Ranked,
    RespiratoryWindow,
    Right,
    ScoringFormat,
    Sit,
    StageCodes,
    Unit,
)
from plm_detect.cli.commands.night_options import (
    Config,
    LogJson,
    NightDetector,
    NightEpoch,
    NightLanguage,
    NightReport,
    NoParquet,
    Processes,
    RuleSet,
    given,
)


def watch(
    folder: Annotated[Path, typer.Argument(help="Folder that is watched.", show_default=False)],
    out: Annotated[Path, typer.Option(help="Folder for results and state.", show_default=False)],
    jobs: Processes = 0,
    every: Annotated[float, typer.Option(min=0.1, help="Seconds between two looks.")] = 10.0,
    settle: Annotated[
        float, typer.Option(min=0, help="Seconds a recording must have stayed as it is.")
    ] = 30.0,
    config: Config = None,
    rules: RuleSet = None,
    respiratory_window: RespiratoryWindow = None,
    left: Left = None,
    right: Right = None,
    leg: Leg = None,
    ecg: Ecg = None,
    unit: Unit = None,
    detector: NightDetector = None,
    calibration: Calibration = None,
    scoring_format: ScoringFormat = None,
    stage_codes: StageCodes = None,
    epoch: NightEpoch = None,
    labels: Labels = None,
    age: Age = None,
    report: NightReport = None,
    language: NightLanguage = None,
    *,
    until_idle: Annotated[
        bool, typer.Option("--until-idle", help="End when all that is there is dealt with.")
    ] = False,
    ranked: Ranked = False,
    sit: Sit = False,
    no_robustness: NoRobustness = False,
    no_parquet: NoParquet = False,
    log_json: LogJson = False,
    quiet: Quiet = False,
) -> None:
    """Score recordings as they appear in a folder, until stopped."""
    from plm_detect.cli.work.batch import run_watch

    run_watch(
        folder,
        out=out,
        config=config,
        options=given(
            no_robustness,
            ranked,
            sit,
            rules=rules,
            respiratory_window=respiratory_window,
            left=left,
            right=right,
            leg=leg,
            ecg=ecg,
            unit=unit,
            detector=detector,
            calibration_uv=calibration,
            format=scoring_format,
            stage_codes=stage_codes,
            epoch_s=epoch,
            labels=None if labels is None else str(labels),
            age=age,
            report=report,
            language=language,
        ),
        jobs=jobs,
        every_s=every,
        settle_s=settle,
        until_idle=until_idle,
        parquet=not no_parquet,
        log_json=log_json,
        quiet=quiet,
    )
