"""Colours, shapes and axes that all figures share.

Colours are those of Okabe and Ito, which the colour-blind tell apart; everything that a colour says
a shape or place says too, so that figures can be read in grey.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from plm_detect.model.movements import Movements
    from plm_detect.results.night import Night

PERIODIC, RESPIRATORY, ISOLATED, OTHER = "#0072B2", "#D55E00", "#E69F00", "#777777"
REM, SLEEP, EXCLUDED = "#CC79A7", "#222222", "#BBBBBB"
AROUSAL, BREATHING = "#009E73", "#56B4E9"
ONSET, END, REST = "#D55E00", "#E69F00", "#0072B2"
HOUR_S = 3600.0


def new_axes(axes: Axes | None, size: tuple[float, float] = (8.0, 2.5)) -> Axes:
    """Return the axes, or new ones in a figure of their own."""
    if axes is not None:
        return axes
    import matplotlib.pyplot as plt

    made: Axes = plt.subplots(figsize=size, layout="constrained")[1]
    return made


def clock_axis(axes: Axes, night: Night, *, labelled: bool = True) -> None:
    """Give an axis in seconds ticks at round times of day, from lights off to lights on."""
    begin, end = night.window.start_s, night.window.end_s
    axes.set_xlim(begin, end)
    step_s = next(
        (step for step in (60, 300, 600, 900, 1800, 3600, 7200) if (end - begin) / step <= 12),
        14_400,
    )
    midnight_s = since_midnight_s(night.start)
    first = np.ceil((begin + midnight_s) / step_s) * step_s - midnight_s
    ticks = np.arange(first, end + 1e-6, step_s)
    axes.set_xticks(ticks)
    axes.set_xticklabels([clock(night.start, tick) for tick in ticks.tolist()] if labelled else [])


def since_midnight_s(start: dt.datetime | None) -> float:
    """Return the seconds from midnight to a time of day; 0 where it is not known."""
    if start is None:
        return 0.0
    return (start - dt.datetime.combine(start, dt.time())).total_seconds()


def clock(start: dt.datetime | None, at_s: float, *, seconds: bool = False) -> str:
    """Return a time of day, or where the start is not known hours and minutes since it."""
    if start is None:
        whole = round(at_s)
        text = f"{whole // 3600}:{whole % 3600 // 60:02d}"
        return f"{text}:{whole % 60:02d}" if seconds else text
    moment = start + dt.timedelta(seconds=at_s)
    return moment.strftime("%H:%M:%S" if seconds else "%H:%M")


def fine_ticks(
    start: dt.datetime | None, begin_s: float, end_s: float, most: int = 5
) -> tuple[list[float], list[str]]:
    """Return round times of day in a short stretch, and how they are written.

    Where they lie closer than a second, they keep its fractions.
    """
    midnight_s = since_midnight_s(start)
    step_s = next(
        (
            step
            for step in (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60)
            if (end_s - begin_s) / step <= most
        ),
        120,
    )
    first = int(np.ceil((begin_s + midnight_s) / step_s - 1e-6))
    last = int(np.floor((end_s + midnight_s) / step_s + 1e-6))
    of_day = [i * step_s for i in range(first, last + 1)]
    texts = []
    for at in of_day:
        tenths = round(at * 10)
        whole = tenths // 10
        hours = whole // 3600 % (10**9 if start is None else 24)
        fraction = f".{tenths % 10}" if step_s < 1 else ""
        texts.append(f"{hours:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}{fraction}")
    return [at - midnight_s for at in of_day], texts


def plain(axes: Axes) -> None:
    """Leave out the frame where nothing is read from it."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(length=2.5)


def kinds_of(movements: Movements) -> dict[str, NDArray[np.bool_]]:
    """Return which movements are shown as which kind; each is of one kind."""
    respiratory = movements.is_respiratory
    periodic = movements.is_plm & ~respiratory
    isolated = movements.is_isolated & ~respiratory & ~periodic
    return {
        "periodic": periodic,
        "respiratory": respiratory,
        "isolated": isolated,
        "other": ~(periodic | respiratory | isolated),
    }
