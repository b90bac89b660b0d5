"""The panels of the overview: each draws one thing over the night."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from plm_detect.model.hypnogram import Stage
from plm_detect.model.movements import Side
from plm_detect.model.spans import TIME_TOLERANCE_S
from plm_detect.model.traces import SATURATION_STEP_S, STEP_S
from plm_detect.plot.style import (
    AROUSAL,
    BREATHING,
    EXCLUDED,
    ISOLATED,
    OTHER,
    PERIODIC,
    REM,
    RESPIRATORY,
    SLEEP,
    clock_axis,
    kinds_of,
    new_axes,
    plain,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from plm_detect.results.night import Night

LEVELS = {Stage.W: 4, Stage.R: 3, Stage.N1: 2, Stage.N2: 1, Stage.N3: 0}
SHAPES = {
    "periodic": ("|", PERIODIC, 90),
    "respiratory": ("^", RESPIRATORY, 16),
    "isolated": ("o", ISOLATED, 12),
    "other": ("x", OTHER, 10),
}
OF_SIDE = {
    Side.LEFT: ("-", "#0072B2", "<"),
    Side.RIGHT: ("--", "#D55E00", ">"),
    Side.UNSPECIFIED: ("-.", "#222222", "o"),
}
TREND_MINUTES = 1.0
THINNEST_PT = 0.8
"""No event is drawn thinner than this, however short it is."""


def hypnogram(night: Night, axes: Axes | None = None) -> Axes:
    """Draw the sleep stages; REM is a thick bar, unscored time is shaded.

    Parameters
    ----------
    night : Night
    axes : matplotlib.axes.Axes or None

    Returns
    -------
    matplotlib.axes.Axes
    """
    axes = new_axes(axes)
    axes.set_yticks(list(LEVELS.values()), [stage.label for stage in LEVELS])
    axes.set_ylim(-0.5, 4.6)
    begin, end = night.window.start_s, night.window.end_s
    at, before = begin, None
    for stage, onset, stop in _runs(night):
        if stop > begin and onset < end:
            if onset > at + TIME_TOLERANCE_S:
                axes.axvspan(at, onset, color=EXCLUDED, alpha=0.4, lw=0)
            at = max(at, stop)
            level, is_rem = LEVELS[stage], stage is Stage.R
            axes.plot([onset, stop], [level, level], color=REM if is_rem else SLEEP,
                      lw=4.5 if is_rem else 1.2, solid_capstyle="butt")  # fmt: skip
            if before is not None and abs(before[1] - onset) < TIME_TOLERANCE_S:
                axes.plot([onset, onset], [LEVELS[before[0]], level], color=SLEEP, lw=0.7)
        before = stage, stop
    if at < end - TIME_TOLERANCE_S:
        axes.axvspan(at, end, color=EXCLUDED, alpha=0.4, lw=0)
    if before is None:
        axes.text(0.5, 0.5, "no sleep stages", transform=axes.transAxes, ha="center", va="center")
    clock_axis(axes, night)
    plain(axes)
    return axes


def _runs(night: Night) -> Iterator[tuple[Stage, float, float]]:
    if night.scoring.hypnogram is not None:
        runs = night.scoring.hypnogram.runs()
        stages = map(Stage, runs.stage.tolist())
        yield from zip(stages, runs.onset_s.tolist(), runs.end_s.tolist(), strict=True)


def legs(night: Night, axes: Axes | None = None) -> Axes:
    """Draw the movements of each leg, with series as bars and excluded time hatched.

    Periodic movements are strokes, respiratory-related ones triangles, isolated ones circles,
    others crosses.

    Parameters
    ----------
    night : Night
    axes : matplotlib.axes.Axes or None
    """
    axes = new_axes(axes)
    table, series, sides = night.movements, night.series, night.sides
    places = {side: len(sides) - 1 - i for i, side in enumerate(sides)}
    kinds = kinds_of(table)
    for side, place in places.items():
        on_leg = np.isin(table.side, (side, Side.BOTH))
        for kind, flags in kinds.items():
            marker, color, size = SHAPES[kind]
            at = table.onset_s[flags & on_leg]
            drawn = axes.scatter(at, np.full(len(at), place), marker=marker, s=size, linewidths=0.8)
            drawn.set_edgecolor(color)
            drawn.set_facecolor("none" if kind == "isolated" else color)
        spans = night.excluded(side)
        for onset, end in zip(spans.onset_s.tolist(), spans.end_s.tolist(), strict=True):
            axes.fill_between([onset, end], place - 0.45, place + 0.45, color=EXCLUDED,
                              hatch="///", lw=THINNEST_PT, alpha=0.6, snap=False)  # fmt: skip
    bars = list(zip(series.onset_s, series.end_s - series.onset_s, strict=True))
    axes.broken_barh(bars, (len(sides) - 0.45, 0.2), color=PERIODIC, linewidth=THINNEST_PT,
                     snap=False)  # fmt: skip
    names = [*(side.label for side in sides), "series"]
    axes.set_yticks([*places.values(), len(sides) - 0.35], names)
    axes.set_ylim(-0.6, len(sides))
    clock_axis(axes, night)
    plain(axes)
    return axes


def events(night: Night, axes: Axes | None = None) -> Axes:
    """Draw arousals as strokes and respiratory events as bars.

    Parameters
    ----------
    night : Night
    axes : matplotlib.axes.Axes or None
    """
    axes = new_axes(axes, (8.0, 1.2))
    arousals, breathing = night.scoring.arousals, night.scoring.respiratory
    axes.scatter(arousals.onset_s, np.ones(len(arousals)), marker="|", s=70, color=AROUSAL, lw=0.8)
    bars = list(zip(breathing.onset_s, breathing.end_s - breathing.onset_s, strict=True))
    axes.broken_barh(bars, (-0.35, 0.7), color=BREATHING, linewidth=THINNEST_PT, snap=False)
    axes.set_yticks([1, 0], ["arousal", "resp."])
    axes.set_ylim(-0.6, 1.6)
    clock_axis(axes, night)
    plain(axes)
    return axes


def trend(night: Night, axes: Axes | None = None) -> Axes:
    """Draw the resting EMG of each leg over the night, and how high its movements rise above it.

    Parameters
    ----------
    night : Night
    axes : matplotlib.axes.Axes or None
    """
    axes = new_axes(axes)
    table = night.leg_movements
    for side in night.sides:
        line, color, marker = OF_SIDE[side]
        of = table.side == side
        axes.scatter(table.onset_s[of], table.mean_uv[of], s=5, marker=marker, color=color,
                     alpha=0.6, lw=0)  # fmt: skip
        times, rest = _rest(night, side)
        axes.plot(times, rest, line, color=color, lw=1.0, label=side.label)
    low, high = axes.get_ylim() if len(table) or night.traces is not None else (1.0, 20.0)
    axes.set_ylim(min(max(low, 0.1), 1.0), max(high, 20.0))
    axes.set_yscale("log")
    axes.yaxis.set_major_formatter("{x:g}")
    axes.set_ylabel("µV")
    clock_axis(axes, night)
    plain(axes)
    return axes


def _rest(night: Night, side: Side) -> tuple[NDArray[np.floating], ...]:
    traces = night.traces.legs if night.traces else ()
    trace = next((trace for trace in traces if trace.side is side), None)
    if trace is None:
        return np.empty(0), np.empty(0)
    per_point = round(60 * TREND_MINUTES / STEP_S)
    n_points = max(1, len(trace.rest_uv) // per_point)
    whole = trace.rest_uv[: n_points * per_point]
    if len(whole) < per_point:
        return np.array([0.0]), np.array([float(np.nanmedian(trace.rest_uv))])
    rows = whole.reshape(n_points, per_point)
    known = np.isfinite(rows).any(axis=1)
    rest = np.full(n_points, np.nan)
    rest[known] = np.nanmedian(rows[known], axis=1)
    return (np.arange(n_points) + 0.5) * per_point * STEP_S, rest


def saturation(night: Night, axes: Axes | None = None) -> Axes:
    """Draw the oxygen saturation: the lowest value of every ten seconds.

    Parameters
    ----------
    night : Night
        With a saturation in its traces; nothing is drawn without.
    axes : matplotlib.axes.Axes or None
    """
    axes = new_axes(axes, (8.0, 1.2))
    found = night.traces.saturation if night.traces else None
    if found is not None:
        percent = found.lowest_percent
        at = (np.arange(len(percent)) + 0.5) * SATURATION_STEP_S
        axes.plot(at, percent, color=SLEEP, lw=0.7)
        lowest = float(np.nanmin(percent)) if np.any(np.isfinite(percent)) else 90.0
        axes.set_ylim(min(88.0, lowest - 1.0), 101.0)
    axes.set_ylabel("%")
    clock_axis(axes, night)
    plain(axes)
    return axes


def hours(night: Night, axes: Axes | None = None) -> Axes:
    """Draw the PLMS index hour by hour as bars; respiratory-related movements are hatched.

    Parameters
    ----------
    night : Night
    axes : matplotlib.axes.Axes or None
    """
    axes = new_axes(axes)
    course = night.course
    of = course.part == "hour"
    onset, end = course.onset_s[of], course.end_s[of]
    whole, without = course.plms_per_hour[of], course.plms_nr_per_hour[of]
    width = end - onset
    axes.bar(onset, np.nan_to_num(whole), width, align="edge", color="white", edgecolor=RESPIRATORY,
             hatch="////", lw=0.6)  # fmt: skip
    axes.bar(onset, np.nan_to_num(without), width, align="edge", color=PERIODIC,
             edgecolor="white", lw=0.6)  # fmt: skip
    axes.set_ylabel("PLMS/h")
    axes.set_ylim(0, max(5.0, 1.15 * float(np.max(np.nan_to_num(whole), initial=0.0))))
    clock_axis(axes, night)
    plain(axes)
    return axes
