"""Agreement second by second."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from plm_detect.model.spans import Spans


@dataclass(frozen=True)
class TimeAgreement:
    """Agreement of two scorers over steps of time.

    Attributes
    ----------
    n_both, n_reference, n_test, n_neither : int
        Steps that both, only one, or neither marked.
    """

    n_both: int
    n_reference: int
    n_test: int
    n_neither: int

    @property
    def kappa(self) -> float:
        """Cohen's kappa; NaN where nobody marked anything, or everybody everything.

        Cohen J. A coefficient of agreement for nominal scales. Educ Psychol Meas 1960;20:37-46.
        """
        n = self.n_both + self.n_reference + self.n_test + self.n_neither
        if not n:
            return float("nan")
        observed = (self.n_both + self.n_neither) / n
        one, other = self.n_both + self.n_reference, self.n_both + self.n_test
        by_chance = (one * other + (n - one) * (n - other)) / n**2
        return (observed - by_chance) / (1 - by_chance) if by_chance < 1 else float("nan")

    @property
    def positive(self) -> float:
        """Positive agreement: twice both by all marks (Cicchetti and Feinstein 1990)."""
        marks = 2 * self.n_both + self.n_reference + self.n_test
        return 2 * self.n_both / marks if marks else float("nan")

    @property
    def negative(self) -> float:
        """Negative agreement: the same for steps without marks."""
        rest = 2 * self.n_neither + self.n_reference + self.n_test
        return 2 * self.n_neither / rest if rest else float("nan")


def on_grid(events: Spans, steps_s: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return in which steps an event runs at the middle of the step.

    Parameters
    ----------
    events : Spans
    steps_s : ndarray of float64, shape (n_steps,)
        Middles of the steps, sorted.
    """
    edges = np.searchsorted(steps_s, np.stack((events.onset_s, events.end_s)))
    change = np.zeros(len(steps_s) + 1, dtype=np.int64)
    np.add.at(change, edges[0], 1)
    np.add.at(change, edges[1], -1)
    return np.cumsum(change[:-1]) > 0


def steps_of(rated: Spans, step_s: float) -> NDArray[np.float64]:
    """Return the middles of the steps in which everybody could score.

    Parameters
    ----------
    rated : Spans
        Time that counts.
    step_s : float
        Length of a step.
    """
    union = rated.merged()
    parts = [
        np.arange(onset, end - step_s + 1e-9, step_s) + step_s / 2
        for onset, end in zip(union.onset_s.tolist(), union.end_s.tolist(), strict=True)
    ]
    return np.concatenate([np.empty(0), *parts])


def time_agreement(
    reference: Spans, test: Spans, rated: Spans, step_s: float = 1.0
) -> TimeAgreement:
    """Compare two scorers on a grid of time."""
    steps = steps_of(rated, step_s)
    one, other = on_grid(reference, steps), on_grid(test, steps)
    both, first = int(np.sum(one & other)), int(np.sum(one & ~other))
    second = int(np.sum(~one & other))
    return TimeAgreement(both, first, second, len(steps) - both - first - second)


@dataclass(frozen=True)
class SeveralAgreement:
    """Agreement of several scorers over steps of time.

    Attributes
    ----------
    n_scorers, n_steps : int
    fleiss_kappa : float
        Fleiss JL. Measuring nominal scale agreement among many raters. Psychol Bull
        1971;76:378-382. NaN where nobody marked anything, or everybody everything.
    krippendorff_alpha : float
        For nominal values without gaps. Krippendorff K. Content analysis. 2nd ed. Sage, 2004.
    """

    n_scorers: int
    n_steps: int
    fleiss_kappa: float
    krippendorff_alpha: float


def several_agreement(
    scorers: Sequence[Spans], rated: Spans, step_s: float = 1.0
) -> SeveralAgreement:
    """Compare several scorers on a grid of time.

    Parameters
    ----------
    scorers : sequence of Spans
        Events of each scorer.
    rated : Spans
        Time that counts.
    step_s : float
        Length of a step, seconds.
    """
    from statsmodels.stats.inter_rater import fleiss_kappa

    steps = steps_of(rated, step_s)
    n_scorers, n_steps = len(scorers), len(steps)
    marks = np.sum([on_grid(events, steps) for events in scorers], axis=0)
    if not n_steps or not 0 < np.sum(marks) < n_scorers * n_steps:
        return SeveralAgreement(n_scorers, n_steps, float("nan"), float("nan"))
    kappa = float(fleiss_kappa(np.stack((marks, n_scorers - marks), axis=1)))
    # Both divide the same disagreement; alpha expects that of draws without putting back.
    n_values = n_scorers * n_steps
    alpha = 1 - (1 - kappa) * (n_values - 1) / n_values
    return SeveralAgreement(n_scorers, n_steps, kappa, alpha)
