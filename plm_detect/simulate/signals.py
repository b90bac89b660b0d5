"""Made-up signals, minute by minute, so that a night of any length needs little memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from plm_detect.simulate.disturbances import heartbeats

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

    from plm_detect.simulate.courses import Course
    from plm_detect.simulate.disturbances import Disturbances
    from plm_detect.simulate.resting import Resting

MEAN_OF_RECTIFIED = np.sqrt(2.0 / np.pi)
"""Mean of rectified Gaussian noise of standard deviation 1."""
EMG_BAND_HZ = (10.0, 100.0)
R_WAVE_UV = 900.0
EEG_SD_UV = 15.0


def leg_emg(
    times_s: NDArray[np.float64],
    above_rest_uv: Course,
    resting: Resting,
    disturbances: Disturbances,
    rate_hz: float,
    rng: Generator,
) -> NDArray[np.float64]:
    """Return a leg channel in microvolts.

    Muscle activity is white Gaussian noise, scaled so that its mean rectified value within
    10-100 Hz is the resting EMG and what movements add to it.

    Parameters
    ----------
    times_s : ndarray of float64, shape (n_samples,)
    above_rest_uv : Course
        Movements, twitches, weak bursts.
    resting : Resting
    disturbances : Disturbances
    rate_hz : float
    rng : Generator

    Returns
    -------
    ndarray of float64, shape (n_samples,)
    """
    noise = rng.standard_normal(len(times_s))
    emg = gaussian_emg(times_s, above_rest_uv, resting, noise, rate_hz)
    return disturbances.added_to(emg, times_s)


def gaussian_emg(
    times_s: NDArray[np.float64],
    above_rest_uv: Course,
    resting: Resting,
    noise: NDArray[np.float64],
    rate_hz: float,
) -> NDArray[np.float64]:
    """Return noise of standard deviation 1 scaled to the levels of rest and movements."""
    level_uv = resting.at(times_s) + above_rest_uv.at(times_s)
    return scale_of_noise(rate_hz) * level_uv * noise


def scale_of_noise(rate_hz: float) -> float:
    """Return the standard deviation of white noise whose mean rectified EMG is 1 uV."""
    low, high = EMG_BAND_HZ
    share = (min(high, rate_hz / 2) - low) / (rate_hz / 2)
    return float(1.0 / (MEAN_OF_RECTIFIED * np.sqrt(share)))


def ecg(
    times_s: NDArray[np.float64], beats_s: NDArray[np.float64], rng: Generator
) -> NDArray[np.float64]:
    """Return an ECG in microvolts, with noise, shape (n_samples,)."""
    return R_WAVE_UV * heartbeats(times_s, beats_s) + 5.0 * rng.standard_normal(len(times_s))


def eeg(n_samples: int, rng: Generator) -> NDArray[np.float64]:
    """Return noise of the strength of an EEG in microvolts, shape (n_samples,)."""
    return EEG_SD_UV * rng.standard_normal(n_samples)
