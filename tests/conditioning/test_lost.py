"""Lost signal: standstill and saturation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from plm_detect.conditioning.condition import condition
from plm_detect.conditioning.lost import at_limit, find_lost, standing_still
from plm_detect.model.movements import Side
from plm_detect.model.settings import DetectionSettings
from plm_detect.model.signals import LegSignal, Segment

SETTINGS = DetectionSettings()


def runs_by_hand(values: list[int], shortest: int) -> list[list[int]]:
    found, begin = [], 0
    for i in range(1, len(values) + 1):
        if i == len(values) or values[i] != values[begin]:
            if i - begin >= shortest:
                found.append([begin, i])
            begin = i
    return found


@given(
    st.lists(st.tuples(st.integers(0, 3), st.sampled_from([1, 2, 5, 19, 20, 21, 60])), max_size=40),
    st.sampled_from([12, 20, 37]),
)
def test_standstill_is_found_to_the_sample(runs: list[tuple[int, int]], shortest: int) -> None:
    values = [value for value, count in runs for _ in range(count)]
    found = standing_still(np.array(values, dtype=np.float64), shortest)
    assert found.tolist() == runs_by_hand(values, shortest)


@given(st.integers(0, 2**32 - 1))
def test_noise_never_stands_still_or_at_a_limit(seed: int) -> None:
    samples = np.round(np.random.default_rng(seed).standard_normal(5000) * 20) / 20
    lost = find_lost(samples, 256.0, SETTINGS)
    assert not len(lost.begin)
    assert lost.n_clipped <= 4


def test_blocked_amplifier_is_lost_and_strong_emg_is_not() -> None:
    samples = np.random.default_rng(0).standard_normal(20_000)
    samples[5000:6000] *= 500
    samples = np.clip(samples, -300, 300)
    samples[12_000:12_500] = 300
    samples[12_050:12_500:100] = -300
    lost = find_lost(samples, 256.0, SETTINGS)
    assert len(lost.begin) == 1
    assert lost.begin[0] == pytest.approx(12_000, abs=64)
    assert lost.stop[0] == pytest.approx(12_500, abs=64)
    assert 0 < lost.n_clipped < 1000
    assert [12_000, 12_050] in at_limit(samples).tolist()


def test_nothing_is_filtered_across_lost_signal() -> None:
    samples = np.random.default_rng(0).standard_normal(256 * 60)
    samples[256 * 20 : 256 * 30] = 3000.0
    samples[256 * 30 + 20] = 3000.0
    leg = LegSignal(Side.LEFT, "LAT", (Segment(5.0, 256.0, samples),))
    conditioned = condition(leg, SETTINGS)
    assert conditioned.excluded.onset_s.tolist() == [25.0]
    assert conditioned.excluded.end_s.tolist() == [35.0]
    before, after = conditioned.emg.segments
    assert (before.start_s, after.start_s) == (5.0, 35.0)
    assert np.max(before.microvolts) < 10
    assert np.max(after.microvolts[256:]) < 10


def test_ecg_is_subtracted_at_any_sampling_rate() -> None:
    rng = np.random.default_rng(0)
    times = np.arange(256 * 300) / 256
    beats = np.cumsum(rng.uniform(0.8, 1.0, 330))

    def heart(at: np.ndarray) -> np.ndarray:
        near = beats[np.clip(np.searchsorted(beats, at), 1, len(beats) - 1)]
        before = beats[np.clip(np.searchsorted(beats, at) - 1, 0, len(beats) - 1)]
        since = np.where(np.abs(at - near) < np.abs(at - before), at - near, at - before)
        return np.asarray(np.exp(-0.5 * (since / 0.012) ** 2))

    emg = rng.standard_normal(len(times))
    leg = LegSignal(Side.LEFT, "LAT", (Segment(0.0, 256.0, emg + 20 * heart(times)),))
    clean = condition(LegSignal(Side.LEFT, "LAT", (Segment(0.0, 256.0, emg),)), SETTINGS)
    for rate_hz in (256.0, 200.0, 512.0):
        ecg = 1000 * heart(np.arange(round(300 * rate_hz)) / rate_hz)
        found = condition(leg, SETTINGS, (Segment(0.0, rate_hz, ecg),))
        off = found.emg.segments[0].microvolts - clean.emg.segments[0].microvolts
        assert np.percentile(np.abs(off), 99) < 0.8
        assert found.heart_share is not None
        assert found.heart_share > 0.5
