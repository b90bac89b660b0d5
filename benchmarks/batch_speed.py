"""Time of a batch beside the same recordings scored one after the other.

    python benchmarks/batch_speed.py [--nights 20] [--hours 8] [--channels 20] [--jobs 2]

Nights are links to one simulated recording.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path

import plm_detect
from plm_detect.simulate.writing import write_simulated


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--nights", type=int, default=20)
    parser.add_argument("--hours", type=float, default=8.0)
    parser.add_argument("--channels", type=int, default=20)
    parser.add_argument("--jobs", type=int, default=2)
    wanted = parser.parse_args()
    settings = plm_detect.SimulationSettings(
        minutes=60 * wanted.hours, n_channels=wanted.channels, other_rate_hz=256
    )
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        source = folder / "in"
        source.mkdir()
        first = source / "n000.edf"
        for file in write_simulated(plm_detect.simulate_night(settings), first)[1:]:
            file.unlink()
        paths = [first]
        for i in range(1, wanted.nights):
            paths.append(source / f"n{i:03d}.edf")
            os.link(first, paths[-1])
        begin = time.perf_counter()
        for path in paths:
            plm_detect.write_night(plm_detect.score(path), folder / "alone")
        alone = time.perf_counter() - begin
        begin = time.perf_counter()
        found = plm_detect.batch([source], folder / "out", jobs=wanted.jobs)
        together = time.perf_counter() - begin
        begin = time.perf_counter()
        plm_detect.batch([source], folder / "out", jobs=wanted.jobs, resume=True)
        again = time.perf_counter() - begin
        memory = max(row.memory_mb or 0.0 for row in found.rows)
        size = first.stat().st_size / 1e6
    print(f"{wanted.nights} nights of {size:.0f} MB; largest process {memory:.0f} MB")
    print(f"one after the other {alone:.1f} s = {60 * wanted.nights / alone:.0f} nights a minute")
    print(
        f"batch, {wanted.jobs} processes {together:.1f} s = "
        f"{60 * wanted.nights / together:.0f} nights a minute, start and tables included"
    )
    print(f"again, all done before: {again:.1f} s")


if __name__ == "__main__":
    main()
