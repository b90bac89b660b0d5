"""The command ``agree``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from plm_detect.cli.arguments import (
    Epoch,
    Jobs,
    Labels,
    Language,
    LegsScored,
    NoReport,
    Parquet,
    Quiet,
    Rules,
    ScoringFormat,
    StageCodes,
)
from plm_detect.model.choices import DEFAULTS


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
    language: Language = "en",
    *,
    legs_scored: LegsScored = False,
    no_report: NoReport = False,
    parquet: Parquet = False,
    quiet: Quiet = False,
) -> None:
    """Compare scorers, human or automatic: events, time, indices."""
    from plm_detect.cli.work.agree import run_agree

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
            "scoring_offset_s": None,
            "force_scoring": False,
        },
        step_s=step,
        legs_scored=legs_scored,
        jobs=jobs,
        language=language,
        report=not no_report,
        parquet=parquet,
        quiet=quiet,
    )
