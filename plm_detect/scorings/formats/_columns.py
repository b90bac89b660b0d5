"""What the columns of a list of stages are: by their names, and by what stands in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from plm_detect.scorings.clock.clocks import stamp_of
from plm_detect.scorings.vocabulary.kinds import STAGES
from plm_detect.scorings.vocabulary.vocabulary import normalised

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plm_detect.scorings.vocabulary.vocabulary import Vocabulary

DELIMITERS = ("\t", ";", ",")
_INTEGER = re.compile(r"[+-]?\d{1,3}(?:[.,]0*)?")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d*)?")
_UNIT = re.compile(r"\(.*?\)|\[.*?\]")
_BLANKS_IN_TIMES = (
    (re.compile(r"(\d) +(?=[AaPp]\.?[Mm]\b)"), r"\1"),
    (re.compile(r"(\d{1,4}[./-]\d{1,2}[./-]\d{1,4}) +(?=\d{1,2}:\d)"), r"\1T"),
)
"""A date before a time of day, and AM or PM behind it, belong to one cell."""
STAGE_WORDS = ("stage", "staging", "hypno", "stadium", "stade")
PLACED = ("onset", "end", "duration", "number")
"""Roles of columns that place the stages in time."""
TIMES = ("onset", "start", "begin", "end", "stop", "duration", "dur", "time")
OTHER_UNITS = ("ms", "min", "mins", "minute", "minutes", "h", "hour", "hours", "samples")
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
        "confidence", "conf", "proba", "probability", "cycle", "scorer", "value",
        "n1", "n2", "n3", "r",
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
    number, onset, end, duration, clock, clock_end : int or None
        Columns of the number of the epoch, of its times in seconds, of its times of day.
    is_end_supposed : bool
        Whether nothing but their place says that the numbers are where stages end.
    others : tuple of int
        Columns that are not used and could have been the stage.
    """

    stage: int
    number: int | None = None
    onset: int | None = None
    end: int | None = None
    duration: int | None = None
    clock: int | None = None
    clock_end: int | None = None
    is_end_supposed: bool = False
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
    text = line.strip().strip('"')
    is_listed = not any(x in line for x in DELIMITERS) and vocabulary.is_listed(text)
    return is_listed and is_label(text, vocabulary)


def _split(line: str, delimiter: str | None) -> list[str]:
    if delimiter:
        return line.strip("\r\n").split(delimiter)
    for blanks, joined in _BLANKS_IN_TIMES:
        line = blanks.sub(joined, line)
    return line.split()


def is_code(cell: str) -> bool:
    """Return whether a cell is a whole number that may be the code of a stage."""
    return bool(_INTEGER.fullmatch(cell))


def is_stage(cell: str, vocabulary: Vocabulary) -> bool:
    """Return whether a cell is the name or the code of a stage."""
    return is_code(cell) or is_label(cell, vocabulary)


def is_label(cell: str, vocabulary: Vocabulary) -> bool:
    """Return whether a cell is the name of a stage."""
    return vocabulary.kind_of(cell) in (*STAGES, "artifact")


def is_header(cells: Sequence[str]) -> bool:
    """Return whether a row names columns: all its words are names, and none a number."""
    words = [normalised(cell) for cell in cells if cell]
    if not words or any(_NUMBER.fullmatch(word) or is_clock(word) for word in words):
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
    width = len(rows[0])
    if any(len(row) != width for row in rows):
        return None
    columns = [[row[i] for row in rows] for i in range(width)]
    named = _by_name(head, width, vocabulary)
    unknown = [i for i, name in enumerate(head or ()) if name.strip() and i not in named]
    exact = [i for i, name in enumerate(head or ()) if _plain(name) in ROLES["stage"]]
    found: dict[str, list[float]] = {}
    roles: dict[str, int] = {}
    stages: list[int] = []
    for i, cells in enumerate(columns):
        role = "stage" if width == 1 else named.get(i) or _by_content(cells, found, vocabulary)
        is_guessed = i in unknown
        if role in PLACED and (is_guessed or (role == "number" and not _is_rising(cells))):
            # A number under a name that says nothing, or a count of epochs.
            return None
        if role in ("onset", "end", "number") and all(is_clock(cell) for cell in cells):
            role = "clock_end" if role == "end" else "clock"
        if role == "stage":
            is_named = head is not None and width > 1
            is_coded = not all(is_label(cell, vocabulary) for cell in cells)
            if is_named and is_coded and named.get(i) != "stage":
                # A number under a name that says nothing may be anything.
                continue
            if all(is_stage(cell, vocabulary) for cell in cells):
                stages.append(i)
        elif role == "unknown":
            return None
        elif role != "other" and role not in roles:
            roles[role] = i
            found[role] = []
            if all(_NUMBER.fullmatch(cell) for cell in cells):
                found[role] = [seconds_of(cell) for cell in cells]
    if not stages:
        return None
    of_names = [i for i in stages if all(is_label(cell, vocabulary) for cell in columns[i])]
    by_name = [i for i in stages if named.get(i) == "stage"]
    chosen = next((i for i in stages if i in exact), ([*by_name, *of_names, *stages])[0])
    others = tuple(i for i in stages if i != chosen and columns[i] != columns[chosen])
    onset, end = roles.get("onset"), roles.get("end")
    is_unnamed = onset is not None and named.get(onset) is None
    is_alone = not roles.keys() - {"onset"}
    if is_unnamed and is_alone and onset > chosen and found["onset"][0] > 0:  # type: ignore[operator]
        # Behind the stage, and not from the very start: where the stage ends (Visbrain).
        onset, end = None, onset
    return StageColumns(
        chosen,
        roles.get("number"),
        onset,
        end,
        roles.get("duration"),
        roles.get("clock"),
        roles.get("clock_end"),
        is_end_supposed=end is not None and roles.get("end") != end,
        others=others,
    )


def _plain(name: str) -> str:
    """Return the name of a column without its unit."""
    return normalised(_UNIT.sub("", name)) or normalised(name)


def _is_rising(cells: Sequence[str]) -> bool:
    """Return whether cells are numbers of epochs: they rise, by one mostly or from the first."""
    if not all(_NUMBER.fullmatch(cell) for cell in cells):
        return False
    values = [seconds_of(cell) for cell in cells]
    steps = [later - earlier for earlier, later in pairwise(values)]
    return not steps or (min(steps) > 0 and (_commonest(steps) == 1.0 or values[0] <= 1.0))


def other_unit(names: Sequence[str]) -> str | None:
    """Return the first column of times whose name says that they are not in seconds."""
    for name in names:
        words = re.split(r"[^\w]+|_", normalised(name).replace(" ", "_"))
        if len(words) > 1 and words[0] in TIMES and set(words[1:]) & set(OTHER_UNITS):
            return name
    return None


def _by_name(head: Sequence[str] | None, width: int, vocabulary: Vocabulary) -> dict[int, str]:
    """Return the roles of columns with known names; one that is named as a stage is a share."""
    if head is None:
        return {}
    found = {}
    for i, name in enumerate(head[:width]):
        plain = _plain(name)
        role = next((role for role, names in ROLES.items() if plain in names), None)
        if role is None and any(word in plain for word in STAGE_WORDS):
            role = "stage"
        elif role is None and is_label(plain.removeprefix("p ").removeprefix("prob "), vocabulary):
            role = "other"
        if role is not None:
            found[i] = role
    return found


def _by_content(cells: Sequence[str], found: dict[str, list[float]], vocabulary: Vocabulary) -> str:
    """Return what a column without a known name is; ``found`` has the numbers of those before."""
    if all(is_clock(cell) for cell in cells):
        return "clock_end" if "clock" in found else "clock"
    if all(is_label(cell, vocabulary) for cell in cells):
        return "stage"
    if not all(_NUMBER.fullmatch(cell) for cell in cells):
        return "other"
    return _of_numbers([seconds_of(cell) for cell in cells], cells, found)


def _of_numbers(
    values: Sequence[float], cells: Sequence[str], found: dict[str, list[float]]
) -> str:
    steps = [later - earlier for earlier, later in pairwise(values)]
    is_rising = bool(steps) and min(steps) > 0
    if is_rising and "number" not in found and _commonest(steps) == 1.0:
        return "number"
    if is_rising and max(values) > HIGHEST_CODE:
        return "end" if "onset" in found else "onset"
    is_placed = bool(found.keys() & {"onset", "clock"})
    if is_placed and "duration" not in found and max(values) > HIGHEST_CODE:
        return "duration"
    if all(is_code(cell) for cell in cells):
        return "stage" if max(values) <= HIGHEST_CODE else "unknown"
    return "other" if max(values) <= 1.0 else "unknown"


def _commonest(steps: Sequence[float]) -> float:
    return max(sorted(set(steps)), key=list(steps).count)


def seconds_of(cell: str) -> float:
    """Return a number that may be written with a decimal comma."""
    return float(cell.replace(",", "."))


def is_clock(cell: str) -> bool:
    """Return whether a cell is a time of day, with or without a date.

    A colon is required: with points it could be a number.
    """
    return ":" in cell and stamp_of(cell) is not None
