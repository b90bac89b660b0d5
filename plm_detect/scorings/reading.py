"""All formats of scoring files, recognised by what is in them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from plm_detect.errors import ScoringError
from plm_detect.files.outside import is_folder, open_regular
from plm_detect.model.quality import QualityNote
from plm_detect.scorings.events import Reading, ScoredEvent
from plm_detect.scorings.formats import READ, Format
from plm_detect.scorings.technician import without_remarks
from plm_detect.scorings.units import check_seconds

if TYPE_CHECKING:
    from pathlib import Path

    from plm_detect.scorings.events import ScoringFile
    from plm_detect.scorings.vocabulary.vocabulary import Vocabulary

OF_FOLDERS = next(each for each in READ if each.name == "domino")
"""The format of which a night is a folder of files."""
HEAD_BYTES = 16_384
MOST_FILES = 100
ARCHIVE = b"PK\x03\x04"
LONGEST_S = 1e13
"""Times beyond are numbers that were not meant; stamps of a computer's clock, in seconds or
milliseconds, lie below and are refused as such where nights are put together."""


def read_scoring(path: Path, reading: Reading | None = None) -> tuple[ScoringFile, ...]:
    """Read a scoring file of any known format, or a folder of DOMINO files.

    Parameters
    ----------
    path : Path
    reading : Reading or None
        What is known beside the file; None for nothing.

    Returns
    -------
    tuple of ScoringFile
        One for a file. Every event has its kind where its label is known.

    Raises
    ------
    ScoringError
        When nothing can be read, or a file is of no known format.
    """
    reading = reading or Reading()
    if is_folder(path):
        return _folder(path, reading)
    return (_file(path, reading),)


def classified(file: ScoringFile, vocabulary: Vocabulary) -> ScoringFile:
    """Return a file with the kinds of its events looked up where the format did not say.

    Raises
    ------
    ScoringError
        When its times are not in seconds.
    """
    events = tuple(
        event
        if event.kind
        else ScoredEvent(
            event.onset_s,
            event.duration_s,
            event.label,
            event.channel,
            vocabulary.kind_of(event.label) or "",
        )
        for event in file.events
    )
    found = _possible(replace(file, events=events))
    check_seconds(found)
    return found


def _possible(file: ScoringFile) -> ScoringFile:
    """Leave out what lies beyond any recording, whatever the format: numbers that are not meant."""
    kept = tuple(
        event
        for event in file.events
        if abs(event.onset_s) < LONGEST_S and not abs(event.duration_s) >= LONGEST_S
    )
    length_s, notes = file.length_s, file.notes
    if n := len(file.events) - len(kept):
        what = "1 event has a time" if n == 1 else f"{n} events have times"
        text = f"{what} beyond the length of any recording; left out."
        notes = (*notes, QualityNote("warning", "times_impossible", file.name, text))
    if length_s is not None and not 0 <= length_s < LONGEST_S:
        length_s = None
    return replace(file, events=kept, length_s=length_s, notes=notes)


def _folder(path: Path, reading: Reading) -> tuple[ScoringFile, ...]:
    files = sorted(each for each in path.iterdir() if each.is_file())[:MOST_FILES]
    found = [each for each in files if OF_FOLDERS.reader().recognises(_head(each))]
    if not found:
        raise ScoringError(
            f"{path}: this is a folder and holds no {OF_FOLDERS.title} files; name the files of a "
            "scoring. plm-detect batch scores a folder of recordings."
        )
    read = (OF_FOLDERS.reader().read(each, reading) for each in found)
    return tuple(classified(each, reading.vocabulary) for each in read)


def _file(path: Path, reading: Reading) -> ScoringFile:
    reader = format_of(path, reading.format).reader()
    file = classified(reader.read(path, reading), reading.vocabulary)
    return file if file.recorded is None else without_remarks(file)


def format_of(path: Path, name: str | None = None) -> Format:
    """Return the format of a file.

    Parameters
    ----------
    path : Path
    name : str or None
        Short name of the format; None to recognise it.

    Raises
    ------
    ScoringError
        When the name is not known, the file cannot be opened, or is of no known format.
    """
    if name is not None:
        for each in READ:
            if name.casefold() == each.name:
                return each
        names = ", ".join(each.name for each in READ)
        raise ScoringError(f"there is no format {name!r}; formats are: {names}.")
    head = _head(path)
    for each in READ:
        if each.reader().recognises(head):
            return each
    if head.startswith(ARCHIVE):
        raise ScoringError(
            f"{path}: this is a spreadsheet or an archive; save the table as CSV, or unpack it."
        )
    if not head.strip():
        raise ScoringError(f"{path}: the file is empty; choose the file with the scoring.")
    known = ", ".join(each.title for each in READ)
    raise ScoringError(
        f"{path}: this is not a known scoring file; known formats are: {known}. A table of events "
        "has the columns onset_s, duration_s and event; a list of stages has one stage a line."
    )


def _head(path: Path) -> bytes:
    try:
        with open_regular(path) as file:
            return file.read(HEAD_BYTES)
    except FileNotFoundError:
        raise ScoringError(f"{path}: there is no such scoring file; check the name.") from None
    except OSError as error:
        raise ScoringError(f"{path}: the scoring file cannot be read ({error.strerror}).") from None
