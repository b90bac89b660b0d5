"""What looks like a movement in the envelope and is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from plm_detect.detection.envelope import middle

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.detection.envelope import Envelope

BESIDE_S = 2.0
"""The EMG before and after a movement is looked at over this time."""
TOP_SHARE = 0.85
"""The height of a movement is the level that this share of it does not exceed."""
FORM_S = 0.3
"""The form of a movement is looked at in parts of about this length, so that a level that rises or
falls over the movement does not count as spikes."""


def form_factor(rectified: NDArray[np.floating[Any]], rate_hz: float) -> float:
    """Return how even an EMG is: the squared mean divided by the mean square, averaged over parts.

    0.64 for the interference pattern of a muscle (Gaussian noise); little for spikes such as
    electrode pops, 0.1 where they fill a tenth of the time.

    Parameters
    ----------
    rectified : ndarray of float, shape (n_samples,)
        Of one movement.
    rate_hz : float
    """
    n_parts = max(1, round(len(rectified) / (FORM_S * rate_hz)))
    starts = (np.arange(n_parts) * len(rectified)) // n_parts
    counts = np.diff(starts, append=len(rectified))
    mean = np.add.reduceat(rectified, starts) / counts
    mean_square = np.add.reduceat(np.square(rectified), starts) / counts
    return float(np.mean(mean**2 / mean_square))


def stands_out(
    envelope: Envelope, begin: int, stop: int, onset_above_rest_uv: float, share: float
) -> bool:
    """Return whether the EMG rises over that before and that after it.

    Where the resting EMG itself steps or a tense stretch begins or ends, it does not.

    Parameters
    ----------
    envelope : Envelope
    begin, stop : int
        Bins of the stretch.
    onset_above_rest_uv : float
        Onset threshold of the rule, microvolts.
    share : float
        The height of the stretch exceeds both by at least this share of the threshold.
    """
    median = envelope.median_uv
    beside = envelope.bins_in(BESIDE_S)
    inside = median[begin:stop]
    rank = min(int(TOP_SHARE * len(inside)), len(inside) - 1)
    top = np.partition(inside, rank)[rank]
    before, after = median[max(begin - beside, 0) : begin], median[stop : stop + beside]
    higher = max((float(middle(part)) for part in (before, after) if len(part)), default=0.0)
    return bool(top >= higher + share * onset_above_rest_uv)
