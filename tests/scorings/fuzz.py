"""Damaged files of every format: each must end in a result or in the program's own error.

    python tests/scorings/fuzz.py [--files 2000] [--seed 0]

Flips bytes, cuts, repeats and inserts huge numbers; a file may take a second at most.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from builders import Edf, annotations
from scorings.own_samples import TEXTS

import plm_detect
from plm_detect.errors import PlmDetectError
from plm_detect.scorings.options import ScoringOptions
from plm_detect.scorings.reading import read_scoring

HUGE = (b"1e309", b"-1", b"99999999999999999999", b"nan", b"inf", b"0x41", b"1e-400", b"\xff\xfe")
EVENTS = ((0, 120, "Sleep stage W"), (120, 480, "Sleep stage N2"), (150, 1.5, "LM@@EMG LAT"))


def seeds() -> dict[str, tuple[str, bytes]]:
    """Return name and content of an intact file of every format."""
    edf = Edf((annotations(1, *EVENTS),), n_records=1, record_duration="0", reserved="EDF+C")
    return {**TEXTS, "edf": ("a.edf", edf.to_bytes())}


def damaged(content: bytes, rng: random.Random) -> bytes:
    """Return a content with one to five faults."""
    data = bytearray(content)
    for _ in range(rng.randint(1, 5)):
        at = rng.randrange(len(data) + 1)
        end = min(len(data), at + rng.randint(1, 60))
        fault = rng.randrange(7)
        if fault == 0 and at < len(data):
            data[at] ^= 1 << rng.randrange(8)
        elif fault == 1:
            del data[at:]
        elif fault == 2:
            del data[at:end]
        elif fault == 3:
            data[at:at] = data[at:end] * rng.randint(1, 50)
        elif fault == 4:
            data[at:end] = rng.choice(HUGE)
        elif fault == 5:
            data[at:at] = bytes(rng.randrange(256) for _ in range(rng.randint(1, 20)))
        else:
            lines = bytes(data).split(b"\n")
            rng.shuffle(lines)
            data = bytearray(b"\n".join(lines))
        if not data:
            data = bytearray(b"\n")
    return bytes(data)


def run(name: str, n_files: int, seed: int, folder: Path) -> Counter[str]:
    """Read damaged files of a format, and index those that can be read.

    Raises
    ------
    AssertionError
        When a file takes too long.
    Exception
        Whatever is no error of the program.
    """
    file_name, content = seeds()[name]
    rng = random.Random(f"{name} {seed}")
    outcomes: Counter[str] = Counter()
    # Every other file is read as what it was, even where it no longer looks like it.
    known = {"eannot": "hypnogram", "integers": "hypnogram"}.get(name, name.partition("_")[0])
    named = (ScoringOptions(known, "yasa"), ScoringOptions(stage_codes="yasa"))
    path = folder / file_name
    for number in range(n_files):
        path.write_bytes(damaged(content, rng))
        options = named[number % 2]
        try:
            read_scoring(path, options.reading())
            plm_detect.index(path, scoring_options=options, robustness=False)
            outcomes["read"] += 1
        except PlmDetectError as error:
            outcomes["refused" if "\n" not in str(error) else "not one line"] += 1
        except Exception:
            print(f"{name}: file {number} of seed {seed}", file=sys.stderr)
            raise
    return outcomes


def main() -> None:
    """Run the harness on every format."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for name in seeds():
            print(name, dict(run(name, wanted.files, wanted.seed, Path(folder))), flush=True)


if __name__ == "__main__":
    main()
