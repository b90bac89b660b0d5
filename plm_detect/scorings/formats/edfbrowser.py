"""Annotations that EDFbrowser exports as XML."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING

from plm_detect.errors import ScoringError
from plm_detect.scorings.events import Reading, ScoredEvent, ScoringFile
from plm_detect.scorings.formats._texts import decoded, label_and_channel, seconds
from plm_detect.scorings.formats._xml import read_xml, text_of

if TYPE_CHECKING:
    from pathlib import Path

ROOT = "annotationlist"


def recognises(head: bytes) -> bool:
    """Return whether a file is XML with the root of the format."""
    text = decoded(head).lstrip("\ufeff \t\r\n")
    return text.startswith("<") and f"<{ROOT}>" in text


def read(path: Path, reading: Reading) -> ScoringFile:  # noqa: ARG001 - the interface of readers
    """Return the annotations of a file.

    Raises
    ------
    ScoringError
        When the file is no such XML, holds no annotation, or a time cannot be read.
    """
    root = read_xml(path)
    start = _stamp(text_of(root, "recording_start_time") or "")
    events = []
    for i, element in enumerate(root.iter("annotation"), start=1):
        where = f"annotation {i}"
        text, onset = text_of(element, "description"), text_of(element, "onset")
        if text is None or onset is None:
            raise ScoringError(f"{path}: {where} has no onset or no description; export it again.")
        at = _stamp(onset)
        if at is not None and start is None:
            raise ScoringError(
                f"{path}: {where} has a date, and the file does not say when the recording starts; "
                "export it again."
            )
        onset_s = (
            seconds(path, where, onset) if at is None else (at - (start or at)).total_seconds()
        )
        duration = text_of(element, "duration")
        duration_s = math.nan if duration is None else seconds(path, where, duration)
        events.append(ScoredEvent(onset_s, duration_s, *label_and_channel(text)))
    if not events:
        raise ScoringError(f"{path}: the file holds no annotations; export them again.")
    return ScoringFile(path.name, start, tuple(events), counts_from_recording=start is None)


def _stamp(text: str) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None
