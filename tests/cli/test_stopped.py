"""A program that is told to end leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from typing import TYPE_CHECKING

import pytest
from programs import PROGRAM

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LONGEST_S = 120.0


def wait_for(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + LONGEST_S
    while not is_so():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.01)


@pytest.mark.skipif(os.name == "nt", reason="Windows ends a process without asking it")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_simulation_that_is_stopped_leaves_nothing(tmp_path: Path, number: signal.Signals) -> None:
    command = [*PROGRAM, "simulate", str(tmp_path / "long.edf"), "--minutes", "6000"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, encoding="utf-8")
    wait_for(lambda: any(tmp_path.iterdir()))
    process.send_signal(number)
    _, text = process.communicate(timeout=LONGEST_S)
    assert process.returncode == 130
    assert "Traceback" not in text
    assert list(tmp_path.iterdir()) == []
