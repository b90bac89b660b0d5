"""Tables as CSV: what is written is read back, and no spreadsheet runs it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plm_detect.files.columns import as_given, not_run, parse_csv, write_csv

if TYPE_CHECKING:
    from pathlib import Path

RUN = ("=1+1", "+cmd|' /C calc'!A0", "-2+3+cmd", "@SUM(A1)", "\t=1", "\r=1", "=HYPERLINK(1)")


@pytest.mark.parametrize("text", RUN)
def test_formulas_get_an_apostrophe(text: str) -> None:
    assert not_run(text) == f"'{text}"
    assert as_given(not_run(text)) == text


@pytest.mark.parametrize("text", ["-2.5", "+1", "-1e-3", "-", "subject-01", "'quoted'", "", "a=b"])
def test_numbers_and_plain_texts_stay(text: str) -> None:
    assert not_run(text) == text
    assert as_given(text) == text


@given(st.text(alphabet="=+-@'\t\r\n,;\"a1 ", max_size=8))
def test_every_text_comes_back(text: str) -> None:
    cell = not_run(text)
    assert as_given(cell) == text
    is_safe = len(cell) < 2 or cell[0] not in "=+-@\t\r"
    assert is_safe or float(cell) == float(text)


def test_cells_of_a_table_come_back(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    columns = {"name": np.array(RUN), "value": np.arange(-3.0, 4.0)}
    write_csv(path, columns)
    content = path.read_bytes()
    assert b"\n=" not in content
    found = parse_csv(content, ["name"])
    assert found["name"].tolist() == list(RUN)
    assert found["value"].tolist() == columns["value"].tolist()
