"""The EMG itself: strips and snippets."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from plot.drawn import night, with_legs

from plm_detect import plot
from plm_detect.plot.signals import MOST_POINTS, STRIP_S


def test_strips_begin_before_the_longest_series() -> None:
    (axes,) = plot.strips(with_legs())
    assert axes.get_xlim() == (680.0, 680.0 + STRIP_S)
    assert [label.get_text() for label in axes.get_xticklabels()][:2] == ["22:41", "22:42"]
    bars = [tuple(line.get_xdata()) for line in axes.get_lines()]
    moves = [(700.0, 702.0), (725.0, 727.0), (750.0, 752.0), (775.0, 777.0), (800.0, 801.5)]
    assert bars[: len(moves)] == moves, "those of the left leg, alone or with the other"


def test_long_series_has_three_strips_at_most() -> None:
    drawn = with_legs()
    series = replace(drawn.series, end_s=drawn.series.onset_s + 5 * STRIP_S)
    assert len(plot.strips(replace(drawn, series=series))) == 3


def test_no_strips_without_traces_or_series() -> None:
    assert plot.strips(night()) == ()
    drawn = with_legs()
    none = np.zeros(0, dtype=np.intp)
    assert plot.strips(replace(drawn, series=drawn.series.take(none))) == ()


def test_snippet_shows_rest_and_both_thresholds_over_it() -> None:
    drawn = with_legs()
    assert drawn.traces is not None
    axes = plot.snippet(drawn, drawn.traces.snippets[0])
    levels = {
        line.get_label(): set(np.asarray(line.get_ydata()).tolist())
        for line in axes.get_lines()
        if not str(line.get_label()).startswith("_")
    }
    assert levels == {"rest": {2.0}, "onset": {10.0}, "end": {4.0}}
    assert axes.get_xlim() == (698.0, 704.0)
    edges = [line.get_xdata()[0] for line in axes.get_lines() if len(line.get_xdata()) == 2]
    assert edges == [700.0, 702.0], "onset and end of the movement"


@pytest.mark.parametrize(("kinds", "titles"), [
    (("found",), ["left: found, +1.2 µV"]),
    (("found", "passed"), ["left: found, +1.2 µV", "left: passed, -0.5 µV"]),
    (("series",), []),
])  # fmt: skip
def test_snippets_of_the_kinds_asked_for(kinds: tuple[str, ...], titles: list[str]) -> None:
    axes = plot.snippets(with_legs(), kinds)
    assert [each.get_title(loc="left") for each in axes] == titles
    assert plot.snippets(night(), kinds) == ()


def test_long_stretch_is_drawn_in_steps_with_lowest_and_highest() -> None:
    drawn = with_legs()
    assert drawn.traces is not None
    emg_uv = np.zeros(100_000, dtype=np.float32)
    emg_uv[70_000] = 50.0
    long = replace(drawn.traces.snippets[0], emg_uv=emg_uv, rest_uv=np.zeros_like(emg_uv))
    axes = plot.snippet(drawn, long)
    (area,) = axes.collections
    (path,) = area.get_paths()
    assert len(path.vertices) < 2 * (MOST_POINTS + 100)
    assert path.vertices[:, 1].max() == 50.0, "a lone peak is not lost"
