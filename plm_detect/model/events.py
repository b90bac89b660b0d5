"""What others scored in a night, on the clock of the recording."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from plm_detect.model.movements import LegMovements
from plm_detect.model.spans import Spans, at_least, at_most

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from plm_detect.model.hypnogram import Hypnogram
    from plm_detect.model.quality import QualityNote


def _no_spans() -> Spans:
    return Spans.of([])


def _no_movements() -> LegMovements:
    return LegMovements.together([])


@dataclass(frozen=True)
class Scoring:
    """Stages and events of a night.

    Attributes
    ----------
    hypnogram : Hypnogram or None
        None when no stage was scored.
    arousals, respiratory : Spans
        Seconds from the start of the recording.
    leg_movements : LegMovements
        As scored, with NaN for an end that is not known.
    calibrations : LegMovements
        Movements that were made on demand, to calibrate the amplitude of each leg.
    lights_off_s, lights_on_s : float or None
    notes : tuple of QualityNote
    """

    hypnogram: Hypnogram | None = None
    arousals: Spans = field(default_factory=_no_spans)
    respiratory: Spans = field(default_factory=_no_spans)
    leg_movements: LegMovements = field(default_factory=_no_movements)
    calibrations: LegMovements = field(default_factory=_no_movements)
    lights_off_s: float | None = None
    lights_on_s: float | None = None
    notes: tuple[QualityNote, ...] = ()

    @property
    def has_arousals(self) -> bool:
        """Whether an arousal was scored."""
        return len(self.arousals) > 0

    @property
    def has_respiratory(self) -> bool:
        """Whether a respiratory event was scored."""
        return len(self.respiratory) > 0

    def within(self, start_s: float, end_s: float) -> Scoring:
        """Return the scoring with the events that touch a part of the night; none is cut."""
        return replace(
            self,
            arousals=_touching(self.arousals, start_s, end_s),
            respiratory=_touching(self.respiratory, start_s, end_s),
        )


def _touching(events: Spans, start_s: float, end_s: float) -> Spans:
    return events.take(at_least(events.end_s, start_s) & at_most(events.onset_s, end_s))


@dataclass(frozen=True, eq=False, repr=False)
class StagedEvents(Spans):
    """Arousals or respiratory events with what the rules say of each.

    Attributes
    ----------
    stage : ndarray of int8, shape (n,)
        Codes of `plm_detect.model.hypnogram.Stage` at the onset.
    with_clm : ndarray of bool, shape (n,)
        Whether at least one candidate movement belongs to the event.
    """

    stage: NDArray[np.int8]
    with_clm: NDArray[np.bool_]
