"""How movements are spread over the night: by halves, hours and sleep cycles."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.indices.cycles import sleep_cycles
from plm_detect.indices.denominators import COLUMN_STAGES, denominators
from plm_detect.model.columns import ColumnTable
from plm_detect.model.hypnogram import Stage, is_sleep
from plm_detect.model.spans import TIME_TOLERANCE_S

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from plm_detect.model.events import Scoring
    from plm_detect.model.movements import Movements
    from plm_detect.model.spans import Spans
    from plm_detect.model.window import AnalysisWindow

HOUR_S = 3600.0


@dataclass(frozen=True, eq=False, repr=False)
class Course(ColumnTable):
    """Movements and indices in parts of the night; NaN where undefined.

    Attributes
    ----------
    part : ndarray of str, shape (n_parts,)
        ``half`` or ``hour`` of the analysed time, or sleep ``cycle``.
    number : ndarray of int64, shape (n_parts,)
        From 1.
    is_complete : ndarray of bool, shape (n_parts,)
        False for a last hour that is shorter and for a cycle that no REM period ends.
    onset_s, end_s : ndarray of float64, shape (n_parts,)
        Seconds from the start of the recording.
    minutes, sleep_min, wake_min : ndarray of float64, shape (n_parts,)
        Scored time, sleep and wakefulness; without a hypnogram ``minutes`` is recorded time.
    n_clm, n_plm, n_plms, n_plms_nr, n_plms_arousal, n_plmw : ndarray of float64, shape (n_parts,)
        Numbers of movements that begin in the part.
    plm_per_hour, plms_per_hour, plms_nr_per_hour, plmw_per_hour : ndarray of float64, (n_parts,)
        Per hour of ``minutes``, of sleep, of sleep and of wakefulness.
    """

    part: NDArray[np.str_]
    number: NDArray[np.int64]
    is_complete: NDArray[np.bool_]
    onset_s: NDArray[np.float64]
    end_s: NDArray[np.float64]
    minutes: NDArray[np.float64]
    sleep_min: NDArray[np.float64]
    wake_min: NDArray[np.float64]
    n_clm: NDArray[np.float64]
    n_plm: NDArray[np.float64]
    n_plms: NDArray[np.float64]
    n_plms_nr: NDArray[np.float64]
    n_plms_arousal: NDArray[np.float64]
    n_plmw: NDArray[np.float64]
    plm_per_hour: NDArray[np.float64]
    plms_per_hour: NDArray[np.float64]
    plms_nr_per_hour: NDArray[np.float64]
    plmw_per_hour: NDArray[np.float64]


@dataclass(frozen=True)
class _Part:
    name: str
    number: int
    onset_s: float
    end_s: float
    is_complete: bool = True


def course(
    movements: Movements,
    scoring: Scoring,
    window: AnalysisWindow,
    recorded: Spans | None,
    *,
    periodic_in_wake: bool,
) -> Course:
    """Return what happened in each part of the night.

    Parameters
    ----------
    movements : Movements
    scoring : Scoring
    window : AnalysisWindow
        Halves and hours count from its start.
    recorded : Spans or None
        Time that the file holds; None when it is not known.
    periodic_in_wake : bool
        As in `plm_detect.indices.table.statistics`.
    """
    onset_s = np.clip(movements.onset_s, window.start_s, window.end_s - 2 * TIME_TOLERANCE_S)
    rows = []
    parts = list(_parts(scoring, window))
    for part in parts:
        span = replace(window, start_s=part.onset_s, end_s=part.end_s)
        time = denominators(scoring, span, recorded)
        inside = onset_s >= part.onset_s - TIME_TOLERANCE_S
        inside &= onset_s < part.end_s - TIME_TOLERANCE_S
        rows.append(_row(movements, inside, time.seconds, scoring, periodic_in_wake))
    table = np.array(rows, dtype=np.float64).reshape(len(parts), 13)
    return Course(
        np.array([part.name for part in parts], dtype=np.str_),
        np.array([part.number for part in parts], dtype=np.int64),
        np.array([part.is_complete for part in parts], dtype=bool),
        np.array([part.onset_s for part in parts], dtype=np.float64),
        np.array([part.end_s for part in parts], dtype=np.float64),
        *table.T,
    )


def _parts(scoring: Scoring, window: AnalysisWindow) -> Iterator[_Part]:
    start_s, end_s = window.start_s, window.end_s
    middle_s = (start_s + end_s) / 2
    yield _Part("half", 1, start_s, middle_s)
    yield _Part("half", 2, middle_s, end_s)
    borders = np.arange(start_s, end_s - TIME_TOLERANCE_S, HOUR_S).tolist()
    for number, border_s in enumerate(borders, start=1):
        is_whole = border_s + HOUR_S <= end_s + TIME_TOLERANCE_S
        yield _Part("hour", number, border_s, min(border_s + HOUR_S, end_s), is_whole)
    if scoring.hypnogram is not None:
        cycles = sleep_cycles(scoring.hypnogram.clipped(start_s, end_s))
        columns = zip(*(column.tolist() for column in cycles.columns().values()), strict=True)
        for number, (onset, end, is_complete) in enumerate(columns, start=1):
            yield _Part("cycle", number, onset, end, is_complete)


def _row(
    movements: Movements,
    inside: NDArray[np.bool_],
    seconds: NDArray[np.float64],
    scoring: Scoring,
    periodic_in_wake: bool,  # noqa: FBT001 - private
) -> list[float]:
    tib_s, tst_s, wake_s = (seconds[list(COLUMN_STAGES).index(c)] for c in ("TIB", "TST", "Wake"))
    asleep, awake = is_sleep(movements.stage), movements.stage == Stage.W
    is_staged = scoring.hypnogram is not None
    if is_staged:
        inside = inside & (movements.stage != Stage.UNSCORED)
    plm, plm_nr = movements.is_plm & inside, movements.is_plm_nr & inside

    def number(mask: NDArray[np.bool_], *, is_known: bool = True) -> float:
        return float(np.sum(mask)) if is_known else np.nan

    n_plm = number(plm)
    n_plms, n_plms_nr = (number(kind & asleep, is_known=is_staged) for kind in (plm, plm_nr))
    knows_arousals = is_staged and scoring.has_arousals
    n_arousal = number(plm & asleep & movements.has_arousal, is_known=knows_arousals)
    n_plmw = number(plm & awake, is_known=is_staged and periodic_in_wake)

    def per_hour(count: float, time_s: float) -> float:
        return count * 3600 / time_s if time_s > 0 else np.nan

    return [
        *(tib_s / 60, tst_s / 60, wake_s / 60),
        *(number(movements.is_clm & inside), n_plm, n_plms, n_plms_nr, n_arousal, n_plmw),
        per_hour(n_plm, tib_s) if periodic_in_wake or not is_staged else np.nan,
        *(per_hour(n_plms, tst_s), per_hour(n_plms_nr, tst_s), per_hour(n_plmw, wake_s)),
    ]
