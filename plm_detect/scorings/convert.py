"""Convert scorings from one format to another."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from plm_detect.edf.header import identity_of
from plm_detect.errors import ScoringError
from plm_detect.model.quality import QualityNote
from plm_detect.recording.opening import open_recording
from plm_detect.scorings.assemble import assemble
from plm_detect.scorings.canonical import canonical, in_order, in_runs
from plm_detect.scorings.clock.alignment import aligned, clock_shift
from plm_detect.scorings.content import Content
from plm_detect.scorings.options import ScoringOptions
from plm_detect.scorings.reading import read_scoring
from plm_detect.scorings.writing import write_events, writer_for

if TYPE_CHECKING:
    from os import PathLike

    from plm_detect.recording.opening import Recording
    from plm_detect.scorings.canonical import CanonicalEvent
    from plm_detect.scorings.events import ScoringFile

NO_DATE = dt.date(1985, 1, 1)
"""Stands for a date that is not to be told (EDF+ specification)."""


@dataclass(frozen=True)
class Conversion:
    """What was converted.

    Attributes
    ----------
    events : tuple of CanonicalEvent
        In order of time, seconds from the start of the recording.
    paths : tuple of Path
        Files that were written.
    notes : tuple of QualityNote
    """

    events: tuple[CanonicalEvent, ...]
    paths: tuple[Path, ...]
    notes: tuple[QualityNote, ...]


def convert(
    scoring: str | PathLike[str],
    out: str | PathLike[str],
    *,
    recording: str | PathLike[str] | None = None,
    scoring_options: ScoringOptions | None = None,
    to: str | None = None,
    runs: bool = False,
    deidentify: bool = False,
    keep_identity: bool = False,
    overwrite: bool = False,
) -> Conversion:
    """Write a scoring in another format.

    Parameters
    ----------
    scoring : path-like
        A scoring file of any format that the program reads, or a folder of DOMINO files.
    out : path-like
        The file to write; its ending says the format: .csv, .edf, .xml (NSRR), .annot (Luna),
        .tsv (BIDS), .txt (RemLogic), .parquet.
    recording : path-like or None
        The recording that was scored; gives start and length to formats that have none.
    scoring_options : ScoringOptions or None
        How to read the scoring.
    to : str or None
        Short name of the format to write, in place of the ending.
    runs : bool
        Whether to put consecutive epochs of the same stage together.
    deidentify : bool
        Whether to leave out the date too. Names are never written unless asked for.
    keep_identity : bool
        Whether to copy patient and recording fields of an EDF header to an EDF+ file.
    overwrite : bool
        Whether existing files may be replaced.

    Returns
    -------
    Conversion

    Raises
    ------
    PlmDetectError
        One sentence that says which file, what is wrong and what to do.
    """
    options = scoring_options or ScoringOptions()
    path, target = Path(scoring), Path(out)
    writer_for(target, to)
    if deidentify and keep_identity:
        raise ScoringError("--deidentify and --keep-identity contradict each other; give one.")
    if path.resolve() == target.resolve():
        raise ScoringError(f"{path}: a scoring cannot be converted onto itself; name another file.")
    opened = None if recording is None else open_recording(Path(recording))
    start = None if opened is None else opened.start
    length_s = None if opened is None else opened.duration_s
    files = read_scoring(path, options.reading(start, length_s))
    if opened is None:
        start = next((file.start for file in files if file.start is not None), None)
    events: list[CanonicalEvent] = []
    notes: list[QualityNote] = []
    for file in files:
        shift_s = 0.0
        if opened is not None or start is not None:
            shift_s, _ = clock_shift(file, start)
        notes += _notes(file, opened, shift_s)
        found = canonical(file, shift_s)
        kept = [event for event in found if not event.duration_s < 0]
        if n := len(found) - len(kept):
            text = f"{n} of {len(found)} events have a negative duration and are left out."
            notes.append(QualityNote("warning", "negative_durations", file.name, text))
        events += kept
    ordered = in_runs(events) if runs else in_order(events)
    identity = _identity(path, opened) if keep_identity else b""
    if deidentify and start is not None:
        start = dt.datetime.combine(NO_DATE, start.time())
    content = Content(ordered, start, _length_s(files, opened), identity)
    paths = write_events(target, content, to, overwrite=overwrite)
    return Conversion(ordered, paths, tuple(dict.fromkeys(notes)))


def _notes(file: ScoringFile, opened: Recording | None, shift_s: float) -> list[QualityNote]:
    """Return what reading a file found; refuse one that does not belong to the recording."""
    if opened is None:
        return [*file.notes, *assemble(file, shift_s).notes]
    return list(aligned(file, opened.start, opened.recorded).notes)


def _length_s(files: tuple[ScoringFile, ...], opened: Recording | None) -> float | None:
    if opened is not None:
        return opened.duration_s
    return next((file.length_s for file in files if file.length_s is not None), None)


def _identity(path: Path, opened: Recording | None) -> bytes:
    """Return the identifying fields of the EDF header of the recording, or of the scoring."""
    source = path if opened is None else opened.path
    return b"" if source.is_dir() else identity_of(source)
