"""A rule set: the values by which movements are found, joined, grouped and associated.

The classes say what each value means; the values themselves and the source of each stand in the
files of `plm_detect.rules.sets`.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

JoinBy = Literal["gap", "onsets"]
ShortInterval = Literal["ends_series", "passed_over"]
IntervalFrom = Literal["onset", "end"]
SeriesStages = Literal["any", "sleep"]
RespiratoryAnchor = Literal["end", "event"]
RespiratoryEffect = Literal["reported_twice", "not_scored"]


@dataclass(frozen=True)
class MovementRule:
    """One movement of one leg.

    Attributes
    ----------
    onset_above_rest_uv : float
        The EMG rises at least so far above the resting level (microvolts).
    end_above_rest_uv : float
        The EMG no longer exceeds the resting level by more than this (microvolts) ...
    end_quiet_s : float
        ... for at least so long; movements of one leg with a shorter gap are one (seconds).
    shortest_s : float
        Shorter movements are none (seconds).
    longest_s : float or None
        Longer movements are not leg movements; None for no limit (seconds).
    sustained_above_rest_uv : float or None
        Somewhere in the movement the median amplitude over ``sustained_s`` reaches this above
        the resting level; None where the standard has no such rule (microvolts).
    sustained_s : float
        Length of that stretch (seconds).
    """

    onset_above_rest_uv: float
    end_above_rest_uv: float
    end_quiet_s: float
    shortest_s: float
    longest_s: float | None
    sustained_above_rest_uv: float | None
    sustained_s: float


@dataclass(frozen=True)
class LegsRule:
    """Movements of both legs become one.

    Attributes
    ----------
    join_by : {"gap", "onsets"}
        ``gap``: they overlap or the gap from end to onset is less than ``join_within_s``;
        ``onsets``: their onsets, on different legs, are less than ``join_within_s`` apart.
    join_within_s : float
        See ``join_by`` (seconds).
    chained : bool
        Whether a movement that joins brings in further ones that are near it only.
    """

    join_by: JoinBy
    join_within_s: float
    chained: bool


@dataclass(frozen=True)
class CandidateRule:
    """Which movements can be part of a series (CLM); None for no limit.

    Attributes
    ----------
    longest_monolateral_s : float or None
        Longest movement of one leg, alone or within a joined one (seconds).
    longest_joined_s : float or None
        Longest joined movement (seconds).
    most_joined : int or None
        Most movements of single legs in a joined one.
    """

    longest_monolateral_s: float | None
    longest_joined_s: float | None
    most_joined: int | None


@dataclass(frozen=True)
class SeriesRule:
    """Periodic series.

    Attributes
    ----------
    fewest_movements : int
        Fewest consecutive movements.
    shortest_interval_s, longest_interval_s : float
        Limits of the interval between consecutive movements, both included (seconds).
    interval_from : {"onset", "end"}
        Whether the interval to the next onset runs from the onset or the end of a movement.
    short_interval : {"ends_series", "passed_over"}
        A shorter interval ends the series (the later movement may open the next one), or the
        later movement is passed over and the interval is taken to the one after it.
    non_clm_ends_series : bool
        Whether a movement that is no candidate ends a series.
    gap_ends_series : bool
        Whether a gap of the recording ends a series: what happened in it was not observed.
    stages : {"any", "sleep"}
        Whether series are formed regardless of stage or from movements in sleep only. Without
        a hypnogram sleep is not known and all movements take part.
    longest_wake_s : float or None
        A stretch of wakefulness of at least this length ends a series; None for never
        (seconds).
    """

    fewest_movements: int
    shortest_interval_s: float
    longest_interval_s: float
    interval_from: IntervalFrom
    short_interval: ShortInterval
    non_clm_ends_series: bool
    gap_ends_series: bool
    stages: SeriesStages
    longest_wake_s: float | None


@dataclass(frozen=True)
class RespiratoryRule:
    """Movements that belong to respiratory events.

    Attributes
    ----------
    anchor : {"end", "event"}
        The window lies around the end of a respiratory event, or around the whole event.
    from_s, to_s : float
        Start of the window relative to the start of the anchor, and its end relative to the end
        of the anchor; a movement with any part in it, limits included, is related (seconds).
    effect : {"reported_twice", "not_scored"}
        Everything is reported over all movements and again without the related ones, or related
        movements are not scored at all.
    """

    anchor: RespiratoryAnchor
    from_s: float
    to_s: float
    effect: RespiratoryEffect


@dataclass(frozen=True)
class ArousalRule:
    """Movements that belong to arousals.

    Attributes
    ----------
    within_s : float
        They overlap, or this is the distance from the end of one to the onset of the other
        (seconds).
    within_included : bool
        Whether a distance of exactly ``within_s`` counts.
    shortest_spacing_s : float or None
        Of periodic movements with arousal whose onsets are closer than this only the first
        counts; None for no such rule (seconds).
    """

    within_s: float
    within_included: bool
    shortest_spacing_s: float | None


@dataclass(frozen=True)
class RuleSet:
    """All values of one scoring standard, each section with its rule.

    Attributes
    ----------
    name : str
        Short name for the command line.
    title : str
        What it is, for people.
    sources : tuple of (str, str)
        Key and full reference of every source.
    value_sources : tuple of (str, str)
        For each value, as ``section.name``, where it comes from.
    """

    name: str
    title: str
    sources: tuple[tuple[str, str], ...]
    value_sources: tuple[tuple[str, str], ...]
    movement: MovementRule
    legs: LegsRule
    candidate: CandidateRule
    series: SeriesRule
    respiratory: RespiratoryRule
    arousal: ArousalRule

    def values(self) -> dict[str, dict[str, Any]]:
        """Return all values by section and name."""
        return {section: asdict(getattr(self, section)) for section in SECTIONS}


SECTIONS: dict[str, type] = {
    "movement": MovementRule,
    "legs": LegsRule,
    "candidate": CandidateRule,
    "series": SeriesRule,
    "respiratory": RespiratoryRule,
    "arousal": ArousalRule,
}
