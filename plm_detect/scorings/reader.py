"""The interface that every format of scoring files has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from plm_detect.model.quality import QualityNote
    from plm_detect.model.spans import Spans


@dataclass(frozen=True)
class ScoredEvent:
    """One row of a scoring, as written.

    Attributes
    ----------
    onset_s : float
        Seconds from the start of the scoring.
    duration_s : float
        Seconds; NaN where none is given.
    label : str
    channel : str
        Channel or side it was scored on; empty where none is given.
    """

    onset_s: float
    duration_s: float
    label: str
    channel: str = ""


@dataclass(frozen=True)
class ScoringFile:
    """The content of a scoring file.

    Attributes
    ----------
    name : str
        Name of the file.
    start : datetime or None
        Time from which the onsets are counted; None when the file does not say.
    events : tuple of ScoredEvent
    counts_from_recording : bool
        Whether the format itself says that onsets count from the start of the recording.
    recorded : Spans or None
        Time that the recording holds, where the file is the recording itself.
    notes : tuple of QualityNote
        What reading it found.
    """

    name: str
    start: dt.datetime | None
    events: tuple[ScoredEvent, ...]
    counts_from_recording: bool = False
    recorded: Spans | None = None
    notes: tuple[QualityNote, ...] = ()


class Reader(Protocol):
    """A module that reads one format."""

    FORMAT: str
    """Name of the format, for people."""

    def recognises(self, head: bytes) -> bool:
        """Return whether a file that begins with these bytes is of this format."""

    def read(self, path: Path) -> ScoringFile:
        """Return the content of a file.

        Raises
        ------
        PlmDetectError
            When it cannot be read.
        """
