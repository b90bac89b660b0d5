"""Match the events of two scorers one to one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.model.spans import Spans

SMALLEST_OVERLAP_S = 1e-6


@dataclass(frozen=True)
class MatchRule:
    """Which events may be matched.

    Attributes
    ----------
    name : str
        For tables.
    least_overlap : float or None
        Least intersection over union; 0 for any overlap. None to go by onsets.
    onset_within_s : float or None
        Largest distance of onsets, seconds; None to go by overlap.
    """

    name: str
    least_overlap: float | None = None
    onset_within_s: float | None = None


RULES = (
    MatchRule("any overlap", least_overlap=0.0),
    MatchRule("IoU 0.2", least_overlap=0.2),
    MatchRule("IoU 0.5", least_overlap=0.5),
    MatchRule("onset 0.5 s", onset_within_s=0.5),
)


PRIMARY_RULE = "IoU 0.2"
"""That of headline numbers and of differences of onsets and ends."""


def match(reference: Spans, test: Spans, rule: MatchRule) -> NDArray[np.intp]:
    """Return which events belong together: as many pairs as can be, of those with most overlap.

    Parameters
    ----------
    reference, test : Spans
        Events of either scorer, sorted by onset; those of one may overlap.
    rule : MatchRule

    Returns
    -------
    ndarray of int, shape (n_pairs, 2)
        Positions in ``reference`` and ``test``, in order of time. Of matches of the greatest
        number the one with the greatest total overlap (by onsets: the least total distance).
    """
    pairs, worth = _candidates(reference, test, rule)
    if not len(pairs):
        return pairs
    of_reference, of_test = (np.bincount(column)[column] for column in pairs.T)
    alone = (of_reference == 1) & (of_test == 1)
    chosen = [pairs[alone]]
    if not np.all(alone):
        chosen.append(_assigned(pairs[~alone], worth[~alone]))
    found = np.concatenate(chosen)
    return found[np.lexsort((found[:, 1], found[:, 0]))]


def _candidates(
    reference: Spans, test: Spans, rule: MatchRule
) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """Return all pairs that may be matched, and what each is worth."""
    if not len(reference) or not len(test):
        return np.empty((0, 2), dtype=np.intp), np.empty(0)
    within_s = rule.onset_within_s
    if within_s is not None:
        low = np.searchsorted(test.onset_s, reference.onset_s - within_s - SMALLEST_OVERLAP_S)
        high = np.searchsorted(
            test.onset_s, reference.onset_s + within_s + SMALLEST_OVERLAP_S, side="right"
        )
    else:
        low = np.searchsorted(np.maximum.accumulate(test.end_s), reference.onset_s, side="right")
        high = np.searchsorted(test.onset_s, reference.end_s, side="left")
    counts = np.maximum(high - low, 0)
    i = np.repeat(np.arange(len(reference)), counts)
    j = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    j += np.repeat(low, counts)
    pairs = np.stack((i, j), axis=1).astype(np.intp)
    if within_s is not None:
        distance = np.abs(reference.onset_s[i] - test.onset_s[j])
        return pairs, within_s + 1.0 - distance
    overlap = np.minimum(reference.end_s[i], test.end_s[j]) - np.maximum(
        reference.onset_s[i], test.onset_s[j]
    )
    lasts = reference.end_s[i] - reference.onset_s[i] + test.end_s[j] - test.onset_s[j]
    kept = overlap > SMALLEST_OVERLAP_S
    kept &= overlap >= (rule.least_overlap or 0.0) * (lasts - overlap) - SMALLEST_OVERLAP_S
    return pairs[kept], overlap[kept]


def _assigned(pairs: NDArray[np.intp], worth: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return the best of pairs that compete, group by group; pairs are sorted by reference."""
    of_pair = _groups(pairs)
    is_new = np.diff(pairs[:, 0], prepend=-1) != 0
    n_nodes = np.bincount(of_pair[is_new])
    n_other = np.bincount(of_pair[np.unique(pairs[:, 1], return_index=True)[1]])
    is_star = ((n_nodes == 1) | (n_other == 1))[of_pair]
    # Of pairs that share an event only one can be: the best.
    order = np.lexsort((worth[is_star], of_pair[is_star]))
    last = np.flatnonzero(np.diff(of_pair[is_star][order], append=-1))
    chosen = [pairs[is_star][order[last]]]
    left, own_worth, own_group = pairs[~is_star], worth[~is_star], of_pair[~is_star]
    order = np.argsort(own_group, kind="stable")
    borders = np.flatnonzero(np.diff(own_group[order])) + 1
    groups = np.split(order, borders) if len(order) else []
    chosen += [_best_of_group(left[members], own_worth[members]) for members in groups]
    return np.concatenate(chosen)


def _groups(pairs: NDArray[np.intp]) -> NDArray[np.intp]:
    """Return the group of each pair: no event is in pairs of two groups, shape (n_pairs,)."""
    until = np.maximum.accumulate(pairs[:, 1])
    since = np.minimum.accumulate(pairs[::-1, 1])[::-1]
    parted = (pairs[1:, 0] != pairs[:-1, 0]) & (since[1:] > until[:-1])
    return np.concatenate([[0], np.cumsum(parted)])


def _best_of_group(pairs: NDArray[np.intp], worth: NDArray[np.float64]) -> NDArray[np.intp]:
    """Return the best pairs of one group in which everything hangs together."""
    from scipy.optimize import linear_sum_assignment

    rows, at_row = np.unique(pairs[:, 0], return_inverse=True)
    columns, at_column = np.unique(pairs[:, 1], return_inverse=True)
    # One more pair is worth more than any overlap.
    profit = np.zeros((len(rows), len(columns)))
    profit[at_row, at_column] = worth.sum() + 1.0 + worth
    taken = linear_sum_assignment(profit, maximize=True)
    real = profit[taken] > 0
    return np.stack((rows[taken[0][real]], columns[taken[1][real]]), axis=1)
