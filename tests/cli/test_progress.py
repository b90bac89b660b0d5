"""The bar for slow work."""

from __future__ import annotations

import io
import sys
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from plm_detect.batches.jobs import Job
from plm_detect.batches.outcome import Outcome
from plm_detect.cli.output import progress as progress_module
from plm_detect.cli.output.batch_log import BatchLog
from plm_detect.cli.output.progress import SlowProgress, told

if TYPE_CHECKING:
    import pytest


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def terminal_of(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Put a terminal in the place of the error stream; pytest does so itself between fixtures."""
    made = Terminal()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", made)
    return made


def test_bar_appears_for_slow_work(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = terminal_of(monkeypatch)
    monkeypatch.setattr(progress_module, "SHOWN_AFTER_S", 0.0)
    with SlowProgress(enabled=True) as tell:
        tell("searching EMG LAT", 0.4)
        while "searching EMG LAT" not in terminal.getvalue():
            time.sleep(0.01)


def test_no_bar_for_quick_work(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = terminal_of(monkeypatch)
    monkeypatch.setattr(progress_module, "SHOWN_AFTER_S", 3600.0)
    with SlowProgress(enabled=True) as tell:
        tell("searching EMG LAT", 0.4)
    assert terminal.getvalue() == ""


def test_no_bar_where_none_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = terminal_of(monkeypatch)
    monkeypatch.setattr(progress_module, "SHOWN_AFTER_S", 0.0)
    n_threads = threading.active_count()
    with SlowProgress(enabled=False) as tell:
        tell("searching EMG LAT", 0.4)
        assert threading.active_count() == n_threads
    assert terminal.getvalue() == ""


def test_progress_reaches_the_end_only_after_the_reports() -> None:
    # Scoring ends at 0.3; a report, which cannot tell how far it is, begins a tenth later.
    seen: list[tuple[str, float]] = []

    class Noting(SlowProgress):
        def __call__(self, step: str, done: float) -> None:
            seen.append((step, round(done, 2)))

    progress = Noting(enabled=False)
    progress.part(0.0, 0.3)("applying rules", 0.5)
    (write,) = told([lambda folder: seen.append((str(folder), -1.0))], progress, 0.3)
    write(Path("res"))
    assert seen == [
        ("applying rules", 0.15),
        ("writing results", 0.3),
        ("making reports", 0.37),
        ("res", -1.0),
        ("writing results", 1.0),
    ]


def test_batch_shows_how_many_nights_there_are_from_the_start(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    terminal = terminal_of(monkeypatch)
    with BatchLog(as_json=False, quiet=False) as log:
        log.stage("scoring", 12)
        while "0/12" not in terminal.getvalue():
            time.sleep(0.01)
        log.stage("tables", 12)
        while "writing tables" not in terminal.getvalue():
            time.sleep(0.01)


def test_bar_of_a_batch_ends_full(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = terminal_of(monkeypatch)
    with BatchLog(as_json=False, quiet=True) as quiet:
        quiet.stage("scoring", 2)
    assert terminal.getvalue() == ""
    with BatchLog(as_json=False, quiet=False) as log:
        log.stage("scoring", 2)
        for ended in (1, 2):
            log(Job("a.edf", name="a"), Outcome(grade="good", plms_per_hour=1.0), ended, 2)
        log.stage("tables", 2)
    last = terminal.getvalue().rpartition("done ")[2]
    assert "writing" not in last
    assert "2/2" in last
    assert "0 failed" in last
