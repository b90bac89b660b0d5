"""Noxturnal event CSV: start, end, event and duration with dates, in the program's language."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from plm_detect.errors import ScoringError
from plm_detect.model.quality import QualityNote
from plm_detect.scorings.clock.clocks import stamp, timeline
from plm_detect.scorings.events import Reading, ScoredEvent, ScoringFile
from plm_detect.scorings.formats._texts import decoded, read_lines, rows, seconds
from plm_detect.scorings.vocabulary.kinds import OTHER
from plm_detect.scorings.vocabulary.vocabulary import normalised

if TYPE_CHECKING:
    from pathlib import Path

START = ("heure de debut", "anfangszeit", "start time")
EVENT = ("evenement", "ereignis", "event")
DURATION = ("duree", "dauer", "duration")
WHOLE_SERIES = ("plm", "plms")
"""In this format a row for a whole series, not a movement."""


def recognises(head: bytes) -> bool:
    """Return whether a file begins with the column names of the format in a known language."""
    names = _names(decoded(head).splitlines()[:1])
    return all(_column(names, wanted) is not None for wanted in (START, EVENT, DURATION))


def read(path: Path, reading: Reading) -> ScoringFile:
    """Return the events of a table.

    Starts have whole seconds, durations keep their decimals, so the end column is not used.

    Raises
    ------
    ScoringError
        When a row cannot be read.
    """
    lines = read_lines(path)
    names = _names(lines[:1])
    time, event, duration = (_column(names, wanted) for wanted in (START, EVENT, DURATION))
    if time is None or event is None or duration is None:
        raise ScoringError(f"{path}: start, event or duration have no column; export it again.")
    stamps, table = [], []
    for i, cells in enumerate(rows(path, lines[1:], ","), start=2):
        if len(cells) <= max(time, event) or not cells[time] or cells[time].startswith("["):
            continue
        stamps.append(stamp(path, f"line {i}", cells[time]))
        text = cells[duration] if duration < len(cells) else ""
        duration_s = seconds(path, f"line {i}", text) if text else math.nan
        kind = OTHER if normalised(cells[event]) in WHOLE_SERIES else ""
        table.append((duration_s, cells[event], "", kind))
    if not table:
        raise ScoringError(f"{path}: the file holds no events; name the file with the scoring.")
    line = timeline(path, stamps, reading.start)
    notes = list(line.notes(path.name))
    if any(kind for *_, kind in table):
        text = "its rows PLM stand for whole series and are no movements."
        notes.append(QualityNote("info", "series_rows", path.name, text))
    return ScoringFile(
        path.name,
        line.start,
        tuple(ScoredEvent(onset, *row) for onset, row in zip(line.onset_s, table, strict=True)),
        clock=line.clock,
        notes=tuple(notes),
    )


def _names(lines: list[str]) -> list[str]:
    if not lines:
        return []
    return [normalised(name.strip('"')) for name in lines[0].lstrip("\ufeff").split(",")]


def _column(names: list[str], wanted: tuple[str, ...]) -> int | None:
    return next((i for i, name in enumerate(names) if name.startswith(wanted)), None)
