"""The EMG itself: strips of the busiest series, and snippets that show what decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from plm_detect.errors import SettingsError
from plm_detect.model.names import nearest
from plm_detect.model.traces import STEP_S
from plm_detect.plot.style import END, ONSET, PERIODIC, REST, clock, fine_ticks, new_axes, plain

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from plm_detect.model.traces import LegTrace, Snippet
    from plm_detect.results.night import Night

KINDS = ("series", "found", "passed")
STRIP_S = 600.0
MOST_STRIPS = 3
MOST_POINTS = 1500
WORDS = {
    "found": "scored",
    "passed": "not scored",
    "legend_mean": "deciding mean ({seconds} s)",
    "legend_rest": "rest",
    "legend_onset": "onset threshold",
    "legend_end": "end threshold",
    "decimal_mark": ".",
}
"""What figures say where no language is given."""


def strips(night: Night) -> tuple[Axes, ...]:
    """Draw the envelope of the legs in strips of ten minutes around the longest series.

    Parameters
    ----------
    night : Night
        With traces.

    Returns
    -------
    tuple of matplotlib.axes.Axes
        Empty without traces or series.
    """
    import matplotlib.pyplot as plt

    series = night.series
    if night.traces is None or not len(series):
        return ()
    longest = int(np.argmax(series.n_movements))
    onset, end = float(series.onset_s[longest]), float(series.end_s[longest])
    n_strips = int(np.clip(np.ceil((end - onset) / STRIP_S), 1, MOST_STRIPS))
    _, rows = plt.subplots(
        n_strips, 1, figsize=(10.2, 1.5 * n_strips + 0.3), layout="constrained", squeeze=False
    )
    for i, axes in enumerate(rows[:, 0]):
        begin = max(0.0, onset - 20.0) + i * STRIP_S
        _strip(night, night.traces.legs, axes, begin)
    return tuple(rows[:, 0])


def _strip(night: Night, legs: Sequence[LegTrace], axes: Axes, begin: float) -> None:
    table = night.leg_movements
    first = round(begin / STEP_S)
    n_steps = round(STRIP_S / STEP_S)
    for place, leg in enumerate(legs):
        sign = 1.0 if place == 0 else -1.0
        level = leg.envelope_uv[first : first + n_steps]
        times = (first + np.arange(len(level))) * STEP_S
        axes.fill_between(times, 0, sign * np.minimum(level, 60.0), color="#555555", lw=0)
        of = (table.side == leg.side) & (table.onset_s >= begin)
        of &= table.onset_s < begin + STRIP_S
        for onset, end in zip(table.onset_s[of], table.end_s[of], strict=True):
            axes.plot([onset, end], [sign * 63.0] * 2, color=PERIODIC, lw=3,
                      solid_capstyle="butt")  # fmt: skip
    axes.axhline(0, color="black", lw=0.5)
    axes.set_xlim(begin, begin + STRIP_S)
    axes.set_ylim(-68.0 if len(legs) > 1 else -4.0, 68.0)
    ticks = begin + np.arange(0, STRIP_S + 1, 60.0)
    axes.set_xticks(ticks, [clock(night.start, tick) for tick in ticks.tolist()], fontsize=7)
    axes.set_yticks([])
    axes.set_ylabel(" | ".join(leg.side.label for leg in reversed(legs)), fontsize=7)
    plain(axes)


def snippet(
    night: Night,
    shown: Snippet,
    axes: Axes | None = None,
    texts: Mapping[str, str] | None = None,
) -> Axes:
    """Draw rectified EMG with the mean that decides, rest, thresholds, onsets and ends.

    Parameters
    ----------
    night : Night
    shown : Snippet
        One of ``night.traces.snippets``.
    axes : matplotlib.axes.Axes or None
    texts : mapping of str to str, or None
        Words of another language.
    """
    axes = new_axes(axes)
    words = {**WORDS, **(texts or {})}
    times, low, high = _outline(shown)
    axes.fill_between(times, low, high, color="#BBBBBB", lw=0.4, edgecolor="#BBBBBB")
    at = shown.start_s + np.arange(len(shown.rest_uv)) / shown.rate_hz
    every = max(1, len(at) // 400)
    rest = shown.rest_uv[::every]
    axes.plot(at[::every], rest, color=REST, lw=1.2, label=words["legend_rest"])
    axes.plot(at[::every], rest + shown.onset_uv, "--", color=ONSET, lw=1.0,
              label=words["legend_onset"])  # fmt: skip
    axes.plot(at[::every], rest + shown.end_uv, ":", color=END, lw=1.2, label=words["legend_end"])
    table = night.leg_movements
    end_s = shown.start_s + len(shown.emg_uv) / shown.rate_hz
    of = (table.side == shown.side) & (table.onset_s < end_s) & (table.end_s > shown.start_s)
    for onset, end in zip(table.onset_s[of], table.end_s[of], strict=True):
        axes.axvspan(onset, end, color=PERIODIC, alpha=0.18, lw=0)
        axes.axvline(onset, color=PERIODIC, lw=0.8)
        axes.axvline(end, color=PERIODIC, lw=0.8, ls=":")
    top = float(np.max(rest, initial=0.0)) + 5 * shown.onset_uv
    if np.any(np.isfinite(shown.mean_uv)):
        label = words["legend_mean"].format(
            seconds=f"{shown.average_s:g}".replace(".", words["decimal_mark"])
        )
        axes.plot(at, shown.mean_uv, color="black", lw=1.6, label=label)
        _margin(shown, at, axes)
        if np.isfinite(shown.margin_uv):
            # What decides is small compared with the peaks, which are cut off here.
            top = 1.5 * max(float(np.nanmax(shown.mean_uv)), float(np.max(rest)) + shown.onset_uv)
    if np.isnan(shown.margin_uv) and len(shown.emg_uv):
        top = max(top, float(np.percentile(shown.emg_uv, 99.0)))
    axes.set_ylim(0, top)
    axes.set_xlim(shown.start_s, end_s)
    ticks, labels = fine_ticks(night.start, shown.start_s, end_s)
    axes.set_xticks(ticks, labels)
    axes.set_ylabel("µV")
    plain(axes)
    return axes


def _margin(shown: Snippet, at: NDArray[np.floating], axes: Axes) -> None:
    """Mark how far the mean that decided lies from the onset threshold."""
    if not np.isfinite(shown.margin_uv):
        return
    away = shown.mean_uv - shown.rest_uv - shown.onset_uv - shown.margin_uv
    if not np.any(np.isfinite(away)):
        return
    place = int(np.nanargmin(np.abs(away)))
    threshold = float(shown.rest_uv[place]) + shown.onset_uv
    axes.plot([at[place]] * 2, [threshold, threshold + shown.margin_uv], color="black", lw=2.5,
              solid_capstyle="butt")  # fmt: skip
    axes.plot(at[place], float(shown.mean_uv[place]), "o", color="black", ms=3.5)


def snippets(
    night: Night, kinds: tuple[str, ...], texts: Mapping[str, str] | None = None
) -> tuple[Axes, ...]:
    """Draw all snippets of some kinds.

    Parameters
    ----------
    night : Night
        With traces.
    kinds : tuple of str
        ``series``, ``found``, ``passed``.
    texts : mapping of str to str, or None
        Words of another language.

    Returns
    -------
    tuple of matplotlib.axes.Axes
        Empty where there are none.
    """
    import matplotlib.pyplot as plt

    for kind in kinds:
        if kind not in KINDS:
            raise SettingsError(f"unknown kind of snippet {kind!r}{nearest(kind, KINDS)}.")
    chosen = [
        each for each in (night.traces.snippets if night.traces else ()) if each.kind in kinds
    ]
    if not chosen:
        return ()
    words = {**WORDS, **(texts or {})}
    n_columns = 1 if "series" in kinds else 3
    n_rows = -(-len(chosen) // n_columns)
    _, grid = plt.subplots(
        n_rows, n_columns, figsize=(10.2, 1.7 * n_rows + 0.45), layout="constrained", squeeze=False
    )
    for axes in grid.flat[len(chosen) :]:
        axes.set_visible(False)
    for shown, axes in zip(chosen, grid.flat, strict=False):
        snippet(night, shown, axes, texts)
        axes.tick_params(labelsize=7)
        axes.yaxis.label.set_fontsize(7)
        margin = "" if np.isnan(shown.margin_uv) else f", {shown.margin_uv:+.2f} µV"
        margin = margin.replace(".", words["decimal_mark"])
        side, kind = (words.get(key, key) for key in (shown.side.label, shown.kind))
        axes.set_title(f"{side}: {kind}{margin}", fontsize=8, loc="left", pad=2)
    figure = grid.flat[0].get_figure(root=True)
    handles = grid.flat[0].get_legend_handles_labels()
    figure.legend(*handles, fontsize=7, ncols=4, frameon=False, loc="outside upper right")
    return tuple(grid.flat[: len(chosen)])


def _outline(shown: Snippet) -> tuple[NDArray[np.floating], ...]:
    """Return times, lowest and highest EMG in so many steps that can be told apart on paper."""
    per_step = max(1, len(shown.emg_uv) // MOST_POINTS)
    n_steps = len(shown.emg_uv) // per_step
    rows = shown.emg_uv[: n_steps * per_step].reshape(n_steps, per_step)
    times = shown.start_s + (np.arange(n_steps) + 0.5) * per_step / shown.rate_hz
    low = np.zeros(n_steps) if per_step == 1 else rows.min(axis=1)
    return times, low, rows.max(axis=1)
