"""A made-up recording: settings, truth and signals."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.errors import SettingsError
from plm_detect.model.events import Scoring
from plm_detect.model.movements import LegMovements, Side
from plm_detect.simulate.bursts import SHAPES
from plm_detect.simulate.disturbances import (
    Disturbances,
    simulated_beats,
    simulated_disturbances,
)
from plm_detect.simulate.movements import Activity, Distractor, Timetable, simulated_activity
from plm_detect.simulate.muscle import Muscle, muscle
from plm_detect.simulate.pickup import pickup
from plm_detect.simulate.profiles import PROFILES, NightProfile
from plm_detect.simulate.recorder import RECORDERS, SETTLES_S, Recorder
from plm_detect.simulate.resting import Resting, simulated_resting
from plm_detect.simulate.signals import ecg, eeg, gaussian_emg, leg_emg
from plm_detect.simulate.sleep import EPOCH_S, simulated_hypnogram

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

LEGS = {0: Side.LEFT, 1: Side.RIGHT}
ECG_CHANNEL = 2
FIRST_LABELS = ("EMG LAT", "EMG RAT", "ECG", "EEG C4-M1")
SHORTEST_MIN, LOWEST_RATE_HZ = 3, 100
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
    shape : str or None
        One shape for all movements, of `plm_detect.simulate.bursts.SHAPES`; None for the mixture
        of the profile.
    poly_share : float or None
        Share of the movements that consist of several bursts; None for that of the profile.
    units_in_reach : float
        Share of the motor units that the electrodes reach, in profiles with motor units.
    pause_factor : float
        Pauses between series are so many times as long as those of the profile.
    recorder : str
        Filters of the recorder, one of `plm_detect.simulate.recorder.RECORDERS`. Levels are
        those of the signal behind them.
    resolution_uv : float
        Step of the stored values; 0 for that of the file.
    gain : float
        The recorder stores so many times the true voltage.
    """

    minutes: float = 25.0
    rate_hz: int = 256
    other_rate_hz: int = 100
    n_channels: int = 4
    seed: int = 1
    profile: str = "clean"
    shape: str | None = None
    poly_share: float | None = None
    units_in_reach: float = 1.0
    pause_factor: float = 1.0
    recorder: str = "open"
    resolution_uv: float = 0.0
    gain: float = 1.0

    def __post_init__(self) -> None:
        for name, known in (
            ("profile", PROFILES),
            ("shape", SHAPES),
            ("recorder", RECORDERS),
        ):
            value = getattr(self, name)
            if value not in known and not (name == "shape" and value is None):
                names = ", ".join(known)
                raise SettingsError(f"unknown {name} {value!r}; choose one of: {names}.")
        profile, poly_share = PROFILES[self.profile], self.poly_share
        for is_wrong, sentence in (
            (
                not SHORTEST_MIN <= self.minutes < math.inf,
                "a simulated recording lasts at least 3 minutes.",
            ),
            (
                self.rate_hz != int(self.rate_hz) or self.other_rate_hz != int(self.other_rate_hz),
                "a simulated recording has whole sampling rates.",
            ),
            (
                self.rate_hz < LOWEST_RATE_HZ or self.other_rate_hz < 1,
                "simulated legs are sampled at 100 Hz or more, the rest at 1 Hz.",
            ),
            (
                self.n_channels < len(FIRST_LABELS),
                f"a simulated recording has at least {len(FIRST_LABELS)} channels.",
            ),
            (self.seed < 0, "the seed of a simulation is 0 or more."),
            (
                not 0 < self.units_in_reach <= 1,
                f"units in reach must be above 0 and at most 1, got {self.units_in_reach:g}.",
            ),
            (
                poly_share is not None and not 0 <= poly_share <= 1,
                f"the poly share must be between 0 and 1, got {poly_share}.",
            ),
            (
                not 0 < self.pause_factor < math.inf,
                f"the pause factor must be above 0, got {self.pause_factor:g}.",
            ),
            (not 0 < self.gain < math.inf, f"the gain must be above 0, got {self.gain:g}."),
            (
                not 0 <= self.resolution_uv < math.inf,
                f"the resolution must be 0 uV or more, got {self.resolution_uv:g}.",
            ),
            (
                (RECORDERS[self.recorder].high_hz or 0.0) >= self.rate_hz / 2,
                f"recorder {self.recorder} needs a higher sampling rate than {self.rate_hz} Hz.",
            ),
            (
                self.shape is not None and poly_share is not None,
                "give either a shape for all movements or a share of poly, not both.",
            ),
            (
                self.units_in_reach < 1 and not profile.has_motor_units,
                f"profile {self.profile!r} has no motor units; choose a profile of muscle.",
            ),
            (
                not profile.shapes and (self.shape is not None or poly_share is not None),
                f"profile {self.profile!r} has shapes of its own; choose a profile of muscle.",
            ),
        ):
            if is_wrong:
                raise SettingsError(sentence)

    def night_profile(self) -> NightProfile:
        """Return the profile with the choices of these settings."""
        profile = PROFILES[self.profile]
        shapes = profile.shapes
        if self.shape is not None:
            shapes = ((self.shape, 1.0),)
        elif self.poly_share is not None:
            others = [(name, share) for name, share in shapes if name != "poly"]
            rest = (1 - self.poly_share) / sum(share for _, share in others)
            shapes = (*((name, rest * share) for name, share in others), ("poly", self.poly_share))
        low, high = profile.pause_s
        return replace(
            profile, shapes=shapes, pause_s=(self.pause_factor * low, self.pause_factor * high)
        )


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
    muscles : dict of Side to Muscle
        Motor units of each leg; empty in profiles without.
    """

    settings: SimulationSettings
    scoring: Scoring
    activity: Activity
    resting: dict[Side, Resting]
    disturbances: dict[Side, Disturbances]
    distractors: tuple[Distractor, ...]
    beats_s: NDArray[np.float64]
    muscles: dict[Side, Muscle]

    @property
    def profile(self) -> NightProfile:
        """What the night holds."""
        return self.settings.night_profile()

    @property
    def recorder(self) -> Recorder:
        """What the recorder does to the legs."""
        return RECORDERS[self.settings.recorder]

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
            return self._leg(channel, first_s, times_s, rng)
        if channel == ECG_CHANNEL:
            return ecg(times_s, self.beats_s, rng)
        return eeg(len(times_s), rng)

    def _leg(
        self, channel: int, first_s: int, times_s: NDArray[np.float64], rng: Generator
    ) -> NDArray[np.float64]:
        side, rate = LEGS[channel], self.settings.rate_hz
        clip_uv = self.profile.clip_uv
        resting, disturbances = self.resting[side], self.disturbances[side]
        if not self.muscles and self.recorder.is_open:
            level_uv = self.activity.levels[side]
            emg = leg_emg(times_s, level_uv, resting, disturbances, rate, rng)
        else:
            # The filters settle on what came before, so noise is drawn second by second.
            before = min(first_s, SETTLES_S)
            n_before = before * rate
            n_seconds = before + len(times_s) // rate
            times_s = (first_s - before) + np.arange(n_seconds * rate) / rate
            seconds = range(first_s - before, first_s - before + n_seconds)
            noise = np.concatenate(
                [
                    np.random.default_rng([self.settings.seed, channel, second]).standard_normal(
                        rate
                    )
                    for second in seconds
                ]
            )
            if self.muscles:
                emg = self.muscles[side].emg(times_s, resting, noise, rate)
                emg = disturbances.added_to(emg, times_s)
            else:
                emg = gaussian_emg(times_s, self.activity.levels[side], resting, noise, rate)
                emg = disturbances.added_to(emg, times_s)
            emg = self.recorder.filtered(emg, rate)[n_before:]
        emg = self.settings.gain * emg
        if self.settings.resolution_uv:
            emg = self.settings.resolution_uv * np.round(emg / self.settings.resolution_uv)
        return np.clip(emg, -clip_uv, clip_uv)


def simulate_night(settings: SimulationSettings | None = None) -> SimulatedNight:
    """Make up a recording with its truth.

    Parameters
    ----------
    settings : SimulationSettings or None
        None for the defaults.

    Returns
    -------
    SimulatedNight
    """
    settings = settings or SimulationSettings()
    profile = settings.night_profile()
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
    muscles = {}
    if profile.has_motor_units:
        muscles = {
            side: muscle(
                activity.levels[side],
                resting[side],
                pickup(
                    2 * settings.seed + channel,
                    settings.units_in_reach,
                    settings.rate_hz,
                    RECORDERS[settings.recorder],
                ),
                np.random.default_rng([settings.seed, channel, 2039]),
            )
            for channel, side in LEGS.items()
        }
    distractors = sorted((*activity.distractors, *tonic, *artefacts), key=lambda d: d.onset_s)
    return SimulatedNight(
        settings, scoring, activity, resting, disturbances, tuple(distractors), beats_s, muscles
    )
