"""What each command does once its options are read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

import typer

from plm_detect.cli.progress import SlowProgress
from plm_detect.cli.texts import comparison_text, inspection_text, night_text, rules_text
from plm_detect.exports.folder import check_output, write_night
from plm_detect.exports.simulated import write_simulated
from plm_detect.exports.summary import rule_values, summary, to_json
from plm_detect.indexing import compare_rules, index
from plm_detect.inspection import inspect
from plm_detect.model.settings import DetectionSettings
from plm_detect.rules.sets import available, find_rules, load
from plm_detect.scoring import score
from plm_detect.simulate.night import SimulationSettings, simulate_night

if TYPE_CHECKING:
    from pathlib import Path

    from plm_detect.comparison import RuleComparison
    from plm_detect.night import Night


class LegOptions(TypedDict):
    """Channels and unit that the user names."""

    left: str | None
    right: str | None
    leg: str | None
    unit: str | None


class ReadingOptions(TypedDict):
    """How the movements are read."""

    respiratory_window: tuple[float, float] | None
    age: float | None
    sit: bool
    robustness: bool


def run_score(
    *,
    recording: Path,
    scoring: list[Path],
    rules: str,
    out: Path | None,
    overwrite: bool,
    legs: LegOptions,
    signal: dict[str, Any],
    reading: ReadingOptions,
    calibration_uv: float | None,
    as_json: bool,
    quiet: bool,
) -> None:
    """Score one recording."""
    settings = DetectionSettings(**signal)
    if out is not None and recording.is_file():
        check_output(out, recording.stem, overwrite=overwrite)
    with SlowProgress(enabled=not quiet) as progress:
        night = score(
            recording,
            scoring=scoring,
            rules=rules,
            settings=settings,
            calibration_uv=calibration_uv,
            progress=progress,
            **legs,
            **reading,
        )
    folder = None if out is None else write_night(night, out, overwrite=overwrite)
    _show(night, None, folder, as_json=as_json, quiet=quiet)


def run_index(
    *,
    scoring: list[Path],
    rules: str,
    out: Path | None,
    overwrite: bool,
    compare: bool,
    reading: ReadingOptions,
    as_json: bool,
    quiet: bool,
) -> None:
    """Apply rules to scored movements."""
    if out is not None and scoring[0].is_file():
        check_output(out, scoring[0].stem, overwrite=overwrite)
    with SlowProgress(enabled=not quiet):
        night = index(scoring, rules=rules, **reading)
        comparison = None
        if compare:
            published = [load(name) for name in available()]
            own = () if night.rules in published else (night.rules,)
            comparison = compare_rules(scoring, (*own, *published), age=reading["age"])
    folder = None
    if out is not None:
        folder = write_night(night, out, overwrite=overwrite, comparison=comparison)
    _show(night, comparison, folder, as_json=as_json, quiet=quiet)


def _show(
    night: Night,
    comparison: RuleComparison | None,
    folder: Path | None,
    *,
    as_json: bool,
    quiet: bool,
) -> None:
    if as_json:
        typer.echo(to_json(summary(night, comparison)), nl=False)
    elif not quiet:
        typer.echo(night_text(night))
        if comparison is not None:
            typer.echo(f"\n{comparison_text(comparison)}")
        where = "Nothing was written; give --out DIR for tables and annotations."
        typer.echo(f"\n{where if folder is None else f'Results are in {folder}'}")


def run_inspect(recording: Path, legs: LegOptions, *, as_json: bool) -> None:
    """Show what a recording holds."""
    found = inspect(recording, **legs)
    typer.echo(to_json(found.as_dict()).rstrip() if as_json else inspection_text(found))


def run_rules(name: str | None, *, as_json: bool) -> None:
    """List rule sets."""
    chosen = [find_rules(each) for each in ([name] if name else available())]
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
