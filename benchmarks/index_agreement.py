"""The PLMS index of simulated mixed nights beside its truth, over all severities.

    python benchmarks/index_agreement.py [--nights 24] [--hours 6] [--first-seed 900]
        [--detectors adaptive fixed ...]

Nights of the profile ``muscle_mixed`` with pauses between series of 0.7 to 16 times the usual ones.
Prints the indices, and the mean difference with limits of agreement (Bland and Altman 1986).
"""

from __future__ import annotations

import argparse

import numpy as np
from accuracy import LEGS, ecg_of, index_of, samples_of, search

import plm_detect
from plm_detect.model.movements import LegMovements

CUT_PER_HOUR = 15.0
PAUSES = (0.7, 16.0)


def main() -> None:
    """Run the benchmark."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--nights", type=int, default=24)
    parser.add_argument("--hours", type=float, default=6.0)
    parser.add_argument("--first-seed", type=int, default=900)
    parser.add_argument("--detectors", nargs="+", default=list(plm_detect.detectors()))
    wanted = parser.parse_args()
    rows = []
    for i, pause_factor in enumerate(np.geomspace(*PAUSES, wanted.nights).tolist()):
        night = plm_detect.simulate_night(
            plm_detect.SimulationSettings(
                minutes=60 * wanted.hours,
                seed=wanted.first_seed + i,
                profile="muscle_mixed",
                pause_factor=pause_factor,
            )
        )
        ecg, rate_hz = ecg_of(night), float(night.settings.rate_hz)
        legs = {side: samples_of(night, channel) for channel, side in LEGS.items()}
        row = [index_of(night, night.movements)]
        for name in wanted.detectors:
            found = [search(name, emg, rate_hz, side, ecg) for side, emg in legs.items()]
            row.append(index_of(night, LegMovements.together(found)))
        rows.append(row)
    table = np.array(rows)
    truth = table[:, 0]
    span = f"{truth.min():.1f}-{truth.max():.1f}"
    print(f"{len(truth)} nights of {wanted.hours:g} h, true PLMS/h {span}\n")
    columns = ("detector", "mean difference", "of the mean index", "limits of agreement")
    print(f"| {' | '.join(columns)} | other side of 15/h | their true index |\n|{'---|' * 6}")
    for name, found in zip(wanted.detectors, table[:, 1:].T, strict=True):
        off = found - truth
        low, high = (off.mean() + sign * 1.96 * off.std(ddof=1) for sign in (-1, 1))
        crossed = (found > CUT_PER_HOUR) != (truth > CUT_PER_HOUR)
        nearest = ", ".join(f"{index:.1f}" for index in truth[crossed])
        print(
            f"| {name} | {off.mean():+.2f} | {off.mean() / truth.mean():+.1%} | "
            f"{low:+.1f} to {high:+.1f} | {int(crossed.sum())} | {nearest} |"
        )


if __name__ == "__main__":
    main()
