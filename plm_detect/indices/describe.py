"""Descriptive statistics by column; undefined values are NaN, without warnings."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from plm_detect.model.spans import TIME_TOLERANCE_S

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray


def mean(values: NDArray[np.float64]) -> float:
    """Return the mean; NaN for no value."""
    return float(np.mean(values)) if len(values) else np.nan


def median(values: NDArray[np.float64]) -> float:
    """Return the median; NaN for no value."""
    return float(np.median(values)) if len(values) else np.nan


def sd(values: NDArray[np.float64]) -> float:
    """Return the standard deviation with n - 1; NaN for fewer than two values.

    Durations that are the same time have no spread, whatever the last digits of their sums say.
    """
    if len(values) < 2:
        return np.nan
    if np.ptp(values) < TIME_TOLERANCE_S:
        return 0.0
    return float(np.std(values, ddof=1))


def smallest(values: NDArray[np.float64]) -> float:
    """Return the minimum; NaN for no value."""
    return float(np.min(values)) if len(values) else np.nan


def largest(values: NDArray[np.float64]) -> float:
    """Return the maximum; NaN for no value."""
    return float(np.max(values)) if len(values) else np.nan


def log_mean(values: NDArray[np.float64]) -> float:
    """Return the geometric mean of the values above zero; NaN for none."""
    positive = values[values > 0]
    return float(np.exp(np.mean(np.log(positive)))) if len(positive) else np.nan


def log_sd(values: NDArray[np.float64]) -> float:
    """Return the geometric standard deviation, from n - 1, of the values above zero.

    NaN for fewer than two.
    """
    positive = values[values > 0]
    return float(np.exp(np.std(np.log(positive), ddof=1))) if len(positive) > 1 else np.nan


def by_column(
    statistic: Callable[[NDArray[np.float64]], float],
    values: NDArray[np.float64],
    inside: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """Return a statistic of the values in each column.

    Parameters
    ----------
    statistic : callable
        From values of shape (k,) to a number.
    values : ndarray of float64, shape (n,)
    inside : ndarray of bool, shape (n_columns, n)

    Returns
    -------
    ndarray of float64, shape (n_columns,)
    """
    return np.array([statistic(values[row]) for row in inside])
