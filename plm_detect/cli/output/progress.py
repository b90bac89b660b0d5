"""Progress of work that takes longer than a moment."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
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

    def _show(self) -> None:
        from rich.console import Console
        from rich.progress import Progress

        with self._lock:
            if self._is_over:
                return
            self._bar = Progress(console=Console(stderr=True), transient=True)
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
