"""SOMNOmedics DOMINO text exports: one file a signal, or a folder of them."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from plm_detect.errors import ScoringError
from plm_detect.files.quoting import quoted
from plm_detect.scorings.clock.clocks import DAY_S, stamp, timeline
from plm_detect.scorings.events import Reading, ScoredEvent, ScoringFile
from plm_detect.scorings.formats._texts import decoded, read_lines, seconds
from plm_detect.scorings.vocabulary.vocabulary import normalised

if TYPE_CHECKING:
    from pathlib import Path

FIRST_LINE = "signal id"
_ROW = re.compile(r"\s*([\d:.,]+)\s*(?:-\s*([\d:.,]+)\s*)?;\s*(.*)")
STAGES = {"a": "stage_unscored", "artifact": "stage_unscored", "artefakt": "stage_unscored"}


def recognises(head: bytes) -> bool:
    """Return whether a file begins with the header of the format."""
    text = normalised(decoded(head)[:2000])
    return text.lstrip("\ufeff").startswith(FIRST_LINE) and "start time" in text


def read(path: Path, reading: Reading) -> ScoringFile:
    """Return the events of a file.

    Times of day stand on the rows, so the start time of the header only gives the date.

    Raises
    ------
    ScoringError
        When the header or a row cannot be read.
    """
    lines = read_lines(path)
    header, body = _header(lines)
    if "start time" not in header:
        raise ScoringError(f"{path}: its header gives no Start Time; export it again.")
    first = stamp(path, "Start Time", header["start time"])
    rate = header.get("rate", "").casefold().removesuffix("s").strip()
    epoch_s = seconds(path, "Rate", rate) if rate else math.nan
    is_stages = "profil" in header.get("signal id", "").casefold()
    begins, ends, labels = [], [], []
    for i in range(body, len(lines)):
        if not lines[i].strip():
            continue
        match = _ROW.fullmatch(lines[i])
        if match is None:
            raise ScoringError(
                f"{path}: line {i + 1} is {quoted(lines[i])}, which is not a row of a DOMINO "
                "export; export it again."
            )
        begins.append(stamp(path, f"line {i + 1}", match[1]))
        ends.append(stamp(path, f"line {i + 1}", match[2]) if match[2] else None)
        labels.append(match[3].rpartition(";")[2].strip() if match[2] else match[3].strip())
    if not begins:
        raise ScoringError(f"{path}: the file holds no events; name the file with the scoring.")
    line = timeline(path, begins, reading.start, first)
    events = []
    for onset, begin, end, label in zip(line.onset_s, begins, ends, labels, strict=True):
        duration_s = epoch_s if end is None else (end.second_of_day - begin.second_of_day) % DAY_S
        kind = STAGES.get(normalised(label), "") if is_stages else ""
        events.append(ScoredEvent(onset, duration_s, label, kind=kind))
    return ScoringFile(
        path.name,
        line.start,
        tuple(events),
        clock=line.clock,
        notes=line.notes(path.name),
    )


def _header(lines: list[str]) -> tuple[dict[str, str], int]:
    """Return the header by name, and where the rows begin."""
    header: dict[str, str] = {}
    for i, line in enumerate(lines):
        name, separator, value = line.lstrip("\ufeff").partition(":")
        if not line.strip() or not separator or name[:1].isdigit():
            return header, i
        header[normalised(name)] = value.strip()
    return header, len(lines)
