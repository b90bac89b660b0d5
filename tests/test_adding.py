"""What CONTRIBUTING says of adding a thing: done to a copy of the package, then used."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MOST_CODE_FILES = 2


class Copy:
    """A copy of the package that takes notes of what is changed in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.changed: set[str] = set()
        without = shutil.ignore_patterns("__pycache__")
        shutil.copytree(ROOT / "plm_detect", folder / "plm_detect", ignore=without)

    def write(self, name: str, text: str) -> None:
        """Add a file."""
        path = self.folder / "plm_detect" / name
        assert not path.exists()
        path.write_text(text, encoding="utf-8")
        self.changed.add(name)

    def insert(self, name: str, before: str, text: str) -> None:
        """Add lines to a file, before a text that stands in it once."""
        path = self.folder / "plm_detect" / name
        old = path.read_text(encoding="utf-8")
        assert old.count(before) == 1
        path.write_text(old.replace(before, text + before), encoding="utf-8")
        self.changed.add(name)

    def run(self, *command: str) -> str:
        """Return what a command of the copy prints; at most two of its code files were touched."""
        assert sum(name.endswith(".py") for name in self.changed) <= MOST_CODE_FILES
        done = subprocess.run(
            [sys.executable, "-m", "plm_detect", *command],
            cwd=self.folder,
            env=os.environ | {"PYTHONPATH": str(self.folder), "COLUMNS": "400", "TERM": "dumb"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def help(self, command: str) -> str:
        """Return the help of a command of the copy in one line."""
        return " ".join(re.sub(r"[│\n]", " ", self.run(command, "--help")).split())


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path)


FORMAT = '''"""A format of two words a line: second and label."""
import numpy as np

from plm_detect.scorings.events import ScoredEvent, ScoringFile


def recognises(head):
    return head.startswith(b"DUMMY")


def read(path, reading):
    rows = [line.split() for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    events = tuple(ScoredEvent(float(onset), 1.0, label) for onset, label in rows)
    return ScoringFile(path.name, None, events, counts_from_recording=True)


def write(path, content):
    rows = [f"{event.onset_s:g} {event.kind}" for event in content.events]
    path.write_text("\\n".join(["DUMMY", *rows]) + "\\n", encoding="utf-8")
'''


def test_format(copy: Copy) -> None:
    copy.write("scorings/formats/dummy.py", FORMAT)
    row = '    Format("dummy", "Dummy list", "dummy", ".dmmy"),\n'
    copy.insert("scorings/formats/__init__.py", '    Format("hypnogram"', row)
    assert "dummy" in copy.help("index")
    assert ".dmmy (Dummy list)" in copy.help("convert")
    (copy.folder / "a.txt").write_text("DUMMY\n10 lm\n40.5 arousal\n", encoding="utf-8")
    assert "Dummy list" in copy.run("inspect", "a.txt")
    copy.run("convert", "a.txt", "b.csv")
    lines = (copy.folder / "b.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert lines == ["10,1,lm,unspecified", "40.5,1,arousal,"]
    copy.run("convert", "b.csv", "c.dmmy")
    assert (copy.folder / "c.dmmy").read_text(encoding="utf-8") == "DUMMY\n10 lm\n40.5 arousal\n"


DETECTOR = '''"""Two movements, wherever they are."""
import numpy as np

REFERENCE = "Nobody. A detector of two movements. 2026"


def detect(segment):
    first = np.round(np.array([100.0, 200.0]) * segment.rate_hz).astype(np.intp)
    return first, first + round(2 * segment.rate_hz)
'''


def test_detector(copy: Copy, sample_night: Path) -> None:
    copy.write("detection/published/dummy.py", DETECTOR)
    assert "dummy" in copy.help("score")
    found = json.loads(copy.run("score", str(sample_night), "--detector", "dummy", "--json"))
    assert found["detector"]["reference"] == "Nobody. A detector of two movements. 2026"
    assert [leg["n_movements"] for leg in found["legs"]] == [2, 2]


def test_rule_set(copy: Copy, sample_night: Path) -> None:
    text = (ROOT / "plm_detect/rules/sets/wasm2016.toml").read_text(encoding="utf-8")
    fewest = 'fewest_movements = { value = 4, source = "WASM2016" }'
    assert fewest in text
    changed = text.replace(fewest, 'fewest_movements = { value = 7, program = "dummy" }')
    copy.write("rules/sets/dummy.toml", changed.replace('name = "wasm2016"', 'name = "dummy"'))
    assert "dummy" in copy.run("rules")
    found = json.loads(copy.run("score", str(sample_night), "--rules", "dummy", "--json"))
    value = {"value": 7, "maker": "program", "source": "dummy"}
    assert found["rules"]["values"]["series"]["fewest_movements"] == value


LIMIT = """
[dummy_s]
unit = "s"
code = "dummy"
fair = 60.0
text = "it was recorded for {dummy_s:.0f} s."
source = "none"
"""


def test_quality_measure(copy: Copy, sample_night: Path) -> None:
    copy.insert("quality/measures.py", "    rest_uv: float", "    dummy_s: float | None = None\n")
    copy.insert("quality/measures.py", "        rest_uv=median,\n", "        dummy_s=recorded_s,\n")
    copy.insert("quality/limits.toml", "\n[rest_uv]", LIMIT)
    found = json.loads(copy.run("score", str(sample_night), "--json"))
    left, right = found["quality"]["legs"]
    assert left["measures"]["dummy_s"] == right["measures"]["dummy_s"] == 1500.0
    assert {note["text"] for note in found["notes"] if note["code"] == "dummy"} == {
        "it was recorded for 1500 s."
    }


def test_statistic(copy: Copy, sample_night: Path) -> None:
    code = '    yield "dummy", "number", _number(inside & movements.is_clm, time)\n'
    copy.insert("indices/supplement.py", "    kinds = {\n", code)
    copy.run("score", str(sample_night), "--out", "out", "--report", "none", "-q")
    text = (copy.folder / "out/sample_night/supplement.csv").read_text(encoding="utf-8")
    assert "\ndummy,number," in "\n" + text


def test_language(copy: Copy, sample_night: Path) -> None:
    text = (ROOT / "plm_detect/wording/texts/en.toml").read_text(encoding="utf-8")
    old = next(line for line in text.splitlines() if line.startswith('"title" ='))
    copy.write("wording/texts/xx.toml", text.replace(old, '"title" = "Dummy title"'))
    assert "xx" in copy.help("score")
    copy.run("score", str(sample_night), "--out", "out", "--report", "html", "--language", "xx")
    assert "Dummy title" in (copy.folder / "out/sample_night/report.html").read_text("utf-8")


def test_result_file(copy: Copy, sample_night: Path) -> None:
    row = '    "dummy": lambda night: {"n": np.array([len(night.movements)])},\n'
    copy.insert("results/tables.py", '    "robustness": lambda', row)
    for _ in range(2):
        options = ("--out", "out", "--report", "none", "--overwrite", "-q")
        copy.run("score", str(sample_night), *options)
    text = (copy.folder / "out/sample_night/dummy.csv").read_text(encoding="utf-8")
    assert text.startswith("n\n")
