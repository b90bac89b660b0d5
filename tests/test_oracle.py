"""All statistics against PLMScoRe 0.1.3, on thirty scored nights, in every cell.

The nights go the way of a user: the event table is read from its file and indexed. Compared: the
whole table, for both respiratory windows, and every column of the movements. Not comparable: the
rows PI and PInr, which the reference rounds to two decimals; ours are rounded before comparing.
"""

from __future__ import annotations

import csv
import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from conftest import SHARED

import plm_detect
from plm_detect.model.hypnogram import stage_labels
from plm_detect.model.movements import side_labels

if TYPE_CHECKING:
    from pathlib import Path

    from plm_detect import Night

WINDOWS = {"stats_resp_wasm.csv": (-2.0, 10.25), "stats_resp_aasm.csv": (-0.5, 0.5)}


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module", params=range(1, 31))
def case(request: pytest.FixtureRequest, oracle: Path) -> Path:
    (folder,) = oracle.glob(f"case_{request.param:02d}_*")
    return folder


def indexed(case: Path, window: tuple[float, float]) -> Night:
    return plm_detect.index(
        case / "events.csv", rules="wasm2016", respiratory_window=window, robustness=False
    )


@pytest.mark.parametrize("name", WINDOWS)
def test_every_cell_agrees_with_the_reference(case: Path, name: str) -> None:
    compare(indexed(case, WINDOWS[name]), case / name)


def compare(night: Night, path: Path) -> None:
    table = night.statistics
    expected = rows_of(path)
    assert [(row["LMtype"], row["Statistic"]) for row in expected] == list(table.rows)
    assert len(expected) == 318
    for row, values in zip(expected, table.values, strict=True):
        for cell, value in zip(list(row.values())[2:], values.tolist(), strict=True):
            ours = value
            if row["LMtype"] in ("PI", "PInr") and not math.isnan(value):
                ours = math.floor(value * 100 + 0.5) / 100
            reference = float(cell) if cell else math.nan
            if row["Statistic"].endswith("number") and not math.isnan(reference):
                assert ours == reference, row
            assert ours == pytest.approx(reference, rel=1e-6, abs=0, nan_ok=True), row


def test_every_movement_agrees_with_the_reference(case: Path) -> None:
    both = indexed(case, WINDOWS["stats_resp_wasm.csv"]).movements
    rows = rows_of(case / "movements.csv")

    def column(name: str) -> list[str]:
        return [row[name] for row in rows]

    def numbers(name: str) -> list[float]:
        return [float(cell) if cell else math.nan for cell in column(name)]

    for ours, theirs in (
        (both.onset_s, "onset_s"),
        (both.end_s, "end_s"),
        (both.imi_s, "imi_s"),
        (both.imi_nr_s, "imi_nr_s"),
    ):
        np.testing.assert_allclose(ours, numbers(theirs), rtol=1e-9, atol=1e-6, err_msg=theirs)
    for ours, theirs in (
        (both.series, "series"),
        (both.is_plm, "plm"),
        (both.series_nr, "series_nr"),
        (both.is_plm_nr, "plm_nr"),
        (~both.is_clm, "non_clm"),
        (both.is_respiratory, "respiratory"),
        (both.has_arousal, "arousal"),
        (np.where(both.n_monolateral > 1, both.n_monolateral, 0), "n_joined"),
    ):
        expected = np.nan_to_num(numbers(theirs))
        np.testing.assert_array_equal(ours.astype(float), expected, err_msg=theirs)
    assert side_labels(both.side).tolist() == column("side")
    assert stage_labels(both.stage).tolist() == [
        cell.replace("REM", "R").removeprefix("stage_") for cell in column("stage")
    ]


def test_a_clinical_night_agrees_with_the_reference() -> None:
    folder = SHARED / "examples" / "remlogic"
    if not folder.is_dir():
        pytest.skip("the clinical night is not at hand")
    night = plm_detect.index(folder / "BC1-Events.txt", rules="wasm2016", robustness=False)
    compare(night, folder / "BC1-stats_resp_wasm.csv")
