"""Shapes of movements that are seen in people: one burst, a jerk, several bursts, a slow rise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plm_detect.simulate.shapes import course_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.random import Generator

    from plm_detect.simulate.courses import Course

EDGE_S = 0.03
BURST_S = (0.15, 0.42)
GAP_S = (0.08, 0.38)
JERK_S = (0.1, 0.3)
TONE_SHARE = (0.15, 0.45)
LOWEST_TONE_UV = 3.0
VALLEY_UV = 3.5
"""Between the waves of a crescendo the EMG stays above the end threshold of 2 uV."""
TREMOR_HZ = (3.0, 6.0)
TREMOR_SHARE = 0.6
TWITCH_S = (0.06, 0.2)
TWITCH_GAP_S = (0.15, 0.8)

Knots = list[tuple[float, float]]


def burst_movement(
    shape: str, start_s: float, duration_s: float, level_uv: float, rng: Generator
) -> Course:
    """Return the course of a movement of a shape.

    Parameters
    ----------
    shape : str
        One of `SHAPES`.
    start_s, duration_s : float
        Where its level leaves rest, and about until it is back.
    level_uv : float
        Mean rectified EMG at its height, above rest.
    rng : Generator
    """
    return course_of(SHAPES[shape](start_s, duration_s, level_uv, rng))


def twitch_cluster(
    start_s: float, duration_s: float, level_uv: float, rng: Generator
) -> list[Course]:
    """Return twitches of 60-200 ms that follow each other by 150-800 ms."""
    parts, time = [], start_s
    while time < start_s + duration_s:
        length = rng.uniform(*TWITCH_S)
        parts.append(course_of(_burst(time, length, level_uv * rng.uniform(0.5, 1.2))))
        time += length + rng.uniform(*TWITCH_GAP_S)
    return parts


def _burst(start: float, length: float, level: float) -> Knots:
    edge = min(EDGE_S, length / 4)
    end = start + length
    return [(start, 0.0), (start + edge, level), (end - edge, level), (end, 0.0)]


def _mono(start: float, duration: float, level: float, rng: Generator) -> Knots:
    rise, fall = rng.uniform(0.03, 0.15), rng.uniform(0.05, 0.25)
    end, middle = start + duration, start + rng.uniform(0.3, 0.7) * duration
    return [
        (start, 0.0),
        (start + min(rise, duration / 4), 0.9 * level),
        (middle, level),
        (end - min(fall, duration / 4), rng.uniform(0.6, 0.9) * level),
        (end, 0.0),
    ]


def _jerk_tonic(start: float, duration: float, level: float, rng: Generator) -> Knots:
    jerk = min(rng.uniform(*JERK_S), duration / 3)
    tone = max(LOWEST_TONE_UV, rng.uniform(*TONE_SHARE) * level)
    end = start + duration
    return [
        (start, 0.0),
        (start + 0.02, level),
        (start + jerk, level),
        (start + jerk + 0.05, tone),
        (end - 0.05, tone),
        (end, 0.0),
    ]


def _poly(start: float, duration: float, level: float, rng: Generator) -> Knots:
    knots: Knots = []
    time = start
    while len(knots) < 8 or time < start + duration - BURST_S[0]:
        length = rng.uniform(*BURST_S)
        knots += _burst(time, length, level * rng.uniform(0.7, 1.1))
        time += length + rng.uniform(*GAP_S)
    return knots


def _ramp(start: float, duration: float, level: float, rng: Generator) -> Knots:
    end = start + duration
    top = start + rng.uniform(0.6, 0.85) * duration
    return [(start, 0.0), (top, level), (end - 0.1, 0.8 * level), (end, 0.0)]


def _crescendo(start: float, duration: float, level: float, rng: Generator) -> Knots:
    n_waves = max(2, round(duration / rng.uniform(0.4, 0.7)))
    knots: Knots = [(start, 0.0)]
    for i in range(n_waves):
        begin, length = start + i * duration / n_waves, duration / n_waves
        height = max(VALLEY_UV, level * (i + 1) / n_waves)
        knots += [(begin + 0.3 * length, height), (begin + 0.7 * length, height)]
        knots.append((begin + 0.95 * length, VALLEY_UV))
    return [*knots, (start + duration, 0.0)]


def _tremor(start: float, duration: float, level: float, rng: Generator) -> Knots:
    period = 1 / rng.uniform(*TREMOR_HZ)
    n_bursts = max(3, round(duration / period))
    knots: Knots = []
    for i in range(n_bursts):
        knots += _burst(start + i * period, TREMOR_SHARE * period, level * rng.uniform(0.8, 1.1))
    return knots


SHAPES: dict[str, Callable[[float, float, float, Generator], Knots]] = {
    "mono": _mono,
    "jerk_tonic": _jerk_tonic,
    "poly": _poly,
    "ramp": _ramp,
    "crescendo": _crescendo,
    "tremor": _tremor,
}
"""Shapes by name."""
