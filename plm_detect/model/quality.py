"""Findings about the quality of an input; they travel with every result."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["info", "warning"]


@dataclass(frozen=True, order=True)
class QualityNote:
    """One finding.

    Attributes
    ----------
    level : {"info", "warning"}
        ``warning`` where the numbers may be affected, ``info`` where the reader should know.
    code : str
        Stable name of the finding, for programs.
    subject : str
        What it is about: a file name, a channel label, "hypnogram" ...
    text : str
        One sentence for people.
    """

    level: Level
    code: str
    subject: str
    text: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.text}"
