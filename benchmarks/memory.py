"""Peak memory and time on very long recordings, and whether they are scored as in one piece.

    python benchmarks/memory.py [--folder FOLDER] [--in-one-piece]

Makes 24 h at 2000 Hz and 7 days at 256 Hz of simulated hours, scores each with
``plm-detect score`` and both reports in a process of its own, and prints the peak of its memory.
With ``--in-one-piece`` each is scored again with nothing cut and nothing kept outside of memory,
which takes some GB, and all results are compared by their bytes. Recordings that the folder holds
already are taken as they are. Needs Linux.
"""

from __future__ import annotations

import argparse
import filecmp
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyedflib

from plm_detect.edf.header import read_header
from plm_detect.edf.samples import read_digital
from plm_detect.simulate.night import SimulationSettings, simulate_night
from plm_detect.simulate.writing import write_simulated

RECORDINGS = {"24 h at 2000 Hz": (24, 2000), "7 days at 256 Hz": (168, 256)}
PROFILES = ("muscle", "muscle_mixed", "severe_plms")
"""Hours of these follow each other."""
SCORE = """
import sys
from plm_detect.cli.app import main
try:
    main()
finally:
    status = dict(line.split(":", 1) for line in open("/proc/self/status"))
    print(int(status["VmHWM"].split()[0]) / 1024, file=sys.stderr)
"""
"""Other counts begin with the peak of the parent."""
IN_ONE_PIECE = """
import sys
import plm_detect.detection.sections, plm_detect.files.scratch
plm_detect.detection.sections.SECTION_SAMPLES = sys.maxsize
plm_detect.files.scratch.IN_MEMORY_BYTES = sys.maxsize
"""
SEAL = "summary.json"
"""Holds the digests of all other files, reports included."""


def make(path: Path, hours: int, rate_hz: int) -> None:
    """Write simulated hours, one after the other, as EDF without annotations."""
    parts = []
    with tempfile.TemporaryDirectory() as scratch:
        for i, profile in enumerate(PROFILES):
            part = Path(scratch) / f"{profile}.edf"
            settings = SimulationSettings(minutes=60, rate_hz=rate_hz, profile=profile, seed=i + 1)
            write_simulated(simulate_night(settings), part)
            header = read_header(part)
            stored = read_digital(header, header.data_signals)
            records = [each[:].reshape(header.n_records, -1) for each in stored]
            parts.append(np.concatenate(records, axis=1))
    writer = pyedflib.EdfWriter(str(path), len(header.data_signals), pyedflib.FILETYPE_EDF)
    for i, signal in enumerate(header.data_signals):
        limits = (signal.physical_min, signal.physical_max, signal.digital_min, signal.digital_max)
        low, high, digital_low, digital_high = (float(limit or 0) for limit in limits)
        writer.setSignalHeader(
            i,
            {
                "label": signal.label,
                "dimension": signal.unit,
                "sample_frequency": signal.rate_hz,
                "physical_min": low,
                "physical_max": high,
                "digital_min": int(digital_low),
                "digital_max": int(digital_high),
                "transducer": "",
                "prefilter": "",
            },
        )
    for hour in range(hours):
        for record in parts[hour % len(parts)]:
            writer.blockWriteDigitalShortSamples(record)
    writer.close()


def scored(path: Path, out: Path, before: str = "") -> tuple[float, float]:
    """Score a recording and return the seconds and the peak of the memory in MB."""
    command = ["score", str(path), "--out", str(out), "--report", "both", "--quiet"]
    begin = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", before + SCORE, *command], capture_output=True, text=True, check=True
    )
    return time.perf_counter() - begin, float(done.stderr.split()[-1])


def different(one: Path, other: Path) -> list[str]:
    """Return which results of two folders are not the same."""
    names = sorted(path.name for path in one.rglob("*") if path.is_file())
    folders = [next(each.rglob(SEAL)).parent for each in (one, other)]
    return [name for name in names if not filecmp.cmp(*(f / name for f in folders), shallow=False)]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--in-one-piece", action="store_true")
    wanted = parser.parse_args()
    print("| recording | seconds | peak memory, MB | in one piece, MB | other results |")
    print("|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as scratch:
        folder = wanted.folder or Path(scratch)
        for name, (hours, rate_hz) in RECORDINGS.items():
            path = folder / f"{hours}h_{rate_hz}hz.edf"
            if not path.is_file():
                make(path, hours, rate_hz)
            out = Path(scratch) / f"{hours}"
            seconds, peak_mb = scored(path, out / "blocks")
            cells = [name, f"{seconds:.1f}", f"{peak_mb:.0f}", "", ""]
            if wanted.in_one_piece:
                _, whole_mb = scored(path, out / "whole", IN_ONE_PIECE)
                others = different(out / "blocks", out / "whole")
                cells[3:] = [f"{whole_mb:.0f}", ", ".join(others) or "none"]
            print(f"| {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
