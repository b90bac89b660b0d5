"""An independent reference of the scoring rules, against which the program is tested.

Plain Python with whole milliseconds, written from the published rules alone and never from the
program under test; it imports nothing of it. It is meant to be read, not to be fast. What the
standards leave open follows the meaning of the named values in ``plm_detect.model.rulesections``.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

Values = dict[str, object]

SLEEP = ("N1", "N2", "N3", "R")

# Kinds of respiratory events a rule knows; None stands for all of them.
KINDS: dict[str, tuple[str, ...] | None] = {
    "any": None,
    "apnea_hypopnea_rera": ("apnea", "hypopnea", "rera", "resp"),
    "apnea_hypopnea": ("apnea", "hypopnea", "resp"),
}


@dataclass(frozen=True)
class Lm:
    """A movement of one leg, milliseconds; side is "left" or "right"."""

    side: str
    onset: int
    end: int


@dataclass(frozen=True)
class Event:
    """An arousal or a respiratory event; the kind matters for respiratory events only."""

    onset: int
    end: int
    kind: str = ""


@dataclass(frozen=True)
class Epoch:
    """A scored epoch: stage is "W", "N1", "N2", "N3" or "R"; unscored time has no epoch."""

    onset: int
    end: int
    stage: str


@dataclass(frozen=True)
class Recording:
    """All that is scored; ``start`` to ``end`` is the analysed window.

    No epochs means that there is no hypnogram. ``breaks`` are the times at which the recording
    goes on after a gap.
    """

    movements: tuple[Lm, ...]
    epochs: tuple[Epoch, ...]
    arousals: tuple[Event, ...]
    respiratory: tuple[Event, ...]
    start: int
    end: int
    breaks: tuple[int, ...] = ()


@dataclass(frozen=True)
class Joined:
    """A movement after joining the legs; ``_nr`` is without respiratory-related movements."""

    onset: int
    end: int
    side: str
    n_parts: int
    is_clm: bool
    is_respiratory: bool
    stage: str
    asleep: bool
    series: int
    series_nr: int
    interval: int | None
    interval_nr: int | None
    has_arousal: bool
    has_arousal_nr: bool


@dataclass(frozen=True)
class Indices:
    """Times of sleep and wake in the window, and the counts that a report must hold."""

    sleep_ms: int
    wake_ms: int
    n_plms: int
    n_plms_nr: int
    n_plms_arousal: int
    n_plms_nr_arousal: int
    n_plmw: int


# ------------------------------------------------------------------------------------------------
# The rule sets as published; where a standard is silent, the defaults of the program.

_AASM3: Values = {
    "movement.end_quiet_s": 0.5,
    "movement.shortest_s": 0.5,
    "movement.longest_s": 10.0,
    "legs.join_by": "onsets",
    "legs.join_within_s": 5.0,
    "legs.chained": False,
    "candidate.longest_monolateral_s": None,
    "candidate.longest_joined_s": None,
    "candidate.most_joined": None,
    "series.fewest_movements": 4,
    "series.shortest_interval_s": 5.0,
    "series.longest_interval_s": 90.0,
    "series.interval_from": "onset",
    "series.short_interval": "passed_over",
    "series.non_clm_ends_series": False,
    "series.gap_ends_series": True,
    "series.stages": "sleep",
    "series.sleep_by": "any_part",
    "series.wake_leaves": "after_joining",
    "series.longest_wake_s": 90.0,
    "respiratory.events": "apnea_hypopnea_rera",
    "respiratory.anchor": "event",
    "respiratory.from_s": -0.5,
    "respiratory.to_s": 0.5,
    "respiratory.effect": "not_scored",
    "respiratory.tested": "before_joining",
    "arousal.within_s": 0.5,
    "arousal.within_included": False,
    "arousal.shortest_spacing_s": 10.0,
    "arousal.spacing_from": "last_counted",
}
_AASM2: Values = {**_AASM3, "series.sleep_by": "onset"}
_AASM2007: Values = {**_AASM2, "respiratory.events": "apnea_hypopnea"}
_ASDA1993: Values = {
    **_AASM2007,
    "movement.longest_s": 5.0,
    "series.longest_wake_s": None,
    "arousal.shortest_spacing_s": None,
}
_COLEMAN1982: Values = {**_ASDA1993, "series.shortest_interval_s": 4.0}
_WASM2006: Values = {
    "movement.end_quiet_s": 0.5,
    "movement.shortest_s": 0.5,
    "movement.longest_s": 10.0,
    "legs.join_by": "gap",
    "legs.join_within_s": 0.5,
    "legs.chained": True,
    "candidate.longest_monolateral_s": None,
    "candidate.longest_joined_s": 10.0,
    "candidate.most_joined": None,
    "series.fewest_movements": 4,
    "series.shortest_interval_s": 5.0,
    "series.longest_interval_s": 90.0,
    "series.interval_from": "onset",
    "series.short_interval": "passed_over",
    "series.non_clm_ends_series": False,
    "series.gap_ends_series": True,
    "series.stages": "apart",
    "series.sleep_by": "onset",
    "series.wake_leaves": "after_joining",
    "series.longest_wake_s": None,
    "respiratory.events": "any",
    "respiratory.anchor": "end",
    "respiratory.from_s": -0.5,
    "respiratory.to_s": 0.5,
    "respiratory.effect": "reported_twice",
    "respiratory.tested": "after_joining",
    "arousal.within_s": 0.5,
    "arousal.within_included": False,
    "arousal.shortest_spacing_s": None,
    "arousal.spacing_from": "last_counted",
}
_WASM2016: Values = {
    **_WASM2006,
    "movement.longest_s": None,
    "candidate.longest_monolateral_s": 10.0,
    "candidate.longest_joined_s": 15.0,
    "candidate.most_joined": 4,
    "series.shortest_interval_s": 10.0,
    "series.short_interval": "ends_series",
    "series.non_clm_ends_series": True,
    "series.stages": "any",
    "respiratory.from_s": -2.0,
    "respiratory.to_s": 10.25,
    "arousal.within_included": True,
}
SETS: dict[str, Values] = {
    "aasm2": _AASM2,
    "aasm3": _AASM3,
    "aasm2007": _AASM2007,
    "wasm2006": _WASM2006,
    "wasm2016": _WASM2016,
    "asda1993": _ASDA1993,
    "coleman1982": _COLEMAN1982,
}


# ------------------------------------------------------------------------------------------------
# Reading values


def _ms_or_none(values: Values, name: str) -> int | None:
    """Return a value in seconds as milliseconds; None is "no limit"."""
    value = values[name]
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(f"{name} must be a number, not {value!r}")
    return round(value * 1000)


def _ms(values: Values, name: str) -> int:
    """Return a value in seconds as milliseconds."""
    value = _ms_or_none(values, name)
    if value is None:
        raise TypeError(f"{name} must be set")
    return value


def _count_or_none(values: Values, name: str) -> int | None:
    """Return a number of movements; None is "no limit"."""
    value = values[name]
    if value is not None and (isinstance(value, bool) or not isinstance(value, int)):
        raise TypeError(f"{name} must be a whole number, not {value!r}")
    return value


def _flag(values: Values, name: str) -> bool:
    """Return a value that is yes or no."""
    value = values[name]
    if not isinstance(value, bool):
        raise TypeError(f"{name} must be True or False, not {value!r}")
    return value


def _word(values: Values, name: str, *allowed: str) -> str:
    """Return a value that is one of some words."""
    value = values[name]
    if not isinstance(value, str) or value not in allowed:
        raise ValueError(f"{name} must be one of {allowed}, not {value!r}")
    return value


# ------------------------------------------------------------------------------------------------
# Small helpers


def _within_limit(length: int, limit: int | None) -> bool:
    """Whether a length or number is at most the limit; None is no limit."""
    return limit is None or length <= limit


def _break_between(recording: Recording, earlier: int, later: int) -> bool:
    """Whether the recording has a gap between two onsets."""
    return any(earlier < time <= later for time in recording.breaks)


def _order(lm: Lm) -> tuple[int, int]:
    """Order of movements of single legs: by onset, left before right."""
    return lm.onset, ("left", "right").index(lm.side)


# ------------------------------------------------------------------------------------------------
# one leg movement


def leg_movements(recording: Recording, values: Values) -> list[Lm]:
    """Return the LMs of both legs that take part, in order."""
    quiet = _ms(values, "movement.end_quiet_s")
    shortest = _ms(values, "movement.shortest_s")
    longest = _ms_or_none(values, "movement.longest_s")
    found: list[Lm] = []
    for side in ("left", "right"):
        merged: list[Lm] = []
        last_onset = 0  # onset of the part that was merged last
        for lm in sorted((lm for lm in recording.movements if lm.side == side), key=_order):
            is_one = (
                bool(merged)
                and lm.onset - merged[-1].end < quiet  # negative: they overlap
                and not _break_between(recording, last_onset, lm.onset)
            )
            if is_one:
                merged[-1] = Lm(side, merged[-1].onset, max(merged[-1].end, lm.end))
            else:
                merged.append(lm)
            last_onset = lm.onset
        found += merged
    found = [lm for lm in found if lm.end - lm.onset >= shortest]
    found = [lm for lm in found if _within_limit(lm.end - lm.onset, longest)]
    # The analysed window: whole movements, none is cut.
    found = [lm for lm in found if lm.end >= recording.start and lm.onset <= recording.end]
    return sorted(found, key=_order)


# ------------------------------------------------------------------------------------------------
# the stage of a movement


def stage_of(onset: int, end: int, recording: Recording, values: Values) -> str:
    """Return the stage of a movement, "" where the time is not scored."""
    stage = ""
    if onset < recording.start:
        stage = "W"
    else:
        for epoch in recording.epochs:
            if epoch.onset <= onset < epoch.end:
                stage = epoch.stage
    sleep_by = _word(values, "series.sleep_by", "onset", "any_part")
    if stage in SLEEP or sleep_by == "onset":
        return stage
    for epoch in sorted(recording.epochs, key=lambda epoch: epoch.onset):
        epoch_onset = max(epoch.onset, recording.start)
        epoch_end = min(epoch.end, recording.end)
        shared = min(end, epoch_end) - max(onset, epoch_onset)
        if epoch.stage in SLEEP and shared > 0:
            return epoch.stage
    return stage


# ------------------------------------------------------------------------------------------------
# respiratory events


def respiratory_windows(recording: Recording, values: Values) -> list[tuple[int, int]]:
    """Return the windows in which a movement is respiratory-related, limits included."""
    kinds = KINDS[_word(values, "respiratory.events", *KINDS)]
    from_ms = _ms(values, "respiratory.from_s")
    to_ms = _ms(values, "respiratory.to_s")
    anchor = _word(values, "respiratory.anchor", "event", "end")
    windows = []
    for event in recording.respiratory:
        if kinds is not None and event.kind not in kinds:
            continue
        anchor_onset = event.onset if anchor == "event" else event.end
        windows.append((anchor_onset + from_ms, event.end + to_ms))
    return [(first, last) for first, last in windows if first <= last]


def _in_windows(onset: int, end: int, windows: list[tuple[int, int]]) -> bool:
    """Whether any part of a movement lies in one of the windows, limits included."""
    return any(onset <= last and end >= first for first, last in windows)


# ------------------------------------------------------------------------------------------------
# both legs


def join_legs(lms: list[Lm], recording: Recording, values: Values) -> list[list[Lm]]:
    """Join LMs, given in order, of both legs; every LM ends up in one group."""
    within = _ms(values, "legs.join_within_s")
    chained = _flag(values, "legs.chained")
    if _word(values, "legs.join_by", "gap", "onsets") == "gap":
        if not chained:
            raise ValueError("legs.join_by gap without legs.chained is not defined here")
        return _join_by_gap(lms, within, recording)
    return _join_by_onsets(lms, within, chained, recording)


def _join_by_gap(lms: list[Lm], within: int, recording: Recording) -> list[list[Lm]]:
    """Join what overlaps or is less than ``within`` apart from end to onset, chained."""
    groups: list[list[Lm]] = []
    for lm in lms:
        if (
            groups
            and lm.onset < max(part.end for part in groups[-1]) + within
            and not _break_between(recording, groups[-1][-1].onset, lm.onset)
        ):
            groups[-1].append(lm)
        else:
            groups.append([lm])
    return groups


def _join_by_onsets(
    lms: list[Lm], within: int, chained: bool, recording: Recording
) -> list[list[Lm]]:
    """Join LMs of different legs whose onsets are less than ``within`` apart."""
    groups: list[list[Lm]] = []
    for onset in sorted({lm.onset for lm in lms}):
        together = [lm for lm in lms if lm.onset == onset]  # equal onsets are judged together
        joins = False
        if groups and not _break_between(recording, groups[-1][-1].onset, onset):
            group = groups[-1]
            for lm in together:
                others = [part.onset for part in group if part.side != lm.side]
                if others:
                    reference = max(others) if chained else group[0].onset
                    joins = joins or onset - reference < within
        if joins:
            groups[-1] += together
        else:
            groups.append(together)
    return groups


@dataclass(frozen=True)
class _Movement:
    """A joined movement before series are formed."""

    lms: tuple[Lm, ...]
    onset: int
    end: int
    is_clm: bool
    is_respiratory: bool
    left_out: bool  # respiratory-related and "not_scored": neither member nor end of a series
    stage: str


def joined_movements(recording: Recording, values: Values) -> list[_Movement]:
    """the movements of both legs in order of onset."""
    windows = respiratory_windows(recording, values)
    not_scored = _word(values, "respiratory.effect", "not_scored", "reported_twice") == "not_scored"
    each_leg_tested = (
        _word(values, "respiratory.tested", "before_joining", "after_joining") == "before_joining"
    )
    wake_leaves_first = (
        bool(recording.epochs)
        and _word(values, "series.stages", "any", "sleep", "apart") != "any"
        and _word(values, "series.wake_leaves", "before_joining", "after_joining")
        == "before_joining"
    )
    # Which LMs may be joined with each other: up to four kinds that never mix.
    kinds: dict[tuple[bool, bool], list[Lm]] = {}
    for lm in leg_movements(recording, values):
        is_apart = not_scored and each_leg_tested and _in_windows(lm.onset, lm.end, windows)
        is_wake = wake_leaves_first and stage_of(lm.onset, lm.end, recording, values) not in SLEEP
        kinds.setdefault((is_apart, is_wake), []).append(lm)

    movements = []
    for lms in kinds.values():
        for group in join_legs(lms, recording, values):
            onset, end = group[0].onset, max(lm.end for lm in group)
            if each_leg_tested:
                is_respiratory = any(_in_windows(lm.onset, lm.end, windows) for lm in group)
            else:
                is_respiratory = _in_windows(onset, end, windows)
            left_out = is_respiratory and not_scored
            movements.append(
                _Movement(
                    lms=tuple(group),
                    onset=onset,
                    end=end,
                    is_clm=is_candidate(group, values) and not left_out,
                    is_respiratory=is_respiratory,
                    left_out=left_out,
                    stage=stage_of(onset, end, recording, values),
                )
            )
    return sorted(movements, key=lambda movement: _order(movement.lms[0]))


def is_candidate(group: list[Lm], values: Values) -> bool:
    """Return whether a joined movement keeps the limits of a candidate."""
    longest_monolateral = _ms_or_none(values, "candidate.longest_monolateral_s")
    longest_joined = _ms_or_none(values, "candidate.longest_joined_s")
    total = max(lm.end for lm in group) - group[0].onset
    return (
        all(_within_limit(lm.end - lm.onset, longest_monolateral) for lm in group)
        and (len(group) == 1 or _within_limit(total, longest_joined))
        and _within_limit(len(group), _count_or_none(values, "candidate.most_joined"))
    )


# ------------------------------------------------------------------------------------------------
# periodic series. Movements are named by their place in the list.


def pools(
    movements: list[_Movement], recording: Recording, values: Values, *, without_respiratory: bool
) -> list[list[int]]:
    """Return the members that form series among themselves."""
    stages = _word(values, "series.stages", "any", "sleep", "apart")
    members = [
        place
        for place, movement in enumerate(movements)
        if movement.is_clm and not (without_respiratory and movement.is_respiratory)
    ]
    if stages == "any" or not recording.epochs:
        return [members]
    in_sleep = [place for place in members if movements[place].stage in SLEEP]
    in_wake = [place for place in members if movements[place].stage == "W"]
    return [in_sleep, in_wake] if stages == "apart" else [in_sleep]


def wake_stretches(recording: Recording) -> list[tuple[int, int]]:
    """Return the stretches of W epochs that follow each other without a gap."""
    stretches: list[tuple[int, int]] = []
    for epoch in sorted(recording.epochs, key=lambda epoch: epoch.onset):
        if epoch.stage != "W":
            continue
        if stretches and stretches[-1][1] == epoch.onset:
            stretches[-1] = (stretches[-1][0], epoch.end)
        else:
            stretches.append((epoch.onset, epoch.end))
    return stretches


class _SeriesOfMembers:
    """Series and intervals of one pool of members."""

    def __init__(
        self,
        members: list[int],
        movements: list[_Movement],
        recording: Recording,
        values: Values,
    ) -> None:
        self.movements = movements
        self.recording = recording
        self.values = values
        # What ends series, whatever the pool.
        self.ending = [
            place
            for place, movement in enumerate(movements)
            if not movement.is_clm
            and not movement.left_out
            and _flag(values, "series.non_clm_ends_series")
        ]
        longest_wake = _ms_or_none(values, "series.longest_wake_s")
        self.ending_wake = [
            (onset, end)
            for onset, end in wake_stretches(recording)
            if longest_wake is not None and end - onset >= longest_wake
        ]
        self.shortest = _ms(values, "series.shortest_interval_s")
        self.longest = _ms(values, "series.longest_interval_s")
        self.intervals: dict[int, int | None] = {}
        self.kept = self._keep(members)
        for earlier, later in zip(self.kept, self.kept[1:], strict=False):
            unseen = self._non_clm_between(earlier, later) or self._gap_between(earlier, later)
            self.intervals[later] = None if unseen else self._interval(earlier, later)

    def _interval(self, earlier: int, later: int) -> int:
        """Return the interval between two members."""
        is_from_end = _word(self.values, "series.interval_from", "onset", "end") == "end"
        first = self.movements[earlier]
        return self.movements[later].onset - (first.end if is_from_end else first.onset)

    def _keep(self, members: list[int]) -> list[int]:
        """Pass over members after a short interval, where the rule says so."""
        short = _word(self.values, "series.short_interval", "ends_series", "passed_over")
        if short == "ends_series":
            return members
        kept: list[int] = []
        for place in members:
            if kept and self._interval(kept[-1], place) < self.shortest:
                self.intervals[place] = self._interval(kept[-1], place)
            else:
                kept.append(place)
        return kept

    def _non_clm_between(self, earlier: int, later: int) -> bool:
        """Whether a movement that is not a candidate and ends series lies between."""
        return bisect_left(self.ending, earlier) < bisect_left(self.ending, later)

    def _gap_between(self, earlier: int, later: int) -> bool:
        """Whether a gap of the recording that ends series lies between."""
        return _flag(self.values, "series.gap_ends_series") and _break_between(
            self.recording, self.movements[earlier].onset, self.movements[later].onset
        )

    def _wake_between(self, earlier: int, later: int) -> bool:
        """Whether a long stretch of wakefulness lies wholly between."""
        return any(
            self.movements[earlier].onset <= onset and end <= self.movements[later].onset
            for onset, end in self.ending_wake
        )

    def _is_periodic(self, earlier: int, later: int) -> bool:
        """Whether two consecutive members belong to one series."""
        return (
            self.shortest <= self._interval(earlier, later) <= self.longest
            and not self._gap_between(earlier, later)
            and not self._non_clm_between(earlier, later)
            and not self._wake_between(earlier, later)
        )

    def series(self) -> list[list[int]]:
        """Return the series: runs of periodic pairs with enough members."""
        runs: list[list[int]] = []
        for place in self.kept:
            if runs and self._is_periodic(runs[-1][-1], place):
                runs[-1].append(place)
            else:
                runs.append([place])
        fewest = _count_or_none(self.values, "series.fewest_movements") or 0
        return [run for run in runs if len(run) >= fewest]


def series_and_intervals(
    movements: list[_Movement], recording: Recording, values: Values, *, without_respiratory: bool
) -> tuple[list[int], list[int | None]]:
    """Return the number of its series (0 = none) and the interval of every movement."""
    all_series: list[list[int]] = []
    intervals: list[int | None] = [None] * len(movements)
    for members in pools(movements, recording, values, without_respiratory=without_respiratory):
        pool = _SeriesOfMembers(members, movements, recording, values)
        all_series += pool.series()
        for place, interval in pool.intervals.items():
            intervals[place] = interval
    numbers = [0] * len(movements)
    for number, series in enumerate(sorted(all_series), start=1):  # by their first movement
        for place in series:
            numbers[place] = number
    return numbers, intervals


# ------------------------------------------------------------------------------------------------
# arousals


def has_related_arousal(movement: _Movement, recording: Recording, values: Values) -> bool:
    """Whether an arousal overlaps the movement or is near enough."""
    within = _ms(values, "arousal.within_s")
    first, last = movement.onset - within, movement.end + within
    arousals = recording.arousals
    if _flag(values, "arousal.within_included"):
        return any(first <= arousal.end and arousal.onset <= last for arousal in arousals)
    return any(first < arousal.end and arousal.onset < last for arousal in arousals)


def counted_arousals(
    movements: list[_Movement],
    related: list[bool],
    series: list[int],
    recording: Recording,
    values: Values,
) -> list[bool]:
    """Take the arousal from periodic movements in sleep that come too soon after another."""
    counted = list(related)
    spacing = _ms_or_none(values, "arousal.shortest_spacing_s")
    spacing_from = _word(values, "arousal.spacing_from", "last_counted", "last_with_arousal")
    if spacing is None:
        return counted
    reference: int | None = None
    for place, movement in enumerate(movements):
        in_sleep = movement.stage in SLEEP or not recording.epochs
        if not (series[place] and in_sleep and related[place]):
            continue
        counted[place] = reference is None or movement.onset - reference >= spacing
        if counted[place] or spacing_from == "last_with_arousal":
            reference = movement.onset
    return counted


# ------------------------------------------------------------------------------------------------
# All together


def score(recording: Recording, values: Values) -> list[Joined]:
    """Score a recording by the values of a rule set."""
    movements = joined_movements(recording, values)
    series, intervals = series_and_intervals(
        movements, recording, values, without_respiratory=False
    )
    series_nr, intervals_nr = series_and_intervals(
        movements, recording, values, without_respiratory=True
    )
    related = [has_related_arousal(movement, recording, values) for movement in movements]
    counted = counted_arousals(movements, related, series, recording, values)
    counted_nr = counted_arousals(movements, related, series_nr, recording, values)
    joined = []
    for place, movement in enumerate(movements):
        sides = {lm.side for lm in movement.lms}
        joined.append(
            Joined(
                onset=movement.onset,
                end=movement.end,
                side=sides.pop() if len(sides) == 1 else "both",
                n_parts=len(movement.lms),
                is_clm=movement.is_clm,
                is_respiratory=movement.is_respiratory,
                stage=movement.stage,
                asleep=movement.stage in SLEEP,
                series=series[place],
                series_nr=series_nr[place],
                interval=intervals[place],
                interval_nr=intervals_nr[place],
                has_arousal=counted[place],
                has_arousal_nr=counted_nr[place],
            )
        )
    return joined


def indices(recording: Recording, joined: list[Joined]) -> Indices:
    """times, with epochs cut to the window, and the counts the indices are made of."""

    def time_in(*stages: str) -> int:
        return sum(
            max(0, min(epoch.end, recording.end) - max(epoch.onset, recording.start))
            for epoch in recording.epochs
            if epoch.stage in stages
        )

    plms = [movement for movement in joined if movement.asleep and movement.series]
    plms_nr = [movement for movement in joined if movement.asleep and movement.series_nr]
    return Indices(
        sleep_ms=time_in(*SLEEP),
        wake_ms=time_in("W"),
        n_plms=len(plms),
        n_plms_nr=len(plms_nr),
        n_plms_arousal=sum(movement.has_arousal for movement in plms),
        n_plms_nr_arousal=sum(movement.has_arousal_nr for movement in plms_nr),
        n_plmw=sum(movement.stage == "W" and movement.series > 0 for movement in joined),
    )
