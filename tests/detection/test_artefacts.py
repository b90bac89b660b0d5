"""How fast an EMG changes: small signals by hand."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plm_detect.detection.artefacts import frequencies_hz, usual_frequency_hz
from plm_detect.model.signals import Segment

SIGNALS = st.lists(st.integers(-40, 40), min_size=2, max_size=40)


def segment_of(emg: list[float] | np.ndarray, rate_hz: float = 100.0) -> Segment:
    values = np.asarray(emg, dtype=np.float64)
    return Segment(0.0, rate_hz, np.abs(values), values < 0)


def speeds(emg: list[float] | np.ndarray, *pairs: tuple[int, int], rate_hz: float = 100.0):
    first, stop = np.array(pairs, dtype=np.intp).reshape(-1, 2).T
    return frequencies_hz(segment_of(emg, rate_hz), first, stop)


def tone_of(change: float, size: float, rate_hz: float = 100.0) -> float:
    return rate_hz / math.pi * math.asin(min(change / size / 2, 1.0))


def test_frequency_is_that_of_a_tone_with_the_mean_change_over_the_mean_size() -> None:
    # Changes 2 3 4 (mean 3), sizes 3 1 2 2 (mean 2): a ratio of 1.5.
    assert speeds([3, 1, -2, 2], (0, 4)) == pytest.approx([tone_of(3, 2)])


def test_highest_frequency_is_half_the_sampling_rate() -> None:
    assert speeds([5, -5] * 10, (0, 20)) == pytest.approx([50.0])
    # From 0 to 1 and back the ratio is two as well; a lone sample of 1 in five has 2.5.
    assert speeds([0, 0, 1, 0, 0], (0, 5)) == pytest.approx([50.0])


def test_what_stands_still_has_no_frequency() -> None:
    assert speeds([7] * 5, (0, 5)).tolist() == [0.0]
    assert speeds([0] * 5, (0, 5)).tolist() == [0.0]
    assert speeds([7, -7], (1, 2)).tolist() == [0.0]


def test_change_from_part_to_part_belongs_to_none() -> None:
    emg = [1, 3, 1, -90, -90, -90, 2, 2, 4]
    found = speeds(emg, (0, 3), (3, 6), (6, 9), (0, 9))
    whole = tone_of((2 + 2 + 91 + 92 + 2) / 8, (5 + 270 + 8) / 9)
    expected = [tone_of(2, 5 / 3), 0.0, tone_of(1, 8 / 3), whole]
    assert found == pytest.approx(expected)


def test_without_its_sign_or_without_parts_there_is_nothing_to_say() -> None:
    bare = Segment(0.0, 100.0, np.ones(10))
    found = frequencies_hz(bare, np.array([0, 5]), np.array([5, 10]))
    assert found.shape == (2,)
    assert np.isnan(found).all()
    assert speeds([1, 2]).shape == (0,)
    assert usual_frequency_hz(bare) == 0.0


@settings(max_examples=60)
@given(SIGNALS, st.data())
def test_each_part_is_measured_as_if_it_were_alone(emg, data: st.DataObject) -> None:
    pairs = [sorted(data.draw(st.tuples(*[st.integers(0, len(emg))] * 2))) for _ in range(4)]
    pairs = [(a, b) for a, b in pairs if a < b]
    expected = []
    for a, b in pairs:
        part = emg[a:b]
        change = [abs(y - x) for x, y in pairwise(part)]
        size = sum(abs(value) for value in part) / len(part)
        is_moving = size > 0 and change
        expected.append(tone_of(sum(change) / len(change), size) if is_moving else 0.0)
    assert speeds(emg, *pairs) == pytest.approx(expected, abs=1e-9)


@settings(max_examples=60)
@given(SIGNALS, st.sampled_from([-2.0, 0.5, 1000.0]), st.floats(50, 2000))
def test_neither_unit_nor_polarity_nor_direction_matters_and_the_rate_scales(
    emg, factor: float, rate_hz: float
) -> None:
    whole = (0, len(emg))
    (found,) = speeds(emg, whole)
    assert 0 <= found <= 50 + 1e-9
    assert speeds(factor * np.array(emg), whole) == pytest.approx([found])
    assert speeds(emg[::-1], whole) == pytest.approx([found])
    assert speeds(emg, whole, rate_hz=rate_hz) == pytest.approx([found * rate_hz / 100])


def seconds(*tones: float) -> np.ndarray:
    """Return a second at 100 Hz of each: that many samples up and as many down."""
    return np.concatenate([np.where(np.arange(100) // half % 2 == 0, 5.0, -5.0) for half in tones])


def speed_of(half: int) -> float:
    # The sign changes 100 / half - 1 times in 99 steps.
    return tone_of(10 * (100 / half - 1) / 99, 5)


def test_usual_frequency_is_the_median_over_every_sixteenth_second() -> None:
    # Seconds 0, 16 and 32 count, whatever is in between.
    night = seconds(2, *[1] * 15, 5, *[1] * 15, 10)
    assert usual_frequency_hz(segment_of(night)) == pytest.approx(speed_of(5))
    assert usual_frequency_hz(segment_of(night[: 32 * 100])) == pytest.approx(
        (speed_of(2) + speed_of(5)) / 2
    )


def test_what_does_not_fill_a_second_is_left_out() -> None:
    night = np.concatenate((seconds(5), np.full(99, 5.0)))
    assert usual_frequency_hz(segment_of(night)) == pytest.approx(speed_of(5))


def test_stretch_shorter_than_a_second_is_measured_as_it_is() -> None:
    assert usual_frequency_hz(segment_of([3, 1, -2, 2])) == pytest.approx(tone_of(3, 2))


def test_seconds_that_stand_still_count_as_no_change() -> None:
    night = np.concatenate((np.zeros(1600), seconds(5)))
    assert usual_frequency_hz(segment_of(night)) == pytest.approx(speed_of(5) / 2)
    assert usual_frequency_hz(segment_of(np.zeros(300))) == 0.0
