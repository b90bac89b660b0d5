"""Figures of many nights, drawn on matplotlib axes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from plm_detect.plot.style import AROUSAL, ISOLATED, OTHER, PERIODIC, RESPIRATORY, new_axes, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from plm_detect.indices.between_nights import NightOfSubject

LAST_PER_HOUR, STEP_PER_HOUR = 100.0, 5.0
CUT_PER_HOUR = 15.0


def index_distribution(plms_per_hour: NDArray[np.float64], axes: Axes | None = None) -> Axes:
    """Draw how the PLMS index is spread over nights; the last bar holds all above.

    Parameters
    ----------
    plms_per_hour : ndarray of float64, shape (n_nights,)
        NaN where it is not defined.
    axes : matplotlib.axes.Axes or None
    """
    axes = new_axes(axes, (10.2, 2.6))
    known = plms_per_hour[np.isfinite(plms_per_hour)]
    edges = np.arange(0.0, LAST_PER_HOUR + STEP_PER_HOUR / 2, STEP_PER_HOUR)
    values = np.clip(known, 0.0, LAST_PER_HOUR - STEP_PER_HOUR / 2)
    axes.hist(values, edges.tolist(), color=PERIODIC, edgecolor="white", lw=0.5)
    axes.axvline(CUT_PER_HOUR, color=RESPIRATORY, lw=1, ls="--")
    axes.set_xlim(0, LAST_PER_HOUR)
    axes.set_xlabel(f"PLMS/h (last bar: above {LAST_PER_HOUR - STEP_PER_HOUR:g}; dashed: 15/h)")
    axes.set_ylabel("nights")
    axes.locator_params(axis="y", integer=True)
    plain(axes)
    return axes


def subject_course(
    nights: Sequence[NightOfSubject], sd_per_hour: float | None = None, axes: Axes | None = None
) -> Axes:
    """Draw the PLMS index of the nights of a subject; bars show the variation of one night.

    Parameters
    ----------
    nights : sequence of NightOfSubject
        In order of time.
    sd_per_hour : float or None
        Standard deviation from night to night; the bars reach 1.96 of it to either side.
    axes : matplotlib.axes.Axes or None
    """
    axes = new_axes(axes, (5.0, 2.6))
    phases = list(dict.fromkeys(night.phase for night in nights))
    colours = (PERIODIC, RESPIRATORY, AROUSAL, ISOLATED, OTHER)
    index = np.array([np.nan if n.plms_per_hour is None else n.plms_per_hour for n in nights])
    axes.plot(np.arange(len(nights)), index, color=OTHER, lw=0.8, zorder=1)
    for i, phase in enumerate(phases):
        at = np.array([k for k, night in enumerate(nights) if night.phase == phase])
        colour, marker = colours[i % len(colours)], "osD^v"[i % 5]
        if sd_per_hour is not None:
            axes.errorbar(at, index[at], 1.96 * sd_per_hour, fmt="none", ecolor=colour, lw=0.8)
        axes.plot(at, index[at], marker, color=colour, ms=6, label=phase or None, zorder=2)
        mean = np.nanmean(index[at]) if np.any(np.isfinite(index[at])) else np.nan
        axes.hlines(mean, at[0] - 0.3, at[-1] + 0.3, color=colour, lw=1.6, alpha=0.6)
    axes.axhline(CUT_PER_HOUR, color=OTHER, lw=0.6, ls=":")
    axes.set_xticks(np.arange(len(nights)), [n.night or n.start[:10] for n in nights])
    axes.set_ylim(0, 1.35 * max(axes.get_ylim()[1], CUT_PER_HOUR))
    axes.set_ylabel("PLMS/h")
    axes.set_title(nights[0].subject, loc="left")
    if any(phases):
        axes.legend(fontsize=7, frameon=False, ncols=3, loc="upper right")
    plain(axes)
    return axes
