"""Which EMG is kept at full rate, and that it is the EMG that was searched."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

import plm_detect
from plm_detect.detection.detail import (
    AROUND_S,
    Asked,
    chosen_windows,
    leg_detail,
    within_budget,
)
from plm_detect.detection.detector import Decisions
from plm_detect.detection.envelope import envelope_of
from plm_detect.detection.evidence import FollowedLeg, deciding_means
from plm_detect.detection.following import FollowedSegment
from plm_detect.detection.resting import RestingLevel
from plm_detect.model import signals
from plm_detect.model.movements import LegMovements, Side
from plm_detect.model.rulesections import DetectionCriteria
from plm_detect.model.settings import OWN_DETECTOR, DetectionSettings
from plm_detect.model.signals import Segment
from plm_detect.model.spans import Spans
from plm_detect.model.traces import ROOT_STEPS

if TYPE_CHECKING:
    from pathlib import Path

CRITERIA = DetectionCriteria(
    onset_above_rest_uv=8.0,
    end_above_rest_uv=2.0,
    end_quiet_s=0.5,
    shortest_s=0.5,
    sustained_above_rest_uv=None,
    sustained_s=0.5,
)
RATE_HZ = 200.0


def rounded(spans: Spans) -> list[tuple[float, float]]:
    """Return the pairs without what is lost by counting in tenths of a second."""
    return [(round(onset_s, 6), round(end_s, 6)) for onset_s, end_s in spans.pairs()]


def asked(rank: float, begin_s: float, end_s: float, leg: int = 0) -> Asked:
    return Asked((0.0, rank, rank), begin_s, end_s, leg)


def test_overlapping_windows_are_merged_and_paid_once() -> None:
    wanted = [asked(0.1, 10, 20), asked(0.2, 15, 25), asked(0.3, 40, 50)]
    (found,) = within_budget(wanted, [100.0], 100.0, 2500)
    assert rounded(found) == [(10, 25), (40, 50)], "1500 and 1000 bytes"
    (found,) = within_budget(wanted, [100.0], 100.0, 2499)
    assert rounded(found) == [(10, 25)]


def test_nearest_to_a_decision_comes_first() -> None:
    wanted = [asked(0.9, 10, 20), asked(0.1, 40, 50), asked(0.5, 70, 80)]
    (found,) = within_budget(wanted, [100.0], 100.0, 2000)
    assert rounded(found) == [(40, 50), (70, 80)]


def test_budget_is_shared_by_the_legs_and_windows_end_with_the_recording() -> None:
    wanted = [asked(0.1, -5, 5), asked(0.2, 95, 105, 1), asked(0.3, 50, 60, 1)]
    one, other = within_budget(wanted, [100.0, 200.0], 100.0, 1500)
    assert rounded(one) == [(0, 5)]
    assert rounded(other) == [(95, 100)]
    nothing = within_budget([], [100.0], 100.0, 1500)
    assert [len(each) for each in nothing] == [0]


def leg(
    emg_uv: np.ndarray, movements: LegMovements, decisions: Decisions | None = None
) -> FollowedLeg:
    settings = DetectionSettings()
    segment = Segment(100.0, RATE_HZ, emg_uv.astype(np.float32))
    envelope = envelope_of(segment, settings)
    rest = RestingLevel(np.full(max(1, len(envelope.mean_uv) // 25), 1.0), 25)
    followed = (FollowedSegment(segment, envelope, rest, None),)
    used = None if decisions is None else settings
    return FollowedLeg(Side.LEFT, "LAT", followed, movements, CRITERIA, decisions, used)


def moves(*onsets_s: float) -> LegMovements:
    onset_s = np.array(onsets_s)
    side = np.full(len(onset_s), Side.LEFT, dtype=np.int8)
    return LegMovements.scored(onset_s, onset_s + 2.0, side)


def test_windows_lie_around_movements_and_what_was_not_scored() -> None:
    decisions = Decisions(np.array([121.0, 140.0, 150.0]), np.array([3.0, -1.0, -7.0]))
    own = leg(np.ones(20_000), moves(120.0), decisions)
    (found,) = chosen_windows([own], 200.0, 10**6)
    around = AROUND_S
    assert rounded(found) == [(120 - around, 122 + around), (140 - around, 140 + around)], (
        "what reached less than half of the threshold is no close decision"
    )


def test_other_leg_is_kept_too_where_there_is_room() -> None:
    one, other = leg(np.ones(20_000), moves(120.0)), leg(np.ones(20_000), moves())
    spans = [each.pairs() for each in chosen_windows([one, other], 200.0, 10**6)]
    assert spans[0] == spans[1]
    one_s = 200 + 2 * 1.2 / 0.02
    spans = [each.pairs() for each in chosen_windows([one, other], 200.0, round(5.05 * one_s))]
    assert len(spans[0]) == 1
    assert spans[1] == []


def test_samples_come_back_to_a_step_of_their_root() -> None:
    rng = np.random.default_rng(1)
    emg_uv = np.abs(rng.standard_normal(20_000)) * 5
    emg_uv[4000] = 180.0
    detail = leg_detail(leg(emg_uv, moves()), 200.0, Spans.of([(110.0, 130.0)]), None)
    (window,) = detail.windows
    assert window.start_s == 110.0
    assert len(window.root) == 20 * RATE_HZ
    assert window.top_uv == 180.0
    kept, true = window.emg_uv(), emg_uv[2000:6000]
    half_step = np.sqrt(180.0) / ROOT_STEPS / 2
    assert np.max(np.abs(np.sqrt(kept) - np.sqrt(true))) <= half_step * 1.001
    assert np.all(np.isnan(window.mean_uv)), "no mean decided"
    assert np.all(window.rest_uv == 1.0)
    assert len(window.mean_uv) == len(window.rest_uv) == 20 / detail.bin_s


def test_peaks_of_steps_are_the_same_in_any_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    emg_uv = np.abs(np.random.default_rng(2).standard_normal(20_000))
    own = leg(emg_uv, moves())
    whole = leg_detail(own, 210.0, Spans.of([]), None).peak_uv
    monkeypatch.setattr(signals, "BLOCK_SAMPLES", 333)
    np.testing.assert_array_equal(leg_detail(own, 210.0, Spans.of([]), None).peak_uv, whole)
    assert np.isnan(whole[:200]).all(), "before the stretch begins at 100 s"
    expected = emg_uv.reshape(-1, 100).max(axis=1).astype(np.float16)
    np.testing.assert_array_equal(whole[200:400], expected)
    assert np.isnan(whole[400:]).all()


@pytest.mark.parametrize("rate_hz", [199.99, 512.3])
def test_peaks_are_right_at_rates_that_do_not_fit_the_steps(
    rate_hz: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    emg_uv = np.abs(np.random.default_rng(3).standard_normal(20_000)).astype(np.float32)
    own = leg(emg_uv, moves())
    (first,) = own.followed
    segment = replace(first.segment, rate_hz=rate_hz, start_s=10.3)
    own = replace(own, followed=(replace(first, segment=segment),))
    whole = leg_detail(own, 150.0, Spans.of([]), None).peak_uv
    monkeypatch.setattr(signals, "BLOCK_SAMPLES", 77)
    np.testing.assert_array_equal(leg_detail(own, 150.0, Spans.of([]), None).peak_uv, whole)
    borders = np.rint((np.arange(len(whole) + 1) * 0.5 - 10.3) * rate_hz).astype(int)
    borders = np.clip(borders, 0, len(emg_uv))
    for step, (begin, stop) in enumerate(itertools.pairwise(borders)):
        if stop > begin:
            assert whole[step] == emg_uv[begin:stop].max().astype(np.float16)
        else:
            assert np.isnan(whole[step])


def test_windows_are_cut_at_gaps() -> None:
    own = leg(np.ones(2000), moves())
    (first,) = own.followed
    second = replace(first, segment=replace(first.segment, start_s=130.0))
    detail = leg_detail(
        replace(own, followed=(first, second)), 140.0, Spans.of([(105.0, 135.0)]), None
    )
    bounds = [(each.start_s, len(each.root) / RATE_HZ) for each in detail.windows]
    assert bounds == [(105.0, 5.0), (130.0, 5.0)]


def test_mean_in_the_windows_is_the_one_that_decided(sample_night: Path) -> None:
    night = plm_detect.score(sample_night, traces=True, robustness=False)
    assert night.traces is not None
    legs, n_seen = night.leg_movements, 0
    for detail in night.traces.details:
        assert detail.average_s == pytest.approx(0.24)
        own = np.flatnonzero(legs.side == detail.side)
        for i in own.tolist():
            (window,) = (
                each
                for each in detail.windows
                if each.start_s <= legs.onset_s[i] < each.start_s + len(each.root) / detail.rate_hz
            )
            times_s = window.bin_start_s + np.arange(len(window.mean_uv)) * detail.bin_s
            during = (times_s > legs.onset_s[i] - 0.1) & (times_s < legs.end_s[i] + 0.1)
            highest = np.nanmax((window.mean_uv - window.rest_uv)[during])
            margin_uv = legs.onset_margin_uv[i]
            assert highest - detail.onset_uv == pytest.approx(margin_uv, abs=0.05)
            n_seen += 1
    assert n_seen == len(legs)
    for shown in night.traces.snippets:
        if np.isfinite(shown.margin_uv):
            away = shown.mean_uv - shown.rest_uv - shown.onset_uv - shown.margin_uv
            assert np.nanmin(np.abs(away)) < 0.05, "the snippet shows what decided"


def test_published_detectors_have_no_deciding_mean(sample_night: Path) -> None:
    assert deciding_means(leg(np.ones(2000), moves())) is None
    name = next(name for name in plm_detect.detectors() if name != OWN_DETECTOR)
    night = plm_detect.score(sample_night, traces=True, detector=name, robustness=False)
    assert night.traces is not None
    for detail in night.traces.details:
        assert np.isnan(detail.average_s)
        assert len(detail.windows)
        assert all(np.all(np.isnan(window.mean_uv)) for window in detail.windows)
