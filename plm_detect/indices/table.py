"""The statistics table: 318 rows by eight columns, in the layout of PLMScoRe 0.1.3."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from plm_detect.errors import SettingsError
from plm_detect.indices import describe
from plm_detect.indices.denominators import COLUMN_STAGES
from plm_detect.model.movements import LONG_INTERVAL_S, SHORT_INTERVAL_S, Side
from plm_detect.model.names import nearest
from plm_detect.model.spans import at_least, at_most

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    from numpy.typing import NDArray

    from plm_detect.indices.denominators import Denominators
    from plm_detect.model.events import StagedEvents
    from plm_detect.model.movements import Movements

LEGS: dict[str, tuple[Side, ...]] = {
    "": tuple(Side),
    "l_": (Side.LEFT,),
    "r_": (Side.RIGHT,),
    "b_": (Side.BOTH,),
    "m_": (Side.LEFT, Side.RIGHT, Side.UNSPECIFIED),
}
"""Prefix of a row and the sides it holds."""

PERIODIC = ("PI", "PInr", "IMI", "IMInr")
"""Rows about series and intervals, beside those of kinds of movements."""

DURATION_STATISTICS = {
    "duration; mean": describe.mean,
    "duration; SD": describe.sd,
    "duration; min": describe.smallest,
    "duration; max": describe.largest,
}

Row = tuple[str, str, "NDArray[np.float64]"]


@dataclass(frozen=True, eq=False)
class Kind:
    """A kind of movements that rows of a table are about.

    Attributes
    ----------
    mask : ndarray of bool, shape (n_movements,)
    of_arousals : bool
        Whether it is about arousals; undefined where none were scored.
    of_series : bool
        Whether it is about periodic series, and undefined where the rule set looks for none.
    """

    mask: NDArray[np.bool_]
    of_arousals: bool = False
    of_series: bool = False


@dataclass(frozen=True, eq=False, repr=False)
class Statistics:
    """The statistics of a night.

    Attributes
    ----------
    rows : tuple of (str, str)
        Type of movement and statistic.
    values : ndarray of float64, shape (n_rows, 8)
        In the order of `COLUMN_STAGES`; NaN where a value is undefined.
    """

    rows: tuple[tuple[str, str], ...]
    values: NDArray[np.float64]

    def __repr__(self) -> str:
        return f"<Statistics: {len(self.rows)} rows by {', '.join(COLUMN_STAGES)}>"

    def _repr_html_(self) -> str:
        return str(self.to_frame().to_html())

    def value(self, lm_type: str, statistic: str, column: str) -> float:
        """Return one cell; NaN where it is undefined.

        Parameters
        ----------
        lm_type, statistic : str
            As in the columns ``LMtype`` and ``Statistic`` of ``statistics.csv``.
        column : str
            Name of the period, for example ``TST``.

        Raises
        ------
        SettingsError
            When the row or column is unknown; the sentence names the nearest ones.
        """
        types = {known for known, _ in self.rows}
        if lm_type not in types:
            raise SettingsError(f"unknown LMtype {lm_type!r}{nearest(lm_type, types)}.")
        names = {known for of_type, known in self.rows if of_type == lm_type}
        if statistic not in names:
            raise SettingsError(
                f"unknown statistic {statistic!r} of {lm_type}{nearest(statistic, names)}."
            )
        if column not in COLUMN_STAGES:
            raise SettingsError(f"unknown column {column!r}{nearest(column, set(COLUMN_STAGES))}.")
        row = self.rows.index((lm_type, statistic))
        return float(self.values[row, list(COLUMN_STAGES).index(column)])

    def columns(self) -> dict[str, Any]:
        """Return the columns of ``statistics.csv``."""
        names = {
            "LMtype": np.array([lm_type for lm_type, _ in self.rows]),
            "Statistic": np.array([statistic for _, statistic in self.rows]),
        }
        return names | dict(zip(COLUMN_STAGES, self.values.T, strict=True))

    def to_frame(self) -> pd.DataFrame:
        """Return the table as a pandas DataFrame."""
        import pandas as pd

        return pd.DataFrame(self.columns())


def statistics(
    movements: Movements,
    respiratory: StagedEvents,
    arousals: StagedEvents,
    time: Denominators,
    *,
    arousals_scored: bool = True,
    periodic_in_wake: bool = True,
) -> Statistics:
    """Return all statistics of a night.

    Parameters
    ----------
    movements : Movements
    respiratory, arousals : StagedEvents
    time : Denominators
    arousals_scored : bool
        Whether anybody scored arousals. Where nobody did, the rows about them are undefined, not
        zero.
    periodic_in_wake : bool
        Whether the rule set looks for series in wakefulness too. Where it does not, what it says
        of periodic movements and intervals in wakefulness is undefined, not zero.

    Returns
    -------
    Statistics

    Notes
    -----
    Departs from PLMScoRe 0.1.3 in two ways: the rows ``PI`` and ``PInr`` are not rounded, and a
    night without movements, arousals or intervals has a table too.
    """
    kinds = _kinds(movements)
    inside = time.members(movements.stage)
    counts = {
        name: np.full(len(COLUMN_STAGES), np.nan)
        if kind.of_arousals and not arousals_scored
        else time.blank_where_unknown((inside & kind.mask).sum(axis=1, dtype=np.float64))
        for name, kind in kinds.items()
    }

    rows: list[Row] = [("Sleep/Wake", "duration; s", time.seconds)]
    for name, count in counts.items():
        rows.append((name, "no./hour", count / time.hours))
        if name == "PLMnr_a":
            rows.extend(_ratios(counts))
    rows.extend(_interval_rows(movements, inside, time))
    rows.extend(_event_rows(respiratory, arousals, time, arousals_scored=arousals_scored))
    rows.extend((name, "number", count) for name, count in counts.items())
    for statistic, function in DURATION_STATISTICS.items():
        for name, kind in kinds.items():
            durations_s = movements.duration_s[kind.mask]
            values = describe.by_column(function, durations_s, inside[:, kind.mask])
            rows.append((name, statistic, values))
    names = tuple((lm_type, statistic) for lm_type, statistic, _ in rows)
    values = np.stack([row for _, _, row in rows])
    if time.is_staged and not periodic_in_wake:
        of_series = {*PERIODIC, *(name for name, kind in kinds.items() if kind.of_series)}
        about_series = np.array([name in of_series for name, _ in names])
        per_hour = np.array([statistic == "no./hour" for _, statistic in names])
        columns = list(COLUMN_STAGES)
        values[about_series, columns.index("Wake")] = np.nan
        # What is counted in sleep alone is no number per hour in bed.
        values[about_series & per_hour, columns.index("TIB")] = np.nan
    return Statistics(names, values)


def _kinds(movements: Movements) -> dict[str, Kind]:
    clm, respiratory = movements.is_clm, movements.is_respiratory
    plm, plm_nr = movements.is_plm, movements.is_plm_nr
    kinds = {
        "CLM": Kind(clm),
        "CLMr": Kind(clm & respiratory),
        "CLMnr": Kind(clm & ~respiratory),
        "PLM": Kind(plm, of_series=True),
        "PLMa": Kind(plm & movements.has_arousal, of_series=True, of_arousals=True),
        "PLMnr": Kind(plm_nr, of_series=True),
        "PLMnr_a": Kind(plm_nr & movements.has_arousal_nr, of_series=True, of_arousals=True),
        "nonCLM": Kind(~clm),
        "nonCLMr": Kind(~clm & respiratory),
        "nonCLMnr": Kind(~clm & ~respiratory),
    }
    return {
        prefix + name: replace(kind, mask=kind.mask & np.isin(movements.side, sides))
        for prefix, sides in LEGS.items()
        for name, kind in kinds.items()
    }


def _ratios(counts: dict[str, NDArray[np.float64]]) -> Iterator[Row]:
    for name, part, whole in (("PI", "PLM", "CLM"), ("PInr", "PLMnr", "CLMnr")):
        n_all = np.where(counts[whole] > 0, counts[whole], np.nan)
        yield name, "no./hour", counts[part] / n_all


def _interval_rows(
    movements: Movements, inside: NDArray[np.bool_], time: Denominators
) -> Iterator[Row]:
    columns = {"IMI": movements.imi_s, "IMInr": movements.imi_nr_s}
    for name, imi_s in columns.items():
        with_interval = np.isfinite(imi_s)
        short = with_interval & ~at_least(imi_s, SHORT_INTERVAL_S)
        long = with_interval & ~at_most(imi_s, LONG_INTERVAL_S)
        classes = {
            "<10s; number": short,
            "10-90s; number": with_interval & ~short & ~long,
            ">90s; number": long,
        }
        for statistic, mask in classes.items():
            count = (inside & mask).sum(axis=1, dtype=np.float64)
            yield name, statistic, time.blank_where_unknown(count)
    for name, imi_s in columns.items():
        with_interval = np.isfinite(imi_s) & (imi_s > 0)
        held = inside[:, with_interval]
        yield name, "log; mean", describe.by_column(describe.log_mean, imi_s[with_interval], held)
        yield name, "log; SD", describe.by_column(describe.log_sd, imi_s[with_interval], held)


def _event_rows(
    respiratory: StagedEvents,
    arousals: StagedEvents,
    time: Denominators,
    *,
    arousals_scored: bool,
) -> Iterator[Row]:
    inside = time.members(respiratory.stage)
    number = time.blank_where_unknown(inside.sum(axis=1, dtype=np.float64))
    with_clm = (inside & respiratory.with_clm).sum(axis=1, dtype=np.float64)
    yield "R events", "number", number
    yield "R events", "no./hour", number / time.hours
    yield "R events", "% with CLM", 100 * with_clm / np.where(number > 0, number, np.nan)
    number = time.members(arousals.stage).sum(axis=1, dtype=np.float64)
    number = time.blank_where_unknown(number if arousals_scored else np.full_like(number, np.nan))
    yield "Arousal", "number", number
    yield "Arousal", "no./hour", number / time.hours
