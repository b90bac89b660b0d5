"""How the sleeper lies."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Self

import numpy as np

from plm_detect.errors import SettingsError
from plm_detect.model.spans import Spans, at_most

if TYPE_CHECKING:
    from numpy.typing import NDArray


class BodyPosition(IntEnum):
    """How the sleeper lies."""

    UNKNOWN = 0
    SUPINE = 1
    LEFT = 2
    RIGHT = 3
    PRONE = 4
    UPRIGHT = 5

    @property
    def label(self) -> str:
        """The name used in tables."""
        return self.name.lower()


@dataclass(frozen=True, eq=False, repr=False)
class BodyPositions(Spans):
    """Body positions; they do not overlap.

    Attributes
    ----------
    onset_s, end_s : ndarray of float64, shape (n,)
        As in `Spans`.
    position : ndarray of int8, shape (n,)
        Codes of `BodyPosition`.
    """

    position: NDArray[np.int8]

    @classmethod
    def of_changes(
        cls,
        onset_s: NDArray[np.float64],
        duration_s: NDArray[np.float64],
        position: NDArray[np.int8],
    ) -> Self:
        """Return positions of which each lasts until the next, or as long as is said.

        Parameters
        ----------
        onset_s, duration_s : ndarray of float64, shape (n,)
            In any order; seconds. A position without a duration lasts until the next one, and
            the last one without end.
        position : ndarray of int8, shape (n,)
            Codes of `BodyPosition`; of those with one onset the last holds.
        """
        order = np.argsort(onset_s, kind="stable")
        onset, duration, code = onset_s[order], duration_s[order], position[order]
        end = np.where(duration > 0, onset + duration, np.inf)
        end = np.minimum(end, np.append(onset[1:], np.inf)[: len(onset)])
        # Programs write a row an epoch: neighbours in one position are one.
        kept = end > onset
        onset, end, code = onset[kept], end[kept], code[kept].astype(np.int8)
        joins = (code[1:] == code[:-1]) & at_most(onset[1:] - end[:-1], 0.0)
        starts = np.append(True, ~joins)[: len(onset)]
        ends = np.append(~joins, True)[: len(onset)]
        return cls(onset[starts], end[ends], code[starts])

    def ended(self, end_s: float) -> Self:
        """Return the positions up to a time, seconds."""
        kept = self.onset_s < end_s
        end = np.minimum(self.end_s[kept], end_s)
        return type(self)(self.onset_s[kept], end, self.position[kept])

    @classmethod
    def none(cls) -> Self:
        """Return no positions."""
        nothing = np.empty(0)
        return cls(nothing, nothing, nothing.astype(np.int8))


def position_codes(text: str) -> dict[int, BodyPosition]:
    """Return which value of a channel is which position.

    Parameters
    ----------
    text : str
        Values with positions, as ``0=supine, 1=left, 2=right, 3=prone, 4=upright``.

    Raises
    ------
    SettingsError
        When it is no such list.
    """
    names = {position.label: position for position in BodyPosition}
    found: dict[int, BodyPosition] = {}
    for pair in text.split(","):
        code, _, name = (part.strip().casefold() for part in pair.partition("="))
        if not (code.isascii() and code.isdecimal() and len(code) <= 3) or name not in names:
            raise SettingsError(
                f"codes of body positions are written as 0=supine,1=left, with {', '.join(names)}; "
                f"{pair.strip()[:40]!r} is none."
            )
        if found.setdefault(int(code), names[name]) is not names[name]:
            raise SettingsError(f"the value {code} is given two body positions; leave one.")
    return found
