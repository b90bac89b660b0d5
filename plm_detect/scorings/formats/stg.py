"""Gamma stage lists of the Wisconsin Sleep Cohort (``.stg.txt``): number and stage of each epoch.

Columns: epoch, stage of the scorer (``User-Defined Stage``), stage of a program, which is not used.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from plm_detect.errors import ScoringError
from plm_detect.model.quality import QualityNote
from plm_detect.scorings.clock.epoch_times import EPOCH_S, LAST_EPOCH
from plm_detect.scorings.events import Reading, ScoredEvent, ScoringFile
from plm_detect.scorings.formats._texts import decoded, read_lines
from plm_detect.scorings.vocabulary.codes import code_sets
from plm_detect.scorings.vocabulary.vocabulary import normalised

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

STAGE_COLUMN = "user-defined stage"
EPOCH_COLUMN = "epoch"
CODES = "rk"
HIGHEST_CODE = 7
_INTEGER = re.compile(r"\d{1,9}")


def recognises(head: bytes) -> bool:
    """Return whether a file begins with the names of the columns."""
    first = next((line for line in decoded(head).splitlines() if line.strip()), "")
    return STAGE_COLUMN in _names(first)


def read(path: Path, reading: Reading) -> ScoringFile:  # noqa: ARG001 - the interface of readers
    """Return the stages of a list, by the number of their epoch.

    Rows without an epoch are left out, and codes that are not known count as unscored; a note
    gives their number. A file without names of columns is read when its format is named.

    Raises
    ------
    ScoringError
        When it holds no stage.
    """
    known = {code: kind for code, kind in code_sets()[CODES].items() if code <= HIGHEST_CODE}
    column = 1
    events: list[ScoredEvent] = []
    n_nowhere = n_unknown = 0
    for line in read_lines(path):
        names = _names(line)
        if not any(names):
            continue
        if names[0].startswith(EPOCH_COLUMN) or STAGE_COLUMN in names:
            column = names.index(STAGE_COLUMN) if STAGE_COLUMN in names else column
            continue
        epoch = int(names[0]) if _INTEGER.fullmatch(names[0]) else 0
        if not 1 <= epoch <= LAST_EPOCH:
            n_nowhere += 1
            continue
        label = names[column] if column < len(names) else ""
        code = int(label) if _INTEGER.fullmatch(label) else -1
        n_unknown += code not in known
        kind = known.get(code, "stage_unscored")
        events.append(ScoredEvent((epoch - 1) * EPOCH_S, EPOCH_S, label, kind=kind))
    if not events:
        raise ScoringError(f"{path}: the list holds no stages; name the file with the scoring.")
    return ScoringFile(
        path.name,
        None,
        tuple(events),
        counts_from_recording=True,
        notes=tuple(_notes(path.name, n_nowhere, n_unknown)),
    )


def _names(line: str) -> list[str]:
    return [normalised(cell) for cell in line.lstrip("\ufeff").split("\t")]


def _notes(name: str, n_nowhere: int, n_unknown: int) -> Iterator[QualityNote]:
    if n_nowhere:
        text = f"{n_nowhere} rows have no number of an epoch and are left out."
        yield QualityNote("warning", "epochs_without_time", name, text)
    if n_unknown:
        text = f"{n_unknown} epochs have no stage code from 0 to {HIGHEST_CODE}; they are unscored."
        yield QualityNote("warning", "stage_codes_unknown", name, text)
