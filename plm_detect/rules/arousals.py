"""Which movements belong to arousals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from plm_detect.model.spans import at_least

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.model.ruleset import ArousalRule
    from plm_detect.model.spans import Spans


def are_with_arousal(
    onset_s: NDArray[np.float64],
    end_s: NDArray[np.float64],
    arousals: Spans,
    rule: ArousalRule,
) -> NDArray[np.bool_]:
    """Return which movements overlap an arousal or lie within the distance of the rule."""
    return arousals.touched_by(
        onset_s - rule.within_s, end_s + rule.within_s, limits_included=rule.within_included
    )


def arousals_with_movement(
    arousals: Spans, movements: Spans, rule: ArousalRule
) -> NDArray[np.bool_]:
    """Return which arousals have a movement that belongs to them, shape (n_arousals,)."""
    return movements.touched_by(
        arousals.onset_s - rule.within_s,
        arousals.end_s + rule.within_s,
        limits_included=rule.within_included,
    )


def counted_once(
    onset_s: NDArray[np.float64],
    has_arousal: NDArray[np.bool_],
    is_plm: NDArray[np.bool_],
    rule: ArousalRule,
) -> NDArray[np.bool_]:
    """Return the arousal column without those that a close periodic movement already has.

    Of periodic movements with arousal whose onsets follow each other by less than
    ``shortest_spacing_s`` only the first counts (AASM).
    """
    if rule.shortest_spacing_s is None:
        return has_arousal
    counted = has_arousal.copy()
    last = -np.inf
    for index in np.flatnonzero(has_arousal & is_plm):
        onset = onset_s[index]
        if at_least(onset - last, rule.shortest_spacing_s):
            last = onset
        else:
            counted[index] = False
    return counted
