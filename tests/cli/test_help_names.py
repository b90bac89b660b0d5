"""Help texts name what there is: every format and every detector, and no other."""

from __future__ import annotations

import re

import pytest
from typer.testing import CliRunner

import plm_detect
from plm_detect.cli.app import app
from plm_detect.scorings.formats import READ, WRITTEN
from plm_detect.simulate.bursts import SHAPES
from plm_detect.simulate.profiles import PROFILES
from plm_detect.simulate.recorder import RECORDERS


def help_of(command: str) -> str:
    shown = CliRunner().invoke(app, [command, "--help"], env={"COLUMNS": "400", "TERM": "dumb"})
    assert shown.exit_code == 0
    return " ".join(re.sub(r"[│\n]", " ", shown.output).split())


@pytest.mark.parametrize("command", ["score", "index", "convert", "batch"])
def test_every_format_that_is_read_is_named(command: str) -> None:
    found = re.search(r"Format of the scoring \(([^)]*)\)", help_of(command))
    assert found is not None
    assert set(found[1].split(", ")) == {each.name for each in READ}


def test_every_format_that_is_written_is_named() -> None:
    found = re.search(r"Format to write \(([^)]*)\)", help_of("convert"))
    assert found is not None
    assert set(found[1].split(", ")) == {each.name for each in WRITTEN}


def test_every_detector_is_named() -> None:
    text = help_of("score")
    found = re.search(r"How movements are found: (\w+), or to compare ([\w, ]+)\.", text)
    assert found is not None
    assert (found[1], *found[2].split(", ")) == plm_detect.detectors()


def test_every_kind_of_simulated_night_is_named() -> None:
    text = help_of("simulate")
    for names in (PROFILES, SHAPES, RECORDERS):
        missing = [name for name in names if not re.search(rf"\b{re.escape(name)}\b", text)]
        assert missing == []
