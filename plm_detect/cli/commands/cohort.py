"""The command ``cohort``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from plm_detect.cli.arguments import (
    Quiet,
)
from plm_detect.cli.batch_options import (
    NoParquet,
)


def cohort(
    folder: Annotated[Path, typer.Argument(help="Folder of a batch.", show_default=False)],
    *,
    no_parquet: NoParquet = False,
    quiet: Quiet = False,
) -> None:
    """Make the tables and the page of a batch again."""
    from plm_detect.cli.work.batch import run_cohort

    run_cohort(folder, parquet=not no_parquet, quiet=quiet)
