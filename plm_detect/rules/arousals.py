"""Which movements belong to arousals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from plm_detect.model.spans import TIME_TOLERANCE_S, at_least

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.model.rulesections import ArousalRule
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


def arousal_lags(
    onset_s: NDArray[np.float64],
    end_s: NDArray[np.float64],
    arousals: Spans,
    rule: ArousalRule,
) -> NDArray[np.float64]:
    """Return how long after its onset the first arousal of a movement begins, seconds.

    Parameters
    ----------
    onset_s, end_s : ndarray of float64, shape (n,)
        Movements.
    arousals : Spans
    rule : ArousalRule

    Returns
    -------
    ndarray of float64, shape (n,)
        Negative where the arousal comes first; NaN where no arousal belongs to the movement.
    """
    related = are_with_arousal(onset_s, end_s, arousals, rule)
    lags = np.full(len(onset_s), np.nan)
    if np.any(related):
        slack = TIME_TOLERANCE_S if rule.within_included else -TIME_TOLERANCE_S
        reach = np.maximum.accumulate(arousals.end_s)
        first = np.searchsorted(reach, onset_s[related] - rule.within_s - slack)
        lags[related] = arousals.onset_s[first] - onset_s[related]
    return lags


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
    counts: NDArray[np.bool_],
    rule: ArousalRule,
) -> NDArray[np.bool_]:
    """Return the arousal column without those that a close periodic movement already has.

    Of periodic movements with arousal whose onsets follow each other by less than
    ``shortest_spacing_s`` only the first counts (AASM).

    Parameters
    ----------
    onset_s : ndarray of float64, shape (n,)
        Of all movements, sorted, seconds.
    has_arousal : ndarray of bool, shape (n,)
        Movements that belong to an arousal.
    counts : ndarray of bool, shape (n,)
        Periodic movements in sleep: only these take an arousal away, and only from each other.
    rule : ArousalRule
    """
    if rule.shortest_spacing_s is None:
        return has_arousal
    counted = has_arousal.copy()
    last_s = -np.inf
    for index in np.flatnonzero(has_arousal & counts).tolist():
        counted[index] = at_least(onset_s[index] - last_s, rule.shortest_spacing_s)
        if counted[index] or rule.spacing_from == "last_with_arousal":
            last_s = onset_s[index]
    return counted
