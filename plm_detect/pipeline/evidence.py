"""Choose what a report shows of the EMG of a night."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from plm_detect.detection.detail import chosen_windows, leg_detail
from plm_detect.detection.evidence import (
    SERIES,
    closest_decisions,
    deciding_means,
    leg_trace,
    snippet,
)
from plm_detect.files.scratch import Scratch
from plm_detect.model.traces import Traces

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plm_detect.detection.evidence import FollowedLeg
    from plm_detect.model.traces import Snippet
    from plm_detect.results.night import Night

SERIES_S = 90.0
CLOSE_S = 8.0
CLOSEST = 3
"""Of either kind, for each leg."""
DETAIL_BYTES = 2_000_000
"""All windows at full rate together, so that the page of a night stays below 6 MB: in it they
take a third more, in addition to 1.5 MB of figures and up to 1 MB of tables and peaks."""


def traces(night: Night, legs: Sequence[FollowedLeg]) -> Traces:
    """Return the course of each leg, a typical series of each, and the closest decisions.

    Around movements and close decisions the EMG is kept at full rate, as far as `DETAIL_BYTES`
    allow.

    Parameters
    ----------
    night : Night
    legs : sequence of FollowedLeg
    """
    shown: list[Snippet | None] = []
    room = Scratch().room
    means = [deciding_means(leg, room) for leg in legs]
    for leg, own in zip(legs, means, strict=True):
        middle_s = _middle_of_series(night, leg)
        if middle_s is not None:
            shown.append(snippet(leg, SERIES, middle_s, SERIES_S, means=own))
        for kind, at_s, margin_uv in closest_decisions(leg, CLOSEST):
            shown.append(snippet(leg, kind, at_s, CLOSE_S, margin_uv, own))
    duration_s = night.duration_s or 0.0
    windows = chosen_windows(legs, duration_s, DETAIL_BYTES)
    return Traces(
        legs=tuple(leg_trace(leg, duration_s) for leg in legs),
        snippets=tuple(each for each in shown if each is not None),
        details=tuple(
            leg_detail(leg, duration_s, of_leg, own)
            for leg, of_leg, own in zip(legs, windows, means, strict=True)
        ),
    )


def _middle_of_series(night: Night, leg: FollowedLeg) -> float | None:
    """Return the middle of the part of a series in which the leg moves most."""
    table, series = night.movements, night.series
    if not len(series):
        return None
    periodic = table.onset_s[(table.series > 0) & ((table.side & leg.side) > 0)]
    if not len(periodic):
        return None
    within = np.searchsorted(periodic, periodic + SERIES_S) - np.arange(len(periodic))
    return float(periodic[int(np.argmax(within))] + SERIES_S / 2 - 5.0)
