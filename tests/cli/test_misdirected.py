"""What is given to the wrong command is called what it is, and the right command is named."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest
from conftest import ROOT
from programs import within

from plm_detect.files.extras import EXTRAS, PACKAGES
from plm_detect.rules.sets.loading import load

if TYPE_CHECKING:
    from pathlib import Path

EVENTS = "onset_s,duration_s,event,side\n-5,30,stage_N2,\n12.5,1.5,lm,left\n"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, sample_night: Path) -> Path:
    made = tmp_path_factory.mktemp("given")
    (made / "events.csv").write_text(EVENTS, encoding="utf-8")
    (made / "empty").mkdir()
    (made / "lab.toml").write_text('name = "Lab"\nlogo = "none.png"\n', encoding="utf-8")
    (made / "night.edf").write_bytes(sample_night.read_bytes())
    return made


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("score events.csv --out o", "plm-detect index"),
        ("score empty --out o", "this is a folder, not a recording"),
        ("score s3://bucket/night.edf --out o", "plm-detect batch reads URLs"),
        ("index empty --out o", "plm-detect batch scores a folder of recordings"),
        ("report night.edf", "this is a file and not a folder of results"),
        ("report empty", "there are no results here"),
        ("convert events.csv empty", "this is a folder; name the file"),
        ("convert events.csv out.annot", "out.annot: Luna takes no event before the start"),
        ("watch night.edf --out o", "this is not a folder"),
        ("score night.edf --out o --report html --lab lab.toml", "there is no such file with the"),
    ],
)
def test_message_names_what_was_given(folder: Path, command: str, said: str) -> None:
    done = within(*command.split(), cwd=folder)
    assert done.returncode == 1, done.stderr
    assert said in " ".join(done.stderr.split())
    assert "plm-detect-" not in done.stderr
    assert not (folder / "o").exists()
    assert not (folder / "out.annot").exists()


def test_rule_sets_are_found_in_any_case() -> None:
    assert load("AASM3") == load("aasm3")


def test_extras_name_what_the_package_declares() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    for extra, (_, modules) in EXTRAS.items():
        names = {each.split(">")[0] for each in declared["project"]["optional-dependencies"][extra]}
        assert {PACKAGES.get(module, module) for module in modules} <= names
