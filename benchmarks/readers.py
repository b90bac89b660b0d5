"""Which readers open recordings whose headers are not as the standard wants them.

    python benchmarks/readers.py

Writes faulty recordings with the test suite's byte-level writer and prints, for each and for each
reader, whether the left leg's samples come back as they were written.
"""

from __future__ import annotations

import sys
import tempfile
import warnings
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import edfio
import mne
import numpy as np
import pyedflib

from plm_detect.recording.legs import choose_legs
from plm_detect.recording.montage import LegRequest
from plm_detect.recording.opening import open_recording
from plm_detect.recording.reading import read_signals

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))
from builders import Channel, Edf, annotations, leg

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

LEG = leg("EMG LAT")
LEGS = (LEG, leg("EMG RAT", seed=1))
TIMES = [*range(30), *range(90, 120)]


def _with_gaps() -> Edf:
    channel = annotations(60)
    tals = tuple(b"+%d\x14\x14\x00" % time for time in TIMES)
    return Edf((*LEGS, replace(channel, tals=tals)), reserved="EDF+D")


CASES: dict[str, Edf] = {
    "compliant": Edf(LEGS),
    "start date and time are nonsense": Edf(LEGS, date=b"99.99.99", time=b"25.61.61"),
    "start date is blank": Edf(LEGS, date=b"        "),
    "unit with a Latin-1 micro sign": Edf((replace(LEG, unit=b"\xb5V"), LEGS[1])),
    "physical range of an unused channel is empty": Edf(
        (*LEGS, Channel("Light", physical=("0", "0")))
    ),
    "physical limits of an unused channel are no numbers": Edf(
        (*LEGS, Channel("Light", physical=("low", "high")))
    ),
    "physical limits of an unused channel are blank": Edf(
        (*LEGS, Channel("Light", physical=("", "")))
    ),
    "label with a Latin-1 letter": Edf((*LEGS, Channel("K\xf6rperlage"))),
    "number of records is -1": Edf(LEGS, stated_records="-1"),
    "number of records is too large": Edf(LEGS, stated_records="99"),
    "number of records is too small": Edf(LEGS, stated_records="12"),
    "last record is cut off": Edf(LEGS, cut_bytes=300),
    "record lasts 0.5 s": Edf(
        tuple(replace(channel, per_record=128) for channel in LEGS),
        n_records=120,
        record_duration="0.5",
    ),
    "decimal comma in the record duration": Edf(
        tuple(replace(channel, per_record=128) for channel in LEGS),
        n_records=120,
        record_duration="0,5",
    ),
    "labels repeat": Edf((*LEGS, Channel("EEG"), Channel("EEG"))),
    "EDF+D with a gap": _with_gaps(),
    "BDF": Edf(LEGS, is_bdf=True),
}


def with_plm_detect(path: Path) -> NDArray[np.float64]:
    """Read as this program does."""
    recording = open_recording(path)
    montage = choose_legs(recording.header, LegRequest(), 100.0)
    left = next(iter(read_signals(recording, montage).legs()))
    return np.concatenate([segment.microvolts[:] for segment in left.segments])


def with_pyedflib(path: Path) -> NDArray[np.float64]:
    """Read with pyedflib."""
    with pyedflib.EdfReader(str(path)) as reader:
        return reader.readSignal(0)


def with_mne(path: Path) -> NDArray[np.float64]:
    """Read with MNE."""
    read = mne.io.read_raw_bdf if path.suffix == ".bdf" else mne.io.read_raw_edf
    return read(path, include=["EMG LAT"], verbose="error").get_data()[0] * 1e6


def with_edfio(path: Path) -> NDArray[np.float64]:
    """Read with edfio."""
    read = edfio.read_bdf if path.suffix == ".bdf" else edfio.read_edf
    return read(path).signals[0].data


READERS: dict[str, Callable[[Path], NDArray[np.float64]]] = {
    "plm_detect": with_plm_detect,
    "pyedflib": with_pyedflib,
    "MNE": with_mne,
    "edfio": with_edfio,
}


def verdict(read: Callable[[Path], NDArray[np.float64]], path: Path, edf: Edf) -> str:
    """Return how a reader copes with a recording."""
    whole = edf.n_records - bool(edf.cut_bytes)
    expected = LEG.samples[: whole * edf.channels[0].per_record] / 10.0
    try:
        found = read(path)
    except Exception as error:  # noqa: BLE001 - any refusal is a result here
        return f"refuses ({type(error).__name__})"
    if len(found) < len(expected):
        return f"{len(found) / len(expected):.0%} of the samples"
    if not np.allclose(found[: len(expected)], expected, atol=0.02):
        return "wrong samples"
    return "yes" if len(found) == len(expected) else "yes, and more samples"


def last_time_s(path: Path) -> dict[str, str]:
    """Return where each reader puts the end of a recording with a gap."""
    recording = open_recording(path)
    return {
        "plm_detect": f"{recording.duration_s:g} s",
        "MNE": f"{mne.io.read_raw_edf(path, verbose='error').duration:g} s",
        "edfio": f"{edfio.read_edf(path).duration:g} s",
    }


def main() -> None:
    """Print the table."""
    warnings.simplefilter("ignore")
    print("| recording | " + " | ".join(READERS) + " |")
    print("|---" * (len(READERS) + 1) + "|")
    with tempfile.TemporaryDirectory() as folder:
        for name, edf in CASES.items():
            path = edf.write(Path(folder) / f"case.{'bdf' if edf.is_bdf else 'edf'}")
            cells = [verdict(read, path, edf) for read in READERS.values()]
            print(f"| {name} | " + " | ".join(cells) + " |", flush=True)
        gaps = _with_gaps().write(Path(folder) / "gaps.edf")
        ends = ", ".join(f"{reader} {end}" for reader, end in last_time_s(gaps).items())
        print(f"\nend of the recording with a gap, which is at {TIMES[-1] + 1} s: {ends}")


if __name__ == "__main__":
    main()
