"""What a bipolar pair of surface electrodes sees of motor units.

The action potential of a fibre is a tripole of currents that leaves the end-plate in both
directions and ends at the tendons; its potential falls with the distance from the electrodes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from scipy import signal

from plm_detect.simulate.courses import Course
from plm_detect.simulate.motorunits import MotorUnitPool, discharges_of

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

    from plm_detect.simulate.motorunits import Discharges
    from plm_detect.simulate.recorder import Recorder

ELECTRODES_MM = 25.0
"""Distance of the electrodes; the standards ask for 20-30 mm."""
DEPTH_MM = (4.0, 22.0)
END_PLATE_MM = (-45.0, -25.0)
"""From the middle of the electrodes, along the muscle."""
SPREAD_MM = 6.0
"""The end-plates and tendons of the fibres of a unit lie this far apart."""
N_FIBRES = 5
HALF_LENGTH_MM = (55.0, 80.0)
VELOCITY_MM_PER_MS = (3.2, 4.8)
TRIPOLE = ((0.0, 1.0), (2.1, -1.455), (6.8, 0.455))
"""Distance behind the front (mm) and strength of the three currents (Merletti R, Lo Conte L,
Avignone E, Guglielminotti P. Modeling of surface myoelectric signals. IEEE Trans Biomed Eng
1999;46:810-820)."""
TEMPLATE_S = 0.06
PHASES_PER_S = 4096
ROWS = 20_000
"""Discharges that are added at a time."""
DELAY_SAMPLES = 8
"""Of the low-pass."""
PASS_SHARE = 0.45
"""Before sampling the signal is low-passed at this share of the sampling rate."""
BAND_HZ = (10.0, 100.0)
CALIBRATION_S = 12.0
N_LEVELS = 22
STRONGEST_UV = 300.0
"""Mean rectified EMG at ``STRONGEST_SHARE`` of full excitation: a movement in sleep is weak."""
STRONGEST_SHARE = 0.9


@dataclass(frozen=True, eq=False)
class Pickup:
    """The units in reach of a pair of electrodes and what they add to its signal.

    Attributes
    ----------
    pool : MotorUnitPool
    reached : ndarray of int, shape (n_reached,)
        Ranks of the units in reach, sorted.
    templates : ndarray of float64, shape (n_units, n_phases, n_samples)
        The action potential of each unit, microvolts, for times of discharge between samples.
    rate_hz : int
    excitation : Course
        Excitation (as levels) over mean rectified EMG in microvolts (as times).
    """

    pool: MotorUnitPool
    reached: NDArray[np.intp]
    templates: NDArray[np.float64]
    rate_hz: int
    excitation: Course

    def discharges(self, level_uv: Course, rng: Generator) -> Discharges:
        """Return when units fire so that the mean rectified EMG follows one piece of a course.

        The knots of the course lie close together.
        """
        course = Course(level_uv.times_s, self.excitation.at(level_uv.levels))
        return discharges_of(self.pool, self.reached, course, rng)

    def microvolts(
        self, discharges: Discharges, first_s: float, n_samples: int
    ) -> NDArray[np.float64]:
        """Return the EMG that discharges make from a time on, shape (n_samples,)."""
        return _summed(discharges, self.templates, self.rate_hz, first_s, n_samples)


@cache
def pickup(seed: int, share: float, rate_hz: int, recorder: Recorder) -> Pickup:
    """Return electrodes over a muscle.

    Parameters
    ----------
    seed : int
        Where the units lie.
    share : float
        Share of the units in reach, the nearest ones.
    rate_hz : int
        Sampling rate of the recording.
    recorder : Recorder
        The level in microvolts is that of the signal behind it.
    """
    rng = np.random.default_rng([seed, 4093])
    pool = MotorUnitPool.of()
    n_units = len(pool.size)
    depth_mm = rng.uniform(*DEPTH_MM, n_units)
    n_reached = max(1, round(share * n_units))
    reached = np.sort(np.argsort(depth_mm)[:n_reached])
    phases = max(2, -(-PHASES_PER_S // rate_hz))
    low_pass = signal.firwin(2 * DELAY_SAMPLES * phases + 1, 2 * PASS_SHARE / phases)
    templates = np.zeros((n_units, phases, int(np.ceil(TEMPLATE_S * rate_hz)) + 18))
    for i in reached.tolist():
        fine = pool.size[i] * _action_potential(depth_mm[i], phases * rate_hz, rng)
        padded = np.zeros(templates.shape[1] * templates.shape[2])
        smooth = np.convolve(fine, low_pass)[: len(padded)]
        padded[: len(smooth)] = smooth
        for phase in range(phases):
            # A discharge a little after a sample meets its template a little earlier.
            shifted = np.concatenate((np.zeros(phase), padded[: len(padded) - phase]))
            templates[i, phase] = shifted[::phases]
    grid, level = _levels(pool, reached, templates, rate_hz, recorder, rng)
    strongest = float(np.interp(STRONGEST_SHARE * pool.full_excitation, grid, level))
    scale = STRONGEST_UV / strongest
    level = np.maximum.accumulate(level * scale)
    rising = np.concatenate(([True], np.diff(level) > 0))
    return Pickup(pool, reached, templates * scale, rate_hz, Course(level[rising], grid[rising]))


def _action_potential(depth_mm: float, rate_hz: float, rng: Generator) -> NDArray[np.float64]:
    """Return the action potential of one unit of size 1 at a fine sampling rate."""
    velocity = rng.uniform(*VELOCITY_MM_PER_MS)
    plate_mm = rng.uniform(*END_PLATE_MM)
    half_mm = rng.uniform(*HALF_LENGTH_MM)
    time_ms = 1000 * np.arange(int(TEMPLATE_S * rate_hz)) / rate_hz
    total = np.zeros(len(time_ms))
    for _ in range(N_FIBRES):
        plate = plate_mm + SPREAD_MM * (rng.random() - 0.5)
        for direction in (-1, 1):
            end = half_mm + SPREAD_MM * (rng.random() - 0.5)
            for behind_mm, strength in TRIPOLE:
                gone = np.clip(velocity * time_ms - behind_mm, 0.0, end)
                place = plate + direction * gone
                for electrode, sign in ((-ELECTRODES_MM / 2, 1), (ELECTRODES_MM / 2, -1)):
                    total += sign * strength / np.hypot(place - electrode, depth_mm)
    return total / N_FIBRES


def _levels(
    pool: MotorUnitPool,
    reached: NDArray[np.intp],
    templates: NDArray[np.float64],
    rate_hz: int,
    recorder: Recorder,
    rng: Generator,
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return excitations and the mean rectified EMG at each, in the unit of the templates."""
    lowest, highest = pool.threshold[reached[0]], pool.full_excitation
    grid = np.concatenate(([0.999 * lowest], np.geomspace(lowest, highest, N_LEVELS)))
    top = min(BAND_HZ[1], 0.9 * rate_hz / 2)
    band = signal.butter(4, [BAND_HZ[0], top], "bandpass", fs=rate_hz, output="sos")
    level = [0.0]
    for excitation in grid[1:].tolist():
        knots = np.array([0.0, 0.01, CALIBRATION_S, CALIBRATION_S + 0.01])
        course = Course(knots, np.array([0.0, excitation, excitation, 0.0]))
        fired = discharges_of(pool, reached, course, rng)
        emg = _summed(fired, templates, rate_hz, 0.0, round(CALIBRATION_S * rate_hz))
        seen = signal.sosfiltfilt(band, recorder.filtered(emg, rate_hz))
        level.append(float(np.mean(np.abs(seen[rate_hz:-rate_hz]))))
    return grid, np.array(level)


def _summed(
    discharges: Discharges,
    templates: NDArray[np.float64],
    rate_hz: int,
    first_s: float,
    n_samples: int,
) -> NDArray[np.float64]:
    n_phases, length = templates.shape[1:]
    begin_s, end_s = first_s - length / rate_hz, first_s + (n_samples + DELAY_SAMPLES) / rate_hz
    own = discharges.within(begin_s, end_s)
    at = (own.times_s - first_s) * rate_hz
    sample = np.floor(at).astype(np.intp)
    phase = np.minimum(((at - sample) * n_phases).astype(np.intp), n_phases - 1)
    first = length + DELAY_SAMPLES + 1
    out = np.zeros(n_samples + first + length + DELAY_SAMPLES)
    for part in range(0, len(sample), ROWS):
        rows = slice(part, part + ROWS)
        where = sample[rows, np.newaxis] + first - DELAY_SAMPLES + np.arange(length)
        values = templates[own.unit[rows], phase[rows]]
        out += np.bincount(where.ravel(), values.ravel(), minlength=len(out))
    return out[first : first + n_samples]
