"""RemLogic-style event text and Luna .annot."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING

from plm_detect.errors import OutputError
from plm_detect.writers.content import LEG_CHANNELS, Content, number
from plm_detect.writers.spellings import spellings

if TYPE_CHECKING:
    from pathlib import Path

LOCATIONS = {
    "left": "EMG.Tibialis-Leg.Left",
    "right": "EMG.Tibialis-Leg.Right",
    "both": "both legs",
}
UNKNOWN_DURATION = "duration=unknown"


def write_remlogic(path: Path, content: Content) -> None:
    """Write events with their dates and times as RemLogic exports them.

    Raises
    ------
    OutputError
        When the start of the recording is not known.
    """
    start = content.known_start(path)
    names = spellings("remlogic")
    rows = []
    for event in content.events:
        at = start + dt.timedelta(microseconds=round(event.onset_s * 1e6))
        duration = "" if math.isnan(event.duration_s) else number(event.duration_s)
        location = LOCATIONS.get(event.side, "")
        stamp = at.isoformat(timespec="microseconds")
        rows.append("\t".join((stamp, names[event.kind], duration, location)))
    included = sorted({names[event.kind] for event in content.events})
    head = [
        "RemLogic Event Export",
        "Patient ID:\tX",
        f"Recording Date:\t{start.month}/{start.day}/{start.year}",
        "",
        "Events Included:",
        *included,
        "",
        "Time [hh:mm:ss.xxx]\tEvent\tDuration[s]\tLocation",
    ]
    path.write_text("\n".join([*head, *rows, ""]), encoding="utf-8", newline="\r\n")


def write_luna(path: Path, content: Content) -> None:
    """Write a Luna annotation file, times in seconds.

    Raises
    ------
    OutputError
        When an event lies before the start of the recording, which Luna does not take.
    """
    names = spellings("luna")
    lines = ["class\tinstance\tchannel\tstart\tstop\tmeta"]
    for event in content.events:
        if event.onset_s < 0:
            raise OutputError(
                f"{path}: Luna takes no event before the start of the recording, and one lies at "
                f"{event.onset_s:g} s; write another format."
            )
        label, instance = names[event.kind]
        instance = event.side if event.side in LEG_CHANNELS else instance
        channel = LEG_CHANNELS.get(event.side, ".") if event.side != "both" else "."
        is_known = not math.isnan(event.duration_s)
        stop = event.onset_s + (event.duration_s if is_known else 0.0)
        meta = "." if is_known else UNKNOWN_DURATION
        times = (number(round(event.onset_s, 9)), number(round(stop, 9)))
        lines.append("\t".join((label, instance, channel, *times, meta)))
    path.write_text("\n".join([*lines, ""]), encoding="utf-8", newline="\n")
