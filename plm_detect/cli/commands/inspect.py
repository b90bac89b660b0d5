"""The command ``inspect``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from plm_detect.cli.arguments import (
    AsJson,
    Ecg,
    Epoch,
    Labels,
    Left,
    Leg,
    Position,
    Right,
    ScoringFormat,
    StageCodes,
    Unit,
)
from plm_detect.model.choices import DEFAULTS


def inspect(
    file: Annotated[
        Path,
        typer.Argument(help="EDF, EDF+ or BDF recording, or a scoring file.", show_default=False),
    ],
    left: Left = None,
    right: Right = None,
    leg: Leg = None,
    ecg: Ecg = None,
    unit: Unit = None,
    position: Position = None,
    scoring_format: ScoringFormat = None,
    stage_codes: StageCodes = None,
    epoch: Epoch = DEFAULTS.epoch_s,
    labels: Labels = None,
    recording: Annotated[
        Path | None,
        typer.Option(
            help="The recording of a scoring; gives start and length to formats that have none.",
            show_default=False,
        ),
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Show what a recording or a scoring holds, and which channels would be used as legs."""
    from plm_detect.cli.work.inspect import run_inspect

    run_inspect(
        file,
        {
            "left": left,
            "right": right,
            "leg": leg,
            "ecg": ecg,
            "unit": unit,
            "position": position,
        },
        choices={
            "format": scoring_format,
            "stage_codes": stage_codes,
            "epoch_s": epoch,
            "labels": labels,
            "ranked": False,
            "scoring_offset_s": None,
            "force_scoring": False,
        },
        recording=recording,
        as_json=as_json,
    )
