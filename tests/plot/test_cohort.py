"""Figures of many nights."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from matplotlib.figure import Figure

from plm_detect import plot
from plm_detect.indices.between_nights import NightOfSubject
from plm_detect.wording.language import words


@example([40.0])
@given(st.lists(st.one_of(st.floats(0, 300), st.just(float("nan"))), max_size=80))
@settings(max_examples=20)
def test_every_night_with_an_index_is_in_a_bar(values: list[float]) -> None:
    index = np.array(values, dtype=np.float64)
    bars = plot.index_distribution(index, Figure().subplots()).patches
    assert sum(bar.get_height() for bar in bars) == np.isfinite(index).sum()
    # Above 100/h they stand apart, in a hatched bar; nothing is moved into another bar.
    apart = [bar for bar in bars if bar.get_hatch()]
    assert sum(bar.get_height() for bar in apart) == np.sum(index > 100.0)
    for bar in bars:
        if not bar.get_hatch() and bar.get_height():
            low, high = bar.get_x(), bar.get_x() + bar.get_width()
            inside = (index >= low - 1e-9) & ((index < high - 1e-9) | (index == 100.0))
            assert np.any(inside)


def test_nights_of_150_are_not_drawn_at_100() -> None:
    axes = plot.index_distribution(np.array([3.0, 98.0, 150.0, 157.0]))
    heights = {bar.get_x(): bar.get_height() for bar in axes.patches if not bar.get_hatch()}
    assert (heights[0.0], heights[95.0], sum(heights.values())) == (1, 1, 2)
    (apart,) = [bar for bar in axes.patches if bar.get_hatch()]
    assert apart.get_height() == 2
    assert apart.get_x() > 100
    labels = {label.get_text(): label.get_position()[0] for label in axes.get_xticklabels()}
    assert apart.get_x() < labels["> 100"] < apart.get_x() + apart.get_width()
    assert axes.get_xlabel() == "PLMS per hour of sleep"


def test_axis_of_low_nights_ends_where_they_do() -> None:
    axes = plot.index_distribution(np.array([1.0, 4.0, 41.0]))
    assert axes.get_xlim() == (0.0, 45.0)
    assert not any(bar.get_hatch() for bar in axes.patches)


def test_cuts_differ_in_style_and_are_named() -> None:
    axes = plot.index_distribution(np.array([1.0, 20.0]), cuts=(5.0, 15.0))
    styles = {line.get_label(): line.get_linestyle() for line in axes.get_lines()}
    assert styles == {"cut, 5/h": ":", "cut, 15/h": "--"}


def test_words_of_a_language_are_taken() -> None:
    axes = plot.index_distribution(np.array([1.0]), texts=words("de").texts)
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("PLMS pro Stunde Schlaf", "Nächte")


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


def test_night_that_is_left_out_is_hollow_and_in_no_mean() -> None:
    kept, apart, last = nights(("a", 40.0), ("a", 90.0), ("a", 20.0))
    apart = replace(apart, left_out="too little sleep")
    axes = plot.subject_course([kept, apart, last])
    (mean,) = [each.get_segments()[0][0][1] for each in axes.collections if each.get_segments()]
    assert mean == 30.0
    (hollow,) = [line for line in axes.get_lines() if line.get_markerfacecolor() == "white"]
    assert (list(hollow.get_xdata()), list(hollow.get_ydata())) == ([1], [90.0])
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("night", "PLMS per hour of sleep")
