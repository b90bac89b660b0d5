"""Panels of the overview: what is drawn, and where."""

from __future__ import annotations

from dataclasses import replace

import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.collections import PathCollection, PolyCollection
from matplotlib.colors import to_hex
from plot.drawn import night, with_legs

from plm_detect import plot
from plm_detect.model.events import Scoring
from plm_detect.model.hypnogram import Hypnogram, Stage
from plm_detect.model.spans import Spans
from plm_detect.plot.panels import LEVELS, SHAPES
from plm_detect.plot.style import BREATHING, EXCLUDED, PERIODIC, REM


def lines_of(axes: plt.Axes) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """Return the ends of all lines: from x to x, from y to y."""
    return [
        (tuple(map(float, line.get_xdata())), tuple(map(float, line.get_ydata())))  # type: ignore[misc, arg-type]
        for line in axes.get_lines()
    ]


def test_each_run_of_a_stage_is_one_bar_at_its_level() -> None:
    axes = plot.hypnogram(night())
    bars = [line for line in lines_of(axes) if line[0][0] != line[0][1]]
    assert bars == [
        ((0.0, 600.0), (4.0, 4.0)),
        ((600.0, 1200.0), (1.0, 1.0)),
        ((1200.0, 1800.0), (3.0, 3.0)),
    ]
    steps = [line for line in lines_of(axes) if line[0][0] == line[0][1]]
    assert steps == [((600.0, 600.0), (4.0, 1.0)), ((1200.0, 1200.0), (1.0, 3.0))]


def test_rem_is_thick_and_has_its_colour() -> None:
    rem = [line for line in plot.hypnogram(night()).get_lines() if line.get_ydata()[0] == 3]
    assert rem[0].get_linewidth() > 4
    assert to_hex(rem[0].get_color()) == REM.lower()


def test_time_without_a_stage_is_shaded() -> None:
    gap = Hypnogram(
        np.array([0.0, 900.0]), np.array([300.0, 1500.0]), np.array([2, 2], dtype=np.int8)
    )
    drawn = night()
    axes = plot.hypnogram(replace(drawn, scoring=replace(drawn.scoring, hypnogram=gap)))
    shaded = [(patch.get_x(), patch.get_x() + patch.get_width()) for patch in axes.patches]
    assert shaded == [(300.0, 900.0), (1500.0, 1800.0)]
    assert len(lines_of(axes)) == 2


def test_no_stages_are_said() -> None:
    axes = plot.hypnogram(replace(night(), scoring=Scoring()))
    assert [text.get_text() for text in axes.texts] == ["no sleep stages"]


@given(st.lists(st.sampled_from(list(LEVELS)), min_size=1, max_size=60))
@settings(max_examples=20)
def test_bars_of_stages_are_as_long_as_the_stages(stages: list[Stage]) -> None:
    onset_s = 30.0 * np.arange(len(stages))
    hypnogram = Hypnogram(onset_s, onset_s + 30.0, np.array(stages, dtype=np.int8))
    drawn = night()
    scoring = replace(drawn.scoring, hypnogram=hypnogram)
    window = replace(drawn.window, end_s=30.0 * len(stages))
    axes = plot.hypnogram(replace(drawn, scoring=scoring, window=window))
    for stage, level in LEVELS.items():
        bars = [x for x, y in lines_of(axes) if x[0] != x[1] and y[0] == level]
        assert sum(end - onset for onset, end in bars) == 30.0 * stages.count(stage)
    plt.close("all")


def marks(axes: plt.Axes) -> dict[str, list[tuple[float, float]]]:
    """Return time and row of all marks by kind of movement."""
    by_colour = {color.lower(): kind for kind, (_, color, _) in SHAPES.items()}
    found: dict[str, list[tuple[float, float]]] = {kind: [] for kind in SHAPES}
    for drawn in (each for each in axes.collections if isinstance(each, PathCollection)):
        offsets = np.asarray(drawn.get_offsets())
        colours = drawn.get_edgecolor()
        if len(offsets) and len(colours) and to_hex(colours[0]) in by_colour:
            found[by_colour[to_hex(colours[0])]] += [(float(x), float(y)) for x, y in offsets]
    return {kind: sorted(places) for kind, places in found.items()}


def bars_of(axes: plt.Axes, color: str) -> list[tuple[float, float]]:
    """Return begin and end of the bars of a colour."""
    return [
        (float(path.vertices[:, 0].min()), float(path.vertices[:, 0].max()))
        for drawn in axes.collections
        if isinstance(drawn, PolyCollection) and drawn.get_facecolor().size
        if to_hex(drawn.get_facecolor()[0]) == color.lower()
        for path in drawn.get_paths()
    ]


def test_every_movement_has_its_mark_on_every_leg_that_moved() -> None:
    found = marks(plot.legs(night()))
    # The left leg is the upper row; the movement of both legs is on both rows.
    assert found["periodic"] == [
        (700.0, 1.0), (725.0, 1.0), (750.0, 1.0), (775.0, 1.0), (800.0, 0.0), (800.0, 1.0),
    ]  # fmt: skip
    assert found["isolated"] == [(1000.0, 0.0), (1400.0, 1.0)]
    assert found["other"] == [(1200.0, 0.0), (1404.0, 1.0)]
    assert found["respiratory"] == []


def test_series_are_bars_from_first_onset_to_last_end() -> None:
    axes = plot.legs(night())
    assert bars_of(axes, PERIODIC) == [(700.0, 801.5)]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["left", "right", "series"]


def test_excluded_time_is_hatched_on_its_leg() -> None:
    axes = plot.legs(with_legs())
    (hatched,) = [each for each in axes.collections if each.get_hatch()]
    (path,) = hatched.get_paths()
    assert (path.vertices[:, 0].min(), path.vertices[:, 0].max()) == (100.0, 160.0)
    assert (path.vertices[:, 1].min(), path.vertices[:, 1].max()) == (0.55, 1.45)
    assert to_hex(hatched.get_facecolor()[0][:3]) == EXCLUDED.lower()


def test_every_arousal_and_respiratory_event_is_drawn() -> None:
    axes = plot.events(night())
    strokes = axes.collections[0]
    np.testing.assert_allclose(strokes.get_offsets(), [[702.5, 1], [1402.0, 1]])
    assert bars_of(axes, BREATHING) == [(900.0, 900.4), (920.0, 950.0)]


@given(st.integers(0, 300))
@settings(max_examples=10)
def test_as_many_bars_as_respiratory_events(n_events: int) -> None:
    onset_s = 6.0 * np.arange(n_events, dtype=np.float64)
    scoring = replace(night().scoring, respiratory=Spans(onset_s, onset_s + 1.0))
    assert len(bars_of(plot.events(replace(night(), scoring=scoring)), BREATHING)) == n_events
    plt.close("all")


def test_rest_is_the_median_of_each_minute() -> None:
    axes = plot.trend(with_legs())
    (line,) = [each for each in axes.get_lines() if len(each.get_xdata())]
    np.testing.assert_allclose(line.get_xdata(), 60.0 * np.arange(30) + 30.0)
    np.testing.assert_allclose(line.get_ydata(), [2.0] * 25 + [6.0] * 5)
    assert line.get_label() == "left"
    assert axes.get_yscale() == "log"


def test_bars_of_hours_have_the_index_as_height() -> None:
    axes = plot.hours(night())
    course = night().course
    of = course.part == "hour"
    whole, without = (axes.containers[i].patches for i in (0, 1))
    np.testing.assert_allclose(
        [bar.get_height() for bar in whole], np.nan_to_num(course.plms_per_hour[of])
    )
    np.testing.assert_allclose(
        [bar.get_height() for bar in without], np.nan_to_num(course.plms_nr_per_hour[of])
    )
    # Five periodic movements in 20 minutes of sleep.
    assert whole[0].get_height() == pytest.approx(15.0)
    assert [bar.get_x() for bar in whole] == course.onset_s[of].tolist()


@pytest.mark.parametrize(
    "draw",
    [plot.hypnogram, plot.legs, plot.events, plot.trend, plot.hours],
    ids=lambda f: f.__name__,
)
def test_a_panel_is_drawn_on_the_axes_that_are_given(draw) -> None:  # type: ignore[no-untyped-def]
    _, axes = plt.subplots()
    assert draw(night(), axes) is axes
    assert axes.get_xlim() == (0.0, 1800.0)
    assert [label.get_text() for label in axes.get_xticklabels()][:2] == ["22:30", "22:35"]
