"""Which outputs differ between two checkouts of the program.

    python benchmarks/same_outputs.py OTHER [--minutes 40]

Both checkouts get the same inputs: the sample, nights simulated by this one in every profile, and
the examples beside the project where they are at hand. All main commands run in each; files are
compared by their bytes, tables and summaries that differ by what differs in them. The seal and the
version in a summary are left out.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from plm_detect.simulate.profiles import PROFILES

HERE = Path(__file__).resolve().parents[1]
SHARED = Path(os.environ.get("PLM_DETECT_SHARED", HERE.parent / "shared"))
N_NIGHTS = 20
NOT_COMPARED = (".sqlite", ".sqlite-wal", ".sqlite-shm", ".lock")
OWN_TO_A_RUN = ("version", "files")
FORMATS = ("csv", "tsv", "edf", "xml", "annot", "parquet", "txt")


def run(tree: Path, *command: str, cwd: Path) -> None:
    """Run a command of a checkout, and keep what it says beside its outputs."""
    done = subprocess.run(
        [sys.executable, "-m", "plm_detect", *command],
        env=os.environ | {"PYTHONPATH": str(tree), "COLUMNS": "100"},
        cwd=cwd,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    name = "-".join(each for each in command if each.isalnum())[:60]
    log = f"{done.returncode}\n{done.stdout}\n{done.stderr}"
    (cwd / f"{name}.log").write_text(log.replace(str(cwd.parent), "."), encoding="utf-8")


def simulate(nights: Path, minutes: float) -> None:
    """Write nights of all profiles."""
    nights.mkdir()
    for i in range(N_NIGHTS):
        profile = list(PROFILES)[i % len(PROFILES)]
        options = ("--minutes", str(minutes), "--seed", str(900 + i), "--profile", profile)
        run(HERE, "simulate", str(nights / f"n{i:02d}.edf"), *options, cwd=nights)


def make_all(tree: Path, out: Path, nights: Path) -> None:
    """Run all main commands of a checkout."""
    out.mkdir()
    sample = str(HERE / "sample_data" / "sample_night.edf")
    run(tree, "score", sample, "--out", "sample", cwd=out)
    run(tree, "batch", str(nights), "--out", "batch", "--report", "both", cwd=out)
    run(tree, "cohort", "batch", cwd=out)
    for rules in ("aasm3", "aasm2007", "wasm2006", "asda1993"):
        own = ("--rules", rules, "--calibration", "80")
        run(tree, "score", str(nights / "n06.edf"), "--out", rules, *own, cwd=out)
    truth = str(HERE / "sample_data" / "sample_night_truth.csv")
    run(tree, "index", truth, "--out", "indexed", "--compare-rules", cwd=out)
    for ending in FORMATS:
        run(tree, "convert", sample, f"converted.{ending}", cwd=out)
    run(tree, "agree", str(nights), "batch/nights", "--out", "agreed", cwd=out)
    excerpt = SHARED / "examples" / "psg_ipa" / "SN5_sample.edf"
    if excerpt.is_file():
        run(tree, "score", str(excerpt), "--out", "excerpt", cwd=out)
    events = SHARED / "examples" / "remlogic" / "BC1-Events.txt"
    if events.is_file():
        run(tree, "index", str(events), "--out", "remlogic", cwd=out)


def content(path: Path) -> bytes:
    """Return what is compared of a file."""
    if path.suffix != ".json":
        return path.read_bytes()
    found = json.loads(path.read_text(encoding="utf-8"))
    for name in OWN_TO_A_RUN:
        found.pop(name, None)
    return json.dumps(found, indent=1).encode()


def compare(before: Path, after: Path) -> None:
    """Print which files differ, and the first lines in which they do."""
    files = {
        side: {
            path.relative_to(side).as_posix()
            for path in side.rglob("*")
            if path.is_file() and path.suffix not in NOT_COMPARED
        }
        for side in (before, after)
    }
    both = sorted(files[before] & files[after])
    for name in sorted(files[before] ^ files[after]):
        print(f"only {'before' if name in files[before] else 'after'}: {name}")
    differing = [name for name in both if content(before / name) != content(after / name)]
    for name in differing:
        old, new = (content(side / name).splitlines() for side in (before, after))
        lines = [(a, b) for a, b in zip(old, new, strict=False) if a != b]
        print(f"differs: {name} ({len(lines)} of {len(new)} lines)")
        for pair in lines[:2]:
            print("".join(f"\n    {line[:160]!r}" for line in pair)[1:])
    print(f"{len(both) - len(differing)} of {len(both)} files are the same")


def main() -> None:
    """Print the comparison."""
    parser = argparse.ArgumentParser()
    parser.add_argument("other", type=Path)
    parser.add_argument("--minutes", type=float, default=40.0)
    parser.add_argument("--keep", type=Path)
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        work = wanted.keep or Path(scratch)
        work.mkdir(exist_ok=True)
        simulate(work / "nights", wanted.minutes)
        for tree, name in ((wanted.other.resolve(), "before"), (HERE, "after")):
            make_all(tree, work / name, work / "nights")
        compare(work / "before", work / "after")


if __name__ == "__main__":
    main()
