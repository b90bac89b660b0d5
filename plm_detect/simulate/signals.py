"""Made-up signals, record by record, so that a night of any length needs little memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from plm_detect.simulate.movements import RAMP_S

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

    from plm_detect.simulate.movements import Bursts

MEAN_OF_RECTIFIED = np.sqrt(2.0 / np.pi)
"""Mean of rectified Gaussian noise of standard deviation 1."""
EMG_BAND_HZ = (10.0, 100.0)
HEART_RATE_HZ = 1.05
QRS_UV = 900.0
QRS_WIDTH_S = 0.012
EEG_SD_UV = 15.0


def leg_emg(
    times_s: NDArray[np.float64],
    bursts: Bursts,
    rest_uv: float,
    rate_hz: float,
    rng: Generator,
) -> NDArray[np.float64]:
    """Return the EMG of a leg in microvolts.

    White Gaussian noise whose strength follows the bursts, scaled so that its mean rectified
    value within 10-100 Hz is the resting level or that of the burst.

    Parameters
    ----------
    times_s : ndarray of float64, shape (n_samples,)
    bursts : Bursts
    rest_uv : float
    rate_hz : float
    rng : Generator

    Returns
    -------
    ndarray of float64, shape (n_samples,)
    """
    level = np.full(len(times_s), rest_uv)
    first = np.searchsorted(bursts.stop_s, times_s[0])
    last = np.searchsorted(bursts.start_s, times_s[-1])
    for i in range(first, last):
        begin, end = np.searchsorted(times_s, (bursts.start_s[i], bursts.stop_s[i]))
        inside = times_s[begin:end]
        rise = np.clip((inside - bursts.start_s[i]) / RAMP_S, 0.0, 1.0)
        fall = np.clip((bursts.stop_s[i] - inside) / RAMP_S, 0.0, 1.0)
        ramp = (1.0 - np.cos(np.pi * np.minimum(rise, fall))) / 2.0
        level[begin:end] += bursts.level_uv[i] * ramp
    low, high = EMG_BAND_HZ
    share = (min(high, rate_hz / 2) - low) / (rate_hz / 2)
    sd_uv = level / (MEAN_OF_RECTIFIED * np.sqrt(share))
    return np.asarray(sd_uv * rng.standard_normal(len(times_s)))


def ecg(times_s: NDArray[np.float64], rng: Generator) -> NDArray[np.float64]:
    """Return a regular ECG in microvolts: a narrow bell for every QRS complex, and noise."""
    since_beat = (times_s * HEART_RATE_HZ + 0.5) % 1.0 - 0.5
    qrs = QRS_UV * np.exp(-0.5 * (since_beat / HEART_RATE_HZ / QRS_WIDTH_S) ** 2)
    return np.asarray(qrs + 5.0 * rng.standard_normal(len(times_s)))


def eeg(n_samples: int, rng: Generator) -> NDArray[np.float64]:
    """Return noise of the strength of an EEG in microvolts."""
    return EEG_SD_UV * rng.standard_normal(n_samples)
