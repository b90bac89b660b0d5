"""The stock of prepared inputs and an empty folder to run in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from docs.stock import Stock

if TYPE_CHECKING:
    from pathlib import Path

pytest.register_assert_rewrite("docs.claims", "docs.treatments")  # they compare, as tests do


@pytest.fixture(scope="session")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Stock:
    return Stock(tmp_path_factory.mktemp("stock"))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty folder, which is the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path
