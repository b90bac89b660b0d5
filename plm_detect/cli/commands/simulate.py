"""The command ``simulate``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from plm_detect.cli.arguments import (
    Quiet,
)


def simulate(
    output: Annotated[Path, typer.Argument(help="EDF file to write.", show_default=False)],
    minutes: Annotated[float, typer.Option(min=3.0, help="Length of the recording.")] = 25.0,
    rate: Annotated[int, typer.Option(min=100, help="Sampling rate of the legs in Hz.")] = 256,
    other_rate: Annotated[
        int, typer.Option(min=1, help="Sampling rate of the other channels in Hz.")
    ] = 100,
    channels: Annotated[
        int, typer.Option(min=4, help="Number of channels: the legs, ECG, EEG and more EEG.")
    ] = 4,
    seed: Annotated[int, typer.Option(min=0, help="The same seed gives the same bytes.")] = 1,
    profile: Annotated[
        str,
        typer.Option(
            help="Kind of night: clean, typical, severe_plms, near_normal, noisy, or, made of "
            "motor units, muscle, muscle_mixed, muscle_pops, muscle_body."
        ),
    ] = "clean",
    shape: Annotated[
        str | None,
        typer.Option(
            help="One shape for all movements of a muscle profile: mono, jerk_tonic, poly, ramp, "
            "crescendo or tremor.",
            show_default=False,
        ),
    ] = None,
    poly_share: Annotated[
        float | None,
        typer.Option(
            help="Share of the movements that consist of several bursts.", show_default=False
        ),
    ] = None,
    units_in_reach: Annotated[
        float, typer.Option(help="Share of the motor units that the electrodes reach.")
    ] = 1.0,
    pause_factor: Annotated[
        float, typer.Option(help="Pauses between series, in multiples of the profile's.")
    ] = 1.0,
    recorder: Annotated[
        str, typer.Option(help="Filters of the recorder: open, 10-70, 10-70-notch or 15-35 (Hz).")
    ] = "open",
    resolution: Annotated[
        float, typer.Option(help="Step of the stored values in uV; 0 for that of the file.")
    ] = 0.0,
    gain: Annotated[float, typer.Option(help="Stored voltage over true voltage.")] = 1.0,
    *,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace the files if they exist.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Write a simulated recording, its scoring, its truth and what is not a movement."""
    from plm_detect.cli.work.simulate import run_simulate

    run_simulate(
        output,
        {
            "minutes": minutes,
            "rate_hz": rate,
            "other_rate_hz": other_rate,
            "n_channels": channels,
            "seed": seed,
            "profile": profile,
            "shape": shape,
            "poly_share": poly_share,
            "units_in_reach": units_in_reach,
            "pause_factor": pause_factor,
            "recorder": recorder,
            "resolution_uv": resolution,
            "gain": gain,
        },
        overwrite=overwrite,
        quiet=quiet,
    )
