"""A short run of the harness for damaged files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from scorings.fuzz import run, seeds

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", seeds())
def test_damaged_files_end_in_a_result_or_one_sentence(tmp_path: Path, name: str) -> None:
    outcomes = run(name, 60, 1, tmp_path)
    assert outcomes.total() == 60
    assert not outcomes["not one line"]
