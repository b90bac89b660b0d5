"""NSRR XML (PSGAnnotation): events in seconds from the start of the recording."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from plm_detect.errors import ScoringError
from plm_detect.scorings.clock.clocks import time_of_day_s
from plm_detect.scorings.content import LEG_CHANNELS, Content, number
from plm_detect.scorings.events import Reading, ScoredEvent, ScoringFile
from plm_detect.scorings.formats._texts import decoded, seconds
from plm_detect.scorings.formats._xml import children, read_xml, text_of
from plm_detect.scorings.vocabulary.spellings import spellings

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path
    from xml.etree.ElementTree import Element

ROOT = "PSGAnnotation"
RECORDING_START = "recording start time"
EPOCH_S = 30


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
    for nth, item in enumerate(children(root.find("ScoredEvents"), "ScoredEvent"), start=1):
        where = f"event {nth}"
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
    import datetime as dt

    text = (text_of(item, "ClockTime") or "").split()
    second = time_of_day_s(text[-1]) if text else None
    if second is None:
        return None
    return (dt.datetime(2000, 1, 1) + dt.timedelta(seconds=second)).time()  # noqa: DTZ001


def _without_dots(channel: str) -> str:
    return "" if channel in (".", "-") else channel


def write(path: Path, content: Content) -> None:
    """Write events with harmonised and original concepts, stages after the other events.

    The format has no concept for lights; they are written under their own name.
    """
    names = spellings("nsrr")
    root = ET.Element("PSGAnnotation")
    _child(root, "SoftwareVersion", "plm-detect")
    _child(root, "EpochLength", str(EPOCH_S))
    events = ET.SubElement(root, "ScoredEvents")
    first = _scored_event(events, "", "Recording Start Time", 0.0, _length_s(content))
    if content.start is not None:
        _child(first, "ClockTime", content.start.strftime("%d.%m.%y %H.%M.%S"))
    for event in sorted(content.events, key=lambda event: event.kind.startswith("stage_")):
        key = f"{event.kind} {event.side}"
        of_type, concept = names[key] if key in names else names[event.kind]
        item = _scored_event(events, of_type, concept, event.onset_s, event.duration_s)
        if event.side in LEG_CHANNELS:
            _child(item, "SignalLocation", LEG_CHANNELS[event.side])
    ET.indent(root)
    ET.ElementTree(root).write(path, encoding="utf-8", xml_declaration=True)


def _length_s(content: Content) -> float:
    if content.length_s is not None:
        return content.length_s
    return max(
        (e.onset_s + (0.0 if math.isnan(e.duration_s) else e.duration_s) for e in content.events),
        default=0.0,
    )


def _scored_event(
    parent: ET.Element, of_type: str, concept: str, onset_s: float, duration_s: float
) -> ET.Element:
    item = ET.SubElement(parent, "ScoredEvent")
    _child(item, "EventType", of_type)
    _child(item, "EventConcept", concept)
    _child(item, "Start", number(onset_s))
    if not math.isnan(duration_s):
        _child(item, "Duration", number(duration_s))
    return item


def _child(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = text
