"""The figures of a report as PNG."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from plm_detect import plot

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from plm_detect.results.night import Night
    from plm_detect.wording.language import Words

DPI = 160
STYLE = {
    "font.size": 8,
    "axes.linewidth": 0.6,
    "hatch.linewidth": 0.5,
    "svg.hashsalt": "plm-detect",
    "font.family": "DejaVu Sans",
    "text.parse_math": False,
}


def figures(night: Night, say: Words) -> dict[str, bytes]:
    """Return the figures by name; those that the night has nothing for are left out.

    Parameters
    ----------
    night : Night
    say : Words
    """
    drawers: dict[str, Callable[[], tuple[Axes, ...]]] = {
        "overview": lambda: plot.overview(night, texts=say.texts),
        "intervals": lambda: _intervals(night, say),
        "course": lambda: _course(night, say),
        "strips": lambda: plot.strips(night),
        "typical": lambda: plot.snippets(night, ("series",), say.texts),
        "closest": lambda: plot.snippets(night, ("found", "passed"), say.texts),
    }
    return drawn(drawers)


def drawn(drawers: Mapping[str, Callable[[], tuple[Axes, ...]]]) -> dict[str, bytes]:
    """Return figures as PNG; those without axes are left out.

    Parameters
    ----------
    drawers : mapping of str to callable
        Each makes a figure and returns its axes.
    """
    from matplotlib import get_backend, rc_context
    from matplotlib import pyplot as plt

    found: dict[str, bytes] = {}
    backend = get_backend()
    plt.switch_backend("agg")
    try:
        with rc_context(STYLE):
            for name, draw in drawers.items():
                axes = draw()
                figure = axes[0].get_figure(root=True) if axes else None
                if figure is not None:
                    found[name] = _png(figure)
                    plt.close(figure)
    finally:
        plt.close("all")
        plt.switch_backend(backend)
    return found


def _png(figure: Figure) -> bytes:
    target = io.BytesIO()
    figure.savefig(target, format="png", dpi=DPI, metadata={"Software": None})
    return target.getvalue()


def _intervals(night: Night, say: Words) -> tuple[Axes, ...]:
    from matplotlib import pyplot as plt

    _, (left, right) = plt.subplots(1, 2, figsize=(10.2, 2.6), layout="constrained")
    histogram = plot.interval_histogram(night, left, texts=say.texts)
    return histogram, plot.durations(night, right, texts=say.texts)


def _course(night: Night, say: Words) -> tuple[Axes, ...]:
    from matplotlib import pyplot as plt

    _, axes = plt.subplots(figsize=(10.2, 2.2), layout="constrained")
    return (plot.interval_course(night, axes, texts=say.texts),)
