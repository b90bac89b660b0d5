"""Whatever one night can be told, every way in can be told."""

from __future__ import annotations

import inspect
from dataclasses import fields

import pytest
import typer

import plm_detect
from plm_detect.cli.app import app
from plm_detect.model.choices import NightChoices

FIELDS = {each.name for each in fields(NightChoices)}
READING = {"format", "stage_codes", "epoch_s", "labels", "ranked"}
"""Python gives these as `ScoringOptions`."""
OF_COMMAND = {
    "calibration_uv": "calibration", "epoch_s": "epoch", "format": "scoring_format",
    "robustness": "no_robustness",
}  # fmt: skip
"""Options of the command line that are called otherwise."""


def test_score_takes_every_choice() -> None:
    keywords = set(inspect.signature(plm_detect.score).parameters)
    assert FIELDS - READING - {"signal"} <= keywords
    assert {"settings", "scoring_options"} <= keywords
    assert {each.name for each in fields(plm_detect.ScoringOptions)} >= READING


def test_batch_takes_every_choice() -> None:
    assert {each.name for each in fields(plm_detect.BatchSettings)} >= FIELDS


@pytest.mark.parametrize("command", ["score", "batch", "watch"])
def test_command_takes_every_choice(command: str) -> None:
    known = typer.main.get_command(app).commands[command]  # type: ignore[attr-defined]
    options = {option.name for option in known.params}
    # Settings of the signal have options of their own for one night, and a file for a batch.
    wanted = {OF_COMMAND.get(name, name) for name in FIELDS - {"signal"}}
    assert wanted <= options
