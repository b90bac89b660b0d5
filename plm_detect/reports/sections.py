"""What a report is made of: sections with tables, figures and sentences, for any kind of page."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

UNDEFINED = "-"


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
    """

    title: str
    tables: tuple[ReportTable, ...] = ()
    figures: tuple[tuple[str, str], ...] = ()
    sentences: tuple[str, ...] = ()
    small: bool = False


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
class Content:
    """A whole report.

    Attributes
    ----------
    title, disclaimer : str
    facts : tuple of (str, str)
        About the recording.
    cards : tuple of (str, str, str)
        Headline numbers: name, value, unit.
    verdicts : tuple of str
        Class, robustness, quality.
    sections : tuple of Section
    movements : tuple of ReportMovement
        All movements, for the table that can be sorted.
    """

    title: str
    disclaimer: str
    facts: tuple[tuple[str, str], ...]
    cards: tuple[tuple[str, str, str], ...]
    verdicts: tuple[str, ...]
    sections: tuple[Section, ...]
    movements: tuple[ReportMovement, ...] = ()


def number(value: float | None, decimals: int = 1) -> Cell:
    """Return a cell for a number; undefined where there is none."""
    if value is None or np.isnan(value):
        return Cell(UNDEFINED)
    return Cell(f"{float(value):.{decimals}f}", float(value))
