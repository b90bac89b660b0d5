"""What disturbs a made-up leg channel: hum, heartbeat, pops, lost signal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.model.spans import Spans
from plm_detect.simulate.courses import Course
from plm_detect.simulate.movements import LEGS, Distractor

if TYPE_CHECKING:
    from numpy.random import Generator
    from numpy.typing import NDArray

    from plm_detect.model.movements import Side
    from plm_detect.simulate.movements import Timetable
    from plm_detect.simulate.profiles import NightProfile

HUM_S = (20.0, 180.0)
HUM_RAMP_S = (0.5, 5.0)
HARMONICS = ((1, 1.0), (2, 0.25), (3, 0.15))
"""Multiples of the mains frequency and their share."""
RR_S = 0.95
RR_SD_S = 0.04
BREATH_S = 4.0
QRS_S = 0.012
T_DELAY_S, T_WIDTH_S, T_SHARE = 0.28, 0.05, 0.2
POP_UV = (80.0, 600.0)
POP_DECAY_S = (0.005, 0.06)
VOLLEY_POPS = (3, 9)
VOLLEY_GAP_S = (0.15, 0.4)
VOLLEY_S = 3.0
DROPOUT_S = (0.3, 20.0)
BODY_POPS_PER_S = 0.7
BODY_WAVE_UV = 200.0
BODY_WAVE_HZ = (0.7, 2.3)
FAR_S = 0.5
"""A beat or pop further away than this adds nothing."""


@dataclass(frozen=True, eq=False)
class Pops:
    """Electrode pops: steps that die away.

    Attributes
    ----------
    times_s, height_uv, decay_s : ndarray of float64, shape (n,)
        Sorted by time; heights with their sign.
    """

    times_s: NDArray[np.float64]
    height_uv: NDArray[np.float64]
    decay_s: NDArray[np.float64]

    def at(self, times_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return what the pops add, microvolts, shape (n,)."""
        total = np.zeros(len(times_s))
        first, last = np.searchsorted(self.times_s, (times_s[0] - FAR_S, times_s[-1]))
        for i in range(first, last):
            begin, end = np.searchsorted(times_s, (self.times_s[i], self.times_s[i] + FAR_S))
            since = times_s[begin:end] - self.times_s[i]
            total[begin:end] += self.height_uv[i] * np.exp(-since / self.decay_s[i])
        return total


@dataclass(frozen=True, eq=False)
class Disturbances:
    """What disturbs one leg channel.

    Attributes
    ----------
    hum_uv : Course
        Amplitude of the mains hum.
    hum_hz : float
    beats_s : ndarray of float64, shape (n_beats,)
    ecg_uv : float
        Height of a heartbeat, with its sign.
    pops : Pops
    body : Spans
        Movements of the body: the electrodes are pulled.
    lost : Spans
        Stretches without signal.
    """

    hum_uv: Course
    hum_hz: float
    beats_s: NDArray[np.float64]
    ecg_uv: float
    pops: Pops
    body: Spans
    lost: Spans

    def added_to(
        self, emg: NDArray[np.float64], times_s: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        """Return a leg channel with everything that disturbs it, microvolts, shape (n,)."""
        half_rate = 0.5 * (len(times_s) - 1) / (times_s[-1] - times_s[0])
        hum = sum(
            share * np.sin(2 * np.pi * n * self.hum_hz * times_s + n)
            for n, share in HARMONICS
            if n * self.hum_hz < half_rate
        )
        total = emg + self.hum_uv.at(times_s) * hum + self.pops.at(times_s)
        if self.ecg_uv:
            total += self.ecg_uv * heartbeats(times_s, self.beats_s)
        for onset, end in zip(self.body.onset_s.tolist(), self.body.end_s.tolist(), strict=True):
            begin, stop = np.searchsorted(times_s, (onset, end))
            since = times_s[begin:stop] - onset
            waves = sum(np.sin(2 * np.pi * hz * since) for hz in BODY_WAVE_HZ)
            shape = np.sin(np.pi * since / (end - onset))
            total[begin:stop] += BODY_WAVE_UV / len(BODY_WAVE_HZ) * waves * shape
        for onset, end in zip(self.lost.onset_s.tolist(), self.lost.end_s.tolist(), strict=True):
            begin, stop = np.searchsorted(times_s, (onset, end))
            total[begin:stop] = 0.0
        return total


def heartbeats(times_s: NDArray[np.float64], beats_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return an ECG whose R waves are 1 high: QRS complexes and T waves, shape (n,)."""
    total = np.zeros(len(times_s))
    first, last = np.searchsorted(beats_s, (times_s[0] - FAR_S, times_s[-1] + FAR_S))
    for beat in beats_s[first:last].tolist():
        begin, end = np.searchsorted(times_s, (beat - 0.1, beat + FAR_S))
        since = times_s[begin:end] - beat
        ratio = since / QRS_S
        qrs = (1 - 0.6 * ratio) * np.exp(-0.5 * ratio**2)
        t_wave = T_SHARE * np.exp(-0.5 * ((since - T_DELAY_S) / T_WIDTH_S) ** 2)
        total[begin:end] += qrs + t_wave
    return total


def simulated_beats(duration_s: float, rng: Generator) -> NDArray[np.float64]:
    """Return the times of heartbeats that follow breathing and vary a little, seconds."""
    n_beats = int(duration_s / RR_S * 1.2) + 10
    slow = 0.1 * np.sin(2 * np.pi * np.arange(n_beats) / 2500)
    breath = 0.03 * np.sin(2 * np.pi * np.arange(n_beats) * RR_S / BREATH_S)
    intervals = RR_S * (1 + slow + breath) + RR_SD_S * rng.standard_normal(n_beats)
    return np.cumsum(np.clip(intervals, 0.5, 1.6))


def simulated_disturbances(
    profile: NightProfile,
    body: Spans,
    beats_s: NDArray[np.float64],
    timetable: Timetable,
    rng: Generator,
) -> tuple[dict[Side, Disturbances], list[Distractor]]:
    """Return what disturbs each leg channel, and the same as distractors."""
    found: dict[Side, Disturbances] = {}
    distractors: list[Distractor] = []
    dropouts = timetable.free_starts(profile.dropouts, DROPOUT_S, rng)
    volleys = timetable.free_starts(profile.pop_volleys, (VOLLEY_S, VOLLEY_S), rng)
    singles = timetable.free_starts(profile.pops, (FAR_S, FAR_S), rng)
    for side in LEGS:
        hum, hum_spans = _hum(profile, timetable.duration_s, rng)
        pops = [(onset, onset) for of, onset, _ in singles if of is side]
        for of, onset, _ in volleys:
            if of is side:
                n_pops = int(rng.integers(*VOLLEY_POPS))
                gaps = rng.uniform(*VOLLEY_GAP_S, n_pops)
                pops += [(time, onset) for time in (onset + np.cumsum(gaps)).tolist()]
        distractors += [
            Distractor(time, time + 0.1, side, "electrode pop", "an artefact, not muscle activity")
            for time, _ in pops
        ]
        distractors += [
            Distractor(on, end, side, "mains hum", "a tone of the mains, not muscle activity")
            for on, end in hum_spans
        ]
        lost = Spans.of((onset, onset + length) for of, onset, length in dropouts if of is side)
        distractors += [
            Distractor(on, end, side, "dropout", "no signal")
            for on, end in zip(lost.onset_s.tolist(), lost.end_s.tolist(), strict=True)
        ]
        times = [time for time, _ in pops]
        for on, end in zip(body.onset_s.tolist(), body.end_s.tolist(), strict=True):
            times += rng.uniform(
                on + 1, end - 1, int(rng.poisson(BODY_POPS_PER_S * (end - on)))
            ).tolist()
        times.sort()
        low, high = np.log(POP_UV)
        height = np.exp(rng.uniform(low, high, len(times))) * rng.choice([-1, 1], len(times))
        found[side] = Disturbances(
            hum_uv=hum,
            hum_hz=profile.hum_hz,
            beats_s=beats_s,
            ecg_uv=float(rng.uniform(*profile.ecg_uv) * rng.choice([-1, 1])),
            pops=Pops(np.array(times), height, rng.uniform(*POP_DECAY_S, len(times))),
            body=body,
            lost=lost,
        )
    return found, distractors


def _hum(
    profile: NightProfile, duration_s: float, rng: Generator
) -> tuple[Course, list[tuple[float, float]]]:
    parts: list[Course] = []
    time = 60.0
    mean_pause_s = 3600 / profile.hum_episodes if profile.hum_episodes else np.inf
    while np.isfinite(mean_pause_s):
        time += rng.exponential(mean_pause_s)
        length = rng.uniform(*HUM_S)
        if time + length > duration_s - 60:
            break
        rise, fall = rng.uniform(*HUM_RAMP_S), rng.uniform(*HUM_RAMP_S)
        level = rng.uniform(*profile.hum_uv)
        knots = np.array([0.0, rise, length / 2, length - fall, length])
        levels = np.array([0.0, level, rng.uniform(0.4, 1.0) * level, level, 0.0])
        parts.append(Course(time + knots, levels))
        time += length
    return Course.of(parts), [(float(p.times_s[0]), float(p.times_s[-1])) for p in parts]
