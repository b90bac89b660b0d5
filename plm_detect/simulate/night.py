"""A made-up recording: settings, truth and signals."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.errors import SettingsError
from plm_detect.model.events import Scoring
from plm_detect.model.movements import LegMovements, Side
from plm_detect.simulate.disturbances import (
    Disturbances,
    simulated_beats,
    simulated_disturbances,
)
from plm_detect.simulate.movements import Activity, Distractor, Timetable, simulated_activity
from plm_detect.simulate.profiles import PROFILES, NightProfile
from plm_detect.simulate.resting import Resting, simulated_resting
from plm_detect.simulate.signals import ecg, eeg, leg_emg
from plm_detect.simulate.sleep import EPOCH_S, simulated_hypnogram

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEGS = {0: Side.LEFT, 1: Side.RIGHT}
ECG_CHANNEL = 2
FIRST_LABELS = ("EMG LAT", "EMG RAT", "ECG", "EEG C4-M1")
START = dt.datetime(2026, 1, 15, 22, 45, 0)  # noqa: DTZ001 - recordings have no time zone


@dataclass(frozen=True)
class SimulationSettings:
    """What to make up.

    Attributes
    ----------
    minutes : float
        Length of the recording; whole seconds are written.
    rate_hz : int
        Sampling rate of the legs.
    other_rate_hz : int
        Sampling rate of the other channels.
    n_channels : int
        Two legs, ECG, and EEG for the rest.
    seed : int
        The same settings give the same recording.
    profile : str
        Kind of night, one of `plm_detect.simulate.profiles.PROFILES`.
    """

    minutes: float = 25.0
    rate_hz: int = 256
    other_rate_hz: int = 100
    n_channels: int = 4
    seed: int = 1
    profile: str = "clean"

    def __post_init__(self) -> None:
        if not self.minutes >= 3:
            raise SettingsError("a simulated recording lasts at least 3 minutes.")
        if self.rate_hz < 100 or self.other_rate_hz < 1:
            raise SettingsError("simulated legs are sampled at 100 Hz or more, the rest at 1 Hz.")
        if self.n_channels < len(FIRST_LABELS):
            raise SettingsError(f"a simulated recording has at least {len(FIRST_LABELS)} channels.")
        if self.seed < 0:
            raise SettingsError("the seed of a simulation is 0 or more.")
        if self.profile not in PROFILES:
            known = ", ".join(PROFILES)
            raise SettingsError(f"there is no profile {self.profile!r}; choose one of: {known}.")


@dataclass(frozen=True, eq=False)
class SimulatedNight:
    """A made-up recording; its signals are made when they are asked for.

    Attributes
    ----------
    settings : SimulationSettings
    scoring : Scoring
        Stages, arousals, respiratory events and lights.
    activity : Activity
        Movements and bursts.
    resting : dict of Side to Resting
        The resting EMG of each leg.
    disturbances : dict of Side to Disturbances
    distractors : tuple of Distractor
        All that is no movement, and why; sorted by onset.
    beats_s : ndarray of float64, shape (n_beats,)
        Heartbeats, seconds.
    """

    settings: SimulationSettings
    scoring: Scoring
    activity: Activity
    resting: dict[Side, Resting]
    disturbances: dict[Side, Disturbances]
    distractors: tuple[Distractor, ...]
    beats_s: NDArray[np.float64]

    @property
    def profile(self) -> NightProfile:
        """What the night holds."""
        return PROFILES[self.settings.profile]

    @property
    def start(self) -> dt.datetime:
        """Time of the first sample."""
        return START

    @property
    def n_seconds(self) -> int:
        """Length in whole seconds."""
        return int(self.settings.minutes * 60)

    @property
    def movements(self) -> LegMovements:
        """The true movements of each leg."""
        return self.activity.movements

    @property
    def labels(self) -> tuple[str, ...]:
        """Labels of the channels."""
        more = self.settings.n_channels - len(FIRST_LABELS)
        return (*FIRST_LABELS, *(f"EEG {i + 1}" for i in range(more)))

    def rate_of(self, channel: int) -> int:
        """Return the sampling rate of a channel in Hz."""
        return self.settings.rate_hz if channel in LEGS else self.settings.other_rate_hz

    def microvolts(self, channel: int, first_s: int, n_seconds: int) -> NDArray[np.float64]:
        """Return a part of a channel.

        Parameters
        ----------
        channel : int
            From 0.
        first_s, n_seconds : int
            Begin and length in whole seconds. The same parts must be asked for to get the same
            signal, because noise is drawn anew for each.

        Returns
        -------
        ndarray of float64, shape (n_seconds * rate,)
        """
        rate = self.rate_of(channel)
        rng = np.random.default_rng([self.settings.seed, channel, first_s])
        times_s = (first_s * rate + np.arange(n_seconds * rate)) / rate
        if channel in LEGS:
            side = LEGS[channel]
            emg = leg_emg(
                times_s,
                self.activity.levels[side],
                self.resting[side],
                self.disturbances[side],
                rate,
                rng,
            )
            return np.clip(emg, -self.profile.clip_uv, self.profile.clip_uv)
        if channel == ECG_CHANNEL:
            return ecg(times_s, self.beats_s, rng)
        return eeg(len(times_s), rng)


def simulate_night(settings: SimulationSettings | None = None) -> SimulatedNight:
    """Make up a recording with its truth.

    Parameters
    ----------
    settings : SimulationSettings or None
        None for the defaults.
    """
    settings = settings or SimulationSettings()
    profile = PROFILES[settings.profile]
    rng = np.random.default_rng(settings.seed)
    hypnogram = simulated_hypnogram(int(settings.minutes * 60))
    timetable = Timetable(float(hypnogram.end_s[-1]))
    activity = simulated_activity(hypnogram, profile, timetable, rng)
    resting, tonic = simulated_resting(profile, timetable, rng)
    beats_s = simulated_beats(float(hypnogram.end_s[-1]), rng)
    disturbances, artefacts = simulated_disturbances(
        profile, activity.body, beats_s, timetable, rng
    )
    scoring = Scoring(
        hypnogram=hypnogram,
        arousals=activity.arousals,
        respiratory=activity.respiratory,
        lights_off_s=EPOCH_S,
        lights_on_s=float(hypnogram.end_s[-1]) - EPOCH_S,
    )
    distractors = sorted((*activity.distractors, *tonic, *artefacts), key=lambda d: d.onset_s)
    return SimulatedNight(
        settings, scoring, activity, resting, disturbances, tuple(distractors), beats_s
    )
