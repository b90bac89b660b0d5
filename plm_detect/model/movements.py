"""Movements of one leg, movements of both legs, and periodic series of them."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from plm_detect.model.columns import ColumnTable
from plm_detect.model.hypnogram import stage_labels
from plm_detect.model.spans import at_least

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

SHORT_INTERVAL_S = 10.0
"""Shorter intervals between movements are short (WASM 2016) ..."""
LONG_INTERVAL_S = 90.0
"""... and longer ones long."""


class Side(IntEnum):
    """Which leg moved; ``LEFT | RIGHT`` is ``BOTH``."""

    UNSPECIFIED = 0
    LEFT = 1
    RIGHT = 2
    BOTH = 3

    @property
    def label(self) -> str:
        """The name used in tables and reports."""
        return self.name.lower()


def side_labels(sides: NDArray[np.int8]) -> NDArray[np.str_]:
    """Return the names of side codes, shape (n,)."""
    return np.asarray(np.array([side.label for side in Side])[np.asarray(sides, dtype=np.intp)])


@dataclass(frozen=True, eq=False, repr=False)
class LegMovements(ColumnTable):
    """Movements of single legs, before the legs are joined.

    Attributes
    ----------
    onset_s, end_s : ndarray of float64, shape (n,)
        Seconds from the start of the recording.
    side : ndarray of int8, shape (n,)
        Codes of `Side`: left, right or unspecified.
    peak_uv, mean_uv : ndarray of float64, shape (n,)
        Peak and mean of the rectified EMG above the resting level, microvolts; NaN where the
        movement was scored by someone else and has no EMG.
    rest_uv : ndarray of float64, shape (n,)
        Resting level at the onset, microvolts; NaN as above.
    onset_margin_uv : ndarray of float64, shape (n,)
        How far the average that decides exceeds the onset threshold, microvolts. This and the
        following are NaN for movements of other detectors too.
    end_margin_uv : ndarray of float64, shape (n,)
        How far the mean of the quiet time after the end lies below the end threshold, microvolts.
    longest_burst_s : ndarray of float64, shape (n,)
        Longest time over which activity does not fall to rest.
    filled_share : ndarray of float64, shape (n,)
        Share of the movement in which its short means lie above the end threshold.
    prominence_uv : ndarray of float64, shape (n,)
        How far its height exceeds the EMG in the 2 s before and after, microvolts.
    frequency_hz : ndarray of float64, shape (n,)
        How fast its EMG changes; that of a tone of the same speed.
    certainty : ndarray of float64, shape (n,)
        From 0, on the border of a decision, to 1, far from all of them.
    """

    onset_s: NDArray[np.float64]
    end_s: NDArray[np.float64]
    side: NDArray[np.int8]
    peak_uv: NDArray[np.float64]
    mean_uv: NDArray[np.float64]
    rest_uv: NDArray[np.float64]
    onset_margin_uv: NDArray[np.float64]
    end_margin_uv: NDArray[np.float64]
    longest_burst_s: NDArray[np.float64]
    filled_share: NDArray[np.float64]
    prominence_uv: NDArray[np.float64]
    frequency_hz: NDArray[np.float64]
    certainty: NDArray[np.float64]

    @classmethod
    def scored(
        cls,
        onset_s: NDArray[np.float64],
        end_s: NDArray[np.float64],
        side: NDArray[np.int8],
    ) -> Self:
        """Return movements that come without EMG, such as a human's scoring."""
        unknown = np.full(len(onset_s), np.nan)
        return cls.measured(onset_s, end_s, side, unknown, unknown, unknown)

    @classmethod
    def measured(
        cls,
        onset_s: NDArray[np.float64],
        end_s: NDArray[np.float64],
        side: NDArray[np.int8],
        peak_uv: NDArray[np.float64],
        mean_uv: NDArray[np.float64],
        rest_uv: NDArray[np.float64],
    ) -> Self:
        """Return movements of which the amplitudes are known and no decision is."""
        unknown = np.full(len(onset_s), np.nan)
        given = (onset_s, end_s, side, peak_uv, mean_uv, rest_uv)
        return cls(*given, *[unknown] * (len(fields(LegMovements)) - len(given)))

    @classmethod
    def together(cls, tables: Iterable[LegMovements]) -> Self:
        """Return the movements of several legs in one table, sorted by onset, then side."""
        empty = cls.scored(np.empty(0), np.empty(0), np.empty(0, dtype=np.int8))
        parts = [empty, *tables]
        names = [field.name for field in fields(LegMovements)]
        joined = cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in names))
        return joined.take(np.lexsort((joined.end_s, joined.side, joined.onset_s)))

    @property
    def duration_s(self) -> NDArray[np.float64]:
        """Durations in seconds, shape (n,)."""
        return np.asarray(self.end_s - self.onset_s)


@dataclass(frozen=True, eq=False, repr=False)
class ScoredLegMovements(LegMovements):
    """Leg movements with what the night and the rule set say of each.

    Attributes
    ----------
    stage : ndarray of int8, shape (n,)
        Codes of `plm_detect.model.hypnogram.Stage`, as in `Movements`.
    is_lm : ndarray of bool, shape (n,)
        Whether the rule set counts it as a leg movement; false for one that is too long.
    in_analysis : ndarray of bool, shape (n,)
        Whether it lies in the analysed part of the night (lights off to lights on).
    """

    stage: NDArray[np.int8]
    is_lm: NDArray[np.bool_]
    in_analysis: NDArray[np.bool_]

    def columns(self) -> dict[str, NDArray[Any]]:
        """Return the columns of ``leg_movements.csv``."""
        return {
            "onset_s": self.onset_s,
            "duration_s": self.duration_s,
            "side": side_labels(self.side),
            "peak_uv": self.peak_uv,
            "mean_uv": self.mean_uv,
            "rest_uv": self.rest_uv,
            "onset_margin_uv": self.onset_margin_uv,
            "end_margin_uv": self.end_margin_uv,
            "longest_burst_s": self.longest_burst_s,
            "filled_share": self.filled_share,
            "prominence_uv": self.prominence_uv,
            "frequency_hz": self.frequency_hz,
            "certainty": self.certainty,
            "stage": stage_labels(self.stage),
            "is_lm": self.is_lm,
            "in_analysis": self.in_analysis,
        }


@dataclass(frozen=True, eq=False, repr=False)
class Movements(ColumnTable):
    """Movements after the legs are joined, with all that the rules say of them.

    Attributes
    ----------
    onset_s, end_s : ndarray of float64, shape (n,)
        Seconds from the start of the recording, sorted by onset.
    side : ndarray of int8, shape (n,)
        Codes of `Side`.
    n_monolateral : ndarray of int64, shape (n,)
        How many movements of single legs were joined.
    is_clm : ndarray of bool, shape (n,)
        Candidate movement: may be part of a periodic series.
    is_respiratory : ndarray of bool, shape (n,)
        Related to a respiratory event.
    lag_s : ndarray of float64, shape (n,)
        Onset of the right leg minus onset of the left one, seconds; NaN where only one moved.
    takes_part : ndarray of bool, shape (n,)
        Candidates that may stand in a series; where the rule set looks for series in sleep only,
        candidates in wakefulness may not.
    has_arousal, has_arousal_nr : ndarray of bool, shape (n,)
        Associated with an arousal that counts; ``_nr``: after respiratory-related movements are
        taken out.
    arousal_lag_s : ndarray of float64, shape (n,)
        Onset of the first arousal that belongs to it minus its own onset, seconds; NaN for none.
    stage : ndarray of int8, shape (n,)
        Codes of `plm_detect.model.hypnogram.Stage` at the onset; where the rule set counts a
        movement as in sleep when any part of it is, of the first epoch of sleep that it reaches.
    series, series_nr : ndarray of int64, shape (n,)
        Number of the periodic series, from 1; 0 for none. ``_nr``: after respiratory-related
        movements are taken out.
    imi_s, imi_nr_s : ndarray of float64, shape (n,)
        Intermovement interval to the movement before, seconds; NaN where undefined.
    certainty : ndarray of float64, shape (n,)
        The least of its movements of single legs, as in `LegMovements`.
    """

    onset_s: NDArray[np.float64]
    end_s: NDArray[np.float64]
    side: NDArray[np.int8]
    n_monolateral: NDArray[np.int64]
    is_clm: NDArray[np.bool_]
    lag_s: NDArray[np.float64]
    is_respiratory: NDArray[np.bool_]
    takes_part: NDArray[np.bool_]
    has_arousal: NDArray[np.bool_]
    has_arousal_nr: NDArray[np.bool_]
    arousal_lag_s: NDArray[np.float64]
    stage: NDArray[np.int8]
    series: NDArray[np.int64]
    series_nr: NDArray[np.int64]
    imi_s: NDArray[np.float64]
    imi_nr_s: NDArray[np.float64]
    certainty: NDArray[np.float64]

    @property
    def duration_s(self) -> NDArray[np.float64]:
        """Durations in seconds, shape (n,)."""
        return np.asarray(self.end_s - self.onset_s)

    @property
    def is_plm(self) -> NDArray[np.bool_]:
        """Which movements stand in a periodic series, shape (n,)."""
        return np.asarray(self.series > 0)

    @property
    def is_plm_nr(self) -> NDArray[np.bool_]:
        """The same after respiratory-related movements are taken out, shape (n,)."""
        return np.asarray(self.series_nr > 0)

    @property
    def is_short_interval(self) -> NDArray[np.bool_]:
        """Candidates less than `SHORT_INTERVAL_S` after the movement before, shape (n,)."""
        is_short = self.takes_part & np.isfinite(self.imi_s)
        return np.asarray(is_short & ~at_least(self.imi_s, SHORT_INTERVAL_S))

    @property
    def is_isolated(self) -> NDArray[np.bool_]:
        """Candidates that are neither periodic nor short-interval movements, shape (n,).

        Only those that may stand in a series: where the rule set looks for series in sleep,
        isolated means isolated in sleep.
        """
        return np.asarray(self.takes_part & ~self.is_plm & ~self.is_short_interval)

    def columns(self) -> dict[str, NDArray[Any]]:
        """Return the columns of ``movements.csv``."""
        return {
            "onset_s": self.onset_s,
            "duration_s": self.duration_s,
            "side": side_labels(self.side),
            "n_monolateral": self.n_monolateral,
            "is_clm": self.is_clm,
            "is_respiratory": self.is_respiratory,
            "takes_part": self.takes_part,
            "has_arousal": self.has_arousal,
            "has_arousal_nr": self.has_arousal_nr,
            "stage": stage_labels(self.stage),
            "is_plm": self.is_plm,
            "plm_series": self.series,
            "is_plm_nr": self.is_plm_nr,
            "plm_series_nr": self.series_nr,
            "imi_s": self.imi_s,
            "imi_nr_s": self.imi_nr_s,
            "is_short_interval": self.is_short_interval,
            "is_isolated": self.is_isolated,
            "lag_s": self.lag_s,
            "arousal_lag_s": self.arousal_lag_s,
            "certainty": self.certainty,
        }
