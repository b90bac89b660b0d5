"""Open a recording: its header, its annotations and the time it covers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.edf.annotations import Annotation, read_annotations
from plm_detect.edf.header import Header, read_header
from plm_detect.model.quality import QualityNote
from plm_detect.model.spans import Spans
from plm_detect.recording.timekeeping import RECORD_TIME_TOLERANCE_S, record_onsets

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Recording:
    """An opened recording; no samples are read yet.

    Attributes
    ----------
    header : Header
    annotations : tuple of Annotation
        Onsets in seconds from the first sample.
    first_records : ndarray of int, shape (n_stretches,)
        First data record of every stretch without gaps.
    recorded : Spans
        The stretches, seconds from the first sample.
    start : datetime or None
        Time of the first sample; None when the header's date or time is nonsense.
    notes : tuple of QualityNote
    """

    header: Header
    annotations: tuple[Annotation, ...]
    first_records: NDArray[np.intp]
    recorded: Spans
    start: dt.datetime | None
    notes: tuple[QualityNote, ...]

    @property
    def path(self) -> Path:
        """The file."""
        return self.header.path

    @property
    def name(self) -> str:
        """Name of the file without its ending."""
        return self.header.path.stem

    @property
    def stretches(self) -> list[tuple[float, float]]:
        """Onset and end of every stretch without gaps, seconds from the first sample."""
        onsets, ends = self.recorded.onset_s.tolist(), self.recorded.end_s.tolist()
        return list(zip(onsets, ends, strict=True))

    @property
    def duration_s(self) -> float:
        """Time from the first to the last sample, gaps included, in seconds."""
        return float(self.recorded.end_s[-1])


def open_recording(path: Path) -> Recording:
    """Open an EDF, EDF+ or BDF recording.

    Raises
    ------
    RecordingError
        When it cannot be read, or its header and its data records contradict each other in time.
    """
    header = read_header(path)
    notes = list(header.notes)
    held = read_annotations(header)
    if held.n_unreadable:
        text = f"{held.n_unreadable} entries of its annotations cannot be read and were left out."
        notes.append(QualityNote("warning", "annotations_unreadable", path.name, text))

    onsets = record_onsets(header, held.record_onset_s)
    duration_s = header.record_duration_s
    shift_s = float(onsets[0])
    gaps_s = np.diff(onsets) - duration_s
    first = np.concatenate(([0], np.flatnonzero(gaps_s > RECORD_TIME_TOLERANCE_S) + 1))
    n_records = np.diff(first, append=header.n_records)
    begin_s = onsets[first] - shift_s
    recorded = Spans(begin_s, begin_s + n_records * duration_s)
    if len(first) > 1:
        missing_s = float(np.sum(gaps_s[first[1:] - 1]))
        text = f"it has {len(first) - 1} gaps of {missing_s:g} s in all; nothing is scored in them."
        notes.append(QualityNote("info", "gaps", path.name, text))
    start = header.start
    return Recording(
        header=header,
        annotations=tuple(replace(a, onset_s=a.onset_s - shift_s) for a in held.items),
        first_records=first,
        recorded=recorded,
        start=start + dt.timedelta(seconds=shift_s) if start is not None else None,
        notes=tuple(notes),
    )
