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


LARGEST_CODE = 255
"""Of a channel that holds positions as numbers."""


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
            Codes of `BodyPosition`. Of positions that overlap the one that began last holds, and
            the earlier one again after it.
        """
        order = np.argsort(onset_s, kind="stable")
        onset, duration, code = onset_s[order], duration_s[order], position[order]
        following = np.append(onset[1:], np.inf)[: len(onset)]
        end = np.where(duration > 0, onset + duration, following)
        kept = end > onset
        onset, end, code = onset[kept], end[kept], code[kept].astype(np.int8)
        if np.any(end[:-1] > onset[1:]):
            onset, end, code = _latest_of(onset, end, code)
        # Programs write a row an epoch: neighbours in one position are one.
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


def _latest_of(
    onset_s: NDArray[np.float64], end_s: NDArray[np.float64], code: NDArray[np.int8]
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int8]]:
    """Return spans, sorted by onset, cut so that of those that overlap the latest holds."""
    edges = np.unique(np.concatenate([onset_s, end_s]))
    holder = np.full(len(edges), -1)
    ends, begun = end_s.tolist(), 0
    open_now: list[int] = []
    for at, edge_s in enumerate(edges.tolist()):
        while begun < len(ends) and onset_s[begun] <= edge_s:
            open_now.append(begun)
            begun += 1
        # What began before and has ended is looked at only once it is the latest.
        while open_now and ends[open_now[-1]] <= edge_s:
            open_now.pop()
        if open_now:
            holder[at] = open_now[-1]
    held = holder[:-1] >= 0
    return edges[:-1][held], edges[1:][held], code[holder[:-1][held]]


def position_codes(text: str) -> dict[int, BodyPosition]:
    """Return which value of a channel is which position.

    Parameters
    ----------
    text : str
        Values with positions, as ``0=supine, 1=left, 2=right, 3=prone, 4=upright``.

    Raises
    ------
    SettingsError
        When a code or a position is not valid.
    """
    names = {position.label: position for position in BodyPosition}
    found: dict[int, BodyPosition] = {}
    for pair in text.split(","):
        code, _, name = (part.strip().casefold() for part in pair.partition("="))
        is_code = code.isascii() and code.isdecimal() and len(code) <= 3
        if not is_code or int(code) > LARGEST_CODE or name not in names:
            raise SettingsError(
                f"codes of body positions are numbers up to {LARGEST_CODE} with a position "
                f"({', '.join(names)}), as in 0=supine,1=left; correct {pair.strip()[:40]!r}."
            )
        if found.setdefault(int(code), names[name]) is not names[name]:
            raise SettingsError(f"the value {code} is given two body positions; leave one.")
    return found
