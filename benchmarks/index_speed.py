"""Speed of applying rules to scored movements, beside reading the same table with pandas.

    python benchmarks/index_speed.py [--repeats 5]

Makes event tables of nights that hold more and more movements (one every ten seconds on average,
so that the nights get longer), and prints medians in seconds, all in this process.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

import plm_detect

if TYPE_CHECKING:
    from collections.abc import Callable

SIZES = (1_000, 3_000, 10_000, 30_000, 100_000)
MEAN_INTERVAL_S = 10.0
EPOCH_S = 30.0
STAGES = ("W", "N1", "N2", "N3", "R")


def event_table(n_movements: int, seed: int = 1) -> pd.DataFrame:
    """Return a made-up scoring with movements of both legs, stages, arousals and apneas."""
    rng = np.random.default_rng(seed)
    onset = np.cumsum(rng.uniform(0.4, 1.6, n_movements) * MEAN_INTERVAL_S).round(3)
    epochs = np.arange(0, onset[-1] + EPOCH_S, EPOCH_S)
    stages = rng.choice(
        ["stage_W", "stage_N1", "stage_N2", "stage_N3", "stage_R"], len(epochs) // 20 + 1
    )
    arousals, apneas = onset[::7] + 1.0, onset[::11] - 20.0
    parts = [
        (
            onset,
            rng.uniform(0.6, 6.0, n_movements).round(3),
            "lm",
            rng.choice(["left", "right"], n_movements),
        ),
        (epochs, np.full(len(epochs), EPOCH_S), np.repeat(stages, 20)[: len(epochs)], ""),
        (arousals, np.full(len(arousals), 5.0), "arousal", ""),
        (apneas[apneas > 0], np.full(np.sum(apneas > 0), 18.0), "resp", ""),
    ]
    frames = [
        pd.DataFrame({"onset_s": o, "duration_s": d, "event": e, "side": s}) for o, d, e, s in parts
    ]
    return pd.concat(frames).sort_values("onset_s", kind="stable")


def median_s(work: Callable[[], object], repeats: int) -> float:
    """Return the median time of some work, after one run that does not count."""
    work()
    times = []
    for _ in range(repeats):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return float(np.median(times))


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--repeats", type=int, default=5)
    repeats = parser.parse_args().repeats
    print("| movements | rows | index() | no robustness | us a movement | pandas.read_csv |")
    print("|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            path = Path(folder) / f"night_{size}.csv"
            table = event_table(size)
            table.to_csv(path, index=False)
            whole = median_s(lambda path=path: plm_detect.index(path), repeats)
            bare = median_s(lambda path=path: plm_detect.index(path, robustness=False), repeats)
            pandas = median_s(lambda path=path: pd.read_csv(path), repeats)
            print(
                f"| {size} | {len(table)} | {whole:.3f} | {bare:.3f} | {1e6 * whole / size:.1f} "
                f"| {pandas:.4f} |"
            )


if __name__ == "__main__":
    main()
