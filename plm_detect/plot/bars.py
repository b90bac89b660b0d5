"""Bars of histograms: whatever lies beyond the axis stands in an open bar of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from plm_detect.wording.language import Words, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

OPEN_SHARE = 0.06
"""Width of an open bar, as a share of the axis."""
GAP_SHARE = 0.015
"""Distance of an open bar from the others, as a share of the axis."""


def say_of(texts: Mapping[str, str] | None) -> Words:
    """Return the words of a figure: those given, or the English ones."""
    return words("en") if texts is None else Words("", dict(texts))


def marked(axes: Axes, say: Words, which: str = "xy") -> None:
    """Write the numbers along axes with the decimal mark of the language."""
    for name in which:
        axis = axes.xaxis if name == "x" else axes.yaxis
        axis.set_major_formatter(lambda value, _: mark_text(value, say))


def mark_text(value: float, say: Words) -> str:
    """Return a number of an axis with the decimal mark of the language."""
    return say.plain(f"{value + 0.0:g}").replace("-", "\N{MINUS SIGN}")


def open_histogram(
    axes: Axes,
    values: NDArray[np.float64],
    edges: NDArray[np.float64],
    *,
    color: str,
    ticks: Mapping[float, str],
    is_log: bool = False,
) -> None:
    """Draw a histogram; values beyond the edges are hatched bars apart, labelled "< " and "> ".

    Parameters
    ----------
    axes : matplotlib.axes.Axes
    values : ndarray of float64, shape (n,)
    edges : ndarray of float64, shape (n_bars + 1,)
        The last bar holds its upper edge too.
    color : str
    ticks : mapping of float to str
        Places along the axis and their labels; the outer two name the open bars.
    is_log : bool
        Whether the axis is logarithmic.
    """
    counts = np.histogram(values, edges)[0]
    axes.bar(
        edges[:-1], counts, np.diff(edges), align="edge", color=color, edgecolor="white", lw=0.4
    )
    low, high = float(edges[0]), float(edges[-1])
    shown = {at: text for at, text in ticks.items() if low <= at <= high}
    limits = [low, high]
    names = {0: _named(ticks, low, "<"), 1: _named(ticks, high, ">")}
    for side, beyond in enumerate((values < low, values > high)):
        if not np.any(beyond):
            continue
        left, right = _beside(low, high, side, is_log=is_log)
        axes.bar(
            left, int(np.sum(beyond)), right - left, align="edge",
            facecolor="white", edgecolor=color, hatch="////", lw=0.8,
        )  # fmt: skip
        limits[side] = (left, right)[side]
        middle = float(np.sqrt(left * right)) if is_log else (left + right) / 2
        # The label of the outermost place gives way to that of the open bar.
        shown.pop((low, high)[side], None)
        shown[middle] = names[side]
    if is_log:
        axes.set_xscale("log")
        axes.minorticks_off()
    axes.set_xlim(limits[0], limits[1])
    axes.set_xticks(list(shown), list(shown.values()))
    axes.set_ylim(bottom=0)
    axes.locator_params(axis="y", integer=True)


def _named(ticks: Mapping[float, str], at: float, sign: str) -> str:
    near = min(ticks, key=lambda each: abs(each - at)) if ticks else at
    return f"{sign} {ticks[near]}" if ticks and np.isclose(near, at) else f"{sign} {at:g}"


def _beside(low: float, high: float, side: int, *, is_log: bool) -> tuple[float, float]:
    """Return from where to where an open bar reaches: below the axis (0) or above it (1)."""
    if is_log:
        first, last = _beside(float(np.log(low)), float(np.log(high)), side, is_log=False)
        return float(np.exp(first)), float(np.exp(last))
    gap, width = GAP_SHARE * (high - low), OPEN_SHARE * (high - low)
    return (low - gap - width, low - gap) if side == 0 else (high + gap, high + gap + width)
