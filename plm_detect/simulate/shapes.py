"""Shapes of movements: how the level of the EMG above rest rises and falls."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from plm_detect.simulate.courses import Course

if TYPE_CHECKING:
    from numpy.random import Generator

RISE_S = (0.03, 0.15)
FALL_S = (0.03, 0.25)
SHAPES = (("plateau", 0.5), ("ramp", 0.2), ("double", 0.2), ("crest", 0.1))
"""Shapes and their shares."""
VALLEY_SHARE = (0.3, 0.6)
LOWEST_VALLEY_UV = 3.5
"""Between the bursts of a movement the EMG stays above the end threshold of 2 uV."""
BODY_KNOT_S = (0.4, 1.2)
BODY_LOWEST_UV = 12.0


def movement(start_s: float, duration_s: float, level_uv: float, rng: Generator) -> Course:
    """Return the course of one movement.

    Parameters
    ----------
    start_s, duration_s : float
        Where its level leaves rest, and until it is back.
    level_uv : float
        Mean rectified EMG at its height, above rest.
    rng : Generator

    Returns
    -------
    Course
        A plateau, a slow ramp, two bursts or a crest that dies away.
    """
    names = [name for name, _ in SHAPES]
    shape = str(rng.choice(names, p=[share for _, share in SHAPES]))
    rise = min(rng.uniform(*RISE_S), duration_s / 4)
    fall = min(rng.uniform(*FALL_S), duration_s / 4)
    end = start_s + duration_s
    wobble = rng.uniform(0.8, 1.2)
    middle = start_s + rng.uniform(0.35, 0.65) * duration_s
    if shape == "ramp":
        knots = [(start_s, 0.0), (start_s + rise, 0.45 * level_uv), (middle, level_uv)]
        knots += [(end - fall, 0.8 * level_uv), (end, 0.0)]
    elif shape == "double" and duration_s > 1.2:
        valley = max(LOWEST_VALLEY_UV, rng.uniform(*VALLEY_SHARE) * level_uv)
        knots = [(start_s, 0.0), (start_s + rise, level_uv), (middle - 0.2, level_uv)]
        knots += [(middle - 0.1, valley), (middle + 0.1, valley), (middle + 0.2, wobble * level_uv)]
        knots += [(end - fall, wobble * level_uv), (end, 0.0)]
    elif shape == "crest":
        knots = [(start_s, 0.0), (start_s + rise, 1.2 * level_uv), (middle, 0.7 * level_uv)]
        knots += [(end - fall, 0.35 * level_uv), (end, 0.0)]
    else:
        knots = [(start_s, 0.0), (start_s + rise, level_uv), (middle, wobble * level_uv)]
        knots += [(end - fall, level_uv), (end, 0.0)]
    return course_of(knots)


def body_movement(start_s: float, duration_s: float, level_uv: float, rng: Generator) -> Course:
    """Return the irregular course of a movement of the whole body."""
    end = start_s + duration_s
    knots = [(start_s, 0.0)]
    time = start_s + 0.2
    while time < end - 0.4:
        knots.append((time, rng.uniform(BODY_LOWEST_UV, 2 * level_uv)))
        time += rng.uniform(*BODY_KNOT_S)
    return course_of([*knots, (end - 0.2, BODY_LOWEST_UV), (end, 0.0)])


def burst(start_s: float, duration_s: float, level_uv: float) -> Course:
    """Return a burst with ramps of 20 ms: a twitch, or a weak burst."""
    end, ramp = start_s + duration_s, min(0.02, duration_s / 4)
    knots = [(start_s, 0.0), (start_s + ramp, level_uv), (end - ramp, level_uv), (end, 0.0)]
    return course_of(knots)


def course_of(knots: list[tuple[float, float]]) -> Course:
    """Return a course of knots (time, level)."""
    times, levels = np.array(knots, dtype=np.float64).T
    return Course(times, levels)
