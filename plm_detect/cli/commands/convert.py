"""The command ``convert``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from plm_detect.cli.arguments import (
    Epoch,
    Labels,
    Quiet,
    ScoringFormat,
    StageCodes,
    listed,
)
from plm_detect.model.choices import DEFAULTS
from plm_detect.scorings.formats import WRITTEN


def convert(
    scoring: Annotated[
        Path, typer.Argument(help="Scoring file, or folder of DOMINO files.", show_default=False)
    ],
    output: Annotated[
        Path,
        typer.Argument(
            help="File to write; its ending tells the format: "
            f"{listed(f'{each.ending} ({each.title})' for each in WRITTEN)}.",
            show_default=False,
        ),
    ],
    recording: Annotated[
        Path | None,
        typer.Option(
            help="The recording; gives start and length to formats that have none.",
            show_default=False,
        ),
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(
            help=f"Format to write ({listed(each.name for each in WRITTEN)}), in place of the "
            "ending.",
            show_default=False,
        ),
    ] = None,
    scoring_format: ScoringFormat = None,
    stage_codes: StageCodes = None,
    epoch: Epoch = DEFAULTS.epoch_s,
    labels: Labels = None,
    *,
    runs: Annotated[
        bool, typer.Option("--runs", help="Put consecutive epochs of the same stage together.")
    ] = False,
    deidentify: Annotated[
        bool, typer.Option("--deidentify", help="Leave out the date too; names never go along.")
    ] = False,
    keep_identity: Annotated[
        bool,
        typer.Option("--keep-identity", help="Copy the patient fields of an EDF header to EDF+."),
    ] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace the file if it exists.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Write a scoring in another format."""
    from plm_detect.cli.work.convert import run_convert

    run_convert(
        scoring,
        output,
        recording=recording,
        to=to,
        choices={
            "format": scoring_format,
            "stage_codes": stage_codes,
            "epoch_s": epoch,
            "labels": labels,
            "ranked": False,
            "scoring_offset_s": None,
            "force_scoring": False,
        },
        runs=runs,
        deidentify=deidentify,
        keep_identity=keep_identity,
        overwrite=overwrite,
        quiet=quiet,
    )
