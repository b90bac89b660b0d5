"""What reports show of the EMG: its course over the night, and stretches worth a look."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from plm_detect.detection.activity import find_activity
from plm_detect.detection.chance import onset_average_s
from plm_detect.detection.envelope import BLOCK_BINS
from plm_detect.detection.sections import sections
from plm_detect.model.traces import STEP_S, LegTrace, Snippet

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from plm_detect.detection.detector import Decisions
    from plm_detect.detection.following import FollowedSegment
    from plm_detect.model.movements import LegMovements, Side
    from plm_detect.model.rulesections import DetectionCriteria
    from plm_detect.model.settings import DetectionSettings
    from plm_detect.model.signals import Room, Samples

SHOWN_SHARE = 0.5
"""The deciding mean is shown where the EMG reaches this share of the onset threshold."""
HIGHEST_UV = 65_000.0
"""The highest EMG that is kept in half precision."""
FOUND, PASSED, SERIES = "found", "passed", "series"


@dataclass(frozen=True, eq=False)
class FollowedLeg:
    """A leg with everything that its movements were found in.

    Attributes
    ----------
    side : Side
    label : str
    followed : tuple of FollowedSegment
    movements : LegMovements
    criteria : DetectionCriteria
    decisions : Decisions or None
        None where a published detector found the movements.
    settings : DetectionSettings or None
        Those of the detector; None as above.
    """

    side: Side
    label: str
    followed: Sequence[FollowedSegment]
    movements: LegMovements
    criteria: DetectionCriteria
    decisions: Decisions | None = None
    settings: DetectionSettings | None = None

    @property
    def average_s(self) -> float:
        """Time over which the mean is taken that decides, seconds; NaN where there is none."""
        if self.settings is None or not self.followed:
            return np.nan
        return onset_average_s(self.followed[0].segment.rate_hz, self.settings)


def leg_trace(leg: FollowedLeg, duration_s: float) -> LegTrace:
    """Return the course of a leg over the recording.

    Parameters
    ----------
    leg : FollowedLeg
    duration_s : float
        Length of the recording, gaps included.
    """
    n_steps = int(np.ceil(duration_s / STEP_S))
    envelope_uv = np.full(n_steps, np.nan, dtype=np.float32)
    rest_uv = np.full(n_steps, np.nan, dtype=np.float32)
    for each in leg.followed:
        n_bins, last = len(each.envelope.mean_uv), -1
        for first in range(0, n_bins, BLOCK_BINS):
            bins = np.arange(first, min(first + BLOCK_BINS, n_bins))
            step = ((each.segment.start_s + bins * each.envelope.bin_s) / STEP_S).astype(np.intp)
            step = np.minimum(step, n_steps - 1)
            starts = np.flatnonzero(np.diff(step, prepend=-1))
            median_uv = each.envelope.median_uv[first : first + len(bins)]
            highest = np.maximum.reduceat(median_uv, starts)
            envelope_uv[step[starts]] = np.fmax(envelope_uv[step[starts]], highest)
            # What the block before began has its rest already.
            begun = starts[step[starts] != last]
            rest_uv[step[begun]] = each.rest.at(first + begun)
            last = int(step[-1])
    return LegTrace(leg.side, leg.label, _short(envelope_uv), _short(rest_uv))


def _short(values: NDArray[np.floating[Any]]) -> NDArray[np.float32]:
    """Return values as they are saved, in half precision, which figures do not tell apart."""
    return halved(values).astype(np.float32)


def halved(values: NDArray[np.floating[Any]]) -> NDArray[np.float16]:
    """Return values in half precision, those beyond its range as its highest."""
    return np.asarray(np.minimum(values, HIGHEST_UV), dtype=np.float16)


def deciding_means(leg: FollowedLeg, room: Room = np.empty) -> tuple[Samples, ...] | None:
    """Return the mean that is compared with the onset threshold, above rest.

    It is computed as in `find_activity`, section by section, and kept for the report only, so
    that scoring without one does not pay for it.

    Parameters
    ----------
    leg : FollowedLeg
    room : callable
        Where the means are kept.

    Returns
    -------
    tuple of samples of float16, or None
        One value per bin of the envelope for each stretch without gaps, microvolts; NaN where
        the EMG stays too low for a decision. None where a published detector decided.
    """
    if leg.decisions is None or leg.settings is None:
        return None
    lowest_uv = SHOWN_SHARE * leg.criteria.onset_above_rest_uv
    found = []
    for stretch in leg.followed:
        means = room(len(stretch.envelope.mean_uv), np.float16)
        for each in sections([stretch]):
            activity = find_activity(each, leg.criteria, leg.settings, lowest_uv)
            part = np.full(len(each.envelope.mean_uv), np.nan, dtype=np.float16)
            part[activity.bins] = halved(activity.above_rest_uv)
            begin, stop = each.own or (0, len(part))
            first = each.envelope.first_bin
            means[first + begin : first + stop] = part[begin:stop]
        found.append(means)
    return tuple(found)


def snippet(
    leg: FollowedLeg,
    kind: str,
    middle_s: float,
    length_s: float,
    margin_uv: float = np.nan,
    means: Sequence[Samples] | None = None,
) -> Snippet | None:
    """Return a stretch of a leg's EMG; None where nothing was searched.

    Parameters
    ----------
    leg : FollowedLeg
    kind : str
        As in `Snippet`.
    middle_s, length_s : float
        Seconds; cut where the stretch without gaps ends.
    margin_uv : float
    means : sequence of samples, or None
        As `deciding_means` returns them.
    """
    for place, each in enumerate(leg.followed):
        segment = each.segment
        if not segment.start_s <= middle_s < segment.end_s:
            continue
        n_samples = len(segment.microvolts)
        middle = (middle_s - segment.start_s) * segment.rate_hz
        half = length_s / 2 * segment.rate_hz
        first, stop = max(0, round(middle - half)), min(n_samples, round(middle + half))
        bins = each.envelope.bin_of(np.arange(first, stop))
        rest_uv = each.rest.at(bins)
        mean_uv = np.full(len(bins), np.nan)
        if means is not None and len(bins):
            mean_uv = rest_uv + means[place][int(bins[0]) : int(bins[-1]) + 1][bins - bins[0]]
        return Snippet(
            side=leg.side,
            kind=kind,
            margin_uv=margin_uv,
            start_s=segment.start_s + first / segment.rate_hz,
            rate_hz=segment.rate_hz,
            emg_uv=_short(segment.microvolts[first:stop]),
            rest_uv=_short(rest_uv),
            onset_uv=leg.criteria.onset_above_rest_uv,
            end_uv=leg.criteria.end_above_rest_uv,
            mean_uv=_short(mean_uv),
            average_s=leg.average_s,
        )
    return None


def closest_decisions(leg: FollowedLeg, number: int) -> list[tuple[str, float, float]]:
    """Return the activity whose average came closest to the onset threshold, on either side.

    Parameters
    ----------
    leg : FollowedLeg
    number : int
        How many of either kind.

    Returns
    -------
    list of (str, float, float)
        Kind (found or passed), middle in seconds, and margin in microvolts.
    """
    if leg.decisions is None:
        return []
    table = np.stack((leg.decisions.middle_s, leg.decisions.margin_uv), axis=1)
    inside = np.zeros(len(table), dtype=bool)
    if len(leg.movements):
        at = np.searchsorted(leg.movements.onset_s, table[:, 0], side="right") - 1
        inside = (at >= 0) & (table[:, 0] < leg.movements.end_s[np.maximum(at, 0)])
    found = table[inside & (table[:, 1] >= 0)]
    passed = table[~inside & (table[:, 1] < 0)]
    chosen = []
    for kind, part in ((FOUND, found), (PASSED, passed)):
        nearest = np.argsort(np.abs(part[:, 1]), kind="stable")[:number]
        chosen += [(kind, *row) for row in part[nearest].tolist()]
    return chosen
