"""Compare two scorers of one night, and sum up over nights."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import numpy as np

from plm_detect.agreement.anatomy import anatomy_counts
from plm_detect.agreement.levels import JOINED_LEVEL, LEVELS
from plm_detect.agreement.statistics.grids import TimeAgreement, time_agreement
from plm_detect.agreement.statistics.matching import PRIMARY_RULE, RULES, match
from plm_detect.agreement.statistics.numbers import Estimate
from plm_detect.model.hypnogram import SLEEP_STAGES, Stage

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.agreement.rating import RatedNight

CONDITIONS: dict[str, tuple[Stage, ...] | None] = {
    "all": None,
    "sleep": SLEEP_STAGES,
    "wake": (Stage.W,),
    "N1": (Stage.N1,),
    "N2": (Stage.N2,),
    "N3": (Stage.N3,),
    "R": (Stage.R,),
}
_STAGE_IN_CONDITION = np.array(
    [[stages is None or stage in stages for stages in CONDITIONS.values()] for stage in Stage],
    dtype=np.intp,
)
N_RESAMPLES = 2000
SEED = 0


@dataclass(frozen=True, eq=False)
class Compared:
    """Two scorers of one night.

    Attributes
    ----------
    counts : ndarray of int32, shape (n_levels, n_rules, n_conditions, 3)
        Events of the reference, events of the test and pairs, by level (`LEVELS`), matching rule
        (`RULES`) and condition (`CONDITIONS`).
    onset_off_s, end_off_s : dict of str to ndarray of float32
        Test minus reference for the pairs of the primary rule, by level.
    time : dict of str to TimeAgreement
        By level.
    missed, extra : ndarray of int
        Positions of movements of both legs without a partner by any overlap, in reference and test.
    anatomy : ndarray of int32, shape (2, n_groups, 2)
        Missed and extra movements by group, as from `plm_detect.agreement.anatomy.anatomy_counts`.
    """

    counts: NDArray[np.int32]
    onset_off_s: dict[str, NDArray[np.float32]]
    end_off_s: dict[str, NDArray[np.float32]]
    time: dict[str, TimeAgreement]
    missed: NDArray[np.intp]
    extra: NDArray[np.intp]
    anatomy: NDArray[np.int32]

    def count(self, level: str, rule: str, condition: str) -> NDArray[np.int32]:
        """Return events of the reference, of the test, and pairs, shape (3,)."""
        names = [each.name for each in RULES]
        at = (LEVELS.index(level), names.index(rule), list(CONDITIONS).index(condition))
        return np.asarray(self.counts[at])


def compared(reference: RatedNight, test: RatedNight, step_s: float = 1.0) -> Compared:
    """Compare two scorers of one night.

    A pair belongs to the stage of the reference's event; an event without a partner to its own.
    A level that one of the two cannot know (`RatedNight.unknown`) is not compared: no event, no
    time.

    Parameters
    ----------
    reference, test : RatedNight
    step_s : float
        Step of the grid for agreement in time, seconds.
    """
    counts = np.zeros((len(LEVELS), len(RULES), len(CONDITIONS), 3), dtype=np.int32)
    onset_off_s, end_off_s, time = {}, {}, {}
    missed = extra = np.empty(0, dtype=np.intp)
    unknown = reference.unknown | test.unknown
    for i, level in enumerate(LEVELS):
        if level in unknown:
            onset_off_s[level] = end_off_s[level] = np.empty(0, dtype=np.float32)
            time[level] = TimeAgreement(0, 0, 0, 0)
            continue
        one, other = reference.events[level], test.events[level]
        stage_one, stage_other = reference.stages[level], test.stages[level]
        for j, rule in enumerate(RULES):
            pairs = match(one, other, rule)
            alone = np.ones(len(other), dtype=bool)
            alone[pairs[:, 1]] = False
            matched = _by_condition(stage_one[pairs[:, 0]])
            counts[i, j, :, 0] = _by_condition(stage_one)
            counts[i, j, :, 1] = matched + _by_condition(stage_other[alone])
            counts[i, j, :, 2] = matched
            if level == JOINED_LEVEL and rule.least_overlap == 0.0:
                unmatched = np.ones(len(one), dtype=bool)
                unmatched[pairs[:, 0]] = False
                missed, extra = np.flatnonzero(unmatched), np.flatnonzero(alone)
            if rule.name == PRIMARY_RULE:
                onset = other.onset_s[pairs[:, 1]] - one.onset_s[pairs[:, 0]]
                end = other.end_s[pairs[:, 1]] - one.end_s[pairs[:, 0]]
                onset_off_s[level] = onset.astype(np.float32)
                end_off_s[level] = end.astype(np.float32)
        time[level] = time_agreement(one, other, reference.rated, step_s)
    of_groups = [
        anatomy_counts(who.groups, alone) for who, alone in ((reference, missed), (test, extra))
    ]
    return Compared(counts, onset_off_s, end_off_s, time, missed, extra, np.stack(of_groups))


def _by_condition(stages: NDArray[np.int8]) -> NDArray[np.intp]:
    """Return how many events lie in each condition, shape (n_conditions,)."""
    number = np.bincount(stages.astype(np.intp) - Stage.UNSCORED, minlength=len(Stage))
    return number @ _STAGE_IN_CONDITION


@dataclass(frozen=True)
class Scores:
    """Precision, recall and F1 over nights, with intervals by resampling nights."""

    n_reference: int
    n_test: int
    n_matched: int
    precision: Estimate
    recall: Estimate
    f1: Estimate


def scores(counts: NDArray[np.integer[Any]]) -> list[Scores]:
    """Return precision, recall and F1 of the events of all nights together, for many kinds at once.

    Of one night there is no interval (NaN). Else confidence intervals of 95 % come from 2,000
    resamples of the nights (Efron B, Tibshirani RJ. An introduction to the bootstrap. Chapman and
    Hall, 1993), with a fixed seed.

    Parameters
    ----------
    counts : ndarray of int, shape (n_nights, n_kinds, 3)
        Events of the reference, of the test, and pairs.

    Returns
    -------
    list of Scores
        One for each kind.
    """
    table = np.moveaxis(counts.astype(np.float64), 1, 0)
    whole = table.sum(axis=1)
    values = ratios(whole)
    low = high = np.full_like(values, np.nan)
    if table.shape[1] > 1:
        resampled = ratios(np.matmul(resamples(table.shape[1]), table))
        low, high = quantiles(resampled, (0.025, 0.975))
    found = []
    for i, numbers in enumerate(whole.astype(np.int64).tolist()):
        estimates = [
            Estimate(*(float(part[k, i]) for part in (values, low, high))) for k in range(3)
        ]
        found.append(Scores(*numbers, *estimates))
    return found


def quantiles(values: NDArray[np.float64], shares: tuple[float, ...]) -> list[NDArray[np.float64]]:
    """Return quantiles along the last axis, NaN left out."""
    ordered = np.sort(values, axis=-1)
    n_known = np.sum(np.isfinite(ordered), axis=-1)
    found = []
    for share in shares:
        at = np.maximum(n_known - 1, 0) * share
        below = np.floor(at).astype(np.intp)[..., np.newaxis]
        above = np.minimum(below + 1, np.maximum(n_known - 1, 0)[..., np.newaxis])
        first = np.take_along_axis(ordered, below, -1)[..., 0]
        second = np.take_along_axis(ordered, above, -1)[..., 0]
        found.append(first + (second - first) * (at - below[..., 0]))
    return found


@lru_cache(maxsize=8)
def resamples(n_nights: int) -> NDArray[np.float64]:
    """Return how often each night is drawn in each resample, shape (n_resamples, n_nights)."""
    rng = np.random.default_rng(SEED)
    chance = np.full(n_nights, 1 / n_nights)
    return rng.multinomial(n_nights, chance, N_RESAMPLES).astype(np.float64)


def ratios(table: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return precision, recall and F1 of counts in the last axis, first axis 3; NaN by nothing."""
    n_reference, n_test, n_matched = np.moveaxis(table, -1, 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.stack(
            (n_matched / n_test, n_matched / n_reference, 2 * n_matched / (n_reference + n_test))
        )
