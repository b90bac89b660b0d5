"""Nights of every kind that a report must show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

import plm_detect
from plm_detect.simulate.writing import write_simulated

if TYPE_CHECKING:
    from pathlib import Path

    from plm_detect import Night

COLUMNS = ["onset_s", "duration_s", "event", "side"]


def table(rows: list[tuple[float, float, str, str]]) -> Night:
    return plm_detect.index(pd.DataFrame(rows, columns=COLUMNS), legs_scored=True)


def staged(hours: float) -> list[tuple[float, float, str, str]]:
    cycle = ["stage_W", "stage_N1", "stage_N2", "stage_N3", "stage_N2", "stage_R"]
    return [(30.0 * i, 30.0, cycle[(i // 40) % len(cycle)], "") for i in range(int(hours * 120))]


def severe() -> Night:
    """8 hours with more than 1,500 periodic movements of both legs, arousals and apneas."""
    rows = staged(8.0)
    for i in range(1600):
        onset = 20.0 + 17.9 * i
        rows.append((onset, 1.0 + (i % 7) * 0.4, "lm", ("left", "right", "both")[i % 3]))
        if i % 5 == 0:
            rows.append((onset + 1, 4.0, "arousal", ""))
        if i % 25 == 0:
            rows.append((onset - 15, 14.0, "apnea_obstructive", ""))
    return table(rows)


def empty() -> Night:
    """A night without any movement."""
    return table(staged(7.0))


def long() -> Night:
    """14 hours with a few movements."""
    rows = staged(14.0)
    rows += [(600.0 + 25.0 * i, 2.0, "lm", "left") for i in range(60)]
    return table(rows)


def short() -> Night:
    """20 minutes."""
    rows = staged(1 / 3)
    rows += [(300.0 + 20.0 * i, 1.5, "lm", "right") for i in range(8)]
    return table(rows)


def simulated(folder: Path, name: str, **settings: object) -> Path:
    night = plm_detect.simulate_night(plm_detect.SimulationSettings(**settings))  # type: ignore[arg-type]
    path = folder / f"{name}.edf"
    write_simulated(night, path)
    return path
