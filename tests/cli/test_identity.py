"""Names and numbers that people type into recordings and scorings reach no output."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from builders import Edf, annotations, leg
from programs import within

import plm_detect
from plm_detect.errors import PlmDetectError

if TYPE_CHECKING:
    from pathlib import Path

SECRETS = ("Jane Roe", "01.02.1970", "MRN 7781234", "Doe^John", "4711 F 02-MAY-1951 Secret")
"""A name, a date of birth, a record number; the last stands in the header's patient field."""


@pytest.fixture
def night(tmp_path: Path) -> Path:
    texts = [(30.0 * i, 30.0, "Sleep stage N2") for i in range(4)]
    texts += [(10.0 + i, 0.0, f"{secret} moved") for i, secret in enumerate(SECRETS[:4])]
    channels = (
        leg("EMG LAT", (10, 12), (30, 32), (50, 52), (70, 72), seconds=120),
        leg("EMG RAT", (31, 33), seconds=120, seed=1),
        annotations(120, *texts),
    )
    path = Edf(channels, n_records=120, reserved="EDF+C").write(tmp_path / "night.edf")
    raw = bytearray(path.read_bytes())
    raw[8:88] = SECRETS[-1].encode().ljust(80)
    path.write_bytes(raw)
    events = ["onset_s,duration_s,event,side", *(f"{i},1,{s},left" for i, s in enumerate(SECRETS))]
    events += ["30,2,lm,left", "55,2,lm,left", "0,60,stage_N2,"]
    (tmp_path / "events.csv").write_text("\n".join([*events, ""]), encoding="utf-8")
    for scorer in ("a", "b"):
        (tmp_path / scorer).mkdir()
        (tmp_path / scorer / "night.csv").write_bytes((tmp_path / "events.csv").read_bytes())
    return path


@pytest.mark.parametrize(
    "command",
    [
        "score night.edf --out o --report html",
        "score night.edf --scoring events.csv --out o --report html --compare-rules",
        "index events.csv --out o --report html",
        "convert events.csv o.annot",
        "convert night.edf o.tsv",
        "agree a b --out o",
        "batch night.edf --out o --jobs 1",
    ],
)
def test_no_output_holds_them(night: Path, command: str) -> None:
    before = set(night.parent.rglob("*"))
    done = within(*command.split(), cwd=night.parent)
    made = [path for path in night.parent.rglob("*") if path.is_file() and path not in before]
    assert done.returncode == 0, done.stderr
    assert made
    # Pictures as text hold any three letters somewhere.
    files = (re.sub(rb"[A-Za-z0-9+/]{100,}", b"", path.read_bytes()) for path in made)
    said = [done.stdout.encode(), done.stderr.encode(), *files]
    for secret in SECRETS:
        for content in said:
            assert secret.encode() not in content
            assert secret.split()[0].encode() not in content


def test_inspect_shows_what_is_not_understood(night: Path) -> None:
    done = within("inspect", "night.edf", cwd=night.parent)
    assert done.returncode == 0
    assert "Jane Roe moved" in done.stdout


WRONG_PLACES = {
    "onset.csv": "onset_s,duration_s,event,side\n{},1,lm,left\n",
    "duration.csv": "onset_s,duration_s,event,side\n1,{},lm,left\n",
    "stages.txt": "W\nW\n{}\nN2\n",
    "epochs.csv": "epoch,stage\n1,W\n2,{}\n3,N2\n",
    "clock.csv": "time,stage\n22:00:00,W\n{},N2\n22:01:00,N2\n",
    "luna.annot": "# arousal | a\narousal\t{}\t.\t10\t20\t.\narousal\t.\t.\t{}\t20\t.\n",
    "domino.txt": "Signal ID: SchlafProfil\\profil\nStart Time: 01.01.2020 22:00:00\nUnit:\n"
    "Signal Type: Discret\nEvents list: N1,N2\nRate: 30 s\n\n22:00:00,000; W\n{}; N2\n",
}


@pytest.mark.parametrize("name", WRONG_PLACES)
@pytest.mark.parametrize("secret", SECRETS)
def test_no_message_holds_a_cell_with_a_name(name: str, secret: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_text(WRONG_PLACES[name].replace("{}", secret), encoding="utf-8")
    try:
        night = plm_detect.index(path, legs_scored=True)
    except PlmDetectError as error:
        said = str(error)
    else:
        said = " ".join(str(note) for note in night.notes)
    assert secret.split(maxsplit=1)[0] not in said.replace(str(path), "")
