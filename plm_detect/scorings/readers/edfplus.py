"""Annotations of EDF+ and BDF+ files, whether with signals or alone."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from plm_detect.edf.annotations import read_annotations
from plm_detect.edf.header import read_header
from plm_detect.errors import ScoringError
from plm_detect.recording.opening import open_recording
from plm_detect.scorings.reader import Reading, ScoredEvent, ScoringFile

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from plm_detect.edf.annotations import Annotation
    from plm_detect.model.quality import QualityNote

FORMAT = "EDF+ annotations"
NAME = "edf"
CHANNEL_MARK = "@@"
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')


def recognises(head: bytes) -> bool:
    """Return whether a file begins like EDF or BDF."""
    return head.startswith((b"0       ", b"\xffBIOSEMI"))


def read(path: Path, reading: Reading) -> ScoringFile:  # noqa: ARG001 - the interface of readers
    """Return the annotations of a file.

    Raises
    ------
    RecordingError
        When the file cannot be read.
    ScoringError
        When it has no annotations.
    """
    header = read_header(path)
    notes: tuple[QualityNote, ...] = ()
    recorded, length_s = None, None
    if header.data_signals and header.n_records:
        recording = open_recording(path)
        items, start = recording.annotations, recording.start
        recorded, notes = recording.recorded, recording.notes
        length_s = recording.duration_s
    else:
        items, start = read_annotations(header).items, header.start
    events = events_of(items)
    if not events:
        raise ScoringError(
            f"{path}: the file holds no annotations; name the file that holds the scoring."
        )
    return ScoringFile(path.name, start, events, length_s=length_s, recorded=recorded, notes=notes)


def events_of(annotations: Iterable[Annotation]) -> tuple[ScoredEvent, ...]:
    """Return annotations as scored events, with the channel of ``text@@channel`` apart."""
    events = []
    for annotation in annotations:
        label, channel = _parts(annotation.text)
        events.append(
            ScoredEvent(annotation.onset_s, annotation.duration_s, label.strip(), channel.strip())
        )
    return tuple(events)


def _parts(text: str) -> tuple[str, str]:
    """Return label and channel of a text: ``label@@channel``, or an XML element as MASS has it."""
    if text.startswith("<Event"):
        found = dict(_ATTRIBUTE.findall(text))
        return found.get("name", text), found.get("channel", "")
    label, _, channel = text.partition(CHANNEL_MARK)
    return label, channel
