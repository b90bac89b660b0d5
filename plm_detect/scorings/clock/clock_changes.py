"""A clock that is set forward during the night leaves an hour out of a scoring."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from plm_detect.model.quality import QualityNote
from plm_detect.scorings.vocabulary.kinds import STAGES

if TYPE_CHECKING:
    from plm_detect.scorings.events import ScoringFile

HOUR_S = 3600.0
SLACK_S = 60.0


def without_missing_hour(file: ScoringFile, end_s: float, length_s: float) -> ScoringFile:
    """Return a scoring with its later part an hour earlier, where the clock was set forward.

    That is so when its stages leave out one hour and nothing else, and it ends an hour after the
    recording.

    Parameters
    ----------
    file : ScoringFile
    end_s : float
        End of its last event on the clock of the recording.
    length_s : float
        Length of the recording.
    """
    if abs(end_s - length_s - HOUR_S) > SLACK_S:
        return file
    stages = sorted((e for e in file.events if e.kind in STAGES), key=lambda event: event.onset_s)
    gaps = [
        (before, after)
        for before, after in pairwise(stages)
        if after.onset_s - before.onset_s - max(before.duration_s, 0.0) > SLACK_S
    ]
    if len(gaps) != 1:
        return file
    before, after = gaps[0]
    gap_s = after.onset_s - before.onset_s - max(before.duration_s, 0.0)
    if abs(gap_s - HOUR_S) > SLACK_S:
        return file
    events = tuple(
        replace(event, onset_s=event.onset_s - HOUR_S) if event.onset_s >= after.onset_s else event
        for event in file.events
    )
    text = "the clock was set forward by an hour meanwhile; times after it were moved."
    note = QualityNote("info", "clock_set_forward", file.name, text)
    return replace(file, events=events, notes=(*file.notes, note))
