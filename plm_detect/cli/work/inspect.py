"""What ``plm-detect inspect`` does once its options are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from plm_detect.cli.output.texts import inspection_text, scoring_text
from plm_detect.pipeline.inspect import holds_signals, inspect, inspect_scoring
from plm_detect.results.summary import to_json
from plm_detect.scorings.options import ScoringOptions

if TYPE_CHECKING:
    from pathlib import Path

    from plm_detect.cli.options import LegOptions, ScoringChoices


def run_inspect(
    path: Path,
    legs: LegOptions,
    choices: ScoringChoices,
    recording: Path | None,
    *,
    as_json: bool,
) -> None:
    """Show what a recording or a scoring holds."""
    if choices["format"] is None and holds_signals(path):
        found = inspect(path, **legs)
        typer.echo(to_json(found.as_dict()).rstrip() if as_json else inspection_text(found))
        return
    scoring = inspect_scoring(path, recording=recording, scoring_options=ScoringOptions(**choices))
    typer.echo(to_json(scoring.as_dict()).rstrip() if as_json else scoring_text(scoring))
