"""What a report is made of: sections with tables, figures and sentences, for any kind of page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from plm_detect.wording.language import UNDEFINED, words

if TYPE_CHECKING:
    from plm_detect.results.night import Night
    from plm_detect.wording.language import Words


@dataclass(frozen=True)
class Cell:
    """A cell of a table: what is read, and for numbers the whole value."""

    text: str
    value: float | None = None


@dataclass(frozen=True)
class ReportTable:
    """A table.

    Attributes
    ----------
    name : str
        Stable, for programs.
    head : tuple of str
    rows : tuple of tuple of Cell
    """

    name: str
    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def is_number(self, column: int) -> bool:
        """Tell whether a column holds numbers."""
        return any(row[column].value is not None for row in self.rows)


@dataclass(frozen=True)
class Section:
    """A part of a report under its own title.

    Attributes
    ----------
    title : str
    tables : tuple of ReportTable
    figures : tuple of (str, str)
        Names and descriptions of figures.
    sentences : tuple of str
    small : bool
        Whether figures stand side by side.
    is_folded : bool
        Whether a page shows the title alone until it is asked for more.
    """

    title: str
    tables: tuple[ReportTable, ...] = ()
    figures: tuple[tuple[str, str], ...] = ()
    sentences: tuple[str, ...] = ()
    small: bool = False
    is_folded: bool = False


@dataclass(frozen=True)
class ReportMovement:
    """A movement of both legs, as the table of a report shows it.

    Attributes
    ----------
    onset, duration : float
        Seconds.
    time : str
        Time of day of the onset.
    side, kind, stage : str
    arousal : bool
    series : int or None
        Number of the periodic series.
    interval : float or None
        To the movement before, seconds.
    """

    onset: float
    time: str
    duration: float
    side: str
    kind: str
    stage: str
    arousal: bool
    series: int | None
    interval: float | None


@dataclass(frozen=True)
class Figure:
    """A number with its name and unit, as it is printed."""

    name: str
    value: str
    unit: str = ""


LONG_TEXTS = 600
"""Characters."""


@dataclass(frozen=True)
class FirstPage:
    """The page that a person signs.

    Attributes
    ----------
    fields : tuple of tuple of (str, str)
        Groups of names and values; an empty value is a line to fill in.
    main : Figure
        The one number that is the largest.
    verdicts : tuple of str
        Class of the main number, doubts of it, robustness.
    figures : tuple of Figure
        The other numbers.
    sleep : tuple of Figure
        Sleep in numbers; the unit is the share of total sleep time.
    quality : tuple of str
        Signal quality in words, one sentence a leg.
    to_know : tuple of str
        Warnings.
    reading : tuple of str
        How the number is read, and what is usual.
    comment : str
    """

    fields: tuple[tuple[tuple[str, str], ...], ...]
    main: Figure
    verdicts: tuple[str, ...]
    figures: tuple[Figure, ...]
    sleep: tuple[Figure, ...]
    quality: tuple[str, ...]
    to_know: tuple[str, ...]
    reading: tuple[str, ...]
    comment: str = ""

    @property
    def is_long(self) -> bool:
        """Whether its texts are so long that the overview must be smaller on a printed page."""
        fields = [value for group in self.fields for _, value in group]
        texts = (*fields, *self.verdicts, *self.quality, *self.to_know, self.comment)
        return sum(map(len, texts)) > LONG_TEXTS


@dataclass(frozen=True)
class Content:
    """A whole report.

    Attributes
    ----------
    title, disclaimer : str
    first : FirstPage
    sections : tuple of Section
        The appendix.
    movements : tuple of ReportMovement
        All movements, for the table that can be sorted.
    """

    title: str
    disclaimer: str
    first: FirstPage
    sections: tuple[Section, ...]
    movements: tuple[ReportMovement, ...] = ()


@dataclass(frozen=True)
class StudyPage:
    """A page about many nights or scorers.

    Attributes
    ----------
    title, disclaimer : str
    facts : tuple of (str, str)
    cards : tuple of Figure
        Headline numbers.
    verdicts : tuple of str
    sections : tuple of Section
    """

    title: str
    disclaimer: str
    facts: tuple[tuple[str, str], ...]
    cards: tuple[Figure, ...]
    verdicts: tuple[str, ...]
    sections: tuple[Section, ...]


def number(value: float | None, decimals: int = 1, say: Words | None = None) -> Cell:
    """Return a cell for a number in a language; undefined where there is none."""
    text = (say or words("en")).number(value, decimals)
    return Cell(text) if text == UNDEFINED else Cell(text, float(value or 0.0))


def overview_alt(night: Night, say: Words) -> str:
    """Return the message of the overview in words."""
    return say(
        "overview_alt",
        series=night.headline.n_series,
        movements=night.headline.n_movements,
        arousals=len(night.scoring.arousals),
        respiratory=len(night.scoring.respiratory),
    )
