"""Read the header of an EDF, EDF+ or BDF file, tolerantly."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from plm_detect.edf import fields
from plm_detect.errors import RecordingError
from plm_detect.files.outside import is_folder, open_regular
from plm_detect.model.quality import QualityNote

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from plm_detect.model.quality import Level

LONGEST_DRIVE = len("C:")
TRUNCATED = "truncated"
"""Code of the note that a file is shorter than its header says."""
MAIN_BYTES = 256
SIGNAL_BYTES = 256
SIGNAL_FIELDS = {
    "label": 16,
    "transducer": 80,
    "unit": 8,
    "physical_min": 8,
    "physical_max": 8,
    "digital_min": 8,
    "digital_max": 8,
    "prefilter": 80,
    "samples_per_record": 8,
    "reserved": 32,
}
PATIENT, IDENTITY = slice(8, 88), slice(8, 168)
"""Where the line of the patient stands, and with it that of the recording."""
ANNOTATION_LABELS = ("EDF Annotations", "BDF Annotations")
MOST_SIGNALS = 4096

Format = Literal["EDF", "EDF+C", "EDF+D", "BDF", "BDF+C", "BDF+D"]


@dataclass(frozen=True)
class SignalHeader:
    """One signal.

    Attributes
    ----------
    number : int
        Position in the file, from 1.
    label, transducer, unit, prefilter : str
    physical_min, physical_max, digital_min, digital_max : float or None
        None where the field is not a number.
    samples_per_record : int
    rate_hz : float
        Samples per second; 0 when the record has no duration.
    """

    number: int
    label: str
    transducer: str
    unit: str
    prefilter: str
    physical_min: float | None
    physical_max: float | None
    digital_min: float | None
    digital_max: float | None
    samples_per_record: int
    rate_hz: float

    @property
    def step(self) -> float | None:
        """Physical units of one digital step; None where the header does not say."""
        limits = (self.physical_min, self.physical_max, self.digital_min, self.digital_max)
        low, high, first, last = limits
        if low is None or high is None or first is None or last is None or first == last:
            return None
        return abs((high - low) / (last - first))

    @property
    def is_annotations(self) -> bool:
        """Whether the signal holds EDF+ annotations instead of samples."""
        return self.label in ANNOTATION_LABELS


@dataclass(frozen=True)
class Header:
    """What a file says of itself; names of patients are not read.

    Attributes
    ----------
    path : Path
    format : str
    start_date : date or None
    start_time : time or None
        None where the field is nonsense.
    n_records : int
        Whole data records that the file really holds.
    record_duration_s : float
    n_bytes : int
        Size of the header.
    signals : tuple of SignalHeader
    notes : tuple of QualityNote
        What was not as the standard wants it.
    """

    path: Path
    format: Format
    start_date: dt.date | None
    start_time: dt.time | None
    n_records: int
    record_duration_s: float
    n_bytes: int
    signals: tuple[SignalHeader, ...]
    notes: tuple[QualityNote, ...]

    @property
    def sample_bytes(self) -> int:
        """Bytes of one sample: 2 in EDF, 3 in BDF."""
        return 3 if self.format.startswith("BDF") else 2

    @property
    def record_bytes(self) -> int:
        """Bytes of one data record."""
        return self.sample_bytes * sum(signal.samples_per_record for signal in self.signals)

    @property
    def start(self) -> dt.datetime | None:
        """Start of the recording; None when its date or time is nonsense."""
        if self.start_date is None or self.start_time is None:
            return None
        return dt.datetime.combine(self.start_date, self.start_time)

    @property
    def annotation_signals(self) -> tuple[SignalHeader, ...]:
        """Signals that hold annotations."""
        return tuple(signal for signal in self.signals if signal.is_annotations)

    @property
    def data_signals(self) -> tuple[SignalHeader, ...]:
        """Signals that hold samples."""
        return tuple(signal for signal in self.signals if not signal.is_annotations)


def read_header(path: Path) -> Header:
    """Read the header of an EDF, EDF+ or BDF file.

    Parameters
    ----------
    path : Path

    Returns
    -------
    Header

    Raises
    ------
    RecordingError
        When the file is missing, is no EDF or BDF file, is cut off within the header, or when
        a field on which everything depends cannot be understood.
    """
    raw, size = _header_bytes(path)
    notes: list[QualityNote] = []

    def note(code: str, sentence: str, level: Level = "info") -> None:
        notes.append(QualityNote(level, code, path.name, sentence))

    n_signals = fields.integer(raw[252:256])
    if n_signals is None or not 0 <= n_signals <= MOST_SIGNALS:
        raise RecordingError(
            f"{path}: the header does not say how many signals there are, "
            "so this is not a readable EDF file; export it again."
        )
    if n_signals == 0:
        raise RecordingError(f"{path}: the file holds no signals; export it with its channels.")
    n_bytes = MAIN_BYTES + n_signals * SIGNAL_BYTES
    if len(raw) < n_bytes:
        raise RecordingError(
            f"{path}: the file is cut off within its header ({size} of at least {n_bytes} bytes); "
            "copy or export it again."
        )
    if fields.integer(raw[184:192]) != n_bytes:
        note("header_size", f"the header gives a wrong size for itself; {n_bytes} bytes were read.")
    if any(byte > 126 for byte in raw[:n_bytes] if byte != 0xFF):
        note("non_ascii", "the header holds characters that EDF does not allow.")

    duration = fields.number(raw[244:252])
    columns = _signal_columns(raw[MAIN_BYTES:n_bytes], n_signals)
    samples = [fields.integer(field) for field in columns["samples_per_record"]]
    if any(count is None or count < 0 for count in samples):
        raise RecordingError(
            f"{path}: the header does not say how many samples each channel has; export it again."
        )
    if duration is None or duration < 0:
        raise RecordingError(
            f"{path}: the header does not say how long a data record lasts, "
            "so no time can be told; export it again."
        )
    is_bdf = raw[:1] == b"\xff"
    signals = tuple(_signal(columns, i, int(samples[i] or 0), duration) for i in range(n_signals))
    has_samples = any(not s.is_annotations and s.samples_per_record for s in signals)
    if duration == 0 and has_samples:
        raise RecordingError(
            f"{path}: the header says that a data record lasts 0 s, "
            "so no time can be told; export it again."
        )

    date = fields.start_date(raw[168:176], fields.text(raw[88:168]))
    time = fields.start_time(raw[176:184])
    if date is None:
        note("start_date", "the start date in the header is not a date.")
    if time is None:
        note("start_time", "the start time in the header is not a time.")

    header = Header(
        path=path,
        format=_format(raw, is_bdf=is_bdf),
        start_date=date,
        start_time=time,
        n_records=0,
        record_duration_s=duration,
        n_bytes=n_bytes,
        signals=signals,
        notes=(),
    )
    n_records = _count_records(header, size, fields.integer(raw[236:244]), note)
    return replace(header, n_records=n_records, notes=tuple(notes))


def _header_bytes(path: Path) -> tuple[bytes, int]:
    if is_folder(path):
        raise RecordingError(f"{path}: this is a folder, not a recording; name the EDF file.")
    try:
        with open_regular(path) as file:
            raw = file.read(MAIN_BYTES)
            n_signals = fields.integer(raw[252:256]) or 0
            if 0 < n_signals <= MOST_SIGNALS:
                raw += file.read(n_signals * SIGNAL_BYTES)
            size = path.stat().st_size
    except FileNotFoundError:
        is_url = len(path.parts[0]) > LONGEST_DRIVE and path.parts[0].endswith(":")
        hint = "plm-detect batch reads URLs" if is_url else "check the name"
        raise RecordingError(f"{path}: there is no such file; {hint}.") from None
    except OSError as error:
        raise RecordingError(
            f"{path}: the file cannot be read ({error.strerror}); check that you may open it."
        ) from None
    if size == 0:
        raise RecordingError(f"{path}: the file is empty; copy or export it again.")
    version = raw[:8].strip(b" \x00")
    if version != b"0" and not raw.startswith(b"\xffBIOSEMI"):
        raise RecordingError(
            f"{path}: this is not an EDF or BDF file; export the recording as EDF. A scoring is "
            "given with --scoring, or goes to plm-detect index."
        )
    if len(raw) < MAIN_BYTES:
        raise RecordingError(
            f"{path}: the file is cut off within its header ({size} bytes); "
            "copy or export it again."
        )
    return raw, size


def _signal_columns(raw: bytes, n_signals: int) -> dict[str, list[bytes]]:
    columns: dict[str, list[bytes]] = {}
    start = 0
    for name, width in SIGNAL_FIELDS.items():
        columns[name] = [raw[start + i * width : start + (i + 1) * width] for i in range(n_signals)]
        start += n_signals * width
    return columns


def _signal(
    columns: dict[str, list[bytes]], i: int, samples_per_record: int, duration_s: float
) -> SignalHeader:
    def limit(name: str) -> float | None:
        return fields.number(columns[name][i])

    return SignalHeader(
        number=i + 1,
        label=fields.text(columns["label"][i]),
        transducer=fields.text(columns["transducer"][i]),
        unit=fields.text(columns["unit"][i]),
        prefilter=fields.text(columns["prefilter"][i]),
        physical_min=limit("physical_min"),
        physical_max=limit("physical_max"),
        digital_min=limit("digital_min"),
        digital_max=limit("digital_max"),
        samples_per_record=samples_per_record,
        rate_hz=samples_per_record / duration_s if duration_s else 0.0,
    )


def _format(raw: bytes, *, is_bdf: bool) -> Format:
    family: Literal["EDF", "BDF"] = "BDF" if is_bdf else "EDF"
    reserved = fields.text(raw[192:236])
    if reserved.startswith(f"{family}+D"):
        return f"{family}+D"  # type: ignore[return-value]
    if reserved.startswith(f"{family}+"):
        return f"{family}+C"  # type: ignore[return-value]
    return family


def _count_records(header: Header, size: int, stated: int | None, note: Callable[..., None]) -> int:
    """Return how many whole records the file holds, whatever its header says."""
    duration_s = header.record_duration_s
    held, rest = divmod(size - header.n_bytes, header.record_bytes or 1)
    if not header.record_bytes or held <= 0:
        raise RecordingError(
            f"{header.path}: the file ends before its first data record is complete (it holds "
            f"{size - header.n_bytes} of {header.record_bytes:.4g} bytes); copy or export it again."
        )
    if stated == -1:
        note("record_count", f"the header does not count its data records; the file holds {held}.")
    elif stated is not None and stated > held:
        note(
            TRUNCATED,
            f"the header promises {stated} data records ({_clock(stated * duration_s)}), and the "
            f"file ends after {held} ({_clock(held * duration_s)}): the end of the recording is "
            "missing. Copy or export it again.",
            "warning",
        )
    elif stated != held:
        given = "no number" if stated is None else str(stated)
        note(
            "record_count",
            f"the header gives {given} of data records but the file holds {held} whole ones; "
            "those were read.",
        )
    if rest and (stated is None or stated == -1 or stated > held):
        lost_s = header.record_duration_s * rest / header.record_bytes
        note("cut_off", f"the last data record is cut off; {lost_s:g} s were left out.")
    return held


def _clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes // 60}:{minutes % 60:02d}:{rest:02d}"


def is_edf(head: bytes) -> bool:
    """Return whether a file begins like EDF or BDF."""
    return head.startswith((b"0       ", b"\xffBIOSEMI"))


def patient_line(path: Path) -> str:
    """Return what the header says of the patient, with single spaces; nothing where it is blanked.

    Raises
    ------
    OSError
    """
    with open_regular(path) as file:
        field = file.read(PATIENT.stop)[PATIENT]
    words = field.decode("latin-1").split()
    return "" if set(words) <= {"X"} else " ".join(words)


def identity_of(path: Path) -> bytes:
    """Return the fields that identify patient and recording; empty for another kind of file.

    Raises
    ------
    OSError
    """
    with open_regular(path) as file:
        head = file.read(IDENTITY.stop)
    return head[IDENTITY] if is_edf(head) else b""


def write_identity(path: Path, identity: bytes) -> None:
    """Put the fields of `identity_of` into the header of another file.

    Raises
    ------
    OSError
    """
    with path.open("r+b") as file:
        file.seek(IDENTITY.start)
        file.write(identity)
