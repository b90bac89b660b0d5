"""Parts of an EMG in one array, against parts in a list."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plm_detect.detection.pieces import Pieces

EMG = np.arange(20.0)


def part(*pairs: tuple[int, int], emg: np.ndarray = EMG) -> Pieces:
    first, stop = np.array(pairs, dtype=np.intp).reshape(-1, 2).T
    return Pieces.of(emg, first, stop)


def test_parts_stand_one_after_the_other_without_their_stop() -> None:
    pieces = part((2, 5), (10, 11), (3, 7))
    assert pieces.values.tolist() == [2, 3, 4, 10, 3, 4, 5, 6]
    assert pieces.starts.tolist() == [0, 3, 4]
    assert pieces.lengths.tolist() == [3, 1, 4]
    assert len(pieces) == 3


def test_mean_and_peak_are_those_of_each_part() -> None:
    pieces = part((2, 5), (10, 11), (3, 7))
    assert pieces.mean().tolist() == [3.0, 10.0, 4.5]
    assert pieces.peak().tolist() == [4.0, 10.0, 6.0]


def test_each_part_has_its_own_level_and_reaches_it_when_it_is_met() -> None:
    flags = part((2, 5), (10, 11), (3, 7)).above(np.array([3.0, 10.5, 6.0]))
    assert flags.tolist() == [False, True, True, False, False, False, False, True]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_no_part_has_nothing(dtype: type) -> None:
    pieces = part(emg=EMG.astype(dtype))
    assert len(pieces) == 0
    assert pieces.values.dtype == dtype
    assert len(pieces.mean()) == len(pieces.peak()) == len(pieces.above(np.empty(0))) == 0


def test_mean_of_many_single_precision_samples_is_taken_in_double() -> None:
    # Two to the power of 24 ends the whole numbers of single precision.
    emg = np.full(4, 2.0**24, dtype=np.float32)
    emg[1:] = 1.0
    assert part((0, 4), emg=emg).mean().tolist() == [(2**24 + 3) / 4]


@settings(max_examples=60)
@given(
    st.lists(st.integers(-500, 500), min_size=1, max_size=40),
    st.lists(st.tuples(st.integers(0, 39), st.integers(1, 40)), max_size=8),
    st.integers(-500, 500),
)
def test_parts_are_those_of_slicing(
    values: list[int], pairs: list[tuple[int, int]], level: int
) -> None:
    pairs = [(a, min(a + n, len(values))) for a, n in pairs if a < len(values)]
    lists = [values[a:b] for a, b in pairs]
    pieces = part(*pairs, emg=np.array(values, dtype=np.float64))
    assert pieces.values.tolist() == [value for each in lists for value in each]
    assert pieces.mean().tolist() == pytest.approx([sum(each) / len(each) for each in lists])
    assert pieces.peak().tolist() == [max(each) for each in lists]
    flags = pieces.above(np.full(len(pairs), float(level)))
    assert flags.tolist() == [value >= level for each in lists for value in each]
