"""Tables of results as the values they were made from."""

from __future__ import annotations

import math
from dataclasses import fields
from typing import TYPE_CHECKING, Any

import numpy as np

from plm_detect.indices.course import Course
from plm_detect.indices.denominators import COLUMN_STAGES
from plm_detect.indices.intervals import IntervalHistogram
from plm_detect.indices.positions import ByPosition
from plm_detect.indices.series import Series
from plm_detect.indices.table import Statistics
from plm_detect.model.events import RespiratoryEvents, RespiratoryKind, Scoring
from plm_detect.model.hypnogram import Hypnogram, Stage
from plm_detect.model.movements import LegMovements, Movements, ScoredLegMovements, Side
from plm_detect.model.positions import BodyPosition, BodyPositions
from plm_detect.model.quality import Grade, LegQuality, QualityMeasure
from plm_detect.model.spans import Spans
from plm_detect.results.tables import STAGE_KINDS, Table
from plm_detect.results.typed import checked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

SIDES = {side.label: side for side in Side}
POSITIONS = {f"position_{position.label}": position for position in BodyPosition}
RESPIRATORY = {kind.label: kind for kind in RespiratoryKind}
STAGES = {stage.label: stage for stage in Stage}
LARGEST_COUNT = 2**53
LONGEST_S = 1e9
"""Thirty years."""
GRADES = {grade.label: grade for grade in Grade}


def leg_movements_of(table: Table) -> ScoredLegMovements:
    """Return the table ``leg_movements``."""
    onset_s, coded = table["onset_s"].astype(np.float64), ("end_s", "side")
    return ScoredLegMovements(
        end_s=ends(onset_s, table["duration_s"]),
        side=_codes(table["side"], SIDES),
        stage=_codes(table["stage"], STAGES),
        is_lm=_truths(table["is_lm"]),
        in_analysis=_truths(table["in_analysis"]),
        **_numbers(table, LegMovements, *coded),
    )


def movements_of(table: Table) -> Movements:
    """Return the table ``movements``."""
    onset_s = table["onset_s"].astype(np.float64)
    return Movements(
        onset_s=onset_s,
        end_s=ends(onset_s, table["duration_s"]),
        side=_codes(table["side"], SIDES),
        n_monolateral=_integers(table["n_monolateral"]),
        is_clm=_truths(table["is_clm"]),
        lag_s=table["lag_s"].astype(np.float64),
        is_respiratory=_truths(table["is_respiratory"]),
        takes_part=_truths(table["takes_part"]),
        has_arousal=_truths(table["has_arousal"]),
        has_arousal_nr=_truths(table["has_arousal_nr"]),
        arousal_lag_s=table["arousal_lag_s"].astype(np.float64),
        stage=_codes(table["stage"], STAGES),
        series=_integers(table["plm_series"]),
        series_nr=_integers(table["plm_series_nr"]),
        imi_s=table["imi_s"].astype(np.float64),
        imi_nr_s=table["imi_nr_s"].astype(np.float64),
        certainty=table["certainty"].astype(np.float64),
    )


def series_of(table: Table) -> tuple[Series, Series]:
    """Return the series over all candidates, and those without respiratory-related ones."""
    onset_s = table["onset_s"].astype(np.float64)
    both = Series(
        number=_integers(table["number"]),
        onset_s=onset_s,
        end_s=ends(onset_s, table["duration_s"]),
        n_movements=_integers(table["n_movements"]),
        n_in_sleep=_integers(table["n_in_sleep"]),
        n_with_arousal=_integers(table["n_with_arousal"]),
        imi_mean_s=table["imi_mean_s"].astype(np.float64),
        imi_sd_s=table["imi_sd_s"].astype(np.float64),
        stage=_codes(table["stage"], STAGES),
    )
    is_nr = table["LMtype"] == "PLMnr"
    return both.take(~is_nr), both.take(is_nr)


def statistics_of(table: Table) -> Statistics:
    """Return the table ``statistics`` or ``supplement``."""
    rows = zip(table["LMtype"].tolist(), table["Statistic"].tolist(), strict=True)
    values = np.column_stack([table[column] for column in COLUMN_STAGES])
    return Statistics(tuple(rows), values.astype(np.float64))


def course_of(table: Table) -> Course:
    """Return the table ``course``."""
    return Course(
        part=table["part"],
        number=_integers(table["number"]),
        is_complete=_truths(table["is_complete"]),
        **_numbers(table, Course, "part", "number", "is_complete"),
    )


def positions_of(table: Table) -> ByPosition:
    """Return the table ``positions``."""
    return ByPosition(position=table["position"], **_numbers(table, ByPosition, "position"))


def intervals_of(table: Table) -> IntervalHistogram:
    """Return the table ``intervals``."""
    return IntervalHistogram(
        from_s=table["from_s"].astype(np.float64),
        to_s=table["to_s"].astype(np.float64),
        number=_integers(table["number"]),
        in_sleep=_integers(table["in_sleep"]),
        in_wake=_integers(table["in_wake"]),
        number_nr=_integers(table["number_nr"]),
        in_sleep_nr=_integers(table["in_sleep_nr"]),
        in_wake_nr=_integers(table["in_wake_nr"]),
    )


def scoring_of(table: Table) -> Scoring:
    """Return the table ``scoring``; it holds no movements."""
    onset_s = table["onset_s"].astype(np.float64)
    end_s = ends(onset_s, table["duration_s"])
    event = table["event"]
    lights = {
        kind: float(onset_s[event == kind][0]) if np.any(event == kind) else None
        for kind in ("lights_off", "lights_on")
    }
    stages = {kind: stage for stage, kind in STAGE_KINDS.items()}
    staged = np.isin(event, list(stages))
    breathing = np.isin(event, list(RESPIRATORY))
    lying = np.isin(event, list(POSITIONS))
    return Scoring(
        hypnogram=Hypnogram(onset_s[staged], end_s[staged], _codes(event[staged], stages))
        if np.any(staged)
        else None,
        arousals=Spans(onset_s[event == "arousal"], end_s[event == "arousal"]),
        respiratory=RespiratoryEvents(
            onset_s[breathing], end_s[breathing], _codes(event[breathing], RESPIRATORY)
        ),
        lights_off_s=lights["lights_off"],
        lights_on_s=lights["lights_on"],
        positions=BodyPositions(onset_s[lying], end_s[lying], _codes(event[lying], POSITIONS)),
    )


def quality_of(
    legs: list[Mapping[str, str]], measures: Table, excluded: Table
) -> tuple[LegQuality, ...]:
    """Return the quality of each leg from the tables ``quality`` and ``excluded``.

    Parameters
    ----------
    legs : list of mapping
        Side, label and grade of each.
    measures, excluded : dict of str to ndarray
    """
    found = []
    for leg in legs:
        of = _of_leg(excluded, leg)
        spans = Spans(
            excluded["onset_s"][of].astype(np.float64), excluded["end_s"][of].astype(np.float64)
        )
        own = _measures(measures, _of_leg(measures, leg))
        label = checked(leg["label"], str, "quality.legs.label")
        found.append(LegQuality(SIDES[leg["side"]], label, GRADES[leg["grade"]], own, spans))
    return tuple(found)


def _of_leg(table: Table, leg: Mapping[str, str]) -> NDArray[np.bool_]:
    return np.asarray((table["side"] == leg["side"]) & (table["channel"] == leg["label"]))


def _measures(table: Table, of: NDArray[np.bool_]) -> tuple[QualityMeasure, ...]:
    numbers = [
        [None if np.isnan(value) else value for value in table[name][of].tolist()]
        for name in ("value", "fair", "poor", "unusable")
    ]
    if any(value is not None and math.isinf(value) for column in numbers for value in column):
        raise ValueError("a measure is not finite")
    names, units, grades = (table[name][of].tolist() for name in ("measure", "unit", "grade"))
    return tuple(
        QualityMeasure(name, unit, value, fair, poor, unusable, GRADES[grade] if grade else None)
        for name, unit, (value, fair, poor, unusable), grade in zip(
            names, units, zip(*numbers, strict=True), grades, strict=True
        )
    )


def ends(onset_s: NDArray[np.float64], duration_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return ends whose distances from the onsets are the durations to the last bit.

    Raises
    ------
    ValueError
        When a time is beyond any recording.
    """
    if np.any(~(np.abs(onset_s) < LONGEST_S)) or np.any(np.abs(duration_s) >= LONGEST_S):
        raise ValueError("a time is beyond any recording")
    end_s = onset_s + duration_s
    for nearby in (np.nextafter(end_s, np.inf), np.nextafter(end_s, -np.inf)):
        end_s = np.where(end_s - onset_s == duration_s, end_s, nearby)
    return np.asarray(end_s)


def _integers(column: NDArray[Any]) -> NDArray[np.int64]:
    is_usable = np.all(np.abs(column) < LARGEST_COUNT)  # NaN is refused too
    whole = column.astype(np.int64) if is_usable else None
    if whole is None or np.any(whole != column):
        raise ValueError("a count is not a whole number")
    return whole


def _truths(column: NDArray[Any]) -> NDArray[np.bool_]:
    if len(column) and column.dtype != np.bool_:
        raise ValueError("a cell is neither true nor false")
    return column.astype(np.bool_)


def _codes(column: NDArray[Any], codes: dict[str, Any]) -> NDArray[np.int8]:
    return np.array([codes[label] for label in column.tolist()], dtype=np.int8)


def _numbers(table: Table, kind: type, *others: str) -> dict[str, NDArray[np.float64]]:
    """Return the columns of a table that stand in it as fields of the same name, as numbers."""
    names = [field.name for field in fields(kind) if field.name not in others]
    return {name: table[name].astype(np.float64) for name in names}
