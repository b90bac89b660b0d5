"""Intervals between movements, and how long movements are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from plm_detect.plot.bars import open_histogram, say_of
from plm_detect.plot.style import ISOLATED, OTHER, PERIODIC, clock_axis, new_axes, plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from plm_detect.results.night import Night

SHORTEST_S, LONGEST_S = 0.5, 1000.0
TICKS_S = (1, 2, 5, 10, 20, 50, 90, 200, 500)
LONGEST_DURATION_S, STEP_S = 15.0, 0.5


def _periodic_band(night: Night) -> tuple[float, float]:
    series = night.rules.series
    return series.shortest_interval_s, series.longest_interval_s


def interval_histogram(
    night: Night, axes: Axes | None = None, *, texts: Mapping[str, str] | None = None
) -> Axes:
    """Draw the intermovement intervals on a logarithmic axis; the periodic range is shaded.

    Intervals beyond the axis are in open bars apart.

    Parameters
    ----------
    night : Night
    axes : matplotlib.axes.Axes or None
    texts : mapping of str to str, or None
        Words in place of the English ones.
    """
    axes, say = new_axes(axes, (5.0, 2.8)), say_of(texts)
    imi = night.movements.imi_s[np.isfinite(night.movements.imi_s)]
    edges = np.logspace(np.log10(SHORTEST_S), np.log10(LONGEST_S), 40)
    low, high = _periodic_band(night)
    axes.axvspan(low, high, color="#DDDDDD", lw=0, zorder=0)
    ticks = {at: f"{at:g}" for at in (SHORTEST_S, *TICKS_S, LONGEST_S)}
    ticks[SHORTEST_S] = say.number(SHORTEST_S)
    open_histogram(axes, imi, edges, color=PERIODIC, ticks=ticks, is_log=True)
    axes.set_xlabel(say("plot.interval"))
    axes.set_ylabel(say("plot.movements"))
    plain(axes)
    return axes


def interval_course(
    night: Night, axes: Axes | None = None, *, texts: Mapping[str, str] | None = None
) -> Axes:
    """Draw each interval at its time in the night; periodic ones are filled.

    Parameters
    ----------
    night, axes, texts
        As in `interval_histogram`.
    """
    axes, say = new_axes(axes), say_of(texts)
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
    axes.set_yscale("log")
    axes.yaxis.set_major_locator(_fixed(TICKS_S))
    axes.yaxis.set_major_formatter("{x:g}")
    axes.yaxis.set_minor_locator(_fixed(()))
    axes.set_ylim(SHORTEST_S, LONGEST_S)
    axes.set_ylabel(say("plot.interval"))
    clock_axis(axes, night)
    plain(axes)
    return axes


def durations(
    night: Night, axes: Axes | None = None, *, texts: Mapping[str, str] | None = None
) -> Axes:
    """Draw how long movements are; those longer than 15 s are in an open bar apart.

    Parameters
    ----------
    night, axes, texts
        As in `interval_histogram`.
    """
    axes, say = new_axes(axes, (5.0, 2.8)), say_of(texts)
    edges = np.arange(0.0, LONGEST_DURATION_S + STEP_S / 2, STEP_S)
    ticks = {float(at): f"{at:g}" for at in np.arange(0.0, LONGEST_DURATION_S + 1, 5.0)}
    open_histogram(axes, night.movements.duration_s, edges, color=ISOLATED, ticks=ticks)
    axes.set_xlabel(say("plot.duration"))
    axes.set_ylabel(say("plot.movements"))
    plain(axes)
    return axes


def _fixed(ticks: tuple[float, ...]):  # type: ignore[no-untyped-def]
    from matplotlib.ticker import FixedLocator

    return FixedLocator(list(ticks))
