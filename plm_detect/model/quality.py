"""Findings about the quality of an input; they travel with every result."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from plm_detect.model.movements import Side
    from plm_detect.model.spans import Spans

Level = Literal["info", "warning"]


TOO_LITTLE = "too_little_sleep"
"""Code of the note that an index rests on too little sleep, or recorded time."""


@dataclass(frozen=True, order=True)
class QualityNote:
    """One finding.

    Attributes
    ----------
    level : {"info", "warning"}
        ``warning`` where the numbers may be affected, ``info`` where the reader should know.
    code : str
        Stable name of the finding, for programs.
    subject : str
        What it is about: a file name, a channel label, "hypnogram" ...
    text : str
        One sentence for people.
    """

    level: Level
    code: str
    subject: str
    text: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.text}"


class Grade(IntEnum):
    """How far a leg, or a night, can be trusted; the greater the worse."""

    GOOD = 0
    FAIR = 1
    POOR = 2
    UNUSABLE = 3

    @property
    def label(self) -> str:
        """Name for people."""
        return self.name.lower()


@dataclass(frozen=True)
class QualityMeasure:
    """One measure of the recording of a leg.

    Attributes
    ----------
    name : str
    unit : str
        Empty for shares.
    value : float or None
        None where it cannot be told.
    fair, poor, unusable : float or None
        Limits from which the grade is that, or worse; None where the measure never leads there.
    grade : Grade or None
        None without a value.
    """

    name: str
    unit: str
    value: float | None
    fair: float | None
    poor: float | None
    unusable: float | None
    grade: Grade | None


@dataclass(frozen=True, eq=False)
class LegQuality:
    """Quality of the recording of a leg.

    Attributes
    ----------
    side : Side
    label : str
        Channel or derivation.
    grade : Grade
        That of the worst measure.
    measures : tuple of QualityMeasure
    excluded : Spans
        Recorded time in which nothing was searched, seconds from the start of the recording.
    """

    side: Side
    label: str
    grade: Grade
    measures: tuple[QualityMeasure, ...]
    excluded: Spans

    def value(self, name: str) -> float | None:
        """Return the value of a measure."""
        return next(measure.value for measure in self.measures if measure.name == name)

    def reasons(self) -> tuple[str, ...]:
        """Return the names of the measures that have the grade of the leg, unless it is good."""
        if self.grade is Grade.GOOD:
            return ()
        return tuple(measure.name for measure in self.measures if measure.grade == self.grade)


def night_grade(legs: Iterable[LegQuality]) -> Grade | None:
    """Return the grade of a night: of its worst leg; at best poor where one was refused.

    None without legs.
    """
    grades = [min(each.grade, Grade.POOR) for each in legs]
    return Grade(max(grades)) if grades else None
