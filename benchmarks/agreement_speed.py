"""Time and memory of a study with many scorers.

    python benchmarks/agreement_speed.py [--nights 100] [--scorers 12] [--events 1000] [--jobs 2]

All scorers are compared with each other and with most of the others.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from pathlib import Path

import numpy as np

import plm_detect

HEAD = "onset_s,duration_s,event,side\n"


def write_nights(folder: Path, n_nights: int, n_scorers: int, n_events: int) -> None:
    """Write made-up scorings: every scorer misses some movements and moves the others a little."""
    rng = np.random.default_rng(0)
    stages = "".join(f"{30 * i},30,stage_{'W' if i < 40 else 'N2'},\n" for i in range(960))
    for night in range(n_nights):
        onset = np.sort(rng.uniform(60, 28_700, n_events))
        side = rng.choice(["left", "right"], n_events)
        for scorer in range(n_scorers):
            kept = rng.random(n_events) < 0.85
            moved = onset[kept] + rng.normal(0, 0.2, kept.sum())
            rows = "".join(
                f"{a:.3f},{d:.2f},lm,{s}\n"
                for a, d, s in zip(moved, rng.uniform(0.6, 4, len(moved)), side[kept], strict=True)
            )
            path = folder / f"night{night:03d}_scorer{scorer + 1:02d}.csv"
            path.write_text(HEAD + stages + rows, encoding="utf-8")


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--nights", type=int, default=100)
    parser.add_argument("--scorers", type=int, default=12)
    parser.add_argument("--events", type=int, default=1000)
    parser.add_argument("--jobs", type=int, default=2)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_nights(folder, wanted.nights, wanted.scorers, wanted.events)
        begin = time.perf_counter()
        found = plm_detect.agree_among(folder, jobs=wanted.jobs)
        compared = time.perf_counter()
        plm_detect.write_agreement(found, folder / "out")
        written = time.perf_counter()
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3
    workers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e3
    print(
        f"{wanted.nights} nights, {wanted.scorers} scorers, {wanted.events} events, "
        f"{len(found.pairs)} pairs"
    )
    print(f"comparing {compared - begin:.1f} s, tables {written - compared:.1f} s")
    print(f"peak memory {own:.0f} MB, largest worker {workers:.0f} MB")


if __name__ == "__main__":
    main()
