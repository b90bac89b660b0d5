"""How many of several scorers a test agrees better with the others than."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.agreement.comparing import quantiles, ratios, resamples
from plm_detect.agreement.levels import JOINED_LEVEL
from plm_detect.agreement.nights import CONSENSUS, consensus_without
from plm_detect.agreement.statistics.matching import PRIMARY_RULE
from plm_detect.agreement.statistics.numbers import Estimate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from plm_detect.agreement.nights import NightPair
    from plm_detect.agreement.study import Agreement


@dataclass(frozen=True)
class Against:
    """A test and one scorer, both held against the consensus of the other scorers.

    Attributes
    ----------
    scorer : str
    n_nights : int
    f1_test, f1_scorer : float
        F1 of movements of both legs by the primary matching rule, all nights together.
    difference : Estimate
        Test minus scorer, with its interval over resampled nights.
    """

    scorer: str
    n_nights: int
    f1_test: float
    f1_scorer: float
    difference: Estimate


@dataclass(frozen=True)
class Standing:
    """A test among several scorers.

    Attributes
    ----------
    test : str
    against : tuple of Against
    n_better : Estimate
        Scorers that agree less with the others than the test does, with its interval.
    """

    test: str
    against: tuple[Against, ...]
    n_better: Estimate

    def __str__(self) -> str:
        """Return the sentence that a study is asked for."""
        beyond = sum(each.difference.low > 0 for each in self.against)
        behind = sum(each.difference.high < 0 for each in self.against)
        number = self.n_better
        if np.isnan(number.low):
            return (
                f"{self.test} agrees with the other scorers better than {number.value:.0f} of "
                f"{len(self.against)} scorers in one night, which tells nothing of others."
            )
        return (
            f"{self.test} agrees with the other scorers better than {number.value:.0f} of "
            f"{len(self.against)} scorers ({number.low:.0f} to {number.high:.0f}); its F1 is "
            f"clearly higher than that of {beyond} and clearly lower than that of {behind}."
        )


def standings(agreement: Agreement) -> tuple[Standing, ...]:
    """Return each test among the scorers of the reference; nothing without three of them.

    Each scorer, and in the same nights the test, is compared with what most of the other scorers
    marked, so that nobody is compared with himself. Nights are resampled for all together (Efron B,
    Tibshirani RJ. An introduction to the bootstrap. Chapman and Hall, 1993).
    """
    others = agreement.scorers("others")
    scorers = [test for reference, test in others if reference == CONSENSUS]
    tests = [test for _, test in agreement.scorers("reference")]
    if not scorers:
        return ()
    nights = sorted({pair.night for pair in agreement.pairs})
    found = []
    for test in tests:
        ours = np.stack(
            [_counts(agreement.of(consensus_without(s), test), nights) for s in scorers]
        )
        own = np.stack([_counts(agreement.of(CONSENSUS, s), nights) for s in scorers])
        # Only nights in which both were compared.
        both = (ours[..., 0] + ours[..., 1] > 0) | (own[..., 0] + own[..., 1] > 0)
        drawn = resamples(len(nights))
        f1_test, f1_own = (ratios(part.sum(axis=1))[2] for part in (ours, own))
        spread = ratios(np.matmul(drawn, ours))[2] - ratios(np.matmul(drawn, own))[2]
        low, high = quantiles(spread, (0.025, 0.975))
        # One night tells nothing of how it varies.
        low, high = (np.where(both.sum(axis=1) > 1, edge, np.nan) for edge in (low, high))
        n_better = np.sum(spread > 0, axis=0).astype(np.float64)
        k_low, k_high = np.quantile(n_better, (0.025, 0.975))
        if len(nights) == 1:
            k_low = k_high = np.float64(np.nan)
        against = tuple(
            Against(
                scorer,
                int(np.sum(both[i])),
                float(f1_test[i]),
                float(f1_own[i]),
                Estimate(float(f1_test[i] - f1_own[i]), float(low[i]), float(high[i])),
            )
            for i, scorer in enumerate(scorers)
        )
        number = Estimate(float(np.sum(f1_test > f1_own)), float(k_low), float(k_high))
        found.append(Standing(test, against, number))
    return tuple(found)


def _counts(pairs: Sequence[NightPair], nights: Sequence[str]) -> NDArray[np.float64]:
    """Return counts of each night, shape (n_nights, 3); zeros where it was not compared."""
    by_night = {pair.night: pair for pair in pairs}
    rows = [
        by_night[night].compared.count(JOINED_LEVEL, PRIMARY_RULE, "all")
        if night in by_night
        else np.zeros(3)
        for night in nights
    ]
    return np.stack(rows).astype(np.float64)
