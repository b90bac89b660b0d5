"""Grade the recording of a leg by its measures."""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from plm_detect.model.quality import Grade, QualityMeasure, QualityNote

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from plm_detect.model.quality import Level
    from plm_detect.quality.measures import LegMeasures


@dataclass(frozen=True)
class Limit:
    """From which value a measure matters.

    Attributes
    ----------
    name, unit, code, text, source : str
        ``text`` is a sentence with measures in braces.
    below : bool
        Whether small values are bad, instead of large ones.
    note, fair, poor, unusable : float or None
    """

    name: str
    unit: str
    code: str
    text: str
    source: str
    below: bool = False
    note: float | None = None
    fair: float | None = None
    poor: float | None = None
    unusable: float | None = None

    def reached(self, value: float, limit: float | None) -> bool:
        """Return whether a value is as bad as a limit, or worse."""
        if limit is None:
            return False
        return value <= limit if self.below else value >= limit

    def grade(self, value: float) -> Grade:
        """Return the grade of a value."""
        for grade, limit in (
            (Grade.UNUSABLE, self.unusable),
            (Grade.POOR, self.poor),
            (Grade.FAIR, self.fair),
        ):
            if self.reached(value, limit):
                return grade
        return Grade.GOOD


@cache
def limits() -> tuple[Limit, ...]:
    """Return the limits of all measures."""
    text = files("plm_detect.quality").joinpath("limits.toml").read_text(encoding="utf-8")
    return tuple(Limit(name=name, **values) for name, values in tomllib.loads(text).items())


def graded(found: LegMeasures) -> tuple[QualityMeasure, ...]:
    """Return the measures with their limits and grades.

    Parameters
    ----------
    found : LegMeasures
    """
    values, measures = asdict(found), []
    for limit in limits():
        value = values[limit.name]
        grade = None if value is None else limit.grade(value)
        row = (limit.unit, value, limit.fair, limit.poor, limit.unusable, grade)
        measures.append(QualityMeasure(limit.name, *row))
    return tuple(measures)


def worst(measures: Sequence[QualityMeasure]) -> Grade:
    """Return the grade of the worst measure."""
    return max((m.grade for m in measures if m.grade is not None), default=Grade.GOOD)


def refusals(found: LegMeasures) -> str:
    """Return why a leg is unusable, in sentences."""
    values, texts = asdict(found), []
    for limit in limits():
        value = values[limit.name]
        if value is not None and limit.grade(value) is Grade.UNUSABLE:
            texts.append(limit.text.format(**values))
    return " ".join(texts)


def quality_notes(label: str, found: LegMeasures) -> Iterator[QualityNote]:
    """Yield a sentence for each measure that the reader should know of.

    Parameters
    ----------
    label : str
        Channel or derivation.
    found : LegMeasures
    """
    values = asdict(found)
    for limit in limits():
        value = values[limit.name]
        if value is None:
            continue
        grade = limit.grade(value)
        if grade > Grade.GOOD or limit.reached(value, limit.note):
            level: Level = "warning" if grade > Grade.GOOD else "info"
            yield QualityNote(level, limit.code, label, limit.text.format(**values))
