"""Make the figures of docs/detection.md and docs/reports.md.

    python docs/figures.py [--excerpt SN5_sample.edf]

From a simulated night, and with ``--excerpt`` from a part of a recording of the PSG-IPA data set
too (channels EMG LAT, EMG RAT and ECG).
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib as mpl
import numpy as np

import plm_detect
from plm_detect.conditioning.condition import condition
from plm_detect.detection.detector import detect
from plm_detect.detection.following import follow
from plm_detect.model.movements import Side
from plm_detect.model.settings import DetectionSettings
from plm_detect.model.signals import LegSignal, Segment
from plm_detect.recording.legs import choose_legs
from plm_detect.recording.montage import LegRequest
from plm_detect.recording.opening import open_recording
from plm_detect.recording.reading import read_signals
from plm_detect.rules.sets import load
from plm_detect.simulate.night import ECG_CHANNEL
from plm_detect.simulate.writing import write_simulated

mpl.use("agg")
import matplotlib.pyplot as plt

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from plm_detect.simulate.night import SimulatedNight

FOLDER = Path(__file__).parent / "figures"
RULES = load("wasm2016").movement.criteria()
SETTINGS = DetectionSettings()
RAW, EMG, REST, ONSET, END, MOVEMENT = "0.6", "0.75", "C0", "C3", "C1", "C2"
STYLE = {
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "path.simplify_threshold": 1.0,
}


def draw(
    axes: tuple[Axes, Axes],
    leg: LegSignal,
    ecg: tuple[Segment, ...] | None,
    begin: float,
    end: float,
) -> None:
    """Draw a stretch as recorded, and conditioned with everything that decides."""
    above, below = axes
    conditioned = condition(leg, SETTINGS, ecg)
    followed = follow(conditioned.emg, SETTINGS)
    movements = detect(followed, leg.side, RULES, SETTINGS).movements
    for segment in leg.segments:
        times = segment.start_s + np.arange(len(segment.microvolts)) / segment.rate_hz
        here = (times >= begin) & (times < end)
        above.plot(times[here], segment.microvolts[here], color=RAW, lw=0.4)
    for each in followed:
        segment = each.segment
        if segment.start_s >= end or segment.end_s <= begin:
            continue
        times = segment.start_s + np.arange(len(segment.microvolts)) / segment.rate_hz
        here = (times >= begin) & (times < end)
        below.plot(times[here], segment.microvolts[here], color=EMG, lw=0.3)
        bins = np.arange(len(each.envelope.mean_uv))
        at = segment.start_s + (bins + 0.5) * each.envelope.bin_s
        here = (at >= begin) & (at < end)
        rest = each.rest.at(bins)[here]
        below.plot(at[here], each.envelope.median_uv[here], color="k", lw=0.8, label="median")
        below.plot(at[here], rest, color=REST, lw=1.2, label="rest")
        onset, stop = rest + RULES.onset_above_rest_uv, rest + RULES.end_above_rest_uv
        below.plot(at[here], onset, color=ONSET, lw=1, ls="--", label="onset threshold")
        below.plot(at[here], stop, color=END, lw=1, ls=":", label="end threshold")
    for on, off in zip(movements.onset_s, movements.end_s, strict=True):
        if on < end and off > begin:
            for axis in axes:
                axis.axvspan(on, off, color=MOVEMENT, alpha=0.25, lw=0)
    for on, off in zip(conditioned.excluded.onset_s, conditioned.excluded.end_s, strict=True):
        if on < end and off > begin:
            for axis in axes:
                axis.axvspan(on, off, color="0.3", alpha=0.25, lw=0, hatch="//")
    above.set(ylabel="recorded, µV", xlim=(begin, end))
    below.set(ylabel="rectified, µV", xlim=(begin, end), ylim=(0, 45), xlabel="seconds")


def legend(figure: plt.Figure, axis: Axes) -> None:
    """Explain the lines once, under the figure."""
    lines = {line.get_label(): line for line in axis.get_lines() if line.get_label()[0] != "_"}
    figure.legend(lines.values(), lines.keys(), loc="outside lower center", ncols=4, fontsize=8)


def save(figure: plt.Figure, name: str) -> None:
    """Write a figure."""
    FOLDER.mkdir(exist_ok=True)
    figure.savefig(FOLDER / f"{name}.png", dpi=110, metadata={"Software": None})
    print(FOLDER / f"{name}.png")


def leg_of(night: SimulatedNight, channel: int, side: Side, label: str) -> LegSignal:
    """Return a leg of a simulated night."""
    return LegSignal(
        side, label, (Segment(0.0, float(night.rate_of(channel)), whole(night, channel)),)
    )


def whole(night: SimulatedNight, channel: int) -> np.ndarray:
    """Return a whole channel."""
    parts = [
        night.microvolts(channel, first, min(60, night.n_seconds - first))
        for first in range(0, night.n_seconds, 60)
    ]
    return np.concatenate(parts)


def simulated() -> None:
    """Draw what a noisy night holds: one panel a kind of distractor, beside movements."""
    night = plm_detect.simulate_night(
        plm_detect.SimulationSettings(minutes=480, seed=4, profile="noisy")
    )
    leg = leg_of(night, 0, Side.LEFT, "EMG LAT")
    ecg = (Segment(0.0, float(night.rate_of(ECG_CHANNEL)), whole(night, ECG_CHANNEL)),)
    wanted = ("twitch", "weak burst", "electrode pop", "mains hum", "tonic stretch", "dropout")
    found = [d for d in night.distractors if d.side is Side.LEFT]
    figure, axes = plt.subplots(6, 2, figsize=(10, 11), layout="constrained")
    for i, kind in enumerate(wanted):
        first = next(d for d in found if d.kind == kind)
        begin = max(0.0, first.onset_s - 12.0)
        row, column = divmod(i, 2)
        pair = (axes[2 * row, column], axes[2 * row + 1, column])
        draw(pair, leg, ecg, begin, begin + 40.0)
        pair[0].set_title(f"{kind}: {first.reason}", fontsize=9)
    legend(figure, axes[1, 0])
    save(figure, "distractors")

    movements = night.movements.take(night.movements.side == Side.LEFT)
    begin = float(movements.onset_s[np.argmax(np.diff(movements.onset_s) < 40)]) - 8
    figure, rows = plt.subplots(2, 1, figsize=(10, 4.5), layout="constrained", sharex=True)
    draw((rows[0], rows[1]), leg, ecg, begin, begin + 90)
    legend(figure, rows[1])
    save(figure, "series")


def overview() -> None:
    """Draw the overview of a report."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "night.edf"
        settings = plm_detect.SimulationSettings(minutes=420, seed=5, profile="typical")
        write_simulated(plm_detect.simulate_night(settings), path)
        axes = plm_detect.plot.overview(plm_detect.score(path, traces=True))
    save(axes[0].get_figure(root=True), "overview")


def excerpt(path: Path) -> None:
    """Draw both legs of the real excerpt, as it is and with 20 uV of hum added."""
    recording = open_recording(path)
    montage = choose_legs(recording.header, LegRequest(), SETTINGS.minimum_rate_hz)
    signals = read_signals(recording, montage)
    figure, axes = plt.subplots(4, 2, figsize=(10, 7), layout="constrained")
    for row, leg in enumerate(signals.legs()):
        (segment,) = leg.segments
        times = np.arange(len(segment.microvolts)) / segment.rate_hz
        hum = segment.microvolts + 20 * np.sin(2 * np.pi * 50 * times)
        with_hum = LegSignal(leg.side, leg.label, (Segment(0.0, segment.rate_hz, hum),))
        for column, (each, text) in enumerate(
            ((leg, "as recorded"), (with_hum, "20 µV hum added"))
        ):
            pair = (axes[2 * row, column], axes[2 * row + 1, column])
            draw(pair, each, signals.ecg(), 0.0, 12.0)
            pair[0].set_title(f"{leg.label}, {text}", fontsize=9)
    legend(figure, axes[1, 0])
    save(figure, "excerpt")


def main() -> None:
    """Make the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--excerpt", type=Path, help="SN5_sample.edf of PSG-IPA")
    wanted = parser.parse_args()
    with mpl.rc_context(STYLE):
        simulated()
        overview()
        if wanted.excerpt is not None:
            excerpt(wanted.excerpt)


if __name__ == "__main__":
    main()
