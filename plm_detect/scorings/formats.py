"""All formats of scoring files, recognised by what is in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plm_detect.errors import ScoringError
from plm_detect.scorings import edfplus, event_table

if TYPE_CHECKING:
    from pathlib import Path

    from plm_detect.scorings.reader import Reader, ScoringFile

READERS: tuple[Reader, ...] = (edfplus, event_table)
HEAD_BYTES = 4096


def read_scoring(path: Path) -> ScoringFile:
    """Read a scoring file of any known format.

    Raises
    ------
    ScoringError
        When the file cannot be opened or is of no known format.
    """
    if path.is_dir():
        raise ScoringError(f"{path}: this is a folder, not a scoring file; name the file.")
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except FileNotFoundError:
        raise ScoringError(f"{path}: there is no such scoring file; check the name.") from None
    except OSError as error:
        raise ScoringError(f"{path}: the scoring file cannot be read ({error.strerror}).") from None
    for reader in READERS:
        if reader.recognises(head):
            return reader.read(path)
    known = ", ".join(reader.FORMAT for reader in READERS)
    raise ScoringError(f"{path}: this is no known scoring file; known formats are: {known}.")
