"""Which leg a scored movement is of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from plm_detect.model.movements import Side
from plm_detect.recording.labels import side_in
from plm_detect.scorings.vocabulary.kinds import LEG_MOVEMENTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plm_detect.scorings.events import ScoredEvent


def side_of(event: ScoredEvent) -> Side:
    """Return the side that the channel tells, or else the label; unspecified where neither does."""
    in_channel = side_in(event.channel, in_channel=True)
    return in_channel or side_in(event.label) or Side.UNSPECIFIED


def sides_of(event: ScoredEvent) -> tuple[Side, ...]:
    """Return the legs of a movement: both for one that was scored for both."""
    side = side_of(event)
    return (Side.LEFT, Side.RIGHT) if side == Side.BOTH else (side,)


def with_both_legs(events: Sequence[ScoredEvent]) -> list[ScoredEvent]:
    """Return events with movements on both legs that were marked on two channels of one leg as one.

    One mark over two channels gives two rows that are the same but for the channel. Where the
    labels of both channels name one leg, a label is wrong: a leg is not marked twice at once.
    """
    channels: dict[tuple[float, float], set[str]] = {}
    sides: dict[tuple[float, float], set[Side]] = {}
    for event in events:
        if event.kind in LEG_MOVEMENTS:
            place = (event.onset_s, event.duration_s)
            sides.setdefault(place, set()).add(side_of(event))
            if event.channel:
                channels.setdefault(place, set()).add(event.channel.casefold())
    twins = {
        place
        for place, named in channels.items()
        if len(named) > 1 and sides[place] in ({Side.LEFT}, {Side.RIGHT})
    }
    out, seen = [], set()
    for event in events:
        place = (event.onset_s, event.duration_s)
        if event.kind not in LEG_MOVEMENTS or place not in twins:
            out.append(event)
        elif place not in seen:
            seen.add(place)
            out.append(replace(event, channel=Side.BOTH.label))
    return out
