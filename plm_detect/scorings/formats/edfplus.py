"""Annotations of EDF+ and BDF+ files, whether with signals or alone."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING

from plm_detect.edf.annotations import read_annotations
from plm_detect.edf.header import is_edf, read_header, write_identity
from plm_detect.errors import OutputError, ScoringError
from plm_detect.recording.opening import open_recording
from plm_detect.scorings.content import LEG_CHANNELS, Content
from plm_detect.scorings.events import Reading, ScoredEvent, ScoringFile
from plm_detect.scorings.formats._texts import CHANNEL_MARK, label_and_channel
from plm_detect.scorings.vocabulary.spellings import spellings

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from plm_detect.edf.annotations import Annotation
    from plm_detect.model.quality import QualityNote

EARLIEST, LATEST = 1985, 2084
"""Years that EDF can tell."""
DECIMALS = 6


def recognises(head: bytes) -> bool:
    """Return whether a file begins like EDF or BDF."""
    return is_edf(head)


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
        label, channel = label_and_channel(annotation.text)
        events.append(ScoredEvent(annotation.onset_s, annotation.duration_s, label, channel))
    return tuple(events)


def write(path: Path, content: Content) -> None:
    """Write an EDF+ annotation file; texts as in the EDF+ list of standard texts where it has one.

    Where the start of the recording is not known the file has no date and starts at midnight.

    Raises
    ------
    OutputError
        When the start lies in a year that EDF cannot tell.
    """
    import edfio

    names = spellings("edf")
    start = content.start
    if start is not None and not EARLIEST <= start.year <= LATEST:
        raise OutputError(
            f"{path}: EDF cannot tell the year {start.year}; write another format, or leave the "
            "date out with --deidentify."
        )
    if not content.events:
        raise OutputError(
            f"{path}: EDF+ must hold an event, and there is none to write; check the scoring."
        )
    annotations = []
    for event in content.events:
        channel = LEG_CHANNELS.get(event.side)
        text = names[event.kind] + (f"{CHANNEL_MARK}{channel}" if channel else "")
        is_known = not math.isnan(event.duration_s)
        duration = round(event.duration_s, DECIMALS) if is_known else None
        annotations.append(edfio.EdfAnnotation(round(event.onset_s, DECIMALS), duration, text))
    edf = edfio.Edf(
        [],
        recording=edfio.Recording(startdate=start.date() if start else None),
        starttime=start.time() if start else dt.time(),
        annotations=annotations,
    )
    edf.write(path)
    if content.identity:
        write_identity(path, content.identity)
