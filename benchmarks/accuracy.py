"""Accuracy of all detectors on simulated nights, beside a peer where it is installed.

    python benchmarks/accuracy.py [--hours 3] [--seeds 101 102] [--rates 256]
        [--scenarios noisy ...] [--detectors adaptive ...] [--no-ecg]

Per leg, before the legs are joined, movements are matched with the truth one to one by their
overlap (intersection over union). Prints a table for docs/accuracy.md.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field
from importlib.util import find_spec
from typing import TYPE_CHECKING

import numpy as np
from scenarios import SCENARIOS

import plm_detect
from plm_detect.conditioning.condition import condition
from plm_detect.detection.compared import detect_published
from plm_detect.detection.detector import detect
from plm_detect.detection.following import follow
from plm_detect.model.movements import LegMovements, Side
from plm_detect.model.settings import OWN_DETECTOR, DetectionSettings
from plm_detect.model.signals import LegSignal, Segment
from plm_detect.model.spans import Spans
from plm_detect.model.window import AnalysisWindow
from plm_detect.pipeline.evaluate import NightEvents, periodic_in_sleep
from plm_detect.rules.sets import load
from plm_detect.simulate.night import ECG_CHANNEL

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.simulate.night import SimulatedNight

PEER = "psgscoring"
LONGEST_S = 10.0
RULES = load("wasm2016")
SETTINGS = DetectionSettings()
COLUMNS = (
    "nights",
    "Hz",
    "detector",
    "precision",
    "recall",
    "F1 (0.5)",
    "F1 (0.2)",
    "onset ms",
    "end ms",
    "body in pieces",
    "PLMS/h off",
)
LEGS = {0: Side.LEFT, 1: Side.RIGHT}


@dataclass
class Tally:
    """What was found over several legs and nights."""

    n_found: int = 0
    n_true: int = 0
    n_half: int = 0
    n_fifth: int = 0
    onset_off_s: list[float] = field(default_factory=list)
    end_off_s: list[float] = field(default_factory=list)
    index_off: list[float] = field(default_factory=list)
    n_body: int = 0
    n_in_pieces: int = 0

    def add_body(self, found: LegMovements, body: Spans) -> None:
        """Count the movements of the body of more than 10 s that leave a candidate piece."""
        for onset_s, end_s in zip(body.onset_s.tolist(), body.end_s.tolist(), strict=True):
            if end_s - onset_s <= LONGEST_S:
                continue
            together_s = np.minimum(found.end_s, end_s) - np.maximum(found.onset_s, onset_s)
            whole_s = np.maximum(found.end_s, end_s) - np.minimum(found.onset_s, onset_s)
            is_piece = (together_s > 0) & (together_s < 0.5 * whole_s)
            self.n_body += 1
            self.n_in_pieces += bool(np.any(is_piece & (found.duration_s <= LONGEST_S)))

    def add(self, found: LegMovements, truth: LegMovements) -> None:
        """Count the movements of one leg."""
        self.n_found += len(found)
        self.n_true += len(truth)
        self.n_fifth += len(pairs(found, truth, 0.2))
        matched = pairs(found, truth, 0.5)
        self.n_half += len(matched)
        for i, j in matched:
            self.onset_off_s.append(float(found.onset_s[i] - truth.onset_s[j]))
            self.end_off_s.append(float(found.end_s[i] - truth.end_s[j]))

    def row(self) -> str:
        """Return the columns of the table."""
        whole = self.n_found + self.n_true
        cells = [
            f"{self.n_half / max(self.n_found, 1):.4f}",
            f"{self.n_half / max(self.n_true, 1):.4f}",
            f"{2 * self.n_half / whole:.4f}",
            f"{2 * self.n_fifth / whole:.4f}",
            f"{1000 * np.median(np.abs(self.onset_off_s or [np.nan])):.0f}",
            f"{1000 * np.median(np.abs(self.end_off_s or [np.nan])):.0f}",
            f"{self.n_in_pieces}/{self.n_body}" if self.n_body else "",
            " ".join(f"{off:+.1f}" for off in self.index_off),
        ]
        return " | ".join(cells)


def pairs(found: LegMovements, truth: LegMovements, least: float) -> list[tuple[int, int]]:
    """Return one-to-one matches of at least this intersection over union, best first."""
    begin = np.searchsorted(truth.end_s, found.onset_s, side="right")
    stop = np.searchsorted(truth.onset_s, found.end_s, side="left")
    rows = []
    for i, (first, last) in enumerate(zip(begin.tolist(), stop.tolist(), strict=True)):
        for j in range(first, last):
            low, high = sorted((found.onset_s[i], truth.onset_s[j]))
            early, late = sorted((found.end_s[i], truth.end_s[j]))
            rows.append(((early - high) / (late - low), i, j))
    taken: tuple[set[int], set[int]] = (set(), set())
    matched = []
    for overlap, i, j in sorted(rows, reverse=True):
        if overlap >= least and i not in taken[0] and j not in taken[1]:
            taken[0].add(i)
            taken[1].add(j)
            matched.append((i, j))
    return matched


def samples_of(night: SimulatedNight, channel: int) -> NDArray[np.float64]:
    """Return a channel as an EDF file would hold it, in steps of 0.05 uV."""
    parts = [
        night.microvolts(channel, first, min(60, night.n_seconds - first))
        for first in range(0, night.n_seconds, 60)
    ]
    return np.round(np.concatenate(parts) / 0.05) * 0.05


def search(
    name: str,
    samples: NDArray[np.float64],
    rate_hz: float,
    side: Side,
    ecg: tuple[Segment, ...] | None,
) -> LegMovements:
    """Return what a detector finds in one leg."""
    if name == PEER:
        return search_with_peer(samples, rate_hz, side)
    leg = LegSignal(side, "", (Segment(0.0, rate_hz, samples),))
    followed = follow(condition(leg, SETTINGS, ecg).emg, SETTINGS)
    if name == OWN_DETECTOR:
        return detect(followed, side, RULES.movement.criteria(), SETTINGS).movements
    return detect_published(name, followed, side)


def search_with_peer(samples: NDArray[np.float64], rate_hz: float, side: Side) -> LegMovements:
    """Return what psgscoring finds in one leg."""
    from psgscoring import plm

    # The public function of psgscoring 0.37 returns at most 200 movements.
    events = plm._detect_lm_channel(samples, rate_hz, unit="uV")
    onset = np.array([event["onset_s"] for event in events], dtype=np.float64)
    end = onset + np.array([event["duration_s"] for event in events], dtype=np.float64)
    return LegMovements.scored(onset, end, np.full(len(onset), side, dtype=np.int8))


def index_of(night: SimulatedNight, movements: LegMovements) -> float:
    """Return the PLMS index that movements of both legs give."""
    covered = Spans.of([(0.0, float(night.n_seconds))])
    window = AnalysisWindow.of(night.scoring, covered)
    events = NightEvents(movements, night.scoring, window, covered, covered)
    return periodic_in_sleep(events, RULES).per_hour or 0.0


def simulated(scenario: str, minutes: float, seed: int, rate_hz: int | None) -> SimulatedNight:
    """Return a night of a scenario."""
    wanted = {"minutes": minutes, "seed": seed, **SCENARIOS[scenario]}
    if rate_hz is not None:
        wanted["rate_hz"] = rate_hz
    return plm_detect.simulate_night(plm_detect.SimulationSettings(**wanted))


def ecg_of(night: SimulatedNight) -> tuple[Segment, ...]:
    """Return the ECG of a night."""
    return (Segment(0.0, float(night.rate_of(ECG_CHANNEL)), samples_of(night, ECG_CHANNEL)),)


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--hours", type=float, default=3.0)
    parser.add_argument("--seeds", type=int, nargs="+", default=[101, 102])
    parser.add_argument("--rates", type=int, nargs="+", default=[None])
    parser.add_argument("--scenarios", nargs="+", choices=list(SCENARIOS), default=list(SCENARIOS))
    parser.add_argument("--detectors", nargs="+", default=list(plm_detect.detectors()))
    parser.add_argument("--no-ecg", action="store_true", help="do without the ECG channel")
    wanted = parser.parse_args()
    names = list(wanted.detectors)
    if PEER not in names and find_spec(PEER):
        names.append(PEER)
    print(f"| {' | '.join(COLUMNS)} |\n|{'---|' * len(COLUMNS)}")
    for scenario in wanted.scenarios:
        for rate in wanted.rates:
            tallies = {name: Tally() for name in names}
            for seed in wanted.seeds:
                night = simulated(scenario, 60 * wanted.hours, seed, rate)
                rate_hz = float(night.settings.rate_hz)
                truth_index = index_of(night, night.movements)
                legs = {side: samples_of(night, channel) for channel, side in LEGS.items()}
                ecg = None if wanted.no_ecg else ecg_of(night)
                for name, tally in tallies.items():
                    found = []
                    for side, samples in legs.items():
                        found.append(search(name, samples, rate_hz, side, ecg))
                    for side, movements in zip(legs, found, strict=True):
                        tally.add(movements, night.movements.take(night.movements.side == side))
                        tally.add_body(movements, night.activity.body)
                    index = index_of(night, LegMovements.together(found))
                    tally.index_off.append(index - truth_index)
            for name, tally in tallies.items():
                print(f"| {scenario} | {rate_hz:g} | {name} | {tally.row()} |", flush=True)


if __name__ == "__main__":
    main()
