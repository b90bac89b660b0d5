"""What a batch shows while it runs: a line for each recording, and how far it is."""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING, Any, Self

import typer

from plm_detect.cli.output.layout import plural
from plm_detect.model.quality import TOO_LITTLE

if TYPE_CHECKING:
    from types import TracebackType

    from plm_detect.batches.jobs import Job
    from plm_detect.batches.outcome import Outcome

FEWEST_FOR_TIME = 3
"""Recordings that have ended before a time is named; the first ones include the start."""


class BatchLog:
    """Shows what became of each recording: a line each, and a bar on a terminal.

    Parameters
    ----------
    as_json : bool
        Whether lines are JSON.
    quiet : bool
        Whether only failures are shown.
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
            from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

            self._bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(bar_width=16),
                MofNCompleteColumn(),
                TextColumn("{task.fields[more]}"),
                console=Console(stderr=True),
            )
            self._bar.start()
            self._task = self._bar.add_task("looking for recordings", total=None, more="")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the display."""
        if self._bar is not None:
            if error is None:
                self._bar.update(self._task, description="done", more=f"{self._n_failed} failed")
            self._bar.stop()

    def stage(self, name: str, number: int) -> None:
        """Take note of what begins: ``scoring`` of so many recordings, or their ``tables``."""
        self._begin = time.perf_counter()
        if self._bar is None:
            return
        if name == "scoring":
            self._bar.update(self._task, description=name, completed=0, total=number, more="")
        else:
            more = f"{self._n_failed} failed"
            self._bar.update(self._task, description="writing tables and page", more=more)

    def __call__(self, job: Job, outcome: Outcome, ended: int, total: int) -> None:
        """Take note of a recording that ended."""
        self._n_failed += not outcome.is_done
        if self._bar is not None:
            elapsed_s = time.perf_counter() - self._begin
            more = f"{self._n_failed} failed, {time_left(elapsed_s, ended, total)}"
            self._bar.update(self._task, completed=ended, total=total, more=more)
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


def time_left(elapsed_s: float, ended: int, total: int) -> str:
    """Return how long the rest takes at the rate so far; unknown for the first recordings.

    Parameters
    ----------
    elapsed_s : float
        Since the first recording began, seconds.
    ended, total : int
        Recordings.
    """
    if ended >= total:
        return "done"
    if ended < min(FEWEST_FOR_TIME, total):
        return "time left unknown"
    left_s = elapsed_s / ended * (total - ended)
    if left_s < 60:
        return "less than 1 min left"
    minutes = round(left_s / 60)
    if minutes < 60:
        return f"about {minutes} min left"
    return f"about {minutes // 60} h {minutes % 60:02d} min left"
