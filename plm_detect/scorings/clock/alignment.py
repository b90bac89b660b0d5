"""Bring scorings to the clock of the recording and put several together."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from plm_detect.errors import ScoringError
from plm_detect.model.columns import ColumnTable
from plm_detect.model.events import Scoring
from plm_detect.model.quality import QualityNote
from plm_detect.scorings.assemble import USUAL_EPOCH_S, assemble
from plm_detect.scorings.clock.clock_changes import without_missing_hour
from plm_detect.scorings.clock.parts import ENDS_EARLY, parts_joined

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from plm_detect.model.spans import Spans
    from plm_detect.scorings.events import ScoringFile

PART_NAMES = {
    "hypnogram": "sleep stages",
    "arousals": "arousals",
    "respiratory": "respiratory events",
    "leg_movements": "leg movements",
    "calibrations": "calibration movements",
    "lights_off_s": "lights off",
    "lights_on_s": "lights on",
    "positions": "body positions",
}
RANKED_ALWAYS = ("positions",)
"""Parts that change no movement: the first file that holds them is taken."""


@dataclass(frozen=True)
class Placing:
    """How a scoring is placed on the recording where its own clock does not say.

    Attributes
    ----------
    offset_s : float or None
        Added to its times, seconds.
    is_forced : bool
        Whether it is taken although it does not fit the recording.
    """

    offset_s: float | None = None
    is_forced: bool = False


def clock_shift(
    file: ScoringFile, start: dt.datetime | None
) -> tuple[float, tuple[QualityNote, ...]]:
    """Return how far a scoring's clock lies after that of a recording, in seconds, and notes.

    Parameters
    ----------
    file : ScoringFile
    start : datetime or None
        Start of the recording.
    """
    if file.counts_from_recording:
        return 0.0, ()
    if start is not None and file.start is None and file.clock is not None:
        file = replace(file, start=_dated(file.clock, start))
    if start is None or file.start is None:
        text = "start times are not known; it is taken to start together with the recording."
        return 0.0, (QualityNote("warning", "start_unknown", file.name, text),)
    shift_s = (file.start - start).total_seconds()
    if not shift_s:
        return 0.0, ()
    relation = "after" if shift_s > 0 else "before"
    text = f"it starts {abs(shift_s):g} s {relation} the recording; its times were moved."
    return shift_s, (QualityNote("info", "scoring_shifted", file.name, text),)


def _dated(clock: dt.time, start: dt.datetime) -> dt.datetime:
    """Return a time of day on the day that puts it nearest to the start of the recording."""
    same_day = dt.datetime.combine(start, clock)
    days = (dt.timedelta(days=n) for n in (-1, 0, 1))
    return min((same_day + day for day in days), key=lambda at: abs((at - start).total_seconds()))


def extent(file: ScoringFile) -> tuple[float, float]:
    """Return the onset of the first and the end of the last event, on the file's clock."""
    ends = (e.onset_s + (e.duration_s if e.duration_s > 0 else 0.0) for e in file.events)
    return min(event.onset_s for event in file.events), max(ends)


def aligned(
    file: ScoringFile,
    start: dt.datetime | None,
    recorded: Spans,
    placing: Placing = Placing(),
) -> Scoring:
    """Return the scoring of a separate file on the clock of a recording.

    Parameters
    ----------
    file : ScoringFile
    start : datetime or None
        Start of the recording.
    recorded : Spans
        Time that the recording holds, seconds from its start.
    placing : Placing

    Raises
    ------
    ScoringError
        When nothing in the file lies within the recording, or it reaches beyond its end without
        a clock that says where it belongs.
    """
    shift_s, notes = clock_shift(file, start)
    if placing.offset_s is not None:
        shift_s += placing.offset_s
        text = f"its times were moved by {placing.offset_s:g} s, as was asked for."
        notes += (QualityNote("info", "scoring_offset", file.name, text),)
    length_s = float(recorded.end_s[-1])
    file = without_missing_hour(file, extent(file)[1] + shift_s, length_s)
    begin_s, end_s = (time_s + shift_s for time_s in extent(file))
    if end_s < 0 or end_s == 0 > begin_s or begin_s >= length_s:
        raise ScoringError(
            f"{file.name}: the scoring belongs to another night: {_when(file, start, begin_s)}, "
            f"and {length_s:g} s were recorded; choose the scoring of this recording."
        )
    has_clock = start is not None and (file.start is not None or file.clock is not None)
    is_free = has_clock or placing.is_forced or placing.offset_s is not None
    if not is_free and end_s - length_s > USUAL_EPOCH_S:
        raise ScoringError(
            f"{file.name}: the scoring reaches to {_hms(end_s)} and the recording to "
            f"{_hms(length_s)}, and no clock says how they belong together: it may be of another "
            "night. Choose the scoring of this recording, or give --scoring-offset or "
            "--force-scoring."
        )
    for distance_s, where in ((-begin_s, "before the start"), (end_s - length_s, "after the end")):
        if distance_s > USUAL_EPOCH_S:
            text = f"it reaches {distance_s:g} s {where} of the recording; that part is not used."
            notes += (QualityNote("warning", "scoring_outside", file.name, text),)
    notes += (*_clock_notes(file, start), *_length_notes(file, shift_s, length_s))
    scoring = within_recording(assemble(file, shift_s), recorded)
    notes += tuple(_staging_notes(file.name, scoring, length_s))
    return replace(scoring, notes=file.notes + notes + scoring.notes)


def _staging_notes(name: str, scoring: Scoring, length_s: float) -> Iterator[QualityNote]:
    """Yield a warning when staging ends long before the recording, and no lights on say why."""
    if scoring.hypnogram is None:
        return
    end_s = float(scoring.hypnogram.end_s[-1])
    at_s = scoring.lights_on_s
    is_told = at_s is not None and at_s <= end_s + USUAL_EPOCH_S
    if length_s - end_s > USUAL_EPOCH_S and not is_told:
        text = (
            f"its sleep stages end at {_hms(end_s)}, the recording at {_hms(length_s)}; check that "
            "both are of one night and start together."
        )
        yield QualityNote("warning", ENDS_EARLY, name, text)


def _hms(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}"


def _clock_notes(file: ScoringFile, start: dt.datetime | None) -> Iterator[QualityNote]:
    """Yield a warning when a scoring counts from the recording and gives it another start."""
    if not file.counts_from_recording or not file.clock or start is None:
        return
    off_s = (_dated(file.clock, start) - start).total_seconds()
    if abs(off_s) > USUAL_EPOCH_S:
        relation = "after" if off_s > 0 else "before"
        text = (
            f"by this scoring the recording starts {abs(off_s):g} s {relation} the time in its "
            "header; its times were taken as they are."
        )
        yield QualityNote("warning", "start_differs", file.name, text)


def _length_notes(file: ScoringFile, shift_s: float, length_s: float) -> Iterator[QualityNote]:
    """Yield a warning when the file gives the recording another length than it has."""
    if file.length_s is None:
        return
    off_s = file.length_s + shift_s - length_s
    if abs(off_s) > USUAL_EPOCH_S:
        relation = "longer" if off_s > 0 else "shorter"
        text = (
            f"by this scoring the recording is {abs(off_s):g} s {relation} than it is; "
            "check that both are of one night."
        )
        yield QualityNote("warning", "length_differs", file.name, text)


def _when(file: ScoringFile, start: dt.datetime | None, begin_s: float) -> str:
    if start is not None and file.start is not None and not file.counts_from_recording:
        return f"it starts {file.start}, the recording {start}"
    return f"its first event is at {begin_s:g} s"


def within_recording(scoring: Scoring, recorded: Spans) -> Scoring:
    """Return a scoring without stages where nothing was recorded."""
    if scoring.hypnogram is None:
        return scoring
    hypnogram = scoring.hypnogram.within(recorded)
    return replace(scoring, hypnogram=hypnogram if len(hypnogram) else None)


def together(
    named: Sequence[tuple[str, Scoring]], own: Scoring | None = None, *, ranked: bool = False
) -> Scoring:
    """Put several scorings together; those whose stages follow each other are one.

    Parameters
    ----------
    named : sequence of (str, Scoring)
        Name and content of the files that the user gave.
    own : Scoring or None
        What the recording itself holds; used for what no given file holds.
    ranked : bool
        Whether of two files that hold the same part the first is taken, instead of neither.

    Raises
    ------
    ScoringError
        When two files hold the same part.
    """
    values: dict[str, object] = {}
    holders: dict[str, str] = {}
    named = parts_joined(named)
    notes = [note for _, scoring in named for note in scoring.notes]
    for name, scoring in named:
        for part, part_name in PART_NAMES.items():
            if not _holds(scoring, part):
                continue
            if part in holders and (ranked or part in RANKED_ALWAYS):
                text = f"{part_name} are taken from {holders[part]}, not from it."
                notes.append(QualityNote("info", "lower_rank", name, text))
                continue
            if part in holders:
                raise ScoringError(
                    f"{name} and {holders[part]} both hold {part_name}; give one of them, "
                    "or rank them by their order with --ranked."
                )
            holders[part] = name
            values[part] = getattr(scoring, part)
    if own is not None:
        notes.extend(own.notes)
        for part, part_name in PART_NAMES.items():
            if _holds(own, part) and part in holders:
                text = f"{part_name} are taken from it, not from the recording itself."
                notes.append(QualityNote("info", "own_scoring_replaced", holders[part], text))
            elif _holds(own, part):
                values[part] = getattr(own, part)
    return Scoring(**values, notes=tuple(notes))  # type: ignore[arg-type]


def _holds(scoring: Scoring, part: str) -> bool:
    value = getattr(scoring, part)
    return len(value) > 0 if isinstance(value, ColumnTable) else value is not None
