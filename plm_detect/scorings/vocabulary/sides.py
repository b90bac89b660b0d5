"""Which leg a scored movement is of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plm_detect.model.movements import Side
from plm_detect.recording.labels import side_in

if TYPE_CHECKING:
    from plm_detect.scorings.events import ScoredEvent


def side_of(event: ScoredEvent) -> Side:
    """Return the side that the channel tells, or else the label; unspecified where neither does."""
    in_channel = side_in(event.channel, in_channel=True)
    return in_channel or side_in(event.label) or Side.UNSPECIFIED


def sides_of(event: ScoredEvent) -> tuple[Side, ...]:
    """Return the legs of a movement: both for one that was scored for both."""
    side = side_of(event)
    return (Side.LEFT, Side.RIGHT) if side == Side.BOTH else (side,)
