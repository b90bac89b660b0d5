"""Whether left and right are exchanged between the recording and its scoring."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from plm_detect.model.movements import Side
from plm_detect.model.quality import QualityNote
from plm_detect.model.spans import Spans

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plm_detect.model.movements import LegMovements

FEWEST = 10
FEWEST_SCORED, LEAST_TOUCHED = 30, 0.4
"""Of so many movements, people and program share more than half (docs/accuracy.md); at chance a
movement in ten touches another."""
RATIO = 3.0
"""Sides are in doubt when so many times more movements fit the other leg only than their own."""


def swapped_notes(found: LegMovements, scored: LegMovements) -> Iterator[QualityNote]:
    """Yield a warning when movements scored by others fit the other leg better than their own.

    Parameters
    ----------
    found : LegMovements
        From the EMG of both legs.
    scored : LegMovements
        By others, with sides.
    """
    own = other = 0
    for side, opposite in ((Side.LEFT, Side.RIGHT), (Side.RIGHT, Side.LEFT)):
        these = scored.take(scored.side == side)
        same, across = (
            _of(found, leg).touched_by(these.onset_s, these.end_s) for leg in (side, opposite)
        )
        own += int(np.sum(same & ~across))
        other += int(np.sum(across & ~same))
    if other >= FEWEST and other > RATIO * own:
        text = (
            f"{other} scored movements lie on movements of the other leg only, {own} on those of "
            "their own only; left and right may be exchanged."
        )
        yield QualityNote("warning", "legs_swapped", "legs", text)


def elsewhere_notes(found: LegMovements, scored: LegMovements) -> Iterator[QualityNote]:
    """Yield a warning when few movements scored by others lie where the EMG moves.

    Parameters
    ----------
    found : LegMovements
        From the EMG of all legs.
    scored : LegMovements
        By others.
    """
    if len(scored) < FEWEST_SCORED or len(found) < FEWEST_SCORED:
        return
    spans = Spans.of(zip(found.onset_s.tolist(), found.end_s.tolist(), strict=True))
    end_s = np.where(np.isfinite(scored.end_s), scored.end_s, scored.onset_s)
    touched = float(np.mean(spans.touched_by(scored.onset_s, end_s)))
    if touched < LEAST_TOUCHED:
        text = (
            f"only {touched:.0%} of its {len(scored)} leg movements lie where the EMG moves; it "
            "may be the scoring of another night."
        )
        yield QualityNote("warning", "scoring_elsewhere", "scoring", text)


def _of(movements: LegMovements, side: Side) -> Spans:
    own = movements.take(movements.side == side)
    return Spans.of(zip(own.onset_s.tolist(), own.end_s.tolist(), strict=True))
