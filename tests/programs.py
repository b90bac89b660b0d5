"""The program as it is called: as a process of its own, or, for speed, within that of the test."""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
from typing import TYPE_CHECKING
from unittest import mock

from plm_detect.cli.app import main

if TYPE_CHECKING:
    from pathlib import Path


PROGRAM = (sys.executable, "-m", "plm_detect")


def as_process(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command as a user does."""
    return subprocess.run(
        [*PROGRAM, *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def within(*arguments: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command without a process of its own; nothing else may run in this one meanwhile."""
    words = ["plm-detect", *map(str, arguments)]
    out, err = io.StringIO(), io.StringIO()
    code = 0
    with (
        contextlib.chdir(cwd),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        mock.patch.object(sys, "argv", words),
    ):
        try:
            main()
        except SystemExit as end:
            code = int(end.code or 0)
    return subprocess.CompletedProcess(words, code, out.getvalue(), err.getvalue())
