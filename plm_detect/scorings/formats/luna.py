"""Luna .annot: classes with instances, at seconds, clock times or epochs."""

from __future__ import annotations

import contextlib
import datetime as dt
import math
import re
from typing import TYPE_CHECKING

from plm_detect.errors import OutputError, ScoringError
from plm_detect.files.quoting import quoted
from plm_detect.scorings.clock.clocks import DAY_S, dates, time_of_day_s
from plm_detect.scorings.content import LEG_CHANNELS, Content, number
from plm_detect.scorings.events import Reading, ScoredEvent, ScoringFile
from plm_detect.scorings.formats._texts import decoded, read_lines, seconds
from plm_detect.scorings.vocabulary.spellings import spellings

if TYPE_CHECKING:
    from pathlib import Path

MISSING = "."
UNKNOWN, UNKNOWN_META = "?", "duration=unknown"
"""How this program says in the format, which cannot, that a duration is not known."""
_EPOCHS = re.compile(r"e:(?:(\d+(?:\.\d+)?):)?(?:(\d+(?:\.\d+)?):)?(\d+)")
_DATED = re.compile(r"(\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4})-(\d{1,2}:.+)")
_DAY = re.compile(r"d(\d{1,3})-(\d{1,2}:.+)")
USUAL_EPOCH_S = 30.0
START, LENGTH, LENGTH_S = "start_hms", "duration_hms", "duration_sec"
SPECIAL = (START, LENGTH, LENGTH_S, "epoch_sec", "annot_offset")
"""Classes that say something of the recording, as instance of a row without times."""


def recognises(head: bytes) -> bool:
    """Return whether a file begins with declarations or the column names of the format."""
    for line in decoded(head).lstrip("\ufeff").splitlines():
        if line.startswith("#"):
            continue
        cells = line.split("\t")
        return cells[0].casefold() in ("class", *SPECIAL) and len(cells) >= 3
    return False


def read(path: Path, reading: Reading) -> ScoringFile:
    """Return the events of a file.

    Clock times count from the start of the recording, which has to be known for them.

    Raises
    ------
    ScoringError
        When a row cannot be read, or a start or length is needed and not known.
    """
    found: list[tuple[float, str, str, str, str]] = []
    columns = ["class", "instance", "channel", "start", "stop", "meta"]
    special: dict[str, str] = {}
    for i, line in enumerate(read_lines(path), start=1):
        cells = [cell.strip() for cell in line.lstrip("\ufeff").split("\t")]
        if not line.strip() or line.startswith("#"):
            continue
        if cells[0].casefold() == "class":
            columns = [cell.casefold() for cell in cells]
            continue
        if cells[0] in SPECIAL:
            special[cells[0]] = cells[1] if len(cells) > 1 else MISSING
            continue
        row = _named(path, i, cells, columns)
        where = f"line {i}"
        onset_s = _at(path, where, row["start"], reading)
        label, instance, channel = row["class"], row["instance"], row["channel"]
        if instance == MISSING and ":" in label:
            label, _, instance = label.partition(":")
        stop = UNKNOWN if row["meta"] == UNKNOWN_META else row["stop"]
        found.append((onset_s, where, stop, _joined(label, instance), _given(channel)))
    if not found:
        raise ScoringError(f"{path}: the file holds no events; name the file with the scoring.")
    events = []
    for i, (onset_s, where, stop, label, channel) in enumerate(found):
        if stop == UNKNOWN:
            events.append(ScoredEvent(onset_s, math.nan, label, channel))
            continue
        if stop in ("...", "-"):
            later = [row[0] for row in found[i + 1 :] if row[0] > onset_s]
            if not later and reading.length_s is None:
                raise ScoringError(
                    f"{path}: {where} lasts until the end of the recording, whose length is not "
                    "known; name the recording (--recording)."
                )
            end_s = later[0] if later else max(reading.length_s or 0.0, onset_s)
        else:
            end_s = _stop(path, where, stop, onset_s, reading)
        if end_s < onset_s:
            raise ScoringError(f"{path}: {where} stops before it starts; correct it.")
        events.append(ScoredEvent(onset_s, end_s - onset_s, label, channel))
    clock, length_s = _of_recording(special)
    return ScoringFile(
        path.name,
        None,
        tuple(events),
        counts_from_recording=True,
        clock=clock,
        length_s=length_s,
    )


def _of_recording(special: dict[str, str]) -> tuple[dt.time | None, float | None]:
    """Return start and length (s) of the recording, where the file says them."""
    start_s = time_of_day_s(special.get(START, ""))
    clock = None
    if start_s is not None:
        any_day = dt.datetime.combine(dt.date(2000, 1, 1), dt.time())
        clock = (any_day + dt.timedelta(seconds=start_s)).time()
    length_s = time_of_day_s(special.get(LENGTH, ""))
    with contextlib.suppress(ValueError):
        length_s = float(special.get(LENGTH_S, "")) or length_s
    return clock, length_s if length_s and math.isfinite(length_s) else None


def _named(path: Path, number: int, cells: list[str], columns: list[str]) -> dict[str, str]:
    if len(cells) >= 6 or len(cells) == len(columns):
        names = columns
    elif len(cells) == 4:
        names = ["class", "instance", "start", "stop"]
    elif len(cells) == 3:
        names = ["class", "start", "stop"]
    else:
        names = columns[: len(cells)]
    row = {
        "class": "",
        "instance": MISSING,
        "channel": MISSING,
        "start": "",
        "stop": "",
        "meta": "",
    }
    row |= dict(zip(names, cells, strict=False))
    if not row["class"] or not row["start"] or not row["stop"]:
        raise ScoringError(
            f"{path}: line {number} does not have class, start and stop between tabs; correct it."
        )
    return row


def _joined(label: str, instance: str) -> str:
    return label if instance in (MISSING, "", label) else f"{label} {instance}"


def _given(channel: str) -> str:
    return "" if channel == MISSING else channel


def _at(path: Path, where: str, text: str, reading: Reading) -> float:
    if text == MISSING:
        return 0.0
    if match := _EPOCHS.fullmatch(text):
        length_s = float(match[1] or USUAL_EPOCH_S)
        return (int(match[3]) - 1) * float(match[2] or length_s)
    if text.startswith("0+") and (elapsed := time_of_day_s(text[2:])) is not None:
        return elapsed
    if ":" not in text:
        return seconds(path, where, text)
    return _clock(path, where, text, reading)


def _clock(path: Path, where: str, text: str, reading: Reading) -> float:
    if reading.start is None:
        raise ScoringError(
            f"{path}: {where} gives a time of day, and the start of the recording is not known; "
            "name the recording (--recording)."
        )
    start_s = (reading.start - dt.datetime.combine(reading.start, dt.time())).total_seconds()
    if match := _DAY.fullmatch(text):
        second = time_of_day_s(match[2])
        days = int(match[1]) - 1
    elif match := _DATED.fullmatch(text):
        second, found = time_of_day_s(match[2]), dates(match[1])
        days = min(((date - reading.start.date()).days for date in found), key=abs, default=0)
        second = second if found else None
    else:
        second, days = time_of_day_s(text), 0
        if second is not None and second < start_s:
            days = 1
    if second is None:
        raise ScoringError(f"{path}: {where} has {quoted(text)} instead of a time; correct it.")
    return days * DAY_S + second - start_s


def _stop(path: Path, where: str, text: str, onset_s: float, reading: Reading) -> float:
    if text == MISSING:
        return onset_s
    if text.startswith("+"):
        return onset_s + seconds(path, where, text[1:])
    if match := _EPOCHS.fullmatch(text):
        return _at(path, where, text, reading) + float(match[1] or USUAL_EPOCH_S)
    return _at(path, where, text, reading)


def write(path: Path, content: Content) -> None:
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
        meta = "." if is_known else UNKNOWN_META
        times = (number(round(event.onset_s, 9)), number(round(stop, 9)))
        lines.append("\t".join((label, instance, channel, *times, meta)))
    path.write_text("\n".join([*lines, ""]), encoding="utf-8", newline="\n")
