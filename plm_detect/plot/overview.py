"""The whole night on one page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from plm_detect.plot.bars import marked, say_of
from plm_detect.plot.panels import SHAPES, events, hours, hypnogram, legs, saturation, trend
from plm_detect.plot.style import clock_axis

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from plm_detect.results.night import Night

SIZE = (10.2, 4.7)
LEGEND: dict[str, Any] = {
    "ncols": 4,
    "fontsize": 7,
    "frameon": False,
    "loc": "lower right",
    "bbox_to_anchor": (1.0, 0.98),
    "borderpad": 0,
    "handletextpad": 0.4,
}
PANELS = (
    ("Sleep stages", hypnogram, 2.2),
    ("Leg movements", legs, 1.7),
    ("Events", events, 0.9),
    ("EMG", trend, 1.5),
    ("Oxygen saturation", saturation, 0.9),
    ("PLMS per hour of sleep", hours, 1.3),
)
"""Title, function and relative height; what a night does not have is left out."""


def overview(
    night: Night,
    *,
    size: tuple[float, float] = SIZE,
    texts: Mapping[str, str] | None = None,
) -> tuple[Axes, ...]:
    """Draw everything on one clock axis: stages, movements, events, amplitudes, index by hour.

    Parameters
    ----------
    night : Night
    size : (float, float)
        Width and height of the figure, inches.
    texts : mapping of str to str, or None
        Words in place of the English ones.

    Returns
    -------
    tuple of matplotlib.axes.Axes
        From top to bottom.
    """
    import matplotlib.pyplot as plt
    from matplotlib.lines import Line2D

    say = dict(texts or {})
    has_saturation = night.traces is not None and night.traces.saturation is not None
    left_out = {trend: not night.legs, saturation: not has_saturation}
    panels = [panel for panel in PANELS if not left_out.get(panel[1], False)]
    figure, rows = plt.subplots(
        len(panels),
        1,
        figsize=size,
        height_ratios=[height for *_, height in panels],
        layout="constrained",
    )
    for axes, (title, draw, _) in zip(rows, panels, strict=True):
        draw(night, axes)
        axes.set_title(say.get(title, title), loc="left", fontsize=8, pad=2)
        axes.tick_params(labelsize=7)
        axes.yaxis.label.set_fontsize(7)
        for text in axes.texts:
            text.set_text(say.get(text.get_text(), text.get_text()))
        if draw in (trend, saturation, hours):
            marked(axes, say_of(texts), "y")
        if draw in (legs, events):
            names = [label.get_text() for label in axes.get_yticklabels()]
            axes.set_yticks(axes.get_yticks(), [say.get(name, name) for name in names])
        if draw is trend:
            sides = [side.label for side in night.sides]
            lines = [line for line in axes.get_lines() if line.get_label() in sides]
            names = [say.get(str(line.get_label()), str(line.get_label())) for line in lines]
            axes.legend(lines, names, **LEGEND)
        if axes is not rows[-1]:
            clock_axis(axes, night, labelled=False)
    handles = [
        Line2D(
            [],
            [],
            ls="",
            marker=marker,
            ms=6,
            color=color,
            markerfacecolor="none" if kind == "isolated" else color,
        )
        for kind, (marker, color, _) in SHAPES.items()
    ]
    rows[1].legend(
        handles,
        [say.get(kind, kind) for kind in SHAPES],
        **LEGEND,
    )
    figure.align_ylabels(rows)
    return tuple(rows)
