"""Stretches of activity, to the bin."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from plm_detect.conditioning.condition import condition
from plm_detect.detection.activity import _longest_runs, find_activity, prominence_uv
from plm_detect.detection.detector import detect
from plm_detect.detection.following import follow
from plm_detect.model.movements import Side
from plm_detect.model.settings import DetectionSettings
from plm_detect.model.signals import LegSignal, Segment
from plm_detect.rules.sets import load

SETTINGS = DetectionSettings()
RULE = load("wasm2016").movement.criteria()


@given(st.lists(st.booleans(), min_size=1, max_size=60), st.data())
def test_longest_run_within_a_stretch_is_that_of_counting(
    flags: list[bool], data: st.DataObject
) -> None:
    edges = sorted(
        data.draw(st.lists(st.integers(0, len(flags)), unique=True, max_size=8, min_size=2))
    )
    begin, stop = np.array(edges[:-1:2]), np.array(edges[1::2])
    # Stretches do not touch each other.
    apart = np.append(begin[1:] > stop[: len(begin) - 1], True)[: len(stop)]
    if not apart.all() or len(begin) != len(stop):
        return
    found = _longest_runs(np.array(flags), begin, stop)
    for first, last, longest in zip(begin.tolist(), stop.tolist(), found.tolist(), strict=True):
        runs = "".join("x" if flag else " " for flag in flags[first:last]).split()
        assert longest == max((len(run) for run in runs), default=0)


def leg(*bursts: tuple[float, float], seconds: float = 120.0) -> LegSignal:
    noise = np.random.default_rng(2).standard_normal(round(256 * seconds)) * 1.5
    times = np.arange(len(noise)) / 256
    for onset, end in bursts:
        noise[(times >= onset) & (times < end)] *= 25
    return condition(LegSignal(Side.LEFT, "LAT", (Segment(0.0, 256.0, noise),)), SETTINGS).emg


def test_movement_of_one_piece_holds_its_whole_length() -> None:
    emg = leg((20, 22), (50, 50.9), (80, 84.5))
    found = detect(follow(emg, SETTINGS), Side.LEFT, RULE, SETTINGS).movements
    np.testing.assert_allclose(found.longest_burst_s, found.duration_s, atol=0.1)
    assert np.all(found.certainty > 0.7)


def test_movement_that_just_lasts_long_enough_is_uncertain() -> None:
    found = detect(
        follow(leg((20, 20.52), (50, 51)), SETTINGS), Side.LEFT, RULE, SETTINGS
    ).movements
    assert found.certainty[0] < 0.5
    assert found.certainty[1] > 0.7


def test_activity_stands_out_of_what_is_beside_it_and_a_step_does_not() -> None:
    (followed,) = follow(leg((20, 22), (60, 120)), SETTINGS)
    activity = find_activity(followed, RULE, SETTINGS)
    prominence = prominence_uv(activity, followed, SETTINGS)
    assert prominence[0] > 20
    assert np.all(activity.stop_bins() > activity.first_bins())
