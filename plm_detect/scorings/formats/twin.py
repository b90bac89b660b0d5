"""Twin event lists (``allscore.txt``): one line for each event, with the clock and no date."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from plm_detect.errors import ScoringError
from plm_detect.scorings.clock.clocks import stamp, timeline
from plm_detect.scorings.events import Reading, ScoredEvent, ScoringFile
from plm_detect.scorings.formats._texts import decoded, read_lines
from plm_detect.scorings.vocabulary.kinds import IGNORED

if TYPE_CHECKING:
    from pathlib import Path

    from plm_detect.scorings.vocabulary.vocabulary import Vocabulary

START = "start recording"
FIRST_WORDS = {
    "lm -": "lm",
    "arousal -": "arousal",
    "position -": IGNORED,
    "start recording": IGNORED,
    "stop recording": IGNORED,
}
"""What a text is that is not known as a whole."""
_ROW = re.compile(r"(\d{1,2}:\d\d:\d\d\.\d+)\t(.+)")
_DURATION = re.compile(r"\s*-\s*DUR:\s*([\d.]+)\s*SEC\.?", re.IGNORECASE)
_OXYGEN = re.compile(r"\s*-\s*DESAT\s+[\d.]+\s*%", re.IGNORECASE)
_RESPIRATORY = re.compile(r"respiratory event\s*-\s*", re.IGNORECASE)


def recognises(head: bytes) -> bool:
    """Return whether a file begins with clock times and texts, among them a start or a stage."""
    lines = [line for line in decoded(head).splitlines()[:-1] if line.strip()]
    found = [match for line in lines if (match := _ROW.fullmatch(line.strip()))]
    marks = ("start recording", "stage - ")
    return (
        bool(found)
        and len(found) >= len(lines) - 1
        and any(match[2].casefold().startswith(marks) for match in found)
    )


def read(path: Path, reading: Reading) -> ScoringFile:
    """Return the events of a list; seconds count from the start of the recording in it.

    Raises
    ------
    ScoringError
        When it holds no event.
    """
    stamps, rows = [], []
    for number, line in enumerate(read_lines(path), start=1):
        match = _ROW.fullmatch(line.strip())
        if match is None:
            continue
        stamps.append(stamp(path, f"line {number}", match[1]))
        rows.append(match[2].strip())
    if not rows:
        raise ScoringError(f"{path}: the file holds no events; name the file with the scoring.")
    begin = next((i for i, text in enumerate(rows) if text.casefold() == START), 0)
    times = timeline(path, stamps, reading.start, first=stamps[begin])
    events = tuple(
        _event(onset_s, text, reading.vocabulary)
        for onset_s, text in zip(times.onset_s, rows, strict=True)
    )
    return ScoringFile(path.name, times.start, events, clock=times.clock)


def _event(onset_s: float, text: str, vocabulary: Vocabulary) -> ScoredEvent:
    duration = _DURATION.search(text)
    label = _RESPIRATORY.sub("", _OXYGEN.sub("", _DURATION.sub("", text)))
    known = vocabulary.kind_of(label) or next(
        (kind for words, kind in FIRST_WORDS.items() if label.casefold().startswith(words)), ""
    )
    return ScoredEvent(onset_s, float(duration[1]) if duration else math.nan, label, kind=known)
