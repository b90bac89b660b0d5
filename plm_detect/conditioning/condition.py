"""Condition the EMG of a leg, stretch by stretch."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.conditioning.bandpass import band_edges_hz
from plm_detect.conditioning.filtering import band_passed
from plm_detect.conditioning.lost import find_lost
from plm_detect.model.signals import Part
from plm_detect.model.spans import Spans

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from plm_detect.model.settings import DetectionSettings
    from plm_detect.model.signals import LegSignal, Room, Samples, Segment

SHORTEST_STRETCH_S = 0.5
"""Shorter stretches hold no movement that a rule would count."""


@dataclass(frozen=True, eq=False)
class ConditionedLeg:
    """Outcome of the conditioning.

    Attributes
    ----------
    emg : LegSignal
        Band-passed and rectified; only stretches that are long enough.
    excluded : Spans
        Recorded time that is left out, seconds from the start of the recording: where the channel
        stands still or is saturated, and what is too short to be searched.
    clipped_s : float
        Time in which the channel stands at the limit of its range, seconds.
    hum_s : float
        Time from which mains hum was removed, seconds.
    heart_share : float or None
        Share of the resting EMG's power that followed the ECG; None without an ECG.
    """

    emg: LegSignal
    excluded: Spans
    clipped_s: float
    hum_s: float
    heart_share: float | None


def condition(
    leg: LegSignal,
    settings: DetectionSettings,
    ecg: tuple[Segment, ...] | None = None,
    room: Room = np.empty,
) -> ConditionedLeg:
    """Return the band-passed and rectified EMG of a leg.

    No filter runs across a gap of the recording or across lost signal.

    Parameters
    ----------
    leg : LegSignal
        As recorded, microvolts.
    settings : DetectionSettings
    ecg : tuple of Segment, or None
        ECG of the same recording, in any unit and at any sampling rate, in the same stretches.
    room : callable
        Where the result is kept.

    Raises
    ------
    SettingsError
        When the band-pass leaves nothing at the leg's sampling rate.
    """
    band_edges_hz(leg.rate_hz, settings)
    shortest = SHORTEST_STRETCH_S * leg.rate_hz
    segments, excluded = [], []
    n_clipped, hum_s = 0, 0.0
    shares: list[tuple[float, int]] = []
    for i, whole in enumerate(leg.segments):
        lost = find_lost(whole.microvolts, whole.rate_hz, settings)
        n_clipped += lost.n_clipped
        heart = None if ecg is None else _at_times_of(whole, ecg[i])
        edges = whole.times(np.stack((lost.begin, lost.stop), axis=1))
        excluded += [(on, end) for on, end in edges.tolist()]
        for kept in _between(lost.begin, lost.stop, len(whole.microvolts)):
            part = replace(
                whole,
                start_s=whole.start_s + kept.start / whole.rate_hz,
                microvolts=Part(whole.microvolts, kept.start, kept.stop),
            )
            if len(part.microvolts) < shortest:
                excluded.append((part.start_s, part.end_s))
                continue
            beside = None if heart is None else Part(heart, kept.start, kept.stop)
            filtered = band_passed(part.microvolts, part.rate_hz, settings, beside, room)
            hum_s += filtered.hum_s
            if filtered.heart_share is not None:
                shares.append((filtered.heart_share, len(part.microvolts)))
            segments.append(
                replace(part, microvolts=filtered.rectified, is_negative=filtered.is_negative)
            )
    n_samples = sum(n for _, n in shares)
    return ConditionedLeg(
        emg=replace(leg, segments=tuple(segments)),
        excluded=Spans.of(excluded).merged(),
        clipped_s=n_clipped / leg.rate_hz,
        hum_s=hum_s,
        heart_share=sum(s * n for s, n in shares) / n_samples if n_samples else None,
    )


def _between(begin: NDArray[np.intp], stop: NDArray[np.intp], n_samples: int) -> Iterator[slice]:
    """Yield the parts of a stretch between lost ones."""
    first = 0
    for lost_begin, lost_stop in zip(begin.tolist(), stop.tolist(), strict=True):
        if lost_begin > first:
            yield slice(first, lost_begin)
        first = lost_stop
    if first < n_samples:
        yield slice(first, n_samples)


@dataclass(frozen=True, eq=False)
class _Resampled:
    """A signal at the times of the samples of another, interpolated where it is asked for.

    Attributes
    ----------
    samples : Samples
    ratio : float
        Its rate over that of the other.
    n_samples : int
        Of the other.
    """

    samples: Samples
    ratio: float
    n_samples: int

    def __len__(self) -> int:
        """Return how many samples the other signal has."""
        return self.n_samples

    def __getitem__(self, part: slice, /) -> NDArray[np.float32]:
        """Return the signal at some samples of the other."""
        begin, stop, _ = part.indices(self.n_samples)
        times = np.arange(begin, stop) * self.ratio
        last = len(self.samples) - 1
        low, high = (min(int(each * self.ratio), last) for each in (begin, max(stop - 1, begin)))
        near = self.samples[low : high + 2]
        at_times = np.interp(times, np.arange(low, low + len(near)), near)
        return np.asarray(at_times, dtype=np.float32)


def _at_times_of(leg: Segment, ecg: Segment) -> Samples:
    """Return the ECG at the times of the samples of a leg."""
    n_samples = len(leg.microvolts)
    if ecg.rate_hz == leg.rate_hz and len(ecg.microvolts) == n_samples:
        return ecg.microvolts
    return _Resampled(ecg.microvolts, ecg.rate_hz / leg.rate_hz, n_samples)
