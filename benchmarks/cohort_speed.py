"""Time and memory of the tables and the page of a large cohort.

    python benchmarks/cohort_speed.py [--nights 10000] [--keep DIR]

One night is scored, and its results are copied for every night, with another index.
"""

from __future__ import annotations

import argparse
import resource
import shutil
import tempfile
import time
from pathlib import Path

import plm_detect
from plm_detect.batches.cohort import NEEDED, write_cohort
from plm_detect.batches.jobs import Job
from plm_detect.batches.outcome import Outcome
from plm_detect.batches.settings import BatchSettings
from plm_detect.batches.state import State
from plm_detect.batches.worker import NIGHTS
from plm_detect.files.places import place_of
from plm_detect.results.seal import read_sealed, write_sealed

SAMPLE = Path(__file__).parents[1] / "sample_data" / "sample_night.edf"


def fill(out: Path, n_nights: int) -> None:
    """Write the results of many nights and the state of their batch."""
    made = plm_detect.write_night(plm_detect.score(SAMPLE), out / "one")
    summary, _ = read_sealed(made)
    state = State(out)
    jobs = [
        Job(f"/data/n{i:05d}.edf", name=f"n{i:05d}", subject=f"S{i // 3}", night=str(i % 3 + 1))
        for i in range(n_nights)
    ]
    state.plan(jobs, [])
    for i, job in enumerate(jobs):
        folder = out / NIGHTS / job.name
        folder.mkdir(parents=True)
        for name in NEEDED[1:]:
            shutil.copy(made / name, folder / name)
        summary["headline"]["plms_per_hour"] = float(i * 7919 % 1000) / 10
        write_sealed(folder, summary)
        if i % 50:
            state.record(job, "key", Outcome(grade="good"), 1, "0")
        else:
            state.record(job, "key", Outcome(error="made up: it cannot be read."), 1, "0")
    state.close()
    shutil.rmtree(out / "one")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--nights", type=int, default=10_000)
    parser.add_argument("--keep", type=Path)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        out = wanted.keep or Path(scratch)
        fill(out, wanted.nights)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
        begin = time.perf_counter()
        state = State(out)
        write_cohort(state.rows(), place_of(str(out)), BatchSettings(), parquet=True)
        seconds = time.perf_counter() - begin
        state.close()
        sizes = {
            path.name: path.stat().st_size / 1e6
            for path in sorted(out.iterdir())
            if path.suffix in (".csv", ".parquet", ".html")
        }
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    print(f"{wanted.nights} nights: {seconds:.1f} s, memory {memory:.0f} MB ({before:.0f} before)")
    print(", ".join(f"{name} {size:.1f} MB" for name, size in sizes.items()))


if __name__ == "__main__":
    main()
