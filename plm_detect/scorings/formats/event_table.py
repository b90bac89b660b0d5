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
from typing import TYPE_CHECKING

from plm_detect.errors import ScoringError
from plm_detect.scorings.content import Content, number
from plm_detect.scorings.events import Reading, ScoredEvent, ScoringFile
from plm_detect.scorings.formats._texts import decoded, label_and_channel, read_lines, rows
from plm_detect.scorings.quoting import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import pandas as pd

CANONICAL = ("onset_s", "duration_s", "event")
ONSETS, DURATIONS = ("onset_s", "onset"), ("duration_s", "duration")
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
LARGEST_S = 1e10


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
    names = [name.strip().strip('"').casefold() for name in line.split(delimiter)]
    return names, delimiter


def _one_of(names: Sequence[str], wanted: Sequence[str]) -> str | None:
    return next((name for name in wanted if name in names), None)


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
    found = [
        _event(str(path), number, dict(zip(names, row, strict=False)), delimiter == ";")
        for number, row in enumerate(cells, start=n_head + 1)
        if any(cell.strip() for cell in row)
    ]
    if not found:
        raise ScoringError(f"{path}: the table holds no events; name the file with the scoring.")
    return _file(path.name, found, start)


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
    names = [str(column).casefold() for column in frame.columns]
    _check_names(name, names)
    rows = zip(*(frame[column].tolist() for column in frame.columns), strict=True)
    found = [
        _event(name, number, dict(zip(names, map(_cell, row), strict=True)), decimal_comma=False)
        for number, row in enumerate(rows, start=1)
    ]
    if not found:
        raise ScoringError(f"{name}: the table holds no events.")
    return _file(name, found, None)


def _file(
    name: str,
    found: Sequence[tuple[dt.datetime | float, float, str, str]],
    start: dt.datetime | None,
) -> ScoringFile:
    """Return the events with onsets in seconds, from the recording's start or from a date."""
    stamps = [onset for onset, *_ in found if isinstance(onset, dt.datetime)]
    is_dated = bool(stamps) and any(stamp.date() > RELATIVE for stamp in stamps)
    if is_dated:
        start = min(stamps)
    zero = start if is_dated else dt.datetime.combine(RELATIVE, dt.time())
    events = tuple(
        ScoredEvent(
            (onset - zero).total_seconds() if isinstance(onset, dt.datetime) and zero else onset,  # type: ignore[arg-type]
            duration_s,
            label,
            side,
        )
        for onset, duration_s, label, side in found
    )
    return ScoringFile(name, start, events, counts_from_recording=start is None)


def _check_names(where: str, names: Sequence[str]) -> None:
    missing = [
        canonical
        for canonical, wanted in zip(CANONICAL, (ONSETS, DURATIONS, LABELS), strict=True)
        if _one_of(names, wanted) is None
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
) -> tuple[dt.datetime | float, float, str, str]:
    """Return onset, duration (s), label and side of a row."""

    def cell(wanted: Sequence[str]) -> str:
        return row.get(_one_of(list(row), wanted) or "", "").strip()

    text = cell(LABELS)
    if not text:
        raise ScoringError(f"{where}: row {number} names no event; correct the table.")
    label, channel = label_and_channel(text)
    duration, onset = cell(DURATIONS), cell(ONSETS)
    stamp = _dated(onset)
    begins = (
        _seconds(where, number, "onset_s", onset, decimal_comma=decimal_comma)
        if stamp is None
        else stamp
    )
    duration_s = math.nan
    if duration:
        duration_s = _seconds(where, number, "duration_s", duration, decimal_comma=decimal_comma)
    if duration_s < 0:
        raise ScoringError(
            f"{where}: row {number} has a negative duration of {duration}; correct the table."
        )
    return begins, duration_s, label, cell(SIDES) or channel


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
