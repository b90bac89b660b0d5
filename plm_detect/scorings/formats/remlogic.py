"""RemLogic / Embla event text, in both header variants, and that of the CAP Sleep Database."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING

from plm_detect.errors import ScoringError
from plm_detect.scorings.clock.clocks import Stamp, dates, stamp, timeline
from plm_detect.scorings.content import Content, number
from plm_detect.scorings.events import Reading, ScoredEvent, ScoringFile
from plm_detect.scorings.formats._texts import decoded, read_lines, rows, seconds
from plm_detect.scorings.vocabulary.spellings import spellings
from plm_detect.scorings.vocabulary.vocabulary import normalised

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

EPOCH, MARKED, UNKNOWN = "sleep-", "position-", "unknown"
FIRST_LINE = "remlogic event export"
TIME, EVENT, DURATION, LOCATION, POSITION = (
    ("time", "heure"),
    ("event", "evenement"),
    ("duration", "duree"),
    ("location", "emplacement", "localisation"),
    ("position",),
)
LOCATIONS = {
    "left": "EMG.Tibialis-Leg.Left",
    "right": "EMG.Tibialis-Leg.Right",
    "both": "both legs",
}


def recognises(head: bytes) -> bool:
    """Return whether a file begins with the first line of the format."""
    return decoded(head).lstrip("\ufeff \t\r\n").casefold().startswith(FIRST_LINE)


def read(path: Path, reading: Reading) -> ScoringFile:
    """Return the events of a file.

    Columns are found by their names; a column of the body position tells it for as long as each row
    lasts. Rows with a time of day only are put on one line across
    midnight, and the recording decides on the date.

    Raises
    ------
    ScoringError
        When the table is missing or a row cannot be read.
    """
    lines = read_lines(path)
    at = next((i for i, line in enumerate(lines) if _is_header(line)), None)
    if at is None:
        raise ScoringError(
            f"{path}: the column names (Time, Event, Duration) are missing; export it again."
        )
    names = [normalised(name) for name in lines[at].split("\t")]
    time, event = _column(names, TIME), _column(names, EVENT)
    duration, location = _column(names, DURATION), _column(names, LOCATION)
    position = _column(names, POSITION)
    if time is None or event is None:
        raise ScoringError(f"{path}: there is no column Time or Event; export it again.")
    stamps, table, lying = [], [], []
    for i, cells in enumerate(rows(path, lines[at + 1 :], "\t"), start=at + 2):
        if len(cells) <= max(time, event) or not cells[time]:
            continue
        stamps.append(stamp(path, f"line {i}", cells[time]))
        text = cells[duration] if duration is not None and duration < len(cells) else ""
        duration_s = seconds(path, f"line {i}", text) if text else math.nan
        channel = cells[location] if location is not None and location < len(cells) else ""
        table.append((duration_s, cells[event], channel))
        lying.append(cells[position] if position is not None and position < len(cells) else "")
    if not table:
        raise ScoringError(f"{path}: the file holds no events; name the file with the scoring.")
    line = timeline(path, stamps, reading.start, _first(stamps, lines[:at]))
    events = [ScoredEvent(onset, *row) for onset, row in zip(line.onset_s, table, strict=True)]
    return ScoringFile(
        path.name,
        line.start,
        (*events, *_positions(events, lying)),
        clock=line.clock,
        notes=line.notes(path.name),
    )


def _positions(events: list[ScoredEvent], lying: list[str]) -> Iterator[ScoredEvent]:
    """Yield the body positions in which epochs were scored, where no event marks positions."""
    if any(event.label.casefold().startswith(MARKED) for event in events):
        return
    for event, position in zip(events, lying, strict=True):
        is_known = bool(position) and UNKNOWN not in position.casefold()
        if is_known and event.label.casefold().startswith(EPOCH) and event.duration_s > 0:
            yield ScoredEvent(event.onset_s, event.duration_s, f"position {position}")


def _first(stamps: list[Stamp], head: list[str]) -> Stamp | None:
    """Return the first row as the start; where rows have no date, with that of the header."""
    if stamps[0].dates:
        return None
    for line in head:
        name, _, value = line.partition("\t")
        if normalised(name).startswith("recording date") and (found := dates(value.strip())):
            return Stamp(stamps[0].second_of_day, found)
    return None


def _is_header(line: str) -> bool:
    names = [normalised(name) for name in line.split("\t")]
    return _column(names, TIME) is not None and _column(names, EVENT) is not None


def _column(names: list[str], wanted: tuple[str, ...]) -> int | None:
    return next((i for i, name in enumerate(names) if name.startswith(wanted)), None)


def write(path: Path, content: Content) -> None:
    """Write events with their dates and times as RemLogic exports them.

    Raises
    ------
    OutputError
        When the start of the recording is not known.
    """
    start = content.known_start(path)
    names = spellings("remlogic")
    rows = []
    for event in content.events:
        at = start + dt.timedelta(microseconds=round(event.onset_s * 1e6))
        duration = "" if math.isnan(event.duration_s) else number(event.duration_s)
        location = LOCATIONS.get(event.side, "")
        stamp = at.isoformat(timespec="microseconds")
        rows.append("\t".join((stamp, names[event.kind], duration, location)))
    included = sorted({names[event.kind] for event in content.events})
    head = [
        "RemLogic Event Export",
        "Patient ID:\tX",
        f"Recording Date:\t{start.month}/{start.day}/{start.year}",
        "",
        "Events Included:",
        *included,
        "",
        "Time [hh:mm:ss.xxx]\tEvent\tDuration[s]\tLocation",
    ]
    path.write_text("\n".join([*head, *rows, ""]), encoding="utf-8", newline="\r\n")
