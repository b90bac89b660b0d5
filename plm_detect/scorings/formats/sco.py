"""Gamma event lists of the Wisconsin Sleep Cohort (``.sco.txt``, ``.SCO``): a row for each event.

Columns, by position and separated by tabs: epoch, sample of the onset, length in samples, code,
text, a number that is not used, time of day, lowest saturation, its drop, duration in seconds.
"""

from __future__ import annotations

import datetime as dt
import math
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.errors import ScoringError
from plm_detect.model.quality import QualityNote
from plm_detect.scorings.clock.clocks import time_of_day_s
from plm_detect.scorings.clock.epoch_times import event_times
from plm_detect.scorings.events import Reading, ScoredEvent, ScoringFile
from plm_detect.scorings.formats._texts import decoded, read_lines
from plm_detect.scorings.vocabulary.kinds import IGNORED, OTHER
from plm_detect.scorings.vocabulary.vocabulary import known

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from plm_detect.scorings.clock.epoch_times import EventTimes
    from plm_detect.scorings.vocabulary.vocabulary import Vocabulary

EPOCH, SAMPLE, LENGTH, CODE, TEXT, CLOCK, DURATION = 0, 1, 2, 3, 4, 6, 9
HEADER = "epoch"
LOOKED_AT = 10
LARGEST = 1e10
DIFFERS_S = 1.0
MOVEMENT_WITH_AROUSAL = "lma"
"""A leg movement that comes with an arousal; the row stands for both."""
SERIES = ("plm", "plme")
KINDS = {
    "lm": "lm",
    "arousal": "arousal",
    "spona": "arousal_spont",
    "sponarousal": "arousal_spont",
    "respa": "arousal_resp",
    "resparousal": "arousal_resp",
    "oa": "apnea_obstructive",
    "obsapnea": "apnea_obstructive",
    "obstapnea": "apnea_obstructive",
    "ca": "apnea_central",
    "centralapnea": "apnea_central",
    "ma": "apnea_mixed",
    "mixedapnea": "apnea_mixed",
    "apnea": "apnea",
    "hypopnea": "hypopnea",
    "obsthypopnea": "hypopnea",
    "centralhypopnea": "hypopnea",
    "sao2": "desaturation",
    "snore": OTHER,
    "plm": OTHER,
    "plme": OTHER,
    "badecgepoch": IGNORED,
    "badsao2epoch": IGNORED,
}
"""By the text without case, blanks and points."""
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d*)?")
_CODE = re.compile(r"\d{1,4}")


@dataclass(frozen=True)
class _Row:
    """One row; numbers are NaN where they are missing or cannot be read."""

    epoch: float
    sample: float
    length: float
    text: str
    clock_s: float
    duration_s: float


def recognises(head: bytes) -> bool:
    """Return whether most of the first rows have code, text and time of day in their places."""
    lines = decoded(head).splitlines(keepends=True)
    if len(lines) > 1 and not lines[-1].endswith(("\n", "\r")):
        # The head of a file may end within a row.
        lines.pop()
    rows = [cells for cells in map(_cells, lines) if any(cells) and not _is_header(cells)]
    right = [cells for cells in rows[:LOOKED_AT] if _looks_right(cells)]
    return any(cells[CLOCK] for cells in right) and 2 * len(right) > len(rows[:LOOKED_AT])


def read(path: Path, reading: Reading) -> ScoringFile:
    """Return the events of a list; seconds count from the start of the recording.

    Events with a negative duration, and those of which only the epoch is known, are left out and
    counted in a note. A missing duration stays unknown.

    Raises
    ------
    ScoringError
        When no event can be used.
    """
    rows, n_unreadable = _rows(read_lines(path))
    if not rows:
        raise ScoringError(f"{path}: the file holds no events; name the file with the scoring.")
    epoch, sample, clock_s = (
        np.array([getattr(row, name) for row in rows]) for name in ("epoch", "sample", "clock_s")
    )
    start = reading.start
    start_s = None if start is None else 3600.0 * start.hour + 60.0 * start.minute + start.second
    times = event_times(epoch, sample, clock_s, start_s)
    durations = [_duration_s(row, times.rate_hz) for row in rows]
    events: list[ScoredEvent] = []
    negative: Counter[str] = Counter()
    nowhere: Counter[str] = Counter()
    for row, onset_s, duration_s in zip(rows, times.onset_s.tolist(), durations, strict=True):
        if duration_s < 0:
            negative[row.text] += 1
        elif math.isnan(onset_s):
            nowhere[row.text] += 1
        else:
            events += _events(row.text, onset_s, duration_s, reading.vocabulary)
    if not events:
        raise ScoringError(
            f"{path}: none of its {len(rows)} events has a usable time and duration; "
            "check the file."
        )
    clock = None
    if times.clock_s is not None:
        since_midnight = dt.timedelta(seconds=times.clock_s)
        clock = (dt.datetime(2000, 1, 1) + since_midnight).time()  # noqa: DTZ001 - a time of day
    return ScoringFile(
        path.name,
        None,
        tuple(events),
        counts_from_recording=True,
        clock=clock,
        notes=(
            *_left_out(path.name, len(rows), n_unreadable, negative, nowhere),
            *_taken(path.name, rows, times, events),
        ),
    )


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.lstrip("\ufeff").split("\t")]


def _is_header(cells: list[str]) -> bool:
    return cells[EPOCH].casefold().startswith(HEADER)


def _looks_right(cells: list[str]) -> bool:
    return (
        len(cells) > CLOCK
        and bool(_CODE.fullmatch(cells[CODE]))
        and any(char.isalpha() for char in cells[TEXT])
        and all(not cells[i] or _NUMBER.fullmatch(cells[i]) for i in (EPOCH, SAMPLE, LENGTH))
        and (not cells[CLOCK] or time_of_day_s(cells[CLOCK]) is not None)
    )


def _rows(lines: list[str]) -> tuple[list[_Row], int]:
    """Return the rows of a list, and how many lines are none."""
    rows: list[_Row] = []
    n_unreadable = 0
    for cells in map(_cells, lines):
        if not any(cells) or _is_header(cells):
            continue
        if len(cells) <= CLOCK or not cells[TEXT]:
            n_unreadable += 1
            continue
        clock_s = time_of_day_s(cells[CLOCK])
        rows.append(
            _Row(
                epoch=_number(cells[EPOCH]),
                sample=_number(cells[SAMPLE]),
                length=_number(cells[LENGTH]),
                text=" ".join(cells[TEXT].split()),
                clock_s=math.nan if clock_s is None else clock_s,
                duration_s=_number(cells[DURATION]) if len(cells) > DURATION else math.nan,
            )
        )
    return rows, n_unreadable


def _number(cell: str) -> float:
    if not _NUMBER.fullmatch(cell):
        return math.nan
    value = float(cell.replace(",", "."))
    return value if abs(value) <= LARGEST else math.nan


def _duration_s(row: _Row, rate_hz: int | None) -> float:
    """Return the duration in seconds, or else the length in samples by the rate."""
    if not math.isnan(row.duration_s) or rate_hz is None:
        return row.duration_s
    return row.length / rate_hz


def _events(
    text: str, onset_s: float, duration_s: float, vocabulary: Vocabulary
) -> list[ScoredEvent]:
    """Return what a row stands for."""
    key = "".join(text.casefold().replace(".", "").split())
    own = vocabulary.kind_of(text)
    if own is not None and own != known().kind_of(text):
        kinds = [own]
    elif key == MOVEMENT_WITH_AROUSAL:
        kinds = ["lm", "arousal_plm"]
    else:
        kinds = [KINDS.get(key, "")]
    return [ScoredEvent(onset_s, duration_s, text, kind=kind) for kind in kinds]


def _left_out(
    name: str, n_rows: int, n_unreadable: int, negative: Counter[str], nowhere: Counter[str]
) -> Iterator[QualityNote]:
    """Yield how many rows are not used, and why."""
    if n_unreadable:
        text = f"{n_unreadable} lines are not rows of an event list and are left out."
        yield QualityNote("warning", "rows_unreadable", name, text)
    if negative:
        text = (
            f"{negative.total()} of {n_rows} events have a negative duration and are left out: "
            f"{_listed(negative)}."
        )
        yield QualityNote("warning", "negative_durations", name, text)
    if nowhere:
        text = (
            f"{nowhere.total()} of {n_rows} events have no time within their epoch and are left "
            f"out: {_listed(nowhere)}."
        )
        yield QualityNote("warning", "events_without_time", name, text)


def _taken(
    name: str, rows: list[_Row], times: EventTimes, events: list[ScoredEvent]
) -> Iterator[QualityNote]:
    """Yield from what onsets and durations are taken, and what is understood but not used."""
    rate_hz = times.rate_hz
    if rate_hz is None:
        text = "onsets are times of day, to the second; sample numbers do not fit the epochs."
        yield QualityNote("info", "onsets_by_clock", name, text)
    else:
        text = (
            f"onsets are sample numbers at {rate_hz} Hz, the rate at which they fit the epochs; "
            "where one does not fit, the time of day is taken."
        )
        yield QualityNote("info", "onsets_by_sample", name, text)
        n_differing = sum(abs(row.duration_s - row.length / rate_hz) > DIFFERS_S for row in rows)
        if n_differing:
            text = (
                f"{n_differing} events have different durations in seconds and in samples; "
                "the seconds are taken."
            )
            yield QualityNote("warning", "durations_differ", name, text)
    n_series = sum(e.kind == OTHER and e.label.casefold() in SERIES for e in events)
    if n_series:
        text = (
            f"{n_series} rows named PLM or PLME are not used, because it is not known whether "
            "they mark a movement or a series; name their kind with --labels."
        )
        yield QualityNote("info", "series_not_used", name, text)


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{text} ({number})" for text, number in sorted(counts.items()))
