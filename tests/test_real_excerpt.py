"""A real recording: 150 s of a clinical night (PSG-IPA), unfiltered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyedflib
import pytest

import plm_detect
from plm_detect.agreement.statistics.matching import MatchRule, match
from plm_detect.conditioning.condition import condition
from plm_detect.detection.detector import detect
from plm_detect.detection.following import follow
from plm_detect.model.movements import Side
from plm_detect.model.settings import DetectionSettings
from plm_detect.model.signals import LegSignal, Segment
from plm_detect.model.spans import Spans
from plm_detect.rules.sets import load

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("rules", ["wasm2016", "aasm3"])
def test_exactly_one_movement_of_both_legs_is_found(real_excerpt: Path, rules: str) -> None:
    night = plm_detect.score(real_excerpt, rules=rules)
    assert [leg.label for leg in night.legs] == ["EMG LAT", "EMG RAT"]
    (side,) = night.movements.to_frame()["side"]
    assert side == "both"
    assert 3.5 <= night.movements.onset_s[0] <= 4.5
    assert 6.0 <= night.movements.end_s[0] <= 8.0
    assert len(night.leg_movements) == 2


def disturbances(ecg_uv: np.ndarray, rate_hz: float) -> dict[str, np.ndarray]:
    times = np.arange(len(ecg_uv)) / rate_hz
    beats = ecg_uv - np.median(ecg_uv)
    pops = np.zeros(len(ecg_uv))
    for start in (30.0, 60.0, 100.0):
        since = times - start
        pops += np.where(since >= 0, 500 * np.exp(-np.maximum(since, 0) / 0.03), 0)
    return {
        "hum": 20 * np.sin(2 * np.pi * 50 * times),
        "heartbeat": 15 * beats / np.max(np.abs(beats)),
        "pops": pops,
    }


@pytest.mark.parametrize("name", ["hum", "heartbeat", "pops"])
def test_added_disturbance_makes_no_movement_and_hides_none(real_excerpt: Path, name: str) -> None:
    settings, criteria = DetectionSettings(), load("wasm2016").movement.criteria()
    with pyedflib.EdfReader(str(real_excerpt)) as reader:
        labels = reader.getSignalLabels()
        rate_hz = reader.getSampleFrequency(labels.index("EMG LAT"))
        added = disturbances(reader.readSignal(labels.index("ECG")), rate_hz)[name]
        found = []
        for label, side in (("EMG LAT", Side.LEFT), ("EMG RAT", Side.RIGHT)):
            samples = reader.readSignal(labels.index(label)) + added
            emg = condition(LegSignal(side, label, (Segment(0.0, rate_hz, samples),)), settings).emg
            found.append(detect(follow(emg, settings), side, criteria, settings).movements)
    assert len(found[0]) == 1
    assert len(found[1]) <= 1
    for movements in found:
        assert np.all(movements.onset_s >= 3.5)
        assert np.all(movements.end_s <= 7.2)


def real_background(path: Path, label: str, minutes: float, seed: int) -> np.ndarray:
    """Return real resting EMG: parts of the excerpt in random order, faded into each other."""
    with pyedflib.EdfReader(str(path)) as reader:
        rest = reader.readSignal(reader.getSignalLabels().index(label))[9 * 256 :]
    rng = np.random.default_rng(seed)
    out, fade = np.zeros(round(minutes * 60 * 256)), 256
    at = 0
    while at < len(out):
        length = int(rng.uniform(15, 60) * 256)
        first = int(rng.integers(0, len(rest) - length))
        part = rest[first : first + length] - np.median(rest[first : first + length])
        part[:fade] *= np.sqrt(np.linspace(0, 1, fade))
        part[-fade:] *= np.sqrt(np.linspace(1, 0, fade))
        n_left = min(length, len(out) - at)
        out[at : at + n_left] += part[:n_left]
        at += length - fade
    return out


@pytest.mark.parametrize("label", ["EMG LAT", "EMG RAT"])
def test_made_up_movements_are_found_in_real_background(real_excerpt: Path, label: str) -> None:
    minutes, rng = 60.0, np.random.default_rng(7)
    emg = real_background(real_excerpt, label, minutes, 3)
    truth = []
    onset = 20.0
    while onset < 60 * minutes - 20:
        duration, level_uv = rng.uniform(0.7, 5.0), np.exp(rng.uniform(np.log(14), np.log(80)))
        first, stop = round(onset * 256), round((onset + duration) * 256)
        # Of white noise the band-pass leaves 90 of 128 Hz.
        burst = rng.standard_normal(stop - first) * level_uv * np.sqrt(np.pi / 2 * 128 / 90)
        emg[first:stop] += burst
        truth.append((onset, onset + duration))
        onset += duration + rng.uniform(6, 40)
        twitch = round((onset - 3) * 256)
        emg[twitch : twitch + 40] += rng.standard_normal(40) * 60
    leg = LegSignal(Side.LEFT, label, (Segment(0.0, 256.0, emg),))
    settings = DetectionSettings()
    criteria = load("wasm2016").movement.criteria()
    followed = follow(condition(leg, settings).emg, settings)
    found = detect(followed, Side.LEFT, criteria, settings).movements
    matched = match(
        Spans.of(truth), Spans(found.onset_s, found.end_s), MatchRule("half", least_overlap=0.5)
    )
    assert 2 * len(matched) / (len(truth) + len(found)) > 0.99
