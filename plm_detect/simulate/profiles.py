"""Kinds of made-up nights: how much of everything."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class NightProfile:
    """What a made-up night holds. Ranges are limits of uniform draws; rates are per hour.

    Values without a source are choices: they span what recordings of sleep labs show, from a
    night that is easy to score to one that hardly can be.

    Attributes
    ----------
    series_length : (int, int)
        Movements of a periodic series, the upper limit excluded.
    interval_s, interval_log_sd : float
        Typical interval between periodic movements and the standard deviation of its logarithm.
        Intervals peak between 15 and 30 s in restless legs syndrome (Ferri et al., Sleep
        2006;29:759).
    pause_s : (float, float)
        From one series or single movement to the next.
    single_share : float
        Share of pauses that a single movement follows, not a series.
    duration_s : (float, float)
        Movements; periodic ones last 1.5-4 s as a rule.
    level_uv : (float, float)
        Mean rectified EMG at the height of a movement, above rest.
    body_movements : float
        Movements of the whole body of 12-25 s with artefact.
    twitches, twitch_spells : float
        Bursts of less than a quarter of a second, alone and in volleys (fragmentary myoclonus).
    weak_bursts : float
        Bursts that stay below 8 uV above rest.
    rest_uv : (float, float)
        Resting EMG, mean rectified. The standards ask for less than 5 uV.
    drift_log_sd : float
        Slow change of the logarithm of the resting EMG over half an hour.
    sway_share : float
        Slow sway of the resting EMG with a period of 8-25 s, as a share of it.
    rest_steps : float
        Changes of posture at which the resting EMG steps by a factor of up to 2.5.
    tonic_stretches, tonic_uv : float and (float, float)
        Stretches of 30-120 s in which the leg is tense, and by how much.
    hum_uv, hum_episodes : (float, float) and float
        Amplitude of mains hum and how often it comes for 20-180 s.
    hum_hz : float
        Frequency of the mains.
    ecg_uv : (float, float)
        Height of the heartbeat in the leg channels.
    pops, pop_volleys : float
        Electrode pops of 80-600 uV, alone and several in a second or two.
    dropouts : float
        Stretches of 0.3-20 s without signal.
    clip_uv : float
        The amplifier's limit.
    has_motor_units : bool
        Whether movements are made of the action potentials of motor units, not of Gaussian noise.
    shapes : tuple of (str, float)
        Shapes of movements (`plm_detect.simulate.bursts`) and their shares; empty for those of
        `plm_detect.simulate.shapes`.
    body_s : (float, float)
        Length of movements of the body.
    wobbles : float
        Cable movements: a tone of 10-20 Hz and 20-100 uV for 1-5 s.
    rem_clusters : float
        Clusters of twitches of 2-8 s per hour of REM sleep.
    spike_share : float
        Share of the electrode pops that last a few milliseconds.
    pops_on_both_share : float
        Share of the electrode pops that are seen on both legs.
    """

    series_length: tuple[int, int] = (5, 14)
    interval_s: float = 24.0
    interval_log_sd: float = 0.35
    pause_s: tuple[float, float] = (100.0, 160.0)
    single_share: float = 0.4
    duration_s: tuple[float, float] = (0.8, 5.0)
    level_uv: tuple[float, float] = (18.0, 90.0)
    body_movements: float = 0.0
    twitches: float = 8.0
    twitch_spells: float = 0.0
    weak_bursts: float = 8.0
    rest_uv: tuple[float, float] = (0.9, 1.5)
    drift_log_sd: float = 0.0
    sway_share: float = 0.0
    rest_steps: float = 0.0
    tonic_stretches: float = 0.0
    tonic_uv: tuple[float, float] = (2.0, 8.0)
    hum_uv: tuple[float, float] = (0.0, 0.0)
    hum_episodes: float = 0.0
    hum_hz: float = 50.0
    ecg_uv: tuple[float, float] = (0.0, 0.0)
    pops: float = 0.0
    pop_volleys: float = 0.0
    dropouts: float = 0.0
    clip_uv: float = 1500.0
    has_motor_units: bool = False
    shapes: tuple[tuple[str, float], ...] = ()
    body_s: tuple[float, float] = (12.0, 25.0)
    wobbles: float = 0.0
    rem_clusters: float = 0.0
    spike_share: float = 0.0
    pops_on_both_share: float = 0.0


MIXED_SHAPES = (
    ("mono", 0.43),
    ("jerk_tonic", 0.15),
    ("poly", 1 / 7),
    ("ramp", 0.12),
    ("crescendo", 0.1),
    ("tremor", 2 / 35),
)
MUSCLE = NightProfile(
    has_motor_units=True,
    shapes=MIXED_SHAPES,
    duration_s=(0.7, 5.0),
    level_uv=(12.0, 60.0),
    weak_bursts=4.0,
    rest_uv=(1.0, 2.5),
)
"""Movements of muscle and little else."""

PROFILES: dict[str, NightProfile] = {
    "clean": NightProfile(),
    "typical": NightProfile(
        pause_s=(100.0, 400.0),
        level_uv=(14.0, 90.0),
        body_movements=1.0,
        twitches=12.0,
        twitch_spells=0.3,
        weak_bursts=12.0,
        rest_uv=(1.0, 2.5),
        drift_log_sd=0.25,
        sway_share=0.1,
        rest_steps=1.0,
        tonic_stretches=0.5,
        hum_uv=(2.0, 8.0),
        hum_episodes=0.7,
        ecg_uv=(2.0, 8.0),
        pops=4.0,
        pop_volleys=0.3,
        dropouts=0.2,
    ),
    "severe_plms": NightProfile(
        series_length=(20, 80),
        interval_s=20.0,
        pause_s=(95.0, 180.0),
        single_share=0.1,
        level_uv=(14.0, 120.0),
        body_movements=1.0,
        twitches=12.0,
        twitch_spells=0.2,
        weak_bursts=12.0,
        rest_uv=(1.0, 2.5),
        drift_log_sd=0.25,
        sway_share=0.1,
        rest_steps=1.0,
        tonic_stretches=0.5,
        hum_uv=(2.0, 8.0),
        hum_episodes=0.5,
        ecg_uv=(2.0, 8.0),
        pops=4.0,
        pop_volleys=0.3,
        dropouts=0.2,
    ),
    "near_normal": NightProfile(
        series_length=(4, 7),
        pause_s=(200.0, 1000.0),
        single_share=0.85,
        level_uv=(14.0, 80.0),
        body_movements=1.5,
        twitches=20.0,
        twitch_spells=0.7,
        weak_bursts=20.0,
        rest_uv=(0.8, 2.5),
        drift_log_sd=0.25,
        sway_share=0.1,
        rest_steps=1.0,
        tonic_stretches=0.5,
        hum_uv=(2.0, 8.0),
        hum_episodes=0.7,
        ecg_uv=(2.0, 8.0),
        pops=6.0,
        pop_volleys=0.3,
        dropouts=0.3,
    ),
    "noisy": NightProfile(
        pause_s=(100.0, 300.0),
        level_uv=(14.0, 90.0),
        body_movements=2.0,
        twitches=20.0,
        twitch_spells=1.5,
        weak_bursts=20.0,
        rest_uv=(1.5, 4.0),
        drift_log_sd=0.35,
        sway_share=0.2,
        rest_steps=2.0,
        tonic_stretches=2.0,
        tonic_uv=(3.0, 12.0),
        hum_uv=(5.0, 25.0),
        hum_episodes=3.0,
        ecg_uv=(10.0, 30.0),
        pops=25.0,
        pop_volleys=2.0,
        dropouts=1.5,
        clip_uv=300.0,
    ),
    "muscle": MUSCLE,
    "muscle_mixed": replace(
        MUSCLE,
        pause_s=(100.0, 300.0),
        body_movements=2.0,
        body_s=(8.0, 60.0),
        twitches=20.0,
        twitch_spells=0.5,
        weak_bursts=12.0,
        drift_log_sd=0.25,
        sway_share=0.1,
        rest_steps=1.5,
        tonic_stretches=1.0,
        hum_uv=(3.0, 15.0),
        hum_episodes=1.5,
        ecg_uv=(3.0, 15.0),
        pops=10.0,
        pop_volleys=3.0,
        spike_share=0.3,
        pops_on_both_share=0.3,
        dropouts=0.3,
        wobbles=1.5,
        rem_clusters=4.0,
    ),
    "muscle_pops": replace(
        MUSCLE, pops=60.0, pop_volleys=200.0, spike_share=0.3, pops_on_both_share=0.3
    ),
    "muscle_body": replace(MUSCLE, body_movements=8.0, body_s=(8.0, 60.0), wobbles=4.0),
}
"""Profiles by name."""
