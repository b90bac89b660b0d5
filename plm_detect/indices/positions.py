"""How movements are spread over the positions of the body."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.model.columns import ColumnTable
from plm_detect.model.hypnogram import is_sleep
from plm_detect.model.positions import BodyPosition
from plm_detect.model.spans import TIME_TOLERANCE_S

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.model.events import Scoring
    from plm_detect.model.hypnogram import Hypnogram
    from plm_detect.model.movements import Movements
    from plm_detect.model.positions import BodyPositions
    from plm_detect.model.window import AnalysisWindow


@dataclass(frozen=True, eq=False, repr=False)
class ByPosition(ColumnTable):
    """Sleep and PLMS in each body position; NaN where undefined.

    Attributes
    ----------
    position : ndarray of str, shape (n_positions,)
        ``supine``, ``left``, ``right``, ``prone``, ``upright``, and ``unknown`` for sleep in no
        known position.
    sleep_min : ndarray of float64, shape (n_positions,)
        Analysed sleep.
    n_plms, n_plms_nr, n_plms_arousal : ndarray of float64, shape (n_positions,)
        PLMS that begin in the position: all, those of series without respiratory-related
        movements, and those with an arousal.
    plms_per_hour, plms_nr_per_hour : ndarray of float64, shape (n_positions,)
        Per hour of ``sleep_min``.
    """

    position: NDArray[np.str_]
    sleep_min: NDArray[np.float64]
    n_plms: NDArray[np.float64]
    n_plms_nr: NDArray[np.float64]
    n_plms_arousal: NDArray[np.float64]
    plms_per_hour: NDArray[np.float64]
    plms_nr_per_hour: NDArray[np.float64]


def by_position(
    movements: Movements, scoring: Scoring, window: AnalysisWindow
) -> ByPosition | None:
    """Return the PLMS of each body position; None without stages or known positions.

    Parameters
    ----------
    movements : Movements
    scoring : Scoring
    window : AnalysisWindow
    """
    if scoring.hypnogram is None or not len(scoring.positions):
        return None
    sleep_s = _sleep_s(scoring.hypnogram.clipped(window.start_s, window.end_s), scoring.positions)
    lying = _position_at(movements.onset_s, scoring.positions)
    asleep = is_sleep(movements.stage)
    kinds = (
        movements.is_plm & asleep,
        movements.is_plm_nr & asleep,
        movements.is_plm & asleep & movements.has_arousal,
    )
    names, rows = [], []
    for position in (*(each for each in BodyPosition if each), BodyPosition.UNKNOWN):
        counts = [float(np.sum(kind & (lying == position))) for kind in kinds]
        if not scoring.has_arousals:
            counts[2] = np.nan
        if sleep_s[position] > TIME_TOLERANCE_S or counts[0]:
            hours = sleep_s[position] / 3600 or np.nan
            names.append(position.label)
            per_hour = (counts[0] / hours, counts[1] / hours)
            rows.append((sleep_s[position] / 60, *counts, *per_hour))
    if not any(name != BodyPosition.UNKNOWN.label for name in names):
        return None
    table = np.array(rows, dtype=np.float64).reshape(len(rows), 6)
    return ByPosition(np.array(names, dtype=np.str_), *table.T)


def _sleep_s(night: Hypnogram, positions: BodyPositions) -> NDArray[np.float64]:
    """Return the seconds of sleep in each position, by its code."""
    asleep = is_sleep(night.stage)
    onset_s, end_s = night.onset_s[asleep], night.end_s[asleep]
    edges_s = np.column_stack([onset_s, end_s]).ravel()
    until_end_s = np.cumsum(end_s - onset_s)
    until_s = np.column_stack([until_end_s - (end_s - onset_s), until_end_s]).ravel()
    found = np.zeros(len(BodyPosition))
    if len(edges_s):
        slept_s = np.interp(positions.end_s, edges_s, until_s)
        slept_s -= np.interp(positions.onset_s, edges_s, until_s)
        np.add.at(found, positions.position, slept_s)
        found[BodyPosition.UNKNOWN] += until_end_s[-1] - np.sum(slept_s)
    return found


def _position_at(times_s: NDArray[np.float64], positions: BodyPositions) -> NDArray[np.int8]:
    at = np.searchsorted(positions.onset_s, times_s + TIME_TOLERANCE_S, side="right") - 1
    is_within = (at >= 0) & (times_s < positions.end_s[at] - TIME_TOLERANCE_S)
    return np.where(is_within, positions.position[at], np.int8(BodyPosition.UNKNOWN))
