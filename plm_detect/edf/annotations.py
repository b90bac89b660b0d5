"""Read the annotations of EDF+ and BDF+ files (TALs) and the times of their records."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.edf.samples import CHUNK_BYTES, read_bytes
from plm_detect.errors import RecordingError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.edf.header import Header

_TAL = re.compile(rb"([+-]\d+(?:\.\d*)?)(?:\x15(\d*(?:\.\d*)?))?\x14(.*)", re.DOTALL)
_ONSET = re.compile(rb"([+-]\d+(?:\.\d*)?)[\x14\x15]")
ONSET_BYTES = 40
"""In which the time of a record stands, at its beginning."""
_ENTRY = re.compile(rb"[^\x00]+")
_KEEPS_TIME = re.compile(rb"[+-][\d.]+\x14\x14")
LONGEST_S = 1e9
"""Thirty years; a time beyond is not one of a recording."""


@dataclass(frozen=True)
class Annotation:
    """One text.

    Attributes
    ----------
    onset_s : float
        Seconds from the start in the header.
    duration_s : float
        Seconds; NaN where none is given.
    text : str
        As in the file, a channel after ``@@`` included.
    """

    onset_s: float
    duration_s: float
    text: str


@dataclass(frozen=True, eq=False)
class Annotations:
    """The annotations of a file.

    Attributes
    ----------
    items : tuple of Annotation
        In the order of the file.
    record_onset_s : ndarray of float64, shape (n_records,) or (0,)
        Start of every data record, seconds from the start in the header; NaN where a record does
        not say it, empty in a file without annotations.
    n_unreadable : int
        Entries that are no annotation.
    """

    items: tuple[Annotation, ...]
    record_onset_s: NDArray[np.float64]
    n_unreadable: int = 0


def read_annotations(header: Header) -> Annotations:
    """Return all annotations of a file, in any of its annotation signals.

    Raises
    ------
    RecordingError
        When a discontinuous file does not give the time of each record.
    """
    if not header.annotation_signals:
        return Annotations((), np.empty(0))
    items: list[list[Annotation]] = [[] for _ in header.annotation_signals]
    onsets_s = []
    n_unreadable = 0
    width = header.sample_bytes * sum(s.samples_per_record for s in header.annotation_signals)
    at_a_time = max(1, CHUNK_BYTES // max(width, 1))
    for first in range(0, header.n_records, at_a_time):
        records = range(first, min(first + at_a_time, header.n_records))
        columns = read_bytes(header, header.annotation_signals, records)
        for own, column in zip(items, columns, strict=True):
            for tal in _ENTRY.findall(column[~_only_keeps_time(column)].tobytes()):
                if _KEEPS_TIME.fullmatch(tal):
                    continue
                found = _annotations_of(tal)
                own.extend(found)
                n_unreadable += not found
        onsets_s.append(_record_onsets(columns[0]))
    record_onset_s = np.concatenate(onsets_s)
    if header.format.endswith("+D") and not np.all(np.isfinite(record_onset_s)):
        raise RecordingError(
            f"{header.path}: the recording has gaps but does not say where; export it again."
        )
    return Annotations(tuple(each for own in items for each in own), record_onset_s, n_unreadable)


def _only_keeps_time(column: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return which records hold an onset and nothing else, shape (n_records,).

    Looks at all records in one go, because most hold nothing else.
    """
    if column.shape[1] < 2:
        return np.zeros(len(column), dtype=bool)
    ends = column == 0x14
    pair = ends[:, :-1] & ends[:, 1:]
    # Nothing stands behind the pair that closes the onset, and no 0 before it.
    n_bytes = np.count_nonzero(column, axis=1)
    only: NDArray[np.bool_] = np.isin(column[:, 0], (0x2B, 0x2D))
    only &= np.count_nonzero(ends, axis=1) == 2
    only &= pair.any(axis=1)
    only &= np.argmax(pair, axis=1) + 2 == n_bytes
    return only


def _record_onsets(column: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Return the time-keeping annotation of each record; NaN where there is none."""
    width = column.shape[1]
    content = column.tobytes()
    return np.array(
        [
            _onset_of(content[at : at + ONSET_BYTES])
            for at in range(0, width * len(column), width or 1)
        ]
    )


def _onset_of(begin: bytes) -> float:
    match = _ONSET.match(begin)
    return float(match[1]) if match else np.nan


def _annotations_of(tal: bytes) -> list[Annotation]:
    match = _TAL.match(tal)
    if match is None:
        return []
    onset, duration, texts = match.groups()
    duration_s = float(duration) if duration not in (None, b"", b".") else np.nan
    if abs(float(onset)) > LONGEST_S or duration_s > LONGEST_S:
        return []
    return [
        Annotation(float(onset), duration_s, _decoded(text))
        for text in texts.split(b"\x14")
        if text.strip()
    ]


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8").strip()
    except UnicodeDecodeError:
        return raw.decode("latin-1").strip()
