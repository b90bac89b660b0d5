"""A process that scores recordings for another one, and can be given up at any time.

It is started by `Child`, gets pickled jobs through its standard input and answers through its
standard output. When the process that started it is gone, it ends at once.
"""

from __future__ import annotations

import os
import pickle
import queue
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from plm_detect.batches.outcome import Outcome

if TYPE_CHECKING:
    from plm_detect.batches.jobs import Job
    from plm_detect.batches.worker import Work

LENGTH_BYTES = 8
COMMAND = ("-P", "-m", "plm_detect.batches.process")
"""Started without the current folder on its path, in which a recording may lie next to any file."""
PLACES_OF_TEMPORARY = ("TMPDIR", "TEMP", "TMP")
READY = b"\0plm-detect scores\n"
"""What a process says first; what a Python that is set up by others prints before is skipped."""
UNREADABLE = (
    OSError, EOFError, pickle.UnpicklingError, MemoryError, OverflowError, ValueError,
    AttributeError, ImportError, IndexError,
)  # fmt: skip
"""What reading a message raises that was cut, or that is nonsense."""
ENDS_WITHIN_S = 10.0
LOOK_EVERY_S = 0.1
LONGEST_REASON = 200
MEGABYTE = 1e6
GIVES_BACK = "MALLOC_TRIM_THRESHOLD_"
"""Dask sets it so that its workers give memory back at once; to ask for the same arrays anew for
every recording takes nearly as long as to score it."""


class Child:
    """The process, started when it is first needed and again after it was given up."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._answers: queue.SimpleQueue[Outcome | None] = queue.SimpleQueue()
        self._listener: threading.Thread | None = None
        self._starting = threading.Lock()
        self._is_stopped = False
        self._is_ready = threading.Event()
        self._errors: IO[bytes] | None = None
        self._scratch: tempfile.TemporaryDirectory[str] | None = None

    def score(self, job: Job, work: Work) -> Outcome:
        """Score a recording within the budgets of the settings.

        Parameters
        ----------
        job : Job
        work : Work

        Returns
        -------
        Outcome
            With the most memory that was seen.
        """
        settings = work.settings
        begin = time.perf_counter()
        most_mb = 0.0
        try:
            process = self._started()
            _send(process.stdin, (job, work))
        except OSError:
            return self._ended(job, most_mb, begin)
        while True:
            try:
                answer = self._answers.get(timeout=LOOK_EVERY_S)
            except queue.Empty:
                most_mb = max(most_mb, _memory_mb(process.pid))
                if time.perf_counter() - begin > settings.longest_s:
                    self.close()
                    text = f"{job.name}: it took longer than {settings.longest_s:g} s (longest_s)."
                    return Outcome(text, seconds=time.perf_counter() - begin, memory_mb=most_mb)
                if most_mb > settings.most_memory_mb:
                    self.close()
                    text = (
                        f"{job.name}: it took more memory than {settings.most_memory_mb:g} MB "
                        "(most_memory_mb)."
                    )
                    return Outcome(text, seconds=time.perf_counter() - begin, memory_mb=most_mb)
                continue
            if answer is None:
                return self._ended(job, most_mb, begin)
            return replace(answer, memory_mb=max(most_mb, _memory_mb(process.pid)))

    def _ended(self, job: Job, most_mb: float, begin: float) -> Outcome:
        ending = "could not be started"
        if self._process is not None:
            try:
                ending = _how_it_ended(self._process.wait(ENDS_WITHIN_S))
            except subprocess.TimeoutExpired:
                ending = "gave no readable answer"
        reason = self._reason()
        self.close()
        text = f"{job.name}: the scoring process {ending}{reason}."
        seconds = time.perf_counter() - begin
        return Outcome(text, passing=True, seconds=seconds, memory_mb=most_mb)

    def _reason(self) -> str:
        """Return the last line of what a process said that never came to score."""
        if self._errors is None or self._is_ready.is_set():
            return ""
        self._errors.seek(0)
        lines = self._errors.read().decode("utf-8", "replace").split("\n")
        last = next((line.strip() for line in reversed(lines) if line.strip()), "")
        return f": {last[:LONGEST_REASON].rstrip('.')}" if last else ""

    def _started(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is not None:
            self.close()
        if self._process is None:
            self._answers = queue.SimpleQueue()
            self._is_ready = threading.Event()
            self._errors = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the process
            # What the process leaves when it is killed goes with this folder.
            self._scratch = tempfile.TemporaryDirectory(
                prefix="plm-detect-", ignore_cleanup_errors=True
            )
            with self._starting:
                if self._is_stopped:
                    raise ProcessLookupError
                self._process = subprocess.Popen(  # noqa: S603 - this program itself
                    [sys.executable, *COMMAND],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=self._errors,
                    env=_environment(self._scratch.name),
                )
            self._listener = threading.Thread(
                target=_listen,
                args=(self._process.stdout, self._is_ready, self._answers),
                daemon=True,
            )
            self._listener.start()
        return self._process

    def stop(self) -> None:
        """End the process for good, and with it what another thread waits for."""
        with self._starting:
            self._is_stopped = True
            process = self._process
        if process is not None:
            process.kill()

    def close(self) -> None:
        """Give the process up."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            if self._listener is not None:
                self._listener.join()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with suppress(OSError):
                        pipe.close()
        if self._errors is not None:
            self._errors.close()
        if self._scratch is not None:
            self._scratch.cleanup()
        self._errors = self._scratch = None


def _environment(scratch: str) -> dict[str, str]:
    """Return the environment of a process that finds the same modules as this one."""
    kept = {name: value for name, value in os.environ.items() if name != GIVES_BACK}
    path = os.pathsep.join(str(Path(each).absolute()) for each in sys.path)
    return {**kept, "PYTHONPATH": path, **dict.fromkeys(PLACES_OF_TEMPORARY, scratch)}


def _how_it_ended(code: int) -> str:
    return f"was killed (signal {-code})" if code < 0 else f"ended too early (exit code {code})"


def _memory_mb(pid: int) -> float:
    import psutil

    try:
        return float(psutil.Process(pid).memory_info().rss) / MEGABYTE
    except psutil.Error:
        return 0.0


def _listen(
    source: IO[bytes] | None, is_ready: threading.Event, answers: queue.SimpleQueue[Outcome | None]
) -> None:
    try:
        if source is not None and any(line.endswith(READY) for line in source):
            is_ready.set()
            while (answer := _received(source)) is not None:
                answers.put(answer)
    except (OSError, ValueError):
        pass
    finally:
        answers.put(None)


def _send(target: IO[bytes] | None, message: Any) -> None:
    content = pickle.dumps(message)
    if target is not None:
        target.write(len(content).to_bytes(LENGTH_BYTES, "little") + content)
        target.flush()


def _received(source: IO[bytes] | None) -> Any:
    """Return the next message; None at the end."""
    if source is None:
        return None
    try:
        length = source.read(LENGTH_BYTES)
        if len(length) < LENGTH_BYTES:
            return None
        # Only the process that started this one, or was started by it, writes here.
        return pickle.loads(source.read(int.from_bytes(length, "little")))  # noqa: S301
    except UNREADABLE:
        return None


def _main() -> None:
    """Score what comes in until the other end is gone."""
    # Ctrl+C is heard by all processes of a terminal; whoever started this one decides.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    source, target = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr
    target.write(READY)
    target.flush()
    waiting: queue.SimpleQueue[tuple[Job, Work]] = queue.SimpleQueue()

    def listen() -> None:
        while (message := _received(source)) is not None:
            waiting.put(message)
        os._exit(0)

    threading.Thread(target=listen, daemon=True).start()
    from plm_detect.batches.worker import score_job

    while True:
        job, work = waiting.get()
        try:
            _send(target, score_job(job, work))
        except OSError:
            os._exit(0)


if __name__ == "__main__":
    _main()
