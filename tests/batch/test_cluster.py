"""The processes of a batch: no one else reaches them, and nothing is lost with a worker."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
from typing import TYPE_CHECKING

import psutil
import pytest
from batch.made import recordings

import plm_detect
from plm_detect.batches import process
from plm_detect.batches.engine import outcomes, scorers
from plm_detect.batches.jobs import Job
from plm_detect.batches.settings import BatchSettings
from plm_detect.batches.worker import Work

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_a_batch_opens_no_port(tmp_path: Path) -> None:
    """Whoever reaches processes that run what they are sent could run anything as this user."""
    recordings(tmp_path / "in", 3)
    own = psutil.Process()
    before = {each.laddr for each in own.net_connections() if each.status == psutil.CONN_LISTEN}
    seen: list[int] = []

    def look(*_: object) -> None:
        everyone = [own, *own.children(recursive=True)]
        listening = {
            connection.laddr
            for process in everyone
            for connection in process.net_connections()
            if connection.status == psutil.CONN_LISTEN
        }
        assert listening <= before
        seen.append(len(everyone))

    settings = BatchSettings(report="none", robustness=False)
    done = plm_detect.batch(
        [tmp_path / "in"], tmp_path / "out", settings=settings, jobs=2, tell=look
    )
    assert done.n_scored == 3
    assert len(seen) == 3
    assert min(seen) > 1


@pytest.mark.skipif(os.name == "nt", reason="signals that cannot be caught are a POSIX matter")
def test_outcomes_that_a_dead_worker_held_are_got_again(tmp_path: Path) -> None:
    """The worker dies after it did all, and before the second outcome was fetched from it."""
    jobs = [Job(str(tmp_path / f"{name}.edf"), name=name) for name in ("a", "b", "c")]
    work = Work(BatchSettings(report="none", retries=0), str(tmp_path / "out"))
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(
            n_workers=1, threads_per_worker=1, memory_limit=0, dashboard_address=None
        ) as running,
        scorers(scheduler=running.scheduler_address) as own,
    ):
        client = own._client
        ended = outcomes(own, jobs, work)
        names = [next(ended)[0].name]
        wait_for(lambda: all(state.status == "finished" for state in client.futures.values()))
        os.kill(next(iter(client.run(os.getpid).values())), signal.SIGKILL)
        wait_for(lambda: any(state.status != "finished" for state in client.futures.values()))
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


def test_what_is_printed_before_a_process_scores_is_no_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_text('print("a Python set up by others")\n', encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(site), *sys.path]))
    recordings(tmp_path / "in", 2)
    settings = BatchSettings(report="none", robustness=False)
    assert plm_detect.batch([tmp_path / "in"], tmp_path / "out", settings=settings).n_scored == 2


def test_process_that_answers_nonsense_is_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message is shorter than it says, and the process goes on."""
    nonsense = (
        "import sys; from plm_detect.batches.process import READY; "
        "sys.stdout.buffer.write(READY + (3).to_bytes(8, 'little') + b'abc'); sys.stdout.flush(); "
        "sys.stdin.buffer.read()"
    )
    monkeypatch.setattr(process, "COMMAND", ("-c", nonsense))
    monkeypatch.setattr(process, "ENDS_WITHIN_S", 0.1)
    (path,) = recordings(tmp_path / "in", 1)
    child = process.Child()
    outcome = child.score(Job(str(path), name="a"), Work(BatchSettings(), str(tmp_path / "out")))
    assert outcome.passing
    assert outcome.error == "a: the scoring process gave no readable answer."


def test_files_next_to_a_recording_are_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    recordings(tmp_path, 1)
    for name in ("queue", "token", "plm_detect"):
        (tmp_path / f"{name}.py").write_text("raise ImportError('run')\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    settings = BatchSettings(report="none", robustness=False)
    done = plm_detect.batch(["rec000.edf"], tmp_path / "out", settings=settings, jobs=1)
    assert done.n_scored == 1


def test_process_that_cannot_start_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "COMMAND", ("-c", "raise ImportError('no such library')"))
    child = process.Child()
    work = Work(BatchSettings(), str(tmp_path / "out"))
    outcome = child.score(Job(str(tmp_path / "a.edf"), name="a"), work)
    assert outcome.error == (
        "a: the scoring process ended too early (exit code 1): ImportError: no such library."
    )


def test_killed_process_leaves_no_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "scratch"))
    (tmp_path / "scratch").mkdir()
    leaves = (
        "import os, sys, tempfile; open(os.path.join(tempfile.gettempdir(), 'left'), 'w').close(); "
        "from plm_detect.batches.process import READY; sys.stdout.buffer.write(READY); "
        "sys.stdout.flush(); sys.stdin.buffer.read()"
    )
    monkeypatch.setattr(process, "COMMAND", ("-c", leaves))
    child = process.Child()
    work = Work(BatchSettings(longest_s=3.0), str(tmp_path / "out"))
    outcome = child.score(Job(str(tmp_path / "a.edf"), name="a"), work)
    assert "took longer than 3 s" in outcome.error
    assert list((tmp_path / "scratch").iterdir()) == []


def test_fewer_than_no_processes_are_refused(tmp_path: Path) -> None:
    with pytest.raises(plm_detect.PlmDetectError, match="-1 is too small"):
        plm_detect.batch([tmp_path], tmp_path / "out", jobs=-1)
