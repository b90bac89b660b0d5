"""NSRR XML (PSGAnnotation)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from plm_detect.writers.content import LEG_CHANNELS, Content, number
from plm_detect.writers.spellings import spellings

if TYPE_CHECKING:
    from pathlib import Path

EPOCH_S = 30


def write_nsrr(path: Path, content: Content) -> None:
    """Write events with harmonised and original concepts, stages after the other events.

    The format has no concept for lights; they are written under their own name.
    """
    names = spellings("nsrr")
    root = ET.Element("PSGAnnotation")
    _child(root, "SoftwareVersion", "plm-detect")
    _child(root, "EpochLength", str(EPOCH_S))
    events = ET.SubElement(root, "ScoredEvents")
    first = _event(events, "", "Recording Start Time", 0.0, _length_s(content))
    if content.start is not None:
        _child(first, "ClockTime", content.start.strftime("%d.%m.%y %H.%M.%S"))
    for event in sorted(content.events, key=lambda event: event.kind.startswith("stage_")):
        key = f"{event.kind} {event.side}"
        of_type, concept = names[key] if key in names else names[event.kind]
        item = _event(events, of_type, concept, event.onset_s, event.duration_s)
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


def _event(
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
