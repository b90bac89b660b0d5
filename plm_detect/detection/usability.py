"""Whether a leg can be scored, and what the reader should know of its signal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from plm_detect.model.quality import QualityNote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from plm_detect.model.settings import DetectionSettings

HIGHEST_REST_UV = 5.0
"""Rectified resting EMG of a relaxed tibialis anterior (AASM manual, WASM 2016)."""
PLAUSIBLE_REST_UV = (0.05, 100.0)
"""Outside of this the unit in the header is probably wrong by a factor of a thousand."""


def flat_share(rest_uv: NDArray[np.float64], settings: DetectionSettings) -> float:
    """Return the share of the time in which a leg holds no signal; 1 when it has no time.

    Parameters
    ----------
    rest_uv : ndarray of float64, shape (n_bins,)
    settings : DetectionSettings
    """
    return float(np.mean(rest_uv < settings.flat_below_uv)) if len(rest_uv) else 1.0


def signal_notes(
    label: str, rest_uv: NDArray[np.float64], settings: DetectionSettings
) -> Iterator[QualityNote]:
    """Yield what the resting level says about the recording of a leg.

    Parameters
    ----------
    label : str
        Channel or derivation.
    rest_uv : ndarray of float64, shape (n_bins,)
        Resting level over the night, microvolts.
    settings : DetectionSettings
    """
    flat = rest_uv < settings.flat_below_uv
    if np.any(flat):
        minutes = np.sum(flat) * settings.rest_bin_s / 60
        text = f"there is no signal in {minutes:.1f} min; movements there are missing."
        yield QualityNote("warning", "flat", label, text)
    if np.all(flat):
        return
    median = float(np.median(rest_uv[~flat]))
    low, high = PLAUSIBLE_REST_UV
    if not low <= median <= high:
        text = (
            f"its resting level of {median:.3g} uV is implausible; the unit in the header may be "
            "wrong (correct it with --unit)."
        )
        yield QualityNote("warning", "implausible_rest", label, text)
    elif median > HIGHEST_REST_UV:
        text = (
            f"its resting level of {median:.1f} uV is above the {HIGHEST_REST_UV:g} uV "
            "of a relaxed muscle; small movements may be missed."
        )
        yield QualityNote("warning", "high_rest", label, text)
