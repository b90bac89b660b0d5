"""Figures of many nights, drawn on matplotlib axes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from plm_detect.plot.bars import marked, open_histogram, say_of
from plm_detect.plot.style import AROUSAL, ISOLATED, OTHER, PERIODIC, RESPIRATORY, new_axes, plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from plm_detect.indices.between_nights import NightOfSubject

LAST_PER_HOUR, STEP_PER_HOUR = 100.0, 5.0
SHORTEST_AXIS_PER_HOUR = 30.0
CUT_PER_HOUR = 15.0


def index_distribution(
    plms_per_hour: NDArray[np.float64],
    axes: Axes | None = None,
    *,
    cuts: Sequence[float] = (CUT_PER_HOUR,),
    texts: Mapping[str, str] | None = None,
) -> Axes:
    """Draw how the PLMS index is spread over nights; nights above 100/h are an open bar apart.

    Parameters
    ----------
    plms_per_hour : ndarray of float64, shape (n_nights,)
        NaN where it is not defined.
    axes : matplotlib.axes.Axes or None
    cuts : sequence of float
        Cuts of the class that are drawn.
    texts : mapping of str to str, or None
        Words in place of the English ones.
    """
    axes, say = new_axes(axes, (10.2, 2.6)), say_of(texts)
    known = plms_per_hour[np.isfinite(plms_per_hour)]
    # A night at the border of two bars belongs to the right one, so that one is needed.
    beyond = STEP_PER_HOUR * (np.floor(np.max(known, initial=0.0) / STEP_PER_HOUR) + 1)
    last = min(max(beyond, SHORTEST_AXIS_PER_HOUR), LAST_PER_HOUR)
    edges = np.arange(0.0, last + STEP_PER_HOUR / 2, STEP_PER_HOUR)
    step = 10.0 if last > 50 else 5.0
    ticks = {float(at): f"{at:g}" for at in np.arange(0.0, last + 1e-6, step)}
    ticks[float(last)] = f"{last:g}"
    open_histogram(axes, known, edges, color=PERIODIC, ticks=ticks)
    for cut in sorted(cuts):
        label, style = say("plot.cut", cut=f"{cut:g}"), "--" if cut == CUT_PER_HOUR else ":"
        axes.axvline(cut, color=RESPIRATORY, lw=1.4, ls=style, label=label)
    if cuts:
        axes.legend(ncols=2, fontsize=7, frameon=False, loc="lower right", bbox_to_anchor=(1, 1))
    axes.set_xlabel(say("plot.plms_per_hour"))
    axes.set_ylabel(say("plot.nights"))
    plain(axes)
    return axes


def subject_course(
    nights: Sequence[NightOfSubject],
    sd_per_hour: float | None = None,
    axes: Axes | None = None,
    *,
    texts: Mapping[str, str] | None = None,
) -> Axes:
    """Draw the PLMS index of the nights of a subject; bars show the variation of one night.

    Nights that are left out of means and changes are hollow, and in no mean here either.

    Parameters
    ----------
    nights : sequence of NightOfSubject
        In order of time.
    sd_per_hour : float or None
        Standard deviation from night to night; the bars reach 1.96 of it to either side.
    axes : matplotlib.axes.Axes or None
    texts : mapping of str to str, or None
        Words in place of the English ones.
    """
    axes, say = new_axes(axes, (5.0, 2.6)), say_of(texts)
    phases = list(dict.fromkeys(night.phase for night in nights))
    colours = (PERIODIC, RESPIRATORY, AROUSAL, ISOLATED, OTHER)
    index = np.array([np.nan if n.plms_per_hour is None else n.plms_per_hour for n in nights])
    counts = np.array([not night.left_out for night in nights])
    axes.plot(np.arange(len(nights)), index, color=OTHER, lw=0.8, zorder=1)
    for i, phase in enumerate(phases):
        of_phase = np.array([night.phase == phase for night in nights])
        colour, marker = colours[i % len(colours)], "osD^v"[i % 5]
        (at,) = np.nonzero(of_phase & counts)
        if sd_per_hour is not None and len(at):
            axes.errorbar(at, index[at], 1.96 * sd_per_hour, fmt="none", ecolor=colour, lw=0.8)
        axes.plot(at, index[at], marker, color=colour, ms=6, label=phase or None, zorder=2)
        (apart,) = np.nonzero(of_phase & ~counts)
        if len(apart):
            axes.plot(apart, index[apart], marker, ms=6, mfc="white", mec=colour, zorder=2)
        if np.any(np.isfinite(index[at])):
            mean = np.nanmean(index[at])
            axes.hlines(mean, at[0] - 0.3, at[-1] + 0.3, color=colour, lw=1.6, alpha=0.6)
    axes.axhline(CUT_PER_HOUR, color=OTHER, lw=0.8, ls=":")
    axes.set_xticks(np.arange(len(nights)), [n.night or n.start[:10] for n in nights])
    axes.set_xlim(-0.5, len(nights) - 0.5)
    axes.set_ylim(0, 1.35 * max(axes.get_ylim()[1], CUT_PER_HOUR))
    axes.set_xlabel(say("plot.night"))
    axes.set_ylabel(say("plot.plms_per_hour"))
    marked(axes, say, "y")
    axes.set_title(nights[0].subject, loc="left")
    if any(phases):
        axes.legend(fontsize=7, frameon=False, ncols=3, loc="upper right")
    plain(axes)
    return axes
