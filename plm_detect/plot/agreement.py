"""Figures of a study of agreement, drawn on matplotlib axes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from plm_detect.agreement.levels import JOINED_LEVEL
from plm_detect.agreement.statistics.numbers import CUTS_PER_HOUR, FEWEST_NIGHTS, p_text
from plm_detect.agreement.statistics.numbers import bland_altman as limits_of
from plm_detect.plot.bars import mark_text, marked, open_histogram, say_of
from plm_detect.plot.style import ISOLATED, OTHER, PERIODIC, RESPIRATORY, new_axes, plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from plm_detect.agreement.statistics.numbers import Estimate
    from plm_detect.agreement.study import Agreement
    from plm_detect.wording.language import Words

PANEL = (3.4, 2.9)
SMALLEST_RANGE_S, LARGEST_RANGE_S = 0.5, 5.0
BARS_TO_A_SIDE = 20


def bland_altman(
    agreement: Agreement,
    reference: str,
    test: str,
    axes: Axes | None = None,
    *,
    texts: Mapping[str, str] | None = None,
) -> Axes:
    """Draw differences of the PLMS index on the mean of both scorers, with bias and limits.

    The legend gives bias, limits and their intervals in numbers, and the proportional bias: the
    regression of the difference on the mean.

    Parameters
    ----------
    agreement : Agreement
    reference, test : str
        Scorers, as in ``agreement.scorers()``.
    axes : matplotlib.axes.Axes or None
    texts : mapping of str to str, or None
        Words in place of the English ones.
    """
    axes, say = new_axes(axes, (10.2, 2.9)), say_of(texts)
    one, other = _indices(agreement, reference, test)
    middle = (one + other) / 2
    axes.scatter(middle, other - one, s=24, color=PERIODIC, lw=0, zorder=3, label=say("plot.night"))
    axes.axhline(0, color="#AAAAAA", lw=0.6, zorder=0)
    if len(one) >= FEWEST_NIGHTS:
        plot = limits_of(one, other)
        for i, (key, estimate, style) in enumerate(
            (
                ("plot.bias", plot.bias, "-"),
                ("plot.upper_limit", plot.upper, "--"),
                ("plot.lower_limit", plot.lower, "-."),
            )
        ):
            label = say(key, value=_interval(estimate, say))
            axes.axhline(estimate.value, color="#444444", ls=style, lw=1.1, label=label)
            # Intervals side by side at the right edge, where they do not cover each other.
            at = (0.99 - 0.012 * i, estimate.value)
            reach = ([estimate.value - estimate.low], [estimate.high - estimate.value])
            axes.errorbar(
                *at, yerr=reach, fmt="none", ecolor=OTHER, elinewidth=1.4, capsize=3,
                transform=axes.get_yaxis_transform(),
                label="" if i else say("plot.interval_95"),
            )  # fmt: skip
        if np.isfinite(plot.slope):
            ends = np.array([np.min(middle), np.max(middle)])
            line = plot.bias.value + plot.slope * (ends - np.mean(middle))
            p = say.plain(p_text(plot.slope_p))
            label = say("plot.slope", slope=say.number(plot.slope, 2), p=p)
            axes.plot(ends, line, color=RESPIRATORY, lw=1.6, ls=":", label=label)
    else:
        # Without it the legend would be silent about why there are no lines.
        axes.plot([], [], ls="", label=say("plot.few_nights", least=FEWEST_NIGHTS))
    axes.legend(fontsize=7, frameon=False, loc="upper left", bbox_to_anchor=(1.01, 1.0))
    axes.set_xlabel(say("plot.mean_of_both"))
    axes.set_ylabel(say("plot.difference"))
    marked(axes, say)
    plain(axes)
    return axes


def scatter(
    agreement: Agreement,
    reference: str,
    test: str,
    axes: Axes | None = None,
    *,
    texts: Mapping[str, str] | None = None,
) -> Axes:
    """Draw the PLMS index of the test on that of the reference, with the cuts of its class.

    Parameters
    ----------
    agreement, reference, test, axes, texts
        As in `bland_altman`.
    """
    axes, say = new_axes(axes, PANEL), say_of(texts)
    one, other = _indices(agreement, reference, test)
    highest = float(np.max([*one, *other, 1.1 * max(CUTS_PER_HOUR)])) * 1.05
    for i, cut in enumerate(CUTS_PER_HOUR):
        style, label = ("--", ":")[i % 2], say("plot.cut", cut=f"{cut:g}")
        axes.axvline(cut, color=RESPIRATORY, lw=0.9, ls=style, label=label)
        axes.axhline(cut, color=RESPIRATORY, lw=0.9, ls=style)
    axes.plot((0, highest), (0, highest), color="#444444", lw=0.8, label=say("plot.equal"))
    axes.scatter(one, other, s=24, color=PERIODIC, lw=0, zorder=3, label=say("plot.night"))
    axes.set_xlim(0, highest)
    axes.set_ylim(0, highest)
    axes.set_xlabel(say("plot.reference_index"))
    axes.set_ylabel(say("plot.test_index"))
    marked(axes, say)
    axes.legend(fontsize=7, frameon=False, loc="upper left", bbox_to_anchor=(1.01, 1.0))
    plain(axes)
    return axes


def onset_differences(
    agreement: Agreement,
    reference: str,
    test: str,
    axes: Axes | None = None,
    *,
    texts: Mapping[str, str] | None = None,
) -> Axes:
    """Draw how far onsets of matched movements lie apart.

    The axis fits nearly all of them; the few beyond are in open bars apart.

    Parameters
    ----------
    agreement, reference, test, axes, texts
        As in `bland_altman`.
    """
    axes, say = new_axes(axes, PANEL), say_of(texts)
    agreement.check(reference, test)
    nights = agreement.of(reference, test)
    off_s = np.concatenate([pair.compared.onset_off_s[JOINED_LEVEL] for pair in nights])
    reach_s = onset_reach_s(off_s)
    edges = np.linspace(-reach_s, reach_s, 2 * BARS_TO_A_SIDE + 1)
    ticks = {float(at): mark_text(at, say) for at in np.linspace(-reach_s, reach_s, 5)}
    open_histogram(axes, off_s, edges, color=ISOLATED, ticks=ticks)
    axes.axvline(0, color="#444444", lw=0.8)
    if len(off_s):
        middle_s = float(np.median(off_s))
        label = say("plot.median_onset", median=say.number(middle_s, 2), n=len(off_s))
        axes.axvline(middle_s, color=RESPIRATORY, lw=1.4, ls="--", label=label)
        axes.legend(fontsize=7, frameon=False, loc="lower left", bbox_to_anchor=(0, 1.0))
    axes.set_xlabel(say("plot.onset_difference"))
    axes.set_ylabel(say("plot.pairs"))
    plain(axes)
    return axes


def onset_reach_s(off_s: NDArray[np.floating]) -> float:
    """Return how far an axis of onset differences reaches to either side, seconds.

    It holds 98 % of them, in steps of half a second, between 0.5 and 5 s.
    """
    if not len(off_s):
        return SMALLEST_RANGE_S
    wanted_s = float(np.quantile(np.abs(off_s), 0.98))
    steps = np.ceil(wanted_s / SMALLEST_RANGE_S) * SMALLEST_RANGE_S
    return float(np.clip(steps, SMALLEST_RANGE_S, LARGEST_RANGE_S))


def _interval(estimate: Estimate, say: Words) -> str:
    """Return an estimate with its interval, one decimal."""
    value, low, high = (say.number(each) for each in (estimate.value, estimate.low, estimate.high))
    return say("interval_text", value=value, low=low, high=high)


def _indices(
    agreement: Agreement, reference: str, test: str
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    agreement.check(reference, test)
    nights = agreement.of(reference, test)
    one = np.array([pair.reference_rated.plms_per_hour for pair in nights])
    other = np.array([pair.test_rated.plms_per_hour for pair in nights])
    known = np.isfinite(one) & np.isfinite(other)
    return one[known], other[known]
