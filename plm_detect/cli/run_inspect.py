"""What ``plm-detect inspect`` does once its options are read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from plm_detect.cli.texts import inspection_text
from plm_detect.exports.summary import to_json
from plm_detect.inspection import inspect

if TYPE_CHECKING:
    from pathlib import Path

    from plm_detect.cli.options import LegOptions


def run_inspect(recording: Path, legs: LegOptions, *, as_json: bool) -> None:
    """Show what a recording holds."""
    found = inspect(recording, **legs)
    typer.echo(to_json(found.as_dict()).rstrip() if as_json else inspection_text(found))
