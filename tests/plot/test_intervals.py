"""Intervals and durations: bars and points are the numbers."""

from __future__ import annotations

from dataclasses import replace

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import to_hex
from plot.drawn import night

import plm_detect
from plm_detect import plot
from plm_detect.plot.style import OTHER, PERIODIC


def test_every_interval_is_in_a_bar() -> None:
    drawn = night()
    axes = plot.interval_histogram(drawn)
    bars = [patch for patch in axes.patches if to_hex(patch.get_facecolor()) == PERIODIC.lower()]
    intervals = drawn.movements.imi_s[np.isfinite(drawn.movements.imi_s)]
    # 25 s three times and once to the movement of both legs, then further ones.
    assert sum(bar.get_height() for bar in bars) == len(intervals)
    (of_25_s,) = [b for b in bars if b.get_x() <= 25.0 < b.get_x() + b.get_width()]
    assert of_25_s.get_height() == 4


def test_periodic_range_is_that_of_the_rule_set() -> None:
    drawn = night()
    rules = drawn.rules.changed(
        {"series.shortest_interval_s": 6.0, "series.longest_interval_s": 60.0},
        plm_detect.ValueSource("user", "test"),
    )
    band = plot.interval_histogram(replace(drawn, rules=rules)).patches[0]
    assert (band.get_x(), band.get_x() + band.get_width()) == (6.0, 60.0)
    band = plot.interval_course(replace(drawn, rules=rules)).patches[0]
    assert (band.get_y(), band.get_y() + band.get_height()) == (6.0, 60.0)


def test_intervals_stand_at_their_time_and_periodic_ones_are_filled() -> None:
    drawn = night()
    filled, hollow = plot.interval_course(drawn).collections
    moves = drawn.movements
    for points, of in ((filled, moves.is_plm), (hollow, ~moves.is_plm)):
        known = of & np.isfinite(moves.imi_s)
        expected = np.column_stack((moves.onset_s[known], np.clip(moves.imi_s[known], 0.5, 1000)))
        np.testing.assert_allclose(points.get_offsets(), expected)
    assert to_hex(filled.get_facecolor()[0]) == PERIODIC.lower()
    assert not len(hollow.get_facecolor())
    assert to_hex(hollow.get_edgecolor()[0]) == OTHER.lower()


def test_bars_of_durations_hold_every_movement() -> None:
    axes = plot.durations(night())
    heights = {round(bar.get_x(), 1): bar.get_height() for bar in axes.patches if bar.get_height()}
    # 1, 1, 1, 1.5, four of 2 s and one of 12 s.
    assert heights == {1.0: 3, 1.5: 1, 2.0: 4, 12.0: 1}


def test_night_without_movements_has_empty_figures() -> None:
    drawn = night()
    none = replace(drawn, movements=drawn.movements.take(np.zeros(0, dtype=np.intp)))
    for draw in (plot.interval_histogram, plot.durations):
        assert all(bar.get_height() == 0 for bar in draw(none).patches[1:])
    assert all(not len(each.get_offsets()) for each in plot.interval_course(none).collections)
    assert len(plt.get_fignums()) == 3


def test_what_is_beyond_an_axis_is_an_open_bar_with_its_limit() -> None:
    drawn = night()
    moves = drawn.movements
    # Of nine movements two last longer than 15 s, and one interval is longer than 1000 s.
    duration_s, imi_s = moves.duration_s.copy(), moves.imi_s.copy()
    duration_s[:2], imi_s[1] = (15.5, 40.0), 2500.0
    far = replace(moves, end_s=moves.onset_s + duration_s, imi_s=imi_s)
    for draw, n, label in ((plot.durations, 2, "> 15"), (plot.interval_histogram, 1, "> 1000")):
        axes = draw(replace(drawn, movements=far))
        (apart,) = [bar for bar in axes.patches if bar.get_hatch()]
        assert apart.get_height() == n
        assert label in [each.get_text() for each in axes.get_xticklabels()]
        assert axes.get_xlim()[1] >= apart.get_x() + apart.get_width()
