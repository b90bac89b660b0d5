"""What the columns of a list of stages are: by their names, and by what stands in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from plm_detect.scorings.clock.clocks import time_of_day_s
from plm_detect.scorings.vocabulary.kinds import STAGES
from plm_detect.scorings.vocabulary.vocabulary import normalised

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plm_detect.scorings.vocabulary.vocabulary import Vocabulary

DELIMITERS = ("\t", ";", ",")
_INTEGER = re.compile(r"[+-]?\d{1,3}(?:\.0*)?")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d*)?")
HIGHEST_CODE = 10.0
"""No set of codes for stages goes further."""

ROLES: dict[str, tuple[str, ...]] = {
    "stage": (
        "stage", "stages", "hypno", "hypnogram", "sleep stage", "sleepstage", "label", "staging",
        "description", "state", "annotation", "stadium", "schlafstadium", "stade",
    ),
    "number": ("epoch", "epochs", "no", "no.", "number", "#", "epoch no", "epoch number", "nr"),
    "onset": ("onset", "start", "onset s", "start s", "begin", "seconds", "time s"),
    "end": ("end", "stop", "end s", "stop s", "endtime", "end time"),
    "duration": ("duration", "dur", "duration s", "length"),
    "clock": ("time", "clock", "clock time", "starttime", "start time", "zeit", "uhrzeit", "heure"),
    "other": (
        "confidence", "proba", "probability", "cycle", "scorer", "value", "n1", "n2", "n3", "r",
        "rem", "w", "wake", "art",
    ),
}  # fmt: skip
"""Names of columns, and what they are."""


@dataclass(frozen=True)
class StageColumns:
    """Where in a row a list of stages says what.

    Attributes
    ----------
    stage : int
        Column of the stage.
    number, onset, end, duration, clock : int or None
        Columns of the number of the epoch, of its times in seconds, of its time of day.
    others : tuple of int
        Columns that are not used and could have been the stage.
    """

    stage: int
    number: int | None = None
    onset: int | None = None
    end: int | None = None
    duration: int | None = None
    clock: int | None = None
    others: tuple[int, ...] = ()


def cells_of(lines: Sequence[str], vocabulary: Vocabulary) -> list[list[str]]:
    """Return the cells of each line, by the delimiter that the lines share.

    A line that is a stage as a whole is one cell, whatever blanks are in it.
    """
    whole = [line for line in lines if not _is_one_label(line, vocabulary)]
    delimiter = next((each for each in DELIMITERS if whole and all(each in x for x in whole)), None)
    return [
        [line.strip().strip('"')]
        if _is_one_label(line, vocabulary)
        else [cell.strip().strip('"') for cell in _split(line, delimiter)]
        for line in lines
    ]


def _is_one_label(line: str, vocabulary: Vocabulary) -> bool:
    return not any(x in line for x in DELIMITERS) and _is_label(line.strip().strip('"'), vocabulary)


def _split(line: str, delimiter: str | None) -> list[str]:
    return line.strip("\r\n").split(delimiter) if delimiter else line.split()


def is_stage(cell: str, vocabulary: Vocabulary) -> bool:
    """Return whether a cell is the name or the code of a stage."""
    return bool(_INTEGER.fullmatch(cell)) or _is_label(cell, vocabulary)


def _is_label(cell: str, vocabulary: Vocabulary) -> bool:
    return vocabulary.kind_of(cell) in (*STAGES, "artifact")


def is_header(cells: Sequence[str]) -> bool:
    """Return whether a row names columns: all its words are names, and none a number."""
    words = [normalised(cell) for cell in cells if cell]
    if not words or any(_NUMBER.fullmatch(word) or clock_s(word) is not None for word in words):
        return False
    known = {name for names in ROLES.values() for name in names}
    if any(word in known - set(ROLES["other"]) for word in words):
        return True
    return len(words) > 1 and all(word in known for word in words)


def columns_of(
    head: Sequence[str] | None, rows: Sequence[Sequence[str]], vocabulary: Vocabulary
) -> StageColumns | None:
    """Return what the columns are; None where no column holds stages.

    Parameters
    ----------
    head : sequence of str or None
        Names of the columns, where there are some.
    rows : sequence of sequence of str
        At least one.
    vocabulary : Vocabulary
    """
    width = min(len(row) for row in rows)
    columns = [[row[i] for row in rows] for i in range(width)]
    named = _by_name(head, width)
    roles: dict[str, int] = {}
    stages: list[int] = []
    for i, cells in enumerate(columns):
        role = "stage" if width == 1 else named.get(i) or _by_content(cells, roles, vocabulary)
        if role == "stage" and all(is_stage(cell, vocabulary) for cell in cells):
            stages.append(i)
        elif role in ("number", "onset", "end", "duration", "clock") and role not in roles:
            roles[role] = i
    if not stages:
        return None
    of_names = [i for i in stages if all(_is_label(cell, vocabulary) for cell in columns[i])]
    chosen = next((i for i in stages if named.get(i) == "stage"), (of_names or stages)[0])
    others = tuple(i for i in stages if i != chosen and named.get(i) is None)
    onset, end = roles.get("onset"), roles.get("end")
    is_unnamed = onset is not None and end is None and named.get(onset) is None
    if is_unnamed and onset is not None and onset > chosen and seconds_of(columns[onset][0]) > 0:
        # Behind the stage, and not from the very start: where the stage ends (Visbrain).
        onset, end = None, onset
    return StageColumns(
        chosen, roles.get("number"), onset, end, roles.get("duration"), roles.get("clock"), others
    )


def _by_name(head: Sequence[str] | None, width: int) -> dict[int, str]:
    if head is None:
        return {}
    return {
        i: role
        for i, name in enumerate(head[:width])
        for role, names in ROLES.items()
        if normalised(name) in names
    }


def _by_content(cells: Sequence[str], roles: dict[str, int], vocabulary: Vocabulary) -> str:
    """Return what a column without a name is."""
    if all(clock_s(cell) is not None for cell in cells):
        return "clock"
    if all(_is_label(cell, vocabulary) for cell in cells):
        return "stage"
    if not all(_NUMBER.fullmatch(cell) for cell in cells):
        return "other"
    return _of_numbers([seconds_of(cell) for cell in cells], cells, roles)


def _of_numbers(values: Sequence[float], cells: Sequence[str], roles: dict[str, int]) -> str:
    steps = {later - earlier for earlier, later in pairwise(values)}
    if steps == {1.0} and values[0] in (0.0, 1.0) and "number" not in roles:
        return "number"
    if steps and min(steps) > 0 and max(values) > HIGHEST_CODE:
        return "onset"
    if "onset" in roles and "duration" not in roles and max(values) > HIGHEST_CODE:
        return "duration"
    return "stage" if all(_INTEGER.fullmatch(cell) for cell in cells) else "other"


def seconds_of(cell: str) -> float:
    """Return a number that may be written with a decimal comma."""
    return float(cell.replace(",", "."))


def clock_s(cell: str) -> float | None:
    """Return a time of day as seconds since midnight; None where there is none.

    A colon is asked for: with points it could be a number.
    """
    return time_of_day_s(cell) if ":" in cell else None
