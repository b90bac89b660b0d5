"""Intervals between movements, and how long movements are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from plm_detect.plot.style import ISOLATED, OTHER, PERIODIC, clock_axis, new_axes, plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from plm_detect.results.night import Night

SHORTEST_S, LONGEST_S = 0.5, 1000.0
TICKS_S = (1, 2, 5, 10, 20, 50, 90, 200, 500)


def _periodic_band(night: Night) -> tuple[float, float]:
    series = night.rules.series
    return series.shortest_interval_s, series.longest_interval_s


def interval_histogram(night: Night, axes: Axes | None = None) -> Axes:
    """Draw the intermovement intervals on a logarithmic axis; the periodic range is shaded.

    Parameters
    ----------
    night : Night
    axes : matplotlib.axes.Axes or None
    """
    axes = new_axes(axes, (5.0, 2.8))
    imi = night.movements.imi_s[np.isfinite(night.movements.imi_s)]
    edges = np.logspace(np.log10(SHORTEST_S), np.log10(LONGEST_S), 40)
    low, high = _periodic_band(night)
    axes.axvspan(low, high, color="#DDDDDD", lw=0, zorder=0)
    axes.hist(
        np.clip(imi, SHORTEST_S, LONGEST_S),
        edges.tolist(),
        color=PERIODIC,
        edgecolor="white",
        lw=0.4,
    )
    _log_axis(axes, "x")
    axes.set_xlim(SHORTEST_S, LONGEST_S)
    axes.set_xlabel("interval, s")
    axes.set_ylabel("number")
    plain(axes)
    return axes


def interval_course(night: Night, axes: Axes | None = None) -> Axes:
    """Draw each interval at its time in the night; periodic ones are filled.

    Parameters
    ----------
    night : Night
    axes : matplotlib.axes.Axes or None
    """
    axes = new_axes(axes)
    table = night.movements
    known, periodic = np.isfinite(table.imi_s), table.is_plm
    low, high = _periodic_band(night)
    axes.axhspan(low, high, color="#DDDDDD", lw=0, zorder=0)
    for flags, face, edge in (
        (known & periodic, PERIODIC, PERIODIC),
        (known & ~periodic, "none", OTHER),
    ):
        imi = np.clip(table.imi_s[flags], SHORTEST_S, LONGEST_S)
        axes.scatter(table.onset_s[flags], imi, s=9, facecolors=face, edgecolors=edge, lw=0.6)
    _log_axis(axes, "y")
    axes.set_ylim(SHORTEST_S, LONGEST_S)
    axes.set_ylabel("interval, s")
    clock_axis(axes, night)
    plain(axes)
    return axes


def durations(night: Night, axes: Axes | None = None) -> Axes:
    """Draw how long movements are.

    Parameters
    ----------
    night : Night
    axes : matplotlib.axes.Axes or None
    """
    axes = new_axes(axes, (5.0, 2.8))
    edges = np.arange(0.0, 15.5, 0.5)
    axes.hist(
        np.clip(night.movements.duration_s, 0, 14.9),
        edges.tolist(),
        color=ISOLATED,
        edgecolor="white",
        lw=0.4,
    )
    axes.set_xlim(0, 15)
    axes.set_xlabel("duration, s (last bar: longer)")
    axes.set_ylabel("number")
    plain(axes)
    return axes


def _log_axis(axes: Axes, which: str) -> None:
    axis = axes.xaxis if which == "x" else axes.yaxis
    (axes.set_xscale if which == "x" else axes.set_yscale)("log")
    axis.set_major_locator(_fixed(TICKS_S))
    axis.set_major_formatter("{x:g}")
    axis.set_minor_locator(_fixed(()))


def _fixed(ticks: tuple[float, ...]):  # type: ignore[no-untyped-def]
    from matplotlib.ticker import FixedLocator

    return FixedLocator(list(ticks))
