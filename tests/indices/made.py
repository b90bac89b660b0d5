"""Tables of movements column by column, so that indices are tested without the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from plm_detect.model.hypnogram import Stage
from plm_detect.model.movements import Movements, Side
from plm_detect.model.window import AnalysisWindow

if TYPE_CHECKING:
    from collections.abc import Sequence


def moved(onsets: Sequence[float], duration: float = 2.0, **columns: Any) -> Movements:
    """Return candidates of the left leg in N2, in no series, unless columns say otherwise.

    All candidates take part; a movement with a lag to an arousal has one, also without
    respiratory-related movements.
    """
    onset = np.array(onsets, dtype=np.float64)
    n = len(onset)
    columns.setdefault("takes_part", columns.get("is_clm", [True] * n))
    columns.setdefault("has_arousal", np.isfinite(columns.get("arousal_lag_s", [np.nan] * n)))
    columns.setdefault("has_arousal_nr", columns["has_arousal"])
    defaults = {
        "side": (Side.LEFT, np.int8),
        "n_monolateral": (1, np.int64),
        "is_clm": (True, bool),
        "lag_s": (np.nan, np.float64),
        "is_respiratory": (False, bool),
        "takes_part": (True, bool),
        "has_arousal": (False, bool),
        "has_arousal_nr": (False, bool),
        "arousal_lag_s": (np.nan, np.float64),
        "stage": (Stage.N2, np.int8),
        "series": (0, np.int64),
        "series_nr": (0, np.int64),
        "imi_s": (np.nan, np.float64),
        "imi_nr_s": (np.nan, np.float64),
        "certainty": (1.0, np.float64),
    }
    filled = {
        name: np.array(columns.pop(name, [value] * n), dtype=kind)
        for name, (value, kind) in defaults.items()
    }
    assert not columns, columns
    return Movements(onset_s=onset, end_s=onset + duration, **filled)


def window(start_s: float, end_s: float) -> AnalysisWindow:
    return AnalysisWindow(start_s, end_s, "lights", "lights")
