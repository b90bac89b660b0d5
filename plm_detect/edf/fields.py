"""Fixed-width text fields of an EDF header become numbers, dates and times."""

from __future__ import annotations

import datetime as dt
import math
import re

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
FIRST_YEAR = 85
"""Two-digit years from 85 belong to the last century (EDF specification)."""

_PARTS = re.compile(r"^\D?(\d{1,2})\D(\d{1,2})\D(\d{1,2})\D?$")
_NUMBER = re.compile(r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$")
LARGEST = 1e12
"""Of the numbers of a header; what is beyond was not meant, and computing with it overflows."""
_THOUSANDS = re.compile(r"[+-]?[1-9]\d{0,2},\d{3}")
_STARTDATE = re.compile(r"Startdate[ _](\d{1,2})-([A-Za-z]{3})-(\d{4})")


def text(raw: bytes) -> str:
    """Return a field as text: UTF-8 where it is valid, else Latin-1, without padding."""
    stripped = raw.strip(b" \x00")
    try:
        return stripped.decode("utf-8").strip()
    except UnicodeDecodeError:
        return stripped.decode("latin-1").strip()


def number(raw: bytes) -> float | None:
    """Return a field as a number, also with a decimal comma; None when unusable."""
    content = text(raw)
    if _THOUSANDS.fullmatch(content):
        return None  # 1,500 may be fifteen hundred or one and a half
    content = content.replace(",", ".")
    value = float(content) if _NUMBER.match(content) else math.nan
    return value if abs(value) <= LARGEST else None


def integer(raw: bytes) -> int | None:
    """Return a field as a whole number; None when it is not one."""
    value = number(raw)
    return int(value) if value is not None and value == int(value) else None


def start_date(raw: bytes, recording: str) -> dt.date | None:
    """Return the start date; None when it is nonsense.

    Parameters
    ----------
    raw : bytes
        The eight characters ``dd.mm.yy``.
    recording : str
        The recording field; EDF+ repeats the date there with four digits of the year, and that
        one is preferred.
    """
    if found := _STARTDATE.search(recording):
        day, month, year = found.groups()
        if month.upper() in MONTHS:
            return _date(int(year), MONTHS.index(month.upper()) + 1, int(day))
    if parts := _PARTS.match(text(raw)):
        day_number, month_number, short = (int(part) for part in parts.groups())
        century = 1900 if short >= FIRST_YEAR else 2000
        return _date(century + short, month_number, day_number)
    return None


def _date(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def start_time(raw: bytes) -> dt.time | None:
    """Return the start time from ``hh.mm.ss``; None when it is nonsense."""
    if parts := _PARTS.match(text(raw)):
        try:
            hour, minute, second = (int(part) for part in parts.groups())
            return dt.time(hour, minute, second)
        except ValueError:
            return None
    return None
