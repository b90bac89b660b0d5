"""What figures share: clock, kinds of movements."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.figure import Figure
from plot.drawn import night

from plm_detect.plot.style import clock, clock_axis, kinds_of, new_axes, plain, since_midnight_s

START = dt.datetime(2024, 3, 1, 23, 30, 15)


@pytest.mark.parametrize(
    ("start", "at_s", "seconds", "text"),
    [
        (START, 0.0, False, "23:30"),
        (START, 1800.0, False, "00:00"),
        (START, 1800.0, True, "00:00:15"),
        (None, 3725.0, False, "1:02"),
        (None, 3725.0, True, "1:02:05"),
        (None, 90_000.0, False, "25:00"),
    ],
)
def test_clock(start: dt.datetime | None, at_s: float, seconds: bool, text: str) -> None:
    assert clock(start, at_s, seconds=seconds) == text


def test_seconds_since_midnight() -> None:
    assert since_midnight_s(START) == 23 * 3600 + 30 * 60 + 15
    assert since_midnight_s(None) == 0.0


@given(
    begin=st.floats(0, 40_000, allow_subnormal=False),
    length=st.floats(60, 90_000),
    start=st.one_of(st.none(), st.datetimes(dt.datetime(2000, 1, 1), dt.datetime(2050, 1, 1))),
)
def test_ticks_stand_at_round_times_within_the_window(
    begin: float, length: float, start: dt.datetime | None
) -> None:
    drawn = night()
    window = replace(drawn.window, start_s=begin, end_s=begin + length)
    axes = Figure().subplots()
    clock_axis(axes, replace(drawn, start=start, window=window))
    ticks = np.asarray(axes.get_xticks())
    assert axes.get_xlim() == pytest.approx((begin, begin + length))
    assert np.all((ticks >= begin - 1e-6) & (ticks <= begin + length + 1e-6))
    assert len(ticks) <= 13
    steps = np.diff(ticks)
    assert np.allclose(steps, steps[0] if len(steps) else 0.0)
    past = (ticks + since_midnight_s(start)) % 60.0
    assert np.all(np.minimum(past, 60.0 - past) < 1e-3)


def test_labels_can_be_left_out() -> None:
    axes = new_axes(None)
    clock_axis(axes, night(), labelled=False)
    assert {label.get_text() for label in axes.get_xticklabels()} == {""}


def test_every_movement_is_of_one_kind() -> None:
    movements = night().movements
    kinds = kinds_of(movements)
    assert np.sum(list(kinds.values()), axis=0).tolist() == [1] * len(movements)
    related = replace(movements, is_respiratory=np.ones(len(movements), dtype=bool))
    assert kinds_of(related)["respiratory"].all()
    assert not kinds_of(related)["periodic"].any()


def test_axes_that_are_given_are_taken_and_lose_their_frame() -> None:
    _, axes = plt.subplots()
    assert new_axes(axes) is axes
    plain(axes)
    assert not axes.spines["top"].get_visible()
    assert axes.spines["left"].get_visible()
