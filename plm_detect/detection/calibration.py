"""The amplitude of a movement that was made on demand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.ndimage import uniform_filter1d

from plm_detect.model.signals import samples_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plm_detect.detection.following import FollowedSegment
    from plm_detect.model.movements import LegMovements
    from plm_detect.model.settings import DetectionSettings


def calibration_amplitude(
    followed: Sequence[FollowedSegment],
    calibrations: LegMovements,
    settings: DetectionSettings,
) -> float | None:
    """Return how far the calibration movements of a leg rise above rest.

    Of each movement the largest moving average of the rectified EMG counts, less the lowest
    resting level meanwhile; of several movements the median.

    Parameters
    ----------
    followed : sequence of FollowedSegment
        The leg.
    calibrations : LegMovements
        Movements of this leg that were made on demand.
    settings : DetectionSettings
        Uses ``onset_average_s``.

    Returns
    -------
    float or None
        Microvolts; None when no such movement lies within the recording.
    """
    amplitudes = []
    spans = list(zip(calibrations.onset_s.tolist(), calibrations.end_s.tolist(), strict=True))
    for each in followed:
        segment = each.segment
        width = samples_in(settings.onset_average_s, segment.rate_hz)
        for onset_s, end_s in spans:
            if not (segment.start_s <= onset_s and end_s <= segment.end_s):
                continue
            first = round((onset_s - segment.start_s) * segment.rate_hz)
            stop = round((end_s - segment.start_s) * segment.rate_hz)
            if stop <= first:
                continue
            average = uniform_filter1d(segment.microvolts[first:stop], width, mode="nearest")
            amplitudes.append(
                np.max(average)
                - np.min(each.rest.at(each.envelope.bin_of(np.array([first, stop]))))
            )
    return float(np.median(amplitudes)) if amplitudes else None
