"""Arousals and respiratory events per hour of sleep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from plm_detect.model.events import RespiratoryKind
from plm_detect.model.hypnogram import is_sleep

if TYPE_CHECKING:
    from plm_detect.model.events import Scoring
    from plm_detect.model.spans import Spans
    from plm_detect.model.window import AnalysisWindow

COUNTED = (RespiratoryKind.APNEA, RespiratoryKind.HYPOPNEA)


@dataclass(frozen=True)
class SleepEvents:
    """Scored events that begin in sleep; None where they were not scored, or without sleep.

    Attributes
    ----------
    arousals_per_hour : float or None
        Arousal index (AASM manual).
    ahi_per_hour : float or None
        Apnea-hypopnea index (AASM manual): apneas and hypopneas. None where the scoring does not
        say of an event what it is.
    respiratory_per_hour : float or None
        Respiratory events of any kind.
    """

    arousals_per_hour: float | None
    ahi_per_hour: float | None
    respiratory_per_hour: float | None


def sleep_events(scoring: Scoring, window: AnalysisWindow) -> SleepEvents:
    """Return the events of the analysed time per hour of sleep.

    Parameters
    ----------
    scoring : Scoring
    window : AnalysisWindow
    """
    staging = scoring.hypnogram
    if staging is None:
        return SleepEvents(None, None, None)
    analysed = staging.clipped(window.start_s, window.end_s)
    asleep = is_sleep(analysed.stage)
    hours = float(np.sum((analysed.end_s - analysed.onset_s)[asleep])) / 3600
    if not hours:
        return SleepEvents(None, None, None)

    def in_sleep(events: Spans) -> np.ndarray:
        return np.asarray(is_sleep(analysed.stage_at(events.onset_s)))

    breathing = in_sleep(scoring.respiratory)
    kinds = scoring.respiratory.kind
    is_stated = not np.any(kinds == RespiratoryKind.UNSTATED)
    counted = int(np.sum(breathing & np.isin(kinds, COUNTED)))
    return SleepEvents(
        float(np.sum(in_sleep(scoring.arousals))) / hours if scoring.has_arousals else None,
        counted / hours if scoring.has_respiratory and is_stated else None,
        float(np.sum(breathing)) / hours if scoring.has_respiratory else None,
    )
