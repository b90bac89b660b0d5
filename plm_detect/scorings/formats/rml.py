"""Philips Respironics Sleepware (.rml): events and changes of stage, from the session's start."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from plm_detect.errors import ScoringError
from plm_detect.model.quality import QualityNote
from plm_detect.scorings.clock.clocks import stamp, timeline
from plm_detect.scorings.events import Reading, ScoredEvent, ScoringFile
from plm_detect.scorings.formats._texts import decoded, seconds
from plm_detect.scorings.formats._xml import read_xml, text_of
from plm_detect.scorings.vocabulary.kinds import LIGHTS_OFF, LIGHTS_ON

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator
    from pathlib import Path
    from xml.etree.ElementTree import Element

ROOT = "PatientStudy"
STAGE_KINDS = {
    "Wake": "stage_W",
    "NonREM1": "stage_N1",
    "NonREM2": "stage_N2",
    "NonREM3": "stage_N3",
    "NonREM4": "stage_N3",
    "REM": "stage_R",
    "NotScored": "stage_unscored",
}


def recognises(head: bytes) -> bool:
    """Return whether a file begins with the root of the format."""
    return f"<{ROOT}" in decoded(head)


def read(path: Path, reading: Reading) -> ScoringFile:
    """Return the events, stages and lights of a file.

    Stages are changes: each lasts until the next, the last until the end of the session. A
    person's staging goes before a machine's.

    Raises
    ------
    ScoringError
        When it is no such file or holds several sessions.
    """
    root = read_xml(path)
    if root.tag != ROOT:
        raise ScoringError(f"{path}: its XML begins with {root.tag[:40]!r}, not with {ROOT}.")
    sessions = root.findall("Acquisition/Sessions/Session")
    if len(sessions) > 1:
        raise ScoringError(
            f"{path}: it holds {len(sessions)} sessions, and it is not said from which one times "
            "count; export one session."
        )
    start, length_s = None, None
    lights: list[ScoredEvent] = []
    if sessions:
        start = _start(path, sessions[0], reading)
        if duration := text_of(sessions[0], "Duration"):
            length_s = seconds(path, "the session's Duration", duration)
        lights = list(_lights(path, sessions[0]))
    notes: list[QualityNote] = []
    events = [
        *_events(path, root, notes),
        *lights,
        *_stages(path, root, length_s, notes),
        *_positions(path, root),
    ]
    if not events:
        raise ScoringError(f"{path}: the file holds no events; name the file with the scoring.")
    return ScoringFile(
        path.name,
        start,
        tuple(events),
        counts_from_recording=start is None,
        length_s=length_s,
        notes=tuple(notes),
    )


def _start(path: Path, session: Element, reading: Reading) -> dt.datetime | None:
    text = text_of(session, "RecordingStart")
    if text is None:
        return None
    where = "RecordingStart"
    return timeline(path, [stamp(path, where, text)], reading.start).start


def _lights(path: Path, session: Element) -> list[ScoredEvent]:
    found = []
    for name, kind in (("LightsOff", LIGHTS_OFF), ("LightsOn", LIGHTS_ON)):
        if text := text_of(session, name):
            found.append(ScoredEvent(seconds(path, name, text), 0.0, name, kind=kind))
    return found


def _events(path: Path, root: Element, notes: list[QualityNote]) -> list[ScoredEvent]:
    labels = {
        channel.get("EdfSignal", ""): text_of(channel, "Label") or ""
        for channel in root.findall("ChannelConfig/Channels/Channel")
    }
    found, n_machine = [], 0
    for number, item in enumerate(root.findall("ScoringData/Events/Event"), start=1):
        label, start = item.get("Type"), item.get("Start")
        if not label or start is None:
            continue
        where = f"event {number}"
        duration = item.get("Duration")
        duration_s = seconds(path, where, duration) if duration else math.nan
        signal = next((child.get("EdfSignal") for child in item if child.get("EdfSignal")), None)
        channel = labels.get(signal, "") if signal is not None else ""
        found.append(ScoredEvent(seconds(path, where, start), duration_s, label, channel))
        n_machine += item.get("Machine", "").casefold() == "true"
    if n_machine:
        text = f"{n_machine} of {len(found)} events were scored by the device, maybe unreviewed."
        notes.append(QualityNote("info", "machine_scored", path.name, text))
    return found


def _positions(path: Path, root: Element) -> Iterator[ScoredEvent]:
    """Yield body positions; each lasts until the next."""
    for item in root.iter():
        label, start = item.get("Position"), item.get("Start")
        if label and start:
            onset_s = seconds(path, "a body position", start)
            yield ScoredEvent(onset_s, math.nan, f"position {label}")


def _stages(
    path: Path, root: Element, length_s: float | None, notes: list[QualityNote]
) -> list[ScoredEvent]:
    changes: list[Element] = []
    for staging in ("UserStaging", "MachineStaging"):
        changes = root.findall(f"ScoringData/StagingData/{staging}/NeuroAdultAASMStaging/Stage")
        if changes:
            if staging == "MachineStaging":
                text = "only the device's own staging is there; nobody reviewed it."
                notes.append(QualityNote("warning", "machine_staging", path.name, text))
            break
    rows = sorted(
        (
            (seconds(path, f"stage {i}", item.get("Start") or ""), item.get("Type") or "")
            for i, item in enumerate(changes, start=1)
        ),
        key=lambda row: row[0],
    )
    last_s = max(length_s or 0.0, rows[-1][0]) if rows else 0.0
    ends = [*(onset for onset, _ in rows[1:]), last_s][: len(rows)]
    unknown = sorted({label for _, label in rows if label not in STAGE_KINDS})
    if unknown:
        text = f"stages that are not known count as unscored: {', '.join(unknown)[:200]}."
        notes.append(QualityNote("warning", "stage_codes_unknown", path.name, text))
    return [
        ScoredEvent(onset, end - onset, label, kind=STAGE_KINDS.get(label, "stage_unscored"))
        for (onset, label), end in zip(rows, ends, strict=True)
        if end > onset
    ]
