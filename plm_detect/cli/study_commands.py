"""The commands that compare scorers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from plm_detect.cli.arguments import (
    Epoch,
    Jobs,
    Labels,
    NoReport,
    Parquet,
    Quiet,
    Rules,
    ScoringFormat,
    StageCodes,
)
from plm_detect.model.choices import DEFAULTS


def add_study_commands(app: typer.Typer) -> None:
    """Give the program its commands ``agree`` and ``benchmark``."""
    app.command()(agree)
    app.command()(benchmark)


def agree(
    sources: Annotated[
        list[Path] | None,
        typer.Argument(
            help="Reference, then scorers to compare with it: scorings, folders of them, folders "
            "of results, or manifests.",
            show_default=False,
        ),
    ] = None,
    among: Annotated[
        Path | None,
        typer.Option(
            help="Folder or manifest with several scorers for each night: all are compared with "
            "each other, and each with most of the others.",
            show_default=False,
        ),
    ] = None,
    recordings: Annotated[
        Path | None,
        typer.Option(
            help="Folder with the recordings, for scorings without start or length.",
            show_default=False,
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for tables and report.", show_default=False)
    ] = None,
    rules: Rules = str(DEFAULTS.rules),
    scoring_format: ScoringFormat = None,
    stage_codes: StageCodes = None,
    epoch: Epoch = DEFAULTS.epoch_s,
    labels: Labels = None,
    step: Annotated[
        float, typer.Option(min=0.1, max=30.0, help="Step of the grid for time, seconds.")
    ] = 1.0,
    jobs: Jobs = 1,
    *,
    no_report: NoReport = False,
    parquet: Parquet = False,
    quiet: Quiet = False,
) -> None:
    """Compare scorers, human or automatic: events, time, indices."""
    from plm_detect.cli.run_agree import run_agree  # noqa: PLC0415

    run_agree(
        sources or [],
        among=among,
        recordings=recordings,
        out=out,
        rules=rules,
        choices={
            "format": scoring_format,
            "stage_codes": stage_codes,
            "epoch_s": epoch,
            "labels": labels,
            "ranked": False,
        },
        step_s=step,
        jobs=jobs,
        report=not no_report,
        parquet=parquet,
        quiet=quiet,
    )


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
    from plm_detect.cli.run_benchmark import run_benchmark  # noqa: PLC0415

    run_benchmark(
        name,
        folder,
        out=out,
        rules=rules,
        jobs=jobs,
        assumed_duration_s=assumed_duration,
        report=not no_report,
        parquet=parquet,
        quiet=quiet,
    )
