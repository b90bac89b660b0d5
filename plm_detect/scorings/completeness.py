"""What a scoring does not hold, and what that means for the numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plm_detect.model.hypnogram import SLEEP_STAGES
from plm_detect.model.quality import QualityNote

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plm_detect.model.events import Scoring
    from plm_detect.model.window import AnalysisWindow

SUBJECT = "scoring"


def missing_parts(
    scoring: Scoring, window: AnalysisWindow, *, is_length_known: bool = True
) -> Iterator[QualityNote]:
    """Yield a note for every part that nobody scored.

    Parameters
    ----------
    scoring : Scoring
    window : AnalysisWindow
    is_length_known : bool
        Whether stages, lights or the recording tell how long the analysed time is.
    """
    if not is_length_known:
        text = (
            "neither sleep stages, lights nor the length of the recording are known; movements "
            "are counted, indices per hour are undefined."
        )
        yield QualityNote("warning", "no_length", SUBJECT, text)
    elif scoring.hypnogram is None:
        text = "no sleep stages were found; indices are per hour of recording, not of sleep."
        yield QualityNote("warning", "no_stages", SUBJECT, text)
    else:
        scored = scoring.hypnogram.clipped(window.start_s, window.end_s)
        if not scored.seconds_in(*SLEEP_STAGES):
            text = "no sleep was scored; indices per hour of sleep are undefined."
            yield QualityNote("warning", "no_sleep", SUBJECT, text)
        unmarked = [
            f"lights {name} {'was not marked' if at_s is None else 'lies outside of the recording'}"
            for name, source, at_s in (
                ("off", window.start_from, scoring.lights_off_s),
                ("on", window.end_from, scoring.lights_on_s),
            )
            if source != "lights"
        ]
        if unmarked:
            text = (
                f"{' and '.join(unmarked)}; time in bed, sleep latency, sleep efficiency and wake "
                "after sleep onset count by the scored epochs or the recording."
            )
            yield QualityNote("info", "no_lights", SUBJECT, text)
        unscored_s = window.end_s - window.start_s - float((scored.end_s - scored.onset_s).sum())
        if unscored_s > 1:
            text = (
                f"{unscored_s / 60:.1f} min in bed have no stage; "
                "they and the movements in them are in no index, and count as wake in the "
                "efficiency and in the AASM wake after sleep onset."
            )
            yield QualityNote("info", "unscored_time", SUBJECT, text)
    if not scoring.has_arousals:
        text = "no arousals were found; numbers of movements with arousal are undefined."
        yield QualityNote("info", "no_arousals", SUBJECT, text)
    if not scoring.has_respiratory:
        text = "no respiratory events were found; no movement could be respiratory-related."
        yield QualityNote("info", "no_respiratory", SUBJECT, text)
