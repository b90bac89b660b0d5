"""Real bursts of leg muscles in real resting EMG, searched by all detectors.

    python benchmarks/real_bursts.py BURSTS.csv[.gz] REST.edf [--labels "EMG LAT" "EMG RAT"]
        [--seeds 1 2] [--detectors adaptive ...]

BURSTS.csv holds one muscle a column, microvolts at 1000 Hz, with the time in the first column
(for instance treadmill gait); REST.edf a recording whose channels rest from ``--rest-from`` on.
One cycle, or two to four in a row, are scaled so that the largest mean over 0.1 s is 25 or 50 uV,
and put into the rest every 8-20 s. The truth is the rule on the burst alone, before it is put
there: mean over 50 ms of the rectified 10-100 Hz signal, onset at 8 uV, end where it last lies
above 2 uV before 0.5 s of quiet.
"""

from __future__ import annotations

import argparse
import csv
import gzip
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pyedflib
from accuracy import Tally, search
from scipy import signal
from scipy.ndimage import uniform_filter1d

import plm_detect
from plm_detect.model.movements import LegMovements, Side

if TYPE_CHECKING:
    from numpy.typing import NDArray

RATE_HZ = 256
BURST_RATE_HZ = 1000
BAND = signal.butter(4, [10, 100], "bandpass", fs=RATE_HZ, output="sos")
LEVELS_UV = (25.0, 50.0)
CYCLES = ((1, 1), (2, 4))
MINUTES = 30
SMOOTH_S = 0.05


def bursts_of(path: Path) -> list[NDArray[np.float64]]:
    """Return each muscle at the rate of the recording, band-passed."""
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8")
    rows = list(csv.reader(text.splitlines()))[1:]
    table = np.array(rows, dtype=np.float64)
    parts = []
    for muscle in table[:, 1:].T:
        emg = signal.resample_poly(muscle, RATE_HZ // 8, BURST_RATE_HZ // 8)
        parts.append(signal.sosfiltfilt(BAND, emg))
    return parts


def cut(emg: NDArray[np.float64], n_cycles: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return some cycles of a muscle, from one quietest moment to another."""
    level = uniform_filter1d(np.abs(emg), RATE_HZ // 10)
    middle, _ = signal.find_peaks(level, height=0.4 * level.max(), distance=RATE_HZ // 2)
    n_cycles = min(n_cycles, len(middle) - 2)
    first = int(rng.integers(1, max(2, len(middle) - n_cycles)))
    begin = middle[first - 1] + int(np.argmin(level[middle[first - 1] : middle[first]]))
    last = first + n_cycles - 1
    after = middle[last + 1] if last + 1 < len(middle) else len(level)
    end = middle[last] + int(np.argmin(level[middle[last] : after]))
    piece = emg[begin:end].copy()
    fade = min(len(piece) // 4, RATE_HZ // 25)
    piece[:fade] *= np.linspace(0, 1, fade)
    piece[len(piece) - fade :] *= np.linspace(1, 0, fade)
    return piece


def rule_on(piece: NDArray[np.float64]) -> list[tuple[float, float]]:
    """Return the movements that the rule finds in a burst without noise, seconds."""
    level = uniform_filter1d(np.pad(np.abs(piece), RATE_HZ), round(SMOOTH_S * RATE_HZ))
    above = np.flatnonzero(level > 2.0)
    found = []
    for part in np.split(above, np.flatnonzero(np.diff(above) >= RATE_HZ / 2) + 1):
        high = part[level[part] >= 8.0]
        if len(high) and part[-1] + 1 - high[0] >= RATE_HZ / 2:
            found.append((high[0] / RATE_HZ - 1.0, (part[-1] + 1) / RATE_HZ - 1.0))
    return found


def rest_of(path: Path, label: str, from_s: float, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return real resting EMG: parts of a recording in random order, faded into each other."""
    with pyedflib.EdfReader(str(path)) as reader:
        channel = reader.getSignalLabels().index(label)
        rest = reader.readSignal(channel)[round(from_s * RATE_HZ) :]
    out, at = np.zeros(MINUTES * 60 * RATE_HZ), 0
    rise = np.sqrt(np.linspace(0, 1, RATE_HZ))
    while at < len(out):
        length = int(rng.uniform(15, 60) * RATE_HZ)
        begin = int(rng.integers(0, len(rest) - length))
        part = rest[begin : begin + length] - np.median(rest[begin : begin + length])
        part[:RATE_HZ] *= rise
        part[-RATE_HZ:] *= rise[::-1]
        kept = min(length, len(out) - at)
        out[at : at + kept] += part[:kept]
        at += length - RATE_HZ
    return out


def with_bursts(
    muscles: list[NDArray[np.float64]],
    rest: Path,
    label: str,
    rest_from_s: float,
    cycles: tuple[int, int],
    level_uv: float,
    seed: int,
) -> tuple[NDArray[np.float64], LegMovements]:
    """Return real resting EMG with real bursts in it, and where the rule finds movements."""
    rng = np.random.default_rng([seed, cycles[0], round(level_uv)])
    emg = rest_of(rest, label, rest_from_s, rng)
    spans, at = [], 10.0
    while at < 60 * MINUTES - 20:
        muscle = muscles[int(rng.integers(len(muscles)))]
        piece = cut(muscle, int(rng.integers(cycles[0], cycles[1] + 1)), rng)
        piece *= level_uv / uniform_filter1d(np.abs(piece), RATE_HZ // 10).max()
        first = round(at * RATE_HZ)
        emg[first : first + len(piece)] += piece
        start_s = first / RATE_HZ
        spans += [(start_s + a, start_s + b) for a, b in rule_on(piece)]
        at += len(piece) / RATE_HZ + rng.uniform(8, 20)
    onset, end = np.array(spans).T
    return emg, LegMovements.scored(onset, end, np.full(len(onset), Side.LEFT, dtype=np.int8))


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser()
    parser.add_argument("bursts", type=Path)
    parser.add_argument("rest", type=Path)
    parser.add_argument("--labels", nargs="+", default=["EMG LAT", "EMG RAT"])
    parser.add_argument("--rest-from", type=float, default=9.0)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--detectors", nargs="+", default=list(plm_detect.detectors()))
    wanted = parser.parse_args()
    muscles = bursts_of(wanted.bursts)
    print("| bursts | detector | precision | recall | F1 (0.5) | F1 (0.2) | onset ms | end ms |")
    print("|---|---|---|---|---|---|---|---|")
    for fewest, most in CYCLES:
        for level_uv in LEVELS_UV:
            tallies = {name: Tally() for name in wanted.detectors}
            for seed in wanted.seeds:
                for label in wanted.labels:
                    emg, truth = with_bursts(
                        muscles,
                        wanted.rest,
                        label,
                        wanted.rest_from,
                        (fewest, most),
                        level_uv,
                        seed,
                    )
                    for name, tally in tallies.items():
                        tally.add(search(name, emg, float(RATE_HZ), Side.LEFT, None), truth)
            cycles = "one cycle" if most == 1 else f"{fewest}-{most} cycles"
            for name, tally in tallies.items():
                cells = " | ".join(tally.row().split(" | ")[:6])
                print(f"| {cycles}, {level_uv:g} uV | {name} | {cells} |", flush=True)


if __name__ == "__main__":
    main()
