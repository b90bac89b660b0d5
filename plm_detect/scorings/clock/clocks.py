"""Dates and times of day in scoring files."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from plm_detect.errors import ScoringError
from plm_detect.files.quoting import quoted
from plm_detect.model.quality import QualityNote

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

DAY_S = 86_400.0
HALF_DAY_S = DAY_S / 2
HOUR_S = 3600.0
STEP_SLACK_S = 90.0
"""A clock that is set back steps back by an hour, less the time from row to row."""
LONGEST_NIGHT_S = 3 * DAY_S
ELAPSED_APART_S = 600.0
"""A recording that starts further from midnight has no first event at 0:00:00 by the clock."""

_TIME = re.compile(
    r"(?:U\s*)?(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,](\d{1,9}))?)?\s*([AaPp])?\.?(?:[Mm]\.?)?"
)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_YEAR_FIRST = re.compile(r"(\d{4})[./](\d{1,2})[./](\d{1,2})")
_YEAR_LAST = re.compile(r"(\d{1,2})([./-])(\d{1,2})[./-](\d{4}|\d{2})")


def time_of_day_s(text: str) -> float | None:
    """Return a time of day as seconds from midnight, up to nine decimals; None when it is none.

    Twelve-hour clocks with AM or PM, decimal commas, points between the parts and a leading U are
    understood.
    """
    match = _TIME.fullmatch(text.strip())
    if match is None:
        return None
    hour, minute, second = (int(part or 0) for part in match.groups()[:3])
    half = (match[5] or "").casefold()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    return 3600.0 * hour + 60.0 * minute + second + float(f"0.{match[4] or 0}")


def dates(text: str) -> tuple[dt.date, ...]:
    """Return every date that a text can mean: of ``7/3/2024`` the 7th of March and July 3rd."""
    if match := _ISO.fullmatch(text) or _YEAR_FIRST.fullmatch(text):
        orders = [(int(match[1]), int(match[2]), int(match[3]))]
    elif match := _YEAR_LAST.fullmatch(text):
        year = int(match[4])
        year += 2000 * (year < 85) + 1900 * (85 <= year < 100) if year < 100 else 0
        first, second = int(match[1]), int(match[3])
        orders = [(year, second, first)]
        if match[2] == "/":
            orders.append((year, first, second))
    else:
        return ()
    found = []
    for year, month, day in orders:
        try:
            found.append(dt.date(year, month, day))
        except ValueError:
            continue
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True)
class Stamp:
    """A point of time in a file.

    Attributes
    ----------
    second_of_day : float
    dates : tuple of date
        What its date can mean; empty where there is none.
    """

    second_of_day: float
    dates: tuple[dt.date, ...] = ()


def stamp_of(text: str) -> Stamp | None:
    """Return a point of time, with or without a date; None when it is not one."""
    date_text, separator, time_text = text.strip().partition("T" if "T" in text else " ")
    if separator and (found := dates(date_text)):
        second = time_of_day_s(time_text)
        return None if second is None else Stamp(second, found)
    second = time_of_day_s(text)
    return None if second is None else Stamp(second)


def stamp(path: Path, where: str, text: str) -> Stamp:
    """Return a point of time, with or without a date.

    Raises
    ------
    ScoringError
        When it is none.
    """
    found = stamp_of(text)
    if found is None:
        raise ScoringError(
            f"{path}: {where} has {quoted(text)} instead of a time; export it again."
        )
    return found


def is_elapsed(first: Stamp, start: dt.datetime | None) -> bool:
    """Return whether times that begin at 0:00:00 count from a recording that starts elsewhere."""
    if first.dates or first.second_of_day != 0 or start is None:
        return False
    after_s = (start - _midnight(start.date())).total_seconds()
    return min(after_s, DAY_S - after_s) > ELAPSED_APART_S


@dataclass(frozen=True)
class Timeline:
    """Points of time in seconds from the first of them, and when that was.

    Attributes
    ----------
    onset_s : tuple of float
    start : datetime or None
        Of second 0; None without dates.
    clock : time or None
        Of second 0, where there are no dates.
    was_set_back : bool
        Whether the clock was set back by an hour meanwhile, which is undone.
    """

    onset_s: tuple[float, ...]
    start: dt.datetime | None
    clock: dt.time | None
    was_set_back: bool

    def notes(self, name: str) -> tuple[QualityNote, ...]:
        """Return what was done to the times of a file of this name."""
        if not self.was_set_back:
            return ()
        text = "the clock was set back by an hour during the recording; later times were moved."
        return (QualityNote("info", "clock_set_back", name, text),)


def timeline(
    path: Path | str,
    stamps: Sequence[Stamp],
    near: dt.datetime | None = None,
    first: Stamp | None = None,
) -> Timeline:
    """Put the points of time of a file on one line.

    Parameters
    ----------
    path : Path or str
        File, for the message.
    stamps : sequence of Stamp
        In the order of the file, at least one.
    near : datetime or None
        Start of the recording, which decides between readings of a date.
    first : Stamp or None
        A start that the file gives apart; else the first row is the start.

    Raises
    ------
    ScoringError
        When dates mean nothing together.
    """
    origin = first or stamps[0]
    if all(each.dates for each in (origin, *stamps)):
        start, onsets = _dated(path, origin, stamps, near)
    else:
        start, onsets = None, _rolled_over(origin, stamps)
        if origin.dates:
            start = _midnight(_nearest(origin.dates, near)) + _seconds(origin.second_of_day)
    onsets, was_set_back = _clock_set_back(onsets)
    clock = None
    if start is None:
        clock = (dt.datetime(2000, 1, 1) + _seconds(origin.second_of_day)).time()  # noqa: DTZ001 - a time of day
    return Timeline(tuple(onsets), start, clock, was_set_back)


def _dated(
    path: Path | str, origin: Stamp, stamps: Sequence[Stamp], near: dt.datetime | None
) -> tuple[dt.datetime, list[float]]:
    """Return the start and onsets by that order of day and month under which they are a night."""
    found = []
    n_orders = max(len(each.dates) for each in (origin, *stamps))
    for order in range(n_orders):
        days = [each.dates[min(order, len(each.dates) - 1)] for each in (origin, *stamps)]
        day0 = days[0].toordinal()
        onsets = [
            (day.toordinal() - day0) * DAY_S + each.second_of_day - origin.second_of_day
            for day, each in zip(days[1:], stamps, strict=True)
        ]
        if max(onsets) - min(onsets) <= LONGEST_NIGHT_S:
            found.append((_midnight(days[0]) + _seconds(origin.second_of_day), onsets))
    if not found:
        raise ScoringError(
            f"{path}: its dates spread over more than {LONGEST_NIGHT_S / DAY_S:.0f} days; "
            "choose the scoring of one night."
        )
    if near is None:
        return found[0]
    return min(found, key=lambda each: abs((each[0] - near).total_seconds()))


def _rolled_over(origin: Stamp, stamps: Sequence[Stamp]) -> list[float]:
    """Return onsets of times of day; a step back by more than half a day is midnight."""
    onsets, last = [], origin.second_of_day
    for each in stamps:
        second = each.second_of_day
        second += DAY_S * round((last - second) / DAY_S)
        onsets.append(second - origin.second_of_day)
        last = second
    return onsets


def _clock_set_back(onsets: list[float]) -> tuple[list[float], bool]:
    """Undo that the clock was set back by an hour within rows that are in the order of time.

    From summer to winter time the clock steps back once, by an hour less the time from row to row,
    and nothing else steps back.
    """
    steps = [later - earlier for earlier, later in pairwise(onsets)]
    back = [i for i, step in enumerate(steps) if step < 0]
    if len(back) != 1 or not -HOUR_S <= steps[back[0]] <= -HOUR_S + STEP_SLACK_S:
        return onsets, False
    at = back[0] + 1
    return [*onsets[:at], *(onset + HOUR_S for onset in onsets[at:])], True


def _nearest(found: tuple[dt.date, ...], near: dt.datetime | None) -> dt.date:
    if near is None:
        return found[0]
    return min(found, key=lambda date: abs((date - near.date()).days))


def _midnight(date: dt.date) -> dt.datetime:
    return dt.datetime.combine(date, dt.time())


def _seconds(seconds: float) -> dt.timedelta:
    return dt.timedelta(microseconds=round(seconds * 1e6))
