"""Made-up recordings for batches, whole and damaged."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import plm_detect
from plm_detect.simulate.writing import write_simulated

if TYPE_CHECKING:
    from pathlib import Path

N_DIFFERENT = 20
PLAIN = ("--report", "none")
"""Batches without reports are done sooner."""


def recording(path: Path, seed: int = 1, minutes: float = 3.0) -> Path:
    """Write a recording with its scoring inside, and nothing beside it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    settings = plm_detect.SimulationSettings(
        minutes=minutes, seed=seed, rate_hz=128, other_rate_hz=20
    )
    for file in write_simulated(plm_detect.simulate_night(settings), path)[1:]:
        file.unlink()
    return path


def recordings(folder: Path, number: int) -> list[Path]:
    """Write many recordings; after the first ones they are copies."""
    made = [recording(folder / f"rec{i:03d}.edf", i + 1) for i in range(min(number, N_DIFFERENT))]
    for i in range(N_DIFFERENT, number):
        made.append(folder / f"rec{i:03d}.edf")
        shutil.copy(made[i % N_DIFFERENT], made[-1])
    return made


def damaged(source: Path, folder: Path, number: int) -> dict[str, str]:
    """Write recordings that cannot be scored; return a part of the reason of each by name."""
    whole = bytearray(source.read_bytes())

    def changed(first: int, text: bytes) -> bytes:
        return bytes(whole[:first]) + text + bytes(whole[first + len(text) :])

    n_signals = int(whole[252:256])
    labels = b"".join(f"EEG {i}".encode().ljust(16) for i in range(n_signals))
    units = 256 + n_signals * (16 + 80)
    kinds: list[tuple[bytes, str]] = [
        (b"", "empty"),
        (b"nonsense " * 100, "not an EDF"),
        (bytes(whole[:100]), "cut off within its header"),
        (bytes(whole[:600]), "cut off within its header"),
        (changed(252, b"xx  "), "how many signals"),
        (changed(252, b"0   "), "no signals"),
        (changed(244, b"?       "), "how long a data record"),
        (changed(244, b"0       "), "0 s"),
        (changed(256, labels), "no channel"),
        (changed(units, b"mmHg    " * 2), "unit"),
    ]
    reasons = {}
    for i in range(number):
        content, reason = kinds[i % len(kinds)]
        (folder / f"bad{i:02d}.edf").write_bytes(content)
        reasons[f"bad{i:02d}"] = reason
    return reasons
