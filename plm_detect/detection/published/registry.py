"""Published detectors by name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from plm_detect.detection.pieces import Pieces
from plm_detect.detection.published.ferri2005 import REFERENCE as FERRI2005
from plm_detect.detection.published.ferri2005 import detect_ferri2005
from plm_detect.detection.published.fixed import REFERENCE as FIXED
from plm_detect.detection.published.fixed import detect_fixed
from plm_detect.detection.published.splmad2014 import REFERENCE as SPLMAD2014
from plm_detect.detection.published.splmad2014 import detect_splmad2014
from plm_detect.detection.published.tauchmann1996 import REFERENCE as TAUCHMANN1996
from plm_detect.detection.published.tauchmann1996 import detect_tauchmann1996
from plm_detect.detection.published.wetter2004 import REFERENCE as WETTER2004
from plm_detect.detection.published.wetter2004 import detect_wetter2004
from plm_detect.errors import SettingsError
from plm_detect.model.movements import LegMovements
from plm_detect.model.settings import OWN_DETECTOR

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from plm_detect.detection.following import FollowedSegment
    from plm_detect.detection.published.stretches import Stretches
    from plm_detect.model.movements import Side
    from plm_detect.model.signals import Segment

_PUBLISHED: dict[str, tuple[str, Callable[[Segment], Stretches]]] = {
    "ferri2005": (FERRI2005, detect_ferri2005),
    "fixed": (FIXED, detect_fixed),
    "splmad2014": (SPLMAD2014, detect_splmad2014),
    "tauchmann1996": (TAUCHMANN1996, detect_tauchmann1996),
    "wetter2004": (WETTER2004, detect_wetter2004),
}


def available() -> tuple[str, ...]:
    """Return the names of all detectors, that of the program first."""
    return (OWN_DETECTOR, *_PUBLISHED)


def reference_of(name: str) -> str:
    """Return where a detector is described.

    Raises
    ------
    SettingsError
        When there is no such detector.
    """
    if name == OWN_DETECTOR:
        return "plm-detect, docs/detection.md"
    if name not in _PUBLISHED:
        known = ", ".join(available())
        raise SettingsError(f"there is no detector {name!r}; choose one of: {known}.")
    return _PUBLISHED[name][0]


def detect_published(name: str, followed: Sequence[FollowedSegment], side: Side) -> LegMovements:
    """Find the movements of one leg with a published detector.

    Parameters
    ----------
    name : str
    followed : sequence of FollowedSegment
        Conditioned like for the program's own detector; its resting level only stands beside the
        result.
    side : Side
    """
    _, detector = _PUBLISHED[name]
    found = []
    for each in followed:
        segment = each.segment
        first, stop = detector(segment)
        rest_uv = each.rest.at(each.envelope.bin_of(first))
        pieces = Pieces.of(segment.microvolts, first, stop)
        found.append(
            LegMovements.measured(
                onset_s=segment.times(first),
                end_s=segment.times(stop),
                side=np.full(len(first), side, dtype=np.int8),
                peak_uv=pieces.peak() - rest_uv,
                mean_uv=pieces.mean() - rest_uv,
                rest_uv=rest_uv,
            )
        )
    return LegMovements.together(found)
