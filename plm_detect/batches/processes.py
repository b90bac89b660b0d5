"""Score recordings side by side in processes of this machine."""

from __future__ import annotations

import os
import queue
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

from plm_detect.batches.outcome import Outcome
from plm_detect.batches.process import Child

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plm_detect.batches.jobs import Job
    from plm_detect.batches.worker import Work

LOOK_EVERY_S = 0.5
"""Waiting is done in pieces, because Windows hears Ctrl+C only between them."""
GIVEN_UP = "the batch was stopped."


class OwnProcesses:
    """Processes of this machine, each watched over by a thread; they open no port."""

    def __init__(self, n_processes: int) -> None:
        self._threads = ThreadPoolExecutor(n_processes)
        self._own = threading.local()
        self._children: list[Child] = []
        self._starting = threading.Lock()
        self._is_over = threading.Event()
        self._given: set[Future[Outcome]] = set()
        self._ended: queue.SimpleQueue[tuple[Job, Future[Outcome]]] = queue.SimpleQueue()

    def give(self, job: Job, work: Work, wait_s: float) -> None:
        """Have a recording scored, some seconds later."""
        future = self._threads.submit(self._score, job, work, wait_s)
        self._given.add(future)
        future.add_done_callback(lambda done: self._ended.put((job, done)))

    def take(self) -> tuple[Job, Outcome]:
        """Return what became of the next recording that ends."""
        while True:
            try:
                job, future = self._ended.get(timeout=LOOK_EVERY_S)
            except queue.Empty:
                continue
            if future in self._given:
                self._given.remove(future)
                return job, future.result()

    def forget(self) -> None:
        """Give up what has not ended; what is being scored ends unheard."""
        for future in self._given:
            future.cancel()
        self._given.clear()

    def close(self) -> None:
        """End the processes."""
        with self._starting:
            self._is_over.set()
        self.forget()
        for child in self._children:
            child.stop()
        self._threads.shutdown(wait=True, cancel_futures=True)
        for child in self._children:
            child.close()

    def _score(self, job: Job, work: Work, wait_s: float) -> Outcome:
        self._is_over.wait(wait_s)
        with self._starting:
            if self._is_over.is_set():
                return Outcome(f"{job.name}: {GIVEN_UP}", passing=True)
            child: Child | None = getattr(self._own, "child", None)
            if child is None:
                child = self._own.child = Child()
                self._children.append(child)
        return child.score(job, work)


@contextmanager
def own_processes(jobs: int = 0) -> Iterator[OwnProcesses]:
    """Give processes that are started when they are needed and ended at the end.

    Parameters
    ----------
    jobs : int
        How many; 0 for as many as there are processors.
    """
    own = OwnProcesses(jobs or os.cpu_count() or 1)
    try:
        yield own
    finally:
        own.close()
