"""Movements that are far apart stay apart, and each is described by its own activity."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from plm_detect.detection.detector import detect
from plm_detect.detection.following import follow
from plm_detect.model.movements import LegMovements, Side
from plm_detect.model.settings import DetectionSettings
from plm_detect.model.signals import LegSignal, Segment
from plm_detect.rules.sets import load

RATE_HZ = 256.0
RULE = load("wasm2016").movement.criteria()


def found(
    bursts: list[tuple[float, float, float]],
    rest_uv: float,
    seed: int,
    settings: DetectionSettings,
    end_quiet_s: float = RULE.end_quiet_s,
) -> LegMovements:
    rng = np.random.default_rng(seed)
    level = np.full(round(120 * RATE_HZ), rest_uv)
    for begin_s, end_s, height_uv in bursts:
        level[round(begin_s * RATE_HZ) : round(end_s * RATE_HZ)] = height_uv
    emg = np.abs(rng.standard_normal(len(level))) * level * np.sqrt(np.pi / 2)
    leg = LegSignal(Side.LEFT, "LAT", (Segment(0.0, RATE_HZ, emg.astype(np.float32)),))
    criteria = replace(RULE, end_quiet_s=end_quiet_s)
    return detect(follow(leg, settings), Side.LEFT, criteria, settings).movements


@pytest.mark.parametrize("rest_bin_s", [0.1, 0.2, 0.5, 1.0])
@pytest.mark.parametrize("end_quiet_s", [0.5, 1.1, 3.0])
def test_a_minute_of_rest_parts_movements(rest_bin_s: float, end_quiet_s: float) -> None:
    settings = DetectionSettings(rest_bin_s=rest_bin_s)
    bursts = [(20.0, 22.0, 50.0), (80.0, 82.0, 50.0)]
    moves = found(bursts, 1.0, 1, settings, end_quiet_s)
    np.testing.assert_allclose(moves.onset_s, [20.0, 80.0], atol=0.1)
    np.testing.assert_allclose(moves.end_s, [22.0, 82.0], atol=0.2)


@pytest.mark.parametrize("seed", [34, 64, *range(10)])
def test_weak_movement_has_its_own_margin(seed: int) -> None:
    begin_s = 60.0 + (seed % 6) / RATE_HZ
    bursts = [(20.0, 22.0, 200.0), (begin_s, 62.0, 13.0)]
    moves = found(bursts, 0.3, seed, DetectionSettings())
    if len(moves) == 2:
        assert moves.onset_margin_uv[0] > 100
        assert moves.onset_margin_uv[1] < 20
        assert moves.prominence_uv[1] < 30


@pytest.mark.parametrize("rest_bin_s", [1.0, 2.0, 5.0])
def test_stretch_shorter_than_a_bin_of_rest_is_followed(rest_bin_s: float) -> None:
    emg = np.abs(np.random.default_rng(1).standard_normal(256)).astype(np.float32)
    leg = LegSignal(Side.LEFT, "LAT", (Segment(0.0, RATE_HZ, emg),))
    (each,) = follow(leg, DetectionSettings(rest_bin_s=rest_bin_s))
    assert len(each.rest.microvolts) == 1
    assert each.rest.microvolts[0] == pytest.approx(np.mean(emg), rel=0.35)
