"""Progress of work that takes longer than a moment."""

from __future__ import annotations

import sys
import time
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
        self._begin = time.monotonic()
        self._bar: Progress | None = None
        self._task: TaskID | None = None

    def __call__(self, step: str, done: float) -> None:
        """Show a step and the share of the work that is done."""
        if not self._enabled or time.monotonic() - self._begin < SHOWN_AFTER_S:
            return
        if self._bar is None or self._task is None:
            from rich.console import Console  # noqa: PLC0415 - only for slow work
            from rich.progress import Progress  # noqa: PLC0415

            self._bar = Progress(console=Console(stderr=True), transient=True)
            self._bar.start()
            self._task = self._bar.add_task(step, total=1.0)
        self._bar.update(self._task, completed=done, description=step)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
