"""How the user wants scorings to be read."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Self

from plm_detect.errors import ScoringError
from plm_detect.model.choices import DEFAULTS, NightChoices
from plm_detect.scorings.clock.alignment import Placing
from plm_detect.scorings.events import Reading
from plm_detect.scorings.vocabulary.codes import code_sets
from plm_detect.scorings.vocabulary.vocabulary import extended

if TYPE_CHECKING:
    import datetime as dt
    from os import PathLike

LONGEST_EPOCH_S = 600.0


@dataclass(frozen=True)
class ScoringOptions:
    """Choices about the reading of scoring files.

    Attributes
    ----------
    format : str or None
        Short name of the format, in place of what the content looks like.
    stage_codes : str or None
        Set of codes in which stages are written as numbers, see ``scorings/codes.toml``.
    epoch_s : float
        Length of an epoch in lists of stages, seconds.
    labels : path-like or None
        TOML file with spellings of events beside those that the program knows.
    ranked : bool
        Whether of several files that hold the same part the first is taken; else that is an error.
    scoring_offset_s : float or None
        Added to all times of the scorings, seconds, for those whose clock is wrong or missing.
    force_scoring : bool
        Whether a scoring without a clock is taken although it is longer than the recording.
    """

    format: str | None = DEFAULTS.format
    stage_codes: str | None = DEFAULTS.stage_codes
    epoch_s: float = DEFAULTS.epoch_s
    labels: str | PathLike[str] | None = DEFAULTS.labels
    ranked: bool = DEFAULTS.ranked
    scoring_offset_s: float | None = DEFAULTS.scoring_offset_s
    force_scoring: bool = DEFAULTS.force_scoring

    def __post_init__(self) -> None:
        if not 0 < self.epoch_s <= LONGEST_EPOCH_S:
            raise ScoringError(
                f"an epoch of {self.epoch_s:g} s cannot be; give one between 0 and "
                f"{LONGEST_EPOCH_S:g} s."
            )
        if self.stage_codes is not None and self.stage_codes not in code_sets():
            names = ", ".join(sorted(code_sets()))
            raise ScoringError(
                f"there is no set of stage codes {self.stage_codes!r}; sets are: {names}."
            )

    @classmethod
    def of(cls, choices: NightChoices) -> Self:
        """Return what the choices for a night say of scorings.

        Raises
        ------
        ScoringError
            When a value cannot be meant.
        """
        return cls(**{each.name: getattr(choices, each.name) for each in fields(cls)})

    @property
    def placing(self) -> Placing:
        """How scorings are placed on the recording."""
        return Placing(self.scoring_offset_s, self.force_scoring)

    def reading(self, start: dt.datetime | None = None, length_s: float | None = None) -> Reading:
        """Return what readers are told, with the start and length (s) of the recording.

        Raises
        ------
        ScoringError
            When the file of labels cannot be used.
        """
        vocabulary = extended(None if self.labels is None else Path(self.labels))
        return Reading(start, length_s, self.stage_codes, self.epoch_s, vocabulary, self.format)
