"""The tables of a night, by name and column, as its folder holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from plm_detect.model.events import RespiratoryKind
from plm_detect.model.hypnogram import Stage, stage_labels
from plm_detect.model.positions import BodyPosition

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from plm_detect.indices.series import Series
    from plm_detect.model.events import Scoring
    from plm_detect.model.quality import LegQuality
    from plm_detect.results.night import Night

Table = dict[str, "NDArray[Any]"]

STAGE_KINDS = {stage: f"stage_{stage.label}" for stage in Stage if stage is not Stage.UNSCORED}


def tables(night: Night) -> dict[str, Table]:
    """Return all tables of a night by name, each by column."""
    made = {name: make(night) for name, make in TABLES.items()}
    return {name: table for name, table in made.items() if table is not None}


def _both_kinds(series: Series, series_nr: Series) -> dict[str, NDArray[Any]]:
    """Return the series over all candidates above those without respiratory-related ones."""
    kinds = np.array(["PLM"] * len(series) + ["PLMnr"] * len(series_nr), dtype=np.str_)
    columns, columns_nr = series.columns(), series_nr.columns()
    stacked = {name: np.concatenate([columns[name], columns_nr[name]]) for name in columns}
    return {"LMtype": kinds, **stacked}


def scoring_columns(scoring: Scoring) -> dict[str, NDArray[Any]]:
    """Return stages, arousals, respiratory events, body positions and lights by onset."""
    rows: list[tuple[float, float, str]] = []
    hypnogram = scoring.hypnogram
    if hypnogram is not None:
        labels = stage_labels(hypnogram.stage).tolist()
        spans = zip(hypnogram.onset_s.tolist(), hypnogram.end_s.tolist(), labels, strict=True)
        rows += [(onset, end - onset, f"stage_{label}") for onset, end, label in spans]
    breathing = [RespiratoryKind(kind).label for kind in scoring.respiratory.kind.tolist()]
    lying = [f"position_{BodyPosition(code).label}" for code in scoring.positions.position.tolist()]
    for spans_of, of_kind in (
        (scoring.arousals, ["arousal"] * len(scoring.arousals)),
        (scoring.respiratory, breathing),
        (scoring.positions, lying),
    ):
        each = zip(spans_of.onset_s.tolist(), spans_of.end_s.tolist(), of_kind, strict=True)
        rows += [(onset, end - onset, kind) for onset, end, kind in each]
    for at, kind in ((scoring.lights_off_s, "lights_off"), (scoring.lights_on_s, "lights_on")):
        if at is not None:
            rows.append((at, 0.0, kind))
    rows.sort(key=lambda row: (row[0], row[2]))
    onsets, durations, kinds = zip(*rows, strict=True) if rows else ((), (), ())
    return {
        "onset_s": np.array(onsets, dtype=np.float64),
        "duration_s": np.array(durations, dtype=np.float64),
        "event": np.array(kinds, dtype=np.str_),
        "side": np.array([""] * len(rows), dtype=np.str_),
    }


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


TABLES: dict[str, Callable[[Night], Table | None]] = {
    "leg_movements": lambda night: night.leg_movements.columns(),
    "movements": lambda night: night.movements.columns(),
    "series": lambda night: _both_kinds(night.series, night.series_nr),
    "statistics": lambda night: night.statistics.columns(),
    "supplement": lambda night: night.supplement.columns(),
    "positions": lambda night: night.positions.columns() if night.positions else None,
    "course": lambda night: night.course.columns(),
    "intervals": lambda night: night.intervals.columns(),
    "scoring": lambda night: scoring_columns(night.scoring),
    "quality": lambda night: quality_columns(night.quality) if night.quality else None,
    "excluded": lambda night: excluded_columns(night.quality) if night.quality else None,
    "robustness": lambda night: night.robustness.columns() if night.robustness else None,
    "rules": lambda night: night.comparison.columns() if night.comparison else None,
}
"""What each table is made of; None where a night has nothing for it."""
