"""Spread recordings over a Dask cluster: one of this machine, or one that runs already."""

from __future__ import annotations

import asyncio
import concurrent.futures
import logging
import os
import signal
import threading
from collections import Counter
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from plm_detect.batches.outcome import Outcome
from plm_detect.batches.process import Child
from plm_detect.errors import ClusterError
from plm_detect.files.extras import check_extra

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from plm_detect.batches.jobs import Job
    from plm_detect.batches.worker import Work

CONNECT_WITHIN_S = 10
STARTS = 3
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


@contextmanager
def cluster(jobs: int = 0, scheduler: str | None = None) -> Iterator[Any]:
    """Give a client of a cluster.

    Parameters
    ----------
    jobs : int
        Processes of a cluster on this machine; 0 for as many as there are processors.
    scheduler : str or None
        Address of a scheduler that runs already, in place of a cluster of its own.

    Yields
    ------
    distributed.Client

    Raises
    ------
    ClusterError
        When there is none at the address.
    """
    check_extra("batch")
    import dask
    from distributed import Client

    _silence()
    if scheduler is not None:
        try:
            client = Client(scheduler, timeout=CONNECT_WITHIN_S, set_as_default=False)
        except (OSError, ValueError):
            raise ClusterError(
                f"{scheduler}: no Dask scheduler answers at this address; check it, and that the "
                "scheduler runs."
            ) from None
        with client:
            yield client
        return
    with dask.config.set({"distributed.worker.profile.enabled": False}):
        with _deaf_children():
            own = _own_cluster(jobs or os.cpu_count() or 1)
        with own, Client(own, security=own.security, set_as_default=False) as client:
            yield client


def _own_cluster(n_workers: int) -> Any:
    """Start a cluster on this machine; tried again where a worker dies while it starts.

    Raises
    ------
    ClusterError
    """
    from distributed import LocalCluster
    from distributed.security import Security

    # Whoever reaches the scheduler runs code as this user: keys of this run alone, kept in memory,
    # shut out the other users of the machine.
    security = Security.temporary()
    for attempt in range(1, STARTS + 1):
        try:
            return LocalCluster(
                n_workers=n_workers,
                threads_per_worker=1,
                processes=True,
                memory_limit=0,
                protocol="tls://",
                security=security,
                dashboard_address="127.0.0.1:0",
                silence_logs=logging.CRITICAL,
            )
        except (OSError, RuntimeError, ValueError) as error:
            if attempt == STARTS:
                raise ClusterError(
                    f"the scoring processes cannot be started ({error}); try fewer with --jobs."
                ) from None
    raise AssertionError


def _silence() -> None:
    """Let nothing of Dask's log reach the user: what matters is told in one sentence."""
    for name in ("distributed", "tornado", "asyncio", *logging.root.manager.loggerDict):
        if name.partition(".")[0] in ("distributed", "tornado", "asyncio"):
            logging.getLogger(name).setLevel(logging.CRITICAL)


@contextmanager
def _deaf_children() -> Iterator[None]:
    """Let processes that are started meanwhile not hear Ctrl+C, which is for this one."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def outcomes(client: Any, jobs: Sequence[Job], work: Work) -> Iterator[tuple[Job, Outcome, int]]:
    """Yield what became of each job, in the order in which they end, and how often it was tried.

    A passing fault is tried again as often as the settings say.

    Parameters
    ----------
    client : distributed.Client
    jobs : sequence of Job
    work : Work

    Raises
    ------
    ClusterError
        When the cluster goes away.
    """
    from distributed import as_completed

    settings = work.settings
    attempts: Counter[str] = Counter()
    waiting: dict[Any, Job] = {}

    def submitted(job: Job) -> Any:
        wait_s = settings.wait_s * 2 ** (attempts[job.recording] - 1)
        attempts[job.recording] += 1
        first = attempts[job.recording] == 1
        future = client.submit(_work, job, work, 0.0 if first else wait_s, pure=False)
        waiting[future] = job
        return future

    try:
        futures = [submitted(job) for job in jobs]
        ended = as_completed(futures, loop=client.loop)
        for future in ended:
            ending = future.status
            if ending in DONE_AGAIN:
                ended.add(future)
                continue
            job = waiting.pop(future)
            outcome = _outcome(future, ending, job)
            future.release()
            if outcome.passing and attempts[job.recording] <= settings.retries:
                ended.add(submitted(job))
                continue
            yield job, outcome, attempts[job.recording]
    except CLUSTER_FAULTS:
        raise ClusterError(WENT_AWAY) from None
    finally:
        if waiting:
            with suppress(*CLUSTER_FAULTS):
                client.cancel(list(waiting), force=True)


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
