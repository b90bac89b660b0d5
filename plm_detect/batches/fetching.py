"""Bring what a recording behind an URL is scored from to this machine, and no more."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from plm_detect.edf.header import MAIN_BYTES, SIGNAL_BYTES, read_header
from plm_detect.errors import PlmDetectError, RecordingError
from plm_detect.recording.legs import choose_legs

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from plm_detect.edf.header import Header, SignalHeader
    from plm_detect.files.places import Place
    from plm_detect.recording.montage import LegRequest

    Others = Callable[[Header], Sequence[SignalHeader]]

MOST_SIGNALS_AHEAD = 64
"""So many signals' headers are read in the first go."""
RANGES_AT_A_TIME = 4096
JOINED_BYTES = 4096
"""Ranges that lie closer are read as one: a request costs more than these bytes."""


def _no_others(_: Header) -> Sequence[SignalHeader]:
    return ()


def fetch_recording(
    place: Place,
    folder: Path,
    request: LegRequest,
    minimum_rate_hz: float,
    others: Others = _no_others,
) -> Path:
    """Return a local copy of a recording that holds its header, legs, ECG and annotations only.

    The copy is as long as the file; what was not read is zero, so that it is read like any
    recording. A recording whose legs cannot be told is copied with its header and annotations: to
    score it gives the reason.

    Parameters
    ----------
    place : Place
        Behind an URL.
    folder : Path
    request : LegRequest
        Channels that the user names.
    minimum_rate_hz : float
    others : callable
        Gives the other signals that are needed, from the header.

    Raises
    ------
    RecordingError
        When it cannot be read.
    """
    store, path = place.store()
    target = folder / place.name
    try:
        size = int(store.size(path) or 0)
        first = min(size, MAIN_BYTES + MOST_SIGNALS_AHEAD * SIGNAL_BYTES)
        head: bytes = store.cat_file(path, start=0, end=first)
        n_bytes = _header_size(head)
        if n_bytes > len(head):
            head += store.cat_file(path, start=len(head), end=min(size, n_bytes))
        with target.open("wb") as file:
            file.write(head)
            file.truncate(size)
        header = read_header(target)
        _fill(
            store, path, target, _ranges(header, _numbers(header, request, minimum_rate_hz, others))
        )
    except FileNotFoundError:
        raise RecordingError(f"{place.text}: there is no such file; check the URL.") from None
    except OSError as error:
        raise RecordingError(f"{place.text}: it cannot be read ({error}); try again.") from error
    return target


def fetch_file(place: Place, folder: Path) -> Path:
    """Return a local copy of a whole file.

    Raises
    ------
    RecordingError
        When it cannot be read.
    """
    target = folder / place.name
    try:
        target.write_bytes(place.read_bytes())
    except FileNotFoundError:
        raise RecordingError(f"{place.text}: there is no such file; check the URL.") from None
    except OSError as error:
        raise RecordingError(f"{place.text}: it cannot be read ({error}); try again.") from error
    return target


def _header_size(head: bytes) -> int:
    field = head[252:256].strip()
    return MAIN_BYTES + SIGNAL_BYTES * (int(field) if field.isdigit() else 0)


def _numbers(
    header: Header, request: LegRequest, minimum_rate_hz: float, others: Others
) -> set[int]:
    """Return the numbers of the signals that are needed."""
    numbers = {signal.number for signal in header.annotation_signals}
    try:
        montage = choose_legs(header, request, minimum_rate_hz)
    except PlmDetectError:
        return numbers
    numbers |= {signal.number for signal in others(header)}
    numbers |= {signal.number for leg in montage.legs for signal in leg.signals}
    if montage.ecg is not None:
        numbers.add(montage.ecg.number)
    return numbers


def _ranges(header: Header, numbers: set[int]) -> tuple[np.ndarray[Any, Any], ...]:
    """Return where the bytes of signals begin and end in the file, near ones joined."""
    sizes = [header.sample_bytes * signal.samples_per_record for signal in header.signals]
    edges = np.concatenate(([0], np.cumsum(sizes)))
    of_record = np.array([(edges[n - 1], edges[n]) for n in sorted(numbers)]).reshape(-1, 2)
    records = header.n_bytes + header.record_bytes * np.arange(header.n_records)
    begin = (records[:, np.newaxis] + of_record[:, 0]).ravel()
    end = (records[:, np.newaxis] + of_record[:, 1]).ravel()
    if not len(begin):
        return begin, end
    is_new = np.concatenate(([True], begin[1:] - end[:-1] > JOINED_BYTES))
    return begin[is_new], np.append(end[:-1][is_new[1:]], end[-1])


def _fill(store: Any, path: str, target: Path, ranges: tuple[np.ndarray[Any, Any], ...]) -> None:
    begin, end = (each.tolist() for each in ranges)
    with target.open("r+b") as file:
        for first in range(0, len(begin), RANGES_AT_A_TIME):
            part = slice(first, first + RANGES_AT_A_TIME)
            starts, stops = begin[part], end[part]
            read = store.cat_ranges([path] * len(starts), starts, stops)
            for start, content in zip(starts, read, strict=True):
                file.seek(start)
                file.write(content)
