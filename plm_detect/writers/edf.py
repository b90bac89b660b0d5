"""EDF+ with annotations and nothing else."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING

from plm_detect.errors import OutputError
from plm_detect.writers.content import LEG_CHANNELS, Content
from plm_detect.writers.spellings import spellings

if TYPE_CHECKING:
    from pathlib import Path

EARLIEST, LATEST = 1985, 2084
"""Years that EDF can tell."""
DECIMALS = 6
IDENTITY_AT = 8
"""Where patient and recording fields stand in the header."""


def write_edf(path: Path, content: Content) -> None:
    """Write an EDF+ annotation file; texts as in the EDF+ list of standard texts where it has one.

    Where the start of the recording is not known the file has no date and starts at midnight.

    Raises
    ------
    OutputError
        When the start lies in a year that EDF cannot tell.
    """
    import edfio  # noqa: PLC0415 - loaded only where it is needed

    names = spellings("edf")
    start = content.start
    if start is not None and not EARLIEST <= start.year <= LATEST:
        raise OutputError(
            f"{path}: EDF cannot tell the year {start.year}; write another format, or leave the "
            "date out with --deidentify."
        )
    annotations = []
    for event in content.events:
        channel = LEG_CHANNELS.get(event.side)
        text = names[event.kind] + (f"@@{channel}" if channel else "")
        is_known = not math.isnan(event.duration_s)
        duration = round(event.duration_s, DECIMALS) if is_known else None
        annotations.append(edfio.EdfAnnotation(round(event.onset_s, DECIMALS), duration, text))
    edf = edfio.Edf(
        [],
        recording=edfio.Recording(startdate=start.date() if start else None),
        starttime=start.time() if start else dt.time(),
        annotations=annotations,
    )
    edf.write(path)
    if content.identity:
        with path.open("r+b") as file:
            file.seek(IDENTITY_AT)
            file.write(content.identity)
