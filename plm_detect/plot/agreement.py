"""Figures of a study of agreement, drawn on matplotlib axes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from plm_detect.agreement.levels import JOINED_LEVEL
from plm_detect.agreement.statistics.matching import PRIMARY_RULE
from plm_detect.agreement.statistics.numbers import CUTS_PER_HOUR, FEWEST_NIGHTS, p_text
from plm_detect.agreement.statistics.numbers import bland_altman as limits_of
from plm_detect.plot.style import AROUSAL, ISOLATED, OTHER, PERIODIC, RESPIRATORY, new_axes, plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from plm_detect.agreement.study import Agreement

PANEL = (3.4, 2.9)
ONSET_RANGE_S, ONSET_STEP_S = 1.0, 0.05
MOST_NAMES = 40
"""More nights than this are not named on an axis."""


def bland_altman(agreement: Agreement, reference: str, test: str, axes: Axes | None = None) -> Axes:
    """Draw differences of the PLMS index on the mean of both scorers, with bias and limits.

    The dotted line is the proportional bias: the regression of the difference on the mean.

    Parameters
    ----------
    agreement : Agreement
    reference, test : str
        Scorers, as in ``agreement.scorers()``.
    axes : matplotlib.axes.Axes or None
    """
    axes = new_axes(axes, PANEL)
    one, other = _indices(agreement, reference, test)
    axes.scatter((one + other) / 2, other - one, s=22, color=PERIODIC, alpha=0.7, lw=0)
    if len(one) >= FEWEST_NIGHTS:
        plot = limits_of(one, other)
        for estimate, style in ((plot.bias, "-"), (plot.lower, "--"), (plot.upper, "--")):
            axes.axhline(estimate.value, color=OTHER, ls=style, lw=1)
            axes.axhspan(estimate.low, estimate.high, color=OTHER, alpha=0.15, lw=0)
        if np.isfinite(plot.slope):
            middle = (one + other) / 2
            ends = np.array([np.min(middle), np.max(middle)])
            line = plot.bias.value + plot.slope * (ends - np.mean(middle))
            axes.plot(ends, line, color=RESPIRATORY, lw=1, ls=":")
            axes.set_title(f"slope {plot.slope:.3f}, p {p_text(plot.slope_p)}")
    axes.set_xlabel("mean of both, PLMS/h")
    axes.set_ylabel("test - reference, PLMS/h")
    plain(axes)
    return axes


def scatter(agreement: Agreement, reference: str, test: str, axes: Axes | None = None) -> Axes:
    """Draw the PLMS index of the test on that of the reference, with the cuts of its class.

    Parameters
    ----------
    agreement, reference, test, axes
        As in `bland_altman`.
    """
    axes = new_axes(axes, PANEL)
    one, other = _indices(agreement, reference, test)
    highest = float(np.max([*one, *other, 1.1 * max(CUTS_PER_HOUR)])) * 1.05
    for cut in CUTS_PER_HOUR:
        axes.axvline(cut, color=OTHER, lw=0.6, ls=":")
        axes.axhline(cut, color=OTHER, lw=0.6, ls=":")
    axes.plot((0, highest), (0, highest), color=OTHER, lw=0.8)
    axes.scatter(one, other, s=22, color=PERIODIC, alpha=0.7, lw=0, zorder=3)
    axes.set_xlim(0, highest)
    axes.set_ylim(0, highest)
    axes.set_xlabel("reference, PLMS/h")
    axes.set_ylabel("test, PLMS/h")
    plain(axes)
    return axes


def onset_differences(
    agreement: Agreement, reference: str, test: str, axes: Axes | None = None
) -> Axes:
    """Draw how far onsets of matched movements lie apart; the outer bars hold all beyond.

    Parameters
    ----------
    agreement, reference, test, axes
        As in `bland_altman`.
    """
    axes = new_axes(axes, PANEL)
    agreement.check(reference, test)
    nights = agreement.of(reference, test)
    off_s = np.concatenate([pair.compared.onset_off_s[JOINED_LEVEL] for pair in nights])
    edges = np.arange(-ONSET_RANGE_S, ONSET_RANGE_S + ONSET_STEP_S / 2, ONSET_STEP_S)
    inside = ONSET_RANGE_S - ONSET_STEP_S / 2
    axes.hist(
        np.clip(off_s, -inside, inside), edges.tolist(), color=ISOLATED, edgecolor="white", lw=0.4
    )
    axes.axvline(0, color=OTHER, lw=0.8)
    if len(off_s):
        middle_s = float(np.median(off_s))
        axes.axvline(middle_s, color=RESPIRATORY, lw=1.2, ls="--")
        axes.set_title(f"median {middle_s:.2f} s, {len(off_s)} pairs")
    axes.set_xlabel("onset, test - reference, s")
    axes.set_ylabel("pairs")
    plain(axes)
    return axes


def f1_by_night(
    agreement: Agreement, scorers: Sequence[tuple[str, str]], axes: Axes | None = None
) -> Axes:
    """Draw F1 of movements of both legs in each night, one row of points for each pair of scorers.

    Parameters
    ----------
    agreement : Agreement
    scorers : sequence of (str, str)
        Reference and test.
    axes : matplotlib.axes.Axes or None
    """
    axes = new_axes(axes, (10.2, 2.8))
    nights = list(dict.fromkeys(pair.night for names in scorers for pair in agreement.of(*names)))
    colours = (PERIODIC, RESPIRATORY, AROUSAL, ISOLATED, OTHER)
    for i, (reference, test) in enumerate(scorers):
        rows = agreement.of(reference, test)
        at = [nights.index(pair.night) for pair in rows]
        counts = np.stack([p.compared.count(JOINED_LEVEL, PRIMARY_RULE, "all") for p in rows])
        n_both = counts[:, 0] + counts[:, 1]
        f1 = np.where(n_both > 0, 2 * counts[:, 2] / np.maximum(n_both, 1), np.nan)
        marker = "osD^vP*X"[i % 8]
        axes.plot(at, f1, marker, ms=4, color=colours[i % 5], alpha=0.75, label=test)
    axes.set_ylim(0, 1.02)
    axes.set_ylabel(f"F1 ({PRIMARY_RULE})")
    named = len(nights) <= MOST_NAMES
    axes.set_xticks(range(len(nights)) if named else [])
    if named:
        axes.set_xticklabels(nights, rotation=90)
    else:
        axes.set_xlabel(f"{len(nights)} nights, by name")
    if len(scorers) > 1:
        axes.legend(ncols=8, fontsize=6, frameon=False, loc="lower left")
    plain(axes)
    return axes


def f1_matrix(agreement: Agreement, axes: Axes | None = None) -> Axes:
    """Draw F1 of movements of both legs of every two scorers, all nights together.

    Parameters
    ----------
    agreement : Agreement
        As from `plm_detect.agree_among`.
    axes : matplotlib.axes.Axes or None
    """
    pairs = agreement.direct()
    names = list(dict.fromkeys(name for each in pairs for name in each))
    axes = new_axes(axes, (10.2, 1.0 + 0.32 * len(names)))
    f1 = np.full((len(names), len(names)), np.nan)
    for one, other in pairs:
        rows = agreement.of(one, other)
        counts = np.sum(
            [pair.compared.count(JOINED_LEVEL, PRIMARY_RULE, "all") for pair in rows], axis=0
        )
        value = 2 * counts[2] / max(counts[0] + counts[1], 1)
        i, j = names.index(one), names.index(other)
        f1[i, j] = f1[j, i] = value
    axes.imshow(f1, cmap="cividis", vmin=0, vmax=1)
    for i, j in np.argwhere(np.isfinite(f1)).tolist():
        colour = "black" if f1[i, j] > 0.55 else "white"
        text = f"{f1[i, j]:.2f}"
        axes.text(j, i, text, ha="center", va="center", color=colour, fontsize=6.5)
    axes.set_xticks(range(len(names)), names, rotation=90)
    axes.set_yticks(range(len(names)), names)
    return axes


def _indices(
    agreement: Agreement, reference: str, test: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    agreement.check(reference, test)
    nights = agreement.of(reference, test)
    one = np.array([pair.reference_rated.plms_per_hour for pair in nights])
    other = np.array([pair.test_rated.plms_per_hour for pair in nights])
    known = np.isfinite(one) & np.isfinite(other)
    return one[known], other[known]
