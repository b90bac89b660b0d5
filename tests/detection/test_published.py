"""Published detectors: each finds a plain movement, by its own limits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import plm_detect
from plm_detect.detection.compared import detect_published
from plm_detect.detection.following import follow
from plm_detect.detection.protocol import available, reference_of
from plm_detect.detection.stretches import between, lasting, merged, runs
from plm_detect.errors import SettingsError
from plm_detect.model.movements import LegMovements, Side
from plm_detect.model.settings import OWN_DETECTOR, DetectionSettings
from plm_detect.model.signals import LegSignal, Segment

PUBLISHED = [name for name in available() if name != OWN_DETECTOR]


def searched(name: str, *bursts: tuple[float, float, float], rest: float = 0.3) -> LegMovements:
    times = np.arange(256 * 120) / 256
    level = np.full(len(times), rest)
    for onset, end, height in bursts:
        level[(times >= onset) & (times < end)] = height
    noise = np.abs(np.random.default_rng(0).standard_normal(len(times)))
    leg = LegSignal(Side.LEFT, "LAT", (Segment(0.0, 256.0, level * noise),))
    return detect_published(name, follow(leg, DetectionSettings()), Side.LEFT)


@pytest.mark.parametrize("name", PUBLISHED)
def test_plain_movement_is_found_and_a_twitch_is_not(name: str) -> None:
    found = searched(name, (30, 33, 60.0), (60, 60.2, 60.0), (90, 92, 60.0))
    plain = [np.min(np.abs(found.onset_s - onset)) for onset in (30.0, 90.0)]
    assert max(plain) < 0.2
    assert not np.any(np.abs(found.onset_s - 60) < 1)
    assert len(searched(name)) == 0
    assert np.all(found.peak_uv > 60)


@pytest.mark.parametrize(("name", "n_found"), [("ferri2005", 0), ("fixed", 1), ("splmad2014", 0)])
def test_longest_movement_is_that_of_the_paper(name: str, n_found: int) -> None:
    assert len(searched(name, (30, 43, 60.0))) == n_found


def test_every_detector_has_a_reference() -> None:
    assert all(reference_of(name) for name in plm_detect.detectors())
    with pytest.raises(SettingsError, match="choose one of: adaptive, ferri2005"):
        reference_of("mine")


def test_detector_is_named_in_the_result(sample_night) -> None:
    night = plm_detect.score(sample_night, detector="ferri2005")
    assert night.detector[0] == "ferri2005"
    assert "2005;28:998" in night.detector[1]
    assert all(v.choice != "onset above rest" for v in night.robustness.variants)
    assert plm_detect.score(sample_night, robustness=False).detector[0] == OWN_DETECTOR


FLAGS = st.lists(st.booleans(), max_size=60).map(lambda flags: np.array(flags, dtype=bool))


@settings(max_examples=200)
@given(FLAGS, st.data())
def test_stretches_between_rises_and_falls(rises: np.ndarray, data) -> None:
    falls = np.array(
        data.draw(st.lists(st.booleans(), min_size=len(rises), max_size=len(rises))), dtype=bool
    )
    first, stop = between(rises, falls)
    assert np.all(stop > first)
    assert np.all(first[1:] >= stop[:-1])
    inside = np.zeros(len(rises), dtype=bool)
    for begin, end in zip(first.tolist(), stop.tolist(), strict=True):
        assert rises[begin]
        assert end == len(falls) or falls[end]
        assert not np.any(falls[begin + 1 : end])
        inside[begin:end] = True
    assert not np.any(rises & ~inside)


def test_runs_are_merged_over_gaps_and_chosen_by_length() -> None:
    flags = np.array([0, 1, 1, 0, 1, 0, 0, 0, 1, 1, 1, 0], dtype=bool)
    found = runs(flags)
    assert [column.tolist() for column in found] == [[1, 4, 8], [3, 5, 11]]
    assert [column.tolist() for column in merged(found, 2)] == [[1, 8], [5, 11]]
    assert [column.tolist() for column in lasting(found, 2, 2)] == [[1], [3]]
