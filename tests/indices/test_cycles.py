"""Sleep cycles: what must hold for any night, and the borders that are not whole minutes."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from builders import hypnogram
from hypothesis import given, settings
from hypothesis import strategies as st

from plm_detect.indices.cycles import sleep_cycles
from plm_detect.model.hypnogram import Hypnogram, Stage

RUNS = st.lists(
    st.tuples(
        st.sampled_from("W2R13R."), st.sampled_from([0.5, 1, 4.5, 5, 5.5, 14.5, 15, 15.5, 40])
    ),
    max_size=14,
)


def staged(runs: list[tuple[str, float]]) -> str:
    return "".join(stage * round(2 * minutes) for stage, minutes in runs)


def found(night: Hypnogram) -> list[tuple[float, float, bool]]:
    cycles = sleep_cycles(night)
    columns = (cycles.onset_s, cycles.end_s, cycles.is_complete)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def walked(stages: str) -> list[tuple[float, float, bool]]:
    """Return the cycles, epoch by epoch of 30 s: 30 epochs are 15 minutes and 10 are five."""
    asleep = [i for i, stage in enumerate(stages) if stage in "123R"]
    if not asleep:
        return []
    periods: list[list[int]] = []
    for i, stage in enumerate(stages):
        if stage != "R":
            continue
        if periods and i - periods[-1][-1] - 1 < 30:
            periods[-1].append(i)
        else:
            periods.append([i])
    periods = periods[:1] + [period for period in periods[1:] if len(period) >= 10]
    cycles, begin = [], asleep[0]
    for period in periods:
        if period[0] - begin >= 30:
            cycles.append((30.0 * begin, 30.0 * (period[-1] + 1), True))
            begin = period[-1] + 1
    if asleep[-1] + 1 - begin >= 30:
        cycles.append((30.0 * begin, 30.0 * (asleep[-1] + 1), False))
    return cycles


@settings(max_examples=200)
@given(RUNS)
def test_same_as_walking_through_the_epochs(runs: list[tuple[str, float]]) -> None:
    assert found(hypnogram(staged(runs))) == walked(staged(runs))


@settings(max_examples=80)
@given(RUNS)
def test_cycles_follow_one_another_from_sleep_onset_on(runs: list[tuple[str, float]]) -> None:
    night = hypnogram(staged(runs))
    cycles = found(night)
    asleep = [i for i, stage in enumerate(staged(runs)) if stage in "123R"]
    if not cycles:
        return
    assert cycles[0][0] == 30 * asleep[0]
    assert cycles[-1][1] <= 30 * (asleep[-1] + 1)
    assert all(before[1] == after[0] for before, after in pairwise(cycles))
    assert all(end - onset >= 900 for onset, end, _ in cycles)
    assert all(is_complete for _, _, is_complete in cycles[:-1])
    ends = night.end_s[night.stage == Stage.R]
    assert all(end in ends for _, end, is_complete in cycles if is_complete)


@settings(max_examples=60)
@given(RUNS, st.sampled_from([0.5, 4096.0, 12345.678]))
def test_cycles_do_not_depend_on_when_the_recording_started(runs, by_s: float) -> None:
    night = hypnogram(staged(runs))
    later = Hypnogram(night.onset_s + by_s, night.end_s + by_s, night.stage)
    expected = [(onset + by_s, end + by_s, done) for onset, end, done in found(night)]
    assert found(later) == [pytest.approx(cycle) for cycle in expected]


@settings(max_examples=60)
@given(RUNS)
def test_depth_of_sleep_and_length_of_epochs_do_not_matter(runs) -> None:
    stages = staged(runs)
    night = hypnogram(stages)
    light = str.maketrans("23", "11")
    assert found(hypnogram(stages.translate(light))) == found(night)
    halves = hypnogram("".join(2 * stage for stage in stages), epoch_s=15.0)
    assert found(halves) == found(night)


def test_wakefulness_belongs_to_the_nrem_period_around_it() -> None:
    # 5 min of N2, 8 min awake, 2 min of N2: fifteen minutes before R.
    assert found(hypnogram(staged([("2", 5), ("W", 8), ("2", 2), ("R", 5)]))) == [(0, 1200, True)]
    assert found(hypnogram(staged([("2", 5), ("W", 7), ("2", 2), ("R", 5)]))) == [(0, 1140, False)]


def test_fifteen_minutes_on_paper_are_enough_in_the_machine() -> None:
    # Epochs of 0.1 s do not add up to 900 s to the last digit.
    borders = np.cumsum(np.full(12_001, 0.1))
    stage = np.full(12_000, Stage.N2, dtype=np.int8)
    stage[9000:] = Stage.R
    night = Hypnogram(borders[:-1], borders[1:], stage)
    onset_s, end_s = float(borders[0]), float(borders[-1])
    assert borders[9000] - onset_s != 900.0
    assert found(night) == [(onset_s, end_s, True)]


def test_night_of_nothing_has_no_cycles() -> None:
    cycles = sleep_cycles(hypnogram(""))
    assert len(cycles) == 0
    assert cycles.is_complete.dtype == bool
