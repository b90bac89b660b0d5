"""Movements of one leg, and their joining into movements of both legs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.model.columns import ColumnTable
from plm_detect.model.movements import LegMovements, Side
from plm_detect.model.spans import (
    NO_BREAKS,
    TIME_TOLERANCE_S,
    at_least,
    breaks_between,
    group_starts,
    last_ends,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.model.rulesections import LegsRule, MovementRule

OTHER_LEG = {int(Side.LEFT): int(Side.RIGHT), int(Side.RIGHT): int(Side.LEFT)}


def movements_of_each_leg(
    movements: LegMovements,
    rule: MovementRule,
    breaks_s: NDArray[np.float64] = NO_BREAKS,
) -> LegMovements:
    """Return movements with those of one leg closer than the limit made one, none too short.

    Parameters
    ----------
    movements : LegMovements
        Sorted by onset; sides may be mixed.
    rule : MovementRule
        Uses ``end_quiet_s`` (a smaller gap joins) and ``shortest_s`` (after joining).
    breaks_s : ndarray of float64, shape (n_gaps,)
        Times at which the recording goes on after a gap, which no movement crosses.

    Returns
    -------
    LegMovements
        Sorted by onset. A joined movement has the largest peak, the mean weighted by duration
        and the first resting level of its parts.
    """
    legs = [
        _closed_gaps(movements.take(movements.side == side), rule.end_quiet_s, breaks_s)
        for side in np.unique(movements.side).tolist()
    ]
    joined = LegMovements.together(legs)
    return joined.take(at_least(joined.duration_s, rule.shortest_s))


def _closed_gaps(leg: LegMovements, gap_s: float, breaks_s: NDArray[np.float64]) -> LegMovements:
    groups = group_starts(leg.onset_s, leg.end_s, gap_s, breaks_s)
    if len(groups) == len(leg):
        return leg
    weight = np.add.reduceat(leg.duration_s, groups)
    weighted = np.add.reduceat(leg.mean_uv * leg.duration_s, groups)
    return replace(
        leg.take(groups),
        end_s=last_ends(leg.end_s, groups),
        peak_uv=np.maximum.reduceat(leg.peak_uv, groups),
        mean_uv=np.divide(weighted, weight, out=leg.mean_uv[groups], where=weight > 0),
        end_margin_uv=leg.end_margin_uv[np.append(groups[1:], len(leg)) - 1],
        certainty=np.minimum.reduceat(leg.certainty, groups),
        **{
            name: np.maximum.reduceat(getattr(leg, name), groups)
            for name in ("onset_margin_uv", "longest_burst_s", "prominence_uv")
        },
        **{
            name: np.minimum.reduceat(getattr(leg, name), groups)
            for name in ("filled_share", "frequency_hz")
        },
    )


def joined_groups(
    movements: LegMovements,
    rule: LegsRule,
    breaks_s: NDArray[np.float64] = NO_BREAKS,
    apart: NDArray[np.int64] | None = None,
) -> NDArray[np.intp]:
    """Return the number of the joined movement that each movement of a leg belongs to.

    Parameters
    ----------
    movements : LegMovements
        Sorted by onset.
    rule : LegsRule
    breaks_s : ndarray of float64, shape (n_gaps,)
        As in `movements_of_each_leg`.
    apart : ndarray of int64, shape (n,), or None
        Movements join only with those of the same number; None where all may join.

    Returns
    -------
    ndarray of int, shape (n,)
        Numbers from 0 in the order of the first onsets.
    """
    if apart is None or not len(movements):
        return _groups(movements, rule, breaks_s)
    numbers = np.empty(len(movements), dtype=np.intp)
    n_before = 0
    for own in np.unique(apart).tolist():
        of = np.flatnonzero(apart == own)
        numbers[of] = n_before + _groups(movements.take(of), rule, breaks_s)
        n_before = int(numbers[of].max()) + 1
    return _in_order(numbers)


def _groups(
    movements: LegMovements, rule: LegsRule, breaks_s: NDArray[np.float64]
) -> NDArray[np.intp]:
    if rule.join_by == "gap":
        starts = group_starts(movements.onset_s, movements.end_s, rule.join_within_s, breaks_s)
        is_start = np.zeros(len(movements), dtype=np.intp)
        is_start[starts] = 1
        return np.cumsum(is_start) - 1
    return _groups_by_onsets(movements, rule, breaks_s)


def _in_order(numbers: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return numbers of groups counted from 0 in the order in which they first appear."""
    _, first, group = np.unique(numbers, return_index=True, return_inverse=True)
    return np.asarray(np.argsort(np.argsort(first))[group])


def _groups_by_onsets(
    movements: LegMovements, rule: LegsRule, breaks_s: NDArray[np.float64]
) -> NDArray[np.intp]:
    """Return groups by the distance of onsets; movements of an unknown leg stay alone."""
    numbers = np.arange(len(movements), dtype=np.intp)
    sided = np.flatnonzero(np.isin(movements.side, list(OTHER_LEG)))
    if len(sided) and rule.join_within_s > TIME_TOLERANCE_S:
        numbers[sided] = len(movements) + _chains(movements.take(sided), rule, breaks_s)
    return _in_order(numbers)


def _chains(
    movements: LegMovements, rule: LegsRule, breaks_s: NDArray[np.float64]
) -> NDArray[np.intp]:
    """Return groups of movements of known legs.

    Movements with the same onset are judged together: where one of them joins the movement
    before, so do the others, and legs that begin together are one.
    """
    groups = np.empty(len(movements), dtype=np.intp)
    is_later = np.append(True, np.diff(movements.onset_s) > TIME_TOLERANCE_S)
    after_break = np.append(False, breaks_between(movements.onset_s, breaks_s))
    firsts = np.flatnonzero(is_later | after_break)
    onset_s, sides = movements.onset_s.tolist(), movements.side.tolist()
    number = -1
    first_s = -np.inf
    latest_s: dict[int, float] = {}
    for begin, end in zip(firsts.tolist(), [*firsts[1:].tolist(), len(movements)], strict=True):
        at_s = onset_s[begin]
        across_s = max(latest_s.get(OTHER_LEG[side], -np.inf) for side in sides[begin:end])
        since_s = at_s - (across_s if rule.chained else first_s)
        is_near = np.isfinite(across_s) and since_s < rule.join_within_s - TIME_TOLERANCE_S
        if after_break[begin] or not is_near:
            number += 1
            first_s = at_s
            latest_s = {}
        latest_s |= dict.fromkeys(sides[begin:end], at_s)
        groups[begin:end] = number
    return groups


@dataclass(frozen=True, eq=False, repr=False)
class JoinedMovements(ColumnTable):
    """Movements of both legs, before any rule judges them.

    Attributes
    ----------
    onset_s, end_s : ndarray of float64, shape (n,)
        First onset and last end of the movements that were joined, seconds.
    side : ndarray of int8, shape (n,)
        Codes of `Side`.
    n_monolateral : ndarray of int64, shape (n,)
        How many movements of single legs were joined.
    longest_part_s : ndarray of float64, shape (n,)
        Duration of the longest of them, seconds.
    lag_s : ndarray of float64, shape (n,)
        First onset of the right leg minus first onset of the left one, seconds; NaN where not
        both moved.
    certainty : ndarray of float64, shape (n,)
        The least of the movements that were joined.
    """

    onset_s: NDArray[np.float64]
    end_s: NDArray[np.float64]
    side: NDArray[np.int8]
    n_monolateral: NDArray[np.int64]
    longest_part_s: NDArray[np.float64]
    lag_s: NDArray[np.float64]
    certainty: NDArray[np.float64]


def join_legs(parts: LegMovements, groups: NDArray[np.intp]) -> JoinedMovements:
    """Return one movement for each group of movements of single legs.

    Parameters
    ----------
    parts : LegMovements
        Sorted by group, then onset.
    groups : ndarray of int, shape (n_parts,)
        As `joined_groups` returns them, sorted.
    """
    starts = np.flatnonzero(np.diff(groups, prepend=-1))
    if not len(starts):
        none = np.empty(0)
        return JoinedMovements(none, none, parts.side, none.astype(np.int64), none, none, none)

    def first_onset(side: Side) -> NDArray[np.float64]:
        onset_s = np.where(parts.side == side, parts.onset_s, np.inf)
        earliest = np.minimum.reduceat(onset_s, starts)
        return np.where(np.isinf(earliest), np.nan, earliest)

    return JoinedMovements(
        onset_s=parts.onset_s[starts],
        end_s=last_ends(parts.end_s, starts),
        side=np.bitwise_or.reduceat(parts.side, starts),
        n_monolateral=np.bincount(groups, minlength=len(starts)).astype(np.int64),
        longest_part_s=np.maximum.reduceat(parts.duration_s, starts),
        lag_s=first_onset(Side.RIGHT) - first_onset(Side.LEFT),
        certainty=np.minimum.reduceat(parts.certainty, starts),
    )
