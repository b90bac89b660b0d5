"""Compumedics Profusion XML (CMPStudyConfig): events, and one stage for each epoch."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from plm_detect.errors import ScoringError
from plm_detect.model.quality import QualityNote
from plm_detect.scorings.events import Reading, ScoredEvent, ScoringFile
from plm_detect.scorings.formats._texts import decoded, seconds
from plm_detect.scorings.formats._xml import children, read_xml, text_of
from plm_detect.scorings.vocabulary.codes import code_sets

if TYPE_CHECKING:
    from pathlib import Path
    from xml.etree.ElementTree import Element

ROOT = "CMPStudyConfig"
USUAL_EPOCH_S = 30.0


def recognises(head: bytes) -> bool:
    """Return whether a file begins with the root of the format."""
    return f"<{ROOT}" in decoded(head)


def read(path: Path, reading: Reading) -> ScoringFile:  # noqa: ARG001 - the interface of readers
    """Return the events and stages of a file.

    Raises
    ------
    ScoringError
        When it is no such file.
    """
    root = read_xml(path)
    if root.tag != ROOT:
        raise ScoringError(f"{path}: its XML begins with {root.tag[:40]!r}, not with {ROOT}.")
    events = []
    for number, item in enumerate(children(root.find("ScoredEvents"), "ScoredEvent"), start=1):
        name, start = text_of(item, "Name"), text_of(item, "Start")
        if name is None or start is None:
            continue
        onset_s = seconds(path, f"event {number}", start)
        duration = text_of(item, "Duration")
        duration_s = seconds(path, f"event {number}", duration) if duration else math.nan
        events.append(ScoredEvent(onset_s, duration_s, name, text_of(item, "Input") or ""))
    stages, notes = _stages(path, root)
    if not events and not stages:
        raise ScoringError(f"{path}: the file holds no events; name the file with the scoring.")
    length_s = stages[-1].onset_s + stages[-1].duration_s if stages else None
    return ScoringFile(
        path.name,
        None,
        (*events, *stages),
        counts_from_recording=True,
        length_s=length_s,
        notes=notes,
    )


def _stages(path: Path, root: Element) -> tuple[list[ScoredEvent], tuple[QualityNote, ...]]:
    epoch_s = seconds(path, "EpochLength", text_of(root, "EpochLength") or f"{USUAL_EPOCH_S}")
    if epoch_s <= 0:
        raise ScoringError(f"{path}: an epoch of {epoch_s:g} s cannot be; export it again.")
    codes = code_sets()["profusion"]
    stages, n_strange = [], 0
    for i, item in enumerate(children(root.find("SleepStages"), "SleepStage")):
        text = (item.text or "").strip()
        code = int(text) if text.isdecimal() and len(text) < 4 else -1
        n_strange += code not in codes
        kind = codes.get(code, "stage_unscored")
        stages.append(ScoredEvent(i * epoch_s, epoch_s, text, kind=kind))
    if not n_strange:
        return stages, ()
    text = f"{n_strange} epochs have a stage code that is not known; they count as unscored."
    return stages, (QualityNote("warning", "stage_codes_unknown", path.name, text),)
