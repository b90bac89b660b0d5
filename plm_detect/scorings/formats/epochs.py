"""Lists of stages, one line an epoch: plain hypnograms, YASA's, Luna's .eannot."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from plm_detect.errors import ScoringError
from plm_detect.scorings.events import Reading, ScoredEvent, ScoringFile
from plm_detect.scorings.formats._texts import decoded, read_lines
from plm_detect.scorings.vocabulary.codes import stage_of
from plm_detect.scorings.vocabulary.kinds import STAGES
from plm_detect.scorings.vocabulary.vocabulary import known, normalised

if TYPE_CHECKING:
    from pathlib import Path

HEADERS = ("stage", "stages", "hypno", "hypnogram", "[hypnogram]", "sleep stage", "label", "epoch")
_INTEGER = re.compile(r"[+-]?\d{1,3}(?:\.0*)?")
_SEPARATOR = re.compile(r"[\t;, ]+")
LOOKED_AT = 5


def recognises(head: bytes) -> bool:
    """Return whether the first lines are stages, one a line, with or without a column before."""
    text = decoded(head)
    if "\x00" in text:
        return False
    lines = [line for line in text.lstrip("\ufeff").splitlines() if line.strip()]
    if lines and _is_header(lines[0]):
        lines = lines[1:]
    looked_at = lines[:LOOKED_AT]
    return bool(looked_at) and all(_is_stage(_last_cell(line)) for line in looked_at)


def read(path: Path, reading: Reading) -> ScoringFile:
    """Return the stages of a list.

    Numbers have the meaning of the set of codes that the user names.

    Raises
    ------
    ScoringError
        When a line is no stage, or numbers are there and no set is named.
    """
    lines = read_lines(path)
    while lines and not lines[-1].strip():
        lines.pop()
    events: list[ScoredEvent] = []
    for i, line in enumerate(lines, start=1):
        text = line.lstrip("\ufeff").strip()
        if not events and (not text or _is_header(text)):
            continue
        label = _last_cell(text)
        if _INTEGER.fullmatch(label):
            kind = stage_of(path, f"line {i}", int(float(label)), reading.stage_codes)
        else:
            found = reading.vocabulary.kind_of(label)
            if found is None or (found not in STAGES and found != "artifact"):
                raise ScoringError(
                    f"{path}: line {i} is {text[:40]!r}, which is no sleep stage; correct it, or "
                    "name the spelling with --labels."
                )
            kind = found if found in STAGES else "stage_unscored"
        onset_s = len(events) * reading.epoch_s
        events.append(ScoredEvent(onset_s, reading.epoch_s, label, kind=kind))
    if not events:
        raise ScoringError(f"{path}: the list holds no stages; name the file with the scoring.")
    return ScoringFile(
        path.name,
        None,
        tuple(events),
        counts_from_recording=True,
        length_s=len(events) * reading.epoch_s,
    )


def _is_header(line: str) -> bool:
    return normalised(_last_cell(line.strip())) in HEADERS or line.lstrip().startswith("[")


def _last_cell(line: str) -> str:
    whole = line.strip().strip('"')
    if known().kind_of(whole) in STAGES:
        return whole
    return _SEPARATOR.split(whole)[-1].strip('"')


def _is_stage(label: str) -> bool:
    return bool(_INTEGER.fullmatch(label)) or known().kind_of(label) in (*STAGES, "artifact")
