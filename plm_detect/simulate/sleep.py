"""Made-up sleep: stages in cycles."""

from __future__ import annotations

import numpy as np

from plm_detect.model.hypnogram import Hypnogram, Stage

EPOCH_S = 30.0
CYCLE_EPOCHS = 180
WAKE_BEFORE_SHARE = 0.08
WAKE_AFTER_SHARE = 0.04
CYCLE = (
    (Stage.N1, 0.07),
    (Stage.N2, 0.35),
    (Stage.N3, 0.22),
    (Stage.N2, 0.13),
    (Stage.R, 0.20),
    (Stage.W, 0.03),
)
"""Stages of one sleep cycle of 90 min and their shares."""


def simulated_hypnogram(duration_s: float) -> Hypnogram:
    """Return stages in epochs of 30 s: wake, cycles of 90 min or one shorter cycle, wake."""
    n_epochs = int(duration_s // EPOCH_S)
    before = max(1, round(WAKE_BEFORE_SHARE * n_epochs))
    after = max(1, round(WAKE_AFTER_SHARE * n_epochs))
    n_asleep = n_epochs - before - after
    n_cycles = max(1, round(n_asleep / CYCLE_EPOCHS))
    position = (np.arange(n_asleep) * n_cycles / n_asleep) % 1.0
    ends = np.cumsum([share for _, share in CYCLE])
    which = np.minimum(np.searchsorted(ends, position, side="right"), len(CYCLE) - 1)
    asleep = np.array([stage for stage, _ in CYCLE])[which]
    stages = np.concatenate((np.full(before, Stage.W), asleep, np.full(after, Stage.W)))
    onset_s = EPOCH_S * np.arange(n_epochs, dtype=np.float64)
    return Hypnogram(onset_s, onset_s + EPOCH_S, stages.astype(np.int8))
