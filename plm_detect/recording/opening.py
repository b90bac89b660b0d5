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

LATE_START_S = 1.0
"""EDF+ allows the first record to begin a part of a second after the header's start."""
SHORT_STRETCH_S = 90.0
"""Longest interval of a series (AASM, WASM): in shorter stretches there can hardly be one."""
MOST_MISSING = 0.1
"""Gaps that take a larger share of the time from the first sample to the last are a warning."""


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


def _gaps(header: Header, gaps_s: NDArray[np.float64], recorded: Spans) -> QualityNote:
    """Return what is said of gaps: a doubt where many or where the header has none."""
    one = len(gaps_s) == 1
    text = f"it has {'1 gap' if one else f'{len(gaps_s)} gaps'} of {gaps_s.sum():g} s"
    text += "" if one else " in all"
    if header.format.endswith("+C"):
        text += ", although its header calls it continuous"
    is_cut = float(np.median(recorded.end_s - recorded.onset_s)) < SHORT_STRETCH_S
    is_missing = gaps_s.sum() > MOST_MISSING * recorded.end_s[-1]
    is_doubtful = header.format.endswith("+C") or is_missing or is_cut
    text += f"; nothing is scored in {'it' if one else 'them'}"
    text += (
        f", and series are cut: most stretches between gaps are shorter than {SHORT_STRETCH_S:g} s."
        if is_cut
        else "."
    )
    return QualityNote("warning" if is_doubtful else "info", "gaps", header.path.name, text)


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
        notes.append(_gaps(header, gaps_s[first[1:] - 1], recorded))
    if abs(shift_s) >= LATE_START_S:
        text = (
            f"its first data record begins {abs(shift_s):g} s "
            f"{'after' if shift_s > 0 else 'before'} the start in the header; all times count from "
            "that record."
        )
        notes.append(QualityNote("warning", "late_start", path.name, text))
    start = header.start
    return Recording(
        header=header,
        annotations=tuple(replace(a, onset_s=a.onset_s - shift_s) for a in held.items),
        first_records=first,
        recorded=recorded,
        start=start + dt.timedelta(seconds=shift_s) if start is not None else None,
        notes=tuple(notes),
    )
