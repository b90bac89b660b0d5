"""The panels of the overview: each draws one thing over the night."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

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
from plm_detect.results.view import NightView

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from plm_detect.results.night import Night

LEVELS = {"W": 4, "R": 3, "N1": 2, "N2": 1, "N3": 0}
NAMES = {"W": "W", "R": "R", "N1": "N1", "N2": "N2", "N3": "N3"}
SHAPES = {
    "periodic": ("|", PERIODIC, 90),
    "respiratory": ("^", RESPIRATORY, 16),
    "isolated": ("o", ISOLATED, 12),
    "other": ("x", OTHER, 10),
}
TREND_MINUTES = 1.0


def hypnogram(night: Night | NightView, axes: Axes | None = None) -> Axes:
    """Draw the sleep stages; REM is a thick bar, unscored time is shaded.

    Parameters
    ----------
    night : Night or NightView
    axes : matplotlib.axes.Axes or None

    Returns
    -------
    matplotlib.axes.Axes
    """
    view, axes = NightView.of(night), new_axes(axes)
    stages = view.stages()
    axes.set_yticks(list(LEVELS.values()), list(LEVELS))
    axes.set_ylim(-0.5, 4.6)
    begin, end = view.window
    at = begin
    for i, (name, onset, stop) in enumerate(stages):
        if stop <= begin or onset >= end:
            continue
        if onset > at + 1e-6:
            axes.axvspan(at, onset, color=EXCLUDED, alpha=0.4, lw=0)
        at = max(at, stop)
        level = LEVELS[name]
        is_rem = name == "R"
        axes.plot([onset, stop], [level, level], color=REM if is_rem else SLEEP,
                  lw=4.5 if is_rem else 1.2, solid_capstyle="butt")  # fmt: skip
        if i and abs(stages[i - 1][2] - onset) < 1e-6 and stages[i - 1][0] != name:
            axes.plot([onset, onset], [LEVELS[stages[i - 1][0]], level], color=SLEEP, lw=0.7)
    if at < end - 1e-6:
        axes.axvspan(at, end, color=EXCLUDED, alpha=0.4, lw=0)
    if not stages:
        axes.text(0.5, 0.5, "no sleep stages", transform=axes.transAxes, ha="center", va="center")
    clock_axis(axes, view)
    plain(axes)
    return axes


def legs(night: Night | NightView, axes: Axes | None = None) -> Axes:
    """Draw the movements of each leg, with series as bars and excluded time hatched.

    Periodic movements are strokes, respiratory-related ones triangles, isolated ones circles,
    others crosses.

    Parameters
    ----------
    night : Night or NightView
    axes : matplotlib.axes.Axes or None
    """
    view, axes = NightView.of(night), new_axes(axes)
    table, series = view.tables["movements"], view.tables["series"]
    sides = view.sides
    places = {side: len(sides) - 1 - i for i, side in enumerate(sides)}
    kinds = kinds_of(table)
    for side, place in places.items():
        on_leg = np.isin(table["side"], (side, "both"))
        for kind, flags in kinds.items():
            marker, color, size = SHAPES[kind]
            at = table["onset_s"][flags & on_leg]
            drawn = axes.scatter(at, np.full(len(at), place), marker=marker, s=size, linewidths=0.8)
            drawn.set_edgecolor(color)
            drawn.set_facecolor("none" if kind == "isolated" else color)
        spans = view.excluded(side)
        for onset, end in zip(spans.onset_s.tolist(), spans.end_s.tolist(), strict=True):
            axes.fill_between([onset, end], place - 0.45, place + 0.45, color=EXCLUDED,
                              hatch="///", lw=0, alpha=0.6)  # fmt: skip
    whole = series["LMtype"] == "PLM"
    rows = zip(series["onset_s"][whole], series["duration_s"][whole], strict=True)
    for onset, duration in rows:
        axes.plot([onset, onset + duration], [len(sides) - 0.35] * 2, color=PERIODIC, lw=4,
                  solid_capstyle="butt")  # fmt: skip
    axes.set_yticks([*places.values(), len(sides) - 0.35], [*places, "series"])
    axes.set_ylim(-0.6, len(sides))
    clock_axis(axes, view)
    plain(axes)
    return axes


def events(night: Night | NightView, axes: Axes | None = None) -> Axes:
    """Draw arousals as strokes and respiratory events as bars.

    Parameters
    ----------
    night : Night or NightView
    axes : matplotlib.axes.Axes or None
    """
    view, axes = NightView.of(night), new_axes(axes, (8.0, 1.2))
    arousals, breathing = view.events("arousal"), view.events("resp")
    axes.scatter(arousals.onset_s, np.ones(len(arousals)), marker="|", s=70, color=AROUSAL, lw=0.8)
    for onset, end in zip(breathing.onset_s, breathing.end_s, strict=True):
        axes.plot(
            [onset, max(end, onset + 5)], [0, 0], color=BREATHING, lw=6, solid_capstyle="butt"
        )
    axes.set_yticks([1, 0], ["arousal", "resp."])
    axes.set_ylim(-0.6, 1.6)
    clock_axis(axes, view)
    plain(axes)
    return axes


def trend(night: Night | NightView, axes: Axes | None = None) -> Axes:
    """Draw the resting EMG of each leg over the night, and how high its movements rise above it.

    Parameters
    ----------
    night : Night or NightView
    axes : matplotlib.axes.Axes or None
    """
    view, axes = NightView.of(night), new_axes(axes)
    styles = {"left": ("-", "#0072B2", "<"), "right": ("--", "#D55E00", ">")}
    table = view.tables["leg_movements"]
    for side in view.sides:
        line, color, marker = styles.get(side, ("-.", "#222222", "o"))
        of = table["side"] == side
        axes.scatter(table["onset_s"][of], table["mean_uv"][of], s=5, marker=marker, color=color,
                     alpha=0.6, lw=0)  # fmt: skip
        times, rest = _rest(view, side)
        axes.plot(times, rest, line, color=color, lw=1.0, label=side)
    low, high = axes.get_ylim() if len(table["onset_s"]) or view.traces is not None else (1.0, 20.0)
    axes.set_ylim(min(max(low, 0.1), 1.0), max(high, 20.0))
    axes.set_yscale("log")
    axes.yaxis.set_major_formatter("{x:g}")
    axes.set_ylabel("uV")
    clock_axis(axes, view)
    plain(axes)
    return axes


def _rest(view: NightView, side: str) -> tuple[np.ndarray, np.ndarray]:
    from plm_detect.model.traces import STEP_S

    trace = next(
        (t for t in (view.traces.legs if view.traces else ()) if t.side.label == side), None
    )
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


def hours(night: Night | NightView, axes: Axes | None = None) -> Axes:
    """Draw the PLMS index hour by hour as bars; respiratory-related movements are hatched.

    Parameters
    ----------
    night : Night or NightView
    axes : matplotlib.axes.Axes or None
    """
    view, axes = NightView.of(night), new_axes(axes)
    table = view.tables["course"]
    of = table["part"] == "hour"
    onset, end = table["onset_s"][of], table["end_s"][of]
    whole, without = table["plms_per_hour"][of], table["plms_nr_per_hour"][of]
    width = end - onset
    axes.bar(onset, np.nan_to_num(whole), width, align="edge", color="white", edgecolor=RESPIRATORY,
             hatch="////", lw=0.6)  # fmt: skip
    axes.bar(onset, np.nan_to_num(without), width, align="edge", color=PERIODIC,
             edgecolor="white", lw=0.6)  # fmt: skip
    axes.set_ylabel("PLMS/h")
    axes.set_ylim(0, max(5.0, 1.15 * float(np.max(np.nan_to_num(whole), initial=0.0))))
    clock_axis(axes, view)
    plain(axes)
    return axes
