"""Times of a scoring that are not in seconds."""

from __future__ import annotations

from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from plm_detect.errors import ScoringError
from plm_detect.model.movements import Side
from plm_detect.scorings.vocabulary.kinds import AROUSALS, LEG_MOVEMENTS, RESPIRATORY, STAGES
from plm_detect.scorings.vocabulary.sides import side_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plm_detect.scorings.events import ScoringFile

FEWEST = 4
"""With fewer events of a kind their durations tell nothing."""
USUAL_S = {
    "leg movements": (LEG_MOVEMENTS, (0.005, 0.3), 0.5, 100.0),
    "arousals": (AROUSALS, (0.03, 1.0), 2.0, 500.0),
    "respiratory events": (tuple(RESPIRATORY), (0.1, 2.0), 5.0, 1_000.0),
}
"""Kinds; a median duration between the first limits is one in minutes, from the next on one in
seconds, above the last one in milliseconds. Movements last 0.5 s at least, arousals 3 s, apneas
and hypopneas 10 s (AASM)."""
LONGEST_STAGE_S = 10_000.0
EPOCHS_S = (20.0, 30.0)
TOLERANCE = 0.002
MINUTE_S, MILLISECOND_S = 60.0, 0.001
NEAR = 0.1
"""Share by which the step of stages may differ from a minute for a second, and so on."""
MOST_OVERLAPPING = 0.5
"""Of the movements of one leg; a leg moves once at a time."""


def check_seconds(file: ScoringFile) -> None:
    """Refuse a scoring whose onsets or durations are in minutes or milliseconds.

    Parameters
    ----------
    file : ScoringFile
        With the kinds of its events.

    Raises
    ------
    ScoringError
    """
    found = _by_durations(file) or _by_onsets_of_stages(file) or _by_overlaps(file)
    if found is not None:
        unit, why = found
        raise ScoringError(
            f"{file.name}: its times look like {unit}, not seconds ({why}); convert the onsets and "
            "durations to seconds."
        )


def _durations_s(file: ScoringFile, kinds: Sequence[str]) -> list[float]:
    return [each.duration_s for each in file.events if each.kind in kinds and each.duration_s > 0]


def _by_durations(file: ScoringFile) -> tuple[str, str] | None:
    """Return the unit that durations are in, where one kind says it and none says seconds."""
    in_minutes, is_in_seconds = "", False
    stages = _durations_s(file, tuple(STAGES))
    if len(stages) >= FEWEST:
        usual = median(stages)
        if usual > LONGEST_STAGE_S:
            return "milliseconds", f"the median duration of sleep stages is {usual:g}"
        is_in_seconds |= any(abs(usual - each) < TOLERANCE * each for each in EPOCHS_S)
        if any(abs(usual - each / MINUTE_S) < TOLERANCE for each in EPOCHS_S):
            in_minutes = f"the median duration of sleep stages is {usual:.3g}"
    for name, (kinds, minutes, seconds_from, milliseconds_above) in USUAL_S.items():
        durations = _durations_s(file, kinds)
        if len(durations) < FEWEST:
            continue
        usual = median(durations)
        if usual > milliseconds_above:
            return "milliseconds", f"the median duration of {name} is {usual:g}"
        is_in_seconds |= usual >= seconds_from
        if minutes[0] <= usual < minutes[1]:
            in_minutes = in_minutes or f"the median duration of {name} is {usual:.3g}"
    return ("minutes", in_minutes) if in_minutes and not is_in_seconds else None


def _by_onsets_of_stages(file: ScoringFile) -> tuple[str, str] | None:
    """Return the unit of the onsets of stages that last much longer or shorter than they follow."""
    stages = sorted(
        (each.onset_s, each.duration_s)
        for each in file.events
        if each.kind in STAGES and each.duration_s > 0
    )
    steps = [later - earlier for (earlier, _), (later, _) in pairwise(stages) if later > earlier]
    if len(steps) < FEWEST:
        return None
    at_once = median(duration for _, duration in stages) / median(steps)
    why = f"stages last {at_once:.3g} times as long as the step from one to the next"
    for unit, factor in (("minutes", MINUTE_S), ("milliseconds", MILLISECOND_S)):
        if abs(at_once / factor - 1) < NEAR:
            return unit, why
    return None


def _by_overlaps(file: ScoringFile) -> tuple[str, str] | None:
    """Return minutes where most movements of one leg begin before the one before them ends."""
    for side in (Side.LEFT, Side.RIGHT):
        by_onset = {
            each.onset_s: each.duration_s
            for each in file.events
            if each.kind in LEG_MOVEMENTS and each.duration_s > 0 and side_of(each) == side
        }
        moves = sorted(by_onset.items())
        n_over = sum(onset + lasts > later for (onset, lasts), (later, _) in pairwise(moves))
        if n_over >= max(FEWEST, MOST_OVERLAPPING * len(moves)):
            return "minutes", f"{n_over} of {len(moves)} movements of the {side.label} leg overlap"
    return None
