"""Compare two scorers of one night, and sum up over nights."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.agreement.grids import TimeAgreement, time_agreement
from plm_detect.agreement.matching import RULES, match
from plm_detect.agreement.numbers import Estimate
from plm_detect.model.hypnogram import SLEEP_STAGES, Stage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from plm_detect.studies.rating import RatedNight

CONDITIONS: dict[str, tuple[Stage, ...] | None] = {
    "all": None,
    "sleep": SLEEP_STAGES,
    "wake": (Stage.W,),
    "N1": (Stage.N1,),
    "N2": (Stage.N2,),
    "N3": (Stage.N3,),
    "R": (Stage.R,),
}
PRIMARY_RULE = "IoU 0.2"
N_RESAMPLES = 2000
SEED = 0


@dataclass(frozen=True)
class EventCounts:
    """How many events two scorers of a night have, and how many belong together."""

    n_reference: int
    n_test: int
    n_matched: int


@dataclass(frozen=True, eq=False)
class Compared:
    """Two scorers of one night.

    Attributes
    ----------
    counts : dict of (str, str, str) to EventCounts
        By level, rule and condition.
    onset_off_s, end_off_s : dict of str to ndarray of float64
        Test minus reference for the pairs of the primary rule, by level.
    time : dict of str to TimeAgreement
        By level.
    missed, extra : dict of str to ndarray of int
        Positions of events without a partner by any overlap, in reference and test, by level.
    """

    counts: dict[tuple[str, str, str], EventCounts]
    onset_off_s: dict[str, NDArray[np.float64]] = field(default_factory=dict)
    end_off_s: dict[str, NDArray[np.float64]] = field(default_factory=dict)
    time: dict[str, TimeAgreement] = field(default_factory=dict)
    missed: dict[str, NDArray[np.intp]] = field(default_factory=dict)
    extra: dict[str, NDArray[np.intp]] = field(default_factory=dict)


def compared(reference: RatedNight, test: RatedNight, step_s: float = 1.0) -> Compared:
    """Compare two scorers of one night.

    A pair belongs to the stage of the reference's event; an event without a partner to its own.

    Parameters
    ----------
    reference, test : RatedNight
    step_s : float
        Step of the grid for agreement in time, seconds.
    """
    found = Compared({})
    for level, one in reference.events.items():
        other = test.events[level]
        stage_one, stage_other = reference.stages[level], test.stages[level]
        for rule in RULES:
            pairs = match(one, other, rule)
            alone = np.ones(len(other), dtype=bool)
            alone[pairs[:, 1]] = False
            by_stage = (
                _by_stage(stage_one),
                _by_stage(stage_one[pairs[:, 0]]),
                _by_stage(stage_other[alone]),
            )
            for name, stages in CONDITIONS.items():
                codes = (
                    slice(None) if stages is None else [stage - Stage.UNSCORED for stage in stages]
                )
                n_reference, n_matched, n_alone = (int(n[codes].sum()) for n in by_stage)
                found.counts[level, rule.name, name] = EventCounts(
                    n_reference, n_matched + n_alone, n_matched
                )
            if rule.least_overlap == 0.0:
                unmatched = np.ones(len(one), dtype=bool)
                unmatched[pairs[:, 0]] = False
                found.missed[level] = np.flatnonzero(unmatched)
                found.extra[level] = np.flatnonzero(alone)
            if rule.name == PRIMARY_RULE:
                found.onset_off_s[level] = other.onset_s[pairs[:, 1]] - one.onset_s[pairs[:, 0]]
                found.end_off_s[level] = other.end_s[pairs[:, 1]] - one.end_s[pairs[:, 0]]
        found.time[level] = time_agreement(one, other, reference.rated, step_s)
    return found


def _by_stage(stages: NDArray[np.int8]) -> NDArray[np.intp]:
    """Return how many events lie in each stage, unscored first."""
    return np.bincount(stages.astype(np.intp) - Stage.UNSCORED, minlength=len(Stage))


@dataclass(frozen=True)
class Scores:
    """Precision, recall and F1 over nights, with intervals by resampling nights."""

    n_reference: int
    n_test: int
    n_matched: int
    precision: Estimate
    recall: Estimate
    f1: Estimate


def scores(counts: Sequence[EventCounts]) -> Scores:
    """Return precision, recall and F1 of the events of all nights together; see `all_scores`."""
    return all_scores([counts])[0]


def all_scores(rows: Sequence[Sequence[EventCounts]]) -> list[Scores]:
    """Return precision, recall and F1 of the events of all nights together, for many kinds at once.

    Confidence intervals of 95 % come from 2,000 resamples of the nights (Efron B, Tibshirani RJ. An
    introduction to the bootstrap. Chapman and Hall, 1993), with a fixed seed.

    Parameters
    ----------
    rows : sequence of sequences of EventCounts
        For each kind of event, the counts of the same nights.
    """
    table = np.array(
        [[(c.n_reference, c.n_test, c.n_matched) for c in row] for row in rows], dtype=np.float64
    ).reshape(len(rows), -1, 3)
    whole = table.sum(axis=1)
    values = _ratios(whole)
    low = high = values
    if table.shape[1] > 1:
        resampled = _ratios(np.matmul(_resamples(table.shape[1]), table))
        low, high = _quantiles(resampled, (0.025, 0.975))
    found = []
    for i, numbers in enumerate(whole.astype(np.int64).tolist()):
        estimates = (
            Estimate(*(float(part[k, i]) for part in (values, low, high))) for k in range(3)
        )
        found.append(Scores(*numbers, *estimates))
    return found


def _quantiles(values: NDArray[np.float64], shares: tuple[float, ...]) -> list[NDArray[np.float64]]:
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
def _resamples(n_nights: int) -> NDArray[np.float64]:
    """Return how often each night is drawn in each resample, shape (n_resamples, n_nights)."""
    rng = np.random.default_rng(SEED)
    chance = np.full(n_nights, 1 / n_nights)
    return rng.multinomial(n_nights, chance, N_RESAMPLES).astype(np.float64)


def _ratios(table: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return precision, recall and F1 of counts in the last axis, first axis 3; NaN by nothing."""
    n_reference, n_test, n_matched = np.moveaxis(table, -1, 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.stack(
            (n_matched / n_test, n_matched / n_reference, 2 * n_matched / (n_reference + n_test))
        )
