"""What a writer is given."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from plm_detect.errors import OutputError

if TYPE_CHECKING:
    import datetime as dt
    from pathlib import Path

    from plm_detect.scorings.canonical import CanonicalEvent

LEG_CHANNELS = {"left": "EMG LAT", "right": "EMG RAT", "both": "both"}
"""What stands for a side where a format only has channels; ``both`` is no channel."""


@dataclass(frozen=True)
class Content:
    """Scored events of a night.

    Attributes
    ----------
    events : tuple of CanonicalEvent
        In order of time.
    start : datetime or None
        Start of the recording.
    length_s : float or None
        Length of the recording, seconds.
    identity : bytes
        Patient and recording fields of an EDF header, 160 bytes; empty where they are not to be
        told.
    """

    events: tuple[CanonicalEvent, ...]
    start: dt.datetime | None
    length_s: float | None
    identity: bytes = b""

    def known_start(self, path: Path) -> dt.datetime:
        """Return the start of the recording.

        Raises
        ------
        OutputError
            When it is not known.
        """
        if self.start is None:
            raise OutputError(
                f"{path}: this format holds dates and times of day, and the start of the recording "
                "is not known; name the recording (--recording)."
            )
        return self.start


def number(value: float) -> str:
    """Return a number without needless digits."""
    return str(int(value)) if float(value).is_integer() else repr(float(value))


class Writer(Protocol):
    """What a module of `plm_detect.scorings.formats` has to write a format.

    It writes one file, or several with names that begin like the path, and leaves nothing else:
    they are put in place together when it returns. Same content, same bytes. What the format
    cannot hold is refused, not left out.
    """

    def write(self, path: Path, content: Content) -> None:
        """Write scored events to a path that does not exist yet.

        Raises
        ------
        OutputError
            When the format cannot hold the events.
        """
