"""The quality of the legs as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from plm_detect.model.quality import LegQuality


def quality_columns(legs: Sequence[LegQuality]) -> dict[str, NDArray[Any]]:
    """Return every measure of every leg with its limits and grade, one in a row.

    Limits are those from which the grade is reached; an empty cell is no limit, or no value.
    """
    rows = [(leg, measure) for leg in legs for measure in leg.measures]

    def texts(values: list[str]) -> NDArray[Any]:
        return np.array(values, dtype=np.str_)

    def numbers(values: list[float | None]) -> NDArray[Any]:
        return np.array([np.nan if v is None else v for v in values], dtype=np.float64)

    return {
        "side": texts([leg.side.label for leg, _ in rows]),
        "channel": texts([leg.label for leg, _ in rows]),
        "measure": texts([measure.name for _, measure in rows]),
        "unit": texts([measure.unit for _, measure in rows]),
        "value": numbers([measure.value for _, measure in rows]),
        "fair": numbers([measure.fair for _, measure in rows]),
        "poor": numbers([measure.poor for _, measure in rows]),
        "unusable": numbers([measure.unusable for _, measure in rows]),
        "grade": texts(["" if m.grade is None else m.grade.label for _, m in rows]),
    }


def excluded_columns(legs: Sequence[LegQuality]) -> dict[str, NDArray[Any]]:
    """Return the recorded time in which nothing was searched, one stretch in a row."""
    counts = [len(leg.excluded) for leg in legs]
    return {
        "side": np.repeat([leg.side.label for leg in legs], counts),
        "channel": np.repeat([leg.label for leg in legs], counts),
        "onset_s": np.concatenate([leg.excluded.onset_s for leg in legs]),
        "end_s": np.concatenate([leg.excluded.end_s for leg in legs]),
    }
