"""The command ``batch``."""

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


def batch(
    inputs: Annotated[
        list[str],
        typer.Argument(
            help="Folders, files, patterns, URLs, or manifests (CSV with a column recording).",
            show_default=False,
        ),
    ],
    out: Annotated[
        str, typer.Option(help="Folder or URL for results, tables and state.", show_default=False)
    ],
    jobs: Processes = 0,
    scheduler: Annotated[
        str | None,
        typer.Option(
            help="Address of a Dask scheduler, in place of processes of its own.",
            show_default=False,
        ),
    ] = None,
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
    state: Annotated[
        Path | None,
        typer.Option(help="Folder of the state, where OUT is an URL.", show_default=False),
    ] = None,
    *,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the batch that has begun in OUT.")
    ] = False,
    ranked: Ranked = False,
    sit: Sit = False,
    no_robustness: NoRobustness = False,
    no_parquet: NoParquet = False,
    log_json: LogJson = False,
    quiet: Quiet = False,
) -> None:
    """Score many recordings; exit code 4 when some failed, 1 when none was scored."""
    from plm_detect.cli.work.batch import run_batch

    run_batch(
        inputs,
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
        scheduler=scheduler,
        resume=resume,
        state=state,
        parquet=not no_parquet,
        log_json=log_json,
        quiet=quiet,
    )
