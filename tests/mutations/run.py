"""Damaged inputs of every kind: each must end in a result or in the program's own error.

    python tests/mutations/run.py [--seed 1] [--count 100000] [--kind recordings] [--seconds 60]

Each input is made from the seed, its kind and its number; ``--kind`` and ``--only`` run a single
one again. A child process does the work, with limits of CPU, time and memory; when an input ends
it, the next goes on after that input. Exit code 1 when there was a fault.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
import warnings
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from mutations.kinds import KINDS

from plm_detect.errors import PlmDetectError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mutations.kinds import Trial

MOST_CPU_S, MOST_TIME_S, SILENT_S = 10.0, 30.0, 90.0
MOST_BYTES = 2**30
LONGEST_TEXT = 20_000
OK, REFUSED = "ok", "refused"
FAULTS = ("foreign", "slow", "large", "long", "died")
SHARES = {"cohort": 0.3, "state": 0.5, "urls": 0.1, "agree": 0.5}
"""Of what an even division would give; these take long for each."""


class TooSlowError(BaseException):
    """An input takes more time than it may; nothing in the program catches this."""


@contextmanager
def limited() -> Iterator[None]:
    """Raise `TooSlowError` after too much CPU or time, where the system has such timers."""
    if not hasattr(signal, "setitimer") or (
        threading.current_thread() is not threading.main_thread()
    ):
        yield
        return

    def stop(*_: object) -> None:
        raise TooSlowError

    kinds = ((signal.SIGPROF, signal.ITIMER_PROF), (signal.SIGALRM, signal.ITIMER_REAL))
    before = [signal.signal(number, stop) for number, _ in kinds]
    try:
        signal.setitimer(signal.ITIMER_PROF, MOST_CPU_S)
        signal.setitimer(signal.ITIMER_REAL, MOST_TIME_S)
        yield
    finally:
        for (number, timer), handler in zip(kinds, before, strict=True):
            signal.setitimer(timer, 0)
            signal.signal(number, handler)


def outcome_of(trial: Trial, kind: str, seed: int, number: int) -> tuple[str, str]:
    """Return what became of an input, and the details of a fault."""
    rng = random.Random(f"{kind} {seed} {number}")
    try:
        with limited():
            trial(rng)
    except PlmDetectError as error:
        text = str(error)
        return ("long", text[:300]) if len(text) > LONGEST_TEXT else (REFUSED, text)
    except TooSlowError:
        return "slow", traceback.format_exc()[-3000:]
    except Exception as error:  # noqa: BLE001 - finding these is the purpose
        frames = traceback.extract_tb(error.__traceback__)
        own = next((each for each in reversed(frames) if "plm_detect" in each.filename), frames[-1])
        place = f"{type(error).__name__} in {Path(own.filename).name}:{own.lineno}"
        return "foreign", f"{traceback.format_exc()[-3000:]}\n{place}: {str(error)[:100]!r}"
    return OK, ""


def _largest_bytes() -> int:
    try:
        import resource
    except ImportError:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _limit_memory() -> None:
    """Let reservations of memory fail that go far beyond what is measured."""
    try:
        import resource

        held = int(Path("/proc/self/statm").read_text().split()[0]) * os.sysconf("SC_PAGE_SIZE")
        resource.setrlimit(resource.RLIMIT_AS, (held + 2 * MOST_BYTES, resource.RLIM_INFINITY))
    except (ImportError, OSError, ValueError):
        return


def _strict_warnings() -> None:
    """Count warnings as faults, but for those of files that other libraries leave open."""
    warnings.simplefilter("error")
    warnings.simplefilter("ignore", ResourceWarning)


def child(kind: str, seed: int, first: int, count: int) -> None:
    """Try inputs one by one, a line of JSON for each."""
    _strict_warnings()
    with (
        os.fdopen(os.dup(1), "w", encoding="utf-8") as out,
        Path(os.devnull).open("w", encoding="utf-8") as nowhere,
        tempfile.TemporaryDirectory() as folder,
    ):
        os.dup2(nowhere.fileno(), 1)
        trial = KINDS[kind](Path(folder))
        _limit_memory()
        begin_bytes = _largest_bytes()
        for number in range(first, first + count):
            begin = time.process_time()
            outcome, details = outcome_of(trial, kind, seed, number)
            seconds = time.process_time() - begin
            is_large = _largest_bytes() - begin_bytes > MOST_BYTES
            if is_large:
                outcome = "large"
            elif seconds > MOST_CPU_S:
                outcome = "slow"
            line = {"number": number, "outcome": outcome, "details": details, "seconds": seconds}
            print(json.dumps(line), file=out, flush=True)
            if is_large:  # the next is measured by a process of its own
                return


def _watch(process: subprocess.Popen[str], heard: list[float]) -> None:
    """End a process that says nothing for too long; the timers do not reach into compiled code."""
    while process.poll() is None:
        if time.monotonic() - heard[0] > SILENT_S:
            process.kill()
        time.sleep(1)


def lines_of(kind: str, seed: int, count: int) -> Iterator[dict[str, Any]]:
    """Yield what became of each input; start a process again after one that it did not survive."""
    first, last = 0, count
    while first < last:
        arguments = ["--child", "--kind", kind, "--seed", str(seed), "--first", str(first)]
        with subprocess.Popen(
            [sys.executable, __file__, *arguments, "--count", str(last - first)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL if first else None,
            text=True,
            encoding="utf-8",
        ) as process:
            heard = [time.monotonic()]
            threading.Thread(target=_watch, args=(process, heard), daemon=True).start()
            assert process.stdout is not None
            try:
                for text in process.stdout:
                    heard[0] = time.monotonic()
                    line = json.loads(text)
                    first = line["number"] + 1
                    yield line
                code = process.wait()
            finally:
                process.kill()
        if first < last and code:
            details = f"the process ended with code {code}"
            yield {"number": first, "outcome": "died", "details": details, "seconds": SILENT_S}
            first += 1


def run(kind: str, seed: int, count: int, longest_s: float = float("inf")) -> Counter[str]:
    """Try inputs of a kind; tell of faults as they are found."""
    outcomes: Counter[str] = Counter()
    slowest = 0.0
    told: Counter[str] = Counter()
    begin = time.monotonic()
    for line in lines_of(kind, seed, count):
        if time.monotonic() - begin > longest_s:
            break
        outcomes[line["outcome"]] += 1
        slowest = max(slowest, line["seconds"])
        if line["outcome"] in FAULTS:
            last = line["details"].strip().rpartition("\n")[2][:200]
            told[last.partition(": ")[0]] += 1
            if told[last.partition(": ")[0]] == 1:
                print(
                    f"{kind}: {line['outcome']}, --seed {seed} --only {line['number']}: {last}",
                    flush=True,
                )
    numbers = ", ".join(f"{outcomes[name]} {name}" for name in (OK, REFUSED, *FAULTS))
    print(f"{kind}: {outcomes.total()} inputs, {numbers}; slowest {slowest:.1f} s CPU", flush=True)
    return outcomes


def main() -> int:
    """Run the harness on every kind, or one."""
    parser = argparse.ArgumentParser(description="Hand damaged inputs to the program.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=100_000, help="inputs in all")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="for each kind")
    parser.add_argument("--kind", choices=sorted(KINDS))
    parser.add_argument("--only", type=int, help="number of the one input to try, with its trace")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--first", type=int, default=0, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.child:
        child(wanted.kind, wanted.seed, wanted.first, wanted.count)
        return 0
    if wanted.only is not None:
        _strict_warnings()
        with tempfile.TemporaryDirectory() as folder:
            trial = KINDS[wanted.kind](Path(folder))
            print(*outcome_of(trial, wanted.kind, wanted.seed, wanted.only), sep="\n")
        return 0
    kinds = [wanted.kind] if wanted.kind else list(KINDS)
    shares = {kind: SHARES.get(kind, 1.0) for kind in kinds}
    found: Counter[str] = Counter()
    for kind in kinds:
        count = round(wanted.count * shares[kind] / sum(shares.values()))
        found += run(kind, wanted.seed, count, wanted.seconds)
    n_faults = sum(found[name] for name in FAULTS)
    print(f"{found.total()} inputs of {len(kinds)} kinds, {n_faults} faults")
    return 1 if n_faults else 0


if __name__ == "__main__":
    sys.exit(main())
