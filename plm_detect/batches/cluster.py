"""Score recordings on a Dask cluster that runs already."""

from __future__ import annotations

import asyncio
import concurrent.futures
import logging
import threading
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from plm_detect.batches.outcome import Outcome
from plm_detect.batches.process import Child
from plm_detect.errors import ClusterError
from plm_detect.files.extras import check_extra

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plm_detect.batches.jobs import Job
    from plm_detect.batches.worker import Work

CONNECT_WITHIN_S = 10
CLUSTER_FAULTS = (
    OSError,
    RuntimeError,
    asyncio.CancelledError,
    concurrent.futures.CancelledError,
)
"""What a client raises when the scheduler dies; which of them depends on the moment."""
DONE_AGAIN = ("lost", "pending")
"""What the future of a job is after it was done, when the worker that held its outcome died before
it was fetched; the scheduler has it done again by another one."""
WENT_AWAY = "the cluster went away; start it again, then go on with --resume."
_OWN = threading.local()


class Cluster:
    """The workers of a Dask scheduler; each has a process below it that scores.

    Parameters
    ----------
    client : distributed.Client
    """

    def __init__(self, client: Any) -> None:
        from distributed import as_completed

        self._client = client
        self._ended = as_completed((), loop=client.loop)
        self._given: dict[Any, Job] = {}

    def give(self, job: Job, work: Work, wait_s: float) -> None:
        """Have a recording scored, some seconds later."""
        try:
            future = self._client.submit(_work, job, work, wait_s, pure=False)
            self._given[future] = job
            self._ended.add(future)
        except CLUSTER_FAULTS:
            raise ClusterError(WENT_AWAY) from None

    def take(self) -> tuple[Job, Outcome]:
        """Return what became of the next recording that ends.

        Raises
        ------
        ClusterError
            When the cluster goes away.
        """
        try:
            while True:
                future = next(self._ended)
                ending = future.status
                if ending in DONE_AGAIN:
                    self._ended.add(future)
                    continue
                job = self._given.pop(future)
                outcome = _outcome(future, ending, job)
                future.release()
                return job, outcome
        except CLUSTER_FAULTS:
            raise ClusterError(WENT_AWAY) from None

    def forget(self) -> None:
        """Give up what has not ended."""
        given, self._given = self._given, {}
        if given:
            with suppress(*CLUSTER_FAULTS):
                self._client.cancel(list(given), force=True)


@contextmanager
def joined_cluster(scheduler: str) -> Iterator[Cluster]:
    """Give the cluster of a scheduler.

    Parameters
    ----------
    scheduler : str
        Its address.

    Raises
    ------
    ClusterError
        When there is none at the address.
    """
    check_extra("cluster")
    from distributed import Client

    _silence()
    try:
        client = Client(scheduler, timeout=CONNECT_WITHIN_S, set_as_default=False)
    except (OSError, ValueError):
        raise ClusterError(
            f"{scheduler}: no Dask scheduler answers at this address; check it, and that the "
            "scheduler runs."
        ) from None
    with client:
        yield Cluster(client)


def _silence() -> None:
    """Let nothing of Dask's log reach the user: what matters is told in one sentence."""
    for name in ("distributed", "tornado", "asyncio", *logging.root.manager.loggerDict):
        if name.partition(".")[0] in ("distributed", "tornado", "asyncio"):
            logging.getLogger(name).setLevel(logging.CRITICAL)


def _outcome(future: Any, ending: str, job: Job) -> Outcome:
    if ending == "finished":
        found: Outcome = future.result()
        return found
    if ending == "cancelled":
        raise ClusterError(WENT_AWAY)
    error = future.exception()
    if type(error).__name__ == "KilledWorker":
        text = f"{job.name}: the workers that scored it died several times."
        return Outcome(text, passing=True)
    return Outcome(f"{job.name}: a worker cannot score it ({type(error).__name__}: {error}).")


def _work(job: Job, work: Work, wait_s: float) -> Outcome:
    """Score a job on a worker; each of its threads has a process for it."""
    if wait_s:
        threading.Event().wait(wait_s)
    child = getattr(_OWN, "child", None)
    if child is None:
        child = _OWN.child = Child()
    return child.score(job, work)
