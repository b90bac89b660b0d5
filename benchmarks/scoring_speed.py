"""Time to read scorings of many events, in every format.

    python benchmarks/scoring_speed.py [--events 20000] [--repeats 5]

Beside it: what `pandas.read_csv` takes for the same events as a table.
"""

from __future__ import annotations

import argparse
import datetime as dt
import tempfile
import time
from pathlib import Path
from statistics import median

import numpy as np
import pandas as pd

from plm_detect.scorings.canonical import CanonicalEvent, in_order
from plm_detect.scorings.content import Content
from plm_detect.scorings.events import Reading
from plm_detect.scorings.formats import WRITTEN
from plm_detect.scorings.reading import read_scoring
from plm_detect.scorings.writing import write_events

START = dt.datetime(2024, 3, 7, 22, 30)  # noqa: DTZ001 - recordings have no time zone


def night(n_events: int) -> Content:
    """Return a night of epochs, movements, arousals and apneas."""
    rng = np.random.default_rng(0)
    n_epochs = 960
    kinds = rng.choice(["lm", "arousal_spont", "hypopnea"], n_events - n_epochs, p=[0.6, 0.2, 0.2])
    onsets = np.round(rng.uniform(0, 28_000, len(kinds)), 3)
    epochs = [CanonicalEvent(30.0 * i, 30.0, "stage_N2", "") for i in range(n_epochs)]
    others = [
        CanonicalEvent(onset, 2.0, kind, "left" if kind == "lm" else "")
        for onset, kind in zip(onsets.tolist(), kinds.tolist(), strict=True)
    ]
    return Content(in_order([*epochs, *others]), START, 28_800.0)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--repeats", type=int, default=5)
    wanted = parser.parse_args()
    content = night(wanted.events)
    reading = Reading(START, 28_800.0)
    print(f"{wanted.events} events, medians of {wanted.repeats}\n\n| format | s |\n|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for writer in WRITTEN:
            if not writer.is_read:
                continue
            path = Path(folder) / f"a{writer.ending}"
            write_events(path, content)
            seconds = []
            for _ in range(wanted.repeats):
                begin = time.perf_counter()
                (file,) = read_scoring(path, reading)
                seconds.append(time.perf_counter() - begin)
            print(f"| {writer.name}, {len(file.events)} events | {median(seconds):.3f} |")
        seconds = []
        for _ in range(wanted.repeats):
            begin = time.perf_counter()
            pd.read_csv(Path(folder) / "a.csv")
            seconds.append(time.perf_counter() - begin)
        print(f"| pandas.read_csv of the table | {median(seconds):.3f} |")


if __name__ == "__main__":
    main()
