"""Scored events become a hypnogram, leg movements, arousals, respiratory events and lights."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.errors import ScoringError
from plm_detect.model.events import RespiratoryEvents, RespiratoryKind, Scoring
from plm_detect.model.hypnogram import Hypnogram, Stage
from plm_detect.model.movements import LegMovements, Side
from plm_detect.model.positions import BodyPositions
from plm_detect.model.quality import QualityNote
from plm_detect.model.spans import Spans
from plm_detect.scorings.doubts import doubts
from plm_detect.scorings.vocabulary.kinds import (
    AROUSALS,
    CALIBRATIONS,
    LEG_MOVEMENTS,
    LIGHTS_OFF,
    LIGHTS_ON,
    POSITIONS,
    RERA_AROUSAL,
    RESPIRATORY,
    STAGES,
)
from plm_detect.scorings.vocabulary.sides import side_of, sides_of, with_both_legs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from plm_detect.scorings.events import ScoredEvent, ScoringFile

USUAL_EPOCH_S = 30.0
ROUNDING_S = 0.5
"""Epochs that overlap by less do so because their times were rounded."""
NO_SIDE = (Side.UNSPECIFIED.label, "n/a", "none", "-", "unknown")
MOST_CHANNELS = 16
SAME_EVENT_SHARE = 0.5
"""Marks on two channels that share so much of the time they span together are one event."""


def assemble(file: ScoringFile, shift_s: float = 0.0) -> Scoring:
    """Return the scoring that a file holds.

    Parameters
    ----------
    file : ScoringFile
    shift_s : float
        Added to every onset, to come from the file's clock to that of the recording, seconds.

    Returns
    -------
    Scoring

    Raises
    ------
    ScoringError
        When two different stages are given for the same time.
    """
    by_kind: dict[str, list[ScoredEvent]] = {}
    unknown: Counter[str] = Counter()
    for event in file.events:
        if event.kind:
            by_kind.setdefault(event.kind, []).append(event)
        else:
            unknown[event.label] += 1

    def of(*kinds: str) -> list[ScoredEvent]:
        return [event for kind in kinds for event in by_kind.get(kind, [])]

    notes: list[QualityNote] = []
    if unknown:
        notes.append(
            QualityNote(
                "info", "labels_unknown", file.name, _unknown(unknown.total(), len(unknown))
            )
        )
    notes.extend(doubts(file))
    if marked := len(of("artifact")):
        text = f"{marked} marked artifacts are not used: the time in them is scored too."
        notes.append(QualityNote("info", "artifacts_not_used", file.name, text))
    lights_off_s, lights_on_s = _lights(file.name, of(LIGHTS_OFF), of(LIGHTS_ON), notes)
    return Scoring(
        hypnogram=_hypnogram(file.name, of(*STAGES), shift_s, notes),
        arousals=_spans(file.name, "arousals", of(*AROUSALS), shift_s, notes),
        respiratory=_respiratory(file.name, of(*RESPIRATORY), shift_s, notes),
        leg_movements=_movements(_sided(file.name, of(*LEG_MOVEMENTS), notes), shift_s),
        calibrations=_movements(of(*CALIBRATIONS), shift_s),
        lights_off_s=None if lights_off_s is None else lights_off_s + shift_s,
        lights_on_s=None if lights_on_s is None else lights_on_s + shift_s,
        positions=_positions(of(*POSITIONS), shift_s),
        notes=tuple(notes),
    )


def _positions(events: Sequence[ScoredEvent], shift_s: float) -> BodyPositions:
    rows = [(event.onset_s + shift_s, event.duration_s, POSITIONS[event.kind]) for event in events]
    if not any(position for _, _, position in rows):
        return BodyPositions.none()
    onset_s, duration_s, code = np.array(rows, dtype=np.float64).reshape(-1, 3).T
    return BodyPositions.of_changes(onset_s, duration_s, code.astype(np.int8))


def _unknown(count: int, n_labels: int) -> str:
    """Return what is said of labels that are not known; never they themselves.

    What a technician types into a recording may name a person.
    """
    return (
        f"labels that are not understood: {n_labels}, in events that are not used: {count}; "
        "plm-detect inspect lists them."
    )


def _spans(
    name: str,
    what: str,
    events: Sequence[ScoredEvent],
    shift_s: float,
    notes: list[QualityNote],
) -> Spans:
    events = _once(name, what, events, notes)
    points = sum(not event.duration_s > 0 for event in events)
    if points:
        text = f"{points} of {len(events)} {what} have no duration and are taken as points."
        notes.append(QualityNote("warning", "events_without_duration", name, text))
    return Spans.of(
        (e.onset_s + shift_s, e.onset_s + shift_s + (e.duration_s if e.duration_s > 0 else 0.0))
        for e in events
    )


def _once(
    name: str, what: str, events: Sequence[ScoredEvent], notes: list[QualityNote]
) -> list[ScoredEvent]:
    """Return events without repeats, and those that were marked on several channels as one.

    A montage with two EEG or two flow channels shows one arousal or apnea on both, and programs
    write a row for each. The one event lasts from the first onset to the last end.
    """
    single, n_all = list(dict.fromkeys(events)), len(events)
    if len(single) < n_all:
        text = f"{n_all - len(single)} of {n_all} {what} are written twice; they were used once."
        notes.append(QualityNote("info", "events_repeated", name, text))
    out: list[ScoredEvent] = []
    for event in sorted(single, key=lambda each: each.onset_s):
        at = next((i for i in _open(out, event) if _is_same(out[i], event)), None)
        if at is None:
            out.append(event)
        else:
            out[at] = replace(out[at], duration_s=_end_s(out[at], event) - out[at].onset_s)
    if len(out) < len(single):
        text = (
            f"{len(single) - len(out)} of {len(single)} {what} are marked on a second channel at "
            "the same time; each counts once."
        )
        notes.append(QualityNote("info", "events_on_two_channels", name, text))
    return out


def _open(out: Sequence[ScoredEvent], event: ScoredEvent) -> Iterator[int]:
    """Yield the places of earlier events that may be the same, the latest first."""
    for i in range(len(out) - 1, max(-1, len(out) - 1 - MOST_CHANNELS), -1):
        is_elsewhere = out[i].channel.casefold() != event.channel.casefold()
        if is_elsewhere and _family(out[i].kind) == _family(event.kind):
            yield i


def _family(kind: str) -> object:
    """Return what kinds share that one event can be marked as on two channels."""
    if kind in AROUSALS and kind != RERA_AROUSAL:
        return AROUSALS
    return RESPIRATORY.get(kind, kind)


def _is_same(first: ScoredEvent, second: ScoredEvent) -> bool:
    """Return whether two marks, the first not later, are of one event."""
    if not (first.duration_s > 0 and second.duration_s > 0):
        return first.onset_s == second.onset_s
    shared_s = min(_ends(first), _ends(second)) - second.onset_s
    return shared_s >= SAME_EVENT_SHARE * (_end_s(first, second) - first.onset_s)


def _ends(event: ScoredEvent) -> float:
    return event.onset_s + event.duration_s


def _end_s(first: ScoredEvent, second: ScoredEvent) -> float:
    known = [end for end in (_ends(first), _ends(second)) if not np.isnan(end)]
    return max(known, default=np.nan)


def _respiratory(
    name: str, events: Sequence[ScoredEvent], shift_s: float, notes: list[QualityNote]
) -> RespiratoryEvents:
    """Return respiratory events of all kinds.

    Repeats and events without a duration are told of all kinds together.
    """
    _spans(name, "respiratory events", events, shift_s, notes)
    return RespiratoryEvents.together(
        [
            RespiratoryEvents.of(_spans(name, "", own, shift_s, []).pairs(), kind)
            for kind in RespiratoryKind
            for own in [[event for event in events if RESPIRATORY[event.kind] is kind]]
        ]
    )


def _sided(name: str, events: Sequence[ScoredEvent], notes: list[QualityNote]) -> list[ScoredEvent]:
    """Return movements with those on both legs; a side that means nothing is reported."""
    strange = sum(bool(event.channel) and not side_of(event) for event in events)
    strange -= sum(event.channel.casefold() in NO_SIDE for event in events)
    if strange:
        text = f"{strange} of {len(events)} leg movements have a side that is not understood."
        notes.append(QualityNote("warning", "sides_unknown", name, text))
    joined = with_both_legs(events)
    if n_both := len(events) - len(joined):
        text = (
            f"{n_both} leg movements are marked at once on two channels that both name one leg; "
            "they are taken as movements of both legs."
        )
        notes.append(QualityNote("warning", "twice_on_one_leg", name, text))
    return joined


def _movements(events: Sequence[ScoredEvent], shift_s: float) -> LegMovements:
    """Return movements of single legs; one that was scored for both legs becomes two."""
    rows = [
        (event.onset_s + shift_s, event.duration_s if event.duration_s > 0 else np.nan, side)
        for event in events
        for side in sides_of(event)
    ]
    table = np.array(rows, dtype=np.float64).reshape(-1, 3)
    onset_s, duration_s, sides = table.T
    movements = LegMovements.scored(onset_s, onset_s + duration_s, sides.astype(np.int8))
    return LegMovements.together([movements])


def _lights(
    name: str,
    marked_off: Sequence[ScoredEvent],
    marked_on: Sequence[ScoredEvent],
    notes: list[QualityNote],
) -> tuple[float | None, float | None]:
    """Return the first lights off and the last lights on after it."""
    off = sorted(event.onset_s for event in marked_off)
    lights_off_s = off[0] if off else None
    earliest = -np.inf if lights_off_s is None else lights_off_s
    on = sorted(e.onset_s for e in marked_on if e.onset_s > earliest)
    lights_on_s = on[-1] if on else None
    if marked_on and not on:
        text = "lights on is marked before lights off; it is not used."
        notes.append(QualityNote("warning", "lights_in_wrong_order", name, text))
    if len(off) > 1 or len(on) > 1:
        text = "lights were marked several times; the first off and the last on are used."
        notes.append(QualityNote("info", "lights_repeated", name, text))
    return lights_off_s, lights_on_s


def _hypnogram(
    name: str,
    events: Sequence[ScoredEvent],
    shift_s: float,
    notes: list[QualityNote],
) -> Hypnogram | None:
    rows = [(event.onset_s + shift_s, event.duration_s, STAGES[event.kind]) for event in events]
    if not any(stage is not Stage.UNSCORED for _, _, stage in rows):
        return None
    table = np.array(sorted(rows, key=lambda row: row[0]), dtype=np.float64)
    repeated = np.all(np.isclose(table[1:], table[:-1], atol=1e-6, equal_nan=True), axis=1)
    if np.any(repeated):
        text = f"{int(np.sum(repeated))} epochs are written twice; they were used once."
        notes.append(QualityNote("info", "epochs_repeated", name, text))
        table = table[np.concatenate(([True], ~repeated))]
    onset, duration, stage = table.T
    following = np.append(onset[1:], onset[-1] + USUAL_EPOCH_S)
    end = np.where(duration > 0, onset + duration, following)
    overlap = end[:-1] - onset[1:]
    if np.any(overlap > ROUNDING_S):
        at = float(onset[1:][overlap > ROUNDING_S][0])
        raise ScoringError(
            f"{name}: two stages are given for the same time, {at:g} s after the start; "
            "correct the scoring or choose another file."
        )
    end[:-1] = np.minimum(end[:-1], onset[1:])
    kept = (stage != Stage.UNSCORED) & (end > onset)
    return Hypnogram(onset[kept], end[kept], stage[kept].astype(np.int8))
