"""The bar for slow work."""

from __future__ import annotations

import io
import sys
import threading
import time
from typing import TYPE_CHECKING

from plm_detect.cli.output import progress as progress_module
from plm_detect.cli.output.progress import SlowProgress

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
