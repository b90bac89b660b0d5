"""What ``batch``, ``watch``, ``status`` and ``cohort`` do once their options are read."""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING, Any, Self

import typer

from plm_detect.batches.run import batch, counts, rebuilt, status_of
from plm_detect.batches.settings import read_settings
from plm_detect.batches.watch import watch
from plm_detect.cli.output.texts import plural, row
from plm_detect.errors import OutputError, RecordingError
from plm_detect.files.extras import check_extra
from plm_detect.files.outside import is_folder
from plm_detect.model.quality import TOO_LITTLE

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from types import TracebackType

    from plm_detect.batches.jobs import Job
    from plm_detect.batches.outcome import Outcome
    from plm_detect.batches.state import BatchRow

SOME_FAILED, NONE_SCORED, STOPPED = 4, 1, 130
SHOWN_FAILURES = 20


class BatchLog:
    """Shows what became of each recording: a line each, and a bar on a terminal.

    Parameters
    ----------
    as_json : bool
        Whether lines are JSON.
    quiet : bool
        Whether only failures are told.
    """

    def __init__(self, *, as_json: bool, quiet: bool) -> None:
        self._as_json, self._quiet = as_json, quiet
        self._bar: Any = None
        self._task: Any = None
        self._begin = time.perf_counter()
        self._n_failed = 0

    def __enter__(self) -> Self:
        """Begin the display where there is a terminal."""
        if sys.stderr.isatty() and not self._quiet and not self._as_json:
            from rich.console import Console
            from rich.progress import (
                BarColumn,
                MofNCompleteColumn,
                Progress,
                TextColumn,
                TimeRemainingColumn,
            )

            self._bar = Progress(
                BarColumn(),
                MofNCompleteColumn(),
                TextColumn("{task.fields[failed]} failed"),
                TextColumn("{task.fields[rate]} per minute, left"),
                TimeRemainingColumn(),
                console=Console(stderr=True),
            )
            self._bar.start()
            self._task = self._bar.add_task("", total=None, failed=0, rate="-")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the display."""
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, job: Job, outcome: Outcome, ended: int, total: int) -> None:
        """Take note of a recording that ended."""
        self._n_failed += not outcome.is_done
        per_minute = 60 * ended / max(time.perf_counter() - self._begin, 1e-9)
        if self._bar is not None:
            self._bar.update(
                self._task,
                completed=ended,
                total=total,
                failed=self._n_failed,
                rate=f"{per_minute:.0f}",
            )
        if self._as_json:
            typer.echo(json.dumps(_line(job, outcome, ended, total)), err=True)
        elif not outcome.is_done or not self._quiet:
            self._say(_text(job, outcome, ended, total))

    def waits(self, job: Job, missing: str) -> None:
        """Take note of a recording that is not scored before its file is complete."""
        if self._as_json:
            line = {"name": job.name, "status": "waiting", "error": missing}
            typer.echo(json.dumps(line), err=True)
        else:
            self._say(f"waiting for the rest of {job.name}: {missing}")

    def _say(self, text: str) -> None:
        if self._bar is not None:
            self._bar.console.print(text, markup=False, highlight=False)
        else:
            typer.echo(text, err=True)


def _line(job: Job, outcome: Outcome, ended: int, total: int) -> dict[str, Any]:
    return {
        "name": job.name,
        "status": "done" if outcome.is_done else "failed",
        "plms_per_hour": outcome.plms_per_hour,
        "grade": outcome.grade,
        "warnings": list(outcome.warnings),
        "error": outcome.error,
        "seconds": outcome.seconds and round(outcome.seconds, 3),
        "memory_mb": outcome.memory_mb and round(outcome.memory_mb, 1),
        "ended": ended,
        "total": total,
    }


def _text(job: Job, outcome: Outcome, ended: int, total: int) -> str:
    if not outcome.is_done:
        return f"{ended}/{total} failed {job.name}: {outcome.error}"
    index = outcome.plms_per_hour
    number = "PLMS/h -" if index is None else f"PLMS/h {index:.1f}"
    if TOO_LITTLE in outcome.warnings:
        number += " (too little sleep)"
    found = f"{number}, quality {outcome.grade}"
    if outcome.warnings:
        found += f", {plural(len(outcome.warnings), 'warning')}"
    return f"{ended}/{total} done {job.name}: {found}, {outcome.seconds or 0.0:.1f} s"


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
            )
    except KeyboardInterrupt:
        typer.echo("stopped; what is done is kept, go on with --resume.", err=True)
        raise typer.Exit(STOPPED) from None
    if not quiet:
        before = f", {found.n_skipped} done before" if found.n_skipped else ""
        typer.echo(f"{found.n_scored} scored, {found.n_failed} failed{before}")
        if found.n_others:
            others = plural(found.n_others, "recording")
            typer.echo(
                f"{others} of earlier runs that are not among these inputs stay in the tables"
            )
        typer.echo(f"Results are in {out}; begin with cohort.html")
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
    lines += ["", *(f"{each.job.name}: {each.error}" for each in failed[:SHOWN_FAILURES])]
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


def run_cohort(folder: Path, *, parquet: bool, quiet: bool) -> None:
    """Make the tables and the page of a batch again."""
    if not is_folder(folder):
        raise OutputError(f"{folder}: there is no such folder; check the name.")
    damaged = rebuilt(folder, parquet=parquet)
    if not quiet:
        typer.echo(f"Tables and cohort.html are in {folder}")
    _tell_damaged(damaged)
    if damaged:
        raise typer.Exit(SOME_FAILED)
