"""What ``plm-detect simulate`` does once its options are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from plm_detect.cli.output.layout import path_list
from plm_detect.cli.output.progress import SlowProgress
from plm_detect.simulate.night import SimulationSettings, simulate_night
from plm_detect.simulate.writing import write_simulated

if TYPE_CHECKING:
    from pathlib import Path


def run_simulate(output: Path, values: dict[str, Any], *, overwrite: bool, quiet: bool) -> None:
    """Write a simulated recording and its truth."""
    night = simulate_night(SimulationSettings(**values))
    with SlowProgress(enabled=not quiet) as progress:
        written = write_simulated(night, output, overwrite=overwrite, progress=progress)
    if not quiet:
        typer.echo(path_list(written))
