"""Long recordings are worked in blocks: the same results as in one piece, in little memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plm_detect.conditioning.condition import condition
from plm_detect.conditioning.lost import find_lost
from plm_detect.detection import sections
from plm_detect.detection.detail import chosen_windows, leg_detail
from plm_detect.detection.detector import detect
from plm_detect.detection.evidence import FollowedLeg, deciding_means, leg_trace
from plm_detect.detection.following import follow
from plm_detect.edf import samples as edf_samples
from plm_detect.edf.header import read_header
from plm_detect.edf.samples import read_digital
from plm_detect.files import scratch
from plm_detect.files.scratch import Scratch
from plm_detect.model import signals
from plm_detect.model.movements import LegMovements, Side
from plm_detect.model.settings import DetectionSettings
from plm_detect.model.signals import LegSignal, Segment
from plm_detect.rules.sets import load
from tests.builders import Channel, Edf

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plm_detect.detection.detector import DetectedLeg
    from plm_detect.detection.following import FollowedSegment
    from plm_detect.model.signals import Room
    from plm_detect.model.traces import LegDetail, LegTrace

pytestmark = pytest.mark.no_cover
"""Watching which lines run would take longer than the tests themselves."""

PEAKS = Path("/proc/self/status")
SETTINGS = DetectionSettings()
CRITERIA = load("wasm2016").movement.criteria()
MOST_MB = 600
"""Of 24 h at 500 Hz; in one piece they would take more than 1.5 GB."""


def in_small_pieces() -> pytest.MonkeyPatch:
    """Make blocks and sections very small, and keep nothing in memory."""
    patch = pytest.MonkeyPatch()
    for module in ("model.signals", "detection.envelope", "detection.artefacts"):
        patch.setattr(f"plm_detect.{module}.BLOCK_SAMPLES", 1000)
    for module in ("envelope", "evidence"):
        patch.setattr(f"plm_detect.detection.{module}.BLOCK_BINS", 97)
    patch.setattr(sections, "SECTION_SAMPLES", 6000)
    patch.setattr(sections, "OVERLAP_S", 60.0)
    patch.setattr(scratch, "IN_MEMORY_BYTES", 0)
    return patch


def legs(seed: int, rate_hz: float, minutes: float) -> tuple[LegSignal, tuple[Segment, ...]]:
    """Return a leg with a gap, movements, standstill, hum and a heart, and its ECG."""
    rng = np.random.default_rng(seed)
    emg_parts, ecg_parts = [], []
    for start_s, share in ((0.0, 0.7), (5000.25, 0.3)):
        n = int(60 * minutes * share * rate_hz)
        times_s = np.arange(n) / rate_hz
        emg = rng.standard_normal(n)
        for onset_s in np.cumsum(rng.uniform(4, 25, 200)):
            inside = (times_s >= onset_s) & (times_s < onset_s + rng.uniform(0.4, 9.0))
            emg[inside] *= rng.uniform(3, 40)
        beats = np.where((times_s % 0.83) < 0.06, np.sin(2 * np.pi * 40 * times_s), 0.0)
        emg += 6 * beats + 4 * np.sin(2 * np.pi * 50 * times_s) * (times_s > times_s[-1] / 2)
        at = int(rng.integers(n // 3, n // 2))
        emg[at : at + int(2 * rate_hz)] = 3.0
        emg = np.clip(emg, -60, 60)
        emg_parts.append(Segment(start_s, rate_hz, emg.astype(np.float32)))
        slow = np.arange(int(n * 100 / rate_hz)) / 100
        heart = np.where((slow % 0.83) < 0.06, np.sin(2 * np.pi * 40 * slow), 0.0)
        heart += 0.02 * rng.standard_normal(len(slow))
        ecg_parts.append(Segment(start_s, 100.0, heart.astype(np.float32)))
    return LegSignal(Side.LEFT, "LAT", tuple(emg_parts)), tuple(ecg_parts)


@settings(max_examples=6)
@given(st.integers(0, 1000), st.sampled_from([128.0, 199.99, 256.0, 512.3]))
def test_movements_are_those_of_one_piece(seed: int, rate_hz: float) -> None:
    leg, ecg = legs(seed, rate_hz, minutes=9)
    conditioned = condition(leg, SETTINGS, ecg)
    followed = follow(conditioned.emg, SETTINGS)
    found = detect(followed, Side.LEFT, CRITERIA, SETTINGS, [4.0, 12.0])
    assert len(found.movements) > 10
    trace, detail = in_report(followed, found, np.empty)
    patch = in_small_pieces()
    try:
        room = Scratch().room
        pieces = condition(leg, SETTINGS, ecg, room)
        again = follow(pieces.emg, SETTINGS, room)
        assert len(list(sections.sections(again))) > len(again)
        same = detect(again, Side.LEFT, CRITERIA, SETTINGS, [4.0, 12.0])
        trace_again, detail_again = in_report(again, same, room)
    finally:
        patch.undo()
    for one, other in zip(conditioned.emg.segments, pieces.emg.segments, strict=True):
        np.testing.assert_array_equal(one.microvolts[:], other.microvolts[:])
        assert one.is_negative is not None
        assert other.is_negative is not None
        np.testing.assert_array_equal(one.is_negative[:], other.is_negative[:])
    for name in ("clipped_s", "hum_s", "heart_share"):
        assert getattr(conditioned, name) == getattr(pieces, name)
    for one, other in zip(followed, again, strict=True):
        np.testing.assert_array_equal(one.envelope.median_uv[:], other.envelope.median_uv[:])
        np.testing.assert_array_equal(one.rest.microvolts, other.rest.microvolts)
        assert (one.heart_rhythm, one.usual_hz) == (other.heart_rhythm, other.usual_hz)
    for name in ("movements", "tones", "unsustained"):
        same_movements(getattr(found, name), getattr(same, name))
    for one, other in zip(found.varied, same.varied, strict=True):
        same_movements(one, other)
    assert found.n_weak == same.n_weak
    np.testing.assert_array_equal(found.decisions.middle_s, same.decisions.middle_s)
    np.testing.assert_array_equal(trace.envelope_uv, trace_again.envelope_uv)
    np.testing.assert_array_equal(trace.rest_uv, trace_again.rest_uv)
    np.testing.assert_array_equal(detail.peak_uv, detail_again.peak_uv)
    assert len(detail.windows) == len(detail_again.windows) > 5
    for one, other in zip(detail.windows, detail_again.windows, strict=True):
        assert (one.start_s, one.bin_start_s) == (other.start_s, other.bin_start_s)
        np.testing.assert_array_equal(one.root, other.root)
        np.testing.assert_allclose(one.mean_uv, other.mean_uv, rtol=2e-3)


def in_report(
    followed: Sequence[FollowedSegment], found: DetectedLeg, room: Room
) -> tuple[LegTrace, LegDetail]:
    """Return what a report shows of a leg."""
    leg = FollowedLeg(Side.LEFT, "", followed, found.movements, CRITERIA, found.decisions, SETTINGS)
    (windows,) = chosen_windows([leg], 6000.0, 100_000)
    detail = leg_detail(leg, 6000.0, windows, deciding_means(leg, room))
    return leg_trace(leg, 6000.0), detail


def same_movements(one: LegMovements, other: LegMovements) -> None:
    for column in ("onset_s", "end_s", "side", "peak_uv", "rest_uv"):
        np.testing.assert_array_equal(getattr(one, column), getattr(other, column))
    np.testing.assert_allclose(one.mean_uv, other.mean_uv)
    np.testing.assert_allclose(one.certainty, other.certainty)


@given(
    st.lists(st.tuples(st.integers(0, 3), st.sampled_from([1, 2, 5, 60, 300])), min_size=1),
    st.integers(3, 200),
)
def test_lost_signal_is_that_of_one_piece(runs: list[tuple[int, int]], block: int) -> None:
    values = np.array([value for value, count in runs for _ in range(count)], dtype=np.float32)
    whole = find_lost(values, 100.0, SETTINGS)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signals, "BLOCK_SAMPLES", block)
        found = find_lost(values, 100.0, SETTINGS)
    np.testing.assert_array_equal(whole.begin, found.begin)
    np.testing.assert_array_equal(whole.stop, found.stop)
    assert whole.n_clipped == found.n_clipped


@pytest.mark.parametrize("chunk_bytes", [1, 7, 300, 1100, 2**20])
@pytest.mark.parametrize("is_bdf", [False, True])
def test_records_of_any_size_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk_bytes: int, *, is_bdf: bool
) -> None:
    monkeypatch.setattr(edf_samples, "CHUNK_BYTES", max(chunk_bytes, 3))
    rng = np.random.default_rng(0)
    channels = [
        Channel(label, rng.integers(-999, 999, 5 * n), per_record=n)
        for label, n in (("LAT", 100), ("X", 3), ("RAT", 77))
    ]
    header = read_header(Edf(tuple(channels), 5, is_bdf=is_bdf).write(tmp_path / "a.edf"))
    chosen = [header.signals[2], header.signals[0]]
    found = read_digital(header, chosen)
    assert found[0][:].tolist() == channels[2].samples.tolist()
    assert found[1][:].tolist() == channels[0].samples.tolist()


# Elsewhere a process starts with the peak of its parent on its account.
@pytest.mark.skipif(not PEAKS.is_file(), reason="only Linux tells the peak of a program's own")
def test_a_day_at_500_hz_takes_little_memory(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    rate, n_records = 500, 24 * 3600
    hour = rng.standard_normal((2, 3600, rate)) * 10
    hour[:, ::20] *= 15
    body = np.concatenate(hour.clip(-3000, 3000).astype("<i2"), axis=1).tobytes()
    channels = tuple(
        Channel(label, np.zeros(rate, dtype=int), per_record=rate) for label in ("LAT", "RAT")
    )
    head = Edf(channels, 1, stated_records=str(n_records)).to_bytes()[: 256 * 3]
    path = tmp_path / "day.edf"
    with path.open("wb") as file:
        file.write(head)
        for _ in range(24):
            file.write(body)
    code = (
        "import sys, plm_detect\n"
        "night = plm_detect.score(sys.argv[1], traces=True)\n"
        "status = dict(line.split(':', 1) for line in open('/proc/self/status'))\n"
        "print(len(night.movements), int(status['VmHWM'].split()[0]) / 1024)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True
    )
    n_movements, peak_mb = done.stdout.split()
    assert int(n_movements) > 1000
    assert float(peak_mb) < MOST_MB
