"""Movements that some scorers marked and others did not."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from plm_detect.agreement.levels import JOINED_LEVEL
from plm_detect.agreement.nights import CONSENSUS
from plm_detect.model.hypnogram import Stage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plm_detect.agreement.nights import NightPair
    from plm_detect.agreement.rating import RatedNight
    from plm_detect.agreement.study import Agreement

MOST_DISAGREEMENTS = 50
MICROSECONDS = 6


@dataclass(frozen=True)
class Disagreement:
    """A movement that some scorers marked and others did not.

    Attributes
    ----------
    night : str
    start : datetime or None
        From when the seconds count.
    onset_s, end_s : float
        Of the longest mark, seconds.
    stage : str
    marked_by, missed_by : tuple of str
        All scorers of the night, by whether they have a movement that overlaps it.
    from_next_s : float
        To the nearest movement of those that missed it, seconds; NaN where they have none.
    """

    night: str
    start: dt.datetime | None
    onset_s: float
    end_s: float
    stage: str
    marked_by: tuple[str, ...]
    missed_by: tuple[str, ...]
    from_next_s: float

    @property
    def time(self) -> str:
        """Time of day of the onset; empty where the start is not known."""
        if self.start is None:
            return ""
        return f"{self.start + dt.timedelta(seconds=self.onset_s):%H:%M:%S}"

    def as_row(self) -> dict[str, Any]:
        """Return the row of the table."""
        return {
            "night": self.night,
            "time": self.time,
            "onset_s": round(self.onset_s, MICROSECONDS),
            "duration_s": round(self.end_s - self.onset_s, MICROSECONDS),
            "stage": self.stage,
            "marked_by": ", ".join(self.marked_by),
            "missed_by": ", ".join(self.missed_by),
            "from_next_s": round(self.from_next_s, MICROSECONDS),
        }


@dataclass(frozen=True)
class _Mark:
    """A movement of one scorer that another one has no partner for."""

    night: str
    onset_s: float
    end_s: float
    stage: str

    def overlaps(self, onset_s: float, end_s: float) -> bool:
        return self.onset_s < end_s and onset_s < self.end_s


def disagreements(agreement: Agreement, most: int = MOST_DISAGREEMENTS) -> tuple[Disagreement, ...]:
    """Return the longest movements that some scorers marked and others did not, each once.

    Movements that overlap are one event, however many scorers marked it and however many pairs of
    scorers it stands between.

    Parameters
    ----------
    agreement : Agreement
    most : int
        Events that are returned.
    """
    marks = sorted(
        {mark for pair in agreement.pairs for mark in _alone(pair)},
        key=lambda mark: (mark.onset_s - mark.end_s, mark.night, mark.onset_s),
    )
    of_night: dict[str, list[NightPair]] = {}
    for pair in agreement.pairs:
        of_night.setdefault(pair.night, []).append(pair)
    scorers = {night: _scorers(pairs) for night, pairs in of_night.items()}
    chosen: list[Disagreement] = []
    for mark in marks:
        if len(chosen) == most:
            break
        same_night = (each for each in chosen if each.night == mark.night)
        if any(mark.overlaps(each.onset_s, each.end_s) for each in same_night):
            continue
        found = _judged(mark, scorers[mark.night], of_night[mark.night][0].start)
        if found.marked_by and found.missed_by:
            chosen.append(found)
    return tuple(chosen)


def _scorers(pairs: list[NightPair]) -> dict[str, RatedNight]:
    """Return all scorers of a night by name; a consensus is not one of them."""
    found: dict[str, RatedNight] = {}
    is_consensus = any(pair.reference == CONSENSUS for pair in pairs if pair.against == "others")
    for pair in pairs:
        is_person = pair.against == "scorer" or (pair.against == "reference" and not is_consensus)
        if is_person:
            found.setdefault(pair.reference, pair.reference_rated)
        found.setdefault(pair.test, pair.test_rated)
    return found


def _alone(pair: NightPair) -> Iterator[_Mark]:
    """Yield the movements of scorers that the other one has no partner for."""
    sides = [(pair.test_rated, pair.compared.extra)]
    if pair.against != "others":
        sides.append((pair.reference_rated, pair.compared.missed))
    for who, which in sides:
        events, stages = who.events[JOINED_LEVEL], who.stages[JOINED_LEVEL]
        for i in which.tolist():
            stage = Stage(int(stages[i])).label
            yield _Mark(pair.night, float(events.onset_s[i]), float(events.end_s[i]), stage)


def _judged(mark: _Mark, scorers: dict[str, RatedNight], start: dt.datetime | None) -> Disagreement:
    """Return an event with all who have it and all who do not."""
    away = {name: _away_s(mark, who) for name, who in scorers.items()}
    missed = [name for name, away_s in away.items() if away_s > 0 or np.isnan(away_s)]
    known = [away[name] for name in missed if np.isfinite(away[name])]
    return Disagreement(
        night=mark.night,
        start=start,
        onset_s=mark.onset_s,
        end_s=mark.end_s,
        stage=mark.stage,
        marked_by=tuple(sorted(away.keys() - set(missed))),
        missed_by=tuple(sorted(missed)),
        from_next_s=min(known, default=float("nan")),
    )


def _away_s(mark: _Mark, who: RatedNight) -> float:
    """Return how far the nearest movement of a scorer is; 0 where one overlaps, NaN without any."""
    events = who.events[JOINED_LEVEL]
    if not len(events):
        return float("nan")
    if np.any((events.onset_s < mark.end_s) & (mark.onset_s < events.end_s)):
        return 0.0
    apart = np.maximum(events.onset_s - mark.end_s, mark.onset_s - events.end_s)
    return float(max(np.min(apart), 1e-9))
