"""The bar for slow work."""

from __future__ import annotations

import io
import sys
import time
from typing import TYPE_CHECKING

from plm_detect.cli.output import progress as progress_module
from plm_detect.cli.output.progress import SlowProgress

if TYPE_CHECKING:
    import pytest


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def shown(monkeypatch: pytest.MonkeyPatch, *, enabled: bool, work_s: float) -> str:
    monkeypatch.setattr(progress_module, "SHOWN_AFTER_S", 0.2)
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with SlowProgress(enabled=enabled) as tell:
        tell("searching EMG LAT", 0.4)
        time.sleep(work_s)
    return terminal.getvalue()


def test_bar_appears_for_slow_work_only(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "searching EMG LAT" in shown(monkeypatch, enabled=True, work_s=0.8)
    assert shown(monkeypatch, enabled=True, work_s=0.0) == ""
    assert shown(monkeypatch, enabled=False, work_s=0.4) == ""
