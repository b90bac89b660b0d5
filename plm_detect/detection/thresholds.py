"""Where the EMG rises above and falls back to the resting level."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.model.signals import samples_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from plm_detect.detection.resting import RestingLevel
    from plm_detect.model.rulesections import DetectionCriteria
    from plm_detect.model.settings import DetectionSettings

BLOCK_SAMPLES = 2**16
"""About how many samples are compared at a time; small enough to stay in the cache."""


@dataclass(frozen=True, eq=False)
class OnsetLevels:
    """Which samples reach one onset threshold; both of shape (n_samples,).

    Attributes
    ----------
    average_over : ndarray of bool
        The moving average exceeds the resting level by more than the threshold.
    reaches : ndarray of bool
        The rectified EMG itself reaches the threshold.
    """

    average_over: NDArray[np.bool_]
    reaches: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Levels:
    """Which samples lie above which level; all of shape (n_samples,).

    Attributes
    ----------
    average_over_end : ndarray of bool
        The moving average exceeds the resting level by more than the end threshold.
    over_rest_peaks : ndarray of bool
        The rectified EMG itself exceeds the end threshold and what rest alone reaches.
    onsets : tuple of OnsetLevels
        One for each onset threshold.
    """

    average_over_end: NDArray[np.bool_]
    over_rest_peaks: NDArray[np.bool_]
    onsets: tuple[OnsetLevels, ...]


def moving_sum(emg: NDArray[np.float64], begin: int, end: int, half: int) -> NDArray[np.float64]:
    """Return the sum of 2 half + 1 samples around each sample of a block.

    Parameters
    ----------
    emg : ndarray of float64, shape (n_samples,)
        The edge values are repeated beyond its ends.
    begin, end : int
        The block.
    half : int

    Returns
    -------
    ndarray of float64, shape (end - begin,)
    """
    around = np.pad(
        emg[max(begin - half, 0) : end + half],
        (max(half - begin, 0), max(end + half - len(emg), 0)),
        mode="edge",
    )
    total = np.cumsum(around)
    total[2 * half + 1 :] -= total[: -(2 * half + 1)].copy()
    return total[2 * half :]


def compare_levels(
    emg: NDArray[np.float64],
    rest: RestingLevel,
    half: int,
    rest_peak_factor: float,
    end_above_rest_uv: float,
    onsets_above_rest_uv: Sequence[float],
) -> Levels:
    """Hold the EMG and its moving average against the levels of the rule, block by block.

    Parameters
    ----------
    emg : ndarray of float64, shape (n_samples,)
        Rectified EMG, microvolts.
    rest : RestingLevel
    half : int
        The moving average is taken over 2 half + 1 samples.
    rest_peak_factor : float
    end_above_rest_uv : float
    onsets_above_rest_uv : sequence of float
        Several thresholds in one pass, because the averages are the larger part of the work.
    """
    n_samples = len(emg)
    over_end, over_peaks = np.empty(n_samples, dtype=bool), np.empty(n_samples, dtype=bool)
    onsets = tuple(
        OnsetLevels(np.empty(n_samples, dtype=bool), np.empty(n_samples, dtype=bool))
        for _ in onsets_above_rest_uv
    )
    width = 2 * half + 1
    step = rest.samples_per_bin * max(1, BLOCK_SAMPLES // rest.samples_per_bin)
    for begin in range(0, n_samples, step):
        end = min(begin + step, n_samples)
        block = slice(begin, end)
        rest_uv = rest.between(begin, end)
        end_uv = rest_uv + end_above_rest_uv
        total = moving_sum(emg, begin, end, half)
        np.greater(total, width * end_uv, out=over_end[block])
        rest_peak_uv = np.maximum(end_uv, rest_peak_factor * rest_uv)
        np.greater(emg[block], rest_peak_uv, out=over_peaks[block])
        for above_rest_uv, levels in zip(onsets_above_rest_uv, onsets, strict=True):
            onset_uv = rest_uv + above_rest_uv
            np.greater(total, width * onset_uv, out=levels.average_over[block])
            np.greater_equal(emg[block], onset_uv, out=levels.reaches[block])
    return Levels(over_end, over_peaks, onsets)


def active_stretches(
    emg: NDArray[np.float64],
    rest: RestingLevel,
    rate_hz: float,
    settings: DetectionSettings,
    criteria: DetectionCriteria,
    other_onsets_uv: Sequence[float] = (),
) -> list[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Return the stretches in which the EMG is active.

    Whether the EMG is active is judged on its moving average, because single samples of muscle
    activity fall to zero many times a second: it becomes active where the average exceeds rest
    by the onset threshold and stays so until the average has not exceeded rest by the end
    threshold for the quiet time of the rule. Where exactly a stretch begins and ends is then
    read from the rectified EMG itself, because the average spreads every edge over its width.

    Parameters
    ----------
    emg : ndarray of float64, shape (n_samples,)
        Rectified EMG, microvolts.
    rest : RestingLevel
    rate_hz : float
    settings : DetectionSettings
        Uses ``smoothing_s`` and ``rest_peak_factor``.
    criteria : DetectionCriteria
    other_onsets_uv : sequence of float
        Onset thresholds to try in place of that of the criteria, microvolts above rest.

    Returns
    -------
    list of (first, stop), each an ndarray of int, shape (n_stretches,)
        First sample of each stretch and the one after its last: by the criteria, then by each
        of the other thresholds.
    """
    half = samples_in(settings.smoothing_s / 2, rate_hz)
    levels = compare_levels(
        emg,
        rest,
        half,
        settings.rest_peak_factor,
        criteria.end_above_rest_uv,
        (criteria.onset_above_rest_uv, *other_onsets_uv),
    )
    begin, stop = _runs(levels.average_over_end)
    if len(begin):
        apart = begin[1:] - stop[:-1] >= samples_in(criteria.end_quiet_s, rate_hz)
        begin = begin[np.concatenate(([True], apart))]
        stop = stop[np.concatenate((apart, [True]))]
    active = np.flatnonzero(levels.over_rest_peaks)
    return [_stretches(begin, stop, active, onset, half) for onset in levels.onsets]


def _stretches(
    begin: NDArray[np.intp],
    stop: NDArray[np.intp],
    active: NDArray[np.intp],
    onset: OnsetLevels,
    half: int,
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    rising = np.flatnonzero(onset.average_over)
    if not len(rising) or not len(begin):
        return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp)
    at = np.searchsorted(rising, begin)
    reaches = (at < len(rising)) & (rising[np.minimum(at, len(rising) - 1)] < stop)
    first, stop = rising[at[reaches]], stop[reaches]
    onsets = np.flatnonzero(onset.reaches)
    first = np.minimum(onsets[np.searchsorted(onsets, first - half)], first + half)
    last = active[np.maximum(np.searchsorted(active, stop) - 1, 0)] + 1
    return first, np.maximum(np.clip(last, stop - 2 * half - 1, stop), first + 1)


def _runs(flags: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the first index of each run of true values and the one after its last."""
    edges = np.flatnonzero(flags[1:] != flags[:-1]) + 1
    if flags[0]:
        edges = np.concatenate(([0], edges))
    if flags[-1]:
        edges = np.concatenate((edges, [len(flags)]))
    return edges[::2], edges[1::2]
