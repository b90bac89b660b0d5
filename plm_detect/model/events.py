"""What others scored in a night, on the clock of the recording."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import TYPE_CHECKING, Self, TypeVar

import numpy as np

from plm_detect.model.movements import LegMovements
from plm_detect.model.positions import BodyPositions
from plm_detect.model.spans import Spans, at_least, at_most

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from plm_detect.model.hypnogram import Hypnogram
    from plm_detect.model.quality import QualityNote

S = TypeVar("S", bound=Spans)


def _no_spans() -> Spans:
    return Spans.of([])


class RespiratoryKind(IntEnum):
    """Kinds of respiratory events that rules tell apart."""

    UNSTATED = 0
    APNEA = 1
    HYPOPNEA = 2
    RERA = 3
    OTHER = 4

    @property
    def label(self) -> str:
        """The name used in tables of events."""
        return {"UNSTATED": "resp", "OTHER": "resp_other"}.get(self.name, self.name.lower())


@dataclass(frozen=True, eq=False, repr=False)
class RespiratoryEvents(Spans):
    """Respiratory events with their kind.

    Attributes
    ----------
    onset_s, end_s : ndarray of float64, shape (n,)
        As in `Spans`.
    kind : ndarray of int8, shape (n,)
        Codes of `RespiratoryKind`.
    """

    kind: NDArray[np.int8]

    @classmethod
    def of(
        cls, pairs: Iterable[tuple[float, float]], kind: RespiratoryKind = RespiratoryKind.UNSTATED
    ) -> Self:
        """Return events of one kind from (onset, end) pairs in any order."""
        spans = Spans.of(pairs)
        return cls(spans.onset_s, spans.end_s, np.full(len(spans), kind, dtype=np.int8))

    @classmethod
    def together(cls, tables: Iterable[RespiratoryEvents]) -> Self:
        """Return the events of several tables in one, sorted by onset."""
        parts = [cls.of([]), *tables]
        onset_s, end_s, kind = (
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("onset_s", "end_s", "kind")
        )
        order = np.lexsort((kind, end_s, onset_s))
        return cls(onset_s[order], end_s[order], kind[order])


def _no_respiratory() -> RespiratoryEvents:
    return RespiratoryEvents.of([])


def _no_movements() -> LegMovements:
    return LegMovements.together([])


@dataclass(frozen=True)
class Scoring:
    """Stages and events of a night.

    Attributes
    ----------
    hypnogram : Hypnogram or None
        None when no stage was scored.
    arousals : Spans
        Seconds from the start of the recording.
    respiratory : RespiratoryEvents
        The same, with the kind of each.
    leg_movements : LegMovements
        As scored, with NaN for an end that is not known.
    calibrations : LegMovements
        Movements that were made on demand, to calibrate the amplitude of each leg.
    lights_off_s, lights_on_s : float or None
    positions : BodyPositions
    notes : tuple of QualityNote
    """

    hypnogram: Hypnogram | None = None
    arousals: Spans = field(default_factory=_no_spans)
    respiratory: RespiratoryEvents = field(default_factory=_no_respiratory)
    leg_movements: LegMovements = field(default_factory=_no_movements)
    calibrations: LegMovements = field(default_factory=_no_movements)
    lights_off_s: float | None = None
    lights_on_s: float | None = None
    positions: BodyPositions = field(default_factory=BodyPositions.none)
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


def _touching(events: S, start_s: float, end_s: float) -> S:
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
