"""Show a scored night."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from plm_detect.cli.output.layout import wrapped
from plm_detect.cli.output.night_text import night_text
from plm_detect.results.summary import summary, to_json

if TYPE_CHECKING:
    from pathlib import Path

    from plm_detect.results.night import Night


def show(
    night: Night,
    folder: Path | None,
    *,
    as_json: bool,
    quiet: bool,
) -> None:
    """Print a night and where its results are, or its summary as JSON."""
    if as_json:
        typer.echo(to_json(summary(night)), nl=False)
    elif not quiet:
        typer.echo(night_text(night))
        where = "Nothing was written; give --out DIR for tables and annotations."
        typer.echo(f"\n{wrapped(where if folder is None else f'Results are in {folder}')}")
