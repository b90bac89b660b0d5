"""The canonical event table: a CSV of onset_s, duration_s, event and side.

Onsets are seconds from the start of the recording. Events are kinds (``kinds.py``) or any spelling
of ``vocabulary.toml``, for example ``stage_N2``, ``lm``, ``arousal``, ``resp``, ``lights_off``. An
empty duration is unknown. The truth that ``plm-detect simulate`` writes is such a table.
"""

from __future__ import annotations

import csv
import math
from typing import TYPE_CHECKING

from plm_detect.errors import ScoringError
from plm_detect.scorings.content import Content, number
from plm_detect.scorings.events import Reading, ScoredEvent, ScoringFile
from plm_detect.scorings.formats._texts import decoded, read_lines, rows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import pandas as pd

NEEDED = ("onset_s", "duration_s", "event")
SIDE = "side"
OTHER_UNITS = (
    "ms", "msec", "millis", "milliseconds", "us", "min", "mins", "minutes", "h", "hours",
    "samples",
)  # fmt: skip
LARGEST_S = 1e10


def recognises(head: bytes) -> bool:
    """Return whether a file begins with the column names of an event table, in any unit."""
    names = set(_names(decoded(head).splitlines()[:1]))
    return set(NEEDED) <= names or ("event" in names and bool(_other_units(names)))


def _other_units(names: Iterable[str]) -> list[str]:
    """Return columns of onsets and durations in another unit than seconds."""
    return sorted(
        name
        for name in names
        if name.startswith(("onset_", "duration_")) and name.partition("_")[2] in OTHER_UNITS
    )


def read(path: Path, reading: Reading) -> ScoringFile:  # noqa: ARG001 - the interface of readers
    """Return the events of a table.

    Raises
    ------
    ScoringError
        When it is no table, holds no event, or a row has no readable onset or duration.
    """
    lines = read_lines(path)
    names = _names(lines[:1])
    _check_names(str(path), names)
    events = tuple(
        _event(str(path), number, dict(zip(names, row, strict=False)))
        for number, row in enumerate(rows(path, lines[1:], ","), start=2)
        if any(row)
    )
    if not events:
        raise ScoringError(f"{path}: the table holds no events; name the file with the scoring.")
    return ScoringFile(path.name, None, events, counts_from_recording=True)


def from_frame(frame: pd.DataFrame, name: str = "events") -> ScoringFile:
    """Return the events of a table in memory.

    Parameters
    ----------
    frame : pandas.DataFrame
        With the columns of an event table; a missing duration is unknown.
    name : str
        Name for messages and results.

    Raises
    ------
    ScoringError
        As `read`.
    """
    _check_names(name, [str(column) for column in frame.columns])
    columns = [column for column in (*NEEDED, SIDE) if column in frame.columns]
    rows = zip(*(frame[column].tolist() for column in columns), strict=True)
    events = tuple(
        _event(name, number, dict(zip(columns, map(_cell, row), strict=True)))
        for number, row in enumerate(rows, start=1)
    )
    if not events:
        raise ScoringError(f"{name}: the table holds no events.")
    return ScoringFile(name, None, events, counts_from_recording=True)


def _check_names(where: str, names: Sequence[str]) -> None:
    missing = [name for name in NEEDED if name not in names]
    if not missing:
        return
    if others := _other_units(names):
        raise ScoringError(
            f"{where}: column {others[0]!r} is not in seconds; convert onsets and durations to "
            "seconds and name the columns onset_s and duration_s."
        )
    raise ScoringError(f"{where}: the table has no column {missing[0]!r}; add it.")


def _cell(value: object) -> str:
    is_missing = value is None or value != value  # noqa: PLR0124 - NaN differs from itself
    return "" if is_missing else str(value)


def _names(lines: list[str]) -> list[str]:
    if not lines:
        return []
    return [name.strip().strip('"').casefold() for name in lines[0].lstrip("\ufeff").split(",")]


def _event(where: str, number: int, row: dict[str, str]) -> ScoredEvent:
    label = row.get("event", "").strip()
    if not label:
        raise ScoringError(f"{where}: row {number} names no event; correct the table.")
    onset_s = _seconds(where, number, "onset_s", row.get("onset_s", ""))
    duration = row.get("duration_s", "").strip()
    duration_s = _seconds(where, number, "duration_s", duration) if duration else math.nan
    if duration_s < 0:
        raise ScoringError(
            f"{where}: row {number} has a negative duration of {duration}; correct the table."
        )
    return ScoredEvent(onset_s, duration_s, label, row.get(SIDE, "").strip())


def _seconds(where: str, number: int, name: str, cell: str) -> float:
    try:
        value = float(cell)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or abs(value) > LARGEST_S:
        raise ScoringError(
            f"{where}: row {number} has {cell.strip()!r} as {name}, which is no number of seconds; "
            "correct the table."
        )
    return value


def write(path: Path, content: Content) -> None:
    """Write onset_s, duration_s, event and side."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("onset_s", "duration_s", "event", "side"))
        for event in content.events:
            duration = "" if math.isnan(event.duration_s) else number(event.duration_s)
            writer.writerow((number(event.onset_s), duration, event.kind, event.side))
