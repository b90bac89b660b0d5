"""Amplitudes relative to a calibration movement."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders import Edf, annotations, leg

import plm_detect
from plm_detect.errors import RuleSetError

if TYPE_CHECKING:
    from pathlib import Path

# Movements of 60 uV (mean rectified about 48 uV) and of 12 uV (about 10 uV) every 20 s; the first
# burst of each leg, of 60 uV from 5 to 8 s, is the calibration movement.
STRONG = [(5, 8), (40, 42), (60, 62), (80, 82), (100, 102)]
SECONDS = 180


def night(path: Path, *rows: tuple[float, float | None, str]) -> Path:
    Edf(
        (
            leg("LAT", *STRONG, seconds=SECONDS),
            leg("RAT", *STRONG[:1], seconds=SECONDS, seed=1),
            annotations(SECONDS, (20, None, "Lights off"), *rows, size=200),
        ),
        n_records=SECONDS,
        reserved="EDF+C",
    ).write(path)
    return path


@pytest.mark.parametrize(("calibration_uv", "n_movements"), [(40.0, 4), (120.0, 4), (400.0, 0)])
def test_movement_must_reach_a_quarter_of_the_given_amplitude(
    tmp_path: Path, calibration_uv: float, n_movements: int
) -> None:
    found = plm_detect.score(
        night(tmp_path / "a.edf"), rules="asda1993", calibration_uv=calibration_uv
    )
    assert len(found.movements) == n_movements
    assert {leg.calibration_uv for leg in found.legs} == {calibration_uv}


def test_amplitude_is_measured_where_the_scoring_marks_the_movement(tmp_path: Path) -> None:
    path = night(tmp_path / "a.edf", (5, 3, "Calibration movement"))
    found = plm_detect.score(path, rules="coleman1982")
    for one in found.legs:
        # The largest of some twenty averages over 0.15 s; rectified Gaussian noise of 60 uV has a
        # mean of 48 uV, and an average of 0.15 s a standard deviation of about 7 uV.
        assert 48 < one.calibration_uv < 48 + 5 * 7
    assert len(found.movements) == 4


def test_without_calibration_movement_the_rules_cannot_be_applied(tmp_path: Path) -> None:
    path = night(tmp_path / "a.edf", (5, 3, "Calibration movement@@LAT"))
    with pytest.raises(RuleSetError, match="none is known for 'RAT'; give its amplitude"):
        plm_detect.score(path, rules="asda1993")
    bare = night(tmp_path / "b.edf")
    with pytest.raises(RuleSetError, match="none is known for 'LAT'"):
        plm_detect.score(bare, rules="asda1993")
    assert plm_detect.score(bare, rules="wasm2016").legs[0].calibration_uv is None
