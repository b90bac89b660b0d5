"""What each command does once its options are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

import typer

from plm_detect.cli.progress import SlowProgress
from plm_detect.cli.texts import inspection_text, night_text, rules_text
from plm_detect.exports.folder import check_output, write_night
from plm_detect.exports.simulated import write_simulated
from plm_detect.exports.summary import rule_values, summary, to_json
from plm_detect.inspection import inspect
from plm_detect.model.settings import DetectionSettings
from plm_detect.rules.sets import available, load
from plm_detect.scoring import score
from plm_detect.simulate.night import SimulationSettings, simulate_night

if TYPE_CHECKING:
    from pathlib import Path


class LegOptions(TypedDict):
    """Channels and unit that the user names."""

    left: str | None
    right: str | None
    leg: str | None
    unit: str | None


def run_score(
    *,
    recording: Path,
    scoring: list[Path],
    rules: str,
    out: Path | None,
    overwrite: bool,
    legs: LegOptions,
    signal: dict[str, Any],
    as_json: bool,
    quiet: bool,
) -> None:
    """Score one recording."""
    settings = DetectionSettings(**signal)
    if out is not None and recording.is_file():
        check_output(out, recording.stem, overwrite=overwrite)
    with SlowProgress(enabled=not quiet) as progress:
        night = score(
            recording, scoring=scoring, rules=rules, settings=settings, progress=progress, **legs
        )
    folder = None if out is None else write_night(night, out, overwrite=overwrite)
    if as_json:
        typer.echo(to_json(summary(night)), nl=False)
    elif not quiet:
        typer.echo(night_text(night))
        where = "Nothing was written; give --out DIR for tables and annotations."
        typer.echo(f"\n{where if folder is None else f'Results are in {folder}'}")


def run_inspect(recording: Path, legs: LegOptions, *, as_json: bool) -> None:
    """Show what a recording holds."""
    found = inspect(recording, **legs)
    typer.echo(to_json(found.as_dict()).rstrip() if as_json else inspection_text(found))


def run_rules(name: str | None, *, as_json: bool) -> None:
    """List rule sets."""
    chosen = [load(each) for each in ([name] if name else available())]
    if as_json:
        typer.echo(to_json([rule_values(rule_set) for rule_set in chosen]), nl=False)
    else:
        typer.echo("\n\n".join(rules_text(rule_set) for rule_set in chosen))


def run_simulate(output: Path, values: dict[str, Any], *, overwrite: bool, quiet: bool) -> None:
    """Write a simulated recording and its truth."""
    night = simulate_night(SimulationSettings(**values))
    with SlowProgress(enabled=not quiet) as progress:
        written = write_simulated(night, output, overwrite=overwrite, progress=progress)
    if not quiet:
        typer.echo("\n".join(str(path) for path in written))
