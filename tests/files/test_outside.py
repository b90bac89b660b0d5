"""Files that are handed in: only regular ones, and tables of plain values within limits."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

import plm_detect
from plm_detect.batches.settings import read_settings
from plm_detect.errors import PlmDetectError, RecordingError, SettingsError
from plm_detect.files.outside import settings_in
from plm_detect.reports.night.lab import read_lab
from plm_detect.rules.sets.user import find_rules
from plm_detect.scorings.reading import read_scoring
from plm_detect.scorings.vocabulary.vocabulary import extended

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

BOMB = "a: &a [1, 1, 1, 1, 1, 1, 1, 1]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n"
    for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)

FAULTS = {
    "references.yaml": (BOMB, "refers to another place"),
    "deep.yaml": ("a: " + "[" * 5000 + "]" * 5000, "not valid YAML|nested too deep"),
    "deep.toml": ("a = " + "[" * 5000 + "]" * 5000, "not valid TOML|nested too deep"),
    "levels.toml": ("a = " + "[" * 20 + "]" * 20, "nested too deep"),
    "digits.toml": ("rules = " + "9" * 400, "not a number that can be used"),
    "more_digits.toml": ("rules = " + "9" * 5000, "not valid TOML"),
    "digits.yaml": ("rules: " + "9" * 5000, "not valid YAML"),
    "infinite.toml": ("retries = inf", "not a number that can be used"),
    "nan.yaml": ("retries: .nan", "not a number that can be used"),
    "date.toml": ("rules = 2024-03-07", "is a date or time"),
    "date.yaml": ("rules: 2024-03-07", "is a date or time"),
    "object.yaml": ("rules: !!python/object/apply:os.getcwd []", "not valid YAML"),
    "list.yaml": ("[1, 2]", "by name"),
    "bytes.toml": (b"\xff\xfe\x00rules", "not text in UTF-8"),
    "brackets.yaml": ("a: " + "[" * 20_000, "nested too deep"),
    "large.toml": ("# " + "x" * 2**20, "more than 128 KB"),
}


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize("name", FAULTS)
def test_faults_are_one_sentence(tmp_path: Path, name: str) -> None:
    content, complaint = FAULTS[name]
    with pytest.raises(SettingsError, match=complaint) as caught:
        settings_in(write(tmp_path, name, content), "settings", SettingsError)
    assert name in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 500


@pytest.mark.parametrize("name", ["deep.toml", "digits.toml", "infinite.toml", "date.toml"])
@pytest.mark.parametrize(
    "read",
    [find_rules, read_settings, extended, read_lab],
    ids=["rules", "settings", "labels", "lab"],
)
def test_every_table_is_read_through_the_same_limits(
    tmp_path: Path, name: str, read: Callable[..., object]
) -> None:
    path = write(tmp_path, name, FAULTS[name][0])
    given = str(path) if read is find_rules else path
    with pytest.raises(PlmDetectError, match=FAULTS[name][1]):
        read(given)


@pytest.mark.parametrize("content", ["null: 1\n", "2024: x\n", "series:\n  4: 5\n"])
def test_names_are_texts(tmp_path: Path, content: str) -> None:
    with pytest.raises(SettingsError, match="is not a text; put it in quotes"):
        settings_in(write(tmp_path, "a.yaml", content), "settings", SettingsError)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes on this system")
def test_pipes_are_not_opened(tmp_path: Path) -> None:
    pipe = tmp_path / "night.edf"
    os.mkfifo(pipe)
    for use in (plm_detect.score, plm_detect.inspect):
        with pytest.raises(RecordingError, match="not a regular file"):
            use(pipe)
    with pytest.raises(PlmDetectError, match="not a regular file"):
        read_scoring(pipe)
    with pytest.raises(PlmDetectError, match="not a regular file"):
        find_rules(str(_pipe(tmp_path / "rules.toml")))


def _pipe(path: Path) -> Path:
    os.mkfifo(path)
    return path
