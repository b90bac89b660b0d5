"""Read the samples of chosen signals, and only those."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from plm_detect.errors import RecordingError
from plm_detect.files.outside import open_regular

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from plm_detect.edf.header import Header, SignalHeader

CHUNK_BYTES = 2**20
"""How much of a file is read at a time; small enough to stay in the processor's cache."""


def read_bytes(header: Header, signals: Sequence[SignalHeader]) -> list[NDArray[np.uint8]]:
    """Return the bytes of signals, each of shape (n_records, bytes of the signal in a record).

    Memory grows with the chosen signals only.

    Raises
    ------
    RecordingError
        When the file cannot be read or became shorter since its header was read.
    """
    sizes = [header.sample_bytes * s.samples_per_record for s in header.signals]
    starts = np.concatenate(([0], np.cumsum(sizes))).tolist()
    chosen = [slice(starts[s.number - 1], starts[s.number]) for s in signals]
    columns = [
        np.empty((header.n_records, place.stop - place.start), dtype=np.uint8) for place in chosen
    ]
    record_bytes = header.record_bytes
    per_chunk = max(1, CHUNK_BYTES // record_bytes)
    buffer = np.empty((per_chunk, record_bytes), dtype=np.uint8)
    try:
        with open_regular(header.path) as file:
            file.seek(header.n_bytes)
            for first in range(0, header.n_records, per_chunk):
                chunk = buffer[: min(per_chunk, header.n_records - first)]
                if file.readinto(chunk.data.cast("B")) < chunk.size:
                    raise RecordingError(
                        f"{header.path}: the file ends before its last data record; "
                        "wait until it is written, then try again."
                    )
                for column, place in zip(columns, chosen, strict=True):
                    column[first : first + len(chunk)] = chunk[:, place]
    except OSError as error:
        raise RecordingError(
            f"{header.path}: the file cannot be read ({error.strerror}); try again."
        ) from None
    return columns


def read_digital(
    header: Header, signals: Sequence[SignalHeader]
) -> list[NDArray[np.int16] | NDArray[np.int32]]:
    """Return the stored integers of signals, each of shape (n_records * samples_per_record,)."""
    columns = read_bytes(header, signals)
    if header.sample_bytes == 2:
        return [column.view("<i2").ravel() for column in columns]
    return [_from_24_bits(column) for column in columns]


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
