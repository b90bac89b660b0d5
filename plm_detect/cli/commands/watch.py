"""The command ``watch``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from plm_detect.cli.arguments import Quiet
from plm_detect.cli.batch_options import Config, LogJson, NightReport, NoParquet, Processes
from plm_detect.cli.night_options import with_night_options


@with_night_options
def watch(
    folder: Annotated[Path, typer.Argument(help="Folder that is watched.", show_default=False)],
    out: Annotated[Path, typer.Option(help="Folder for results and state.", show_default=False)],
    jobs: Processes = 0,
    every: Annotated[float, typer.Option(min=0.1, help="Seconds between two looks.")] = 10.0,
    settle: Annotated[
        float, typer.Option(min=0, help="Seconds a recording must have stayed as it is.")
    ] = 30.0,
    config: Config = None,
    report: NightReport = None,
    *,
    night: dict[str, Any],
    until_idle: Annotated[
        bool, typer.Option("--until-idle", help="End when all that is there is dealt with.")
    ] = False,
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
        options=night | {"report": report},
        jobs=jobs,
        every_s=every,
        settle_s=settle,
        until_idle=until_idle,
        parquet=not no_parquet,
        log_json=log_json,
        quiet=quiet,
    )
