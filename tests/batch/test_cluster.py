"""The cluster of a batch: closed to others, and nothing is lost with a worker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

pytest.importorskip("distributed")

from plm_detect.batches.engine import cluster, outcomes
from plm_detect.batches.jobs import Job
from plm_detect.batches.settings import BatchSettings
from plm_detect.batches.worker import Work

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

STRANGER = """
import sys
from distributed import Client
try:
    client = Client(sys.argv[1], timeout=2, set_as_default=False)
except (OSError, TypeError, ValueError):
    sys.exit(7)
print(client.submit(sum, [5, 6]).result())
"""
"""A process of its own, as another user's would be; without the keys of the run."""


def test_a_foreign_client_cannot_join() -> None:
    with cluster(1) as own:
        address = own.scheduler.address
        assert address.startswith("tls://")
        assert own.submit(sum, [1, 2]).result() == 3
        for stranger in (address, address.replace("tls://", "tcp://")):
            done = subprocess.run(
                [sys.executable, "-c", STRANGER, stranger],
                capture_output=True,
                text=True,
                check=False,
            )
            assert (done.returncode, done.stdout) == (7, ""), done.stderr
        assert own.submit(sum, [3, 4]).result() == 7


@pytest.mark.skipif(os.name == "nt", reason="signals that cannot be caught are a POSIX matter")
def test_outcomes_that_a_dead_worker_held_are_got_again(tmp_path: Path) -> None:
    """The worker dies after it did all, and before the second outcome was fetched from it."""
    jobs = [Job(str(tmp_path / f"{name}.edf"), name=name) for name in ("a", "b", "c")]
    work = Work(BatchSettings(report="none", retries=0), str(tmp_path / "out"))
    with cluster(1) as own:
        ended = outcomes(own, jobs, work)
        names = [next(ended)[0].name]
        wait_for(lambda: all(state.status == "finished" for state in own.futures.values()))
        os.kill(next(iter(own.run(os.getpid).values())), signal.SIGKILL)
        wait_for(lambda: any(state.status != "finished" for state in own.futures.values()))
        for job, outcome, attempts in ended:
            names.append(job.name)
            assert attempts == 1
            assert "cannot be reached" in outcome.error
    assert sorted(names) == ["a", "b", "c"]


def wait_for(happened: Callable[[], bool], longest_s: float = 600.0) -> None:
    end = time.monotonic() + longest_s
    while not happened():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)
