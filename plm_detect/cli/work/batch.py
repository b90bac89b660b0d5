"""What ``batch``, ``watch``, ``status`` and ``cohort`` do once their options are read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import typer

from plm_detect.batches.run import batch, counts, rebuilt, status_of
from plm_detect.batches.settings import read_settings
from plm_detect.batches.watch import watch
from plm_detect.cli.output.batch_log import BatchLog
from plm_detect.cli.output.layout import plural, row, wrapped
from plm_detect.errors import OutputError, RecordingError
from plm_detect.files.extras import check_extra
from plm_detect.files.outside import is_folder

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from plm_detect.batches.state import BatchRow

SOME_FAILED, NONE_SCORED, STOPPED = 4, 1, 130
SHOWN_FAILURES = 20


def run_batch(
    inputs: Sequence[str],
    *,
    out: str,
    config: Path | None,
    options: dict[str, Any],
    jobs: int,
    scheduler: str | None,
    resume: bool,
    state: Path | None,
    parquet: bool,
    log_json: bool,
    quiet: bool,
) -> None:
    """Score many recordings, and end with the exit code that tells how it went."""
    check_extra("batch")
    if parquet:
        check_extra("parquet")
    settings = read_settings(config, **options)
    try:
        with BatchLog(as_json=log_json, quiet=quiet) as log:
            found = batch(
                inputs,
                out,
                settings=settings,
                jobs=jobs,
                scheduler=scheduler,
                resume=resume,
                state=state,
                parquet=parquet,
                tell=log,
                tell_stage=log.stage,
            )
    except KeyboardInterrupt:
        typer.echo("stopped; what is done is kept, go on with --resume.", err=True)
        raise typer.Exit(STOPPED) from None
    if not quiet:
        before = f", {found.n_skipped} done before" if found.n_skipped else ""
        typer.echo(wrapped(f"{found.n_scored} scored, {found.n_failed} failed{before}"))
        if found.n_others:
            others = plural(found.n_others, "recording")
            text = f"{others} of earlier runs, not among these inputs, stay in the tables"
            typer.echo(wrapped(text))
        typer.echo(wrapped(f"Results are in {out}; begin with cohort.html"))
    _tell_damaged(found.damaged)
    if found.n_failed or found.damaged:
        any_done = found.n_scored + found.n_skipped
        raise typer.Exit(SOME_FAILED if any_done else NONE_SCORED)


def _tell_damaged(damaged: Sequence[tuple[str, str]]) -> None:
    """Tell which results are damaged and left out."""
    for name, error in damaged:
        typer.echo(f"left out {name}: {error}", err=True)
    if damaged:
        typer.echo("batch --resume scores them again.", err=True)


def run_watch(
    folder: Path,
    *,
    out: Path,
    config: Path | None,
    options: dict[str, Any],
    jobs: int,
    every_s: float,
    settle_s: float,
    until_idle: bool,
    parquet: bool,
    log_json: bool,
    quiet: bool,
) -> None:
    """Score recordings as they appear, until stopped."""
    check_extra("batch")
    if parquet:
        check_extra("parquet")
    settings = read_settings(config, **options)
    if not folder.is_dir():
        raise RecordingError(f"{folder}: this is not a folder; name the one to watch.")
    if not quiet:
        typer.echo(f"Watching {folder}; stop with Ctrl+C.", err=True)
    try:
        with BatchLog(as_json=log_json, quiet=quiet) as log:
            watch(
                folder,
                out,
                settings=settings,
                jobs=jobs,
                every_s=every_s,
                settle_s=settle_s,
                until_idle=until_idle,
                parquet=parquet,
                tell=log,
                tell_waiting=log.waits,
            )
    except KeyboardInterrupt:
        # This is how it is ended.
        return


def run_status(folder: Path, *, as_json: bool) -> None:
    """Tell what became of every recording."""
    rows = status_of(folder)
    if as_json:
        typer.echo(json.dumps([_status(each) for each in rows], indent=2, ensure_ascii=False))
        return
    number = counts(rows)
    lines = [row(status.capitalize(), plural(n, "recording")) for status, n in number.items()]
    failed = [each for each in rows if each.status == "failed"]
    lines += [
        "",
        *(wrapped(f"{each.job.name}: {each.error}", "  ") for each in failed[:SHOWN_FAILURES]),
    ]
    if len(failed) > SHOWN_FAILURES:
        lines.append(f"and {len(failed) - SHOWN_FAILURES} more; --json gives all.")
    typer.echo("\n".join(lines).rstrip())


def _status(found: BatchRow) -> dict[str, Any]:
    names = ("status", "error", "details", "attempts", "seconds", "memory_mb", "grade")
    return {
        "name": found.job.name,
        "recording": found.job.recording,
        "scorings": list(found.job.scorings),
        **{name: getattr(found, name) for name in (*names, "plms_per_hour", "inputs", "version")},
    }


def run_cohort(folder: Path, *, language: str | None, parquet: bool, quiet: bool) -> None:
    """Make the tables and the page of a batch again."""
    if not is_folder(folder):
        raise OutputError(f"{folder}: there is no such folder; check the name.")
    damaged = rebuilt(folder, parquet=parquet, language=language)
    if not quiet:
        typer.echo(wrapped(f"Tables and cohort.html are in {folder}"))
    _tell_damaged(damaged)
    if damaged:
        raise typer.Exit(SOME_FAILED)
