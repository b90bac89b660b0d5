"""Times of a scoring that are not in seconds."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from plm_detect.errors import ScoringError
from plm_detect.scorings.vocabulary.kinds import AROUSALS, LEG_MOVEMENTS, RESPIRATORY, STAGES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plm_detect.scorings.events import ScoringFile

FEWEST = 4
"""With fewer events of a kind their durations tell nothing."""
LONGEST_MEDIAN_S = (
    ("sleep stages", tuple(STAGES), 10_000.0),
    ("leg movements", LEG_MOVEMENTS, 100.0),
    ("arousals", AROUSALS, 500.0),
    ("respiratory events", tuple(RESPIRATORY), 1_000.0),
)
"""A median duration above this is one in milliseconds."""
EPOCHS_MIN = (20 / 60, 0.5)
"""Usual epochs of 20 and 30 s in minutes ..."""
EPOCH_TOLERANCE_MIN = 0.002
SHORTEST_MOVEMENT_S = 0.5
"""... and movements of which none lasts as long as any rule asks for."""


def check_seconds(file: ScoringFile) -> None:
    """Refuse a scoring whose durations are in minutes or milliseconds.

    Parameters
    ----------
    file : ScoringFile
        With the kinds of its events.

    Raises
    ------
    ScoringError
    """
    found = _milliseconds(file) or _minutes(file)
    if found is not None:
        unit, why = found
        raise ScoringError(
            f"{file.name}: its times look like {unit}, not seconds ({why}); convert the onsets and "
            "durations to seconds."
        )


def _durations_s(file: ScoringFile, kinds: Sequence[str]) -> list[float]:
    return [each.duration_s for each in file.events if each.kind in kinds and each.duration_s > 0]


def _milliseconds(file: ScoringFile) -> tuple[str, str] | None:
    for name, kinds, longest_s in LONGEST_MEDIAN_S:
        durations_s = _durations_s(file, kinds)
        if len(durations_s) >= FEWEST and median(durations_s) > longest_s:
            return "milliseconds", f"the median duration of {name} is {median(durations_s):g}"
    return None


def _minutes(file: ScoringFile) -> tuple[str, str] | None:
    epochs = _durations_s(file, tuple(STAGES))
    if len(epochs) >= FEWEST and any(
        abs(median(epochs) - usual) < EPOCH_TOLERANCE_MIN for usual in EPOCHS_MIN
    ):
        return "minutes", f"the median duration of sleep stages is {median(epochs):.3g}"
    moves = _durations_s(file, LEG_MOVEMENTS)
    if len(moves) >= FEWEST and max(moves) < SHORTEST_MOVEMENT_S:
        return "minutes", f"the longest of {len(moves)} leg movements is {max(moves):.3g}"
    return None
