"""Progress of work that takes longer than a moment."""

from __future__ import annotations

import sys
import threading
from functools import partial
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path
    from types import TracebackType

    from rich.progress import Progress, TaskID

SHOWN_AFTER_S = 2.0


class SlowProgress:
    """A bar on the error stream that appears only when the work takes over two seconds.

    Parameters
    ----------
    enabled : bool
        Whether it may appear; it never does where the error stream is no terminal.
    """

    def __init__(self, *, enabled: bool) -> None:
        self._enabled = enabled and sys.stderr.isatty()
        self._lock = threading.Lock()
        self._timer = threading.Timer(SHOWN_AFTER_S, self._show)
        self._timer.daemon = True
        self._step, self._done, self._is_over = "starting", 0.0, False
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __call__(self, step: str, done: float) -> None:
        """Take note of a step and of the share of the work that is done."""
        with self._lock:
            self._step, self._done = step, done
            if self._bar is not None and self._task is not None:
                self._bar.update(self._task, completed=done, description=step)

    def part(self, begin: float, end: float) -> Callable[[str, float], None]:
        """Return what takes note of a part of the work, from one share of the whole to another."""

        def tell(step: str, done: float) -> None:
            self(step, begin + (end - begin) * done)

        return tell

    def _show(self) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

        with self._lock:
            if self._is_over:
                return
            self._bar = Progress(
                TextColumn("{task.description}"),
                BarColumn(bar_width=24),
                TextColumn("{task.percentage:>3.0f} %"),
                TimeElapsedColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self._task = self._bar.add_task(self._step, total=1.0)
            self._bar.update(self._task, completed=self._done)
            self._bar.start()

    def __enter__(self) -> Self:
        if self._enabled:
            self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        with self._lock:
            self._is_over = True
            if self._bar is not None:
                self._bar.stop()


def told(
    writers: Sequence[Callable[[Path], None]], progress: SlowProgress, begin: float
) -> tuple[Callable[[Path], None], ...]:
    """Return what writes a night's files, first taking note that results and reports are written.

    Parameters
    ----------
    writers : sequence of callable
        Each writes into the folder of the results.
    progress : SlowProgress
    begin : float
        Share of the work that is done before.
    """
    progress("writing results", begin)
    # The tables take a small part of the time; a report cannot tell how far it is.
    return tuple(partial(_write, write, progress, begin + 0.1 * (1 - begin)) for write in writers)


def _write(
    write: Callable[[Path], None], progress: SlowProgress, begin: float, folder: Path
) -> None:
    progress("making reports", begin)
    write(folder)
    progress("writing results", 1.0)
