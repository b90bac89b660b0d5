"""The canonical event table: scored events of any format by kind and side, in order of time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.scorings.vocabulary.kinds import (
    CALIBRATIONS,
    IGNORED,
    LEG_MOVEMENTS,
    OTHER,
    RERA_AROUSAL,
    STAGES,
)
from plm_detect.scorings.vocabulary.sides import side_of, with_both_legs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from plm_detect.scorings.events import ScoredEvent, ScoringFile

USUAL_EPOCH_S = 30.0
NANOSECONDS = 9


@dataclass(frozen=True, order=True)
class CanonicalEvent:
    """One event.

    Attributes
    ----------
    onset_s : float
        Seconds from the start of the recording.
    duration_s : float
        Seconds, 0 for a point; NaN where it is not known.
    kind : str
        One of `plm_detect.scorings.vocabulary.kinds`.
    side : str
        Of leg movements: left, right, both or unspecified; empty for other events.
    """

    onset_s: float
    duration_s: float
    kind: str
    side: str


def canonical(file: ScoringFile, shift_s: float = 0.0) -> tuple[CanonicalEvent, ...]:
    """Return the events of a file by kind, in order of time; labels not known become ``other``.

    Parameters
    ----------
    file : ScoringFile
        With the kinds of its events.
    shift_s : float
        Added to every onset, to come to the clock of the recording, seconds.
    """
    given = with_both_legs(file.events)
    ends = _ends_of_stages(given)
    events = []
    for i, event in enumerate(given):
        kind = event.kind or OTHER
        if kind == IGNORED:
            continue
        if kind == RERA_AROUSAL:
            kind = "rera"
        has_side = kind in (*LEG_MOVEMENTS, *CALIBRATIONS)
        duration_s = ends[i] - event.onset_s if i in ends else event.duration_s
        events.append(
            CanonicalEvent(
                round(event.onset_s + shift_s, NANOSECONDS),
                round(duration_s, NANOSECONDS),
                kind,
                side_of(event).label if has_side else "",
            )
        )
    return in_order(events)


def in_order(events: Iterable[CanonicalEvent]) -> tuple[CanonicalEvent, ...]:
    """Return events by onset; at the same onset stages first, then by kind and side."""

    def place(event: CanonicalEvent) -> tuple[float, bool, str, str, float]:
        duration_s = -1.0 if np.isnan(event.duration_s) else event.duration_s
        return (event.onset_s, event.kind not in STAGES, event.kind, event.side, duration_s)

    return tuple(sorted(events, key=place))


def in_runs(events: Sequence[CanonicalEvent]) -> tuple[CanonicalEvent, ...]:
    """Return events with consecutive epochs of the same stage put together."""
    out: list[CanonicalEvent] = []
    last: int | None = None
    for event in in_order(events):
        if event.kind in STAGES and last is not None:
            run = out[last]
            touches = abs(run.onset_s + run.duration_s - event.onset_s) < 1e-6
            if run.kind == event.kind and touches:
                duration_s = round(event.onset_s + event.duration_s - run.onset_s, NANOSECONDS)
                out[last] = CanonicalEvent(run.onset_s, duration_s, run.kind, run.side)
                continue
        if event.kind in STAGES:
            last = len(out)
        out.append(event)
    return tuple(out)


def _ends_of_stages(events: Sequence[ScoredEvent]) -> dict[int, float]:
    """Return the ends of stages that have no duration: the onset of the next, by position."""
    stages = sorted(
        (i for i, event in enumerate(events) if event.kind in STAGES),
        key=lambda i: events[i].onset_s,
    )
    ends = {}
    for at, i in enumerate(stages):
        if events[i].duration_s > 0:
            continue
        later = (
            events[j].onset_s for j in stages[at + 1 :] if events[j].onset_s > events[i].onset_s
        )
        ends[i] = next(later, events[i].onset_s + USUAL_EPOCH_S)
    return ends
