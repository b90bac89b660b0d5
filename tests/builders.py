"""Small inputs for tests: EDF files with any fault, movements, nights."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.model.events import RespiratoryEvents, Scoring
from plm_detect.model.hypnogram import Hypnogram, Stage
from plm_detect.model.movements import LegMovements, Side
from plm_detect.model.spans import Spans

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

SIDES = {"l": Side.LEFT, "r": Side.RIGHT, "u": Side.UNSPECIFIED}


@dataclass(frozen=True)
class Channel:
    """One EDF channel; numbers are header texts so that any nonsense can be written."""

    label: str
    samples: NDArray[np.int_] | None = None
    per_record: int = 256
    unit: bytes = b"uV"
    physical: tuple[str, str] = ("-3276.8", "3276.7")
    digital: tuple[str, str] = ("-32768", "32767")
    prefilter: str = ""
    transducer: str = ""
    tals: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class Edf:
    """An EDF or BDF file, byte by byte."""

    channels: tuple[Channel, ...]
    n_records: int = 60
    stated_records: str | None = None
    record_duration: str = "1"
    date: bytes = b"07.03.24"
    time: bytes = b"23.50.00"
    recording: bytes = b""
    reserved: str = ""
    is_bdf: bool = False
    cut_bytes: int = 0
    extra: dict[str, str] = field(default_factory=dict)

    def write(self, path: Path) -> Path:
        path.write_bytes(self.to_bytes())
        return path

    def to_bytes(self) -> bytes:
        n = len(self.channels)
        version = b"\xffBIOSEMI" if self.is_bdf else b"0".ljust(8)
        stated = str(self.n_records) if self.stated_records is None else self.stated_records
        head = [
            version,
            b"X X X X".ljust(80),
            self.recording.ljust(80),
            self.date.ljust(8),
            self.time.ljust(8),
            str(256 * (n + 1)).encode().ljust(8),
            self.reserved.encode().ljust(44),
            stated.encode().ljust(8),
            self.record_duration.encode().ljust(8),
            str(n).encode().ljust(4),
        ]
        columns = [
            (16, [c.label.encode("latin-1") for c in self.channels]),
            (80, [c.transducer.encode("latin-1") for c in self.channels]),
            (8, [c.unit for c in self.channels]),
            (8, [c.physical[0].encode() for c in self.channels]),
            (8, [c.physical[1].encode() for c in self.channels]),
            (8, [c.digital[0].encode() for c in self.channels]),
            (8, [c.digital[1].encode() for c in self.channels]),
            (80, [c.prefilter.encode("latin-1") for c in self.channels]),
            (8, [str(c.per_record).encode() for c in self.channels]),
            (32, [b""] * n),
        ]
        for width, cells in columns:
            head.extend(cell.ljust(width) for cell in cells)
        records = [
            self._cells(channel, i) for i in range(self.n_records) for channel in self.channels
        ]
        content = b"".join((*head, *records))
        return content[: len(content) - self.cut_bytes]

    def _cells(self, channel: Channel, record: int) -> bytes:
        size = 3 if self.is_bdf else 2
        if channel.tals:
            return channel.tals[record].ljust(channel.per_record * size, b"\x00")
        if channel.samples is None:
            return bytes(channel.per_record * size)
        part = channel.samples[record * channel.per_record : (record + 1) * channel.per_record]
        if size == 2:
            return part.astype("<i2").tobytes()
        return part.astype("<i4").view(np.uint8).reshape(-1, 4)[:, :3].tobytes()


def leg(
    label: str,
    *bursts: tuple[float, float],
    seconds: float = 60,
    rate: int = 256,
    seed: int = 0,
    level_uv: float = 60.0,
    counts_per_uv: float = 10.0,
    **header: object,
) -> Channel:
    """Return a leg channel: noise of 1 uV with bursts from onset to end in seconds."""
    rng = np.random.default_rng(seed)
    times = np.arange(round(seconds * rate)) / rate
    level = np.ones(len(times))
    for onset, end in bursts:
        level[(times >= onset) & (times < end)] = level_uv
    counts = np.rint(counts_per_uv * level * rng.standard_normal(len(times))).astype(int)
    return replace(Channel(label, counts, per_record=rate), **header)


def annotations(
    n_records: int, *rows: tuple[float, float | None, str], duration: float = 1.0, size: int = 60
) -> Channel:
    """Return an annotation signal; all rows stand in the first record."""
    tals = [b"%+g\x14\x14\x00" % (i * duration) for i in range(n_records)]
    for onset, length, text in rows:
        span = b"" if length is None else b"\x15%g" % length
        tals[0] += b"%+g%s\x14%s\x14\x00" % (onset, span, text.encode("utf-8"))
    width = max(size, max(len(tal) for tal in tals) // 2 + 1)
    return Channel(
        "EDF Annotations",
        per_record=width,
        unit=b"",
        physical=("-1", "1"),
        tals=tuple(tals),
    )


def movements(text: str) -> LegMovements:
    """Return movements from rows such as ``l 10 12.5``: side, onset, end."""
    rows = [row.split() for row in text.replace(";", "\n").splitlines() if row.strip()]
    return LegMovements.scored(
        np.array([float(row[1]) for row in rows]),
        np.array([float(row[2]) for row in rows]),
        np.array([SIDES[row[0]] for row in rows], dtype=np.int8),
    )


def train(onsets: list[float], duration: float = 1.0, side: Side = Side.LEFT) -> LegMovements:
    """Return movements of one leg that last equally long."""
    onset = np.array(onsets, dtype=np.float64)
    return LegMovements.scored(onset, onset + duration, np.full(len(onset), side, dtype=np.int8))


def hypnogram(stages: str, epoch_s: float = 30.0) -> Hypnogram:
    """Return epochs from letters: W, 1, 2, 3, R; a dot is unscored."""
    codes = {"W": Stage.W, "1": Stage.N1, "2": Stage.N2, "3": Stage.N3, "R": Stage.R}
    kept = [(i, codes[letter]) for i, letter in enumerate(stages) if letter != "."]
    onset = epoch_s * np.array([i for i, _ in kept], dtype=np.float64)
    return Hypnogram(onset, onset + epoch_s, np.array([s for _, s in kept], dtype=np.int8))


def night(
    stages: str = "2" * 40,
    *,
    arousals: list[tuple[float, float]] | None = None,
    respiratory: list[tuple[float, float]] | None = None,
) -> Scoring:
    """Return a scoring."""
    return Scoring(
        hypnogram=hypnogram(stages) if stages else None,
        arousals=Spans.of(arousals or []),
        respiratory=RespiratoryEvents.of(respiratory or []),
    )
