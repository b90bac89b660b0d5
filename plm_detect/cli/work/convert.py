"""What ``plm-detect convert`` does once its options are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from plm_detect.cli.output.texts import conversion_text
from plm_detect.scorings.convert import convert
from plm_detect.scorings.options import ScoringOptions

if TYPE_CHECKING:
    from pathlib import Path

    from plm_detect.cli.options import ScoringChoices


def run_convert(
    scoring: Path,
    output: Path,
    *,
    recording: Path | None,
    to: str | None,
    choices: ScoringChoices,
    runs: bool,
    deidentify: bool,
    keep_identity: bool,
    overwrite: bool,
    quiet: bool,
) -> None:
    """Convert a scoring."""
    done = convert(
        scoring,
        output,
        recording=recording,
        scoring_options=ScoringOptions(**choices),
        to=to,
        runs=runs,
        deidentify=deidentify,
        keep_identity=keep_identity,
        overwrite=overwrite,
    )
    if not quiet:
        typer.echo(conversion_text(done))
