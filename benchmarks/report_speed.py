"""Time and size of the reports of an 8-hour night.

    python benchmarks/report_speed.py [--hours 8] [--repeats 3]

Beside it: what scoring the same night takes with and without keeping the EMG for reports.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

import plm_detect
from plm_detect.simulate.writing import write_simulated

if TYPE_CHECKING:
    from collections.abc import Callable


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--hours", type=float, default=8.0)
    parser.add_argument("--repeats", type=int, default=3)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "night.edf"
        settings = plm_detect.SimulationSettings(minutes=60 * wanted.hours, profile="severe_plms")
        write_simulated(plm_detect.simulate_night(settings), path)
        night = plm_detect.score(path, traces=True)
        tasks: dict[str, Callable[[], object]] = {
            "score()": lambda: plm_detect.score(path),
            "score(traces=True)": lambda: plm_detect.score(path, traces=True),
            "report.html": lambda: plm_detect.write_reports(night, folder, "html"),
            "report.pdf": lambda: plm_detect.write_reports(night, folder, "pdf"),
            "both reports": lambda: plm_detect.write_reports(night, folder, "both"),
        }
        print(f"{wanted.hours:g} h, {len(night.movements)} movements, medians of {wanted.repeats}")
        print("\n| task | s |\n|---|---|")
        for task, call in tasks.items():
            seconds = []
            for _ in range(wanted.repeats):
                begin = time.perf_counter()
                call()
                seconds.append(time.perf_counter() - begin)
            print(f"| {task} | {median(seconds):.2f} |")
        for file in ("report.html", "report.pdf"):
            print(f"\n{file}: {(folder / file).stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
