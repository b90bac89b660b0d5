"""Speed and memory on one long recording, beside one plain band-pass and other readers.

    python benchmarks/night_speed.py [--hours 8] [--channels 20] [--repeats 5]

Makes a simulated recording in a temporary folder and prints medians. Reading the legs,
conditioning, detection, rules and statistics are timed in this process; peak memory is that of a
process of its own.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import mne
import numpy as np
import pyedflib
from scipy import signal

from plm_detect.conditioning.condition import condition
from plm_detect.detection.detector import detect
from plm_detect.detection.following import follow
from plm_detect.indices.denominators import denominators
from plm_detect.indices.table import statistics
from plm_detect.model.movements import LegMovements
from plm_detect.model.settings import DetectionSettings
from plm_detect.model.window import AnalysisWindow
from plm_detect.pipeline.score import score
from plm_detect.recording.legs import choose_legs
from plm_detect.recording.montage import LegRequest
from plm_detect.recording.opening import open_recording
from plm_detect.recording.reading import read_signals
from plm_detect.rules.apply import apply_rules
from plm_detect.rules.sets import load
from plm_detect.scorings.assemble import assemble
from plm_detect.scorings.clock.alignment import within_recording
from plm_detect.scorings.events import ScoringFile
from plm_detect.scorings.formats.edfplus import events_of
from plm_detect.scorings.reading import classified
from plm_detect.scorings.vocabulary.vocabulary import known
from plm_detect.simulate.night import SimulationSettings, simulate_night
from plm_detect.simulate.writing import write_simulated

if TYPE_CHECKING:
    from collections.abc import Callable

RATE_HZ = 256
LEGS = ("EMG LAT", "EMG RAT")
UNIT = "one sosfiltfilt over both legs"
PEAK_MEMORY = """
import sys
import plm_detect
plm_detect.score(sys.argv[1])
try:
    import resource
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(peak / 1024 if sys.platform == "darwin" else peak)
except ImportError:
    print("nan")
"""


def steps_of_a_night(path: Path) -> dict[str, float]:
    """Return the seconds of every step of scoring a recording."""
    settings, rules = DetectionSettings(), load("wasm2016")
    seconds: dict[str, float] = {}
    last = time.perf_counter()

    def lap(step: str) -> None:
        nonlocal last
        now = time.perf_counter()
        seconds[step] = seconds.get(step, 0.0) + now - last
        last = now

    recording = open_recording(path)
    montage = choose_legs(recording.header, LegRequest(), settings.minimum_rate_hz)
    events = events_of(recording.annotations)
    file = classified(ScoringFile(path.name, recording.start, events), known())
    scoring = within_recording(assemble(file), recording.recorded)
    lap("opening, scoring")
    found = []
    signals = read_signals(recording, montage)
    ecg = signals.ecg()
    for leg in signals.legs():
        lap("reading legs and ECG")
        conditioned = condition(leg, settings, ecg)
        lap("conditioning")
        followed = follow(conditioned.emg, settings)
        found.append(detect(followed, leg.side, rules.movement.criteria(), settings).movements)
        lap("detection")
    window = AnalysisWindow.of(scoring, recording.recorded)
    outcome = apply_rules(LegMovements.together(found), scoring, window, rules)
    times = denominators(scoring, window, recording.recorded)
    statistics(outcome.both, outcome.respiratory, outcome.arousals, times)
    lap("rules, statistics")
    seconds["plm_detect, all"] = sum(seconds.values())
    return seconds


def read_with_pyedflib(path: Path) -> None:
    """Read the two legs with pyedflib."""
    with pyedflib.EdfReader(str(path)) as reader:
        labels = reader.getSignalLabels()
        for leg in LEGS:
            reader.readSignal(labels.index(leg))


def read_with_mne(path: Path) -> None:
    """Read the two legs with MNE."""
    mne.io.read_raw_edf(path, include=list(LEGS), verbose="error").get_data()


def seconds_of(function: Callable[[], object]) -> float:
    """Return how long a call takes."""
    begin = time.perf_counter()
    function()
    return time.perf_counter() - begin


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--hours", type=float, default=8.0)
    parser.add_argument("--channels", type=int, default=20)
    parser.add_argument("--repeats", type=int, default=5)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "night.edf"
        settings = SimulationSettings(
            minutes=60 * wanted.hours,
            rate_hz=RATE_HZ,
            other_rate_hz=RATE_HZ,
            n_channels=wanted.channels,
        )
        write_simulated(simulate_night(settings), path)
        # Before this process grows: a child starts with the peak of its parent on its account.
        done = subprocess.run(
            [sys.executable, "-c", PEAK_MEMORY, str(path)],
            capture_output=True,
            text=True,
            check=True,
        )
        legs = np.random.default_rng(0).standard_normal((2, int(wanted.hours * 3600 * RATE_HZ)))
        band = signal.butter(4, [10, 100], "bandpass", fs=RATE_HZ, output="sos")
        tasks: tuple[Callable[[], dict[str, float]], ...] = (
            lambda: {UNIT: seconds_of(lambda: signal.sosfiltfilt(band, legs))},
            lambda: steps_of_a_night(path),
            lambda: {"score(), with robustness and SHA-256": seconds_of(lambda: score(path))},
            lambda: {"pyedflib, reading both legs": seconds_of(lambda: read_with_pyedflib(path))},
            lambda: {"MNE, reading both legs": seconds_of(lambda: read_with_mne(path))},
        )
        rows: dict[str, float] = {}
        for task in tasks:
            task()
            runs = [task() for _ in range(wanted.repeats)]
            rows |= {name: float(np.median([run[name] for run in runs])) for name in runs[0]}
        size_mb = path.stat().st_size / 1e6
    print(f"{wanted.hours:g} h, {wanted.channels} channels, {RATE_HZ} Hz, {size_mb:.0f} MB; ")
    print(f"medians of {wanted.repeats} after one run that does not count\n")
    print("| step | seconds | times one sosfiltfilt |\n|---|---|---|")
    for name, seconds in rows.items():
        print(f"| {name} | {seconds:.3f} | {seconds / rows[UNIT]:.2f} |")
    print(f"\npeak memory of a whole score() call: {float(done.stdout):.0f} MB")


if __name__ == "__main__":
    main()
