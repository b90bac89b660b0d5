"""NSRR XML (PSGAnnotation): events in seconds from the start of the recording."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from plm_detect.errors import ScoringError
from plm_detect.scorings.clocks import time_of_day_s
from plm_detect.scorings.reader import Reading, ScoredEvent, ScoringFile
from plm_detect.scorings.texts import decoded, seconds
from plm_detect.scorings.xml import children, read_xml, text_of

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path
    from xml.etree.ElementTree import Element

FORMAT = "NSRR XML"
NAME = "nsrr"
ROOT = "PSGAnnotation"
RECORDING_START = "recording start time"


def recognises(head: bytes) -> bool:
    """Return whether a file begins with the root of the format."""
    return f"<{ROOT}" in decoded(head)


def read(path: Path, reading: Reading) -> ScoringFile:
    """Return the events of a file.

    A concept is written ``harmonised|original``; the whole is looked up, then either half.

    Raises
    ------
    ScoringError
        When it is no such file.
    """
    root = read_xml(path)
    if root.tag != ROOT:
        raise ScoringError(f"{path}: its XML begins with {root.tag[:40]!r}, not with {ROOT}.")
    events, length_s, clock = [], None, None
    for number, item in enumerate(children(root.find("ScoredEvents"), "ScoredEvent"), start=1):
        where = f"event {number}"
        concept = text_of(item, "EventConcept") or text_of(item, "Name")
        start = text_of(item, "Start")
        if concept is None or start is None:
            continue
        onset_s = seconds(path, where, start)
        duration = text_of(item, "Duration")
        duration_s = seconds(path, where, duration) if duration else math.nan
        if concept.partition("|")[0].strip().casefold() == RECORDING_START:
            length_s, clock = duration_s, _clock(item)
            continue
        label = _known_part(concept, reading)
        channel = text_of(item, "SignalLocation") or ""
        events.append(ScoredEvent(onset_s, duration_s, label, _without_dots(channel)))
    if not events:
        raise ScoringError(f"{path}: the file holds no events; name the file with the scoring.")
    return ScoringFile(
        path.name,
        None,
        tuple(events),
        counts_from_recording=True,
        clock=clock,
        length_s=length_s if length_s and math.isfinite(length_s) else None,
    )


def _known_part(concept: str, reading: Reading) -> str:
    harmonised, _, original = concept.partition("|")
    for part in (concept, original, harmonised):
        if part.strip() and reading.vocabulary.kind_of(part) is not None:
            return part.strip()
    return concept


def _clock(item: Element) -> dt.time | None:
    import datetime as dt  # noqa: PLC0415 - the name is for annotations above

    text = (text_of(item, "ClockTime") or "").split()
    second = time_of_day_s(text[-1]) if text else None
    if second is None:
        return None
    return (dt.datetime(2000, 1, 1) + dt.timedelta(seconds=second)).time()  # noqa: DTZ001


def _without_dots(channel: str) -> str:
    return "" if channel in (".", "-") else channel
