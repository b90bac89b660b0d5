"""Sections of a long stretch of EMG, each searched by itself as a stretch is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.detection.resting import RestingLevel

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from plm_detect.detection.following import FollowedSegment

SECTION_SAMPLES = 12_000_000
"""A longer stretch is cut: 13 h at 256 Hz are still searched in one piece."""
OVERLAP_S = 600.0
"""Sections reach into their neighbours by this. Whether something is a movement hangs on seconds
around it, so that each is found as in one piece unless it lasts longer than this."""


def sections(followed: Sequence[FollowedSegment]) -> Iterator[FollowedSegment]:
    """Yield stretches in sections that fit into memory.

    Parameters
    ----------
    followed : sequence of FollowedSegment
        Whole stretches.

    Yields
    ------
    FollowedSegment
        With its EMG in memory. What begins outside of its ``own`` bins is another section's.
    """
    for each in followed:
        segment, envelope, rest = each.segment, each.envelope, each.rest
        n_samples, n_bins, n_rests = (
            len(of) for of in (segment.microvolts, envelope.mean_uv, rest.microvolts)
        )
        n_sections = max(1, min(-(-n_samples // SECTION_SAMPLES), n_rests))
        if n_sections == 1:
            yield replace(
                each, segment=segment.part(0, n_samples), envelope=envelope.part(0, n_bins)
            )
            continue
        # Cut where bins of the resting level meet, so that each section has whole ones.
        borders = np.arange(n_sections + 1) * n_rests // n_sections
        overlap = -(-envelope.bins_in(OVERLAP_S) // rest.per_bin)
        for begin, stop in zip(borders[:-1].tolist(), borders[1:].tolist(), strict=True):
            low, high = max(begin - overlap, 0), min(stop + overlap, n_rests)
            first, last = (_bin(place, n_rests, n_bins, rest.per_bin) for place in (low, high))
            own = [_bin(place, n_rests, n_bins, rest.per_bin) - first for place in (begin, stop)]
            samples = envelope.edges[np.array([first, last])].tolist()
            yield replace(
                each,
                segment=segment.part(*samples),
                envelope=envelope.part(first, last),
                rest=RestingLevel(rest.microvolts[low:high], rest.per_bin),
                own=(own[0], own[1]),
            )


def _bin(place: int, n_places: int, n_bins: int, per_bin: int) -> int:
    """Return the bin of the envelope that a bin of the resting level begins with."""
    return n_bins if place == n_places else place * per_bin
