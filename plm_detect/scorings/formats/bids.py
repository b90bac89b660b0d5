"""BIDS events.tsv, and tables like it: onset and duration in seconds, and what happened."""

from __future__ import annotations

import csv
import json
import math
from typing import TYPE_CHECKING, Any

from plm_detect.errors import ScoringError
from plm_detect.scorings.content import Content, number
from plm_detect.scorings.events import Reading, ScoredEvent, ScoringFile
from plm_detect.scorings.formats._texts import check_width, decoded, read_lines, rows, seconds
from plm_detect.scorings.vocabulary.codes import stage_of
from plm_detect.scorings.vocabulary.vocabulary import normalised

if TYPE_CHECKING:
    from pathlib import Path


WHAT = ("trial_type", "event_type", "description", "annotation", "stage", "staging", "value")
STAGED = ("stage", "sleep stage", "staging", "sleep staging", "hypnogram")
"""A row of this type is a stage; which one says another column."""
CHANNEL = ("side", "channel")
MISSING = ("n/a", "")
DESCRIPTIONS = {
    "onset": {"Description": "start of the event from the first sample", "Units": "s"},
    "duration": {"Description": "length of the event, n/a where it is not known", "Units": "s"},
    "trial_type": {"Description": "kind of sleep stage or scored event"},
    "side": {"Description": "leg of a movement: left, right, both, unspecified"},
}


def recognises(head: bytes) -> bool:
    """Return whether a file begins with the columns onset and duration between tabs."""
    line = decoded(head).lstrip("\ufeff").splitlines()[:1]
    return bool(line) and line[0].casefold().split("\t")[:2] == ["onset", "duration"]


def read(path: Path, reading: Reading) -> ScoringFile:
    """Return the events of a table.

    Raises
    ------
    ScoringError
        When no column says what happened, or a row cannot be read.
    """
    lines = read_lines(path)
    names = [name.strip().casefold() for name in lines[0].lstrip("\ufeff").split("\t")]
    what = [name for name in WHAT if name in names]
    if not what:
        raise ScoringError(f"{path}: no column says what happened ({', '.join(WHAT)}); add one.")
    events = []
    for i, cells in enumerate(rows(path, lines[1:], "\t"), start=2):
        check_width(path, f"line {i}", cells, names)
        row = dict(zip(names, cells, strict=False))
        label, is_stage = _label([row.get(name, "") for name in what])
        if label in MISSING:
            continue
        onset, duration = row.get("onset", ""), row.get("duration", "")
        onset_s = seconds(path, f"line {i}", onset)
        duration_s = math.nan if duration in MISSING else seconds(path, f"line {i}", duration)
        channel = next((row[c] for c in CHANNEL if row.get(c, "n/a") not in MISSING), "")
        kind = ""
        if (is_stage or what[0] in STAGED) and label.isdigit():
            kind = stage_of(path, f"line {i}", int(label), reading.stage_codes)
        events.append(ScoredEvent(onset_s, duration_s, label, channel, kind))
    if not events:
        raise ScoringError(f"{path}: the table holds no events; name the file with the scoring.")
    return ScoringFile(path.name, None, tuple(events), counts_from_recording=True)


def _label(cells: list[str]) -> tuple[str, bool]:
    """Return what happened, and whether its type says that it is a stage."""
    is_stage = bool(cells) and normalised(cells[0]) in STAGED
    of_stage = next((cell for cell in cells[1:] if cell not in MISSING), "")
    return (of_stage, True) if is_stage and of_stage else (cells[0], False)


def write(path: Path, content: Content) -> None:
    """Write an events.tsv and, under the same name, the JSON file that describes it."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        writer.writerow(DESCRIPTIONS)
        for event in content.events:
            duration = "n/a" if math.isnan(event.duration_s) else number(event.duration_s)
            writer.writerow((number(event.onset_s), duration, event.kind, event.side or "n/a"))
    kinds = sorted({event.kind for event in content.events})
    described: dict[str, Any] = {name: dict(text) for name, text in DESCRIPTIONS.items()}
    described["trial_type"]["Levels"] = {kind: kind.replace("_", " ") for kind in kinds}
    text = json.dumps(described, indent=2) + "\n"
    path.with_suffix(".json").write_text(text, encoding="utf-8", newline="\n")
