"""Why each movement is what the rules made it: keys of sentences with their numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.model.hypnogram import is_sleep
from plm_detect.model.movements import Side
from plm_detect.model.spans import TIME_TOLERANCE_S, at_least, at_most

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from plm_detect.results.night import Night

PART, CANDIDATE, SERIES, RESPIRATORY, AROUSAL = "lm", "clm", "series", "respiratory", "arousal"


@dataclass(frozen=True)
class Reason:
    """One sentence about a movement.

    Attributes
    ----------
    about : str
        What it is about: leg movement, candidate, series, respiratory event or arousal.
    key : str
        Key of the sentence in the words of a language.
    values : mapping of str to float, int or str
        What stands in its braces; texts are keys of words.
    """

    about: str
    key: str
    values: Mapping[str, float | int | str] = field(default_factory=dict)


def explanations(night: Night) -> tuple[tuple[Reason, ...], ...]:
    """Return why each of ``night.movements`` is a candidate, periodic or neither.

    Everything is read from what the rules said of the movements and from the rule set.

    Parameters
    ----------
    night : Night
    """
    parts = parts_of(night)
    pools = _Pools.of(night)
    return tuple(
        (
            *_of_parts(night, parts[i]),
            *_of_joining(night, i),
            *_of_candidate(night, i, parts[i]),
            *_of_series(night, i, pools),
            *_of_breathing(night, i),
            *_of_arousal(night, i),
        )
        for i in range(len(night.movements))
    )


def parts_of(night: Night) -> tuple[NDArray[np.intp], ...]:
    """Return which of ``night.leg_movements`` each movement was joined from.

    Parameters
    ----------
    night : Night
    """
    legs, both = night.leg_movements, night.movements
    counted = np.flatnonzero(legs.is_lm & legs.in_analysis)
    onset_s, end_s, side = legs.onset_s[counted], legs.end_s[counted], legs.side[counted]
    found = []
    for i in range(len(both)):
        low = np.searchsorted(onset_s, both.onset_s[i] - TIME_TOLERANCE_S)
        high = np.searchsorted(onset_s, both.end_s[i] + TIME_TOLERANCE_S, side="right")
        inside = at_most(end_s[low:high], float(both.end_s[i]))
        inside &= (side[low:high] & both.side[i]) == side[low:high]
        found.append(counted[low:high][inside][: int(both.n_monolateral[i])])
    return tuple(found)


def _of_parts(night: Night, parts: NDArray[np.intp]) -> Iterator[Reason]:
    legs, rule = night.leg_movements, night.rules.movement
    calibrations = {leg.side: leg.calibration_uv for leg in night.legs}
    for i in parts.tolist():
        side = Side(int(legs.side[i]))
        values: dict[str, float | int | str] = {
            "leg": side.label,
            "duration": float(legs.duration_s[i]),
            "shortest": rule.shortest_s,
        }
        limit = "" if rule.longest_s is None else "_limited"
        if rule.longest_s is not None:
            values["longest"] = rule.longest_s
        yield Reason(PART, f"expl_part{limit}", values)
        if not np.isfinite(legs.mean_uv[i]):
            yield Reason(PART, "expl_no_emg", {"leg": side.label})
            continue
        height = {"mean": float(legs.mean_uv[i]), "rest": float(legs.rest_uv[i])}
        yield Reason(PART, "expl_mean", {"leg": side.label, **height})
        margin_uv = float(legs.onset_margin_uv[i])
        if np.isfinite(margin_uv):
            threshold_uv = rule.criteria(calibrations.get(side)).onset_above_rest_uv
            decided = {
                "height": threshold_uv + margin_uv,
                "threshold": threshold_uv,
                "margin": margin_uv,
            }
            yield Reason(PART, "expl_decided", {"leg": side.label, **decided})


def _of_joining(night: Night, i: int) -> Iterator[Reason]:
    both = night.movements
    lag_s = float(both.lag_s[i])
    if np.isfinite(lag_s):
        key = "expl_right_first" if lag_s < 0 else "expl_left_first"
        yield Reason(PART, key, {"lag": abs(lag_s)})
    elif both.n_monolateral[i] == 1:
        yield Reason(PART, "expl_one_leg", {"leg": Side(int(both.side[i])).label})


def _of_candidate(night: Night, i: int, parts: NDArray[np.intp]) -> Iterator[Reason]:
    both, rule = night.movements, night.rules.candidate
    lasts_s, n_parts = float(both.duration_s[i]), int(both.n_monolateral[i])
    part_s = float(np.max(night.leg_movements.duration_s[parts], initial=0.0))
    if both.is_clm[i]:
        limit_s = rule.longest_monolateral_s if n_parts == 1 else rule.longest_joined_s
        if limit_s is None:
            yield Reason(CANDIDATE, "expl_clm")
        else:
            yield Reason(CANDIDATE, "expl_clm_limit", {"duration": lasts_s, "limit": limit_s})
        return
    for value_s, limit_s, key in (
        (part_s, rule.longest_monolateral_s, "expl_no_clm_part"),
        (lasts_s if n_parts > 1 else 0.0, rule.longest_joined_s, "expl_no_clm_joined"),
    ):
        if limit_s is not None and value_s > limit_s + TIME_TOLERANCE_S:
            yield Reason(CANDIDATE, key, {"duration": value_s, "limit": limit_s})
    if rule.most_joined is not None and n_parts > rule.most_joined:
        yield Reason(CANDIDATE, "expl_no_clm_many", {"n": n_parts, "most": rule.most_joined})
    if both.is_respiratory[i] and night.rules.respiratory.effect == "not_scored":
        yield Reason(CANDIDATE, "expl_no_clm_respiratory")


@dataclass(frozen=True, eq=False)
class _Pools:
    """What stands before and after each movement among those that may form a series with it.

    Attributes
    ----------
    before, after : ndarray of int, shape (n,)
        Places of the neighbours; -1 for none.
    run : ndarray of int, shape (n,)
        How many movements follow each other at periodic intervals around each.
    """

    before: NDArray[np.intp]
    after: NDArray[np.intp]
    run: NDArray[np.intp]

    @classmethod
    def of(cls, night: Night) -> _Pools:
        """Return the neighbours of all movements of a night."""
        both, rule = night.movements, night.rules.series
        n = len(both)
        before, after = np.full(n, -1, dtype=np.intp), np.full(n, -1, dtype=np.intp)
        run = np.zeros(n, dtype=np.intp)
        apart = rule.stages == "apart"
        pool = is_sleep(both.stage) if apart else np.zeros(n, dtype=bool)
        is_periodic = at_least(both.imi_s, rule.shortest_interval_s)
        is_periodic &= at_most(both.imi_s, rule.longest_interval_s)
        is_member = both.takes_part & ~_passed_over(night)
        for own in (False, True):
            members = np.flatnonzero(is_member & (pool == own))
            before[members[1:]], after[members[:-1]] = members[:-1], members[1:]
            runs = np.cumsum(~is_periodic[members])
            run[members] = np.bincount(runs, minlength=len(members) + 1)[runs]
        return cls(before, after, run)


def _passed_over(night: Night) -> NDArray[np.bool_]:
    """Return which candidates the rule passes over because they follow too soon."""
    both, rule = night.movements, night.rules.series
    if rule.short_interval != "passed_over":
        return np.zeros(len(both), dtype=bool)
    is_short = np.isfinite(both.imi_s) & ~at_least(both.imi_s, rule.shortest_interval_s)
    return np.asarray(both.takes_part & is_short)


def _of_series(night: Night, i: int, pools: _Pools) -> Iterator[Reason]:
    both, rule = night.movements, night.rules.series
    number = int(both.series[i])
    if not both.takes_part[i]:
        yield Reason(SERIES, "expl_none_stage" if both.is_clm[i] else "expl_none_no_clm")
        return
    if number:
        members = np.flatnonzero(both.series == number)
        place = int(np.searchsorted(members, i)) + 1
        values = {"series": number, "place": place, "n": len(members)}
        yield Reason(SERIES, "expl_series", values)
    elif _passed_over(night)[i]:
        shortest = {"interval": float(both.imi_s[i]), "shortest": rule.shortest_interval_s}
        yield Reason(SERIES, "expl_none_passed", shortest)
        return
    elif pools.run[i] >= rule.fewest_movements and rule.longest_wake_s is not None:
        yield Reason(SERIES, "expl_none_wake", {"wake": rule.longest_wake_s})
    else:
        counts = {"n": int(pools.run[i]), "fewest": rule.fewest_movements}
        yield Reason(SERIES, "expl_none_few", counts)
    yield _interval(night, i, int(pools.before[i]), "before")
    after = int(pools.after[i])
    if after < 0:
        yield Reason(SERIES, "expl_after_last")
    else:
        yield _interval(night, after, i, "after")


def _interval(night: Night, i: int, before: int, where: str) -> Reason:
    """Return what is said of the interval from one movement to another."""
    both, rule = night.movements, night.rules.series
    interval_s = float(both.imi_s[i])
    if np.isfinite(interval_s):
        values = {"interval": interval_s}
        limits = {"shortest": rule.shortest_interval_s, "longest": rule.longest_interval_s}
        if interval_s < rule.shortest_interval_s - TIME_TOLERANCE_S:
            values["shortest"] = limits["shortest"]
            return Reason(SERIES, f"expl_{where}_short", values)
        if interval_s > rule.longest_interval_s + TIME_TOLERANCE_S:
            values["longest"] = limits["longest"]
            return Reason(SERIES, f"expl_{where}_long", values)
        return Reason(SERIES, f"expl_{where}_periodic", {**values, **limits})
    if before < 0:
        return Reason(SERIES, f"expl_{where}_first")
    others = ~both.is_clm[before + 1 : i]
    if night.rules.respiratory.effect == "not_scored":
        others &= ~both.is_respiratory[before + 1 : i]
    is_ended = bool(np.any(others)) and rule.non_clm_ends_series
    return Reason(SERIES, f"expl_{where}_{'no_clm' if is_ended else 'gap'}")


def _of_breathing(night: Night, i: int) -> Iterator[Reason]:
    both, rule = night.movements, night.rules.respiratory
    if not night.scoring.has_respiratory:
        yield Reason(RESPIRATORY, "expl_no_respiratory_scored")
        return
    window = {"from": rule.from_s, "to": rule.to_s}
    related = "expl_respiratory" if both.is_respiratory[i] else "expl_not_respiratory"
    yield Reason(RESPIRATORY, f"{related}_{rule.anchor}", window)
    number = int(both.series_nr[i])
    differs = bool(both.is_respiratory[i]) or (number > 0) != bool(both.is_plm[i])
    if rule.effect == "reported_twice" and differs:
        if number:
            yield Reason(RESPIRATORY, "expl_series_nr", {"series": number})
        else:
            yield Reason(RESPIRATORY, "expl_none_nr")


def _of_arousal(night: Night, i: int) -> Iterator[Reason]:
    both, rule = night.movements, night.rules.arousal
    if not night.scoring.has_arousals:
        yield Reason(AROUSAL, "expl_no_arousals_scored")
    elif not both.has_arousal[i]:
        yield Reason(AROUSAL, "expl_no_arousal", {"within": rule.within_s})
    else:
        lag_s = float(both.arousal_lag_s[i])
        key = "expl_arousal_before" if lag_s < 0 else "expl_arousal_after"
        yield Reason(AROUSAL, key, {"lag": abs(lag_s)})
