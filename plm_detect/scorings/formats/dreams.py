"""Event lists of the DREAMS databases (``Visual_scoring1_....txt``): onset and duration in seconds.

The first line names what was scored and, after a slash, the channel: ``[vis1_Spindles/C3-A1]``.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from plm_detect.errors import ScoringError
from plm_detect.model.quality import QualityNote
from plm_detect.scorings.events import Reading, ScoredEvent, ScoringFile
from plm_detect.scorings.formats._texts import decoded, read_lines

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LOOKED_AT = 5
LARGEST_S = 1e8
PERIODIC = ("plm", "plms")
_TITLE = re.compile(r"\[(?:vis\w*?_|auto\w*?_)?([^/\]\[]*)(?:/([^\]]*))?\].*", re.IGNORECASE)
_SEPARATOR = re.compile(r"[\s;]+")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d*)?(?:[eE][+-]?\d{1,3})?")


def recognises(head: bytes) -> bool:
    """Return whether a title in brackets is followed by rows of two numbers."""
    lines = [line for line in decoded(head).splitlines()[: LOOKED_AT + 1] if line.strip()]
    return (
        len(lines) > 1
        and bool(_TITLE.fullmatch(lines[0].lstrip("\ufeff").strip()))
        and all(_is_row(line) for line in lines[1:])
    )


def read(path: Path, reading: Reading) -> ScoringFile:
    """Return the events of a list; seconds count from the start of the recording.

    Events with a negative duration are left out, and a note gives their number. A missing
    duration stays unknown.

    Raises
    ------
    ScoringError
        When it has no title or no event.
    """
    lines = [line for line in read_lines(path) if line.strip()]
    title = _TITLE.fullmatch(lines[0].lstrip("\ufeff").strip()) if lines else None
    if title is None:
        raise ScoringError(
            f"{path}: it does not begin with a title in brackets, as DREAMS event lists do; "
            "name the file with the scoring."
        )
    label, channel = title[1].strip(), (title[2] or "").strip()
    kind = "plm" if label.casefold() in PERIODIC else reading.vocabulary.kind_of(label) or ""
    events: list[ScoredEvent] = []
    n_unreadable = n_negative = 0
    for line in lines[1:]:
        cells = _SEPARATOR.split(line.strip())
        onset_s = _seconds(cells[0])
        duration_s = _seconds(cells[1]) if len(cells) > 1 else math.nan
        if math.isnan(onset_s):
            n_unreadable += 1
        elif duration_s < 0:
            n_negative += 1
        else:
            events.append(ScoredEvent(onset_s, duration_s, label, channel, kind))
    if not events:
        raise ScoringError(f"{path}: the file holds no events; name the file with the scoring.")
    return ScoringFile(
        path.name,
        None,
        tuple(events),
        counts_from_recording=True,
        notes=tuple(_notes(path.name, len(lines) - 1, n_unreadable, n_negative)),
    )


def _is_row(line: str) -> bool:
    cells = _SEPARATOR.split(line.strip())
    return len(cells) == 2 and all(_NUMBER.fullmatch(cell) for cell in cells)


def _seconds(cell: str) -> float:
    if not _NUMBER.fullmatch(cell):
        return math.nan
    value = float(cell.replace(",", "."))
    return value if abs(value) <= LARGEST_S else math.nan


def _notes(name: str, n_rows: int, n_unreadable: int, n_negative: int) -> Iterator[QualityNote]:
    if n_unreadable:
        text = f"{n_unreadable} of {n_rows} lines have no readable onset and are left out."
        yield QualityNote("warning", "rows_unreadable", name, text)
    if n_negative:
        text = f"{n_negative} of {n_rows} events have a negative duration and are left out."
        yield QualityNote("warning", "negative_durations", name, text)
