"""What each value of a rule set means, section by section.

The values themselves and the source of each stand in the files of `plm_detect.rules.sets`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from plm_detect.errors import RuleSetError

JoinBy = Literal["gap", "onsets"]
ShortInterval = Literal["ends_series", "passed_over"]
IntervalFrom = Literal["onset", "end"]
SeriesStages = Literal["any", "sleep", "apart"]
SleepBy = Literal["onset", "any_part"]
Joining = Literal["before_joining", "after_joining"]
RespiratoryEventsTaken = Literal["any", "apnea_hypopnea_rera", "apnea_hypopnea"]
RespiratoryAnchor = Literal["end", "event"]
RespiratoryEffect = Literal["reported_twice", "not_scored"]
SpacingFrom = Literal["last_counted", "last_with_arousal"]


def _require(condition: bool, name: str, demand: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not condition:
        raise RuleSetError(f"{name} {demand}.")


@dataclass(frozen=True)
class DetectionCriteria:
    """What makes a movement of one leg in the EMG, all amplitudes in microvolts.

    Attributes
    ----------
    onset_above_rest_uv, end_above_rest_uv, end_quiet_s, shortest_s
        As in `MovementRule`.
    sustained_above_rest_uv, sustained_s
        As in `MovementRule`.
    """

    onset_above_rest_uv: float
    end_above_rest_uv: float
    end_quiet_s: float
    shortest_s: float
    sustained_above_rest_uv: float | None
    sustained_s: float


@dataclass(frozen=True)
class MovementRule:
    """One movement of one leg.

    Attributes
    ----------
    onset_above_rest_uv : float or None
        The EMG rises at least so far above the resting level (microvolts); None where the
        standard compares with a calibration movement.
    onset_calibration_share : float or None
        The EMG rises above the resting level by at least this share of the amplitude of a
        movement that was made on demand; None where the standard counts in microvolts.
    end_above_rest_uv, end_calibration_share : float or None
        The EMG no longer exceeds the resting level by more than this (microvolts, or share of
        the calibration movement) ...
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
    shortest_burst_in_rem_s, shortest_burst_in_wake_s : float or None
        A movement that begins in REM sleep or in wakefulness counts only when it holds activity
        without a gap for at least this long, so that clusters of twitches do not; None to count
        all. Movements scored by others are not judged (seconds).
    """

    onset_above_rest_uv: float | None
    onset_calibration_share: float | None
    end_above_rest_uv: float | None
    end_calibration_share: float | None
    end_quiet_s: float
    shortest_s: float
    longest_s: float | None
    sustained_above_rest_uv: float | None
    sustained_s: float
    shortest_burst_in_rem_s: float | None
    shortest_burst_in_wake_s: float | None

    def __post_init__(self) -> None:
        for edge in ("onset", "end"):
            level, share = f"movement.{edge}_above_rest_uv", f"movement.{edge}_calibration_share"
            level_uv = getattr(self, f"{edge}_above_rest_uv")
            ratio = getattr(self, f"{edge}_calibration_share")
            _require(
                (level_uv is None) != (ratio is None), level, f"or {share} must be set, not both"
            )
            _require(level_uv is None or level_uv > 0, level, "must be greater than 0")
            _require(ratio is None or 0 < ratio < 1, share, "must lie between 0 and 1")
        if self.onset_above_rest_uv is not None and self.end_above_rest_uv is not None:
            is_lower = self.end_above_rest_uv <= self.onset_above_rest_uv
            demand = "must not be greater than movement.onset_above_rest_uv"
            _require(is_lower, "movement.end_above_rest_uv", demand)
        _require(self.end_quiet_s > 0, "movement.end_quiet_s", "must be greater than 0")
        _require(self.shortest_s >= 0, "movement.shortest_s", "must not be negative")
        is_longer = self.longest_s is None or self.longest_s > self.shortest_s
        _require(is_longer, "movement.longest_s", "must be greater than movement.shortest_s")
        _require(self.sustained_s > 0, "movement.sustained_s", "must be greater than 0")
        for stage in ("rem", "wake"):
            name = f"shortest_burst_in_{stage}_s"
            burst_s = getattr(self, name)
            _require(burst_s is None or burst_s > 0, f"movement.{name}", "must be greater than 0")

    @property
    def needs_calibration(self) -> bool:
        """Whether amplitudes are judged against a calibration movement."""
        return self.onset_above_rest_uv is None or self.end_above_rest_uv is None

    def criteria(self, calibration_uv: float | None = None) -> DetectionCriteria:
        """Return what to look for in the EMG.

        Parameters
        ----------
        calibration_uv : float or None
            Amplitude of the calibration movement above rest, microvolts.

        Raises
        ------
        RuleSetError
            When the rule needs a calibration movement and none is given.
        """

        def level(level_uv: float | None, share: float | None) -> float:
            if level_uv is not None:
                return level_uv
            if calibration_uv is None or share is None:
                raise RuleSetError("the rule set needs the amplitude of a calibration movement.")
            return share * calibration_uv

        return DetectionCriteria(
            onset_above_rest_uv=level(self.onset_above_rest_uv, self.onset_calibration_share),
            end_above_rest_uv=level(self.end_above_rest_uv, self.end_calibration_share),
            end_quiet_s=self.end_quiet_s,
            shortest_s=self.shortest_s,
            sustained_above_rest_uv=self.sustained_above_rest_uv,
            sustained_s=self.sustained_s,
        )


@dataclass(frozen=True)
class LegsRule:
    """Movements of both legs become one.

    Attributes
    ----------
    join_by : {"gap", "onsets"}
        ``gap``: they overlap or the gap from end to onset is less than ``join_within_s``;
        ``onsets``: their onsets, on different legs, are less than ``join_within_s`` apart; equal
        onsets are judged together, so that it does not matter which leg is called left.
    join_within_s : float
        See ``join_by`` (seconds).
    chained : bool
        Whether a movement that joins brings in further ones that are near it only.
    """

    join_by: JoinBy
    join_within_s: float
    chained: bool

    def __post_init__(self) -> None:
        _require(self.join_within_s >= 0, "legs.join_within_s", "must not be negative")


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

    def __post_init__(self) -> None:
        for name in ("longest_monolateral_s", "longest_joined_s"):
            longest_s = getattr(self, name)
            demand = "must be greater than 0"
            _require(longest_s is None or longest_s > 0, f"candidate.{name}", demand)
        enough = self.most_joined is None or self.most_joined >= 1
        _require(enough, "candidate.most_joined", "must be at least 1")


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
        Whether a movement that is not a candidate ends a series.
    gap_ends_series : bool
        Whether a gap of the recording ends a series: what happened in it was not observed.
    stages : {"any", "sleep", "apart"}
        Series are formed regardless of stage, from movements in sleep only, or from movements in
        sleep and from movements in wakefulness, each on their own. Without a hypnogram sleep is
        not known and all movements take part.
    sleep_by : {"onset", "any_part"}
        A movement is in sleep by the stage at its onset, or as soon as any part of it lies in an
        epoch of sleep; the first such epoch is its stage then.
    wake_leaves : {"before_joining", "after_joining"}
        Where movements in wakefulness take no part in the series of sleep: whether the movement
        of each leg is tested, so that those in wakefulness are joined among themselves only, or
        the joined movement.
    longest_wake_s : float or None
        A stretch of wakefulness of at least this length that lies between two movements ends a
        series; None for never (seconds).
    """

    fewest_movements: int
    shortest_interval_s: float
    longest_interval_s: float
    interval_from: IntervalFrom
    short_interval: ShortInterval
    non_clm_ends_series: bool
    gap_ends_series: bool
    stages: SeriesStages
    sleep_by: SleepBy
    wake_leaves: Joining
    longest_wake_s: float | None

    def __post_init__(self) -> None:
        _require(self.fewest_movements >= 2, "series.fewest_movements", "must be at least 2")
        _require(
            self.shortest_interval_s >= 0, "series.shortest_interval_s", "must not be negative"
        )
        is_longer = self.longest_interval_s > self.shortest_interval_s
        demand = "must be greater than series.shortest_interval_s"
        _require(is_longer, "series.longest_interval_s", demand)
        is_positive = self.longest_wake_s is None or self.longest_wake_s > 0
        _require(is_positive, "series.longest_wake_s", "must be greater than 0")


@dataclass(frozen=True)
class RespiratoryRule:
    """Movements that belong to respiratory events.

    Attributes
    ----------
    events : {"any", "apnea_hypopnea_rera", "apnea_hypopnea"}
        Which events the rule knows. Events of a kind that the scoring does not state always
        count.
    anchor : {"end", "event"}
        The window lies around the end of a respiratory event, or around the whole event.
    from_s, to_s : float
        Start of the window relative to the start of the anchor, and its end relative to the end
        of the anchor; a movement with any part in it, limits included, is related (seconds).
    effect : {"reported_twice", "not_scored"}
        Everything is reported over all movements and again without the related ones, or related
        movements are not scored at all.
    tested : {"before_joining", "after_joining"}
        Whether the movement of each leg is held against the window, or the joined movement.
        Before joining, related movements that are not scored are joined among themselves only;
        where everything is reported twice, a joined movement is related when one of its parts is.
    """

    events: RespiratoryEventsTaken
    anchor: RespiratoryAnchor
    from_s: float
    to_s: float
    effect: RespiratoryEffect
    tested: Joining

    def __post_init__(self) -> None:
        if self.anchor == "end":
            demand = "must not be less than respiratory.from_s"
            _require(self.to_s >= self.from_s, "respiratory.to_s", demand)


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
        Of periodic movements in sleep with arousal whose onsets are closer than this only the
        first counts; None for no such rule (seconds).
    spacing_from : {"last_counted", "last_with_arousal"}
        Whether that distance runs from the last movement whose arousal counted, or from the last
        one with an arousal.
    """

    within_s: float
    within_included: bool
    shortest_spacing_s: float | None
    spacing_from: SpacingFrom

    def __post_init__(self) -> None:
        _require(self.within_s >= 0, "arousal.within_s", "must not be negative")
        is_positive = self.shortest_spacing_s is None or self.shortest_spacing_s > 0
        _require(is_positive, "arousal.shortest_spacing_s", "must be greater than 0")
