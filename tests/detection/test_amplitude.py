"""How strong marked movements are, from small numbers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plm_detect.detection.amplitude import mean_above_rest
from plm_detect.detection.envelope import Envelope
from plm_detect.detection.following import FollowedSegment
from plm_detect.detection.resting import RestingLevel
from plm_detect.model.signals import Segment


def followed(start_s: float, emg: list[float], rest_uv: list[float]) -> FollowedSegment:
    """Return a stretch at 100 Hz in bins of four samples, with a rest for every two bins."""
    values = np.array(emg, dtype=np.float64)
    n_bins = len(emg) // 4
    nothing = np.zeros(n_bins, dtype=np.float32)
    envelope = Envelope(np.append(np.arange(n_bins) * 4, len(emg)), 0.04, nothing, nothing)
    rest = RestingLevel(np.array(rest_uv), 2)
    return FollowedSegment(Segment(start_s, 100.0, values), envelope, rest, None)


LEG = (
    followed(10.0, [float(i) for i in range(16)], [1.0, 5.0]),
    followed(50.0, [20.0] * 16, [2.0, 30.0]),
)


def above(*pairs: tuple[float, float]) -> list[float]:
    onset_s, end_s = np.array(pairs, dtype=np.float64).reshape(-1, 2).T
    return mean_above_rest(LEG, onset_s, end_s).tolist()


def test_mean_is_that_of_the_samples_less_rest_at_the_onset() -> None:
    # Samples 2 to 5 are 3.5 on average over 1; samples 7 to 14 are 10.5 over 1; 8 to 15 over 5.
    assert above((10.02, 10.06), (10.07, 10.15), (10.08, 10.16)) == pytest.approx([2.5, 9.5, 6.5])


def test_each_stretch_has_its_own_rest() -> None:
    assert above((50.0, 50.16), (10.0, 10.01)) == [18.0, 0.0]


def test_mean_is_never_below_zero() -> None:
    assert above((50.08, 50.16), (10.08, 10.09)) == [0.0, 3.0]


@pytest.mark.parametrize(
    "pair",
    [(9.99, 10.1), (10.1, 10.17), (10.1, 50.1), (30.0, 31.0), (10.05, 10.05), (10.05, 10.02)],
)
def test_movement_that_was_not_followed_all_the_while_has_no_amplitude(pair) -> None:
    assert np.isnan(above(pair)).tolist() == [True]


def test_no_movement_has_no_amplitude() -> None:
    assert above() == []
    assert np.isnan(mean_above_rest([], np.array([1.0]), np.array([2.0]))).all()


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 15), st.integers(1, 16)), max_size=8))
def test_each_movement_is_measured_as_if_it_were_alone(pairs: list[tuple[int, int]]) -> None:
    pairs = [(a, min(a + n, 16)) for a, n in pairs]
    expected = [max(sum(range(a, b)) / (b - a) - (1.0 if a < 8 else 5.0), 0.0) for a, b in pairs]
    assert above(*((10 + a / 100, 10 + b / 100) for a, b in pairs)) == pytest.approx(expected)
