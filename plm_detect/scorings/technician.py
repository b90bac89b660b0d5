"""Texts that a technician typed into a recording, and that read like stages."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from plm_detect.model.quality import QualityNote
from plm_detect.scorings.vocabulary.kinds import OTHER, STAGES

if TYPE_CHECKING:
    from plm_detect.scorings.events import ScoredEvent, ScoringFile

SHORTEST_STAGE_S = 10.0
"""No epoch is shorter; ``R`` for 3 s is a remark."""
FEWEST_POINTS = 10
"""So many stages without a length are staging by changes; fewer are remarks (``Awake``)."""


def without_remarks(file: ScoringFile) -> ScoringFile:
    """Return the annotations of a recording without remarks that are no staging.

    Where stages have lengths, those without one or of a few seconds are remarks. Where none has
    one, few of them are.

    Parameters
    ----------
    file : ScoringFile
        With the kinds of its events.
    """
    staged = [event for event in file.events if event.kind in STAGES]
    remarks = {event for event in staged if not event.duration_s >= SHORTEST_STAGE_S}
    if len(remarks) == len(staged) >= FEWEST_POINTS:
        return file
    if not remarks:
        return file

    def kept(event: ScoredEvent) -> ScoredEvent:
        return replace(event, kind=OTHER) if event in remarks else event

    text = (
        f"{len(remarks)} annotations that read like stages have no length, or one of a few "
        "seconds; they are taken as remarks, not as staging."
    )
    note = QualityNote("info", "stage_remarks", file.name, text)
    return replace(file, events=tuple(map(kept, file.events)), notes=(*file.notes, note))
