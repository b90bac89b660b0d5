"""The few numbers that people look at first."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.indices.periodicity import periodicity_index
from plm_detect.model.hypnogram import is_sleep

if TYPE_CHECKING:
    from plm_detect.indices.table import Statistics
    from plm_detect.model.movements import Movements


@dataclass(frozen=True)
class Headline:
    """Headline numbers; None where a number is undefined.

    Attributes
    ----------
    tib_h, tst_h : float or None
        Hours in bed and asleep. Without a hypnogram ``tib_h`` is the recorded time.
    n_movements, n_clm, n_plm : int or None
        Movements after joining, candidates and periodic movements in the analysed time.
    n_plms, plms_per_hour : float or None
        Periodic movements in sleep, and their number per hour of sleep.
    n_plms_nr, plms_nr_per_hour : float or None
        The same after respiratory-related movements are taken out.
    n_plms_arousal, plms_arousal_per_hour : float or None
        Periodic movements in sleep with arousal; None when no arousal was scored.
    plms_nr_arousal_per_hour : float or None
        The same after respiratory-related movements are taken out.
    plmw_per_hour : float or None
        Periodic movements in wakefulness per hour of wakefulness.
    plm_per_hour : float or None
        Periodic movements per hour in bed; without a hypnogram per hour of recording. None where
        the rule set looks for series in sleep only, as is ``plmw_per_hour``.
    n_series : int
        Periodic series.
    periodicity_index : float or None
        Ferri 2006, over the intervals of movements in sleep; without a hypnogram over all.
    plm_clm_ratio : float or None
        Periodic movements divided by candidates, in sleep; without a hypnogram over all.
    """

    tib_h: float | None
    tst_h: float | None
    n_movements: int
    n_clm: int | None
    n_plm: int | None
    n_plms: int | None
    plms_per_hour: float | None
    n_plms_nr: int | None
    plms_nr_per_hour: float | None
    n_plms_arousal: int | None
    plms_arousal_per_hour: float | None
    plms_nr_arousal_per_hour: float | None
    plmw_per_hour: float | None
    plm_per_hour: float | None
    n_series: int
    periodicity_index: float | None
    plm_clm_ratio: float | None

    def as_dict(self) -> dict[str, int | float | None]:
        """Return all numbers by name."""
        return asdict(self)


def headline(
    movements: Movements, statistics: Statistics, *, is_staged: bool, periodic_in_wake: bool
) -> Headline:
    """Return the headline numbers.

    Parameters
    ----------
    movements : Movements
    statistics : Statistics
        Of the same night.
    is_staged : bool
        Whether there is a hypnogram.
    periodic_in_wake : bool
        Whether the rule set looks for series in wakefulness too.
    """
    asleep = is_sleep(movements.stage) if is_staged else np.ones(len(movements), dtype=bool)
    sleep_column = "TST" if is_staged else "TIB"
    imi_s = np.where(asleep, movements.imi_s, np.nan)

    def index(lm_type: str, column: str) -> float | None:
        return _known(statistics.value(lm_type, "no./hour", column))

    def count(lm_type: str, column: str) -> int | None:
        value = statistics.value(lm_type, "number", column)
        return None if np.isnan(value) else int(value)

    def hours(column: str) -> float | None:
        return _known(statistics.value("Sleep/Wake", "duration; s", column) / 3600)

    return Headline(
        tib_h=hours("TIB"),
        tst_h=hours("TST"),
        n_movements=len(movements),
        n_clm=count("CLM", "TIB"),
        n_plm=count("PLM", "TIB"),
        n_plms=count("PLM", "TST"),
        plms_per_hour=index("PLM", "TST"),
        n_plms_nr=count("PLMnr", "TST"),
        plms_nr_per_hour=index("PLMnr", "TST"),
        n_plms_arousal=count("PLMa", "TST"),
        plms_arousal_per_hour=index("PLMa", "TST"),
        plms_nr_arousal_per_hour=index("PLMnr_a", "TST"),
        plmw_per_hour=index("PLM", "Wake"),
        plm_per_hour=index("PLM", "TIB") if periodic_in_wake or not is_staged else None,
        n_series=int(np.max(movements.series, initial=0)),
        periodicity_index=_known(periodicity_index(imi_s)),
        plm_clm_ratio=index("PI", sleep_column),
    )


def _known(value: float) -> float | None:
    return None if np.isnan(value) else value
