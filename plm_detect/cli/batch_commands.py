"""The commands that score many recordings."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from plm_detect.cli.arguments import (
    Age,
    AsJson,
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
from plm_detect.model.choices import DEFAULTS

Config = Annotated[
    Path | None,
    typer.Option(help="TOML or YAML file with settings of the batch.", show_default=False),
]
RuleSet = Annotated[
    str | None,
    typer.Option(
        "--rules",
        help="Rule set, or a file of rules, in place of the settings.",
        show_default=str(DEFAULTS.rules),
    ),
]
Processes = Annotated[
    int, typer.Option("--jobs", min=0, help="Processes; 0 for as many as processors.")
]
NightReport = Annotated[
    str | None,
    typer.Option(
        "--report", help="Report of each night: none, html, pdf, both.", show_default="none"
    ),
]
NightLanguage = Annotated[
    str | None, typer.Option("--language", help="Language of reports: en or de.", show_default="en")
]
NightEpoch = Annotated[
    float | None,
    typer.Option(
        "--epoch",
        help="Length of an epoch in lists of stages, seconds.",
        show_default=f"{DEFAULTS.epoch_s:g}",
    ),
]
NightDetector = Annotated[
    str | None,
    typer.Option("--detector", help="How movements are found.", show_default=DEFAULTS.detector),
]
NoParquet = Annotated[
    bool, typer.Option("--no-parquet", help="Write the tables of the cohort as CSV only.")
]
LogJson = Annotated[
    bool, typer.Option("--log-json", help="Write a line of JSON for each recording.")
]


def add_batch_commands(app: typer.Typer) -> None:
    """Give the program its commands ``batch``, ``watch``, ``status`` and ``cohort``."""
    app.command()(batch)
    app.command()(watch)
    app.command()(status)
    app.command()(cohort)


def _given(no_robustness: bool, ranked: bool, sit: bool, **values: Any) -> dict[str, Any]:  # noqa: FBT001 - flags of the command line
    """Return what the command line says of each night; None leaves the settings as they are."""
    flags = {"robustness": False if no_robustness else None}
    flags |= {"ranked": ranked or None, "sit": sit or None}
    return values | flags


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
    from plm_detect.cli.run_batch import run_batch  # noqa: PLC0415

    run_batch(
        inputs,
        out=out,
        config=config,
        options=_given(
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
    from plm_detect.cli.run_batch import run_watch  # noqa: PLC0415

    run_watch(
        folder,
        out=out,
        config=config,
        options=_given(
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


def status(
    folder: Annotated[Path, typer.Argument(help="Folder of a batch.", show_default=False)],
    *,
    as_json: AsJson = False,
) -> None:
    """Tell what became of the recordings of a batch."""
    from plm_detect.cli.run_batch import run_status  # noqa: PLC0415

    run_status(folder, as_json=as_json)


def cohort(
    folder: Annotated[Path, typer.Argument(help="Folder of a batch.", show_default=False)],
    *,
    no_parquet: NoParquet = False,
    quiet: Quiet = False,
) -> None:
    """Make the tables and the page of a batch again."""
    from plm_detect.cli.run_batch import run_cohort  # noqa: PLC0415

    run_cohort(folder, parquet=not no_parquet, quiet=quiet)
