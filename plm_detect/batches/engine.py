"""Spread recordings over processes: of this machine, or of a cluster that runs already."""

from __future__ import annotations

from collections import Counter
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from plm_detect.batches.jobs import Job
    from plm_detect.batches.outcome import Outcome
    from plm_detect.batches.worker import Work


class Scorers(Protocol):
    """What scores recordings side by side."""

    def give(self, job: Job, work: Work, wait_s: float) -> None:
        """Have a recording scored, some seconds later."""

    def take(self) -> tuple[Job, Outcome]:
        """Return what became of the next recording that ends.

        Raises
        ------
        ClusterError
            When the cluster goes away.
        """

    def forget(self) -> None:
        """Give up what has not ended."""


@contextmanager
def scorers(jobs: int = 0, scheduler: str | None = None) -> Iterator[Scorers]:
    """Give what scores the recordings of a batch.

    Parameters
    ----------
    jobs : int
        Processes on this machine; 0 for as many as there are processors.
    scheduler : str or None
        Address of a Dask scheduler that runs already, in place of processes of its own.

    Raises
    ------
    ClusterError
        When there is none at the address.
    """
    if scheduler is None:
        from plm_detect.batches.processes import own_processes

        with own_processes(jobs) as own:
            yield own
    else:
        from plm_detect.batches.cluster import joined_cluster

        with joined_cluster(scheduler) as cluster:
            yield cluster


def outcomes(
    scoring: Scorers, jobs: Sequence[Job], work: Work
) -> Iterator[tuple[Job, Outcome, int]]:
    """Yield what became of each job, in the order in which they end, and how often it was tried.

    A passing fault is tried again as often as the settings say.

    Parameters
    ----------
    scoring : Scorers
    jobs : sequence of Job
    work : Work

    Raises
    ------
    ClusterError
        When the cluster goes away.
    """
    settings = work.settings
    attempts: Counter[str] = Counter()
    try:
        for job in jobs:
            attempts[job.recording] += 1
            scoring.give(job, work, 0.0)
        n_waiting = len(jobs)
        while n_waiting:
            job, outcome = scoring.take()
            if outcome.passing and attempts[job.recording] <= settings.retries:
                wait_s = settings.wait_s * 2 ** (attempts[job.recording] - 1)
                attempts[job.recording] += 1
                scoring.give(job, work, wait_s)
                continue
            n_waiting -= 1
            yield job, outcome, attempts[job.recording]
    finally:
        scoring.forget()
