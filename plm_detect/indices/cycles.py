"""Sleep cycles: a NREM period and the REM period that ends it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.model.columns import ColumnTable
from plm_detect.model.hypnogram import Stage, is_sleep
from plm_detect.model.spans import at_least, group_starts, last_ends

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.model.hypnogram import Hypnogram

SHORTEST_NREM_S = 15 * 60.0
SHORTEST_REM_S = 5 * 60.0


@dataclass(frozen=True, eq=False, repr=False)
class SleepCycles(ColumnTable):
    """Sleep cycles of a night.

    Attributes
    ----------
    onset_s, end_s : ndarray of float64, shape (n_cycles,)
        Seconds from the start of the recording.
    is_complete : ndarray of bool, shape (n_cycles,)
        Whether a REM period ends it.
    """

    onset_s: NDArray[np.float64]
    end_s: NDArray[np.float64]
    is_complete: NDArray[np.bool_]


def sleep_cycles(hypnogram: Hypnogram) -> SleepCycles:
    """Return the sleep cycles of a night.

    The first cycle begins with the first epoch of sleep, every other one where the one before
    ends. A cycle ends with a REM period that follows on at least 15 minutes of NREM period.
    Epochs of R less than 15 minutes apart are one REM period; it holds at least 5 minutes of R,
    except the first of the night, which may be shorter. Shorter ones belong to the NREM period
    around them, as does wakefulness. What is left after the last REM period is a cycle without
    an end when it lasts at least 15 minutes.

    Parameters
    ----------
    hypnogram : Hypnogram
        The analysed part of the night.

    Returns
    -------
    SleepCycles

    Notes
    -----
    Departs from Feinberg and Floyd in that a long first cycle is never split at a skipped first
    REM period, which takes a judgement that they leave to the reader.

    References
    ----------
    Feinberg I, Floyd TC. Systematic trends across the night in human sleep cycles.
    Psychophysiology 1979;16:283-291.
    """
    asleep = np.flatnonzero(is_sleep(hypnogram.stage))
    if not len(asleep):
        return SleepCycles(np.empty(0), np.empty(0), np.empty(0, dtype=bool))
    last_s = float(hypnogram.end_s[asleep[-1]])
    begin_s = float(hypnogram.onset_s[asleep[0]])
    cycles: list[tuple[float, float, bool]] = []
    for rem_onset_s, rem_end_s in _rem_periods(hypnogram):
        if at_least(np.array(rem_onset_s - begin_s), SHORTEST_NREM_S):
            cycles.append((begin_s, rem_end_s, True))
            begin_s = rem_end_s
    if at_least(np.array(last_s - begin_s), SHORTEST_NREM_S):
        cycles.append((begin_s, last_s, False))
    table = np.array(cycles, dtype=np.float64).reshape(-1, 3)
    return SleepCycles(table[:, 0], table[:, 1], table[:, 2] > 0)


def _rem_periods(hypnogram: Hypnogram) -> list[tuple[float, float]]:
    rem = hypnogram.spans_of(Stage.R)
    starts = group_starts(rem.onset_s, rem.end_s, SHORTEST_NREM_S)
    if not len(starts):
        return []
    in_rem_s = np.add.reduceat(rem.end_s - rem.onset_s, starts)
    counts = at_least(in_rem_s, SHORTEST_REM_S)
    counts[0] = True
    onset_s, end_s = rem.onset_s[starts][counts], last_ends(rem.end_s, starts)[counts]
    return list(zip(onset_s.tolist(), end_s.tolist(), strict=True))
