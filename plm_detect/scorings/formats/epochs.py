"""Lists of stages: one line an epoch or a stretch, alone or with its number, time or length."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from plm_detect.errors import ScoringError
from plm_detect.model.quality import QualityNote
from plm_detect.scorings.clock.clocks import DAY_S
from plm_detect.scorings.events import Reading, ScoredEvent, ScoringFile
from plm_detect.scorings.formats._columns import (
    StageColumns,
    cells_of,
    clock_s,
    columns_of,
    is_header,
    is_stage,
    seconds_of,
)
from plm_detect.scorings.formats._texts import decoded, read_lines
from plm_detect.scorings.vocabulary.codes import stage_of
from plm_detect.scorings.vocabulary.kinds import STAGES
from plm_detect.scorings.vocabulary.vocabulary import known

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

LOOKED_AT = 5
ANY_DAY = dt.date(2000, 1, 1)
COMMENTS = ("[", "*", "//")
EXPECTED = (
    "expected are stages, one a line, alone or with the number, the time of day, or onset and "
    "duration in seconds of each epoch"
)


def recognises(head: bytes) -> bool:
    """Return whether the first lines are stages, alone or beside other columns."""
    text = decoded(head)
    if "\x00" in text:
        return False
    lines = _lines(text.lstrip("\ufeff").splitlines())[: LOOKED_AT + 1]
    if not lines:
        return False
    names, rows = _parted(lines)
    return bool(rows) and columns_of(names, rows, known()) is not None


def read(path: Path, reading: Reading) -> ScoringFile:
    """Return the stages of a list.

    Numbers have the meaning of the set of codes that the user names. Times and numbers of epochs
    place the stages; without them each lasts `Reading.epoch_s` and follows the one before.

    Raises
    ------
    ScoringError
        When no column holds stages, a line is no stage, or numbers are there and no set is named.
    """
    lines = _lines(line.lstrip("\ufeff") for line in read_lines(path))
    if not lines:
        raise ScoringError(f"{path}: the list holds no stages; name the file with the scoring.")
    names, rows = _parted(lines)
    columns = columns_of(names, rows, reading.vocabulary) if rows else None
    if columns is None:
        raise _no_stages(path, names, rows, reading)
    kinds = [
        _kind(path, f"line {i}", row[columns.stage], reading) for i, row in enumerate(rows, start=1)
    ]
    onset_s, duration_s = _times(path, columns, rows, reading)
    events = tuple(
        ScoredEvent(onset, lasts, row[columns.stage], kind=kind)
        for onset, lasts, row, kind in zip(onset_s, duration_s, rows, kinds, strict=True)
    )
    clock = None
    if columns.clock is not None:
        first_s = _clock_s(rows[0][columns.clock])
        clock = (dt.datetime.combine(ANY_DAY, dt.time()) + dt.timedelta(seconds=first_s)).time()
    return ScoringFile(
        path.name,
        None,
        events,
        counts_from_recording=clock is None,
        clock=clock,
        length_s=onset_s[-1] + duration_s[-1] if clock is None else None,
        notes=tuple(_notes(path, columns)),
    )


def _lines(lines: Iterable[str]) -> list[str]:
    """Return the lines that hold something; a single one of many stages as one stage a line."""
    kept = [line for line in lines if line.strip() and not line.lstrip().startswith(COMMENTS)]
    if len(kept) == 1:
        (cells,) = cells_of(kept, known())
        if len(cells) > 1 and all(is_stage(cell, known()) for cell in cells):
            return cells
    return kept


def _parted(lines: list[str]) -> tuple[list[str] | None, list[list[str]]]:
    """Return the names of the columns, where there are some, and the rows."""
    cells = cells_of(lines, known())
    if is_header(cells[0]):
        rows = cells_of(lines[1:], known())
        width = len(rows[0]) if rows else 0
        names = cells[0] if len(cells[0]) == width else _split_like(lines[0], width)
        return names, rows
    return None, cells


def _split_like(line: str, width: int) -> list[str]:
    for delimiter in ("\t", ";", ",", None):
        names = [cell.strip().strip('"') for cell in line.split(delimiter)]
        if len(names) == width:
            return names
    return []


def _kind(path: Path, where: str, label: str, reading: Reading) -> str:
    if label.replace(".", "", 1).lstrip("+-").isdigit():
        return stage_of(path, where, int(float(label)), reading.stage_codes)
    found = reading.vocabulary.kind_of(label)
    if found is None or (found not in STAGES and found != "artifact"):
        raise ScoringError(
            f"{path}: {where} is {label[:40]!r}, which is no sleep stage; correct it, or name the "
            "spelling with --labels."
        )
    return found if found in STAGES else "stage_unscored"


def _times(
    path: Path, columns: StageColumns, rows: list[list[str]], reading: Reading
) -> tuple[list[float], list[float]]:
    """Return onset and duration of each row, seconds."""
    epoch_s = reading.epoch_s
    try:
        if columns.clock is not None:
            onset_s = _since_first([_clock_s(row[columns.clock]) for row in rows])
        elif columns.onset is not None:
            onset_s = [seconds_of(row[columns.onset]) for row in rows]
        elif columns.end is not None:
            ends = [seconds_of(row[columns.end]) for row in rows]
            onset_s = [0.0, *ends[:-1]]
        elif columns.number is not None:
            numbers = [seconds_of(row[columns.number]) for row in rows]
            onset_s = [epoch_s * (n - min(1.0, *numbers)) for n in numbers]
        else:
            return [epoch_s * i for i in range(len(rows))], [epoch_s] * len(rows)
        if columns.duration is not None:
            return onset_s, [seconds_of(row[columns.duration]) for row in rows]
        if columns.end is not None:
            ends = [seconds_of(row[columns.end]) for row in rows]
            return onset_s, [end - onset for onset, end in zip(onset_s, ends, strict=True)]
    except ValueError as error:
        raise ScoringError(
            f"{path}: {error.args[0]!r} is no time of day or number of seconds; {EXPECTED}."
        ) from None
    if columns.number is not None and columns.onset is None and columns.clock is None:
        return onset_s, [epoch_s] * len(rows)
    following = [*onset_s[1:], onset_s[-1] + epoch_s]
    return onset_s, [
        epoch_s if columns.clock is not None else later - onset
        for onset, later in zip(onset_s, following, strict=True)
    ]


def _clock_s(cell: str) -> float:
    found = clock_s(cell)
    if found is None:
        raise ValueError(cell)
    return found


def _since_first(times_s: list[float]) -> list[float]:
    """Return times of day as seconds since the first; each is on the same day or the next."""
    found: list[float] = []
    day_s = 0.0
    for i, time_s in enumerate(times_s):
        if i and time_s + day_s < found[-1] + times_s[0] - DAY_S / 2:
            day_s += DAY_S
        found.append(time_s + day_s - times_s[0])
    return found


def _notes(path: Path, columns: StageColumns) -> list[QualityNote]:
    if not columns.others:
        return []
    text = (
        f"column {columns.stage + 1} is taken as the stages; column "
        f"{' and '.join(str(i + 1) for i in columns.others)} could be read as stages too and is "
        "not used."
    )
    return [QualityNote("warning", "columns_unclear", path.name, text)]


def _no_stages(
    path: Path, names: list[str] | None, rows: list[list[str]], reading: Reading
) -> ScoringError:
    """Return the reason why no column holds stages."""
    if names is not None and rows:
        listed = ", ".join(map(repr, names))
        return ScoringError(f"{path}: none of the columns {listed} holds stages; {EXPECTED}.")
    for i, row in enumerate(rows, start=1):
        if not any(is_stage(cell, reading.vocabulary) for cell in row):
            return ScoringError(
                f"{path}: line {i} is {' '.join(row)[:40]!r}, which is no sleep stage; correct it, "
                "or name the spelling with --labels."
            )
    return ScoringError(f"{path}: no column holds stages in every line; {EXPECTED}.")
