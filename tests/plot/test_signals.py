"""The EMG itself: strips and snippets."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from plot.drawn import START, night, with_legs

from plm_detect import plot
from plm_detect.plot.signals import MOST_POINTS, STRIP_S
from plm_detect.plot.style import fine_ticks


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
    assert levels == {"rest": {2.0}, "onset threshold": {10.0}, "end threshold": {4.0}}
    assert axes.get_xlim() == (698.0, 704.0)
    edges = [line.get_xdata()[0] for line in axes.get_lines() if len(line.get_xdata()) == 2]
    assert edges == [700.0, 702.0], "onset and end of the movement"


@pytest.mark.parametrize(("kinds", "titles"), [
    (("found",), ["left: scored, +1.25 µV"]),
    (("found", "passed"), ["left: scored, +1.25 µV", "left: not scored, -0.50 µV"]),
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
    long = replace(
        drawn.traces.snippets[0],
        kind="series",
        margin_uv=np.nan,
        emg_uv=emg_uv,
        rest_uv=np.zeros_like(emg_uv),
        mean_uv=np.full_like(emg_uv, np.nan),
    )
    axes = plot.snippet(drawn, long)
    (area,) = axes.collections
    (path,) = area.get_paths()
    assert len(path.vertices) < 2 * (MOST_POINTS + 100)
    assert path.vertices[:, 1].max() == 50.0, "a lone peak is not lost"


def test_margin_is_drawn_from_the_threshold_to_the_mean_that_decided() -> None:
    drawn = with_legs()
    assert drawn.traces is not None
    mean_uv = np.full(1200, 5.0, dtype=np.float32)
    mean_uv[500:520] = 11.25
    shown = replace(drawn.traces.snippets[0], mean_uv=mean_uv)
    axes = plot.snippet(drawn, shown)
    lines = {line.get_label(): line for line in axes.get_lines()}
    np.testing.assert_array_equal(lines["deciding mean (0.24 s)"].get_ydata(), mean_uv)
    margins = [
        (line.get_xdata()[0], *line.get_ydata())
        for line in axes.get_lines()
        if len(line.get_ydata()) == 2 and line.get_linewidth() == 2.5
    ]
    assert margins == [(698.0 + 500 / 200.0, 10.0, 11.25)], "rest 2 + threshold 8, and the mean"
    assert axes.get_ylim()[1] > 11.25, "what decides is not cut off"


def test_times_in_a_short_stretch_keep_fractions_of_a_second() -> None:
    ticks, labels = fine_ticks(START, 698.25, 700.1)
    assert ticks == pytest.approx([698.5, 699.0, 699.5, 700.0])
    assert labels == ["22:41:38.5", "22:41:39.0", "22:41:39.5", "22:41:40.0"]
    assert fine_ticks(START, 698.0, 706.0)[1] == [f"22:41:{s}" for s in (38, 40, 42, 44, 46)]
    assert fine_ticks(None, 7200.0, 7201.0, 2)[1] == ["02:00:00.0", "02:00:00.5", "02:00:01.0"]
