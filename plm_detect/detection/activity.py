"""Where the EMG rises above and falls back to the resting level, to the bin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.ndimage import maximum_filter1d, uniform_filter1d

from plm_detect.detection.bursts import burst_level
from plm_detect.detection.chance import end_above_rest_uv, onset_average_s, relative_sd
from plm_detect.model.spans import at_least

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.detection.envelope import Envelope
    from plm_detect.detection.following import FollowedSegment
    from plm_detect.detection.resting import RestingLevel
    from plm_detect.model.rulesections import DetectionCriteria
    from plm_detect.model.settings import DetectionSettings

BESIDE_S, BESIDE_STEP, BESIDE_SHARE = 2.0, 3, 0.3
"""The EMG beside an activity is the level that this share of the time before or after it does not
exceed, by every third bin."""
CHANCE_SDS = 2.0
"""The highest of some averages lies so many standard deviations over all of them."""
HELD_SHARE = 0.5
"""Where the median of the envelope is raised, the mean without spikes is too, to this share of the
end threshold: a crowd of pops raises the median alone."""


@dataclass(frozen=True, eq=False)
class Activity:
    """Stretches in which the EMG does not come to rest.

    Only the bins around them are kept, one stretch after the other.

    Attributes
    ----------
    bins : ndarray of int, shape (n_bins,)
        Numbers of the bins of the envelope; sorted.
    begin, stop : ndarray of int, shape (n_stretches,)
        First place in ``bins`` of each stretch and the one after its last.
    above_rest_uv : ndarray of float32, shape (n_bins,)
        How far the average on which the onset is judged lies above rest, lone spikes cut off.
    longest_burst_s : ndarray of float64, shape (n_stretches,)
        Longest time within each stretch in which activity does not fall to rest.
    """

    bins: NDArray[np.intp]
    begin: NDArray[np.intp]
    stop: NDArray[np.intp]
    above_rest_uv: NDArray[np.float32]
    longest_burst_s: NDArray[np.float64]

    def first_bins(self) -> NDArray[np.intp]:
        """Return the first bin of the envelope in each stretch, shape (n_stretches,)."""
        return np.asarray(self.bins[self.begin])

    def stop_bins(self) -> NDArray[np.intp]:
        """Return the bin of the envelope after the last one of each stretch."""
        return np.asarray(self.bins[self.stop - 1] + 1)

    def highest_uv(self) -> NDArray[np.float64]:
        """Return the highest average of each stretch above rest, shape (n_stretches,)."""
        if not len(self.begin):
            return np.empty(0)
        edges = np.stack((self.begin, self.stop), axis=1).ravel()
        padded = np.append(self.above_rest_uv, np.float32(-np.inf))
        return np.maximum.reduceat(padded, edges)[::2].astype(np.float64)


def find_activity(
    followed: FollowedSegment,
    criteria: DetectionCriteria,
    settings: DetectionSettings,
    lowest_onset_uv: float | None = None,
) -> Activity:
    """Return where the EMG does not come to rest for the quiet time of the rule.

    Parameters
    ----------
    followed : FollowedSegment
    criteria : DetectionCriteria
        Uses ``onset_above_rest_uv``, ``end_above_rest_uv``, ``end_quiet_s`` and ``shortest_s``,
        from which a bin is taken off, because edges are read from the samples later.
    settings : DetectionSettings
        Uses ``onset_average_s``, ``onset_average_most_s``, ``onset_short_s``,
        ``onset_short_sds``, ``noise_sds``, ``spike_fade_s``, ``burst_s``,
        ``heart_burst_s``, ``heart_rhythm`` and ``burst_gap_s``.
    lowest_onset_uv : float or None
        Stretches that neither have a bin that far above rest nor touch one that has are left out;
        None for the onset threshold.
    """
    envelope, rest, rate_hz = followed.envelope, followed.rest, followed.segment.rate_hz
    beats = (followed.heart_rhythm or 0.0) >= settings.heart_rhythm
    burst_s = settings.heart_burst_s if beats else settings.burst_s
    onset_uv = criteria.onset_above_rest_uv
    least_uv = onset_uv if lowest_onset_uv is None else min(lowest_onset_uv, onset_uv)
    end_uv = criteria.end_above_rest_uv
    burst_share = settings.noise_sds * relative_sd(rate_hz, envelope.bin_s, settings)
    burst_uv = np.maximum(burst_share * rest.microvolts, end_uv)
    raised_uv = end_above_rest_uv(rest.microvolts, end_uv, rate_hz, settings)
    beside_s = max(criteria.end_quiet_s, settings.onset_average_most_s, settings.envelope_s)
    beside = -(-envelope.bins_in(beside_s) // rest.per_bin)
    bins = _bins_worth_a_look(envelope, rest, burst_uv, raised_uv, least_uv, beside)
    place = rest.places(bins)
    rest_uv = rest.microvolts[place].astype(np.float32)
    mean_uv = envelope.mean_uv[bins]
    if not len(bins):
        nothing = np.empty(0, dtype=np.intp)
        return Activity(bins, nothing, nothing, mean_uv, np.empty(0))
    level = burst_level(mean_uv, rest_uv, onset_uv, burst_s, envelope.bin_s, settings)
    without_spikes = np.minimum(mean_uv - rest_uv, np.maximum(level, 0.0))

    def average(seconds: float) -> NDArray[np.float32]:
        return np.asarray(uniform_filter1d(without_spikes, envelope.bins_in(seconds)))

    is_burst = level > burst_uv[place]
    is_raised = envelope.median_uv[bins] - rest_uv > raised_uv[place]
    is_raised &= average(settings.envelope_s) > HELD_SHARE * end_uv
    begin, stop = _runs(is_burst | is_raised)
    if len(begin):
        apart = bins[begin[1:]] - bins[stop[:-1] - 1] > envelope.bins_in(criteria.end_quiet_s)
        begin = begin[np.concatenate(([True], apart))]
        stop = stop[np.concatenate((apart, [True]))]
        lasts_s = (stop - begin) * np.float64(envelope.bin_s)
        long = at_least(lasts_s, criteria.shortest_s - envelope.bin_s)
        begin, stop = begin[long], stop[long]
    long_s = onset_average_s(rate_hz, settings)
    short_s = settings.onset_short_s * long_s / settings.onset_average_s
    short = average(short_s)
    by_chance = settings.onset_short_sds * relative_sd(rate_hz, short_s, settings)
    surely = short - np.float32(by_chance) * (rest_uv + np.float32(onset_uv))
    is_held = is_burst | (short > raised_uv[place])
    bursts_s = _longest_runs(is_held, begin, stop) * np.float64(envelope.bin_s)
    return Activity(bins, begin, stop, np.maximum(average(long_s), surely), bursts_s)


def _bins_worth_a_look(
    envelope: Envelope,
    rest: RestingLevel,
    burst_uv: NDArray[np.float64],
    raised_uv: NDArray[np.floating[Any]],
    onset_uv: float,
    beside: int,
) -> NDArray[np.intp]:
    """Return the bins around all that rises high enough, with what is beside it at either end.

    Bins of the resting level in which the envelope exceeds no threshold end activity, so that
    nothing of the rest of the night is needed but some of them: as many as averages and the quiet
    time of the rule reach.
    """
    n_bins, per_bin = len(envelope.mean_uv), rest.per_bin
    starts = np.arange(len(rest.microvolts)) * per_bin
    highest = np.maximum.reduceat(envelope.mean_uv[:], starts) - rest.microvolts
    raised = np.maximum.reduceat(envelope.median_uv[:], starts) - rest.microvolts
    is_busy = (highest > burst_uv) | (raised > raised_uv)
    begin, stop = _runs(is_busy)
    is_high = np.concatenate(([0], np.cumsum(highest > onset_uv)))
    kept = is_high[stop] > is_high[begin]
    is_kept = np.zeros(len(starts), dtype=bool)
    is_kept[is_busy] = np.repeat(kept, stop - begin)
    looked_at = maximum_filter1d(is_kept, 2 * beside + 1, mode="constant")
    ends = np.append(starts[1:], n_bins)
    return np.flatnonzero(np.repeat(looked_at, ends - starts))


def rising_places(
    activity: Activity, onset_above_rest_uv: float
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the stretches that reach an onset threshold and where each first does.

    Parameters
    ----------
    activity : Activity
    onset_above_rest_uv : float

    Returns
    -------
    stretches, bins : ndarray of int, shape (n_rising,)
        Numbers of the stretches, and bins of the envelope.
    """
    over = np.flatnonzero(activity.above_rest_uv > onset_above_rest_uv)
    inside, first = _first_within(over, activity.begin, activity.stop)
    return np.flatnonzero(inside), activity.bins[first[inside]]


def prominence_uv(
    activity: Activity,
    followed: FollowedSegment,
    settings: DetectionSettings,
) -> NDArray[np.float64]:
    """Return how far the highest average of each stretch rises over the EMG beside it.

    Where the resting EMG steps, it does not rise over the EMG after the step by more than chance.

    Parameters
    ----------
    activity : Activity
    followed : FollowedSegment
        That the activity was found in.
    settings : DetectionSettings
        Uses ``onset_average_s``.

    Returns
    -------
    ndarray of float64, shape (n_stretches,)
        Microvolts over the higher of the levels before and after, and what chance adds to it.
    """
    envelope = followed.envelope
    level, last = envelope.median_uv, len(envelope.median_uv) - 1
    begin, stop = activity.first_bins(), activity.stop_bins()
    near = np.arange(1, envelope.bins_in(BESIDE_S), BESIDE_STEP)
    rank = int(BESIDE_SHARE * len(near))
    before, after = (
        np.partition(level[np.clip(bins, 0, last)], rank, axis=1)[:, rank]
        for bins in (begin[:, np.newaxis] - near, stop[:, np.newaxis] - 1 + near)
    )
    higher = np.maximum(np.where(begin > 0, before, 0.0), np.where(stop <= last, after, 0.0))
    rate_hz = followed.segment.rate_hz
    chance = CHANCE_SDS * relative_sd(rate_hz, onset_average_s(rate_hz, settings), settings)
    return np.asarray(activity.highest_uv() + followed.rest.at(begin) - (1 + chance) * higher)


def _first_within(
    places: NDArray[np.intp], begin: NDArray[np.intp], stop: NDArray[np.intp]
) -> tuple[NDArray[np.bool_], NDArray[np.intp]]:
    """Return whether one of some sorted places lies in each stretch, and the first of them."""
    if not len(places):
        return np.zeros(len(begin), dtype=bool), np.zeros(len(begin), dtype=np.intp)
    at = places[np.minimum(np.searchsorted(places, begin), len(places) - 1)]
    return (at >= begin) & (at < stop), at


def _longest_runs(
    flags: NDArray[np.bool_], begin: NDArray[np.intp], stop: NDArray[np.intp]
) -> NDArray[np.intp]:
    """Return the length of the longest run of true values within each stretch, shape (n,).

    Stretches do not touch each other; what reaches over their ends is cut off.
    """
    steps = np.zeros(len(flags) + 1, dtype=np.int8)
    steps[begin] += 1
    steps[stop] -= 1
    first, last = _runs(flags & (np.cumsum(steps[:-1]) > 0))
    if not len(first):
        return np.zeros(len(begin), dtype=np.intp)
    edges = np.stack((np.searchsorted(first, begin), np.searchsorted(first, stop)), axis=1)
    lengths = np.append(last - first, 0)
    longest = np.maximum.reduceat(lengths, np.minimum(edges, len(first)).ravel())[::2]
    return np.where(edges[:, 1] > edges[:, 0], longest, 0)


def _runs(flags: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the first index of each run of true values and the one after its last."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], flags, [False]))))
    return edges[::2], edges[1::2]
