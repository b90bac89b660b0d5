"""What disturbs a made-up leg channel: hum, heartbeat, pops, lost signal."""

from __future__ import annotations

from dataclasses import dataclass, replace
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
WOBBLE_S = (1.0, 5.0)
WOBBLE_HZ = (10.0, 20.0)
WOBBLE_UV = (20.0, 100.0)
SPIKE_S = (0.001, 0.003)
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
class Wobbles:
    """Movements of the cable: tones that glide a little and swell.

    Attributes
    ----------
    onset_s, end_s, hz, height_uv : ndarray of float64, shape (n,)
    """

    onset_s: NDArray[np.float64]
    end_s: NDArray[np.float64]
    hz: NDArray[np.float64]
    height_uv: NDArray[np.float64]

    def add_to(self, total: NDArray[np.float64], times_s: NDArray[np.float64]) -> None:
        """Add the tones to a signal, in place."""
        for i in np.flatnonzero((self.end_s > times_s[0]) & (self.onset_s < times_s[-1])).tolist():
            begin, stop = np.searchsorted(times_s, (self.onset_s[i], self.end_s[i]))
            since = times_s[begin:stop] - self.onset_s[i]
            length = self.end_s[i] - self.onset_s[i]
            phase = 2 * np.pi * self.hz[i] * (since + 0.05 * np.sin(2 * np.pi * since / length))
            swell = np.sin(np.pi * since / length) ** 0.5
            total[begin:stop] += self.height_uv[i] * swell * np.sin(phase)


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
    wobbles : Wobbles
    """

    hum_uv: Course
    hum_hz: float
    beats_s: NDArray[np.float64]
    ecg_uv: float
    pops: Pops
    body: Spans
    lost: Spans
    wobbles: Wobbles

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
        self.wobbles.add_to(total, times_s)
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
    wobbles = timetable.free_starts(profile.wobbles, WOBBLE_S, rng) if profile.wobbles else []
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
            pops=Pops(np.array(times), height, _decays(profile, len(times), rng)),
            body=body,
            lost=lost,
            wobbles=_wobbles([row for row in wobbles if row[0] is side], rng),
        )
        distractors += [
            Distractor(onset, onset + length, of, "cable wobble", "a tone, not muscle activity")
            for of, onset, length in wobbles
            if of is side
        ]
    if profile.pops_on_both_share:
        found = _shared_pops(found, profile.pops_on_both_share, rng)
    return found, distractors


def _wobbles(rows: list[tuple[Side, float, float]], rng: Generator) -> Wobbles:
    onset_s = np.array([onset for _, onset, _ in rows])
    length_s = np.array([length for _, _, length in rows])
    return Wobbles(
        onset_s,
        onset_s + length_s,
        rng.uniform(*WOBBLE_HZ, len(rows)),
        np.exp(rng.uniform(np.log(WOBBLE_UV[0]), np.log(WOBBLE_UV[1]), len(rows))),
    )


def _shared_pops(
    legs: dict[Side, Disturbances], share: float, rng: Generator
) -> dict[Side, Disturbances]:
    """Return the disturbances with a share of the pops of each leg seen on the other too."""
    chosen = {side: rng.random(len(own.pops.times_s)) < share for side, own in legs.items()}
    out = {}
    for side, own in legs.items():
        other = next(each for each in LEGS if each is not side)
        seen = chosen[other]
        columns = [
            np.concatenate((mine, theirs[seen]))
            for mine, theirs in (
                (own.pops.times_s, legs[other].pops.times_s),
                (own.pops.height_uv, legs[other].pops.height_uv * rng.uniform(0.3, 1.0)),
                (own.pops.decay_s, legs[other].pops.decay_s),
            )
        ]
        order = np.argsort(columns[0], kind="stable")
        out[side] = replace(own, pops=Pops(*(column[order] for column in columns)))
    return out


def _decays(profile: NightProfile, number: int, rng: Generator) -> NDArray[np.float64]:
    decay_s = rng.uniform(*POP_DECAY_S, number)
    if profile.spike_share:
        spikes = rng.random(number) < profile.spike_share
        decay_s = np.where(spikes, rng.uniform(*SPIKE_S, number), decay_s)
    return decay_s


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
