"""Which movements can be part of a periodic series."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from plm_detect.model.spans import at_most

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.model.rulesections import CandidateRule


def are_candidates(
    duration_s: NDArray[np.float64],
    longest_part_s: NDArray[np.float64],
    n_monolateral: NDArray[np.int64],
    rule: CandidateRule,
) -> NDArray[np.bool_]:
    """Return which movements are candidates (CLM).

    Parameters
    ----------
    duration_s : ndarray of float64, shape (n,)
        From the first onset to the last end of each movement, seconds.
    longest_part_s : ndarray of float64, shape (n,)
        Duration of its longest movement of a single leg, seconds.
    n_monolateral : ndarray of int64, shape (n,)
        How many movements of single legs it was joined from.
    rule : CandidateRule

    Returns
    -------
    ndarray of bool, shape (n,)
    """
    candidate = np.ones(len(duration_s), dtype=bool)
    if rule.longest_monolateral_s is not None:
        candidate &= at_most(longest_part_s, rule.longest_monolateral_s)
    is_joined = n_monolateral > 1
    if rule.longest_joined_s is not None:
        candidate &= ~is_joined | at_most(duration_s, rule.longest_joined_s)
    if rule.most_joined is not None:
        candidate &= n_monolateral <= rule.most_joined
    return candidate
