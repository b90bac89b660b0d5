"""Agreement of one number for each night, such as an index."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEWEST_NIGHTS = 3
LEVEL = 0.95
ROUNDING = 1e-12
"""Scatter of a smaller share is that of the arithmetic."""
LEAST_P = 0.001
"""A smaller p value is not written out."""
CUTS_PER_HOUR = (15.0, 5.0)
"""By which the index is classed."""


@dataclass(frozen=True)
class Estimate:
    """A number with its confidence interval of 95 %."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class BlandAltman:
    """Differences of two scorers, test minus reference.

    Attributes
    ----------
    bias, lower, upper : Estimate
        Mean difference and limits of agreement (1.96 standard deviations).
    slope, slope_p : float
        Of the difference on the mean of both (proportional bias), and its p value.

    References
    ----------
    Bland JM, Altman DG. Measuring agreement in method comparison studies. Stat Methods Med Res
    1999;8:135-160.
    """

    bias: Estimate
    lower: Estimate
    upper: Estimate
    slope: float
    slope_p: float


@dataclass(frozen=True)
class IndexAgreement:
    """Agreement of an index over nights.

    Attributes
    ----------
    n_nights : int
    bland_altman : BlandAltman
    icc_agreement, icc_consistency : Estimate
        ICC(2,1) and ICC(3,1) (Shrout and Fleiss 1979).
    pearson, spearman, rmse : float
    """

    n_nights: int
    bland_altman: BlandAltman
    icc_agreement: Estimate
    icc_consistency: Estimate
    pearson: float
    spearman: float
    rmse: float


def p_text(p: float) -> str:
    """Return a p value for people: ``= 0.012``, ``< 0.001``, or ``-`` where there is none."""
    if np.isnan(p):
        return "-"
    return f"< {LEAST_P:g}" if p < LEAST_P else f"= {p:.3f}"


def bland_altman(reference: NDArray[np.float64], test: NDArray[np.float64]) -> BlandAltman:
    """Return bias and limits of agreement with their confidence intervals.

    Parameters
    ----------
    reference, test : ndarray of float64, shape (n_nights,)
        At least three nights.
    """
    from scipy import stats

    difference, mean = test - reference, (test + reference) / 2
    n = len(difference)
    bias, sd = float(np.mean(difference)), float(np.std(difference, ddof=1))
    t = float(stats.t.ppf((1 + LEVEL) / 2, n - 1))
    z = float(stats.norm.ppf((1 + LEVEL) / 2))
    of_bias = t * sd / np.sqrt(n)
    of_limit = t * sd * np.sqrt(1 / n + z**2 / (2 * (n - 1)))
    lower, upper = bias - z * sd, bias + z * sd
    slope, p = float("nan"), float("nan")
    if np.ptp(mean) > ROUNDING * float(np.max(np.abs(mean))):
        fit = stats.linregress(mean, difference)
        slope, p = float(fit.slope), float(fit.pvalue)
    return BlandAltman(
        bias=Estimate(bias, bias - of_bias, bias + of_bias),
        lower=Estimate(lower, lower - of_limit, lower + of_limit),
        upper=Estimate(upper, upper - of_limit, upper + of_limit),
        slope=slope,
        slope_p=p,
    )


def index_agreement(
    reference: NDArray[np.float64], test: NDArray[np.float64]
) -> IndexAgreement | None:
    """Compare an index over nights.

    Parameters
    ----------
    reference, test : ndarray of float64, shape (n_nights,)
        NaN where a scorer has none; such nights are left out.

    Returns
    -------
    IndexAgreement or None
        None with fewer than three nights.
    """
    from scipy import stats

    known = np.isfinite(reference) & np.isfinite(test)
    one, other = reference[known], test[known]
    if len(one) < FEWEST_NIGHTS:
        return None
    varies = np.ptp(one) > 0 and np.ptp(other) > 0
    icc2, icc3 = intraclass(one, other)
    return IndexAgreement(
        n_nights=len(one),
        bland_altman=bland_altman(one, other),
        icc_agreement=icc2,
        icc_consistency=icc3,
        pearson=float(stats.pearsonr(one, other).statistic) if varies else float("nan"),
        spearman=float(stats.spearmanr(one, other).statistic) if varies else float("nan"),
        rmse=float(np.sqrt(np.mean((other - one) ** 2))),
    )


def intraclass(one: NDArray[np.float64], other: NDArray[np.float64]) -> tuple[Estimate, Estimate]:
    """Return ICC(2,1) and ICC(3,1) with their confidence intervals.

    Parameters
    ----------
    one, other : ndarray of float64, shape (n_nights,)
        The same nights by two scorers, at least three.

    References
    ----------
    McGraw KO, Wong SP. Forming inferences about some intraclass correlation coefficients. Psychol
    Methods 1996;1:30-46. The agreement of single scores, ICC(A,1), and their consistency, ICC(C,1);
    Shrout and Fleiss (1979) call them ICC(2,1) and ICC(3,1).
    """
    from scipy import stats

    table = np.stack([one, other], axis=1)
    n, k = table.shape
    of_nights = table.mean(axis=1, keepdims=True) - table.mean()
    of_scorers = table.mean(axis=0, keepdims=True) - table.mean()
    rest = table - table.mean() - of_nights - of_scorers
    df_nights, df_rest = n - 1, (n - 1) * (k - 1)
    between = k * float(np.sum(of_nights**2)) / df_nights
    scorers = n * float(np.sum(of_scorers**2)) / (k - 1)
    error = float(np.sum(rest**2)) / df_rest
    spread = between + (k - 1) * error + k * (scorers - error) / n
    nan = float("nan")
    if between <= ROUNDING * float(np.mean(table**2)):
        # Nights that do not differ tell nothing of how scorers order them.
        return Estimate(nan, nan, nan), Estimate(nan, nan, nan)
    agreement = (between - error) / spread
    if error <= ROUNDING * spread:
        # Without any scatter there is nothing to rest an interval on.
        return Estimate(agreement, nan, nan), Estimate(1.0, nan, nan)
    upper = (1 + LEVEL) / 2

    ratio = between / error
    low = ratio / stats.f.ppf(upper, df_nights, df_rest)
    high = ratio * stats.f.ppf(upper, df_rest, df_nights)
    consistency = Estimate(
        (between - error) / (between + (k - 1) * error),
        float((low - 1) / (low + k - 1)),
        float((high - 1) / (high + k - 1)),
    )

    a = k * agreement / (n * (1 - agreement))
    b = 1 + k * agreement * (n - 1) / (n * (1 - agreement))
    df = (a * scorers + b * error) ** 2 / (
        (a * scorers) ** 2 / (k - 1) + (b * error) ** 2 / df_rest
    )
    shared = k * scorers + (k * n - k - n) * error
    of_low, of_high = stats.f.ppf(upper, df_nights, df), stats.f.ppf(upper, df, df_nights)
    return (
        Estimate(
            agreement,
            float(n * (between - of_low * error) / (of_low * shared + n * between)),
            float(n * (of_high * between - error) / (shared + n * of_high * between)),
        ),
        consistency,
    )


@dataclass(frozen=True)
class ClassAgreement:
    """Agreement on which side of a cut an index lies.

    Attributes
    ----------
    cut_per_hour : float
    n_both, n_reference, n_test, n_neither : int
        Nights above the cut by both, by only one, by neither.
    kappa, sensitivity, specificity : float
    area : float
        Under the receiver operating characteristic of the test's index for the reference's class.
    """

    cut_per_hour: float
    n_both: int
    n_reference: int
    n_test: int
    n_neither: int
    kappa: float
    sensitivity: float
    specificity: float
    area: float


def class_agreement(
    reference: NDArray[np.float64], test: NDArray[np.float64], cut_per_hour: float
) -> ClassAgreement:
    """Compare the classes that two scorers' indices give.

    Parameters
    ----------
    reference, test : ndarray of float64, shape (n_nights,)
        NaN where a scorer has none; such nights are left out.
    cut_per_hour : float
        An index above it is raised.
    """
    from sklearn.metrics import cohen_kappa_score, roc_auc_score

    known = np.isfinite(reference) & np.isfinite(test)
    one, other = reference[known] > cut_per_hour, test[known] > cut_per_hour
    both, first = int(np.sum(one & other)), int(np.sum(one & ~other))
    second, neither = int(np.sum(~one & other)), int(np.sum(~one & ~other))
    varies = both + first > 0 and second + neither > 0
    differs = both + first + second > 0 and neither + first + second > 0
    nan = float("nan")
    return ClassAgreement(
        cut_per_hour=cut_per_hour,
        n_both=both,
        n_reference=first,
        n_test=second,
        n_neither=neither,
        kappa=float(cohen_kappa_score(one, other)) if differs else nan,
        sensitivity=both / (both + first) if both + first else nan,
        specificity=neither / (second + neither) if second + neither else nan,
        area=float(roc_auc_score(one, test[known])) if varies else nan,
    )


def area_between(
    affected: NDArray[np.float64], unaffected: NDArray[np.float64], n_resamples: int = 2000
) -> Estimate:
    """Return how well an index tells two groups apart, with an interval over resampled nights.

    The area under the receiver operating characteristic is the chance that the index of one night
    of the affected exceeds that of one of the unaffected, ties counting half (Hanley JA, McNeil BJ.
    The meaning and use of the area under a receiver operating characteristic curve. Radiology
    1982;143:29-36).

    Parameters
    ----------
    affected, unaffected : ndarray of float64, shape (n,) and (m,)
        Without NaN, at least one of each.
    n_resamples : int
        Nights of either group are resampled so often, with a fixed seed. Of one night in a group
        there is no interval (NaN).
    """
    value = float(_areas(affected[np.newaxis], unaffected[np.newaxis])[0])
    if min(len(affected), len(unaffected)) < 2:
        return Estimate(value, float("nan"), float("nan"))
    rng = np.random.default_rng(0)
    drawn = [rng.choice(group, (n_resamples, len(group))) for group in (affected, unaffected)]
    low, high = np.quantile(_areas(*drawn), ((1 - LEVEL) / 2, (1 + LEVEL) / 2))
    return Estimate(value, float(low), float(high))


def _areas(affected: NDArray[np.float64], unaffected: NDArray[np.float64]) -> NDArray[np.float64]:
    from scipy import stats

    n, m = affected.shape[1], unaffected.shape[1]
    ranks = stats.rankdata(np.concatenate([affected, unaffected], axis=1), axis=1)
    return np.asarray((ranks[:, :n].sum(axis=1) - n * (n + 1) / 2) / (n * m))
