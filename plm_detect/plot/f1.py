"""Figures of how well the events of scorers agree, drawn on matplotlib axes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from plm_detect.agreement.comparing import scores
from plm_detect.agreement.levels import JOINED_LEVEL
from plm_detect.agreement.statistics.matching import PRIMARY_RULE
from plm_detect.plot.bars import marked, say_of
from plm_detect.plot.style import AROUSAL, ISOLATED, OTHER, PERIODIC, RESPIRATORY, new_axes, plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from plm_detect.agreement.study import Agreement

MOST_NAMES = 40
"""More nights than this are not named on an axis."""
COLOURS = (PERIODIC, RESPIRATORY, AROUSAL, ISOLATED, OTHER)
MARKERS = "osD^vP*X"
SPREAD = 0.5
"""Of the points of scorers within the place of a night."""


def mark_of(i: int) -> dict[str, Any]:
    """Return marker and colour of a scorer by its number."""
    return {"marker": MARKERS[i % len(MARKERS)], "color": COLOURS[i % len(COLOURS)]}


def f1_overall(
    agreement: Agreement,
    scorers: Sequence[tuple[str, str]],
    axes: Axes | None = None,
    *,
    texts: Mapping[str, str] | None = None,
) -> Axes:
    """Draw F1 of movements of both legs, all nights together, with its interval, a row a scorer.

    Parameters
    ----------
    agreement : Agreement
    scorers : sequence of (str, str)
        Reference and test.
    axes : matplotlib.axes.Axes or None
    texts : mapping of str to str, or None
        Words in place of the English ones.
    """
    axes, say = new_axes(axes, (5.0, 0.9 + 0.3 * len(scorers))), say_of(texts)
    estimates = []
    for i, names in enumerate(scorers):
        nights = agreement.of(*names)
        counts = np.stack([p.compared.count(JOINED_LEVEL, PRIMARY_RULE, "all") for p in nights])
        (found,) = scores(counts[:, np.newaxis])
        f1 = found.f1
        estimates.append(f1)
        if np.isfinite(f1.low):
            axes.plot((f1.low, f1.high), (i, i), color=mark_of(i)["color"], lw=1.6)
        axes.plot(f1.value, i, ms=6, ls="", **mark_of(i))
        axes.annotate(
            say.number(f1.value, 2), (f1.value, i), xytext=(0, 5),
            textcoords="offset points", ha="center", fontsize=7,
        )  # fmt: skip
    known = [e for f1 in estimates for e in (f1.value, f1.low) if np.isfinite(e)]
    axes.set_xlim(lowest(known), 1.02)
    axes.set_ylim(len(scorers) - 0.5, -0.7)
    axes.set_yticks(range(len(scorers)), [test for _, test in scorers])
    axes.set_xlabel(say("plot.f1_all"))
    axes.locator_params(axis="x", nbins=6, steps=[1, 2, 5, 10])
    marked(axes, say, "x")
    axes.grid(axis="x", color="#DDDDDD", lw=0.5)
    axes.set_axisbelow(True)
    plain(axes)
    return axes


def f1_by_night(
    agreement: Agreement,
    scorers: Sequence[tuple[str, str]],
    axes: Axes | None = None,
    *,
    texts: Mapping[str, str] | None = None,
) -> Axes:
    """Draw F1 of movements of both legs in each night, a marker for each pair of scorers.

    The axis begins below the lowest value, not at zero. Scorers stand side by side.

    Parameters
    ----------
    agreement, scorers, axes, texts
        As in `f1_overall`.
    """
    axes, say = new_axes(axes, (10.2, 2.8)), say_of(texts)
    nights = list(dict.fromkeys(pair.night for names in scorers for pair in agreement.of(*names)))
    shifts = np.linspace(-SPREAD / 2, SPREAD / 2, len(scorers)) if len(scorers) > 1 else [0.0]
    drawn: list[float] = []
    for i, (reference, test) in enumerate(scorers):
        at, f1 = _by_night(agreement, (reference, test), nights)
        axes.plot(at + shifts[i], f1, ls="", ms=5, label=test, **mark_of(i))
        drawn += f1[np.isfinite(f1)].tolist()
    axes.set_ylim(lowest(drawn), 1.02)
    axes.set_xlim(-0.6, len(nights) - 0.4)
    axes.set_ylabel(say("plot.f1"))
    axes.locator_params(axis="y", nbins=6, steps=[1, 2, 5, 10])
    marked(axes, say, "y")
    named = len(nights) <= MOST_NAMES
    axes.set_xticks(range(len(nights)) if named else [])
    if named:
        # Short names of few nights are read without turning the head.
        is_short = sum(len(night) for night in nights) <= MOST_NAMES
        axes.set_xticklabels(nights, rotation=0 if is_short else 90)
        axes.set_xlabel(say("plot.night"))
        for between in range(1, len(nights)):
            axes.axvline(between - 0.5, color="#EEEEEE", lw=0.6, zorder=0)
    else:
        axes.set_xlabel(say("plot.nights_by_name", n=len(nights)))
    axes.grid(axis="y", color="#DDDDDD", lw=0.5)
    axes.set_axisbelow(True)
    if len(scorers) > 1:
        axes.legend(ncols=6, fontsize=7, frameon=False, loc="lower left", bbox_to_anchor=(0, 1.0))
    plain(axes)
    return axes


def _by_night(
    agreement: Agreement, names: tuple[str, str], nights: Sequence[str]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return places of nights and F1 in each; NaN where neither scorer marked anything."""
    rows = agreement.of(*names)
    at = np.array([nights.index(pair.night) for pair in rows], dtype=np.float64)
    counts = np.stack([p.compared.count(JOINED_LEVEL, PRIMARY_RULE, "all") for p in rows])
    n_both = counts[:, 0] + counts[:, 1]
    return at, np.where(n_both > 0, 2 * counts[:, 2] / np.maximum(n_both, 1), np.nan)


def lowest(values: Sequence[float]) -> float:
    """Return where an axis of F1 begins: at a tenth below the lowest value, at most at 0.8."""
    if not values:
        return 0.0
    return float(max(0.0, min(0.8, np.floor(10 * min(values) - 0.5) / 10)))


def f1_matrix(
    agreement: Agreement,
    axes: Axes | None = None,
    *,
    texts: Mapping[str, str] | None = None,
) -> Axes:
    """Draw F1 of movements of both legs of every two scorers, all nights together.

    Parameters
    ----------
    agreement : Agreement
        As from `plm_detect.agree_among`.
    axes : matplotlib.axes.Axes or None
    texts : mapping of str to str, or None
        Words in place of the English ones.
    """
    say = say_of(texts)
    pairs = agreement.direct()
    names = list(dict.fromkeys(name for each in pairs for name in each))
    axes = new_axes(axes, (10.2, 1.2 + 0.32 * len(names)))
    f1 = np.full((len(names), len(names)), np.nan)
    for one, other in pairs:
        rows = agreement.of(one, other)
        counts = np.sum(
            [pair.compared.count(JOINED_LEVEL, PRIMARY_RULE, "all") for pair in rows], axis=0
        )
        value = 2 * counts[2] / max(counts[0] + counts[1], 1)
        i, j = names.index(one), names.index(other)
        f1[i, j] = f1[j, i] = value
    low = lowest(f1[np.isfinite(f1)].tolist())
    image = axes.imshow(f1, cmap="cividis", vmin=low, vmax=1, aspect="auto")
    axes.set_facecolor("#EEEEEE")
    for i, j in np.argwhere(np.isfinite(f1)).tolist():
        colour = "black" if f1[i, j] > (1 + low) / 2 else "white"
        text = say.number(f1[i, j], 2)
        axes.text(j, i, text, ha="center", va="center", color=colour, fontsize=7)
    is_short = max(len(name) for name in names) * len(names) <= 2 * MOST_NAMES
    axes.set_xticks(range(len(names)), names, rotation=0 if is_short else 90)
    axes.set_yticks(range(len(names)), names)
    figure = axes.get_figure()
    if figure is not None:
        bar = figure.colorbar(image, ax=axes, label=say("plot.f1"), pad=0.01)
        marked(bar.ax, say, "y")
    return axes
