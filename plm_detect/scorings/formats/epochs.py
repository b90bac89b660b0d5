"""Lists of stages: one line an epoch or a stretch, alone or with its number, time or length."""

from __future__ import annotations

from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

from plm_detect.errors import ScoringError
from plm_detect.files.quoting import quoted
from plm_detect.model.quality import QualityNote
from plm_detect.scorings.clock.clocks import DAY_S, Timeline, is_elapsed, stamp, timeline
from plm_detect.scorings.events import Reading, ScoredEvent, ScoringFile
from plm_detect.scorings.formats._columns import (
    StageColumns,
    cells_of,
    columns_of,
    is_code,
    is_header,
    is_label,
    is_stage,
    other_unit,
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
COMMENTS = ("[", "*", "//", "#")
LONGEST_EPOCH_S = 60.0
EPOCHS_SHARE = 0.5
"""A list whose rows are so often the same short step apart is one of epochs, else of stretches."""
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
    if names is not None and (other_unit(names) or "stage" in map(str.casefold, names)):
        return True
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
    whole = [line.lstrip("\ufeff") for line in read_lines(path)]
    lines = _lines(whole)
    if not lines:
        raise ScoringError(f"{path}: the list holds no stages; name the file with the scoring.")
    _check_blanks(path, whole)
    names, rows = _parted(lines)
    if names is not None and (column := other_unit(names)) is not None:
        raise ScoringError(
            f"{path}: column {column!r} is not in seconds; convert it, and name it onset, end or "
            "duration."
        )
    columns = columns_of(names, rows, reading.vocabulary) if rows else None
    if columns is None:
        raise _no_stages(path, names, rows, reading)
    if names is None and len(columns.others) > 1:
        raise ScoringError(
            f"{path}: each line has several stages, and no first line says what they are; write "
            "one stage a line, or name the columns."
        )
    first = 1 if names is None else 2
    kinds = [
        _kind(path, f"line {i}", row[columns.stage], reading)
        for i, row in enumerate(rows, start=first)
    ]
    line = _by_clock(path, columns, rows, reading, first)
    onset_s, duration_s = _times(path, columns, rows, reading, line)
    events = tuple(
        ScoredEvent(onset, lasts, row[columns.stage], kind=kind)
        for onset, lasts, row, kind in zip(onset_s, duration_s, rows, kinds, strict=True)
    )
    notes = [*_notes(path, columns), *_doubts(path, onset_s, duration_s)]
    if line is not None and is_elapsed(stamp(path, "", rows[0][columns.clock or 0]), reading.start):
        text = "its times begin at 0:00:00 and are taken as time since the recording's start."
        notes.append(QualityNote("warning", "times_elapsed", path.name, text))
        line = None
    start, clock = (None, None) if line is None else (line.start, line.clock)
    notes += line.notes(path.name) if line is not None else ()
    is_counted = start is None and clock is None
    return ScoringFile(
        path.name,
        start,
        events,
        counts_from_recording=is_counted,
        clock=clock,
        length_s=max(a + b for a, b in zip(onset_s, duration_s, strict=True))
        if is_counted
        else None,
        notes=tuple(notes),
    )


def _by_clock(
    path: Path, columns: StageColumns, rows: list[list[str]], reading: Reading, first: int
) -> Timeline | None:
    """Return the times of day that the rows have; None where they have none."""
    column = columns.clock
    if column is None:
        return None
    found = [stamp(path, f"line {i}", row[column]) for i, row in enumerate(rows, start=first)]
    return timeline(path, found, reading.start)


def _lines(lines: Iterable[str]) -> list[str]:
    """Return the lines that hold something; a single one of many stages as one stage a line."""
    kept = [line for line in lines if line.strip() and not _is_comment(line)]
    if len(kept) == 1:
        (cells,) = cells_of(kept, known())
        if len(cells) > 1 and all(is_stage(cell, known()) for cell in cells):
            return cells
    return kept


def _is_comment(line: str) -> bool:
    text = line.strip()
    return len(text) > 1 and text.startswith(COMMENTS)


def _check_blanks(path: Path, lines: list[str]) -> None:
    """Refuse empty lines between stages: an epoch may be missing there.

    Lines that are all followed by an empty one have doubled line ends, and are fine.
    """
    filled = [bool(line.strip()) for line in lines]
    last = len(filled) - filled[::-1].index(True)
    first = filled.index(True)
    inside = filled[first:last]
    if all(inside) or (all(inside[::2]) and not any(inside[1::2])):
        return
    number = first + inside.index(False) + 1
    raise ScoringError(
        f"{path}: line {number} is empty; write ? for an epoch that was not scored, or remove it."
    )


def _parted(lines: list[str]) -> tuple[list[str] | None, list[list[str]]]:
    """Return the names of the columns, where there are some, and the rows."""
    cells = cells_of(lines, known())
    # Stages over columns of shares are names; over stages they are the first epoch.
    is_first = len(cells) > 1 and all(is_label(cell, known()) for cell in cells[0] + cells[1])
    if is_header(cells[0]) and not is_first:
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
    if is_code(label):
        return stage_of(path, where, int(seconds_of(label)), reading.stage_codes)
    found = reading.vocabulary.kind_of(label)
    if found is None or (found not in STAGES and found != "artifact"):
        raise ScoringError(
            f"{path}: {where} is {quoted(label)}, which is not a sleep stage; correct it, or name "
            "the spelling with --labels."
        )
    return found if found in STAGES else "stage_unscored"


def _times(
    path: Path,
    columns: StageColumns,
    rows: list[list[str]],
    reading: Reading,
    line: Timeline | None,
) -> tuple[list[float], list[float]]:
    """Return onset and duration of each row, seconds."""

    def numbers(column: int) -> list[float]:
        return [seconds_of(row[column]) for row in rows]

    epoch_s = reading.epoch_s
    try:
        durations = None if columns.duration is None else numbers(columns.duration)
        ends = None if columns.end is None else numbers(columns.end)
        if line is not None and columns.clock is not None:
            onset_s = list(line.onset_s)
            if columns.clock_end is not None:
                durations = [
                    (
                        stamp(path, "a row", row[columns.clock_end]).second_of_day
                        - stamp(path, "a row", row[columns.clock]).second_of_day
                    )
                    % DAY_S
                    for row in rows
                ]
        elif columns.onset is not None:
            onset_s = numbers(columns.onset)
        elif ends is not None:
            onset_s = [0.0, *ends[:-1]]
        elif columns.number is not None:
            given = numbers(columns.number)
            onset_s = [epoch_s * (n - min(1.0, *given)) for n in given]
            return onset_s, durations or [epoch_s] * len(rows)
        elif durations is not None:
            onset_s = [0.0, *accumulate(durations[:-1])]
        else:
            return [epoch_s * i for i in range(len(rows))], [epoch_s] * len(rows)
    except ValueError:
        raise ScoringError(
            f"{path}: not every line has a time of day or a number of seconds; {EXPECTED}."
        ) from None
    if durations is None and ends is not None:
        durations = [end - onset for onset, end in zip(onset_s, ends, strict=True)]
    return onset_s, durations or _until_next(onset_s, epoch_s)


def _until_next(onset_s: list[float], epoch_s: float) -> list[float]:
    """Return how long each row lasts: an epoch in a list of epochs, else until the next row."""
    steps = [later - earlier for earlier, later in pairwise(sorted(onset_s))]
    usual = max(sorted(set(steps)), key=steps.count) if steps else epoch_s
    share = steps.count(usual) / len(steps) if steps else 1.0
    if 0 < usual <= LONGEST_EPOCH_S and share >= EPOCHS_SHARE:
        return [usual] * len(onset_s)
    return [later - onset for onset, later in pairwise([*onset_s, onset_s[-1] + epoch_s])]


def _doubts(path: Path, onset_s: list[float], duration_s: list[float]) -> list[QualityNote]:
    """Return a warning where most rows end before the next begins."""
    apart = [
        later - onset - lasts > 0.5
        for (onset, later), lasts in zip(pairwise(onset_s), duration_s, strict=False)
    ]
    if sum(apart) <= EPOCHS_SHARE * len(apart):
        return []
    text = f"{sum(apart)} of {len(onset_s)} stages end before the next begins; check durations."
    return [QualityNote("warning", "stages_apart", path.name, text)]


def _notes(path: Path, columns: StageColumns) -> list[QualityNote]:
    notes = []
    if columns.is_end_supposed:
        text = "the number after each stage is taken as the time at which it ends, in seconds."
        notes.append(QualityNote("warning", "columns_unclear", path.name, text))
    if not columns.others:
        return notes
    text = (
        f"column {columns.stage + 1} is taken as the stages; column "
        f"{' and '.join(str(i + 1) for i in columns.others)} could be read as stages too and is "
        "not used."
    )
    return [*notes, QualityNote("warning", "columns_unclear", path.name, text)]


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
                f"{path}: line {i} is {quoted(' '.join(row))}, which is not a sleep stage; "
                "correct it, or name the spelling with --labels."
            )
    return ScoringError(f"{path}: no column holds stages in every line; {EXPECTED}.")
