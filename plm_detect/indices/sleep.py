"""Sleep statistics of a hypnogram."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.model.hypnogram import SLEEP_STAGES, Stage, is_sleep

if TYPE_CHECKING:
    from plm_detect.model.hypnogram import Hypnogram
    from plm_detect.model.window import AnalysisWindow


@dataclass(frozen=True)
class SleepStatistics:
    """Sleep in the analysed part of the night; minutes, None where undefined.

    Attributes
    ----------
    tib_min : float
        Time in bed: from the start to the end of the analysed time (lights off to lights on).
    scored_min, unscored_min : float
        Time in bed with and without a stage.
    spt_min : float or None
        Sleep period: from the onset of the first to the end of the last epoch of sleep.
    tst_min : float
        Total sleep time: N1, N2, N3 and R.
    waso_aasm_min : float or None
        Wake after sleep onset by the AASM manual: time in bed without sleep latency and total
        sleep time, so that wake after the last sleep is included.
    waso_spt_min : float or None
        Wake after sleep onset within the sleep period, as YASA counts it.
    wake_min, n1_min, n2_min, n3_min, rem_min, nrem_min : float
    n1_percent, n2_percent, n3_percent, rem_percent : float or None
        Share of each stage in total sleep time.
    sleep_efficiency_percent : float or None
        Total sleep time divided by time in bed.
    sleep_maintenance_percent : float or None
        Total sleep time divided by sleep period.
    sol_min : float or None
        Sleep onset latency: from the start of the analysed time to the first epoch of sleep.
    rem_latency_min : float or None
        From the first epoch of sleep to the first of R.
    n_awakenings : int or None
        Stretches of wakefulness within the sleep period.
    sleep_onset_s, sleep_end_s : float or None
        Limits of the sleep period, seconds from the start of the recording.
    """

    tib_min: float
    scored_min: float
    unscored_min: float
    spt_min: float | None
    tst_min: float
    waso_aasm_min: float | None
    waso_spt_min: float | None
    wake_min: float
    n1_min: float
    n2_min: float
    n3_min: float
    rem_min: float
    nrem_min: float
    n1_percent: float | None
    n2_percent: float | None
    n3_percent: float | None
    rem_percent: float | None
    sleep_efficiency_percent: float | None
    sleep_maintenance_percent: float | None
    sol_min: float | None
    rem_latency_min: float | None
    n_awakenings: int | None
    sleep_onset_s: float | None
    sleep_end_s: float | None

    def as_dict(self) -> dict[str, float | None]:
        """Return all values by name."""
        return asdict(self)


def sleep_statistics(hypnogram: Hypnogram, window: AnalysisWindow) -> SleepStatistics:
    """Return the sleep statistics of the analysed part of a night.

    Parameters
    ----------
    hypnogram : Hypnogram
        Epochs of any length; those across a limit of the window count with the part inside.
    window : AnalysisWindow

    Notes
    -----
    The definitions are those of the AASM manual as YASA implements them
    (``yasa.Hypnogram.sleep_statistics``). Departs from YASA in the latency of R, which counts from
    sleep onset as in the AASM manual, not from lights off. Wake after sleep onset is defined in
    two ways, each of which is given under its own name. Time in bed and all that rests on it
    mean what their names say only where lights off and on were marked.

    References
    ----------
    Vallat R, Walker MP. An open-source, high-performance tool for automated sleep staging.
    eLife 2021;10:e70092.
    """
    night = hypnogram.clipped(window.start_s, window.end_s)
    tib_s = window.end_s - window.start_s
    minutes = {stage: night.seconds_in(stage) / 60 for stage in Stage}
    tst_min = night.seconds_in(*SLEEP_STAGES) / 60
    scored_min = night.seconds_in(Stage.W, *SLEEP_STAGES) / 60
    asleep = np.flatnonzero(is_sleep(night.stage))
    onset_s = spt_min = waso_aasm_min = waso_spt_min = sol_min = end_s = None
    rem_latency_min = n_awakenings = None
    if len(asleep):
        onset_s, end_s = float(night.onset_s[asleep[0]]), float(night.end_s[asleep[-1]])
        spt_min, sol_min = (end_s - onset_s) / 60, (onset_s - window.start_s) / 60
        period = night.clipped(onset_s, end_s)
        waso_aasm_min = (window.end_s - onset_s) / 60 - tst_min
        waso_spt_min = period.seconds_in(Stage.W) / 60
        awake = period.spans_of(Stage.W).merged()
        n_awakenings = len(awake)
        rem = np.flatnonzero(night.stage == Stage.R)
        if len(rem):
            rem_latency_min = (float(night.onset_s[rem[0]]) - onset_s) / 60

    def percent(part_min: float, whole_min: float | None) -> float | None:
        return 100 * part_min / whole_min if whole_min else None

    return SleepStatistics(
        tib_min=tib_s / 60,
        scored_min=scored_min,
        unscored_min=max(tib_s / 60 - scored_min, 0.0),
        spt_min=spt_min,
        tst_min=tst_min,
        waso_aasm_min=waso_aasm_min,
        waso_spt_min=waso_spt_min,
        wake_min=minutes[Stage.W],
        n1_min=minutes[Stage.N1],
        n2_min=minutes[Stage.N2],
        n3_min=minutes[Stage.N3],
        rem_min=minutes[Stage.R],
        nrem_min=minutes[Stage.N1] + minutes[Stage.N2] + minutes[Stage.N3],
        n1_percent=percent(minutes[Stage.N1], tst_min),
        n2_percent=percent(minutes[Stage.N2], tst_min),
        n3_percent=percent(minutes[Stage.N3], tst_min),
        rem_percent=percent(minutes[Stage.R], tst_min),
        sleep_efficiency_percent=percent(tst_min, tib_s / 60),
        sleep_maintenance_percent=percent(tst_min, spt_min),
        sol_min=sol_min,
        rem_latency_min=rem_latency_min,
        n_awakenings=n_awakenings,
        sleep_onset_s=onset_s,
        sleep_end_s=end_s,
    )
