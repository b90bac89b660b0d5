"""Scorings on their own, without the recording that they belong to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from plm_detect.errors import ScoringError
from plm_detect.model.spans import Spans
from plm_detect.scorings.assemble import assemble
from plm_detect.scorings.clock.alignment import (
    Placing,
    aligned,
    clock_shift,
    extent,
    together,
    within_recording,
)

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Sequence

    from plm_detect.model.events import Scoring
    from plm_detect.scorings.events import ScoringFile


LONGEST_DAYS = 7
"""Events that spread over more are no recording: their times are not seconds, or one is wrong."""
LONGEST_PAUSE_S = 4 * 3600.0
"""The parts of a scoring in two files lie no further apart."""


@dataclass(frozen=True, eq=False)
class ScoredNight:
    """What scoring files say of a night.

    Attributes
    ----------
    scoring : Scoring
    start : datetime or None
        Start of the recording; None when no file tells.
    covered : Spans
        Time that was recorded; where that is not known, from the start of the recording to the
        last event.
    is_length_known : bool
        Whether the length of the recording, or at least of the time in bed, is known.
    """

    scoring: Scoring
    start: dt.datetime | None
    covered: Spans
    is_length_known: bool


def put_together(files: Sequence[ScoringFile], *, ranked: bool = False) -> ScoredNight:
    """Put the scoring files of one night on one clock.

    The clock is that of a file that is the recording itself, or else of the first file that
    has a start time.

    Parameters
    ----------
    files : sequence of ScoringFile
    ranked : bool
        As in `together`.

    Raises
    ------
    ScoringError
        When two files hold the same part, do not overlap in time, or spread over more than a
        week.
    """
    clock = next((file for file in files if file.recorded is not None), None)
    clock = clock or next((file for file in files if file.start is not None), files[0])
    first_s, last_s = extent(clock)
    named = []
    begin_s, end_s = 0.0, last_s
    held_s = [(min(0.0, first_s), last_s)]
    for file in files:
        shift_s, notes = (0.0, ()) if file is clock else clock_shift(file, clock.start)
        file_begin_s, file_end_s = (time_s + shift_s for time_s in extent(file))
        apart_s = max(file_begin_s - last_s, first_s - file_end_s)
        is_part = file.start is not None and clock.start is not None and apart_s <= LONGEST_PAUSE_S
        if apart_s > 0 and not is_part:
            raise ScoringError(
                f"{file.name}: the scoring belongs to another night than {clock.name}: it runs "
                f"from {file_begin_s:g} to {file_end_s:g} s, the other from {first_s:g} to "
                f"{last_s:g} s; choose the files of one night."
            )
        scoring = assemble(file, shift_s)
        named.append((file.name, replace(scoring, notes=(*file.notes, *notes, *scoring.notes))))
        held_s.append((file_begin_s, file_end_s))
        begin_s, end_s = min(begin_s, file_begin_s), max(end_s, file_end_s)
    if end_s - begin_s > LONGEST_DAYS * 86400:
        raise ScoringError(
            f"{clock.name}: the events spread over {(end_s - begin_s) / 86400:.0f} days, from "
            f"{begin_s:g} to {end_s:g} s; onsets and durations must be seconds, onsets from the "
            "start of the recording."
        )
    scoring = together(named, ranked=ranked)
    if scoring.hypnogram is not None:
        held_s.append((last_s, max(last_s, float(scoring.hypnogram.end_s[-1]))))
    if clock.recorded is not None:
        scoring = within_recording(scoring, clock.recorded)
        return ScoredNight(scoring, clock.start, clock.recorded, is_length_known=True)
    between_lights = scoring.lights_off_s is not None and scoring.lights_on_s is not None
    return ScoredNight(
        scoring,
        clock.start,
        Spans.of(held_s).merged(),
        is_length_known=between_lights or scoring.hypnogram is not None,
    )


def put_on(
    start: dt.datetime | None,
    recorded: Spans,
    files: Sequence[ScoringFile],
    *,
    ranked: bool = False,
    placing: Placing = Placing(),  # noqa: B008 - a frozen value
) -> ScoredNight:
    """Put the scoring files of one night on the clock of its recording.

    Parameters
    ----------
    start : datetime or None
        Of the recording.
    recorded : Spans
        Time that the recording holds, seconds from its start.
    files : sequence of ScoringFile
    ranked : bool
        As in `together`.
    placing : Placing

    Raises
    ------
    ScoringError
        When two files hold the same part, or one does not overlap with the recording.
    """
    named = [(file.name, aligned(file, start, recorded, placing)) for file in files]
    return ScoredNight(together(named, ranked=ranked), start, recorded, is_length_known=True)
