"""What every reader of a scoring format takes and gives."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from plm_detect.model.choices import DEFAULTS
from plm_detect.scorings.vocabulary.vocabulary import Vocabulary, known

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
    kind : str
        One of `plm_detect.scorings.vocabulary.kinds`; empty until the label is looked up, or where
        it is not known. Readers set it where the format itself says what the event is.
    """

    onset_s: float
    duration_s: float
    label: str
    channel: str = ""
    kind: str = ""


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
    clock : time or None
        Time of day from which the onsets are counted, where the file gives no date.
    length_s : float or None
        Length of the recording, where the file says so, seconds.
    recorded : Spans or None
        Time that the recording holds, where the file is the recording itself.
    notes : tuple of QualityNote
        What reading it found.
    """

    name: str
    start: dt.datetime | None
    events: tuple[ScoredEvent, ...]
    counts_from_recording: bool = False
    clock: dt.time | None = None
    length_s: float | None = None
    recorded: Spans | None = None
    notes: tuple[QualityNote, ...] = ()


@dataclass(frozen=True)
class Reading:
    """What a reader may need to know beside the file.

    Attributes
    ----------
    start : datetime or None
        Start of the recording.
    length_s : float or None
        Length of the recording, seconds.
    stage_codes : str or None
        Name of the set of integer codes of stages, see `plm_detect.scorings.vocabulary.codes`.
    epoch_s : float
        Length of an epoch in lists that do not say.
    vocabulary : Vocabulary
    format : str or None
        Name of the format, in place of what the content looks like.
    """

    start: dt.datetime | None = None
    length_s: float | None = None
    stage_codes: str | None = None
    epoch_s: float = DEFAULTS.epoch_s
    vocabulary: Vocabulary = field(default_factory=known)
    format: str | None = None


class Reader(Protocol):
    """What a module of `plm_detect.scorings.formats` has to read a format.

    Every file is shown to ``recognises`` of one format after the other, in the order of the list
    in ``formats/__init__.py``, so that it must be quick and say yes to no file of another format;
    a new format stands before the list of stages, which has no mark of its own. Texts of any
    encoding and line ending are read with ``formats/_texts.py``.

    ``read`` gives the events as they are written, with the file's own labels: labels are looked
    up later in the vocabulary, unless the format itself says what an event is
    (`ScoredEvent.kind`). Onsets count from `ScoringFile.start`; a reader never guesses a date, a
    length or a side that the file does not give, and tells in notes what it left out.
    """

    def recognises(self, head: bytes) -> bool:
        """Return whether a file is of this format.

        Parameters
        ----------
        head : bytes
            Its first 16,384 bytes; all of a shorter file.
        """

    def read(self, path: Path, reading: Reading) -> ScoringFile:
        """Return the content of a file.

        Raises
        ------
        PlmDetectError
            When it cannot be read: one sentence that names the file.
        """
