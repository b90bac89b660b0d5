"""Whatever one night can be told, every way in can be told."""

from __future__ import annotations

import inspect
from dataclasses import fields

import pytest
import typer

import plm_detect
from plm_detect.cli.app import app
from plm_detect.cli.night_options import of_night
from plm_detect.model.choices import NightChoices
from plm_detect.results.report_files import ReportChoices

FIELDS = {each.name for each in fields(NightChoices)}
REPORT = {each.name for each in fields(ReportChoices)} - {"kind", "patient"}
"""The fields of a patient belong to the report of one night."""
READING = {
    "format", "stage_codes", "epoch_s", "labels", "ranked", "scoring_offset_s", "force_scoring",
}  # fmt: skip
"""Python gives these as `ScoringOptions`."""
OF_COMMAND = {
    "calibration_uv": "calibration", "epoch_s": "epoch", "format": "scoring_format",
    "robustness": "no_robustness", "least_sleep_h": "least_sleep",
    "scoring_offset_s": "scoring_offset",
}  # fmt: skip
"""Options of the command line that are called otherwise."""
SAID = {
    "rules": "aasm3", "respiratory_window": (-1.0, 2.0), "left": "A", "right": "B", "leg": "C",
    "ecg": "D", "position": "E", "position_codes": "1=left", "unit": "mV",
    "band": (15.0, 80.0), "notch": 50.0, "detector": "fixed",
    "calibration": 20.0, "scoring_format": "csv", "stage_codes": "rk", "epoch": 20.0,
    "labels": "l.toml", "age": 4.0, "language": "de", "lab": "lab.toml", "ranked": True,
    "sit": True, "no_robustness": True, "keep_identity": True, "compare_rules": True,
    "least_sleep": 1.0, "scoring_offset": 120.0, "force_scoring": True,
}  # fmt: skip


def test_score_takes_every_choice() -> None:
    keywords = set(inspect.signature(plm_detect.score).parameters)
    assert FIELDS - READING - {"signal"} <= keywords
    assert {"settings", "scoring_options"} <= keywords
    assert {each.name for each in fields(plm_detect.ScoringOptions)} >= READING


def test_batch_takes_every_choice() -> None:
    assert {each.name for each in fields(plm_detect.BatchSettings)} >= FIELDS | REPORT


@pytest.mark.parametrize("command", ["score", "batch", "watch"])
def test_command_takes_every_choice(command: str) -> None:
    known = typer.main.get_command(app).commands[command]  # type: ignore[attr-defined]
    options = {option.name for option in known.params}
    wanted = {OF_COMMAND.get(name, name) for name in (FIELDS | REPORT) - {"signal"}}
    assert wanted | {"band", "notch"} <= options


def test_every_option_of_a_night_reaches_its_choice() -> None:
    said = of_night(**SAID)  # type: ignore[arg-type]
    assert set(SAID) == set(inspect.signature(of_night).parameters)
    assert set(said) == FIELDS | REPORT
    for name, value in said.items():
        if name == "signal":
            expected: object = (
                ("bandpass_low_hz", 15.0), ("bandpass_high_hz", 80.0), ("notch_hz", 50.0)
            )  # fmt: skip
        elif name == "robustness":
            expected = False
        else:
            expected = SAID[OF_COMMAND.get(name, name)]
        assert value == expected, name


def test_what_is_not_said_is_left_to_the_settings() -> None:
    assert of_night() == {}
