"""Tables that are written night by night."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from plm_detect.batches.table_writer import TableWriter

if TYPE_CHECKING:
    from pathlib import Path


def test_table_without_rows_is_no_file_and_removes_an_older_one(tmp_path: Path) -> None:
    with TableWriter(tmp_path, "nights", ("name",), parquet=True) as writer:
        writer.add({"name": ["a"], "index": [1.5]})
    assert {path.name for path in tmp_path.iterdir()} == {"nights.csv", "nights.parquet"}
    assert (tmp_path / "nights.csv").read_text(encoding="utf-8") == "name,index\na,1.5\n"
    with TableWriter(tmp_path, "nights", ("name",), parquet=True):
        pass
    assert list(tmp_path.iterdir()) == []


def add_twice(folder: Path) -> None:
    with TableWriter(folder, "nights", ("name",), parquet=False) as writer:
        writer.add({"name": ["b"]})
        writer.add({"another": ["c"]})


def test_table_that_failed_leaves_the_older_one(tmp_path: Path) -> None:
    with TableWriter(tmp_path, "nights", ("name",), parquet=False) as writer:
        writer.add({"name": ["a"]})
    with pytest.raises(KeyError):
        add_twice(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["nights.csv"]
    assert (tmp_path / "nights.csv").read_text(encoding="utf-8") == "name\na\n"
