"""The part of the recording that is analysed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from plm_detect.errors import ScoringError

if TYPE_CHECKING:
    from plm_detect.model.events import Scoring
    from plm_detect.model.spans import Spans

WindowSource = Literal["lights", "hypnogram", "recording"]


@dataclass(frozen=True)
class AnalysisWindow:
    """Time in bed.

    Attributes
    ----------
    start_s, end_s : float
        Seconds from the start of the recording.
    start_from, end_from : {"lights", "hypnogram", "recording"}
        What sets the limit.
    """

    start_s: float
    end_s: float
    start_from: WindowSource
    end_from: WindowSource

    @classmethod
    def of(cls, scoring: Scoring, recorded: Spans) -> AnalysisWindow:
        """Return the window of a night.

        It runs from lights off to lights on; where a light was not marked, from the first or
        to the last scored epoch; without a hypnogram, over the whole recording. What lies
        outside of the recording is left out.

        Raises
        ------
        ScoringError
            When nothing is left, because lights off, lights on and stages do not fit together.
        """
        hypnogram = scoring.hypnogram
        start, start_from = float(recorded.onset_s[0]), "recording"
        end, end_from = float(recorded.end_s[-1]), "recording"
        if hypnogram is not None:
            start, start_from = float(hypnogram.onset_s[0]), "hypnogram"
            end, end_from = float(hypnogram.end_s[-1]), "hypnogram"
        if scoring.lights_off_s is not None:
            start, start_from = scoring.lights_off_s, "lights"
        if scoring.lights_on_s is not None:
            end, end_from = scoring.lights_on_s, "lights"
        first, last = float(recorded.onset_s[0]), float(recorded.end_s[-1])
        if start < first:
            start, start_from = first, "recording"
        if end > last:
            end, end_from = last, "recording"
        if start >= end:
            raise ScoringError(
                f"the analysed time would run from {start:g} to {end:g} s: lights off, lights on "
                "and stages do not fit together; correct the scoring."
            )
        return cls(start, end, start_from, end_from)  # type: ignore[arg-type]
