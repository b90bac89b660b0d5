"""What looks like a movement in the envelope and is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from plm_detect.detection.envelope import middle

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from plm_detect.detection.envelope import Envelope
    from plm_detect.detection.pieces import Pieces

BESIDE_S = 2.0
"""The EMG before and after a movement is looked at over this time."""
TOP_SHARE = 0.85
"""The height of a movement is the level that this share of it does not exceed."""
FORM_S = 0.3
"""The form of a movement is looked at in parts of about this length, so that a level that rises or
falls over the movement does not count as spikes."""


def form_factors(pieces: Pieces, rate_hz: float) -> NDArray[np.float64]:
    """Return how even each EMG is: squared mean by mean square, averaged over parts of 0.3 s.

    0.64 for the interference pattern of a muscle (Gaussian noise); little for spikes such as
    electrode pops, 0.1 where they fill a tenth of the time.

    Parameters
    ----------
    pieces : Pieces
        Rectified EMG of the movements.
    rate_hz : float

    Returns
    -------
    ndarray of float64, shape (n_movements,)
    """
    if not len(pieces):
        return np.empty(0)
    n_parts = np.maximum(1, np.rint(pieces.lengths / (FORM_S * rate_hz)).astype(np.intp))
    n_parts = np.minimum(n_parts, pieces.lengths)
    firsts = np.cumsum(n_parts) - n_parts
    nth = np.arange(n_parts.sum()) - np.repeat(firsts, n_parts)
    starts = np.repeat(pieces.starts, n_parts) + (
        nth * np.repeat(pieces.lengths, n_parts) // np.repeat(n_parts, n_parts)
    )
    counts = np.diff(starts, append=len(pieces.values))
    mean = np.add.reduceat(pieces.values, starts) / counts
    mean_square = np.add.reduceat(np.square(pieces.values), starts) / counts
    even = np.divide(mean**2, mean_square, out=np.zeros_like(mean), where=mean_square > 0)
    return np.add.reduceat(even, firsts, dtype=np.float64) / n_parts


def standing_out(
    envelope: Envelope,
    begin: NDArray[np.intp],
    stop: NDArray[np.intp],
    least_uv: float,
) -> NDArray[np.bool_]:
    """Return which stretches rise over the EMG before and that after them.

    Where the resting EMG itself steps or a tense stretch begins or ends, they do not.

    Parameters
    ----------
    envelope : Envelope
    begin, stop : ndarray of int, shape (n_stretches,)
        Bins of the stretches.
    least_uv : float
        The height of a stretch exceeds both by at least so much.

    Returns
    -------
    ndarray of bool, shape (n_stretches,)
    """
    median, last = envelope.median_uv, len(envelope.median_uv) - 1
    beside = np.arange(envelope.bins_in(BESIDE_S))
    before = middle(median[np.maximum(begin[:, np.newaxis] - 1 - beside, 0)])
    after = middle(median[np.minimum(stop[:, np.newaxis] + beside, last)])
    higher = np.maximum(np.where(begin > 0, before, 0.0), np.where(stop <= last, after, 0.0))
    top = np.array([_top(median[a:b]) for a, b in zip(begin.tolist(), stop.tolist(), strict=True)])
    return np.asarray(top >= higher + least_uv, dtype=np.bool_)


def _top(values: NDArray[np.float32]) -> float:
    rank = min(int(TOP_SHARE * len(values)), len(values) - 1)
    return float(np.partition(values, rank)[rank])
