"""The command ``benchmark``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from plm_detect.cli.arguments import (
    Jobs,
    Language,
    NoReport,
    Parquet,
    Quiet,
    Rules,
)
from plm_detect.model.choices import DEFAULTS


def benchmark(
    name: Annotated[
        str | None,
        typer.Argument(help="Data set; without it they are listed.", show_default=False),
    ] = None,
    folder: Annotated[
        Path | None, typer.Argument(help="Folder with your copy of it.", show_default=False)
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the results.", show_default=False)
    ] = None,
    rules: Rules = str(DEFAULTS.rules),
    jobs: Jobs = 1,
    language: Language = "en",
    assumed_duration: Annotated[
        float | None,
        typer.Option(
            help="Duration of leg movements that people scored without one, seconds "
            "(DREAMS, Wisconsin Sleep Cohort); without it they are left out.",
            show_default=False,
        ),
    ] = None,
    *,
    no_report: NoReport = False,
    parquet: Parquet = False,
    quiet: Quiet = False,
) -> None:
    """Run the study of agreement on a local copy of a public data set."""
    from plm_detect.cli.work.benchmark import run_benchmark

    run_benchmark(
        name,
        folder,
        out=out,
        rules=rules,
        jobs=jobs,
        language=language,
        assumed_duration_s=assumed_duration,
        report=not no_report,
        parquet=parquet,
        quiet=quiet,
    )
