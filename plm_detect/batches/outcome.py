"""What became of a recording."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Outcome:
    """What became of a recording.

    Attributes
    ----------
    error : str
        One sentence; empty when it was scored.
    passing : bool
        Whether it may succeed another time: the file is being written, a share was gone.
    stops : bool
        Whether it stops the batch: results cannot be written.
    details : str
        Of a fault of the program its trace.
    fingerprint : str
        JSON of names, sizes and times of the files.
    inputs : list of dict
    seconds, memory_mb : float or None
    grade : str
    plms_per_hour : float or None
    warnings : tuple of str
        Codes of the warnings of a scored night.
    """

    error: str = ""
    passing: bool = False
    stops: bool = False
    details: str = ""
    fingerprint: str = "[]"
    inputs: list[dict[str, Any]] = field(default_factory=list)
    seconds: float | None = None
    memory_mb: float | None = None
    grade: str = ""
    plms_per_hour: float | None = None
    warnings: tuple[str, ...] = ()

    @property
    def is_done(self) -> bool:
        """Whether it was scored."""
        return not self.error
