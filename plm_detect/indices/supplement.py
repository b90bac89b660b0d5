"""Statistics beyond the table of PLMScoRe, in the same eight columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from plm_detect.indices import describe
from plm_detect.indices.denominators import COLUMN_STAGES
from plm_detect.indices.periodicity import periodicity_index
from plm_detect.indices.series import within_series
from plm_detect.indices.table import Statistics
from plm_detect.model.movements import Side
from plm_detect.model.spans import TIME_TOLERANCE_S, at_most

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from plm_detect.indices.denominators import Denominators
    from plm_detect.indices.series import Series
    from plm_detect.indices.table import Row
    from plm_detect.model.movements import Movements, ScoredLegMovements


def supplement(
    legs: ScoredLegMovements,
    movements: Movements,
    series: Series,
    series_nr: Series,
    time: Denominators,
    *,
    arousals_scored: bool,
    periodic_in_wake: bool,
) -> Statistics:
    """Return the statistics that the table of PLMScoRe does not have.

    Parameters
    ----------
    legs : ScoredLegMovements
    movements : Movements
    series, series_nr : Series
        Over all candidates, and after respiratory-related movements are taken out. A series
        belongs to the stage in which it begins.
    time : Denominators
    arousals_scored, periodic_in_wake : bool
        As in `plm_detect.indices.table.statistics`.

    Returns
    -------
    Statistics
    """
    inside = time.members(movements.stage)
    of_series = [
        *_kinds(movements, inside, time),
        *_periodicity(movements, inside),
        *_series("series", series, movements.series, movements.imi_s, movements, time),
        *_series("series_nr", series_nr, movements.series_nr, movements.imi_nr_s, movements, time),
        *_arousals(movements, inside, time, arousals_scored=arousals_scored),
    ]
    of_legs = [*_single_legs(legs, time), *_laterality("CLM", movements.is_clm, movements, time)]
    of_plm = [*_laterality("PLM", movements.is_plm, movements, time)]
    if time.is_staged and not periodic_in_wake:
        for _, _, row in (*of_series, *of_plm):
            row[list(COLUMN_STAGES).index("Wake")] = np.nan
    rows = [*of_series, *of_legs, *of_plm]
    names = tuple((lm_type, statistic) for lm_type, statistic, _ in rows)
    return Statistics(names, np.stack([row for _, _, row in rows]))


def _number(mask: NDArray[np.bool_], time: Denominators) -> NDArray[np.float64]:
    return time.blank_where_unknown(mask.sum(axis=1, dtype=np.float64))


def _kinds(movements: Movements, inside: NDArray[np.bool_], time: Denominators) -> Iterator[Row]:
    kinds = {
        "isolated CLM": movements.is_isolated,
        "short-interval CLM": movements.is_short_interval,
    }
    for name, mask in kinds.items():
        number = _number(inside & mask, time)
        yield name, "number", number
        yield name, "no./hour", number / time.hours


def _periodicity(movements: Movements, inside: NDArray[np.bool_]) -> Iterator[Row]:
    for name, imi_s in (("", movements.imi_s), ("_nr", movements.imi_nr_s)):
        values = [periodicity_index(np.where(row, imi_s, np.nan)) for row in inside]
        yield f"periodicity index{name}", "Ferri 2006", np.array(values)


def _series(
    name: str,
    series: Series,
    column: NDArray[np.int64],
    imi_s: NDArray[np.float64],
    movements: Movements,
    time: Denominators,
) -> Iterator[Row]:
    inside = time.members(series.stage)
    length = series.n_movements.astype(np.float64)
    minutes = series.duration_s / 60
    yield name, "number", _number(inside, time)
    yield name, "movements; mean", describe.by_column(describe.mean, length, inside)
    yield name, "movements; min", describe.by_column(describe.smallest, length, inside)
    yield name, "movements; max", describe.by_column(describe.largest, length, inside)
    yield name, "minutes; total", time.blank_where_unknown((inside * minutes).sum(axis=1))
    yield name, "minutes; mean", describe.by_column(describe.mean, minutes, inside)
    yield name, "minutes; max", describe.by_column(describe.largest, minutes, inside)
    within = within_series(column)
    held = time.members(movements.stage[within])
    for statistic, function in (
        ("IMI; mean", describe.mean),
        ("IMI; SD", describe.sd),
        ("IMI; log; mean", describe.log_mean),
        ("IMI; log; SD", describe.log_sd),
    ):
        yield name, statistic, describe.by_column(function, imi_s[within], held)


def _arousals(
    movements: Movements,
    inside: NDArray[np.bool_],
    time: Denominators,
    *,
    arousals_scored: bool,
) -> Iterator[Row]:
    lag_s = movements.arousal_lag_s
    before = lag_s < -TIME_TOLERANCE_S
    after = ~at_most(lag_s - movements.duration_s, 0.0)
    timings = {
        "arousal first": before,
        "arousal during": ~before & ~after,
        "arousal after": after,
    }
    counted = {
        "PLM": movements.is_plm & movements.has_arousal,
        "PLMnr": movements.is_plm_nr & movements.has_arousal_nr,
    }
    for name, with_arousal in counted.items():
        for statistic, mask in timings.items():
            number = _number(inside & with_arousal & mask, time)
            yield name, statistic, number if arousals_scored else np.full_like(number, np.nan)


def _single_legs(legs: ScoredLegMovements, time: Denominators) -> Iterator[Row]:
    counted = legs.is_lm & legs.in_analysis
    inside = time.members(legs.stage)
    for prefix, side in (("l_", Side.LEFT), ("r_", Side.RIGHT)):
        number = _number(inside & counted & (legs.side == side), time)
        yield f"{prefix}LM", "number", number
        yield f"{prefix}LM", "no./hour", number / time.hours


def _laterality(
    name: str, kind: NDArray[np.bool_], movements: Movements, time: Denominators
) -> Iterator[Row]:
    inside = time.members(movements.stage)
    left, right, both = (
        _number(inside & kind & (movements.side == side), time)
        for side in (Side.LEFT, Side.RIGHT, Side.BOTH)
    )
    with_legs = left + right + 2 * both
    difference = (left - right) / np.where(with_legs > 0, with_legs, np.nan)
    yield name, "laterality (L-R)/(L+R)", difference
    bilateral = kind & np.isfinite(movements.lag_s)
    lag_s, held = movements.lag_s[bilateral], inside[:, bilateral]
    yield name, "left leg first", _number(held & (lag_s > TIME_TOLERANCE_S), time)
    yield name, "right leg first", _number(held & (lag_s < -TIME_TOLERANCE_S), time)
    yield name, "lag; median", describe.by_column(describe.median, lag_s, held)
    yield name, "lag; median of size", describe.by_column(describe.median, np.abs(lag_s), held)
