"""Which movements belong to respiratory events."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from plm_detect.model.events import RespiratoryKind
from plm_detect.model.spans import Spans

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.model.events import RespiratoryEvents
    from plm_detect.model.rulesections import RespiratoryRule

TAKEN = {
    "any": tuple(RespiratoryKind),
    "apnea_hypopnea_rera": (
        RespiratoryKind.UNSTATED,
        RespiratoryKind.APNEA,
        RespiratoryKind.HYPOPNEA,
        RespiratoryKind.RERA,
    ),
    "apnea_hypopnea": (
        RespiratoryKind.UNSTATED,
        RespiratoryKind.APNEA,
        RespiratoryKind.HYPOPNEA,
    ),
}
"""Kinds of events that each value of ``RespiratoryRule.events`` stands for."""


def events_taken(events: RespiratoryEvents, rule: RespiratoryRule) -> RespiratoryEvents:
    """Return the events that the rule knows."""
    return events.take(np.isin(events.kind, TAKEN[rule.events]))


def respiratory_windows(events: Spans, rule: RespiratoryRule) -> Spans:
    """Return the windows in which a movement belongs to a respiratory event, one an event.

    The order is that of the windows' onsets, which may differ from that of the events.
    """
    anchor = events.end_s if rule.anchor == "end" else events.onset_s
    order = np.argsort(anchor, kind="stable")
    return Spans((anchor + rule.from_s)[order], (events.end_s + rule.to_s)[order])


def are_respiratory(
    onset_s: NDArray[np.float64],
    end_s: NDArray[np.float64],
    events: Spans,
    rule: RespiratoryRule,
) -> NDArray[np.bool_]:
    """Return which movements have any part in the window of a respiratory event, shape (n,)."""
    return respiratory_windows(events, rule).touched_by(onset_s, end_s)


def events_with_movement(
    events: Spans, movements: Spans, rule: RespiratoryRule
) -> NDArray[np.bool_]:
    """Return which respiratory events have a movement in their window, shape (n_events,)."""
    anchor = events.end_s if rule.anchor == "end" else events.onset_s
    return movements.touched_by(anchor + rule.from_s, events.end_s + rule.to_s)
