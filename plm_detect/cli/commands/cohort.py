"""The command ``cohort``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from plm_detect.cli.arguments import (
    Quiet,
    listed,
)
from plm_detect.cli.batch_options import (
    NoParquet,
)
from plm_detect.wording.language import languages


def cohort(
    folder: Annotated[Path, typer.Argument(help="Folder of a batch.", show_default=False)],
    language: Annotated[
        str | None,
        typer.Option(
            help=f"Language of the page: {listed(languages())}.",
            show_default="that of the batch",
        ),
    ] = None,
    *,
    no_parquet: NoParquet = False,
    quiet: Quiet = False,
) -> None:
    """Make the tables and the page of a batch again."""
    from plm_detect.cli.work.batch import run_cohort

    run_cohort(folder, language=language, parquet=not no_parquet, quiet=quiet)
