"""Muscle made of motor units: what the model promises, against its sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from scipy import signal

import plm_detect
from plm_detect.errors import SettingsError
from plm_detect.model.movements import Side
from plm_detect.simulate.bursts import SHAPES, burst_movement
from plm_detect.simulate.courses import Course, crossings_s
from plm_detect.simulate.motorunits import MotorUnitPool, discharges_of
from plm_detect.simulate.pickup import pickup
from plm_detect.simulate.recorder import RECORDERS, Recorder
from plm_detect.simulate.writing import write_simulated

if TYPE_CHECKING:
    from pathlib import Path

POOL = MotorUnitPool.of()
ALL = np.arange(len(POOL.size))


def steady(level: float, seconds: float) -> Course:
    return Course(np.array([0.0, 0.01, seconds, seconds + 0.01]), np.array([0, level, level, 0.0]))


def test_pool_is_that_of_fuglevand() -> None:
    assert POOL.threshold[-1] == pytest.approx(30.0)
    assert POOL.size[-1] == pytest.approx(100.0)
    # Most units have low thresholds: half of them below the square root of the range.
    assert np.mean(POOL.threshold < np.sqrt(30.0)) == pytest.approx(0.5, abs=0.02)
    # 25 Hz of the last unit, 8 Hz at its threshold, 1 Hz per unit of excitation.
    assert POOL.full_excitation == pytest.approx(30.0 + 25.0 - 8.0)
    rates = POOL.rates_hz(np.array([0.5, 10.0, POOL.full_excitation]))
    assert not rates[:, 0].any()
    assert rates[0, 1] == pytest.approx(8.0 + 10.0 - POOL.threshold[0])
    assert np.sum(rates[:, 1] > 0) == np.sum(POOL.threshold <= 10.0)
    assert rates[-1, 2] == pytest.approx(25.0)


def test_intervals_of_a_unit_vary_by_a_fifth_around_its_rate() -> None:
    fired = discharges_of(POOL, ALL, steady(10.0, 120.0), np.random.default_rng(1))
    own = np.diff(fired.times_s[fired.unit == 0])
    rate = POOL.rates_hz(np.array([10.0]))[0, 0]
    assert 1 / np.mean(own) == pytest.approx(rate, rel=0.03)
    assert np.std(own) / np.mean(own) == pytest.approx(0.2, abs=0.03)
    assert np.all(np.diff(fired.times_s) >= 0)
    assert set(fired.unit.tolist()) == set(np.flatnonzero(POOL.threshold <= 10.0).tolist())


@pytest.mark.parametrize("recorder", ["open", "10-70", "15-35"])
@pytest.mark.parametrize("level_uv", [12.0, 40.0])
def test_recorded_level_is_what_was_asked_for(recorder: str, level_uv: float) -> None:
    rate_hz = 200
    electrodes = pickup(3, 1.0, rate_hz, RECORDERS[recorder])
    rng = np.random.default_rng(2)
    times = np.arange(0, 40.02, 0.005)
    course = Course(times, steady(level_uv, 40.0).at(times))
    emg = electrodes.microvolts(electrodes.discharges(course, rng), 0.0, 40 * rate_hz)
    seen = RECORDERS[recorder].filtered(emg, rate_hz)
    band = signal.butter(4, [10, 90], "bandpass", fs=rate_hz, output="sos")
    mean_uv = np.mean(np.abs(signal.sosfiltfilt(band, seen))[rate_hz:-rate_hz])
    assert mean_uv == pytest.approx(level_uv, rel=0.15)


def test_parts_of_a_night_fit_together() -> None:
    night = plm_detect.simulate_night(
        plm_detect.SimulationSettings(minutes=10, profile="muscle", recorder="10-70", rate_hz=200)
    )
    whole = night.microvolts(0, 0, 300)
    parts = np.concatenate([night.microvolts(0, first, 60) for first in range(0, 300, 60)])
    np.testing.assert_allclose(parts, whole, atol=0.01)


def test_few_units_make_a_sparser_signal() -> None:
    kurtosis = []
    for share in (1.0, 0.06):
        electrodes = pickup(5, share, 256, Recorder())
        times = np.arange(0, 20.02, 0.005)
        course = Course(times, steady(15.0, 20.0).at(times))
        fired = electrodes.discharges(course, np.random.default_rng(1))
        emg = electrodes.microvolts(fired, 0.0, 20 * 256)[256:-256]
        kurtosis.append(float(np.mean(emg**4) / np.mean(emg**2) ** 2))
    assert kurtosis[0] < 5.0 < kurtosis[1]


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_is_one_movement_by_the_rule(shape: str) -> None:
    rng = np.random.default_rng(3)
    for _ in range(50):
        course = burst_movement(shape, 10.0, rng.uniform(0.8, 5.0), rng.uniform(14, 60), rng)
        found = crossings_s(course, 8.0, 2.0)
        assert found is not None
        quiet = np.flatnonzero(course.at(np.arange(*found, 0.001)) <= 2.0)
        runs = np.split(quiet, np.flatnonzero(np.diff(quiet) > 1) + 1)
        assert max(len(run) for run in runs) < 500
        assert course.levels[0] == course.levels[-1] == 0.0


def test_shares_of_shapes_and_pauses_are_settings() -> None:
    half = plm_detect.SimulationSettings(profile="muscle", poly_share=0.5, pause_factor=2.0)
    profile = half.night_profile()
    assert dict(profile.shapes)["poly"] == 0.5
    assert sum(share for _, share in profile.shapes) == pytest.approx(1.0)
    assert profile.pause_s == (200.0, 320.0)
    for wrong in (
        {"shape": "sine"},
        {"recorder": "wide"},
        {"units_in_reach": 0.0},
        {"poly_share": 1.5},
        {"gain": 0.0},
        {"profile": "clean", "shape": "poly"},
    ):
        with pytest.raises(SettingsError):
            plm_detect.SimulationSettings(**{"profile": "muscle", **wrong})


def test_stored_steps_and_gain() -> None:
    settings = {"minutes": 5, "profile": "muscle", "seed": 2}
    plain = plm_detect.simulate_night(plm_detect.SimulationSettings(**settings))
    coarse = plm_detect.simulate_night(
        plm_detect.SimulationSettings(**settings, gain=0.5, resolution_uv=2.0)
    )
    one, other = plain.microvolts(0, 60, 60), coarse.microvolts(0, 60, 60)
    assert np.all(other % 2.0 == 0)
    assert np.max(np.abs(other - 0.5 * one)) <= 1.0


def test_discharges_are_written_beside_the_truth(tmp_path: Path) -> None:
    night = plm_detect.simulate_night(
        plm_detect.SimulationSettings(minutes=20, profile="muscle", shape="ramp", seed=4)
    )
    write_simulated(night, tmp_path / "night.edf")
    table = pd.read_csv(tmp_path / "night_discharges.csv")
    assert len(table) == len(night.movements)
    # On a ramp the first unit fires before the EMG has risen by 8 uV, and the last one about
    # where it has fallen to 2 uV.
    early = table["onset_s"] - table["first_discharge_s"]
    assert np.all(early > 0)
    assert early.median() > 0.1
    late = table["last_discharge_s"] - (table["onset_s"] + table["duration_s"])
    assert np.all(np.abs(late) < 0.3)
    assert set(table["side"]) == {Side.LEFT.label, Side.RIGHT.label}
