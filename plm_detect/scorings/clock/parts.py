"""Put the parts of one scoring together that a program wrote to several files."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.model.events import RespiratoryEvents, Scoring
from plm_detect.model.hypnogram import Hypnogram
from plm_detect.model.movements import LegMovements
from plm_detect.model.positions import BodyPositions
from plm_detect.model.quality import QualityNote
from plm_detect.model.spans import Spans

if TYPE_CHECKING:
    from collections.abc import Sequence

SLACK_S = 0.5
"""Stages that overlap by less do so because their times were rounded."""
ENDS_EARLY = "staging_ends_early"


def parts_joined(named: Sequence[tuple[str, Scoring]]) -> list[tuple[str, Scoring]]:
    """Return scorings with those joined whose stages follow each other.

    A recording that was interrupted is often scored in two files; both hold stages, and none of
    the same time.

    Parameters
    ----------
    named : sequence of (str, Scoring)
        Name and content of each file, on the clock of the recording.

    Returns
    -------
    list of (str, Scoring)
        In the order of the first part of each. All is as given where stages overlap.
    """
    staged = [(name, each) for name, each in named if each.hypnogram is not None]
    staged.sort(key=lambda part: _begins(part[1]))
    overlaps = any(
        _begins(later) < _ends(earlier) - SLACK_S for (_, earlier), (_, later) in pairwise(staged)
    )
    if len(staged) < 2 or overlaps:
        return list(named)
    name = " and ".join(each for each, _ in staged)
    joined = _joined(name, [scoring for _, scoring in staged])
    first = min(i for i, (_, each) in enumerate(named) if each.hypnogram is not None)
    others = [(i, part) for i, part in enumerate(named) if part[1].hypnogram is None]
    return [
        *(part for i, part in others if i < first),
        (name, joined),
        *(part for i, part in others if i > first),
    ]


def _begins(scoring: Scoring) -> float:
    return float(scoring.hypnogram.onset_s[0]) if scoring.hypnogram is not None else np.inf


def _ends(scoring: Scoring) -> float:
    return float(scoring.hypnogram.end_s[-1]) if scoring.hypnogram is not None else -np.inf


def _joined(name: str, parts: Sequence[Scoring]) -> Scoring:
    """Return scorings, in the order of their stages, as one."""
    tables = [part.hypnogram for part in parts if part.hypnogram is not None]
    following_s = [float(table.onset_s[0]) for table in tables[1:]] + [np.inf]
    hypnogram = Hypnogram(
        np.concatenate([table.onset_s for table in tables]),
        np.concatenate(
            [np.minimum(table.end_s, at) for table, at in zip(tables, following_s, strict=True)]
        ),
        np.concatenate([table.stage for table in tables]),
    )
    off = [part.lights_off_s for part in parts if part.lights_off_s is not None]
    on = [part.lights_on_s for part in parts if part.lights_on_s is not None]
    notes = [
        note
        for part, is_last in ((part, part is parts[-1]) for part in parts)
        for note in part.notes
        if is_last or note.code != ENDS_EARLY
    ]
    text = "their stages follow each other; they are taken as parts of one scoring."
    return Scoring(
        hypnogram=hypnogram,
        arousals=Spans.of(sorted(pair for part in parts for pair in part.arousals.pairs())),
        respiratory=RespiratoryEvents.together([part.respiratory for part in parts]),
        leg_movements=LegMovements.together([part.leg_movements for part in parts]),
        calibrations=LegMovements.together([part.calibrations for part in parts]),
        lights_off_s=min(off) if off else None,
        lights_on_s=max(on) if on else None,
        positions=_positions_joined([part.positions for part in parts]),
        notes=(*notes, QualityNote("info", "parts_joined", name, text)),
    )


def _positions_joined(parts: Sequence[BodyPositions]) -> BodyPositions:
    onset_s, end_s, position = (
        np.concatenate([getattr(part, name) for part in parts])
        for name in ("onset_s", "end_s", "position")
    )
    return BodyPositions.of_changes(onset_s, end_s - onset_s, position)
