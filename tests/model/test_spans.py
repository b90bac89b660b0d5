"""Spans of time against plain loops over their definition."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plm_detect.model.spans import Spans, group_starts

PAIRS = st.lists(
    st.tuples(st.integers(0, 200), st.integers(0, 40)).map(lambda p: (p[0] / 4, sum(p) / 4)),
    max_size=12,
)


def covered(pairs: list[tuple[float, float]], step: float = 0.125) -> np.ndarray:
    at = np.arange(0, 70, step) + step / 2
    return np.array([any(a <= t < b for a, b in pairs) for t in at])


@given(PAIRS)
def test_merged_spans_cover_the_same_time_and_are_apart(pairs) -> None:
    merged = Spans.of(pairs).merged()
    joined = list(zip(merged.onset_s, merged.end_s, strict=True))
    np.testing.assert_array_equal(covered(pairs), covered(joined))
    assert np.all(merged.onset_s[1:] > merged.end_s[:-1])
    assert merged.total_s() == pytest.approx(0.125 * covered(pairs).sum())


@given(PAIRS, PAIRS)
def test_touching_follows_its_definition(spans, others) -> None:
    onset = np.array([a for a, _ in others])
    end = np.array([b for _, b in others])
    table = Spans.of(spans)
    closed = [any(a <= d and c <= b for a, b in spans) for c, d in others]
    assert table.touched_by(onset, end).tolist() == closed
    inner = [any(a < d and c < b for a, b in spans) for c, d in others]
    assert table.touched_by(onset, end, limits_included=False).tolist() == inner


@given(PAIRS, st.sampled_from([0.0, 0.5, 3.0]))
def test_groups_chain_what_is_closer_than_the_gap(pairs, gap_s: float) -> None:
    ordered = sorted(pairs)
    starts = []
    latest = None
    for i, (onset, end) in enumerate(ordered):
        if latest is None or (onset - latest >= gap_s if gap_s else onset > latest):
            starts.append(i)
        latest = end if latest is None else max(latest, end)
    onsets, ends = np.array(ordered, dtype=np.float64).reshape(-1, 2).T
    assert group_starts(onsets, ends, gap_s).tolist() == starts
