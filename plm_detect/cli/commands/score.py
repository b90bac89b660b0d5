"""The command ``score``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from plm_detect.cli.arguments import (
    AsJson,
    Out,
    Overwrite,
    PatientFile,
    Quiet,
    Recording,
    ReportKind,
)
from plm_detect.cli.night_options import with_night_options


@with_night_options
def score(
    recording: Recording,
    scoring: Annotated[
        list[Path] | None,
        typer.Option(
            help="File with stages and events; may be repeated. What it does not hold is taken "
            "from the recording's own annotations.",
            show_default=False,
        ),
    ] = None,
    out: Out = None,
    report: ReportKind = "both",
    patient: PatientFile = None,
    *,
    night: dict[str, Any],
    overwrite: Overwrite = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
) -> None:
    """Score one recording: find leg movements, periodic series and PLMS indices."""
    from plm_detect.cli.work.score import run_score

    run_score(
        recording,
        scoring or [],
        night,
        report=report,
        patient=patient,
        out=out,
        overwrite=overwrite,
        as_json=as_json,
        quiet=quiet,
    )
