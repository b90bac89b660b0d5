"""The command ``batch``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from plm_detect.cli.arguments import Quiet
from plm_detect.cli.batch_options import Config, LogJson, NightReport, NoParquet, Processes
from plm_detect.cli.night_options import with_night_options


@with_night_options
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
            help="Address of a Dask scheduler, instead of processes of its own.",
            show_default=False,
        ),
    ] = None,
    config: Config = None,
    report: NightReport = None,
    state: Annotated[
        Path | None,
        typer.Option(help="Folder of the state, where OUT is an URL.", show_default=False),
    ] = None,
    *,
    night: dict[str, Any],
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on with the batch that has begun in OUT.")
    ] = False,
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
        options=night | {"report": report},
        jobs=jobs,
        scheduler=scheduler,
        resume=resume,
        state=state,
        parquet=not no_parquet,
        log_json=log_json,
        quiet=quiet,
    )
