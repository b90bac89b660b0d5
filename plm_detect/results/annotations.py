"""Movements and series as an EDF+ file that holds annotations only."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import edfio

ANNOTATIONS = "annotations.edf"

if TYPE_CHECKING:
    from pathlib import Path

    from plm_detect.results.night import Night

DECIMALS = 6
FIRST_YEAR, LAST_YEAR = 1985, 2084
"""Years that the two digits in the main header can tell."""


def write_annotations(path: Path, night: Night) -> None:
    """Write an EDF+ file with the movements and series and the recording's start time.

    Where the recording's date is not known or not in the years that EDF can tell, the file has
    none, as EDF+ provides; where the time is not known it starts at midnight.
    """
    start = night.start
    has_date = start is not None and FIRST_YEAR <= start.year <= LAST_YEAR
    annotations = [
        edfio.EdfAnnotation(round(onset, DECIMALS), round(duration, DECIMALS), text)
        for onset, duration, text in night.labelled()
    ]
    edfio.Edf(
        [],
        recording=edfio.Recording(startdate=start.date() if start and has_date else None),
        starttime=start.time() if start else dt.time(),
        annotations=annotations or [edfio.EdfAnnotation(0.0, None, "No leg movements")],
    ).write(path)
