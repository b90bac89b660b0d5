"""Scorings of a public data set that lie in several files, put together as one table a night."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from plm_detect.errors import PlmDetectError
from plm_detect.model.quality import QualityNote
from plm_detect.recording.opening import open_recording
from plm_detect.scorings.assemble import assemble
from plm_detect.scorings.canonical import canonical, in_order
from plm_detect.scorings.clock.alignment import aligned, clock_shift
from plm_detect.scorings.content import Content
from plm_detect.scorings.options import ScoringOptions
from plm_detect.scorings.reading import read_scoring
from plm_detect.scorings.vocabulary.kinds import LEG_MOVEMENTS
from plm_detect.scorings.writing import write_events

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from plm_detect.agreement.datasets.layout import DataNight, Layout, Part
    from plm_detect.recording.opening import Recording
    from plm_detect.scorings.canonical import CanonicalEvent
    from plm_detect.scorings.events import ScoringFile

FOLDER = "people"
WITHOUT_DURATION = (
    "{missing} of {all} leg movements have no duration and are left out; "
    "--assumed-duration gives them one."
)


def put_together(
    layout: Layout, night: DataNight, target: Path, assumed_duration_s: float | None = None
) -> tuple[DataNight, list[QualityNote]]:
    """Return a night whose scorers have one file each, and what was found.

    Parameters
    ----------
    layout : Layout
    night : DataNight
    target : Path
        Where the folder with the tables goes.
    assumed_duration_s : float or None
        Given to leg movements without a duration, seconds; None to leave these out.
    """
    if not night.parts:
        return night, []
    notes: list[QualityNote] = []
    opened = None
    if night.recording is not None:
        try:
            opened = open_recording(night.recording)
        except PlmDetectError as error:
            notes.append(QualityNote("warning", "recording_unreadable", night.night, str(error)))
    scorings = list(night.scorings)
    channels: set[str] = set()
    for scorer, parts in night.parts:
        files = _read(layout, parts, opened, notes)
        if not files:
            continue
        events = [event for file, shift_s in files for event in canonical(file, shift_s)]
        events = _with_durations(night.night, events, assumed_duration_s, notes)
        name = f"{night.night} {scorer}".strip()
        path = target / FOLDER / f"{name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        write_events(path, Content(in_order(events), None, None), overwrite=True)
        scorings.append((scorer, path))
        channels |= {
            event.channel
            for file, _ in files
            for event in file.events
            if event.kind in LEG_MOVEMENTS
        }
    leg, more = _scored_leg(layout, night.night, channels, opened)
    return replace(night, scorings=tuple(scorings), leg=leg), [*notes, *more]


def _read(
    layout: Layout, parts: Sequence[Part], opened: Recording | None, notes: list[QualityNote]
) -> list[tuple[ScoringFile, float]]:
    """Return the files of a scorer that can be read, with what is added to their times."""
    files = []
    for part in parts:
        options = ScoringOptions(part.format, layout.stage_codes or None, layout.epoch_s)
        try:
            if opened is None:
                (file,) = read_scoring(part.path, options.reading())
                notes += [*file.notes, *assemble(file).notes]
                files.append((file, 0.0))
            else:
                reading = options.reading(opened.start, opened.duration_s)
                (file,) = read_scoring(part.path, reading)
                notes += aligned(file, opened.start, opened.recorded).notes
                files.append((file, clock_shift(file, opened.start)[0]))
        except PlmDetectError as error:
            notes.append(QualityNote("warning", "not_read", part.path.name, str(error)))
    return files


def _with_durations(
    night: str,
    events: list[CanonicalEvent],
    assumed_duration_s: float | None,
    notes: list[QualityNote],
) -> list[CanonicalEvent]:
    """Return events in which leg movements have the assumed duration where they have none."""
    moves = [event for event in events if event.kind in LEG_MOVEMENTS]
    missing = sum(not event.duration_s > 0 for event in moves)
    if not missing:
        return events
    if assumed_duration_s is None:
        text = WITHOUT_DURATION.format(missing=missing, all=len(moves))
        notes.append(QualityNote("warning", "movements_without_duration", night, text))
        return events
    text = (
        f"{missing} of {len(moves)} leg movements have no duration and are taken to last "
        f"{assumed_duration_s:g} s; agreement by overlap and in time and the indices depend on it."
    )
    notes.append(QualityNote("warning", "assumed_durations", night, text))
    return [
        replace(event, duration_s=assumed_duration_s)
        if event.kind in LEG_MOVEMENTS and not event.duration_s > 0
        else event
        for event in events
    ]


def _scored_leg(
    layout: Layout, night: str, channels: set[str], opened: Recording | None
) -> tuple[str, list[QualityNote]]:
    """Return the channel that the scorers looked at, where the data set has one leg scored."""
    if not layout.one_leg or opened is None:
        return "", []
    labels = {signal.label.casefold(): signal.label for signal in opened.header.data_signals}
    found = {labels[each.casefold()] for each in channels if each.casefold() in labels}
    if len(found) == 1:
        leg = found.pop()
        text = f"one leg was scored; the program scores its channel {leg} only."
        return leg, [QualityNote("info", "one_leg", night, text)]
    named = ", ".join(sorted(filter(None, channels))) or "none"
    text = (
        f"one leg was scored, but the scoring names no channel of the recording ({named}); the "
        "program scores every leg it recognises, and movements of the other leg count as extra."
    )
    return "", [QualityNote("warning", "one_leg_unknown", night, text)]
