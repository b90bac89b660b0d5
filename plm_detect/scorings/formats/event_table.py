"""Tables of events as CSV: the canonical one, and those of MNE, EDFbrowser and YASA.

The canonical table has the columns onset_s, duration_s, event and side. Onsets are seconds from the
start of the recording. Events are kinds (``kinds.py``) or any spelling of ``vocabulary.toml``, for
example ``stage_N2``, ``lm``, ``arousal``, ``resp``, ``lights_off``. An empty duration is unknown.
The truth that ``plm-detect simulate`` writes is such a table. Cells stand between commas,
semicolons (then with decimal commas too) or tabs, as spreadsheets save them.
"""

from __future__ import annotations

import csv
import datetime as dt
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from plm_detect.errors import ScoringError
from plm_detect.files.quoting import quoted
from plm_detect.model.quality import QualityNote
from plm_detect.scorings.clock.clocks import Stamp, is_elapsed, stamp_of, timeline
from plm_detect.scorings.content import Content, number
from plm_detect.scorings.events import Reading, ScoredEvent, ScoringFile
from plm_detect.scorings.formats._texts import (
    check_width,
    decoded,
    label_and_channel,
    read_lines,
    rows,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import pandas as pd

CANONICAL = ("onset_s", "duration_s", "event")
ONSETS = ("onset_s", "onset", "start_s", "start", "begin_s", "begin")
DURATIONS, ENDS = ("duration_s", "duration"), ("end_s", "end", "stop_s", "stop")
UNITS = ("unit", "units")
LABELS = ("event", "description", "annotation")
SIDES = ("side", "channel")
DELIMITERS = (",", ";", "\t")
MNE_MARK, MNE_START = "# mne-annotations", "# orig_time :"
RELATIVE = dt.date(1970, 1, 1)
"""MNE gives times since the start of a recording of unknown date as times of this day."""
OTHER_UNITS = (
    "ms", "msec", "millis", "milliseconds", "us", "min", "mins", "minutes", "h", "hours",
    "samples",
)  # fmt: skip
SECONDS = ("s", "sec", "secs", "second", "seconds")
LARGEST_S = 1e10
_UNIT = re.compile(r"(onset|duration|start|begin|end|stop)[ _]*[(\[ _]([^)\]]+)[)\]]?")
_ELAPSED = re.compile(r"\+(\d{1,3}):(\d{2}):(\d{2}(?:[.,]\d+)?)")
"""Time since the start of the recording, as EDFbrowser writes it."""


@dataclass(frozen=True)
class _Row:
    """One event: its onset as seconds, as a date with time, or as a time of day."""

    onset: float | dt.datetime | Stamp
    duration_s: float
    label: str
    side: str


def recognises(head: bytes) -> bool:
    """Return whether a file begins with the column names of an event table, in any unit."""
    lines = decoded(head).lstrip("\ufeff").splitlines()
    if not lines:
        return False
    if lines[0].casefold().startswith(MNE_MARK):
        return True
    names, delimiter = _names(lines[0])
    is_canonical = set(CANONICAL) <= set(names)
    is_of_others = delimiter != "\t" and all(_one_of(names, x) for x in (ONSETS, LABELS))
    return is_canonical or is_of_others or ("event" in names and bool(_other_units(names)))


def _names(line: str) -> tuple[list[str], str]:
    """Return the names of the columns and what stands between them."""
    delimiter = max(DELIMITERS, key=line.count)
    return [_plain(name) for name in line.split(delimiter)], delimiter


def _plain(name: str) -> str:
    """Return the name of a column, with its unit as in ``onset_s``."""
    name = name.strip().strip('"').casefold()
    if match := _UNIT.fullmatch(name):
        unit = match[2].strip()
        return f"{match[1]}_{'s' if unit in SECONDS else unit}"
    return name


def _one_of(names: Sequence[str], wanted: Sequence[str]) -> str | None:
    return next((name for name in wanted if name in names), None)


def _other_units(names: Iterable[str]) -> list[str]:
    """Return columns of onsets and durations in another unit than seconds."""
    return sorted(
        name
        for name in names
        if name.startswith(("onset_", "duration_", "start_", "begin_", "end_", "stop_"))
        and name.partition("_")[2] in OTHER_UNITS
    )


def read(path: Path, reading: Reading) -> ScoringFile:
    """Return the events of a table.

    Raises
    ------
    ScoringError
        When it is no table, holds no event, or a row has no readable onset or duration.
    """
    lines = read_lines(path)
    start: dt.datetime | None = None
    n_head = 1
    if lines and lines[0].lstrip("\ufeff").casefold().startswith(MNE_MARK):
        n_head = next((i for i, x in enumerate(lines) if not x.startswith("#")), len(lines))
        lines[n_head - 1] = lines[n_head - 1].lstrip("# ")
        stated = [x for x in lines[:n_head] if x.casefold().startswith(MNE_START)]
        start = _dated(stated[0].partition(":")[2].strip()) if stated else None
    names, delimiter = _names(lines[n_head - 1].lstrip("\ufeff")) if lines else ([], ",")
    _check_names(str(path), names)
    if n_head > 1:
        # A description of MNE may hold commas, and is not quoted.
        cells = [x.split(delimiter, len(names) - 1) for x in lines[n_head:]]
    else:
        cells = list(rows(path, lines[n_head:], delimiter))
        for i, row in enumerate(cells, start=n_head + 1):
            check_width(path, f"row {i}", row, names)
    found = [
        _event(str(path), number, dict(zip(names, row, strict=False)), delimiter == ";")
        for number, row in enumerate(cells, start=n_head + 1)
        if any(cell.strip() for cell in row)
    ]
    if not found:
        raise ScoringError(f"{path}: the table holds no events; name the file with the scoring.")
    return _file(path.name, str(path), found, start, reading)


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
    names = [_plain(str(column)) for column in frame.columns]
    _check_names(name, names)
    rows = zip(*(frame[column].tolist() for column in frame.columns), strict=True)
    found = [
        _event(name, number, dict(zip(names, map(_cell, row), strict=True)), decimal_comma=False)
        for number, row in enumerate(rows, start=1)
    ]
    if not found:
        raise ScoringError(f"{name}: the table holds no events.")
    return _file(name, name, found, None, Reading())


def _file(
    name: str, where: str, found: Sequence[_Row], start: dt.datetime | None, reading: Reading
) -> ScoringFile:
    """Return the events with onsets in seconds, from the recording's start or from a date."""
    clock: dt.time | None = None
    notes: tuple[QualityNote, ...] = ()
    if any(isinstance(row.onset, Stamp) for row in found):
        onset_s, start, clock, notes = _by_clock(name, where, found, reading)
    else:
        onset_s, start = _by_date(found, start)
    events = tuple(
        ScoredEvent(onset, row.duration_s, row.label, row.side)
        for onset, row in zip(onset_s, found, strict=True)
    )
    is_counted = start is None and clock is None
    return ScoringFile(name, start, events, is_counted, clock, notes=notes)


def _by_date(
    found: Sequence[_Row], start: dt.datetime | None
) -> tuple[list[float], dt.datetime | None]:
    """Return onsets that are seconds, or dates with times, and the date they count from."""
    stamps = [row.onset for row in found if isinstance(row.onset, dt.datetime)]
    is_dated = bool(stamps) and any(stamp.date() > RELATIVE for stamp in stamps)
    if is_dated:
        start = min(stamps)
    zero = start if is_dated and start else dt.datetime.combine(RELATIVE, dt.time())
    onset_s = [
        (row.onset - zero).total_seconds() if isinstance(row.onset, dt.datetime) else row.onset
        for row in found
    ]
    return onset_s, start  # type: ignore[return-value]


def _by_clock(
    name: str, where: str, found: Sequence[_Row], reading: Reading
) -> tuple[Sequence[float], dt.datetime | None, dt.time | None, tuple[QualityNote, ...]]:
    """Return onsets that are times of day, what they count from, and notes.

    Raises
    ------
    ScoringError
        When some onsets are seconds.
    """
    stamps = [row.onset for row in found if isinstance(row.onset, Stamp)]
    if len(stamps) < len(found):
        raise ScoringError(
            f"{where}: {len(stamps)} of {len(found)} onsets are times of day, the others are not; "
            "write all as seconds from the start of the recording."
        )
    line = timeline(where, stamps, reading.start)
    if is_elapsed(stamps[0], reading.start):
        text = "its times begin at 0:00:00 and are taken as time since the recording's start."
        return line.onset_s, None, None, (QualityNote("warning", "times_elapsed", name, text),)
    return line.onset_s, line.start, line.clock, line.notes(name)


def _check_names(where: str, names: Sequence[str]) -> None:
    if twice := next((name for name in names if name and names.count(name) > 1), ""):
        raise ScoringError(f"{where}: two columns are called {twice!r}; rename one of them.")
    has_ends = _one_of(names, ENDS) is not None
    missing = [
        canonical
        for canonical, wanted in zip(CANONICAL, (ONSETS, DURATIONS, LABELS), strict=True)
        if _one_of(names, wanted) is None and not (has_ends and wanted is DURATIONS)
    ]
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


def _event(
    where: str,
    number: int,
    row: dict[str, str],
    decimal_comma: bool,  # noqa: FBT001 - private
) -> _Row:
    """Return the event of a row."""

    def cell(wanted: Sequence[str]) -> str:
        return row.get(_one_of(list(row), wanted) or "", "").strip()

    text = cell(LABELS)
    if not text:
        raise ScoringError(f"{where}: row {number} names no event; correct the table.")
    label, channel = label_and_channel(text)
    duration, onset, unit = cell(DURATIONS), cell(ONSETS), cell(UNITS)
    if unit and unit.casefold() not in SECONDS:
        raise ScoringError(
            f"{where}: row {number} has {quoted(unit)} as unit; convert onsets and durations to "
            "seconds."
        )
    begins = _point(onset)
    if begins is None:
        begins = _seconds(where, number, "onset_s", onset, decimal_comma=decimal_comma)
    duration_s = math.nan
    if duration:
        duration_s = _seconds(where, number, "duration_s", duration, decimal_comma=decimal_comma)
    elif end := cell(ENDS):
        end_s = _seconds(where, number, "end_s", end, decimal_comma=decimal_comma)
        duration_s = end_s - begins if isinstance(begins, float) else math.nan
    if duration_s < 0:
        raise ScoringError(
            f"{where}: row {number} has a negative duration of {duration_s:g}; correct the table."
        )
    return _Row(begins, duration_s, label, cell(SIDES) or channel)


def _point(text: str) -> float | dt.datetime | Stamp | None:
    """Return an onset that is written with colons; None for a number."""
    if ":" not in text:
        return None
    if match := _ELAPSED.fullmatch(text):
        return 3600.0 * int(match[1]) + 60.0 * int(match[2]) + float(match[3].replace(",", "."))
    return _dated(text) or stamp_of(text)


def _dated(text: str) -> dt.datetime | None:
    """Return a date with its time; None for anything else."""
    if "-" not in text or ":" not in text:
        return None
    try:
        return dt.datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None


def _seconds(where: str, number: int, name: str, cell: str, *, decimal_comma: bool) -> float:
    try:
        value = float(cell.replace(",", ".") if decimal_comma else cell)
    except ValueError:
        value = math.nan
    if not math.isfinite(value) or abs(value) > LARGEST_S:
        raise ScoringError(
            f"{where}: row {number} has {quoted(cell)} as {name}, which is not a number of "
            "seconds; correct the table."
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
