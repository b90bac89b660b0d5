"""The EMG of a leg in detail: where it is worth its room at full rate, and what is kept of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.detection.certainty import CERTAIN_SHARE
from plm_detect.detection.chance import relative_sd_of_median
from plm_detect.detection.evidence import HIGHEST_UV, SHOWN_SHARE, halved
from plm_detect.model.signals import blocks_of
from plm_detect.model.spans import Spans
from plm_detect.model.traces import ROOT_STEPS, STEP_S, DetailWindow, LegDetail

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from plm_detect.detection.evidence import FollowedLeg
    from plm_detect.detection.following import FollowedSegment
    from plm_detect.model.signals import Samples, Segment

AROUND_S = 1.5
"""Kept before and after a movement, and to either side of the middle of what was not scored."""
LONGEST_S = 30.0
"""Of a longer movement only the beginning is kept, where it is decided."""
GRID_S = 0.1
"""Windows begin and end on a grid of this width."""
REST_EVERY = 5
"""In a page the resting EMG has one value for so many of the mean's."""
BYTES_OF_MEAN = 2


@dataclass(frozen=True)
class Asked:
    """A stretch of a leg that is worth its room.

    Attributes
    ----------
    nearness : tuple of float
        Rank: what is lower is kept first.
    begin_s, end_s : float
        Seconds from the start of the recording.
    leg : int
        Place of the leg.
    """

    nearness: tuple[float, float, float]
    begin_s: float
    end_s: float
    leg: int


def chosen_windows(
    legs: Sequence[FollowedLeg], duration_s: float, n_bytes: int
) -> tuple[Spans, ...]:
    """Return which stretches of each leg are kept at full rate.

    First those around movements and activity that was not scored, the nearest to a decision
    before the others; then, if there is room, the other leg at the same times.

    Parameters
    ----------
    legs : sequence of FollowedLeg
    duration_s : float
        Length of the recording, gaps included.
    n_bytes : int
        What all of them may take.

    Returns
    -------
    tuple of Spans
        One for each leg; they do not overlap.
    """
    asked = [each for place, leg in enumerate(legs) for each in _asked(leg, place)]
    for own in tuple(asked):
        later = (1.0 + own.nearness[0], *own.nearness[1:])
        asked += [
            Asked(later, own.begin_s, own.end_s, other)
            for other in range(len(legs))
            if other != own.leg
        ]
    return within_budget(asked, [_bytes_per_s(leg) for leg in legs], duration_s, n_bytes)


def within_budget(
    asked: Sequence[Asked], bytes_per_s: Sequence[float], duration_s: float, n_bytes: int
) -> tuple[Spans, ...]:
    """Return as many of the stretches as there is room for, nearest first, overlaps once.

    Parameters
    ----------
    asked : sequence of Asked
    bytes_per_s : sequence of float
        Room that each leg takes.
    duration_s : float
    n_bytes : int

    Returns
    -------
    tuple of Spans
        Merged, one for each leg.
    """
    n_cells = int(np.ceil(duration_s / GRID_S))
    kept = [np.zeros(n_cells + 2, dtype=bool) for _ in bytes_per_s]
    left = float(n_bytes)
    for each in sorted(asked, key=lambda one: (one.nearness, one.begin_s, one.leg)):
        begin = max(int(np.floor(each.begin_s / GRID_S)), 0)
        stop = min(int(np.ceil(each.end_s / GRID_S)), n_cells)
        cells = kept[each.leg][1 + begin : 1 + stop]
        cost = (cells.size - np.count_nonzero(cells)) * GRID_S * bytes_per_s[each.leg]
        if cost <= left:
            cells[:] = True
            left -= cost
    spans = []
    for flags in kept:
        edges = np.flatnonzero(np.diff(flags))
        times_s = np.minimum(edges * GRID_S, duration_s).astype(np.float64)
        spans.append(Spans(times_s[::2], times_s[1::2]))
    return tuple(spans)


def _asked(leg: FollowedLeg, place: int) -> Iterator[Asked]:
    """Yield the stretches around movements and close decisions of a leg."""
    found, onset_uv = leg.movements, leg.criteria.onset_above_rest_uv
    certainty = np.nan_to_num(found.certainty, nan=1.0)
    margin_uv = np.nan_to_num(np.abs(found.onset_margin_uv), nan=np.inf)
    for i in range(len(found)):
        begin_s = float(found.onset_s[i])
        end_s = min(float(found.end_s[i]), begin_s + LONGEST_S)
        rank = (0.0, float(certainty[i]), float(margin_uv[i]))
        yield Asked(rank, begin_s - AROUND_S, end_s + AROUND_S, place)
    if leg.decisions is None:
        return
    table = np.stack((leg.decisions.middle_s, leg.decisions.margin_uv), axis=1)
    inside = np.zeros(len(table), dtype=bool)
    if len(found):
        at = np.searchsorted(found.onset_s, table[:, 0], side="right") - 1
        inside = (at >= 0) & (table[:, 0] < found.end_s[np.maximum(at, 0)])
    near = ~inside & (table[:, 1] > -SHOWN_SHARE * onset_uv)
    for middle_s, margin in table[near].tolist():
        rank = (0.0, min(abs(margin) / (CERTAIN_SHARE * onset_uv), 1.0), abs(margin))
        yield Asked(rank, middle_s - AROUND_S, middle_s + AROUND_S, place)


def _bytes_per_s(leg: FollowedLeg) -> float:
    """Return the room that a second of a leg takes in a page."""
    if not leg.followed:
        return 0.0
    first = leg.followed[0]
    return first.segment.rate_hz + BYTES_OF_MEAN * (1 + 1 / REST_EVERY) / first.envelope.bin_s


def leg_detail(
    leg: FollowedLeg, duration_s: float, windows: Spans, means: Sequence[Samples] | None
) -> LegDetail:
    """Return the EMG of a leg in detail.

    Parameters
    ----------
    leg : FollowedLeg
    duration_s : float
        Length of the recording, gaps included.
    windows : Spans
        What is kept at full rate; cut at gaps.
    means : sequence of samples, or None
        As `deciding_means` returns them.
    """
    first = leg.followed[0]
    rate_hz = first.segment.rate_hz
    share = 0.0
    if leg.settings is not None:
        share = leg.settings.noise_sds * relative_sd_of_median(rate_hz, leg.settings)
    kept: list[DetailWindow] = []
    for place, each in enumerate(leg.followed):
        of_stretch = windows.clipped(each.segment.start_s, each.segment.end_s)
        kept += _windows(each, of_stretch, None if means is None else means[place])
    return LegDetail(
        side=leg.side,
        rate_hz=rate_hz,
        bin_s=first.envelope.bin_s,
        onset_uv=leg.criteria.onset_above_rest_uv,
        end_uv=leg.criteria.end_above_rest_uv,
        end_share=share,
        average_s=leg.average_s,
        peak_uv=_peaks([each.segment for each in leg.followed], duration_s),
        windows=tuple(kept),
    )


def _windows(
    followed: FollowedSegment, spans: Spans, means: Samples | None
) -> Iterator[DetailWindow]:
    """Yield parts of a stretch at full rate; those that hold no sample are left out."""
    segment, envelope = followed.segment, followed.envelope
    first = np.maximum(segment.nearest(spans.onset_s), 0)
    stop = np.minimum(segment.nearest(spans.end_s), len(segment.microvolts))
    first, stop = first[stop > first], stop[stop > first]
    low, high = envelope.bin_of(first), envelope.bin_of(stop - 1)
    starts_s, bin_starts_s = segment.times(first), segment.start_s + low * envelope.bin_s
    for i in range(len(first)):
        emg_uv = np.nan_to_num(segment.microvolts[int(first[i]) : int(stop[i])])
        top_uv = float(np.max(emg_uv))
        root = np.sqrt(emg_uv / top_uv) if top_uv > 0 else np.zeros(len(emg_uv))
        bins = np.arange(low[i], high[i] + 1)
        rest_uv = followed.rest.at(bins)
        mean_uv = np.full(len(bins), np.nan)
        if means is not None:
            mean_uv = rest_uv + means[int(low[i]) : int(high[i]) + 1]
        yield DetailWindow(
            start_s=float(starts_s[i]),
            top_uv=top_uv,
            root=np.rint(ROOT_STEPS * root).astype(np.uint8),
            bin_start_s=float(bin_starts_s[i]),
            mean_uv=halved(mean_uv).astype(np.float32),
            rest_uv=halved(rest_uv).astype(np.float32),
        )


def _peaks(segments: Sequence[Segment], duration_s: float) -> NDArray[np.float32]:
    """Return the highest rectified EMG in every step of the night, block by block."""
    n_steps = int(np.ceil(duration_s / STEP_S))
    peak_uv = np.full(n_steps, np.nan, dtype=np.float32)
    for segment in segments:
        for own in blocks_of(len(segment.microvolts)):
            ends_s = segment.times(np.array([own.start, own.stop - 1]))
            low, high = (ends_s / STEP_S).astype(np.intp).tolist()
            # A step begins with the sample nearest to it, wherever blocks begin.
            steps = np.arange(max(low - 1, 0), min(high + 2, n_steps))
            starts = segment.nearest(steps * STEP_S)
            begun = np.searchsorted(starts, [own.start, own.stop - 1], side="right")
            inside = slice(max(int(begun[0]) - 1, 0), int(begun[1]))
            steps, starts = steps[inside], np.maximum(starts[inside] - own.start, 0)
            if len(steps):
                highest = np.maximum.reduceat(segment.microvolts[own], starts)
                peak_uv[steps] = np.fmax(peak_uv[steps], highest)
    return halved(np.minimum(peak_uv, HIGHEST_UV)).astype(np.float32)
