"""Figures of many nights."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from plm_detect import plot
from plm_detect.indices.between_nights import NightOfSubject


@given(st.lists(st.one_of(st.floats(0, 300), st.just(float("nan"))), max_size=80))
@settings(deadline=None, max_examples=20)
def test_every_night_with_an_index_is_in_a_bar(values: list[float]) -> None:
    index = np.array(values, dtype=np.float64)
    bars = plot.index_distribution(index, Figure().subplots()).patches
    assert sum(bar.get_height() for bar in bars) == np.isfinite(index).sum()
    assert bars[-1].get_height() == np.sum(index >= 95.0)


def nights(*values: tuple[str, float | None]) -> list[NightOfSubject]:
    return [
        NightOfSubject("S1", str(i + 1), phase, "2024-01-0", index)
        for i, (phase, index) in enumerate(values)
    ]


def test_course_of_a_subject_has_points_means_and_names() -> None:
    axes = plot.subject_course(nights(("before", 40.0), ("before", 20.0), ("after", 10.0)))
    points = {
        line.get_label(): list(np.asarray(line.get_ydata()))
        for line in axes.get_lines()
        if line.get_label() in ("before", "after")
    }
    assert points == {"before": [40.0, 20.0], "after": [10.0]}
    means = [each.get_segments()[0][0][1] for each in axes.collections if each.get_segments()]
    assert means == [30.0, 10.0]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["1", "2", "3"]
    assert axes.get_title(loc="left") == "S1"


def test_bars_reach_1_96_standard_deviations() -> None:
    axes = plot.subject_course(nights(("", 40.0), ("", 20.0)), sd_per_hour=5.0)
    (bars,) = [c for c in axes.collections if len(c.get_segments()) == 2]
    lengths = [float(top - bottom) for (_, bottom), (_, top) in bars.get_segments()]
    assert lengths == pytest.approx([2 * 1.96 * 5.0] * 2)


def test_night_without_an_index_is_a_gap() -> None:
    axes = plot.subject_course(nights(("", None), ("", 20.0)))
    assert np.isnan(axes.get_lines()[0].get_ydata()[0])
