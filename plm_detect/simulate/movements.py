"""Made-up leg movements, periodic and isolated, with arousals and respiratory events."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.model.hypnogram import Hypnogram, Stage
from plm_detect.model.movements import LegMovements, Side
from plm_detect.model.spans import Spans
from plm_detect.simulate.sleep import EPOCH_S

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

SERIES_LENGTH = (5, 14)
INTERVAL_S = (14.0, 60.0)
TYPICAL_INTERVAL_S = 24.0
INTERVAL_LOG_SD = 0.35
PAUSE_S = (100.0, 160.0)
DURATION_S = (1.0, 5.0)
LONG_DURATION_S = (12.0, 14.0)
LEVEL_UV = (25.0, 90.0)
LAG_S = (0.02, 0.3)
AROUSAL_DELAY_S = 0.8
AROUSAL_DURATION_S = (3.5, 9.0)
RESPIRATORY_DURATION_S = (11.0, 12.0)
RESPIRATORY_LEAD_S = 1.0
TWITCH_S = 0.25
WEAK_LEVEL_UV = 4.0
RAMP_S = 0.05
ONSET_UV = 8.0
END_UV = 2.0
EDGE_S = 0.5
"""Onsets keep this distance from the borders of epochs, so that their stage is beyond doubt."""


@dataclass(frozen=True, eq=False)
class Bursts:
    """Muscle activity of one leg: movements and what only looks like them.

    Attributes
    ----------
    start_s, stop_s : ndarray of float64, shape (n,)
        Where the ramps of `RAMP_S` begin and end, seconds; sorted.
    level_uv : ndarray of float64, shape (n,)
        Mean rectified EMG of the plateau, microvolts.
    """

    start_s: NDArray[np.float64]
    stop_s: NDArray[np.float64]
    level_uv: NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Activity:
    """All that happens in a made-up night.

    Attributes
    ----------
    movements : LegMovements
        The truth: onset where the level of a burst passes 8 uV, end where it falls to 2 uV.
    bursts : dict of Side to Bursts
        Movements, twitches of 0.25 s and weak bursts of 4 uV that are no movements.
    arousals, respiratory : Spans
    """

    movements: LegMovements
    bursts: dict[Side, Bursts]
    arousals: Spans
    respiratory: Spans


def crossing_s(level_uv: NDArray[np.float64], threshold_uv: float) -> NDArray[np.float64]:
    """Return how long after the begin of a ramp the level passes a threshold, seconds."""
    share = np.clip(threshold_uv / level_uv, 0.0, 1.0)
    return np.asarray(RAMP_S / np.pi * np.arccos(1.0 - 2.0 * share))


def simulated_activity(hypnogram: Hypnogram, rng: Generator) -> Activity:
    """Return movements and events over a whole hypnogram.

    Series of periodic movements and pauses with single movements alternate. No quantity that a
    rule looks at lies near its limit.
    """
    starts = _starts(float(hypnogram.end_s[-1]), rng)
    rows: list[tuple[float, float, float, Side, bool]] = []
    arousals: list[tuple[float, float]] = []
    respiratory: list[tuple[float, float]] = []
    asleep = hypnogram.stage_at(starts) > Stage.W
    in_n2 = hypnogram.stage_at(starts) == Stage.N2
    for i, start in enumerate(starts.tolist()):
        room = starts[i + 1] - start if i + 1 < len(starts) else np.inf
        is_long = room > PAUSE_S[0] and rng.random() < 0.2
        duration = rng.uniform(*(LONG_DURATION_S if is_long else DURATION_S))
        side = Side(int(rng.choice([Side.LEFT, Side.RIGHT, Side.BOTH], p=[0.3, 0.3, 0.4])))
        level = rng.uniform(*LEVEL_UV)
        if side & Side.LEFT:
            rows.append((start, start + duration, level, Side.LEFT, True))
        if side & Side.RIGHT:
            lag = rng.uniform(*LAG_S) if side is Side.BOTH else 0.0
            rows.append((start + lag, start + lag + duration, 0.9 * level, Side.RIGHT, True))
        if asleep[i] and rng.random() < 0.4:
            begin = start + AROUSAL_DELAY_S
            arousals.append((begin, begin + rng.uniform(*AROUSAL_DURATION_S)))
        before = start - starts[i - 1] if i else 0.0
        if in_n2[i] and before > 2 * INTERVAL_S[0] and rng.random() < 0.5:
            stop = start - RESPIRATORY_LEAD_S
            respiratory.append((stop - rng.uniform(*RESPIRATORY_DURATION_S), stop))
        elif before > 2 * INTERVAL_S[0] and rng.random() < 0.5:
            middle = start - INTERVAL_S[0] / 2
            leg = Side.LEFT if rng.random() < 0.5 else Side.RIGHT
            if rng.random() < 0.5:
                rows.append((middle, middle + TWITCH_S, level, leg, False))
            else:
                rows.append((middle, middle + 2.0, WEAK_LEVEL_UV, leg, False))
    return Activity(
        movements=_truth(rows),
        bursts={side: _bursts(rows, side) for side in (Side.LEFT, Side.RIGHT)},
        arousals=Spans.of(arousals),
        respiratory=Spans.of(respiratory),
    )


def _starts(duration_s: float, rng: Generator) -> NDArray[np.float64]:
    starts: list[float] = []
    time = EPOCH_S + rng.uniform(5.0, 20.0)
    left_in_series = int(rng.integers(*SERIES_LENGTH))
    while time < duration_s - EPOCH_S - LONG_DURATION_S[1]:
        phase = time % EPOCH_S
        if phase < EDGE_S or phase > EPOCH_S - EDGE_S:
            time += 2 * EDGE_S
        starts.append(time)
        left_in_series -= 1
        if left_in_series > 0:
            interval = TYPICAL_INTERVAL_S * np.exp(INTERVAL_LOG_SD * rng.standard_normal())
            time += float(np.clip(interval, *INTERVAL_S))
        else:
            time += rng.uniform(*PAUSE_S)
            left_in_series = 1 if rng.random() < 0.4 else int(rng.integers(*SERIES_LENGTH))
    return np.array(starts)


def _bursts(rows: list[tuple[float, float, float, Side, bool]], side: Side) -> Bursts:
    own = sorted(row[:3] for row in rows if row[3] is side)
    table = np.array(own, dtype=np.float64).reshape(-1, 3)
    return Bursts(table[:, 0], table[:, 1], table[:, 2])


def _truth(rows: list[tuple[float, float, float, Side, bool]]) -> LegMovements:
    own = sorted(row[:4] for row in rows if row[4])
    table = np.array(own, dtype=np.float64).reshape(-1, 4)
    start_s, stop_s, level_uv, side = table.T
    return LegMovements.scored(
        start_s + crossing_s(level_uv, ONSET_UV),
        stop_s - crossing_s(level_uv, END_UV),
        side.astype(np.int8),
    )
