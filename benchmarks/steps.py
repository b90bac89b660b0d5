"""What each step of the detector that no rule asks for is good for, and what it costs.

    python benchmarks/steps.py [--hours 2] [--seeds 101 102] [--bursts BURSTS.csv --rest REST.edf]

Every line has one step made ineffective by its settings. Prints F1 (overlap of at least half) per
leg on simulated nights and, where the files are given, on real bursts as in real_bursts.py.
"""

from __future__ import annotations

import argparse
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from accuracy import LEGS, RULES, Tally, ecg_of, samples_of, simulated
from real_bursts import RATE_HZ, bursts_of, with_bursts

from plm_detect.conditioning.condition import condition
from plm_detect.detection.detector import detect
from plm_detect.detection.following import follow
from plm_detect.model.movements import Side
from plm_detect.model.settings import DetectionSettings
from plm_detect.model.signals import LegSignal, Segment
from plm_detect.model.spans import Spans
from plm_detect.simulate.disturbances import heartbeats

if TYPE_CHECKING:
    from plm_detect.model.movements import LegMovements

PLAIN = DetectionSettings()
NEVER, ALWAYS = 1e9, 1e-9
STEPS = {
    "as it is": PLAIN,
    "7 rest follows raised levels": replace(
        PLAIN, rest_raised_most_uv=NEVER, rest_steady_factor=NEVER
    ),
    "8 spikes explain nothing": replace(PLAIN, spike_fade_s=1e-3),
    "9 gaps are not closed": replace(PLAIN, burst_gap_s=ALWAYS),
    "9 bursts may be of any length": replace(PLAIN, burst_s=ALWAYS, heart_burst_s=ALWAYS),
    "9 bursts of 0.2 s": replace(PLAIN, burst_s=0.2, heart_burst_s=0.2),
    "9 the same where the heart beats": replace(PLAIN, heart_rhythm=NEVER),
    "10 thresholds know no chance": replace(PLAIN, noise_sds=ALWAYS),
    "11 jerks have no average of their own": replace(PLAIN, onset_short_sds=NEVER),
    "12 steps of rest are movements": replace(PLAIN, stands_out_share=ALWAYS),
    "13 tones are movements": replace(PLAIN, tone_hz=ALWAYS, tone_share=ALWAYS),
}
NIGHTS = {
    "mono": ("muscle mono", True),
    "jerk": ("muscle jerk_tonic", True),
    "poly": ("muscle poly", True),
    "12 % of units": ("muscle, 12% of units in reach", True),
    "6 % of units": ("muscle, 6% of units in reach", True),
    "pops": ("pops, mono", True),
    "body": ("body movements", True),
    "mixed": ("mixed", True),
    "noisy": ("noisy", True),
    "noisy, no ECG": ("noisy", False),
}
HEART_SHARE = 0.7
"""Beats follow each other by this share of the simulated time: about 90 a minute."""
Leg = tuple[LegSignal, "LegMovements", Spans]


def legs_of(
    scenario: str, hours: float, seeds: list[int], *, has_ecg: bool, heart_uv: float = 0.0
) -> list[Leg]:
    """Return the conditioned legs of the nights of a scenario with their truth."""
    legs = []
    for seed in seeds:
        night = simulated(scenario, 60 * hours, seed, None)
        ecg = ecg_of(night) if has_ecg else None
        for channel, side in LEGS.items():
            rate_hz = float(night.settings.rate_hz)
            samples = samples_of(night, channel)
            if heart_uv:
                times_s = np.arange(len(samples)) / rate_hz
                samples += heart_uv * heartbeats(times_s, HEART_SHARE * night.beats_s)
            segment = Segment(0.0, rate_hz, samples)
            emg = condition(LegSignal(side, "", (segment,)), PLAIN, ecg).emg
            truth = night.movements.take(night.movements.side == side)
            legs.append((emg, truth, night.activity.body))
    return legs


def real_legs(bursts: Path, rest: Path) -> list[Leg]:
    """Return legs with real bursts of 25 uV in real rest."""
    muscles = bursts_of(bursts)
    legs = []
    for label in ("EMG LAT", "EMG RAT"):
        for most in (1, 4):
            emg, truth = with_bursts(
                muscles, rest, label, 9.0, (1 if most == 1 else 2, most), 25.0, 1
            )
            segment = Segment(0.0, float(RATE_HZ), emg)
            leg = LegSignal(Side.LEFT, "", (segment,))
            legs.append((condition(leg, PLAIN, None).emg, truth, Spans.of([])))
    return legs


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--hours", type=float, default=2.0)
    parser.add_argument("--seeds", type=int, nargs="+", default=[101, 102])
    parser.add_argument("--bursts", type=Path)
    parser.add_argument("--rest", type=Path)
    wanted = parser.parse_args()
    nights = {
        name: legs_of(scenario, wanted.hours, wanted.seeds, has_ecg=has_ecg)
        for name, (scenario, has_ecg) in NIGHTS.items()
    }
    nights["heart of 50 uV"] = legs_of(
        "muscle mono", wanted.hours, wanted.seeds, has_ecg=False, heart_uv=50.0
    )
    if wanted.bursts and wanted.rest:
        nights["real bursts"] = real_legs(wanted.bursts, wanted.rest)
    print(f"| without | {' | '.join(nights)} | body in pieces |\n|{'---|' * (len(nights) + 2)}")
    for step, settings in STEPS.items():
        cells, pieces = [], Tally()
        for legs in nights.values():
            tally = Tally()
            for emg, truth, body in legs:
                followed = follow(emg, settings)
                found = detect(followed, emg.side, RULES.movement.criteria(), settings).movements
                tally.add(found, truth)
                pieces.add_body(found, body)
            whole = tally.n_found + tally.n_true
            cells.append(f"{2 * tally.n_half / whole:.3f}" if whole else "")
        print(
            f"| {step} | {' | '.join(cells)} | {pieces.n_in_pieces}/{pieces.n_body} |", flush=True
        )


if __name__ == "__main__":
    np.seterr(all="raise", under="ignore")
    main()
