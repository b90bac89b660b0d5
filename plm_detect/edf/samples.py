"""Read the samples of chosen signals, and only those."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from plm_detect.errors import RecordingError
from plm_detect.files.outside import open_regular

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from io import BufferedReader

    from numpy.typing import NDArray

    from plm_detect.edf.header import Header, SignalHeader
    from plm_detect.model.signals import Room, Samples

CHUNK_BYTES = 2**20
"""How much of a file is read at a time; small enough to stay in the processor's cache."""


def read_bytes(
    header: Header, signals: Sequence[SignalHeader], records: range
) -> list[NDArray[np.uint8]]:
    """Return the bytes of signals in some records, each of shape (n_records, bytes in a record).

    Raises
    ------
    RecordingError
        When the file cannot be read or became shorter since its header was read.
    """
    widths = [header.sample_bytes * each.samples_per_record for each in signals]
    columns = [np.empty(len(records) * width, dtype=np.uint8) for width in widths]
    for which, begin, part in _pieces(header, signals, records):
        columns[which][begin : begin + len(part)] = part
    return [
        column.reshape(len(records), width) for column, width in zip(columns, widths, strict=True)
    ]


def read_digital(
    header: Header, signals: Sequence[SignalHeader], room: Room = np.empty
) -> list[Samples]:
    """Return the stored integers of signals, each of shape (n_records * samples_per_record,).

    Parameters
    ----------
    header : Header
    signals : sequence of SignalHeader
    room : callable
        Where they are kept.

    Raises
    ------
    RecordingError
        When the file cannot be read or became shorter since its header was read.
    """
    n_bytes = header.sample_bytes
    dtype = "<i2" if n_bytes == 2 else "<i4"
    stored = [room(header.n_records * each.samples_per_record, dtype) for each in signals]
    for which, begin, part in _pieces(header, signals, range(header.n_records)):
        place = slice(begin // n_bytes, (begin + len(part)) // n_bytes)
        stored[which][place] = part.view(dtype) if n_bytes == 2 else _from_24_bits(part)
    return list(stored)


def _pieces(
    header: Header, signals: Sequence[SignalHeader], records: range
) -> Iterator[tuple[int, int, NDArray[np.uint8]]]:
    """Yield the bytes of signals in some records piece by piece.

    Which of the signals, how many of its bytes lie before, and the bytes, whole samples.
    """
    sizes = [header.sample_bytes * s.samples_per_record for s in header.signals]
    starts = np.concatenate(([0], np.cumsum(sizes))).tolist()
    chosen = [slice(starts[s.number - 1], starts[s.number]) for s in signals]
    record_bytes = header.record_bytes
    per_chunk = CHUNK_BYTES // record_bytes
    try:
        with open_regular(header.path) as file:
            if per_chunk:
                buffer = np.empty((per_chunk, record_bytes), dtype=np.uint8)
                file.seek(header.n_bytes + records.start * record_bytes)
                for first in range(0, len(records), per_chunk):
                    chunk = buffer[: min(per_chunk, len(records) - first)]
                    _fill(header, file, chunk)
                    for which, place in enumerate(chosen):
                        part = chunk[:, place].ravel()
                        yield which, first * (place.stop - place.start), part
                return
            # Records that are larger than that are read signal by signal, in parts.
            step = CHUNK_BYTES // header.sample_bytes * header.sample_bytes
            for nth, record in enumerate(records):
                for which, place in enumerate(chosen):
                    width = place.stop - place.start
                    file.seek(header.n_bytes + record * record_bytes + place.start)
                    for begin in range(0, width, step):
                        part = np.empty(min(step, width - begin), dtype=np.uint8)
                        _fill(header, file, part)
                        yield which, nth * width + begin, part
    except OSError as error:
        raise RecordingError(
            f"{header.path}: the file cannot be read ({error.strerror}); try again."
        ) from None


def _fill(header: Header, file: BufferedReader, part: NDArray[np.uint8]) -> None:
    if file.readinto(part.data.cast("B")) < part.size:
        raise RecordingError(
            f"{header.path}: the file ends before its last data record; "
            "wait until it is written, then try again."
        )


def _from_24_bits(column: NDArray[np.uint8]) -> NDArray[np.int32]:
    wide = np.zeros((column.size // 3, 4), dtype=np.uint8)
    wide[:, 1:] = column.reshape(-1, 3)
    return np.asarray(wide.view("<i4").ravel() >> 8)


def physical_scale(header: Header, signal: SignalHeader) -> tuple[float, float]:
    """Return gain and offset of a signal: physical value = gain * digital + offset.

    Raises
    ------
    RecordingError
        When the limits in the header are missing or span nothing.
    """
    limits = (signal.physical_min, signal.physical_max, signal.digital_min, signal.digital_max)
    if any(limit is None for limit in limits):
        raise RecordingError(
            f"{header.path}: channel {signal.label!r} has no readable physical and digital limits, "
            "so its amplitude is not known; export it again."
        )
    low, high, digital_low, digital_high = (float(limit or 0.0) for limit in limits)
    if low == high or digital_low >= digital_high:
        raise RecordingError(
            f"{header.path}: channel {signal.label!r} has a physical range of {low:g} to {high:g} "
            f"and a digital one of {digital_low:g} to {digital_high:g}, "
            "so its amplitude is not known; export it again."
        )
    gain = (high - low) / (digital_high - digital_low)
    return gain, low - gain * digital_low
