"""Room for arrays: in memory, and in a file beyond so many bytes."""

from __future__ import annotations

import gc
import tempfile
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plm_detect.errors import OutputError
from plm_detect.files import scratch
from plm_detect.files.scratch import Scratch

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Scratch:
    monkeypatch.setattr(scratch, "IN_MEMORY_BYTES", 100)
    return Scratch()


def test_what_belongs_together_stays_in_memory_until_it_is_too_much(small: Scratch) -> None:
    kinds = [type(small.room(n, np.int16)) for n in (20, 40, 30, 10, 1)]
    assert [kind is np.ndarray for kind in kinds] == [True, False, True, False, False]


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.integers(-9, 9)), max_size=20),
    st.sampled_from([np.int16, np.float32, np.bool_, np.float64]),
)
def test_files_are_read_and_written_like_arrays(
    writes: list[tuple[int, int, int]], dtype: type
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scratch, "IN_MEMORY_BYTES", 0)
        room = Scratch().room
        # What lies before and after in the same file is not touched.
        before, found, after = room(7, np.int8), room(30, dtype), room(7, np.int8)
    expected = np.zeros(30, dtype=dtype)
    for whole, value in ((before, 1), (found, 0), (after, 2)):
        whole[0 : len(whole)] = np.full(len(whole), value)
    for begin, stop, value in writes:
        values = np.full(max(stop - begin, 0), value).astype(dtype)
        found[begin:stop] = values
        expected[begin:stop] = values
    assert len(found) == 30
    np.testing.assert_array_equal(found[:], expected)
    for begin, stop, _ in writes:
        np.testing.assert_array_equal(found[begin:stop], expected[begin:stop])
        np.testing.assert_array_equal(found[begin:], expected[begin:])
    assert set(before[:].tolist()) == {1}
    assert set(after[:].tolist()) == {2}


def test_nothing_is_left_behind(
    small: Scratch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    large = small.room(1000, np.float32)
    large[0:1000] = np.ones(1000)
    del large, small
    gc.collect()
    assert list(tmp_path.iterdir()) == []


def test_no_room_is_said_in_one_sentence(
    small: Scratch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    with pytest.raises(OutputError, match="TMPDIR"):
        small.room(1000, np.float32)
