"""The command ``status``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from plm_detect.cli.arguments import (
    AsJson,
)


def status(
    folder: Annotated[Path, typer.Argument(help="Folder of a batch.", show_default=False)],
    *,
    as_json: AsJson = False,
) -> None:
    """Tell what became of the recordings of a batch."""
    from plm_detect.cli.work.batch import run_status

    run_status(folder, as_json=as_json)
