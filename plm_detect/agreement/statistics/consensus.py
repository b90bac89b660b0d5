"""What most of several scorers marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from plm_detect.model.spans import Spans, at_least, group_starts, last_ends

if TYPE_CHECKING:
    from collections.abc import Sequence

JOINED_S = 0.5
SHORTEST_S = 0.5
"""As the rules join and drop movements of a leg."""


def majority(scorers: Sequence[Spans]) -> Spans:
    """Return the events that more than half of the scorers marked, moment by moment.

    A moment counts when more than half of the scorers have an event there; moments less than 0.5 s
    apart are joined, and what is then shorter than 0.5 s is left out.

    Parameters
    ----------
    scorers : sequence of Spans
        Events of each scorer.
    """
    each = [events.merged() for events in scorers]
    if not each:
        return Spans.of([])
    times = np.concatenate([*(e.onset_s for e in each), *(e.end_s for e in each)])
    steps = np.concatenate([*(np.ones(len(e)) for e in each), *(-np.ones(len(e)) for e in each)])
    # At the same moment events end before others begin.
    order = np.lexsort((steps, times))
    times, marks = times[order], np.cumsum(steps[order])
    most = marks > len(each) / 2
    begins = np.flatnonzero(most & ~np.concatenate(([False], most[:-1])))
    ends = np.flatnonzero(~most & np.concatenate(([False], most[:-1])))
    onset_s, end_s = times[begins], times[ends]
    groups = group_starts(onset_s, end_s, JOINED_S)
    joined = Spans(onset_s[groups], last_ends(end_s, groups))
    return joined.take(at_least(joined.end_s - joined.onset_s, SHORTEST_S))
